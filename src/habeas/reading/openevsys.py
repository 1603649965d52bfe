"""A dump of an OpenEvSys database -> one row for each person who is the victim of an act.

    1 the dump is decoded and its tables are read (`mysql_dump`); nothing is executed
    2 codes become the words of the dump's own vocabulary (mt_vocab), in English, else in what there is
    3 each act goes to its victim, with its event, its perpetrators (involvement) and its places
    4 a victim's first act stands in columns of its own; every further one is written out in `further acts`

Cells keep the words of the dump. Beside them stand columns made here: `birth_date`, `event_date`, `act`, `place`. A
date of OpenEvSys has a type (list 48): "Unknown day" makes 1986-03-01 the month 1986-03, "Unknown month and day" the
year 1986, "Estimate" puts "circa" before it. A day or a month that is 00 is unknown in the same way.

Schema and codes: huridocs/OpenEvSys, schema/mysql-dbcreate.sql, schema/mysql-dbpopulate-mt.sql.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from habeas.reading.model import Reading, Reason, Status
from habeas.reading.mysql_dump import DumpedTable, tables_of
from habeas.reading.sheets import Sheet, Sheets, TooManyCells, from_records
from habeas.reading.workbook import reading_of

TOOL = "habeas openevsys 1"
NEEDED = ("person", "act")
READ = (*NEEDED, "event", "involvement", "address", "mt_vocab", "mt_vocab_l10n")
LISTS = {
    "person": ("occupation", "local_term_for_occupation", "physical_description", "citizenship", "ethnic_background",
               "other_background", "general_characteristics", "language", "local_language", "national_origin"),
    "act": ("method_of_violence", "attribution", "victim_characteristics", "international_instruments",
            "national_legislation"),
    "event": ("geographical_term", "local_geographical_area", "violation_index", "rights_affected"),
}  # fmt: skip
"""Fields with several values: a table `mlt_ENTITY_FIELD` each."""
ESTIMATE, NO_DAY, NO_MONTH = "01000000000048", "02000000000048", "03000000000048"
INDIVIDUAL = "01000000000007"
CODE = re.compile(r"\d{14}")
BETWEEN = " | "
FURTHER = "further acts"
_CHARSET = re.compile(r"SET NAMES '?([a-z0-9]+)'?", re.IGNORECASE)
_CHARSETS = {"utf8": "utf-8", "utf8mb3": "utf-8", "utf8mb4": "utf-8", "latin1": "cp1252", "cp1251": "cp1251",
             "cp1256": "cp1256", "koi8r": "koi8-r"}  # fmt: skip


def prepare() -> None:
    """Nothing to load."""


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    text, unreadable = decoded(data)  # 1
    wanted = {*READ, *(f"mlt_{entity}_{name}" for entity, names in LISTS.items() for name in names)}
    try:
        tables = tables_of(text, wanted)
    except TooManyCells:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.TOO_LARGE)
    if any(name not in tables for name in NEEDED):
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.UNKNOWN_TYPE)
    return reading_of(_Victims(tables, unreadable).sheets, job, TOOL)


def decoded(data: bytes) -> tuple[str, int]:
    """By the dump's own SET NAMES where it is no UTF-8; and how many bytes that could not read (U+FFFD)."""
    try:
        return data.decode("utf-8-sig"), 0
    except UnicodeDecodeError:
        said = _CHARSET.search(data[: 1 << 16].decode("latin-1"))
        text = data.decode(_CHARSETS.get(said[1].lower() if said else "", "utf-8"), "replace")
        return text, text.count("\ufffd")


@dataclass(frozen=True)
class _Act:
    fields: Mapping[str, str]
    when: str


