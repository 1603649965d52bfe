"""The journal and its Merkle log: appends, proofs, reading back. CPU time; what waits for the disk is told apart.

Peers: the two SHA-256 that a leaf cannot do without; json.loads, which reading a part cannot do without.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from habeas.crypto.identity import Identity
from habeas.crypto.sealing import derive
from habeas.custody import merkle
from habeas.custody.entries import Author, Keyed
from habeas.custody.frames import Series
from habeas.custody.journal import Journal
from habeas.custody.merkle import Tree, leaf_hash
from habeas.custody.model import EntrySchema, NewEntry, Room
from habeas.custody.place import Place, create_journal
from habeas.custody.tiles import TileLog
from habeas.ids import CompartmentId, DeviceId, ItemId, MemberId, VaultId

ENTRIES, BATCH, LEAVES = 20_000, 100, 200_000
DURABLE_GOAL, MEMORY_GOAL, READ_GOAL, PROOF_GOAL = 5_000, 50_000, 20_000, 100
SERIES = Series(VaultId("vlt-000000000000"), CompartmentId("main"), DeviceId("dev-000000000000"))
DEVICE = Identity(bytes(32))
AUTHOR = Author(MemberId("mem-000000000000"), "2026-11-23T10:00:00Z")
SCHEMA = EntrySchema("claim.proposed", tuple(f"field_{n}" for n in range(12)), ("name", "quotation"))
ROOM_KEY = bytes(32)


class Keys:
    """The keys of many items, made once."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, Room], bytes] = {}

    def directory_key(self, epoch: int) -> bytes:
        return ROOM_KEY

    def item_key(self, item: ItemId, room: Room) -> bytes:
        found = self._keys.get((item, room))
        if found is None:
            found = self._keys[item, room] = derive(ROOM_KEY, "item", f"{item}{room}".encode())
        return found


def acts(keys: Keys, first: int) -> list[Keyed]:
    """A batch as a proposal run writes it: ten items, twelve short fields, a quotation."""
    batch = []
    for number in range(first, first + BATCH):
        item = ItemId(f"clm-{number // 10:012d}")
        record = {f"field_{n}": f"value {number} {n}" for n in range(0, 12, 2)} | {"field_1": number, "field_3": [1, 2]}
        names = {"name": "Anna of the river", "quotation": "They came at night and took my brother away. " * 2}
        new = NewEntry(SCHEMA.kind, item, record, names)
        batch.append(Keyed(new, SCHEMA, keys.item_key(item, Room.RECORD), keys.item_key(item, Room.NAMES)))
    return batch


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """(CPU seconds, wall seconds)."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def verdict(what: str, found: float, goal: float, unit: str, *, most: bool = False) -> str:
    reached = found <= goal if most else found >= goal
    return (
        f"goal: {what} {'at most' if most else 'at least'} {goal:,} {unit}: {'reached' if reached else 'NOT reached'}"
    )


def rates(what: str, cpu: float, wall: float) -> str:
    return f"{ENTRIES / cpu:10,.0f} {what} per CPU second, {ENTRIES / wall:,.0f} per second with the disk"


def in_memory() -> Iterator[str]:
    leaves = [leaf_hash(number.to_bytes(32)) for number in range(LEAVES)]
    tree = Tree()
    cpu, _ = timed(lambda: [tree.append(leaf) for leaf in leaves])
    bare, _ = timed(lambda: [hashlib.sha256(leaf + leaf).digest() for leaf in leaves])
    yield f"tree in memory      {LEAVES / cpu:10,.0f} appends per CPU second ({cpu / bare:.1f}x one SHA-256 each)"
    yield verdict("appends in memory", LEAVES / cpu, MEMORY_GOAL, "per CPU second")
    root, sample = tree.root(), range(0, LEAVES, 97)
    paths: list[tuple[bytes, ...]] = []
    made, _ = timed(lambda: paths.extend(merkle.inclusion_path(tree.nodes, index, LEAVES) for index in sample))
    pairs = list(zip(sample, paths, strict=True))
    checked, _ = timed(lambda: [merkle.verify_inclusion(leaves[i], i, LEAVES, path, root) for i, path in pairs])
    each = [seconds / len(sample) * 1e6 for seconds in (made, checked)]
    size = 32 * len(paths[0])
    yield f"inclusion proof     {each[0]:10.0f} us to make, {each[1]:.0f} us to verify, {size} bytes at 200,000 leaves"
    yield verdict("a proof, made or verified,", max(each), PROOF_GOAL, "us", most=True)


def durable_log(folder: Path) -> Iterator[str]:
    """Leaves alone: the tiles, written and synced after each batch."""
    log, data = TileLog(folder / "leaves"), [os.urandom(32) for _ in range(ENTRIES)]

    def work() -> None:
        for start in range(0, ENTRIES, BATCH):
            log.append(data[start : start + BATCH])
            log.root()
            log.save()
            log.prune()

    cpu, wall = timed(work)
    yield f"tiles, durable      {rates('leaves', cpu, wall)}"
    yield verdict("durable appends to the log", ENTRIES / cpu, DURABLE_GOAL, "per CPU second in batches of 100")


def journal(folder: Path) -> Iterator[str]:
    place = Place(SERIES, folder / "journal" / "device.seg", folder / "log", DEVICE.public.verify_key)
    create_journal(place, DEVICE.sign)
    keys, sealed = Keys(), Journal(place, DEVICE.sign)
    batches = [acts(keys, first) for first in range(0, ENTRIES, BATCH)]
    cpu, wall = timed(lambda: [sealed.append(AUTHOR, batch, 1, ROOM_KEY) for batch in batches])
    yield f"journal, durable    {rates('entries', cpu, wall)}"
    yield verdict(
        "whole entries, sealed, committed, signed,", ENTRIES / cpu, DURABLE_GOAL, "per CPU second in batches of 100"
    )
    end, size = sealed.position, place.segment.stat().st_size
    sealed.close()
    cpu, _ = timed(lambda: Journal(place, DEVICE.sign, end).close())
    yield f"open where left off {cpu * 1e3:10.1f} ms"
    opened = Journal(place, DEVICE.sign)
    cpu, _ = timed(lambda: Journal(place).close())
    yield f"open from the start {ENTRIES / cpu:10,.0f} entries per CPU second: chain, signature, root"
    read, _ = timed(lambda: sum(1 for _ in opened.entries(keys)))
    text = json.dumps(dict(batches[0][0].new.record) | dict(batches[0][0].new.names))
    bare, _ = timed(lambda: [json.loads(text) for _ in range(ENTRIES)])
    total = ENTRIES / (read + cpu)
    yield f"read back           {ENTRIES / read:10,.0f} entries per CPU second, {read / bare:.1f}x json.loads alone"
    yield f"replay in all       {total:10,.0f} entries per CPU second: open from the start, then read"
    yield f"on disk             {size / ENTRIES:10.0f} bytes an entry"
    yield verdict("replay", total, READ_GOAL, "entries per CPU second")
    opened.close()


def run() -> Iterator[str]:
    yield from in_memory()
    with tempfile.TemporaryDirectory() as folder:
        yield from durable_log(Path(folder))
        yield from journal(Path(folder))


if __name__ == "__main__":
    for line in run():
        print(line)
