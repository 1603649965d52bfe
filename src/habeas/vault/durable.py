"""Files that are there, whole, when the call returns, or not there at all.

A rename within a folder is atomic, and durable once the folder itself was flushed. What a full disk or an unplugged one
does not take is StorageFailed: the old file, if any, is untouched. Paths in errors are relative to the vault's parts and
hold ids only.
"""

import os
from pathlib import Path

from habeas.errors import StorageFailed

TEMPORARY_SUFFIX = ".tmp"


def write_durably(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file: temporary name, flush, rename, flush the folder. Raises StorageFailed."""
    temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
        try:
            _write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, path)
        flush_folder(path.parent)
    except OSError as failure:
        temporary.unlink(missing_ok=True)
        raise storage_failed(path, failure) from None


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, readable by the owner only, and flush each new one's parent."""
    missing = [folder, *folder.parents]
    missing = missing[: next(number for number, path in enumerate(missing) if path.exists())]
    try:
        for path in reversed(missing):
            path.mkdir(mode=0o700, exist_ok=True)
            flush_folder(path.parent)
    except OSError as failure:
        raise storage_failed(folder, failure) from None


def flush_folder(folder: Path) -> None:
    """Make renames and new names within a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def overwrite_and_unlink(path: Path) -> None:
    """Overwrite a small file in place and remove it. What wear levelling keeps of it is out of reach (threat model)."""
    try:
        size = path.stat().st_size
        with path.open("r+b", buffering=0) as stream:
            stream.write(os.urandom(size))
            os.fsync(stream.fileno())
        path.unlink()
        flush_folder(path.parent)
    except FileNotFoundError:
        return
    except OSError as failure:
        raise storage_failed(path, failure) from None


def storage_failed(path: Path, failure: OSError) -> StorageFailed:
    """The error for a write that the disk did not take, naming the part of the vault and the reason, no more."""
    return StorageFailed(
        f"could not write {path.parent.name}/{path.name}: {os.strerror(failure.errno or 0)}; "
        "what was acknowledged before is unchanged",
        hint="free space or check the disk, then run the command again",
    )


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
