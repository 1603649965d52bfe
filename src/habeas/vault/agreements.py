"""Erasures of other members that the person at this device agreed to: remembered with the device.

A tombstone of another member is carried out here once somebody said so (tombstones.py). A synchroniser, or whoever
holds the folder, can bring the keys and originals back afterwards; what was agreed to is then done again without a
second question. Remembered before the first key goes, so that an interruption is finished by the next open.

    <device folder>/agreed/<device>       entry ids of tombstones, one a line

A line destroys nothing by itself: the tombstone it names must stand in the journal, signed, and fit (tombstones.py).
Where the file is lost, the erasures wait again.
"""

from collections.abc import Collection
from pathlib import Path

from habeas.custody import durable
from habeas.errors import OddFile
from habeas.files import door
from habeas.ids import DeviceId, EntryId

FOLDER = "agreed"


def remember_agreed(folder: Path, device: DeviceId, more: Collection[EntryId] = ()) -> frozenset[EntryId]:
    """All that was agreed to on this device, with `more`. `folder`: settings.device_folder(). Raises StorageFailed."""
    path = folder / FOLDER / device
    known = _read(path)
    if new := frozenset(more) - known:
        durable.replace(path, "".join(f"{entry}\n" for entry in sorted(known | new)).encode())
    return known | new


def _read(path: Path) -> frozenset[EntryId]:
    try:
        lines = door.read(path).decode("ascii", "replace").splitlines()
    except (OSError, OddFile):
        return frozenset()
    return frozenset(EntryId(line) for line in lines)
