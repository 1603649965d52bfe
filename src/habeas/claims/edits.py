"""What a person types to correct a proposal -> the fields of an edit entry.

Which fields can be typed, and what sort of value each takes, is in the table of fields (fields.py):

    a word of a list                its code
    a time, a deadline              EDTF, such as 2017-03 or 2017-03/..
    people                          ids of people and groups, or @names, with commas; with semicolons where a name
                                    holds a comma
    one person, group or place      its id, or @name (by_name.py)
    evidence                        start:end of the source's text, with commas
    a name; aliases                 words; aliases with semicolons
    a number, yes or no, a phrase   as such

Nothing typed takes the value away. Someone who is named here and was not in the proposal has the words of the evidence
that name them; where it does not, they are marked inferred: the passage does not say it, a person does. Offsets of the
words of a value, and words that were kept beside it because
they had no code, go with it: they belong to what was said before.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from habeas.claims import look_up, words
from habeas.claims.by_name import PEOPLE, ByName, is_by_name
from habeas.claims.fields import Field, Sort, editable, field
from habeas.claims.model import ENTITIES, Item, Journal, Kind, mapping, mappings
from habeas.claims.roles import words_of
from habeas.custody.model import JsonValue, Room
from habeas.errors import UsageProblem
from habeas.ids import ItemId, kind_of

PATHS: Mapping[Kind, tuple[str, ...]] = {kind: tuple(editable(kind)) for kind in Kind}
LISTS = {path: row.listed for kind in Kind for path, row in editable(kind).items() if row.listed}
PLACES = ("place", "within", "anchor")
"""The roles in which a place stands."""
Changes = tuple[dict[str, JsonValue], dict[str, JsonValue]]
"""Record part and names part of an edit."""


def changes(journal: Journal, it: Item, typed: Mapping[str, str], named: ByName | None = None) -> Changes:
    """The edit that these paths and values mean. `named`: takes those who are meant by name; what it makes is to be
    written together with the edit. Raises UsageProblem, NotFound, WrongKey."""
    record: dict[str, JsonValue] = {}
    private: dict[str, JsonValue] = {}
    for path, value in typed.items():
        row = editable(it.kind).get(path)
        if row is None:
            raise UsageProblem(f"a {it.kind} has no such field to edit", hint="these: " + ", ".join(PATHS[it.kind]))
        if row.room is Room.NAMES:
            private[path] = _name(path, value)
            continue
        name, _, part = path.partition(".")
        if part:
            record[name] = _part(journal, mapping(record.get(name) or it.fields.get(name)), row, value.strip())
        else:
            record[name] = _Typed(journal, it, named).value(row, value.strip())
    for name in list(record):
        record |= _spans_left_behind(it, name)
    return record, private | _words_left(it, record)


class _Typed:
    """What is typed for whole fields of one item."""

    def __init__(self, journal: Journal, it: Item, named: ByName | None) -> None:
        self.journal, self.it, self.named = journal, it, named

    def value(self, row: Field, value: str) -> JsonValue:
        """What was typed for a whole field, by the sort of its row; None where nothing was."""
        if row.sort is Sort.OBJECT and row.many:
            return [self._participant(row, one) for one in people(value)]
        if not value:
            return None
        match row.sort:
            case Sort.ID:
                return self._entity(row, value)
            case Sort.OBJECT:
                return self._one(row, value)
            case Sort.DATE:
                return _time(value)["edtf"]
            case Sort.OFFSETS:
                return [_stretch(one) for one in _listed(value)]
            case Sort.NUMBER:
                return _number(value)
            case Sort.FLAG:
                return _flag(value)
            case Sort.CODE:
                return _code(self.journal, row, value)
            case _:
                return value

    def _one(self, row: Field, value: str) -> JsonValue:
        """One entity with what belongs to it, or a time."""
        parts = {part.name for part in row.parts}
        if "entity" not in parts:
            return _time(value)
        entity = self._entity(row, value)
        if "inferred" not in parts:
            return {"entity": entity, "kind": "set by a person"}
        return {"entity": entity, **self._borne_out(value, entity)}

    def _participant(self, row: Field, value: str) -> JsonValue:
        """Who was there keeps the words that say so; who is new has those of the evidence, or is marked inferred."""
        entity = self._entity(row, value)
        for one in mappings(self.it.fields.get(row.name)):
            if one.get("entity") == entity:
                kept: Any = dict(one)
                return kept  # type: ignore[no-any-return]
        return {"entity": entity, **self._borne_out(value, entity)}

    def _borne_out(self, given: str, entity: ItemId) -> dict[str, JsonValue]:
        evidence = words_of(self.it.kind, self.it.fields)
        span = self.named.words_for(given, entity, evidence) if self.named is not None else None
        return {"span": list(span), "inferred": False} if span else {"inferred": True}

    def _entity(self, row: Field, value: str) -> ItemId:
        if is_by_name(value):
            if self.named is None:
                raise UsageProblem("a name cannot stand here", hint="give an id: `habeas list people` shows them")
            return self.named.entity(value, (Kind.PLACE,) if row.role in PLACES else PEOPLE)
        if kind_of(value) not in {kind.value for kind in ENTITIES}:
            hint = "`habeas list people` shows ids; a name is written @Name"
            raise UsageProblem("that is not the id of a person, group or place", hint=hint)
        return look_up.item(self.journal, ItemId(value)).id


def _code(journal: Journal, row: Field, value: str) -> str:
    if row.listed:
        words.require(journal, row.listed, value)
    elif row.options and value not in row.options:
        raise UsageProblem(f"{row.name} is one of: " + ", ".join(row.options))
    return value


def _number(value: str) -> JsonValue:
    try:
        return float(value) if "." in value else int(value)
    except ValueError:
        raise UsageProblem("that is not a number") from None


def _flag(value: str) -> bool:
    if value not in ("yes", "no"):
        raise UsageProblem("that is neither yes nor no")
    return value == "yes"


def _spans_left_behind(it: Item, name: str) -> dict[str, JsonValue]:
    """Offsets of the words of a value that was corrected: taken away, for they point at the words before."""
    row = field(it.kind, name)
    return {span: None for span in (row.spans if row else ()) if it.fields.get(span) is not None}


def _words_left(it: Item, record: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The words kept beside values without a code, without those of corrected fields.

    Where people stay in a list their words go with them to their new place in it.
    """
    before = mapping(it.private.get("words"))
    kept: dict[str, Any] = {}
    for path, given in before.items():
        name, *rest = path.split(".")
        if name not in record:
            kept[path] = given
        elif rest and rest[0].isdecimal() and (moved := _place_now(it, name, int(rest[0]), record[name])) is not None:
            kept[".".join([name, str(moved), *rest[1:]])] = given
    return {} if kept == dict(before) else {"words": kept or None}


