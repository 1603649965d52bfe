"""A run of linkage in a vault: records in, individuals with lasting ids out. One frame of the journal, all or none.

    1 the persons of the vault as records (records.py)
    2 the judgements that bind, and who was one person before
    3 a full run (link.py), or a run of what no run has seen (link_new.py)
    4 the joins that carry the answer, at the cut and below it (groups.py)
    5 each group keeps the id that most of its records had; what changed is written, with the run

Nothing is merged: a run proposes who is one person, judgements bind it, and every record stays what it was.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from habeas.claims.model import Journal
from habeas.claims.people import gazetteer_of_places, place_names
from habeas.custody.model import JsonValue, NewEntry
from habeas.errors import NotFound, UsageProblem
from habeas.gazetteer.look_up import fold, look_up
from habeas.ids import ItemId, new_id
from habeas.linkage import store
from habeas.linkage.classifier import Correction
from habeas.linkage.groups import Joins, joins_of, steadied
from habeas.linkage.in_vault.individuals import ABOUT, Individuals, assembled, individuals, judged_rows
from habeas.linkage.in_vault.membership import changed_groups, group_entries
from habeas.linkage.in_vault.places import same_places
from habeas.linkage.in_vault.records import VaultRecords, records_of_vault
from habeas.linkage.linked import SLACK, Linked, silent
from habeas.linkage.people.candidates import BUDGET
from habeas.linkage.people.engines import Engine, chosen
from habeas.linkage.people.link import link
from habeas.linkage.people.link_new import LinkedNew, link_new
from habeas.linkage.people.place_cells import Known
from habeas.linkage.persons import Persons
from habeas.linkage.schemas import JOINS, NOBODY, PLACES, RUN
from habeas.settings import SparkPlace

BATCH = 1_000
MOST_ASKED = 1_000
"""Pairs to be asked about whatever their probability, at most, the likest."""
MANY_NEW = 0.25
"""Where more than this share of the records is new, a run of new records would rest on a model of too few."""
Allow = Callable[[int], SparkPlace | None]
Say = Callable[[str, float], None]
"""Called with what is being done and the share of the whole that is done, 0 to 1."""


@dataclass(frozen=True)
class Settings:
    """How to run. `budget`: pairs scored a record. `without_duplicates`: lists that hold nobody twice; None: those of
    the run before."""

    new_only: bool = False
    budget: float = BUDGET
    without_duplicates: tuple[ItemId, ...] | None = None
    engine: str = Engine.OWN
    """Who compares (engines.py)."""


@dataclass(frozen=True)
class Ran:
    """What a run did."""

    run: ItemId
    mode: str
    records: int
    new: int
    """Records that no run had seen."""
    pairs: int
    individuals: int
    changed: int
    """Individuals that were written: new ones, and those whose records changed."""
    persons: Persons
    learned: str = ""
    """What became of the judgements, in words."""
    remarks: tuple[str, ...] = ()
    """What whoever quotes the number has to know."""


def run(journal: Journal, settings: Settings | None = None, say: Say | None = None, allow: Allow | None = None) -> Ran:
    """Link the persons of an open vault. `allow`: asked with the number of records before anything is compared; says
    where Spark is. Raises WrongKey (names room closed), UsageProblem, TooLarge, StorageFailed."""
    asked, tell = settings or Settings(), say or silent
    tell("reading the records", 0.0)
    vault = records_of_vault(journal)  # 1
    before = individuals(journal, vault.rows)  # 2
    if not len(vault.records):
        raise UsageProblem("the vault holds no named person", hint="habeas table import, or habeas propose")
    if asked.new_only:
        _require_model(before, vault)
        return _run_new(journal, vault, before, tell)
    spark = allow(len(vault.records)) if allow else None
    return _run_full(journal, vault, before, asked, spark, tell)


def _run_full(
    journal: Journal, vault: VaultRecords, before: Individuals, asked: Settings, spark: SparkPlace | None, tell: Say
) -> Ran:
    judged = judged_rows(before.judgements, vault.rows)
    limited = _held_to(before) if asked.without_duplicates is None else asked.without_duplicates
    found = link(
        vault.records,
        budget=asked.budget,
        judged=judged,
        without_duplicates=_tables(vault, limited),
        gazetteer=known_places,
        engine=asked.engine,
        spark=spark,
        say=tell,
    )  # 3
    was = [before.known.get(row.id) for row in vault.rows]
    kept = steadied(joins_of(found.tree, found.loose, found.cut), was, found.cut)  # 4
    fields: dict[str, JsonValue] = {
        "about": ABOUT,
        "mode": "full",
        "engine": chosen(Engine(asked.engine), len(vault.rows)).value,
        "records": len(vault.rows),
        "pairs": len(found.left),
        "cut": found.cut,
        "slack": SLACK,
        "model": model_fields(found),
        "learned": _learned(found.learned),
        "indistinct": [round(found.indistinct.made, 1), round(found.indistinct.possible, 1)],
        "remarks": list(found.remarks),
        "asked": _asked(vault, found.asked),
        "without_duplicates": list(limited),
    }
    done = _write(journal, vault, before, kept, fields, tell)
    done = replace(done, remarks=found.remarks)
    return replace(done, learned=found.learned.because) if found.learned else done


def _run_new(journal: Journal, vault: VaultRecords, before: Individuals, tell: Say) -> Ran:
    place = {row.id: number for number, row in enumerate(vault.rows)}
    new = [place[own] for own in before.unseen if own in place and place[own] not in vault.records.nobody]
    labels = [before.known.get(row.id, ItemId("")) for row in vault.rows]
    judged = judged_rows(before.judgements, vault.rows)
    limited = _tables(vault, _held_to(before))
    last = before.runs[0].fields
    found: LinkedNew = link_new(vault.records, new, labels, last, judged, limited, known_places, tell)  # 3
    fields: dict[str, JsonValue] = {
        "about": ABOUT,
        "mode": "new",
        "engine": "own",
        "records": len(vault.rows),
        "pairs": found.pairs,
        "cut": before.cut,
        "slack": before.slack,
        "asked": _asked(vault, found.asked),
    }
    done = _write(journal, vault, before, found.joins, fields, tell)  # 4
    return replace(done, remarks=before.remarks)


def _asked(vault: VaultRecords, pairs: Sequence[tuple[int, int]]) -> JsonValue:
    return [[vault.ids[a], vault.ids[b]] for a, b in pairs[:MOST_ASKED]]


def _write(
    journal: Journal, vault: VaultRecords, before: Individuals, found: Joins, fields: dict[str, JsonValue], tell: Say
) -> Ran:
    """5 One append. Who is one person is worked out from what will be in the journal, so that both say the same."""
    tell("writing", 0.95)
    run_ = ItemId(new_id("run"))
    nobody = sorted(vault.ids[row] for row in vault.records.nobody)
    runs = _runs_ahead(before, run_, fields)
    joined = _joins_ahead(before, vault, found, fields)
    ahead = assembled(vault.rows, nobody, runs, joined, before.judgements, before.known)
    persons = ahead.count()
    entries = [
        NewEntry(RUN.kind, run_, fields | {"persons": [persons.estimate, persons.low, persons.high]}),
        *join_entries(run_, vault.ids, found),
    ]
    changed = changed_groups(ahead)
    entries += group_entries(changed, run_)
    if nobody:
        entries.append(NewEntry(NOBODY.kind, run_, {"run": run_, "records": list(nobody)}))
    if fields["mode"] == "full":
        entries += _place_entries(journal, run_)
    journal.append(entries)
    tell("done", 1.0)
    return Ran(
        run_, str(fields["mode"]), len(vault.rows), len(before.unseen), int(str(fields["pairs"])),
        len(ahead.groups), len(changed), persons,
    )  # fmt: skip


def _joins_ahead(
    before: Individuals, vault: VaultRecords, found: Joins, fields: Mapping[str, JsonValue]
) -> list[tuple[ItemId, ItemId, float]]:
    """The joins as they will be in force, as the journal will hold them."""
    ids = vault.ids
    pairs = zip(found.one.tolist(), found.other.tolist(), found.mean.tolist(), strict=True)
    new = [(ids[one], ids[other], round(mean, 3)) for one, other, mean in pairs]
    if fields["mode"] == "full":
        return new
    was, rows = before.joins, before.people
    old = zip(was.one.tolist(), was.other.tolist(), was.mean.tolist(), strict=True)
    return [*((rows[one].id, rows[other].id, mean) for one, other, mean in old), *new]


def _runs_ahead(before: Individuals, run_: ItemId, fields: Mapping[str, Any]) -> tuple[store.RunRow, ...]:
    row = store.RunRow(run_, "", "", str(fields["mode"]), fields)
    return (row,) if fields["mode"] == "full" else (*before.runs, row)


def _learned(found: Correction | None) -> JsonValue:
    if found is None:
        return None
    numbers = {"before": found.before, "after": found.after}
    fields: dict[str, JsonValue] = {"used": found.used, "judged": found.judged, "same": found.same}
    return fields | {name: round(value, 4) for name, value in numbers.items() if math.isfinite(value)}


def _held_to(before: Individuals) -> tuple[ItemId, ...]:
    """The lists that the last full run held to hold nobody twice, as far as rows of them stand."""
    there = {row.list for row in before.people}
    given = before.runs[0].fields.get("without_duplicates") if before.runs else ()
    return tuple(ItemId(str(list_)) for list_ in given or () if ItemId(str(list_)) in there)


def _tables(vault: VaultRecords, lists: Sequence[ItemId]) -> frozenset[int]:
    """Tables of these lists. Raises NotFound."""
    number = {table: place for place, table in enumerate(vault.records.files)}
    missing = [list_ for list_ in lists if list_ not in number]
    if missing:
        raise NotFound(f"no row of list {missing[0]} stands in this vault")
    return frozenset(number[list_] for list_ in lists)


def known_places(name: str) -> Sequence[Known]:
    """What the gazetteer of the package knows by this name."""
    return look_up(fold(name))


def _require_model(before: Individuals, vault: VaultRecords) -> None:
    if not before.runs:
        raise UsageProblem("no run has been made that new records could be added to", hint="habeas link")
    if not before.runs[0].fields.get("model"):
        made_by = before.runs[0].fields.get("engine")
        raise UsageProblem(
            f"the last full run (engine {made_by}) left no model that new records could be scored by",
            hint="habeas link; with --engine own, a later --new-only is possible",
        )
    if len(before.unseen) > MANY_NEW * len(vault.rows):
        raise UsageProblem(
            f"{len(before.unseen)} of {len(vault.rows)} records are new: too many for the model of the last full run",
            hint="habeas link",
        )


def join_entries(run_: ItemId, ids: Sequence[ItemId], found: Joins) -> Iterator[NewEntry]:
    for start in range(0, len(found), BATCH):
        part = slice(start, start + BATCH)
        fields: dict[str, JsonValue] = {
            "run": run_,
            "one": [ids[row] for row in found.one[part].tolist()],
            "other": [ids[row] for row in found.other[part].tolist()],
            "mean": [round(mean, 3) for mean in found.mean[part].tolist()],
        }
        yield NewEntry(JOINS.kind, run_, fields)


def _place_entries(journal: Journal, run_: ItemId) -> Iterator[NewEntry]:
    found = same_places(place_names(journal), gazetteer_of_places(journal))
    for start in range(0, len(found), BATCH):
        places: list[JsonValue] = [[head, list(every)] for head, every in found[start : start + BATCH]]
        yield NewEntry(PLACES.kind, run_, {"run": run_, "places": places})


def model_fields(found: Linked) -> JsonValue:
    """The fitted mixture, to nine digits: what a later run of new records scores by."""
    if found.model is None:
        return None
    model = found.model
    rounded = json.loads(json.dumps([[float(f"{x:.9g}") for x in level] for level in (*model.m, *model.u)]))
    count = len(model.m)
    return {
        "names": list(model.names),
        "m": rounded[:count],
        "u": rounded[count:],
        "share": [float(f"{x:.9g}") for x in model.share.tolist()],
        "fused": [list(pair) for pair in found.fused],
    }
