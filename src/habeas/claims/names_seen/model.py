"""The nouns of this folder."""

from dataclasses import dataclass

from habeas.extraction.names_seen.model import KnownAs
from habeas.ids import ItemId
from habeas.names.folding import fold


@dataclass(frozen=True)
class Mention:
    """A name at one place of one text (code points, end exclusive)."""

    source: ItemId
    start: int
    end: int
    text: str
    known_as: KnownAs
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class SeenName:
    """One name, wherever it is seen, and what it is held for."""

    name: str
    known_as: KnownAs
    by: str
    """person: somebody decided; record: a person, group or place of the record is called so; program: the finder."""
    mentions: tuple[Mention, ...]

    @property
    def hidden(self) -> bool:
        """Whether it is blacked out where names of people are."""
        return self.known_as in (KnownAs.PERSON, KnownAs.UNDECIDED)


def key_of(name: str) -> str:
    """Under which a name is decided: folded, its blanks as one."""
    return " ".join(fold(name).split())
