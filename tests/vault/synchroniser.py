"""A synchroniser, simulated: several copies of one vault, and files that travel one by one in any order.

What it does is what synchronisers do (syncthing's documentation, users/syncing): whole files, or now and then the first
part of one; no order between files; some come late, some not before the end; a file that two copies changed is kept
once under its name, and once beside it under another (`name (1)`, `name.sync-conflict-...`); a file removed in one copy
is removed in the others. Caches may or may not be left out. Each copy is opened and written to in between.

A file's state is a version vector: which copy changed it how often. A copy that knows a file in a version that contains
the other's keeps its own; that contains less, takes the other's; neither: a conflict.
"""

import contextlib
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from habeas.custody.model import NewEntry
from habeas.errors import EvidenceDiffers, NotFound
from habeas.ids import ItemId, new_id
from habeas.vault import store
from habeas.vault.admit import admit
from habeas.vault.erase import erase
from habeas.vault.ledger import Ledger
from habeas.vault.members import enrol
from habeas.vault.rebuild import dump
from habeas.vault.unlock import unlock
from tests.vault.scene import PASSPHRASE, PROJECTORS, Scene, about_files

NEVER = ("lock",)
CACHES = 0.0
"""Share of histories in which databases travel with the rest. None as long as they lie in the vault's folder and a
database of another copy keeps the vault from opening (`habeas rebuild` mends it)."""
Vector = dict[int, int]


@dataclass
class Held:
    """A file as one copy knows it. `content` None: removed."""

    vector: Vector
    content: bytes | None