def _place_now(it: Item, name: str, place: int, corrected: JsonValue) -> int | None:
    listed = mappings(it.fields.get(name))
    entity = listed[place].get("entity") if place < len(listed) else None
    now = [one.get("entity") for one in mappings(corrected)]
    return now.index(entity) if entity in now else None


def _part(journal: Journal, before: Mapping[str, object], row: Field, value: str) -> JsonValue:
    """An object with another value in one part, and the HURIDOCS code that goes with it; None where none is left."""
    changed: dict[str, Any] = {name: kept for name, kept in before.items() if name not in (row.name, row.coded)}
    if not value:
        return changed or None
    word = words.require(journal, row.listed, value)
    changed[row.name] = value
    listed, _, huridocs = word.huridocs.partition(":")
    return changed | ({row.coded: huridocs} if listed and huridocs else {})


def _listed(value: str, sign: str = ",") -> list[str]:
    return [part.strip() for part in value.split(sign) if part.strip()]


def people(value: str) -> list[str]:
    """Several, with commas; with semicolons where there is one, for a name may hold a comma."""
    return _listed(value, ";" if ";" in value else ",")


def _stretch(value: str) -> JsonValue:
    found = re.fullmatch(r"(\d+):(\d+)", value)
    if found is None or int(found[1]) >= int(found[2]):
        raise UsageProblem("evidence is written start:end, in characters of the text")
    return [int(found[1]), int(found[2])]


def _time(value: str) -> dict[str, JsonValue]:
    earliest, latest = _edtf(value)
    time: dict[str, JsonValue] = {"edtf": value, "precision": _precision(value), "basis": "set_by_a_person"}
    days = {"earliest": earliest, "latest": latest}
    return time | {name: day.isoformat() for name, day in days.items() if day is not None}


def _precision(value: str) -> str:
    if "/" in value:
        return "range"
    return {4: "year", 7: "month", 10: "day"}.get(len(value.strip("?~%")), "unknown")


def _edtf(value: str) -> tuple[date | None, date | None]:
    """First and last day of an EDTF expression, None where it is open. Raises UsageProblem."""
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parsed = parse_edtf(value)
        ends = parsed.lower_strict(), parsed.upper_strict()
    except (EDTFParseException, ValueError):
        examples = "2017-03-21, 2017-03, 2017, 2017-03/.., 2017-03/2017-05, 2017~"
        raise UsageProblem("that is not a date in EDTF", hint=examples) from None
    first, last = (_day(end) for end in ends)
    return first, last


def _day(end: object) -> date | None:
    """The library's struct_time; an open end is infinite, or a year that no calendar has."""
    year, month, day = getattr(end, "tm_year", 0), getattr(end, "tm_mon", 0), getattr(end, "tm_mday", 0)
    return date(year, month, day) if 1 <= year <= 9998 else None


def _name(path: str, value: str) -> JsonValue:
    if path == "aliases":
        return [part.strip() for part in value.split(";") if part.strip()] or None
    if not value.strip():
        raise UsageProblem("a name cannot be empty")
    return value.strip()
