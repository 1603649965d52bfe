"""One record in a hundred is new: what it costs to add them, and how many ids stay, beside a full run.

Goals: at least 99.5 % of ids stay, at most 5 % of the processor time of a full run. Data: historical_50k beside the
checkout (HABEAS_SHARED, default ../shared), else 20,000 invented records. Names and dates that were read before are
forgotten before the second step, as in a process of its own.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench._partition_measures import Labels, numbers
from bench.linkage import HISTORICAL, SHARED, known_places
from bench.linkage_scale import make
from habeas.ids import ItemId
from habeas.linkage import days, names
from habeas.linkage.groups import Joins, joins, joins_of, settle, steadied
from habeas.linkage.in_vault.runs import model_fields
from habeas.linkage.linked import SLACK, Linked
from habeas.linkage.people import ages, features
from habeas.linkage.people.link import link
from habeas.linkage.people.link_new import link_new
from habeas.linkage.people.records import Records, read_tables
from habeas.linkage.person_ids import keep_ids
from habeas.names import nicknames

SEED = 20_261_126


def run() -> Iterator[str]:
    records, truth, what = _data()
    rng = np.random.default_rng(SEED)
    new = np.sort(rng.permutation(len(records))[: len(records) // 100])
    old = np.setdiff1d(np.arange(len(records)), new)
    order = [*old.tolist(), *new.tolist()]
    whole, before = _part(records, order), _part(records, old.tolist())
    yield f"{what}: {len(old)} records, then {len(new)} more"
    begun = time.process_time()
    first = link(before, gazetteer=known_places)
    full = time.process_time() - begun
    known = [f"p{label}" for label in first.labels.tolist()]
    ids = {ItemId(str(row)): ItemId(own) for row, own in enumerate(known)}

    _forget()
    last = {"cut": first.cut, "slack": SLACK, "model": model_fields(first)}
    begun = time.process_time()
    added = link_new(whole, range(len(old), len(order)), [*known, *[""] * len(new)], last, gazetteer=known_places)
    cost = time.process_time() - begun
    kept = joins([*_triples(joins_of(first.tree, first.loose, first.cut)), *_triples(added.joins)])
    labels = settle(len(order), kept, (), first.cut)
    verdict = "reached" if cost / full <= 0.05 else "NOT reached"
    yield f"  new records alone: {cost:.2f} CPU s, {cost / full:.1%} of {full:.1f} for a full run (goal 5 %: {verdict})"
    yield f"  {added.pairs} pairs compared; {_stayed(labels, ids, known)}; {_right(labels, truth[order], len(old))}"

    again = link(whole, gazetteer=known_places)
    labels = settle(len(order), _steady(again, [*known, *[None] * len(new)]), (), again.cut)
    yield f"  a full run instead: {_stayed(labels, ids, known)}; {_right(labels, truth[order], len(old))}"


def _data() -> tuple[Records, Labels, str]:
    path = SHARED / HISTORICAL
    if path.exists():
        import pyarrow.parquet

        clusters = pyarrow.parquet.read_table(path, columns=["cluster"]).column(0).to_pylist()
        return read_tables([path], {"postcode_fake": "code:postcode"}), numbers(clusters), "historical_50k"
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "invented.parquet"
        truth = make(table, 20_000)
        return read_tables([table]), truth, "invented people (the reference material is not beside the checkout)"


def _part(records: Records, rows: Sequence[int]) -> Records:
    return replace(
        records,
        file_of=tuple(records.file_of[row] for row in rows),
        record_ids=tuple(records.record_ids[row] for row in rows),
        cells={name: tuple(cells[row] for row in rows) for name, cells in records.cells.items()},
    )


def _forget() -> None:
    for module in (ages, days, features, names, nicknames):
        for each in vars(module).values():
            if hasattr(each, "cache_clear"):
                each.cache_clear()


def _triples(found: Joins) -> Iterator[tuple[int, int, float]]:
    return zip(found.one.tolist(), found.other.tolist(), found.mean.tolist(), strict=True)


def _steady(found: Linked, before: list[str | None]) -> Joins:
    return steadied(joins_of(found.tree, found.loose, found.cut), before, found.cut)


def _stayed(labels: Labels, ids: dict[ItemId, ItemId], known: list[str]) -> str:
    """How many individuals of the first run go on under their ids, with all their records."""
    groups: list[list[ItemId]] = [[] for _ in range(int(labels.max()) + 1)]
    for row, label in enumerate(labels.tolist()):
        groups[label].append(ItemId(str(row)))
    after = {record: own for own, group in zip(keep_ids(groups, ids), groups, strict=True) for record in group}
    moved = {own for row, own in enumerate(known) if after[ItemId(str(row))] != own}
    share = 1 - len(moved) / len(set(known))
    return f"{share:.2%} of ids stay (goal 99.5 %: {'reached' if share >= 0.995 else 'NOT reached'})"


def _right(labels: Labels, truth: Labels, old: int) -> str:
    """Of the new records whose person was known: how many are with most of that person's records."""
    right = possible = 0
    for row in range(old, len(labels)):
        same = np.flatnonzero(truth[:old] == truth[row])
        if len(same):
            possible += 1
            right += int(np.bincount(labels[same]).argmax()) == int(labels[row])
    return f"{right / max(1, possible):.1%} of new records are with most records of their person"