@dataclass
class Replica:
    """One copy, on one device."""

    number: int
    scene: Scene
    held: dict[str, Held] = field(default_factory=dict)

    def open(self) -> Ledger:
        self.scene.enter()
        return unlock(self.scene.vault, PASSPHRASE, PROJECTORS)

    def look(self, *, caches: bool) -> None:
        """What changed on the disk since the last look gets a new version of this copy."""
        now = dict(_contents(self.scene.vault, caches=caches))
        for path in self.held.keys() | now.keys():
            before, content = self.held.get(path), now.get(path)
            if before is None:
                self.held[path] = Held({self.number: 1}, content)
            elif before.content != content:
                count = before.vector.get(self.number, 0) + 1
                self.held[path] = Held({**before.vector, self.number: count}, content)

    def put(self, path: str, content: bytes | None) -> None:
        target = self.scene.vault / path
        if content is None:
            target.unlink(missing_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _contents(vault: Path, *, caches: bool) -> Iterator[tuple[str, bytes]]:
    for folder, folders, names in os.walk(vault):
        folders[:] = [name for name in folders if caches or name != "cache"]
        for name in names:
            path = Path(folder) / name
            relative = path.relative_to(vault).as_posix()
            if relative not in NEVER and not name.endswith(".tmp"):
                yield relative, path.read_bytes()


def _includes(one: Vector, other: Vector) -> bool:
    return all(one.get(key, 0) >= count for key, count in other.items())


@dataclass
class World:
    """The copies, the chance, and what happened so far."""

    random: random.Random
    replicas: list[Replica]
    caches: bool
    written: set[str] = field(default_factory=set)
    """Items that were admitted anywhere."""
    erased: set[str] = field(default_factory=set)
    told: int = 0
    """How often a copy said that it was not complete."""
    conflicts: int = 0
    partial: int = 0
    refused: int = 0
    """How often a copy could be read but not written, because keys that its own entries need were away."""

    # --- travel ------------------------------------------------------------------------------------------------------

    def travel(self, source: Replica, target: Replica, *, everything: bool = False) -> None:
        """Some files, in some order, from one copy to another."""
        source.look(caches=self.caches)
        target.look(caches=self.caches)
        paths = self._in_some_order(sorted(source.held))
        stop = len(paths) if everything else self.random.randint(0, len(paths))
        for path in paths[:stop]:
            if everything or self.random.random() < 0.85:
                self._one(path, source, target, partly=not everything and self.random.random() < 0.04)

    def _in_some_order(self, paths: list[str]) -> list[str]:
        first = self.random.choice(["keys", "journal", "log", "members", "blobs", ""])
        self.random.shuffle(paths)
        if self.random.random() < 0.5:
            paths.sort(key=lambda path: not path.startswith(first))
        return paths

    def _one(self, path: str, source: Replica, target: Replica, *, partly: bool) -> None:
        mine, theirs = source.held[path], target.held.get(path)
        if theirs is None or (_includes(mine.vector, theirs.vector) and mine.vector != theirs.vector):
            if partly and mine.content:
                self.partial += 1  # the rest comes another time: the target does not count it as held
                target.put(path, mine.content[: self.random.randrange(len(mine.content))])
                target.held[path] = Held(
                    dict(theirs.vector) if theirs else {}, (target.scene.vault / path).read_bytes()
                )
                return
            target.put(path, mine.content)
            target.held[path] = Held(dict(mine.vector), mine.content)
        elif not _includes(theirs.vector, mine.vector):
            self._conflict(path, mine, theirs, target)

    def _conflict(self, path: str, mine: Held, theirs: Held, target: Replica) -> None:
        """The same in both: nothing. Removed in one: the other stays. Else one is kept beside the other."""
        vector = {key: max(mine.vector.get(key, 0), theirs.vector.get(key, 0)) for key in mine.vector | theirs.vector}
        contents = [theirs.content, mine.content]
        if self.random.random() < 0.5:
            contents.reverse()
        kept, aside = contents
        if kept is None:
            kept, aside = aside, None
        if aside is not None and aside != kept:
            name = Path(path)
            self.conflicts += 1
            suffix = self.random.choice([" (1)", ".sync-conflict-20261128-120000-ABCDEFG", " (conflicted copy)"])
            target.put((name.parent / f"{name.stem}{suffix}{name.suffix}").as_posix(), aside)
        target.put(path, kept)
        target.held[path] = Held(vector, kept)

    # --- work --------------------------------------------------------------------------------------------------------

    def work(self, replica: Replica) -> None:
        """Open a copy as it is just now, and do something in it."""
        with replica.open() as ledger:
            self.told += bool(ledger.incomplete)
            if ledger.refusal is not None:
                self.refused += 1
                return
            known = [
                ItemId(row[0]) for row in ledger.record.query("SELECT id FROM source WHERE parent IS NULL ORDER BY id")
            ]
            act = self.random.choice(["admit", "consent", "consent", "erase", "look"])
            with contextlib.suppress(NotFound, EvidenceDiffers):  # of an item whose keys did not come: said, not done
                self._do(act, known, replica, ledger)

    def _do(self, act: str, known: list[ItemId], replica: Replica, ledger: Ledger) -> None:
        if act == "admit" or not known:
            self._admit(replica, ledger)
        elif act == "consent":
            level = self.random.randint(0, 6)
            item = self.random.choice(known)
            ledger.append([NewEntry("source.consent", item, {"consent": level}, {"because": "asked"})])
        elif act == "erase" and self.random.random() < 0.5:
            item = self.random.choice(known)
            self.erased |= set(erase(ledger, item, "they asked").items)

    def _admit(self, replica: Replica, ledger: Ledger) -> None:
        path = replica.scene.write(f"{new_id('source')}.txt", f"Report {self.random.random()}.")
        (admitted,) = admit(ledger, [path], about_files())
        assert admitted.id is not None
        self.written.add(admitted.id)

    # --- the end -----------------------------------------------------------------------------------------------------

    def settle(self, rounds: int = 4) -> None:
        """Everything comes everywhere, in any order, and every copy is opened."""
        for _ in range(rounds):
            pairs = [(one, other) for one in self.replicas for other in self.replicas if one is not other]
            self.random.shuffle(pairs)
            for source, target in pairs:
                self.travel(source, target, everything=True)
            for replica in self.replicas:
                replica.open().close()

    def records(self, replica: Replica) -> list[str]:
        """All that both databases say."""
        with replica.open() as ledger:
            assert not ledger.incomplete, ledger.incomplete
            assert ledger.refusal is None
            return [line for database in (ledger.record, ledger.names) if database for line in dump(database)]

    def items(self, replica: Replica) -> set[str]:
        with replica.open() as ledger:
            return {source.id for source in store.sources(ledger.record, ledger.names)}


def begin(root: Path, founded: Scene, seed: int) -> World:
    """Two or three copies of a vault that has something in it, each on a device of its own."""
    chance = random.Random(seed)
    first = founded.copy(root / "0")
    replicas = [Replica(0, first)]
    replicas[0].look(caches=False)
    caches = chance.random() < CACHES
    world = World(chance, replicas, caches)
    world.written = set(first.ids())
    for number in range(1, chance.choice([2, 3])):
        there = Scene(root / str(number), founded.created)
        there.files.mkdir(parents=True)
        shutil.copytree(first.vault, there.vault, ignore=shutil.ignore_patterns("lock", "cache"))
        there.enter()
        enrol(there.vault, PASSPHRASE, founded.created.device_code, PROJECTORS)  # type: ignore[union-attr]
        replicas.append(Replica(number, there, {path: replace(held) for path, held in replicas[0].held.items()}))
        replicas[number].look(caches=False)
        # The statement that names the device comes to the first copy: two at once are another matter (fork of members).
        for path in (there.vault / "members").iterdir():
            shutil.copy2(path, first.vault / "members" / path.name)
            relative = path.relative_to(there.vault).as_posix()
            replicas[0].held[relative] = replace(replicas[number].held[relative])
    return world


def run(root: Path, founded: Scene, seed: int, steps: int = 12) -> World:
    """One history: work and travel in turn by chance, then everything comes. The caller compares."""
    world = begin(root, founded, seed)
    for _ in range(steps):
        if world.random.random() < 0.5:
            world.work(world.random.choice(world.replicas))
        else:
            source, target = world.random.sample(world.replicas, 2)
            world.travel(source, target)
    world.settle()
    return world


def check(world: World) -> None:
    """Equal records everywhere, and nothing that was written is silently missing."""
    first, *others = world.replicas
    records, items = world.records(first), world.items(first)
    assert items == world.written - world.erased, "something is missing, or came back"
    for other in others:
        assert world.records(other) == records, f"copies 0 and {other.number} differ"
