"""Folders that are there when the call returns, and small files overwritten before they go.

Files are written whole or not at all by `custody.durable.replace`.
"""

import os
from pathlib import Path

from habeas.errors import StorageFailed
from habeas.files import door


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, private, each flushed into its parent. Raises StorageFailed, OddFile."""
    try:
        door.make_folder(folder)
    except OSError as failure:
        raise storage_failed(folder, failure) from None


def overwrite_and_unlink(path: Path) -> None:
    """Overwrite a small file in place and remove it. What wear levelling keeps of it is out of reach (threat model).

    Raises StorageFailed, OddFile (a link or a file with a second name: neither overwritten nor removed).
    """
    try:
        door.overwrite_and_remove(path)
    except OSError as failure:
        raise storage_failed(path, failure) from None


def storage_failed(path: Path, failure: OSError) -> StorageFailed:
    """The error for a write that the disk did not take: the part of the vault and the reason, no more."""
    return StorageFailed(
        f"could not write {path.parent.name}/{path.name}: {os.strerror(failure.errno or 0)}; "
        "what was acknowledged before is unchanged",
        hint="free space or check the disk, then run the command again",
    )
