"""Where a device keeps the databases of a vault, under which keys, and whether they are as it left them.

    <device folder>/cache/<device>/seed          random bytes that every key of the cache depends on
    <device folder>/cache/<device>/state         sealed: what the databases project, and the SHA-256 of each file
    <device folder>/cache/<device>/record.db, names.db

They lie outside the vault's folder, because whoever holds that folder could put an old page or a foreign file into
them, and every key needs the device's secret, because every member who ever held a room key knows the rest. `state` is
taken away before the first write and sealed again at an orderly end: where it is missing or does not fit, the databases
are thrown away and made again from the journal. They are never evidence.
"""

import contextlib
import hashlib
import json
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from habeas.crypto.sealing import derive, new_key, seal, unseal
from habeas.custody import durable
from habeas.custody.canonical import canonical
from habeas.custody.model import JsonValue, Room
from habeas.errors import HabeasError, OddFile
from habeas.files import door
from habeas.ids import DeviceId, VaultId
from habeas.settings import device_folder
from habeas.vault.disk import make_folder, storage_failed
from habeas.vault.layout import Layout

SEED, STATE = "seed", "state"
FOLDER, SCRATCH = "cache", "cache-audit"
_SEED = struct.Struct(">4sI32s")
_SEED_MAGIC = b"HBC2"
_PIECE = 1 << 20

Projected = Mapping[str, JsonValue]
"""Device -> [number of entries, link of the last frame]: what the databases project."""


@dataclass(frozen=True, repr=False)
class Cache:
    """The cache of one device for one vault. Not printable."""

    vault: VaultId
    device: DeviceId
    secret: bytes
    """The device secret."""
    name: str = FOLDER
    """An audit makes the databases a second time, in a folder of another name."""

    @property
    def folder(self) -> Path:
        return door.guard(device_folder(self.vault)) / self.name / self.device

    def database(self, room: Room) -> Path:
        return self.folder / f"{room.value}.db"

    def key(self, room: Room, room_key: bytes, seed: bytes) -> bytes:
        """Of a room's database. `room_key`: of the newest epoch, for the cache."""
        return derive(room_key + self.secret, "cache-database-2", seed + room.value.encode())

    def is_there(self) -> bool:
        return bool(door.names(self.folder))

    # --- the seed ----------------------------------------------------------------------------------------------------

    def epoch(self) -> int | None:
        """The key epoch the cache was made in; None where there is none that counts."""
        found = self._read_seed()
        return None if found is None else found[0]

    def seed(self, epoch: int) -> bytes:
        """The seed, made if there is none. Raises StorageFailed."""
        found = self._read_seed()
        if found is None:
            found = (epoch, new_key())
            body = _SEED.pack(_SEED_MAGIC, *found)
            make_folder(self.folder)
            durable.replace(self.folder / SEED, body + hashlib.sha256(body).digest()[:8])
        return found[1]

    def _read_seed(self) -> tuple[int, bytes] | None:
        try:
            content = door.read(self.folder / SEED)
        except (OSError, OddFile):
            return None
        body = content[: _SEED.size]
        if len(body) != _SEED.size or content[_SEED.size :] != hashlib.sha256(body).digest()[:8]:
            return None
        magic, epoch, seed = _SEED.unpack(body)
        return (epoch, seed) if magic == _SEED_MAGIC else None

    # --- the state ---------------------------------------------------------------------------------------------------

    def left(self) -> Projected | None:
        """What the databases project, where their files are what this device sealed at its last orderly end."""
        try:
            state = json.loads(unseal(self._state_key(), door.read(self.folder / STATE), self._place()))
            return dict(state["projected"]) if state["files"] == self._files() else None
        except (OSError, ValueError, HabeasError):
            return None

    def about_to_change(self) -> None:
        """Before the first write: what an interruption leaves is then not taken for what was sealed."""
        with contextlib.suppress(OSError):
            door.remove(self.folder / STATE)

    def seal(self, projected: Projected) -> None:
        """After both databases were closed in order. Where the disk does not take it, they are made again next time."""
        content = canonical({"files": self._files(), "projected": dict(projected)})
        with contextlib.suppress(OSError):
            door.write(self.folder / STATE, seal(self._state_key(), content, self._place()))

    def _state_key(self) -> bytes:
        return derive(self.secret, "cache-state")

    def _place(self) -> bytes:
        return f"habeas/cache-state/1/{self.vault}/{self.device}".encode()

    def _files(self) -> dict[str, JsonValue]:
        """Name -> SHA-256 of every file but the state itself. Raises OddFile, OSError."""
        found = [name for name in door.names(self.folder) if name != STATE]
        return {name: _digest(self.folder / name) for name in found}

    # --- unmaking it -------------------------------------------------------------------------------------------------

    def discard(self) -> None:
        """Remove it. Its seed is overwritten first: what the disk still holds of the databases opens no more.

        Raises StorageFailed.
        """
        self.about_to_change()
        _remove_all(self.folder)

    def remove(self) -> None:
        """`discard`, and its folder. Raises StorageFailed."""
        self.discard()
        with contextlib.suppress(OSError):
            door.remove_folder(self.folder)
            door.remove_folder(self.folder.parent)


def discard_old_cache(layout: Layout) -> bool:
    """Remove the databases that earlier versions kept inside the vault's folder; whether any were there."""
    found = False
    for name in ("cache", "cache-audit", "cache-open"):
        folder = layout.folder / name
        with contextlib.suppress(OSError, HabeasError):
            if door.names(folder):
                found = True
                _remove_all(folder)
            door.remove_folder(folder)
    return found


def _remove_all(folder: Path) -> None:
    try:
        for name in sorted(door.names(folder), key=lambda name: not name.startswith(SEED)):
            if name.startswith(SEED):
                with contextlib.suppress(OddFile):  # not ours: its name goes, what it stands for is left
                    door.overwrite_and_remove(folder / name)
            door.remove(folder / name)
    except OSError as failure:
        raise storage_failed(folder, failure) from None


def _digest(path: Path) -> str:
    descriptor = door.open_file(path)
    try:
        digest = hashlib.sha256()
        while piece := os.read(descriptor, _PIECE):
            digest.update(piece)
        return digest.hexdigest()
    finally:
        os.close(descriptor)
