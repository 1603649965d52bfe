"""How far each log can be taken in: up to the first frame whose keys, or whose predecessors, are not here yet.

A synchroniser may bring a journal before its keys. An entry without a key is then not erased but *not here yet*: its
frame, and what follows in that log, waits, and the position does not advance. Only a tombstone says that a key will
never come. In the same way a frame that was written on top of entries of other devices (`vault.caught_up`) waits for
them.

    1 every frame that is new: its directory; which of its items have no key; whom it erases; on what it was written
    2 of the items without a key, those that a tombstone names are no longer waited for
    3 logs advance in turn, frame by frame, as long as any can

Step 3 takes a frame only when all it needs is taken, so the entries of what it takes always have an order
(merge_order).
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from habeas.custody.entries import open_entry
from habeas.custody.frames import Directory, Frame, open_directory
from habeas.custody.journal import Journal
from habeas.custody.model import Entry, Room
from habeas.custody.segment import Position
from habeas.errors import EvidenceDiffers, WrongKey
from habeas.ids import DeviceId, ItemId
from habeas.vault.item_keys import ItemKeys
from habeas.vault.merge_order import CAUGHT_UP, noted_sizes

TOMBSTONE = "item.erased"
NAMED = 3
"""Items that a line names; the others are counted."""
Erases = Callable[[Entry], Set[ItemId]]
"""The items that a tombstone erases; none where its author may not."""


@dataclass(frozen=True)
class Step:
    """One frame that is new here."""

    end: Position
    items: frozenset[ItemId]
    keyless: frozenset[ItemId]
    """Items of this frame whose key is not here, in a room that is open to this member."""
    erases: frozenset[ItemId] = frozenset()
    needs: Mapping[DeviceId, int] = field(default_factory=dict)
    closed: str = ""
    """Why not even its directory can be read; empty where it can."""


@dataclass(frozen=True)
class Waiting:
    """Where a log stops, and why."""

    end: Position
    why: str


@dataclass(frozen=True)
class TakenIn:
    """What the new frames come to."""

    waiting: Mapping[DeviceId, Waiting]
    erased_places: frozenset[tuple[DeviceId, int]]
    """(device, frame) of frames that speak of erased items: where their keys were."""


@dataclass(frozen=True)
class Known:
    """What is known besides the frames."""

    erases: Erases
    erased_before: Callable[[Set[ItemId]], Set[ItemId]]
    """Which of some items the databases know erased."""
    accepted: Mapping[DeviceId, int]
    """Entries of each log that this device once had with all that they were written on. They are taken in again even
    where some of that is gone now: a colleague's journal that is hidden must not hide what one wrote oneself."""


def taken_in(
    journals: Mapping[DeviceId, Journal], starts: Mapping[DeviceId, Position], keys: ItemKeys, known: Known
) -> TakenIn:
    """Steps 1 to 3. `starts`: from where each log is new."""
    steps = {device: list(_steps(journals[device], start, keys, known.erases)) for device, start in starts.items()}  # 1
    every = [step for row in steps.values() for step in row]
    gone = frozenset().union(*(step.erases for step in every))
    unknown = frozenset().union(*(step.keyless for step in every)) - gone
    gone |= known.erased_before(unknown) if unknown else frozenset()  # 2
    done = {device: journal.position.entries for device, journal in journals.items()}
    done |= {device: start.entries for device, start in starts.items()}
    places = frozenset(
        (device, step.end.frames - 1) for device, row in steps.items() for step in row if step.items & gone
    )
    return TakenIn(dict(_stopped(steps, starts, gone, done, known.accepted)), places)


def _steps(journal: Journal, start: Position, keys: ItemKeys, erases: Erases) -> Iterator[Step]:
    for begin, frame in journal.frames(start):
        end = begin.after(frame)
        try:
            directory = open_directory(keys.directory_key(frame.head.epoch), journal.series, frame)
            yield _step(journal, frame, end, directory, keys, erases)
        except (WrongKey, EvidenceDiffers) as found:
            yield Step(end, frozenset(), frozenset(), closed=str(found))


def _step(journal: Journal, frame: Frame, end: Position, directory: Directory, keys: ItemKeys, erases: Erases) -> Step:
    keyless: set[ItemId] = set()
    erased: set[ItemId] = set()
    needs: dict[DeviceId, int] = {}
    items = frozenset(listed.item for listed in directory.entries)
    for offset, listed in enumerate(directory.entries):
        if not _has_keys(keys, listed.item, names=bool(frame.entries[offset].names)):
            keyless.add(listed.item)
        elif listed.kind in (TOMBSTONE, CAUGHT_UP.kind):
            entry = open_entry(journal.series, frame, frame.head.first_index + offset, keys)
            if listed.kind == TOMBSTONE:
                erased |= erases(entry)
            else:
                needs |= {device: max(size, needs.get(device, 0)) for device, size in noted_sizes(entry).items()}
    return Step(end, items, frozenset(keyless), frozenset(erased), needs)


def _has_keys(keys: ItemKeys, item: ItemId, *, names: bool) -> bool:
    rooms = (Room.RECORD, Room.NAMES) if names and keys.holds(Room.NAMES) else (Room.RECORD,)
    try:
        return all(keys.item_key(item, room) is not None for room in rooms)
    except EvidenceDiffers:  # its file has gone, or came in part
        return False


def _stopped(
    steps: Mapping[DeviceId, list[Step]],
    starts: Mapping[DeviceId, Position],
    gone: Set[ItemId],
    done: dict[DeviceId, int],
    accepted: Mapping[DeviceId, int],
) -> Iterator[tuple[DeviceId, Waiting]]:
    """Step 3: (device, where it waits) for each log that cannot be taken in whole. Changes `done`."""
    at = dict.fromkeys(steps, 0)
    why: dict[DeviceId, str] = {}
    moved = True
    while moved:
        moved = False
        for device, row in steps.items():
            while at[device] < len(row) and not (reason := _obstacle(device, row[at[device]], gone, done, accepted)):
                done[device] = row[at[device]].end.entries
                at[device] += 1
                moved = True
            why[device] = reason if at[device] < len(row) else ""
    for device, row in steps.items():
        if at[device] < len(row):
            yield device, Waiting(row[at[device] - 1].end if at[device] else starts[device], why[device])


def _obstacle(
    device: DeviceId,
    step: Step,
    gone: Set[ItemId],
    done: Mapping[DeviceId, int],
    accepted: Mapping[DeviceId, int],
) -> str:
    """Why a frame cannot be taken in now; empty where it can."""
    if step.closed:
        return f"frame {step.end.frames - 1} cannot be opened: {step.closed}"
    lacking = {other: size for other, size in step.needs.items() if other != device and size > done.get(other, 0)}
    if lacking and step.end.entries > accepted.get(device, 0):
        others = ", ".join(f"{size} of {other}" for other, size in sorted(lacking.items()))
        return f"it was written on top of entries that are not here: {others}"
    waited = sorted(step.keyless - gone)
    more = f" and {len(waited) - NAMED} more" if len(waited) > NAMED else ""
    return f"the keys of {', '.join(waited[:NAMED])}{more} are not here yet" if waited else ""
