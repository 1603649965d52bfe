"""Key files of which a synchroniser kept two: each keeps what the other lacks, and nothing that was erased.

A key file is the one file that several devices rewrite: whoever erases an item. Two erasures in two copies, and the
synchroniser keeps one file under its name and puts the other beside it (`00000003 (1).keys`,
`00000003.sync-conflict-....keys`), with the key of what was erased in it. A file that opens at this place is one of
this place, whatever its name. So: 1 its keys that the proper file lacks and nobody erased are written there; 2 it is
overwritten and removed. A file that does not open is left, and the audit names it.
"""

from collections.abc import Callable, Iterable, Set
from pathlib import Path

from habeas.custody.model import Room
from habeas.errors import EvidenceDiffers, WrongKey
from habeas.ids import DeviceId, ItemId
from habeas.vault.disk import overwrite_and_unlink
from habeas.vault.item_keys import ItemKeys, KeyFiles, Keys

Erased = Callable[[Set[ItemId]], Set[ItemId]]


def settle_copies(keys: ItemKeys, devices: Iterable[DeviceId], erased: Erased) -> int:
    """Bring together what conflict copies hold; returns how many were removed. Raises StorageFailed."""
    settled = 0
    for room in filter(keys.holds, Room):
        for device in devices:
            for frame, path in keys.files.copies(room, device):
                settled += _settle(keys.files, room, device, frame, path, erased)
    return settled


def _settle(files: KeyFiles, room: Room, device: DeviceId, frame: int, path: Path, erased: Erased) -> bool:
    try:
        held = files.read_copy(path, room, device, frame)
    except (EvidenceDiffers, WrongKey, OSError):
        return False
    proper = _proper(files, room, device, frame)
    lacking = {item: key for item, key in held.items() if proper is None or item not in proper}
    gone = erased(lacking.keys())
    wanted = {item: key for item, key in lacking.items() if item not in gone}
    if wanted:  # 1
        files.write(room, device, frame, files.epoch_of(path), {**(proper or {}), **wanted})
    overwrite_and_unlink(path)  # 2
    return True


def _proper(files: KeyFiles, room: Room, device: DeviceId, frame: int) -> Keys | None:
    try:
        return files.read(room, device, frame)
    except (EvidenceDiffers, WrongKey):
        return None
