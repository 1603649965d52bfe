"""Judgements that contradict each other, in words; for the commands of linkage and for its screen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from habeas.cli.speaking import note

if TYPE_CHECKING:
    from habeas.linkage.in_vault.individuals import Individuals
    from habeas.vault.ledger import Ledger


def warn_of_contradictions(ledger: "Ledger") -> None:
    """Each on stderr, with the way round; nothing of it binds until a person decides."""
    from habeas.linkage.in_vault.individuals import individuals

    for line in told_contradictions(individuals(ledger)):
        note(f"habeas: {line}")


def told_contradictions(now: "Individuals") -> Iterator[str]:
    from habeas.linkage.in_vault.individuals import MERGE

    for found in now.contradictions:
        way = ", ".join(
            f"{part.one} is {part.other}{' (merged in review)' if part.entry.startswith(MERGE) else ''}"
            for part in found.chain
        )
        yield f"contradiction: {found.apart.one} is not {found.apart.other}, but {way}; none of these binds"
