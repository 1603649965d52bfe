"""Where one device's journal and log lie, and how their files are made and opened."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from habeas.custody import durable
from habeas.custody.frames import Series
from habeas.custody.merkle import EMPTY_ROOT
from habeas.custody.notes import Checkpoint, NoteKey, Signer, origin, sign_checkpoint
from habeas.errors import EvidenceDiffers, StorageFailed, VaultBusy
from habeas.files import door

CHECKPOINT: Final = "checkpoint"
"""The newest checkpoint's file, in the log's folder."""


@dataclass(frozen=True)
class Place:
    """Where a journal lies and whose it is."""

    series: Series
    segment: Path
    """The file of frames: journal/<compartment>/<device>.seg"""
    log: Path
    """The folder of the log: log/<device>"""
    verify_key: bytes
    """Ed25519 key of the device's member, 32 bytes."""

    @property
    def note_key(self) -> NoteKey:
        return NoteKey(origin(self.series.vault, self.series.device), self.verify_key)


def create_journal(place: Place, signer: Signer) -> None:
    """An empty log with a signed checkpoint of size 0, and an empty journal. Safe to repeat after a crash."""
    checkpoint = place.log / CHECKPOINT
    if not door.is_there(checkpoint):
        if door.size(place.segment):
            raise EvidenceDiffers(
                f"log of {place.series.device}: the journal has entries and the checkpoint is missing"
            )
        empty = Checkpoint(place.note_key.name, 0, EMPTY_ROOT)
        durable.replace(checkpoint, sign_checkpoint(empty, place.note_key, signer).encode())
    if not door.is_there(place.segment):
        durable.replace(place.segment, b"")


def read_note(place: Place) -> str:
    """The newest checkpoint as it lies there, unchecked."""
    try:
        return door.read(place.log / CHECKPOINT).decode()
    except FileNotFoundError:
        raise EvidenceDiffers(f"log of {place.series.device}: its checkpoint is missing") from None
    except UnicodeDecodeError:
        raise EvidenceDiffers(f"log of {place.series.device}: its checkpoint is not text") from None
    except OSError as problem:
        raise StorageFailed(f"log of {place.series.device} cannot be read (errno {problem.errno})") from None


def open_segment(place: Place, *, writing: bool) -> int:
    """A descriptor of the journal file. Raises VaultBusy where another process writes to it."""
    try:
        descriptor = door.open_file(place.segment, os.O_RDWR if writing else os.O_RDONLY)
    except FileNotFoundError:
        raise EvidenceDiffers(f"journal of {place.series.device}: the file is missing") from None
    except OSError as problem:
        raise StorageFailed(f"journal of {place.series.device} cannot be opened (errno {problem.errno})") from None
    if writing:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise VaultBusy(f"journal of {place.series.device}: another process writes to it") from None
    return descriptor
