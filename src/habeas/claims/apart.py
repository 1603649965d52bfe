"""Values and offsets, apart: what an entry says in a field each, where the text says so in one field of its own.

A field is the smallest thing that a release can hide. Beside a black bar an offset gives the length of the name under
it, so offsets are hidden wherever a source is redacted; who, what, when and where must not be hidden with them.

    {"cue": [3, 9], "victims": [{"entity": "per-1", "span": [20, 33]}]}
    {"victims": [{"entity": "per-1"}], "spans": {"cue": [3, 9], "victims.0.span": [20, 33]}}
"""

from collections.abc import Mapping
from typing import Any

from habeas.claims.fields import is_offsets, offset_names
from habeas.custody.model import Fields, JsonValue

SPANS = "spans"
OFFSETS = offset_names()
"""Names of fields, at any depth, whose value is an offset pair or a list of them (fields.py)."""


def apart(fields: Fields) -> dict[str, JsonValue]:
    """The fields as an entry holds them."""
    spans: dict[str, JsonValue] = {}
    values = {name: _taken_out(name, value, name, spans) for name, value in fields.items() if not _moves(name, value)}
    spans |= {name: value for name, value in fields.items() if _moves(name, value)}
    return values | ({SPANS: dict(sorted(spans.items()))} if spans else {})


def together(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they were before `apart`."""
    found = {name: value for name, value in fields.items() if name != SPANS}
    for path, value in (fields.get(SPANS) or {}).items():
        found = _put_back(found, path.split("."), value)
    return found


def _moves(name: str, value: JsonValue) -> bool:
    return name in OFFSETS and is_offsets(value)


def _taken_out(name: str, value: JsonValue, path: str, spans: dict[str, JsonValue]) -> JsonValue:
    if isinstance(value, Mapping):
        moved = {inner: found for inner, found in value.items() if _moves(inner, found)}
        spans.update((f"{path}.{inner}", found) for inner, found in moved.items())
        return {k: _taken_out(k, v, f"{path}.{k}", spans) for k, v in value.items() if k not in moved}
    if isinstance(value, list | tuple):
        return [_taken_out(name, one, f"{path}.{number}", spans) for number, one in enumerate(value)]
    return value


def _put_back(within: Any, path: list[str], value: Any) -> Any:
    """A copy with `value` at `path`; what is not on the path is shared. A path that leads nowhere changes nothing."""
    first, *rest = path
    if isinstance(within, dict):
        if rest and first not in within:
            return within
        return {**within, first: _put_back(within[first], rest, value) if rest else value}
    if isinstance(within, list) and first.isdecimal() and int(first) < len(within) and rest:
        place = int(first)
        return [*within[:place], _put_back(within[place], rest, value), *within[place + 1 :]]
    return within
