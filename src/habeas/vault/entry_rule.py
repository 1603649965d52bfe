"""What a stage says of each kind of entry that it owns: what it may be about, what its fields may hold, who writes it.

Each stage has one file `schemas.py` whose `ALL` lists its rules; its projector hands them to the vault, which judges
every entry by them before anything is done (judge.py). What depends on what is there already (is there such a source?
whose is it?) is asked by the stage's projector, which raises `DoesNotFit` before it writes a row.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from habeas.custody.model import EntrySchema
from habeas.custody.shapes import Shape


class Writer(StrEnum):
    """Who may write a kind of entry, by their role at that place of the chain of members."""

    ANY_MEMBER = "any member"
    FULL_MEMBER = "full member"
    FULL_MEMBER_OR_OWNER = "full member, or whose own it is"


class DoesNotFit(Exception):
    """An entry that means nothing here, or that its author may not write. `reason`: a code. Nothing was written."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


Own = Callable[[str, Mapping[str, Any]], bool]
"""(author, record part) -> whether the entry is about nothing but what is the author's own."""
Fitting = Callable[[str, Mapping[str, Any]], bool]
"""(item, record part) -> whether fields that fit one by one fit together."""


@dataclass(frozen=True)
class EntryRule(EntrySchema):
    """One kind of entry: its slots (`record`, `names`), and what may stand in them."""

    items: frozenset[str] = frozenset()
    """Kinds of id that such an entry may be about."""
    writer: Writer = Writer.FULL_MEMBER
    record_shapes: Mapping[str, Shape] = field(default_factory=dict)
    names_shapes: Mapping[str, Shape] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    """Fields that must be there and not null; those of the names part where that part can be read."""
    together: Fitting | None = None
    own: Own | None = None
    """Asked where the writer may be the owner."""
    creates: bool = False
    """Such an entry begins its item: only the device that made the item's key may write it."""


def rule(
    kind: str,
    *,
    about: Collection[str],
    writer: Writer,
    record: Mapping[str, Shape],
    names: Mapping[str, Shape] | None = None,
    required: Collection[str] = (),
    together: Fitting | None = None,
    own: Own | None = None,
    creates: bool = False,
) -> EntryRule:
    """A rule. The order of `record` and of `names` is that of the slots: part of the format, new ones at the end."""
    return EntryRule(
        kind=kind,
        record=tuple(record),
        names=tuple(names or {}),
        items=frozenset(about),
        writer=writer,
        record_shapes=record,
        names_shapes=names or {},
        required=frozenset(required),
        together=together,
        own=own,
        creates=creates,
    )
