"""Two releases that were made -> what each shows that the other does not: who holds both has it all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from habeas.ids import ItemId
from habeas.publication.model import Range
from habeas.publication.passages import joined
from habeas.publication.redact import without
from habeas.publication.store import PastRelease


@dataclass(frozen=True)
class Beside:
    """One of two releases, beside the other."""

    id: ItemId
    names: tuple[ItemId, ...]
    """People, groups and places that it names, and the other has without a name."""
    characters: dict[ItemId, int]
    """Source -> code points of it that this release shows and the other, which quotes that source too, does not."""

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "names": list(self.names), "characters": dict(self.characters)}


def compare(one: PastRelease, other: PastRelease) -> tuple[Beside, Beside]:
    """In both directions."""
    return _beside(one, other), _beside(other, one)


def _beside(one: PastRelease, other: PastRelease) -> Beside:
    names = sorted(one.named & (set(other.items) - other.named))
    shared = [source for source in one.shown if source in other.shown]
    more = {source: _length(one.shown[source], other.shown[source]) for source in shared}
    return Beside(one.id, tuple(names), {source: count for source, count in more.items() if count})


def _length(shown: Sequence[Range], others: Sequence[Range]) -> int:
    return sum(high - low for low, high in without(joined(shown, gap=0), joined(others, gap=0)))