class _Victims:
    """Steps 2 to 4."""

    def __init__(self, tables: Mapping[str, DumpedTable], unreadable: int) -> None:
        self._tables = tables
        self._words = _vocabulary(tables)
        self._lists = {entity: self._values_of(entity, names) for entity, names in LISTS.items()}
        self._notes: Counter[str] = Counter({"unreadable_characters": unreadable})
        self._persons = self._by_key("person", "person_record_number")
        self._events = self._by_key("event", "event_record_number")
        self._perpetrators = self._perpetrators_of()
        self._addresses = self._addresses_of()

    def sheets(self) -> Sheets:
        acts: dict[str, list[_Act]] = defaultdict(list)
        for act in self._records("act"):
            victim = act.get("victim", "")
            if victim in self._persons:
                acts[victim].append(self._act(act))
            else:
                self._notes["acts_without_victim"] += 1
        rows = [self._row(person, acts[key]) for key, person in self._persons.items() if key in acts]
        self._notes["persons_not_victims"] = len(self._persons) - len(rows)
        sheet = from_records("victims", rows) if rows else Sheet("victims", [("person_record_number", "person_name")])
        return Sheets("openevsys", (sheet,), dict(+self._notes), ("victims",))

    def _row(self, person: Mapping[str, str], acts: Sequence[_Act]) -> dict[str, str]:
        key = person["person_record_number"]
        first, *others = sorted(acts, key=lambda act: act.when or "~")
        unit = person.get("counting_unit", "")
        self._notes["rows_that_are_groups"] += unit not in ("", INDIVIDUAL)
        self._notes["confidential_rows"] += person.get("confidentiality", "").lower() == "y"
        self._notes["further_acts"] += len(others)
        row = {name: self._said(name, value) for name, value in person.items()}
        row |= {name: BETWEEN.join(values) for name, values in self._lists["person"].get(key, {}).items()}
        row["birth_date"] = dated(person.get("date_of_birth", ""), person.get("date_of_birth_type", ""))
        row["addresses"] = BETWEEN.join(self._addresses.get(key, ()))
        row |= {"act": first.fields.get("type_of_act", ""), "event_date": first.when}
        row["place"] = first.fields.get("exact_location") or first.fields.get("event geographical_term", "")
        row |= {f"act {name}": words for name, words in first.fields.items()}
        row[FURTHER] = BETWEEN.join(_written_out(act) for act in others)
        return row

    def _act(self, act: Mapping[str, str]) -> _Act:
        key, event = act.get("act_record_number", ""), self._events.get(act.get("event", ""), {})
        fields = {name: self._said(name, value) for name, value in act.items() if name != "victim"}
        fields["type_of_act code"] = act.get("type_of_act", "")
        fields |= {name: BETWEEN.join(values) for name, values in self._lists["act"].get(key, {}).items()}
        fields["perpetrators"] = BETWEEN.join(self._perpetrators.get(key, ()))
        fields |= {f"event {name}": self._said(name, value) for name, value in event.items()}
        values = self._lists["event"].get(act.get("event", ""), {})
        fields |= {f"event {name}": BETWEEN.join(words) for name, words in values.items()}
        of = act if _is_date(act.get("initial_date", "")) else event
        return _Act(fields, dated(of.get("initial_date", ""), of.get("initial_date_type", "")))

    def _said(self, name: str, value: str) -> str:
        """The word of a code; a code that the vocabulary does not have stays a code."""
        return self._words.get(value, value) if CODE.fullmatch(value) and not name.endswith("_record_number") else value

    def _records(self, table: str) -> Sequence[dict[str, str]]:
        return list(self._tables[table].records()) if table in self._tables else ()

    def _by_key(self, table: str, key: str) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for record in self._records(table):
            if record.get(key):
                if record[key] in found and found[record[key]] != record:
                    raise ValueError("a record number twice")
                found[record[key]] = record
        return found

    def _values_of(self, entity: str, names: Sequence[str]) -> dict[str, dict[str, list[str]]]:
        """Record -> field -> words."""
        found: dict[str, dict[str, list[str]]] = {}
        for name in names:
            for record in self._records(f"mlt_{entity}_{name}"):
                code = record.get("vocab_number", "")
                values = found.setdefault(record.get("record_number", ""), {}).setdefault(name, [])
                values.append(self._words.get(code, code))
        return found

    def _perpetrators_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for record in self._records("involvement"):
            person = self._persons.get(record.get("perpetrator", ""), {})
            degree = self._said("", record.get("degree_of_involvement", ""))
            name = person.get("person_name") or record.get("perpetrator", "")
            found[record.get("act", "")].append(f"{name} ({degree})" if degree else name)
        return found

    def _addresses_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for record in self._records("address"):
            parts = [self._said(name, value) for name, value in record.items() if name not in ("person", *_KEYS)]
            found[record.get("person", "")].append(", ".join(part for part in parts if part))
        return found


_KEYS = ("address_record_number",)


def _written_out(act: _Act) -> str:
    said = {"when": act.when, **act.fields}
    return "; ".join(f"{name}: {words}" for name, words in said.items() if words)


def _vocabulary(tables: Mapping[str, DumpedTable]) -> dict[str, str]:
    """Code -> word: English, French, the third language of the vocabulary, then any translation."""
    words: dict[str, str] = {}
    if "mt_vocab_l10n" in tables:
        for record in tables["mt_vocab_l10n"].records():
            words.setdefault(record.get("msgid", ""), record.get("msgstr", ""))
    if "mt_vocab" in tables:
        for record in tables["mt_vocab"].records():
            said = next((record[name] for name in ("english", "french", "otherlanguages") if record.get(name)), "")
            if said:
                words[record.get("vocab_number", "")] = said
    return words


def _is_date(date: str) -> bool:
    return bool(date) and not date.startswith("0000")


def dated(date: str, kind: str) -> str:
    """A date of OpenEvSys with its type, as far as it is known: 1986-03-01, 1986-03, 1986, circa 1986."""
    if not _is_date(date):
        return ""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00:00)?", date)
    if match is None:
        return date
    year, month, day = match.groups()
    if kind == NO_MONTH or month == "00":
        known = year
    elif kind == NO_DAY or day == "00":
        known = f"{year}-{month}"
    else:
        known = f"{year}-{month}-{day}"
    return f"circa {known}" if kind == ESTIMATE else known
