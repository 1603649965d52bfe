"""How far each log can be taken in: up to the first frame whose keys are not here yet.

A synchroniser may bring a journal before its keys. An entry without a key is then not erased but *not here yet*: its
frame, and what follows in that log, waits, and the position does not advance. Only a tombstone says
that a key will never come. (A frame that was written on top of entries that are not here does not wait: merge_order.)

    1 every frame that is new: its directory; which of its items have no key; whom it erases
    2 of the items without a key, those that a tombstone names are no longer waited for
    3 each log is taken in up to the first frame that still waits
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass

from habeas.custody.entries import open_entry
from habeas.custody.frames import Directory, Frame, open_directory
from habeas.custody.journal import Journal
from habeas.custody.model import Entry, Room
from habeas.custody.segment import Position
from habeas.errors import EvidenceDiffers, WrongKey
from habeas.ids import DeviceId, ItemId
from habeas.vault.item_keys import ItemKeys

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


def taken_in(
    journals: Mapping[DeviceId, Journal],
    starts: Mapping[DeviceId, Position],
    keys: ItemKeys,
    erases: Erases,
    erased_before: Callable[[Set[ItemId]], Set[ItemId]],
    writes_names: Callable[[DeviceId, int], bool],
) -> TakenIn:
    """Steps 1 to 3. `starts`: from where each log is new; `erased_before`: which of some items the databases know
    erased; `writes_names`: whether a device could seal something for the names room in its entry of that number. Where
    it could not, no key will ever come, and nobody waits for it."""
    steps = {
        device: list(_steps(journals[device], start, keys, erases, writes_names)) for device, start in starts.items()
    }  # 1
    every = [step for row in steps.values() for step in row]
    gone = frozenset().union(*(step.erases for step in every))
    unknown = frozenset().union(*(step.keyless for step in every)) - gone
    gone |= erased_before(unknown) if unknown else frozenset()  # 2
    places = frozenset(
        (device, step.end.frames - 1) for device, row in steps.items() for step in row if step.items & gone
    )
    return TakenIn(dict(_stopped(steps, starts, gone)), places)  # 3


def _steps(
    journal: Journal, start: Position, keys: ItemKeys, erases: Erases, writes_names: Callable[[DeviceId, int], bool]
) -> Iterator[Step]:
    for begin, frame in journal.frames(start):
        end = begin.after(frame)
        try:
            directory = open_directory(keys.directory_key(frame.head.epoch), journal.series, frame)
            sealed = writes_names(journal.series.device, begin.entries)
            yield _step(journal, frame, end, directory, keys, erases, names=sealed)
        except (WrongKey, EvidenceDiffers) as found:
            yield Step(end, frozenset(), frozenset(), closed=str(found))


def _step(
    journal: Journal,
    frame: Frame,
    end: Position,
    directory: Directory,
    keys: ItemKeys,
    erases: Erases,
    *,
    names: bool,
) -> Step:
    keyless: set[ItemId] = set()
    erased: set[ItemId] = set()
    for offset, listed in enumerate(directory.entries):
        if not _has_keys(keys, listed.item, names=names and bool(frame.entries[offset].names)):
            keyless.add(listed.item)
        elif listed.kind == TOMBSTONE:
            erased |= erases(open_entry(journal.series, frame, frame.head.first_index + offset, keys))
    items = frozenset(listed.item for listed in directory.entries)
    return Step(end, items, frozenset(keyless), frozenset(erased))


def _has_keys(keys: ItemKeys, item: ItemId, *, names: bool) -> bool:
    rooms = (Room.RECORD, Room.NAMES) if names and keys.holds(Room.NAMES) else (Room.RECORD,)
    try:
        return all(keys.item_key(item, room) is not None for room in rooms)
    except EvidenceDiffers:  # its file has gone, or came in part
        return False


def _stopped(
    steps: Mapping[DeviceId, list[Step]], starts: Mapping[DeviceId, Position], gone: Set[ItemId]
) -> Iterator[tuple[DeviceId, Waiting]]:
    """Step 3: (device, where it waits) for each log that cannot be taken in whole."""
    for device, row in steps.items():
        end = starts[device]
        for step in row:
            if why := _obstacle(step, gone):
                yield device, Waiting(end, why)
                break
            end = step.end


def _obstacle(step: Step, gone: Set[ItemId]) -> str:
    """Why a frame cannot be taken in now; empty where it can."""
    if step.closed:
        return f"frame {step.end.frames - 1} cannot be opened: {step.closed}"
    waited = sorted(step.keyless - gone)
    more = f" and {len(waited) - NAMED} more" if len(waited) > NAMED else ""
    return f"the keys of {', '.join(waited[:NAMED])}{more} are not here yet" if waited else ""
