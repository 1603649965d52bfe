"""Mutations of a bundle, by chance but the same for the same number: types, spelling, order, values, structure.

Used by the bounded tests and by bench.forgeries."""

# ruff: noqa: E501  # tables

import copy
import json
import random
from typing import Any

Json = Any
ODD: list[Json] = [
    None, True, False, 0, 1, -1, 1.5, 2**53, 2**63, 1e300, "", " ", "0", "007", "+7", "\u0667", "\u0000", "\ud800", "null",
    [], [[]], {}, {"a": 1}, {"__proto__": 1}, "A" * 44, "=" * 4, "dev-000000000000:0", "</script>", "\r\n", "\ufeff",
]  # fmt: skip


def places(value: Json, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, by its path."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key in value:
            found += places(value[key], (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += places(inner, (*path, number))
    return found


def mutated(bundle: Json, number: int) -> tuple[str, Json]:
    """(What was done, the bundle with one thing changed)."""
    chance = random.Random(number)
    found = copy.deepcopy(bundle)
    path = chance.choice(places(found))
    holder = found
    for step in path[:-1]:
        holder = holder[step]
    last, old = path[-1], holder[path[-1]]
    how = chance.choice(["odd", "odd", "type", "text", "drop", "add", "swap", "repeat", "other"])
    if how == "odd":
        holder[last] = chance.choice(ODD)
    elif how == "type":
        holder[last] = {str: lambda: [old], int: lambda: float(old) + 0.5, bool: lambda: int(old)}.get(
            type(old), lambda: str(old)
        )()
    elif how == "text":
        holder[last] = _text(old, chance) if isinstance(old, str) else (old + 1 if type(old) is int else str(old))
    elif how == "drop":
        del holder[last]
    elif how == "add" and isinstance(holder, dict):
        holder["more"] = old
    elif how in ("add", "repeat") and isinstance(holder, list):
        holder.insert(last, old)
    elif how == "swap" and isinstance(holder, list) and len(holder) > 1:
        other = (last + 1) % len(holder)
        holder[last], holder[other] = holder[other], holder[last]
    else:
        path = chance.choice(places(found))
        inner = bundle
        for step in path:
            inner = inner[step]
        holder[last] = copy.deepcopy(inner)
    return f"{how} at {path}", found


def _text(old: str, chance: random.Random) -> str:
    place = chance.randrange(len(old) + 1)
    return old[:place] + chance.choice(["x", "0", " ", "\n", "\u0000", "A", "="]) + old[place + chance.randrange(2) :]


def spelled(bundle: Json, number: int) -> bytes:
    """Another spelling of the same bundle."""
    chance = random.Random(number)
    plain = json.dumps(bundle, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    plain = plain.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return chance.choice(
        [
            lambda: plain.replace(":", ": ", 1),
            lambda: plain + "\n",
            lambda: " " + plain,
            lambda: plain.replace('{"', '{"format":"habeas-release/2","', 1),
            lambda: plain.replace("e", "\\u0065", 1),
            lambda: (
                json.dumps(bundle, separators=(",", ":"), ensure_ascii=False)[:-1] + ',"format":"habeas-release/2"}'
            ),
            lambda: plain.replace("\\u003c", "\\u003C") if "\\u003c" in plain else plain + " ",
            lambda: "\ufeff" + plain,
            lambda: plain.replace(":0", ":0.0", 1),
            lambda: plain.replace(":1", ":1e0", 1) if ":1" in plain else plain + "\t",
        ]
    )().encode()
