"""Values of a JSON export -> words of a cell."""

import json
from typing import Any

JsonObject = dict[str, Any]
MAXIMUM_DEPTH = 32
"""Objects inside objects. No form and no entity is as deep."""


class Number(str):
    """A number as the file writes it."""

    __slots__ = ()


class TooDeep(ValueError):
    """More than MAXIMUM_DEPTH values inside each other."""


def as_words(value: object) -> str:
    """Text and numbers as given; true and false as words; what is a list or an object as compact JSON."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return str(value)
        case _:
            refuse_depth(value)
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str) if value else ""


def refuse_depth(value: object, depth: int = 0) -> None:
    """Raises TooDeep."""
    if depth > MAXIMUM_DEPTH:
        raise TooDeep
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        refuse_depth(one, depth + 1)


def joined(values: list[Any], mark: str = " | ") -> str:
    """The words of several values in one cell."""
    return mark.join(words for one in values if (words := as_words(one)))
