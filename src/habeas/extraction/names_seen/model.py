"""The nouns of this folder."""

from dataclasses import dataclass
from enum import StrEnum


class KnownAs(StrEnum):
    """What a name seen is taken for. Only people say `no_name`, but for months, weekdays and peoples."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    NO_NAME = "no_name"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class NameSeen:
    """A stretch of a text that may name somebody or something (code points, end exclusive)."""

    start: int
    end: int
    text: str
    known_as: KnownAs
    reasons: tuple[str, ...]
    """Codes: tagged_person, tagged_place, tagged_organisation, capitals, all_capitals, patronymic, initials, title,
    given_name, handle, mail, list, cue, organisation_word, gazetteer, calendar, people."""
    bearer: int = 0
    """Mentions with the same number are one bearer's, within this text; 0: nobody's."""


@dataclass(frozen=True)
class Stretch:
    """A candidate before it is known as anything."""

    start: int
    end: int
    reasons: frozenset[str]
