"""Entities of Uwazi as JSON -> one sheet for each template, one row for each entity.

    {"rows": [{"sharedId": ..., "language": "en", "template": ..., "title": ...,
               "metadata": {"birth": [{"value": -892252800}], "country": [{"value": id, "label": "..."}]}}, ...]}

An entity in several languages is several objects with one `sharedId`: one row; what another language says otherwise
stands in a column of its own, `title__es`, as in Uwazi's own import files.

Uwazi keeps a day as seconds since 1970, at midnight UTC, and does not say in an entity which properties are days
(app/api/csv/typeFormatters.ts formats them so). A property is read as days where all its values are whole days since
1970, or its name speaks of a date; the seconds stay beside it in `NAME (stored)`. The day is the one in UTC: no time
zone is applied. Seconds that are no midnight are counted as `days_not_at_midnight`. A range is `from~to`, as Uwazi
writes it.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from habeas.reading.json_value import JsonObject, Number, as_words, refuse_depth
from habeas.reading.sheets import Sheets, from_records

DAY = 86_400
EPOCH = dt.date(1970, 1, 1)
BETWEEN = "|"
RANGE = "~"
STORED = " (stored)"
_SEARCH = ("snippets", "_explanation", "semanticSearch", "obsoleteMetadata")
"""What an answer of the search adds to an entity."""
_DATE_WORDS = re.compile(
    r"dat[ea]|birth|born|dob|death|died|fecha|nacimiento|naissance|d[eé]c[eè]s|дата|рожд|تاريخ|ميلاد", re.IGNORECASE
)


def is_entity(value: JsonObject) -> bool:
    return "sharedId" in value and "template" in value and ("metadata" in value or "title" in value)


def sheets_of(entities: Sequence[JsonObject]) -> Sheets:
    """Raises TooDeep, TooManyCells."""
    notes: Counter[str] = Counter()
    by_id: dict[str, list[JsonObject]] = {}
    for entity in entities:
        if is_entity(entity) and as_words(entity["sharedId"]):
            refuse_depth(entity)
            by_id.setdefault(as_words(entity["sharedId"]), []).append(entity)
        else:
            notes["values_that_are_no_records"] += 1
    first = next((as_words(versions[0].get("language")) for versions in by_id.values()), "")
    days = _days_of(entities)
    records: dict[str, list[dict[str, str]]] = {}
    for versions in by_id.values():
        record = _record(versions, first, days, notes)
        records.setdefault(as_words(versions[0].get("template")), []).append(record)
    sheets = tuple(from_records(template, rows) for template, rows in records.items())
    return Sheets("uwazi", sheets, dict(+notes), tuple(sheet.name for sheet in sheets))


def _record(versions: Sequence[JsonObject], language: str, days: set[str], notes: Counter[str]) -> dict[str, str]:
    """One row of one entity. The first language of the file leads, where the entity has it."""
    lead = next((one for one in versions if as_words(one.get("language")) == language), versions[0])
    record = _cells(lead, days, notes)
    notes["languages_beside"] += len(versions) - 1
    for other in versions:
        if other is not lead:
            suffix = as_words(other.get("language"))
            for label, words in _cells(other, days, Counter()).items():
                if words and words != record.get(label) and label not in ("_id", "language"):
                    record[_free(f"{label}__{suffix}", record)] = words
    return record


def _free(label: str, record: dict[str, str]) -> str:
    number = 2
    while label in record:
        label, number = f"{label.removesuffix(f' ({number - 1})')} ({number})", number + 1
    return label


def _cells(entity: JsonObject, days: set[str], notes: Counter[str]) -> dict[str, str]:
    cells = {
        label: as_words(value)
        for label, value in entity.items()
        if label not in ("metadata", "documents", "attachments", *_SEARCH)
    }
    for label in ("documents", "attachments"):
        cells[label] = BETWEEN.join(_file_names(entity.get(label)))
    metadata = entity.get("metadata")
    for name, values in metadata.items() if isinstance(metadata, dict) else ():
        label = name if name not in cells else f"{name} (property)"
        items = values if isinstance(values, list) else [values]
        cells[label] = BETWEEN.join(words for one in items if (words := _words(one, name in days, notes)))
        if name in days and cells[label]:
            cells[label + STORED] = BETWEEN.join(as_words(_value(one)) for one in items)
    return cells


def _file_names(files: Any) -> Iterable[str]:
    for one in files if isinstance(files, list) else ():
        if isinstance(one, dict):
            yield as_words(one.get("originalname") or one.get("filename") or one.get("url"))


def _value(item: Any) -> Any:
    return item.get("value") if isinstance(item, dict) else item


def _words(item: Any, is_day: bool, notes: Counter[str]) -> str:
    """One value of a property: its label, a day, a range, a point, a link, or what it is."""
    value = _value(item)
    if isinstance(value, dict):
        if set(value) <= {"from", "to"}:
            ends = [_day(value.get(end), notes) for end in ("from", "to")]
            return RANGE.join(ends) if any(ends) else ""
        if {"lat", "lon"} <= set(value):
            return BETWEEN.join(as_words(value[part]) for part in ("lat", "lon"))
        if "url" in value:
            return BETWEEN.join(as_words(value.get(part)) for part in ("label", "url"))
        return as_words(value)
    if is_day and isinstance(value, Number):
        return _day(value, notes)
    label = as_words(item.get("label")) if isinstance(item, dict) else ""
    parent = item.get("parent") if isinstance(item, dict) else None
    if label and isinstance(parent, dict) and parent.get("label"):
        return f"{as_words(parent['label'])}::{label}"
    return label or as_words(value)


def _day(value: Any, notes: Counter[str]) -> str:
    """The day, in UTC, of seconds since 1970; what is none stays as it is."""
    seconds = _whole(value)
    if seconds is None:
        return as_words(value)
    try:
        day = (EPOCH + dt.timedelta(days=seconds // DAY)).isoformat()
    except OverflowError:
        return as_words(value)
    notes["days_not_at_midnight"] += seconds % DAY != 0
    return day


def _whole(value: Any) -> int | None:
    if isinstance(value, Number) and re.fullmatch(r"-?\d{1,15}(\.0+)?", value):
        return int(value.split(".")[0])
    return None


def _days_of(entities: Sequence[JsonObject]) -> set[str]:
    """Properties whose values are days: ranges of them, or whole days since 1970, or with a name that says so."""
    values: dict[str, list[Any]] = {}
    for entity in entities:
        metadata = entity.get("metadata")
        for name, items in metadata.items() if isinstance(metadata, dict) else ():
            values.setdefault(name, []).extend(map(_value, items if isinstance(items, list) else [items]))
    return {name for name, given in values.items() if _are_days(name, [one for one in given if one not in (None, "")])}


def _are_days(name: str, given: list[Any]) -> bool:
    seconds = [_whole(one) for one in given]
    if any(isinstance(one, dict) and one and set(one) <= {"from", "to"} for one in given):
        return True
    if not seconds or None in seconds:
        return False
    if _DATE_WORDS.search(name):
        return all(one is not None and (one % DAY == 0 or abs(one) >= 10 * DAY) for one in seconds)
    return any(seconds) and all(one is not None and one % DAY == 0 for one in seconds)
