"""JSON that other programs export: KoboToolbox, Uwazi, FollowTheMoney. Runs in the parser process.

One value, or one object a line. Which export it is, its keys say:

    ftm     objects with `schema` and `properties`
    uwazi   objects with `sharedId` and `template`, in an array or under `rows`
    kobo    objects with `_uuid` and another key of a form server, in an array or under `results`

Numbers stay the text they are in the file: 1.10 does not become 1.1. A key that an object has twice is an error, for
one of the two values would be lost.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from habeas.reading import followthemoney, kobo_json, uwazi_json
from habeas.reading.json_value import JsonObject, Number
from habeas.reading.model import Reading, Reason, Status
from habeas.reading.plain_text import decode
from habeas.reading.sheets import Sheets
from habeas.reading.workbook import reading_of

TOOL = "habeas json_export 1"
WRAPPINGS = ("results", "rows", "entities", "data")
"""Keys under which an export puts its list."""
EXPORTS: tuple[tuple[Callable[[JsonObject], bool], Callable[[Sequence[JsonObject]], Sheets]], ...] = (
    (followthemoney.is_entity, followthemoney.sheets_of),
    (uwazi_json.is_entity, uwazi_json.sheets_of),
    (kobo_json.is_submission, kobo_json.sheets_of),
)


def prepare() -> None:
    import charset_normalizer  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    kind = job["media_type"]
    text, _ = decode(data)
    if text is None:
        return Reading(Status.UNREAD, kind, reason=Reason.UNKNOWN_TYPE)
    objects, not_objects = objects_of(text.removeprefix("\ufeff"))
    for is_one, read in EXPORTS:
        # One object that is none, among many that are, is counted by the export's own reader.
        if objects and sum(map(is_one, objects[:100])) * 2 > len(objects[:100]):
            return reading_of(partial(_sheets, read, objects, not_objects), job, TOOL)
    return Reading(Status.UNREAD, kind, reason=Reason.UNKNOWN_TYPE)


def objects_of(text: str) -> tuple[list[JsonObject], int]:
    """The objects of a file, and how many other values stand among them. Raises ValueError for what is no JSON."""
    try:
        value = _loads(text)
    except json.JSONDecodeError:
        values = [_loads(line) for line in text.split("\n") if line.strip()]
    else:
        values = _listed(value)
    objects = [one for one in values if isinstance(one, dict)]
    return objects, len(values) - len(objects)


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        for key in WRAPPINGS:
            if isinstance(value.get(key), list):
                found: list[Any] = value[key]
                return found
    return [value]


def _loads(text: str) -> Any:
    return json.loads(
        text, parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=_without_doubles
    )


def _without_doubles(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice in one object")
    return found


def _sheets(read: Callable[[Sequence[JsonObject]], Sheets], objects: Sequence[JsonObject], not_objects: int) -> Sheets:
    found = read(objects)
    if not not_objects:
        return found
    notes = dict(Counter(found.notes) + Counter({"values_that_are_no_records": not_objects}))
    return Sheets(found.format, found.sheets, notes, found.names)
