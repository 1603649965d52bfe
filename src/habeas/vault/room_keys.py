"""The keys of the two rooms, one pair for each epoch, sealed to each member who may hold them.

A new epoch begins when someone is removed: what is written from then on is sealed under keys that the removed member
never had. Old keys are kept, because old entries stay sealed under them.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from habeas.crypto.identity import Identity, PublicIdentity
from habeas.crypto.sealing import derive, new_key
from habeas.custody import durable
from habeas.custody.model import Room
from habeas.errors import EvidenceDiffers, OddFile, WrongKey
from habeas.files import door
from habeas.ids import VaultId
from habeas.vault.disk import make_folder
from habeas.vault.layout import RECOVERY, Layout
from habeas.vault.member_chain import Members, room_key_commitment
from habeas.vault.model import Role

EpochRoom = tuple[int, Room]


@dataclass(frozen=True, repr=False)
class RoomKeys:
    """The room keys that one member holds. Not printable."""

    vault: VaultId
    keys: Mapping[EpochRoom, bytes]

    @property
    def epoch(self) -> int:
        return max(epoch for epoch, _ in self.keys)

    def holds(self, room: Room) -> bool:
        """Whether this member holds the room's key of the newest epoch."""
        return (self.epoch, room) in self.keys

    def key(self, epoch: int, room: Room) -> bytes:
        """Raises WrongKey where the room is closed to this member."""
        try:
            return self.keys[epoch, room]
        except KeyError:
            raise WrongKey(f"the {room.value} room of epoch {epoch} is closed to this member") from None

    def database_key(self, room: Room) -> bytes:
        """Of the cache: changes with the epoch, so a removed member's key does not open the new one."""
        context = f"{self.vault}/{room.value}/{self.epoch}".encode()
        return derive(self.key(self.epoch, room), "cache-database", context)


def rooms_of(role: Role) -> tuple[Room, ...]:
    return tuple(Room) if role is Role.FULL else (Room.RECORD,)


def new_epoch_keys(epoch: int) -> dict[EpochRoom, bytes]:
    """A fresh key for each room."""
    return {(epoch, room): new_key() for room in Room}


def commitments(vault: VaultId, keys: Mapping[EpochRoom, bytes]) -> dict[str, str]:
    """What the statement that begins the epoch says of its keys: room -> commitment."""
    return {room.value: room_key_commitment(key, vault, room, epoch) for (epoch, room), key in keys.items()}


def seal_to(
    layout: Layout, keys: RoomKeys, recipient: str, public: PublicIdentity, rooms: Iterable[Room]
) -> dict[str, str]:
    """Write the room keys of all epochs held, sealed to one recipient (a member's id, or RECOVERY).

    Returns what was written: path -> SHA-256.
    """
    wanted, written = set(rooms), {}
    for (epoch, room), key in sorted(keys.keys.items()):
        if room in wanted:
            path = layout.room_wrap(epoch, room, recipient)
            make_folder(path.parent)
            sealed = public.seal(key, _place(keys.vault, epoch, room, recipient))
            durable.replace(path, sealed)
            written[layout.relative(path)] = hashlib.sha256(sealed).hexdigest()
    return written


def seal_to_all(layout: Layout, keys: RoomKeys, members: Members) -> dict[str, str]:
    """Write the keys for every active member, and for the recovery key where there is one; returns path -> SHA-256."""
    written: dict[str, str] = {}
    for member in members.active():
        public = PublicIdentity(member.verify_key, member.box_key)
        written |= seal_to(layout, keys, member.id, public, rooms_of(member.role))
    if members.recovery is not None:
        written |= seal_to(layout, keys, RECOVERY, members.recovery.public, tuple(Room))
    return written


def open_room_keys(
    layout: Layout, members: Members, recipient: str, identity: Identity, rooms: Iterable[Room]
) -> RoomKeys:
    """Every epoch's keys of the rooms. Raises EvidenceDiffers naming the file that is missing, changed or planted."""
    opened: dict[EpochRoom, bytes] = {}
    for room in rooms:
        for epoch, committed in members.epochs.items():
            key = _opened(layout, members.vault, identity, epoch, room, recipient)
            if room_key_commitment(key, members.vault, room, epoch) != committed[room.value]:
                raise _differs(epoch, room, recipient, "not the key that the chain of members committed to")
            opened[epoch, room] = key
    return RoomKeys(members.vault, opened)


def _opened(layout: Layout, vault: VaultId, identity: Identity, epoch: int, room: Room, recipient: str) -> bytes:
    try:
        sealed = door.read(layout.room_wrap(epoch, room, recipient))
        return identity.unseal(sealed, _place(vault, epoch, room, recipient))
    except FileNotFoundError:
        raise _differs(epoch, room, recipient, "missing") from None
    except OddFile:
        raise
    except (WrongKey, EvidenceDiffers):
        raise _differs(epoch, room, recipient, "changed, or sealed for someone else") from None


def _differs(epoch: int, room: Room, recipient: str, found: str) -> EvidenceDiffers:
    return EvidenceDiffers(
        f"room key keys/rooms/{epoch:06d}/{room.value}/{recipient}.wrap: {found}",
        hint="take this file from another copy of the vault",
    )


def _place(vault: VaultId, epoch: int, room: Room, recipient: str) -> bytes:
    return f"habeas/room-key/1/{vault}/{epoch}/{room.value}/{recipient}".encode()
