"""What a linkage of records, of people or of events, leaves: pairs with their evidence, a tree of joins, a number."""

from dataclasses import dataclass

from habeas.linkage.classifier import Correction
from habeas.linkage.clustering import Tree
from habeas.linkage.mixture import Floats, Mixture, Places
from habeas.linkage.persons import NOTHING_INDISTINCT, Indistinct, Persons

SLACK = 2.5
"""Log odds by which the cut may be wrong either way: the ends of the interval of persons."""


@dataclass(frozen=True)
class Linked:
    """What linkage found. Pairs are rows of the records, left < right; arrays have one element a pair."""

    left: Places
    right: Places
    weight: Floats
    """Bits for (above 0) or against one person."""
    probability: Floats
    labels: Places
    """Person of each record, numbered by first appearance."""
    persons: Persons
    tree: Tree
    """Grown to the cut."""
    loose: Tree
    """Grown further: what the doubt about the cut is drawn from (replicates.py)."""
    cut: float
    model: Mixture | None
    fused: tuple[tuple[int, int], ...] = ()
    """Comparisons that were made one (scoring.py): what a later run of new records needs beside the model."""
    learned: Correction | None = None
    """What became of the judgements; None where nothing was judged."""
    indistinct: Indistinct = NOTHING_INDISTINCT
    remarks: tuple[str, ...] = ()
    """What whoever quotes the number has to know, in words, without a name."""
    asked: tuple[tuple[int, int], ...] = ()
    """Pairs of rows that a person should look at whatever their probability: alike, but for a difference that one
    person cannot have, or as like one person as another."""


def silent(_: str, __: float) -> None:
    """For whoever need not be told how far it is."""
