"""What the value of a field may be: type, range, length. A value that fits can be stored, shown and computed with.

Entries are signed by members, and a member's program may have been changed: what an entry says is checked like any
other file from outside. Shapes only say yes or no; what becomes of an entry that does not fit is the vault's business.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from habeas.ids import ALPHABET, PREFIXES, RANDOM_CHARACTERS

MOST_TEXT = 1 << 20
"""Characters of a text that has no narrower limit."""
MOST_WHOLE = 1 << 53
"""The largest integer that JSON keeps exact."""
MOST_LISTED = 1 << 20


class Shape(Protocol):
    """Whether a value, as JSON gave it, is one of this shape. Never raises."""

    def fits(self, value: Any) -> bool: ...


@dataclass(frozen=True)
class Text:
    """Unicode text that can be stored. `pattern`: a regular expression for the whole of it."""

    most: int = MOST_TEXT
    pattern: str = ""

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.DOTALL)

    def fits(self, value: Any) -> bool:
        if type(value) is not str or len(value) > self.most or not _storable(value):
            return False
        return not self.pattern or self._compiled.fullmatch(value) is not None


@dataclass(frozen=True)
class Whole:
    """An integer; 15.0 is one, because JSON has one kind of number. `true` is none."""

    low: int = 0
    high: int = MOST_WHOLE

    def fits(self, value: Any) -> bool:
        if type(value) is float and not value.is_integer():
            return False
        return type(value) in (int, float) and self.low <= value <= self.high


@dataclass(frozen=True)
class Number:
    """A finite number."""

    low: float = -1e15
    high: float = 1e15

    def fits(self, value: Any) -> bool:
        return type(value) in (int, float) and self.low <= value <= self.high


class Flag:
    """true or false."""

    def fits(self, value: Any) -> bool:
        return type(value) is bool


class Nothing:
    """null: a value that is taken away."""

    def fits(self, value: Any) -> bool:
        return value is None


class Id:
    """An id of one of these kinds (`habeas.ids`), well formed."""

    def __init__(self, *kinds: str) -> None:
        prefixes = "|".join(PREFIXES[kind] for kind in kinds)
        self._pattern = re.compile(f"(?:{prefixes})-[{ALPHABET}]{{{RANDOM_CHARACTERS}}}")

    def fits(self, value: Any) -> bool:
        return type(value) is str and self._pattern.fullmatch(value) is not None


def hexadecimal(digits: int) -> Text:
    """Lower case, so many digits."""
    return Text(digits, f"[0-9a-f]{{{digits}}}")


class OneOf:
    """One of these words."""

    def __init__(self, words: Collection[str] | type[StrEnum]) -> None:
        self._words = frozenset(str(word) for word in words)

    def fits(self, value: Any) -> bool:
        return type(value) is str and value in self._words


class Day:
    """A day of the calendar, YYYY-MM-DD."""

    def fits(self, value: Any) -> bool:
        if type(value) is not str or len(value) != 10:
            return False
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True


@dataclass(frozen=True)
class ListOf:
    """A list of values of one shape."""

    each: Shape
    most: int = MOST_LISTED

    def fits(self, value: Any) -> bool:
        return _is_list(value) and len(value) <= self.most and all(map(self.each.fits, value))


class Row:
    """A list of exactly these."""

    def __init__(self, *shapes: Shape) -> None:
        self._shapes = shapes

    def fits(self, value: Any) -> bool:
        if not _is_list(value) or len(value) != len(self._shapes):
            return False
        return all(shape.fits(one) for shape, one in zip(self._shapes, value, strict=True))


@dataclass(frozen=True)
class MapOf:
    """An object whose names and values are each of one shape."""

    name: Shape
    value: Shape
    most: int = 1 << 16

    def fits(self, value: Any) -> bool:
        if not isinstance(value, Mapping) or len(value) > self.most:
            return False
        return all(self.name.fits(name) and self.value.fits(one) for name, one in value.items())


@dataclass(frozen=True)
class Object:
    """An object of these fields and no others. What is not required may be absent, or null."""

    fields: Mapping[str, Shape]
    required: Collection[str] = field(default=())

    def fits(self, value: Any) -> bool:
        if not isinstance(value, Mapping) or any(value.get(name) is None for name in self.required):
            return False
        return all(
            (shape := self.fields.get(name)) is not None and (one is None or shape.fits(one))
            for name, one in value.items()
        )


class Either:
    """Of one of these shapes."""

    def __init__(self, *shapes: Shape) -> None:
        self._shapes = shapes

    def fits(self, value: Any) -> bool:
        return any(shape.fits(value) for shape in self._shapes)


class Never:
    """A slot that nothing may stand in."""

    def fits(self, value: Any) -> bool:
        return False


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _storable(text: str) -> bool:
    """Half of a surrogate pair can stand in JSON, and in no database."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
