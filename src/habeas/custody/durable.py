"""Writes that are on the disk when they return, or are not there at all.

Promise of `replace`: after a crash at any point the file holds either all of the old bytes or all of the new. Why:
rename is atomic, and both the file and its folder are synced. Known gap: a disk that lies about fsync.
"""

import os
from pathlib import Path

from habeas.errors import StorageFailed
from habeas.files import door


class Uncertain(StorageFailed):
    """The new file is in place, but the disk would not confirm it: it may or may not be there after a power cut."""


def replace(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Put `data` at `path`, whole. Raises StorageFailed (the old file is untouched), Uncertain, OddFile."""
    try:
        door.make_folder(path.parent)
        door.write(path, data, mode=mode)
    except OSError as problem:
        raise _failed(len(data), problem) from None
    try:
        sync_folder(path.parent)
    except StorageFailed as problem:
        raise Uncertain(str(problem)) from None


def append(descriptor: int, data: bytes, end: int) -> None:
    """Write at `end`, the file's length as it should be, and sync.

    Raises StorageFailed: some of the bytes may then be there, and the caller cuts them off.
    """
    try:
        os.lseek(descriptor, end, os.SEEK_SET)
        door.write_all(descriptor, data)
        os.fsync(descriptor)
    except OSError as problem:
        raise _failed(len(data), problem) from None


def cut(descriptor: int, end: int) -> None:
    """Shorten a file to `end` bytes, durably. Raises Uncertain."""
    try:
        os.ftruncate(descriptor, end)
        os.fsync(descriptor)
    except OSError as problem:
        raise Uncertain(f"the disk would not take back an unfinished write (errno {problem.errno})") from None


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable. Raises StorageFailed, OddFile."""
    try:
        door.sync_folder(folder)
    except OSError as problem:
        raise _failed(0, problem) from None


def _failed(size: int, problem: OSError) -> StorageFailed:
    return StorageFailed(
        f"the disk did not take {size} bytes (errno {problem.errno}); what was acknowledged before is safe",
        hint="free some space, or check the disk, then do it again",
    )
