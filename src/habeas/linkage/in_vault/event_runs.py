"""Which claims of a vault speak of one event: a run, and what stands now. Needs no name.

    1 the claims that stand become reports of events (events/claims.py): people are individuals, as person linkage
      joined them; places are those that the last run of it found to be one
    2 the judgements of claims bind
    3 the reports are linked (events/link.py)
    4 the joins, and the events whose claims changed, are written with the run: one frame, all or none

An analyst without names can run it: acts, days, numbers and ids are all in the record room. Where the names room is
open, names of places help, too.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from habeas.claims import words
from habeas.claims.model import Journal, Rooms, mapping
from habeas.claims.people import place_names
from habeas.custody.model import JsonValue, NewEntry
from habeas.errors import UsageProblem
from habeas.ids import ItemId, new_id
from habeas.linkage import store
from habeas.linkage.events.claims import Place, event_of
from habeas.linkage.events.link import link_events
from habeas.linkage.events.records import EventRecord, families_of
from habeas.linkage.groups import joins, joins_of
from habeas.linkage.in_vault.individuals import individuals
from habeas.linkage.in_vault.membership import changed_groups, group_entries
from habeas.linkage.in_vault.runs import join_entries
from habeas.linkage.in_vault.settled import Settled
from habeas.linkage.judgements import binding
from habeas.linkage.link import SLACK, silent
from habeas.linkage.persons import Persons
from habeas.linkage.schemas import RUN

ABOUT = "events"


@dataclass(frozen=True)
class RanEvents:
    """What a run did. `events`: how many, with an interval of 90 %."""

    run: ItemId
    claims: int
    pairs: int
    changed: int
    events: Persons


def run_events(journal: Journal, say: Callable[[str, float], None] | None = None) -> RanEvents:
    """Link the claims of an open vault. Raises UsageProblem where there is none, StorageFailed."""
    tell = say or silent
    tell("reading the claims", 0.0)
    before = settled_events(journal)
    reports = event_records(journal)  # 1
    if not reports:
        raise UsageProblem("the vault holds no claim", hint="habeas propose, or habeas table import")
    tell(f"comparing {len(reports)} claims", 0.1)
    found = link_events(reports, families_of(_acts(journal)), judged=before.judged).linked  # 2, 3
    tell("writing", 0.9)
    run = ItemId(new_id("run"))
    joined = joins_of(found.tree, found.loose, found.cut)
    fields: dict[str, JsonValue] = {
        "about": ABOUT,
        "mode": "full",
        "engine": "own",
        "records": len(reports),
        "pairs": len(found.left),
        "cut": found.cut,
        "slack": SLACK,
    }
    pairs = zip(joined.one.tolist(), joined.other.tolist(), joined.mean.tolist(), strict=True)
    ahead = _settled(
        journal,
        (store.RunRow(run, "", "", "full", fields),),
        [(before.records[one], before.records[other], round(mean, 3)) for one, other, mean in pairs],
    )
    counted, changed = ahead.count(), changed_groups(ahead, "event")
    entries = [NewEntry(RUN.kind, run, fields | {"persons": [counted.estimate, counted.low, counted.high]})]
    entries += [*join_entries(run, before.records, joined), *group_entries(changed, run)]
    journal.append(entries)  # 4
    tell("done", 1.0)
    return RanEvents(run, len(reports), len(found.left), len(changed), counted)


def settled_events(rooms: Rooms) -> Settled:
    """Which claims are of one event now. Without a run each claim is an event of its own."""
    runs = store.runs_in_force(rooms.record, ABOUT)
    found = [(ItemId(a), ItemId(b), mean) for a, b, mean in store.joins_of_runs(rooms.record, runs)]
    return _settled(rooms, runs, found)


def _settled(rooms: Rooms, runs: tuple[store.RunRow, ...], found: list[tuple[ItemId, ItemId, float]]) -> Settled:
    claims = tuple(ItemId(row[0]) for row in _claims(rooms))
    place = {claim: number for number, claim in enumerate(claims)}
    judgements = store.in_force(rooms.record, rooms.names)
    judged = [(place[a], place[b], same) for a, b, same in binding(judgements) if a in place and b in place]
    standing = [(place[a], place[b], mean) for a, b, mean in found if a in place and b in place]
    return Settled(claims, runs, joins(standing), judged, judgements, store.memberships(rooms.record))


def event_records(rooms: Rooms) -> tuple[EventRecord, ...]:
    """1 One report for each claim that stands, in the order of proposal."""
    now = individuals(rooms)
    person = {record: own for own, group in zip(now.ids, now.members, strict=True) for record in group}
    places, heads = _places(rooms), store.place_heads(rooms.record)

    def place_of(entity: str) -> Place | None:
        return places.get(heads.get(ItemId(entity), ItemId(entity))) or places.get(ItemId(entity))

    return tuple(
        event_of(
            ItemId(claim),
            source,
            _at_head(json.loads(text), heads),
            person=lambda entity: person.get(ItemId(entity), ItemId(entity)),
            place=place_of,
        )
        for claim, source, text in _claims(rooms)
    )


def _at_head(fields: Mapping[str, Any], heads: Mapping[ItemId, ItemId]) -> Mapping[str, Any]:
    """The claim with the place that stands for its place."""
    place = mapping(fields.get("place"))
    entity = place.get("entity")
    if not isinstance(entity, str) or ItemId(entity) not in heads:
        return fields
    return {**fields, "place": {**place, "entity": heads[ItemId(entity)]}}


def _claims(rooms: Rooms) -> list[Any]:
    """(id, source, fields) of the claims that stand and may be counted."""
    return rooms.record.query(
        """SELECT items.id, items.source, items.fields FROM items LEFT JOIN source ON source.id = items.source
           WHERE items.kind = 'claim' AND items.status IN ('proposed', 'accepted')
                 AND coalesce(source.consent, 3) > 0
           ORDER BY items.position"""
    )


def _places(rooms: Rooms) -> dict[ItemId, Place]:
    names = place_names(rooms)
    rows = rooms.record.query("SELECT id, fields FROM items WHERE kind = 'place' AND status <> 'rejected'")
    return {ItemId(row[0]): (json.loads(row[1]), names.get(ItemId(row[0]), "")) for row in rows}


def _acts(rooms: Rooms) -> dict[str, str]:
    """Word of an act -> its HURIDOCS code; a group's own word has that of the word it maps to."""
    every = words.all_words(rooms, "act_types")
    return {code: word.huridocs or _code_of(every, word.maps_to) for code, word in every.items()}


def _code_of(every: Mapping[str, words.Word], code: str) -> str:
    found = every.get(code)
    return found.huridocs if found is not None else ""


@dataclass(frozen=True)
class EventRow:
    """One event as its claims tell it. Days are the last first day and the first last day that any says."""

    id: ItemId
    claims: tuple[ItemId, ...]
    sources: int
    acts: tuple[str, ...]
    earliest: str
    latest: str
    people: int
    """Individuals who are victims in its claims."""


def event_rows(rooms: Rooms) -> Iterator[EventRow]:
    """Every event, in the order of its first claim."""
    now, reports = settled_events(rooms), event_records(rooms)
    for own, group in zip(now.ids, now.groups, strict=True):
        told = [reports[row] for row in group]
        days = [report.days for report in told if report.days is not None]
        first, last = (max(d[0] for d in days), min(d[1] for d in days)) if days else (0, 0)
        yield EventRow(
            own,
            tuple(now.records[row] for row in group),
            len({report.source for report in told}),
            tuple(dict.fromkeys(report.act for report in told if report.act)),
            dt.date.fromordinal(min(first, last)).isoformat() if days else "",
            dt.date.fromordinal(max(first, last)).isoformat() if days else "",
            len(frozenset().union(*(report.people for report in told))),
        )
