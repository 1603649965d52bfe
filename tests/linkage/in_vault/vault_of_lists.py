"""A world with two invented lists in it, as an import leaves them."""

from pathlib import Path

from habeas.claims import schemas
from habeas.claims.model import Kind
from habeas.custody.model import JsonValue, NewEntry
from habeas.ids import ItemId, new_id
from habeas.linkage.people.records import Records
from habeas.linkage.store import LinkageProjector
from habeas.lists.store import BEGUN, LIST, TablesProjector
from tests.linkage.invented import lists
from tests.world import World

SOURCE = ItemId("src-" + "0" * 12)
TAKEN = ("2024-03-04", "2024-04-11")


def world_with(folder: Path, *, closed: bool = False) -> World:
    """A world whose journal the stages of lists and linkage read, too."""
    world = World(folder, closed=closed)
    for projector in (TablesProjector(), LinkageProjector()):
        projector.create(world.record, world.names)
        world.projectors = (*world.projectors, projector)
    return world


def fill(world: World, people: int = 60, seed: int = 5) -> tuple[list[ItemId], list[int]]:
    """Imports two lists; returns the person of each row, and who each row truly is."""
    records, truth = lists(people, seed)
    list_ids = [ItemId(new_id("list")) for _ in records.files]
    for own, label in zip(list_ids, records.files, strict=True):
        world.append([NewEntry(LIST.kind, own, {"group": new_id("group")}, {"name": label})])
        world.append(
            [NewEntry(BEGUN.kind, ItemId(new_id("run")), {"source": SOURCE, "list": own, "rows": 1}, {"columns": []})]
        )
    ids = [add_row(world, records, row, list_ids[records.file_of[row]]) for row in range(len(records))]
    return ids, truth


def add_row(world: World, records: Records, row: int, list_: ItemId) -> ItemId:
    """One row of a list: a person, and the claim that it makes."""
    person, claim = ItemId(new_id("person")), ItemId(new_id("claim"))
    name, place = records.cells["full_name"][row], records.cells["place"][row]
    born = records.cells["birth_date"][row]
    values: dict[str, JsonValue] = {"sex": "male"}
    if born:
        days = (born, born) if len(born) == 10 else (f"{born}-01-01", f"{born}-12-31")
        values["birth_date"] = {"earliest": days[0], "latest": days[1]}
    fields: dict[str, JsonValue] = {
        "source": SOURCE, "proposer": "test", "sort": "person", "list": list_, "run": "run-" + "0" * 12, "row": row,
        "values": values,
    }  # fmt: skip
    given = {"full_name": name, **({"place": place} if place else {})}
    day = TAKEN[row % 2]
    said: dict[str, JsonValue] = {
        "source": SOURCE, "proposer": "test", "act": {"type": "detention"}, "victims": [{"entity": person}],
        "time": {"earliest": day, "latest": day},
    }  # fmt: skip
    world.append(
        [
            NewEntry(schemas.LISTED.kind, person, fields, {"name": name, "given": given, "cells": given}),
            NewEntry(schemas.PROPOSED[Kind.CLAIM].kind, claim, said, {"reason": "a row"}),
        ]
    )
    return person
