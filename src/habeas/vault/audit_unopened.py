"""A vault that does not open: journals, logs and key files are looked at all the same, all that differs is named."""

from collections.abc import Iterator
from pathlib import Path

from habeas.custody.inspection import inspect
from habeas.custody.model import Room
from habeas.errors import EvidenceDiffers
from habeas.files import door
from habeas.ids import DeviceId, MemberId
from habeas.vault.founding import Founding, read_founding
from habeas.vault.item_keys import ItemKeys, KeyFiles
from habeas.vault.layout import Layout
from habeas.vault.lock import VaultLock
from habeas.vault.member_chain import Members
from habeas.vault.model import Check
from habeas.vault.places import journal_place
from habeas.vault.room_keys import RoomKeys
from habeas.vault.unlock import open_credentials, open_members, open_seed


def inspect_unopened(folder: Path, passphrase: str, member: MemberId | None) -> tuple[Check, ...]:
    """The checks that failed. Empty where not even the keys can be reached. Raises WrongKey, VaultBusy."""
    layout = Layout(folder)
    try:
        founding = read_founding(layout)
        lock = VaultLock(layout.lock)
        try:
            members, device = open_members(layout, founding)
            who = device.only(member, members.members)
            seed = open_seed(layout, founding, who, passphrase, device.members[who].secret)
            rooms = open_credentials(layout, members, who, device.members[who], seed).rooms
            return tuple(_differing(layout, founding, members, rooms))
        finally:
            lock.release()
    except EvidenceDiffers:
        return ()


def _differing(layout: Layout, founding: Founding, members: Members, rooms: RoomKeys) -> Iterator[Check]:
    keys = ItemKeys(KeyFiles(layout, founding.vault, founding.compartment, rooms), rooms)
    for device in members.devices:
        yield from _load(keys, device)
    for device in members.devices:
        place = journal_place(layout, founding, members, device)
        if door.is_there(place.segment) or door.is_there(place.log):
            for finding in inspect(place, keys):
                if not finding.ok:
                    yield Check(finding.what, finding.id, False, finding.detail)


def _load(keys: ItemKeys, device: DeviceId) -> Iterator[Check]:
    for frame in sorted({frame for room in Room for frame in keys.files.frames(room, device)}):
        try:
            for room in filter(keys.holds, Room):
                if door.is_there(keys.files.path(room, device, frame)):
                    keys.files.read(room, device, frame)
            for _ in keys.load(device, frame, frame + 1):
                pass
        except EvidenceDiffers as found:
            yield Check("item keys", f"{device}/frame-{frame}", False, str(found))
