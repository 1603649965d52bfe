"""A person decides: the same, not the same, unsure; split a group; move a record. Each is entries of the journal.

Nothing is overwritten: a later judgement of a pair is a new entry, and undoing one brings back the one before.
Splitting and moving are judgements of pairs, written together, so they outlive every run of the model like any other.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from habeas.custody.model import Entry, JsonValue, NewEntry
from habeas.database.encrypted import Database
from habeas.errors import NotFound, UsageProblem
from habeas.ids import ItemId
from habeas.linkage.judgements import Judgement, Verdict
from habeas.linkage.store import JUDGED, UNDONE, in_force


class Journal(Protocol):
    """A ledger, as far as this stage needs it."""

    @property
    def record(self) -> Database: ...

    @property
    def names(self) -> Database | None: ...

    def append(self, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        """Durable when it returns, and already in the projections."""
        ...


def judge(
    journal: Journal,
    one: ItemId,
    other: ItemId,
    verdict: Verdict,
    *,
    because: str = "",
    evidence: Mapping[str, JsonValue] | None = None,
) -> tuple[Entry, ...]:
    """Say whether two records are one person. Saying what is already in force writes nothing. Raises UsageProblem."""
    new = _judgement(one, other, verdict, because, evidence)
    known = {(j.one, j.other): j.verdict for j in in_force(journal.record, None)}
    if known.get(_pair(one, other)) is verdict and not because.strip():
        return ()
    return journal.append([new])


def split(
    journal: Journal, group: Sequence[ItemId], apart: Sequence[ItemId], *, because: str = ""
) -> tuple[Entry, ...]:
    """These records of a group are another person than the rest. Raises UsageProblem where nothing would be left."""
    rest = [item for item in group if item not in set(apart)]
    if not apart or not rest or not set(apart) <= set(group):
        raise UsageProblem("a split needs some records of the group, and must leave some")
    return journal.append([_judgement(a, b, Verdict.NOT_SAME, because) for a in apart for b in rest])


def move(
    journal: Journal, item: ItemId, out_of: Sequence[ItemId], into: Sequence[ItemId], *, because: str = ""
) -> tuple[Entry, ...]:
    """This record belongs to the other group. Raises UsageProblem."""
    if not into or item in into:
        raise UsageProblem("a record is moved into another group")
    away = [_judgement(item, other, Verdict.NOT_SAME, because) for other in out_of if other != item]
    return journal.append([*away, _judgement(item, into[0], Verdict.SAME, because)])


def undo(journal: Journal, one: ItemId, other: ItemId, *, because: str = "") -> Judgement:
    """The judgement in force of a pair no longer stands; returns it. Raises NotFound where there is none."""
    pair = _pair(one, other)
    found = next((j for j in in_force(journal.record, journal.names) if (j.one, j.other) == pair), None)
    if found is None:
        raise NotFound(f"nothing was decided about {one} and {other} that could be undone")
    journal.append([NewEntry(UNDONE.kind, found.one, {"undoes": found.entry}, _reason(because))])
    return found


def _judgement(
    one: ItemId, other: ItemId, verdict: Verdict, because: str, evidence: Mapping[str, JsonValue] | None = None
) -> NewEntry:
    if one == other:
        raise UsageProblem("a record is compared with another, not with itself")
    first, second = _pair(one, other)
    record: dict[str, JsonValue] = {"other": second, "verdict": verdict.value}
    return NewEntry(JUDGED.kind, first, record | ({"evidence": evidence} if evidence else {}), _reason(because))


def _pair(one: ItemId, other: ItemId) -> tuple[ItemId, ItemId]:
    return (one, other) if one < other else (other, one)


def _reason(because: str) -> dict[str, JsonValue]:
    return {"because": because.strip()} if because.strip() else {}
