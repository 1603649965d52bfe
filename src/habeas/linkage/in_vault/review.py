"""A person decides: the same, not the same, unsure; split a group; move a record. Each is entries of the journal.

Nothing is overwritten: a later judgement of a pair is a new entry, and undoing one brings back the one before.
Splitting and moving are judgements of pairs, written together, so they outlive every run of the model like any other.

    1 the judgements of what was decided
    2 who is one person with them, where linkage was run: they hold at once, not only in the next run
    3 one frame: the judgements, and the individuals whose records are now others
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from habeas.claims.model import Journal
from habeas.custody.model import Entry, JsonValue, NewEntry
from habeas.errors import NotFound, UsageProblem
from habeas.ids import EntryId, ItemId, kind_of, new_id
from habeas.linkage.groups import Judged
from habeas.linkage.in_vault.event_runs import ABOUT as EVENTS
from habeas.linkage.in_vault.event_runs import settled_events
from habeas.linkage.in_vault.individuals import ABOUT as PERSONS
from habeas.linkage.in_vault.individuals import Individuals, individuals, judged_rows
from habeas.linkage.in_vault.membership import changed_groups, group_entries
from habeas.linkage.in_vault.settled import Settled
from habeas.linkage.judgements import Judgement, Verdict, binding
from habeas.linkage.schemas import JUDGED, UNDONE
from habeas.linkage.store import in_force, memberships, runs_in_force

Evidence = Mapping[str, JsonValue]


def judge(
    journal: Journal,
    one: ItemId,
    other: ItemId,
    verdict: Verdict,
    *,
    because: str = "",
    evidence: Evidence | None = None,
    now: Individuals | None = None,
) -> tuple[Entry, ...]:
    """Say whether two records are one person. Saying what is already in force writes nothing. Raises UsageProblem.

    `now`: who is one person, where the caller knows it already.
    """
    new = _judgement(one, other, verdict, because, evidence)
    known = {(j.one, j.other): j.verdict for j in in_force(journal.record, None)}
    if known.get(_pair(one, other)) is verdict and not because.strip():
        return ()
    return _write(journal, [new], now, of_events=kind_of(one) == "claim")


def confirm(
    journal: Journal,
    group: Sequence[ItemId],
    *,
    because: str = "",
    evidence: Evidence | None = None,
    now: Individuals | None = None,
) -> tuple[Entry, ...]:
    """All records of a group are one person: each is judged the same as the first. Raises UsageProblem."""
    if len(set(group)) < 2:
        raise UsageProblem("a group of one record needs no judgement")
    return _write(journal, [_judgement(group[0], item, Verdict.SAME, because, evidence) for item in group[1:]], now)


def split(
    journal: Journal,
    group: Sequence[ItemId],
    apart: Sequence[ItemId],
    *,
    because: str = "",
    evidence: Evidence | None = None,
    now: Individuals | None = None,
) -> tuple[Entry, ...]:
    """These records of a group are another person than the rest. Raises UsageProblem where nothing would be left."""
    rest = [item for item in group if item not in set(apart)]
    if not apart or not rest or not set(apart) <= set(group):
        raise UsageProblem("a split needs some records of the group, and must leave some")
    new = [_judgement(a, b, Verdict.NOT_SAME, because, evidence) for a in apart for b in rest]
    return _write(journal, new, now)


def move(
    journal: Journal,
    item: ItemId,
    out_of: Sequence[ItemId],
    into: Sequence[ItemId],
    *,
    because: str = "",
    evidence: Evidence | None = None,
    now: Individuals | None = None,
) -> tuple[Entry, ...]:
    """This record belongs to the other group. Raises UsageProblem."""
    if not into or item in into:
        raise UsageProblem("a record is moved into another group")
    away = [_judgement(item, other, Verdict.NOT_SAME, because, evidence) for other in out_of if other != item]
    return _write(journal, [*away, _judgement(item, into[0], Verdict.SAME, because, evidence)], now)


def undo(
    journal: Journal, one: ItemId, other: ItemId, *, because: str = "", now: Individuals | None = None
) -> Judgement:
    """The judgement in force of a pair no longer stands; returns it. Raises NotFound where there is none."""
    pair = _pair(one, other)
    found = next((j for j in in_force(journal.record, journal.names) if (j.one, j.other) == pair), None)
    if found is None:
        raise NotFound(f"nothing was decided about {one} and {other} that could be undone")
    undo_all(journal, [found], because=because, now=now)
    return found


def undo_all(
    journal: Journal, judged: Sequence[Judgement], *, because: str = "", now: Individuals | None = None
) -> tuple[Entry, ...]:
    """None of these judgements stands any longer: what was decided together is taken back together."""
    entries = [
        NewEntry(UNDONE.kind, each.item or each.one, {"undoes": each.entry}, _reason(because)) for each in judged
    ]
    return _write(journal, entries, now, of_events=any(kind_of(each.one) == "claim" for each in judged))


def _write(
    journal: Journal, entries: Sequence[NewEntry], now: Individuals | None, *, of_events: bool = False
) -> tuple[Entry, ...]:
    """2, 3"""
    runs = runs_in_force(journal.record, EVENTS if of_events else PERSONS)
    if not runs:
        return journal.append(entries)
    if of_events:
        changed = changed_groups(_with(journal, entries, settled_events(journal)), "event")
    else:
        changed = changed_groups(_with(journal, entries, now or individuals(journal)))
    return journal.append([*entries, *group_entries(changed, runs[-1].id)])[: len(entries)]


def _with(journal: Journal, entries: Sequence[NewEntry], now: Settled) -> Settled:
    """Which records are one once these entries are written."""
    undone = {str(entry.record.get("undoes")) for entry in entries if entry.kind == UNDONE.kind}
    stand = {(j.one, j.other): j for j in in_force(journal.record, None, without=undone)}
    for number, entry in enumerate(entries):
        if entry.kind == JUDGED.kind:
            one, other = _pair(ItemId(str(entry.record["one"])), ItemId(str(entry.record["other"])))
            verdict = Verdict(str(entry.record["verdict"]))
            stand.pop((one, other), None)
            stand[one, other] = Judgement(EntryId(f"new:{number}"), one, other, verdict, "", "")
    judgements = tuple(stand.values())
    return replace(now, judgements=judgements, judged=_judged(judgements, now))


def _judged(judgements: tuple[Judgement, ...], now: Settled) -> Judged:
    if isinstance(now, Individuals):
        return judged_rows(judgements, now.people)
    here = now.place
    return [(here[a], here[b], same) for a, b, same in binding(judgements) if a in here and b in here]


def after(journal: Journal, now: Individuals, act: Callable[[Individuals], object]) -> Individuals:
    """Do one of the acts above, and who is one person afterwards; the people themselves are not read again."""
    act(now)
    judgements = in_force(journal.record, journal.names)
    judged = judged_rows(judgements, now.people)
    return replace(now, judgements=judgements, judged=judged, known=memberships(journal.record))


def _judgement(
    one: ItemId, other: ItemId, verdict: Verdict, because: str, evidence: Evidence | None = None
) -> NewEntry:
    if one == other:
        raise UsageProblem("a record is compared with another, not with itself")
    first, second = _pair(one, other)
    record: dict[str, JsonValue] = {"one": first, "other": second, "verdict": verdict.value}
    return NewEntry(
        JUDGED.kind, ItemId(new_id("decision")), record | ({"evidence": evidence} if evidence else {}), _reason(because)
    )


def _pair(one: ItemId, other: ItemId) -> tuple[ItemId, ItemId]:
    return (one, other) if one < other else (other, one)


def _reason(because: str) -> dict[str, JsonValue]:
    return {"because": because.strip()} if because.strip() else {}
