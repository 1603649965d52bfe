"""The nouns of this folder."""

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """Why a word is held for a name of the registry."""

    FORM = "form"
    """The word as registered, or one of its forms in its own script."""
    SHORT = "short_form"
    """A pet form of a given name: Саша for Александр."""
    ENDING = "ending"
    """With the ending of a language whose dictionary is not here."""
    SOUND = "sound"
    """Sounds alike: another script, another spelling."""
    BESIDE = "beside"
    """Not on its own: it stands beside another word of the same name."""
    INITIALS = "initials"
    JOINED = "joined"
    """Two words of a name written as one: a handle, a tag."""
    PHRASE = "phrase"
    """The whole name, word by word."""


@dataclass(frozen=True)
class Registered:
    """Someone or something with a name. `person`: each word of it may stand for it; else only the whole."""

    key: str
    forms: tuple[str, ...]
    person: bool = True


@dataclass(frozen=True)
class Found:
    """A stretch of a text that names somebody (code points, end exclusive)."""

    start: int
    end: int
    how: How
    keys: frozenset[str]
    """Whose name it may be."""
