"""What a person types to correct a proposal -> the fields of an edit entry.

    act.type act.method modality attribution_mode stance action_type kind    a word of a list, by its code
    time                            EDTF, such as 2017-03 or 2017-03/..; empty: no time is known
    victims perpetrators addressees ids of people and groups, with commas; empty: none is known
    place caller speaker attribution within anchor   one id; empty: none is known
    evidence                        start:end of the source's text, with commas
    deadline                        EDTF
    name aliases                    of a person, group or place; aliases with semicolons

Someone who is named here and was not in the proposal is marked inferred: the passage does not say it, a person does.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from habeas.claims import look_up, words
from habeas.claims.model import ENTITIES, Item, Journal, Kind, mapping, mappings
from habeas.custody.model import JsonValue
from habeas.errors import UsageProblem
from habeas.ids import ItemId, kind_of

PATHS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CLAIM: (
        "act.type",
        "act.method",
        "modality",
        "attribution_mode",
        "attribution",
        "stance",
        "victims",
        "perpetrators",
        "time",
        "place",
        "evidence",
    ),
    Kind.CALL: ("action_type", "caller", "addressees", "deadline", "attribution", "evidence"),
    Kind.STATEMENT: ("kind", "speaker", "attribution"),
    Kind.PERSON: ("name", "aliases"),
    Kind.GROUP: ("name", "aliases", "sort"),
    Kind.PLACE: ("name", "aliases", "within", "anchor"),
}
LISTS = {
    "act.type": "act_types",
    "act.method": "methods",
    "modality": "modalities",
    "attribution_mode": "attribution_modes",
    "action_type": "action_types",
    "kind": "statement_kinds",
    "sort": "perpetrator_kinds",
}
PEOPLE = {"victims", "perpetrators", "addressees"}
ONE_ENTITY = {"caller", "speaker", "within", "anchor"}
Changes = tuple[dict[str, JsonValue], dict[str, JsonValue]]
"""Record part and names part of an edit."""


def changes(journal: Journal, it: Item, typed: Mapping[str, str]) -> Changes:
    """The edit that these paths and values mean. Raises UsageProblem, NotFound."""
    record: dict[str, JsonValue] = {}
    private: dict[str, JsonValue] = {}
    for path, value in typed.items():
        if path not in PATHS[it.kind]:
            raise UsageProblem(f"a {it.kind} has no such field to edit", hint="these: " + ", ".join(PATHS[it.kind]))
        if path in ("name", "aliases"):
            private[path] = _name(path, value)
        else:
            field, changed = _change(journal, it, record, path, value.strip())
            record[field] = changed
    return record, private


def _change(journal: Journal, it: Item, so_far: Mapping[str, Any], path: str, value: str) -> tuple[str, JsonValue]:
    if path.startswith("act."):
        return "act", _act(journal, mapping(so_far.get("act") or it.fields.get("act")), path, value)
    if path in PEOPLE:
        return path, [_participant(journal, it, path, one) for one in _listed(value)]
    if path in ONE_ENTITY:
        return path, _entity(journal, value) if value else None
    match path:
        case "place":
            return path, {"entity": _entity(journal, value), "inferred": True} if value else None
        case "attribution":
            return path, {"entity": _entity(journal, value), "kind": "set by a person"} if value else None
        case "time":
            return path, _time(value) if value else None
        case "deadline":
            return path, _time(value)["edtf"] if value else None
        case "evidence":
            return path, [_stretch(one) for one in _listed(value)]
        case "stance":
            return path, value
        case _:
            words.require(journal, LISTS[path], value)
            return path, value


def _act(journal: Journal, before: Mapping[str, object], path: str, value: str) -> JsonValue:
    """The act with another type or method, and the HURIDOCS code that goes with it."""
    part, code = ("type", "mt4") if path == "act.type" else ("method", "mt5")
    act: dict[str, Any] = {name: kept for name, kept in before.items() if name not in (part, code)}
    if not value and part == "method":
        return act
    word = words.require(journal, LISTS[path], value)
    act[part] = value
    listed, _, huridocs = word.huridocs.partition(":")
    return act | ({code: huridocs} if listed and huridocs else {})


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _entity(journal: Journal, value: str) -> ItemId:
    if kind_of(value) not in {kind.value for kind in ENTITIES}:
        raise UsageProblem("that is not the id of a person, group or place", hint="`habeas list people` shows ids")
    return look_up.item(journal, ItemId(value)).id


def _participant(journal: Journal, it: Item, path: str, value: str) -> JsonValue:
    """Who was there keeps the words that say so; who is new is marked inferred."""
    entity = _entity(journal, value)
    for one in mappings(it.fields.get(path)):
        if one.get("entity") == entity:
            kept: Any = dict(one)
            return kept  # type: ignore[no-any-return]
    return {"entity": entity, "inferred": True}


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
