"""The files that someone points at, opened so that nothing but a plain file is ever read, and none while it changes.

A path is a trap: it may lead through a link to something else, to a pipe that never ends, to a device. So nothing is
opened by following a link at its end, what was opened is asked what it is before a byte is read, and asked again
afterwards whether it stayed the same.
"""

import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Progress = Callable[[str, int, int], None]
"""(path given, bytes done, bytes in all) of the file under way; called at most every mebibyte."""


@dataclass(frozen=True)
class GivenFile:
    """A file to admit. `name` is what is recorded: inside a folder, the path from that folder on."""

    path: Path
    path_given: str
    name: str


class Refused(Exception):
    """This file is not taken; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Identity:
    """What must stay the same while a file is read."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int


def walk(paths: Iterable[Path]) -> Iterator[GivenFile]:
    """Files in the order given; folders are entered in the order of their names' bytes. Links are yielded, not
    followed.

    What a folder cannot tell is yielded as the folder itself, and refused when it is opened.
    """
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            yield from _walk_folder(path, path.name or path.resolve().name)
        else:
            yield GivenFile(path, recordable(str(path)), recordable(path.name))


def _walk_folder(folder: Path, name: str) -> Iterator[GivenFile]:
    try:
        found = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError:
        yield GivenFile(folder, recordable(str(folder)), recordable(name))
        return
    for entry in found:
        path, inner = folder / entry.name, f"{name}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _walk_folder(path, inner)
        else:
            yield GivenFile(path, recordable(str(path)), recordable(inner))


def recordable(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 are written as `\\xNN`. Everything else stays as it is."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def open_plain(path: Path) -> tuple[BinaryIO, Identity]:
    """An open plain file and what it is. Raises Refused: link, not_a_file, missing, unreadable."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
    try:
        descriptor = os.open(path, flags)
    except OSError as failure:
        raise Refused(_why_unopened(path, failure)) from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise Refused("not_a_file")
    return os.fdopen(descriptor, "rb", buffering=0), _identity(status)


def _why_unopened(path: Path, failure: OSError) -> str:
    if path.is_symlink():
        return "link"
    return "missing" if isinstance(failure, FileNotFoundError) else "unreadable"


def check_unchanged(stream: BinaryIO, before: Identity, size_read: int) -> None:
    """Raises Refused where the file is not what it was when it was opened, or not as long as what was read."""
    if _identity(os.fstat(stream.fileno())) != before or size_read != before.size:
        raise Refused("changed_while_read")


def _identity(status: os.stat_result) -> Identity:
    return Identity(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def read_whole(stream: BinaryIO, before: Identity) -> bytes:
    """The bytes of a small file. Raises Refused: unreadable, changed_while_read."""
    try:
        content = stream.read(before.size + 1) or b""
        while len(content) < before.size and (more := stream.read(before.size + 1 - len(content))):
            content += more
    except OSError:
        raise Refused("unreadable") from None
    check_unchanged(stream, before, len(content))  # 3
    return content


class Watched(io.RawIOBase):
    """A stream that tells how far it was read."""

    def __init__(self, stream: BinaryIO, path_given: str, size: int, progress: Progress | None) -> None:
        super().__init__()
        self._stream, self._path_given, self._size, self._progress = stream, path_given, size, progress
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, room: bytearray | memoryview) -> int:  # type: ignore[override]
        count = int(self._stream.readinto(room) or 0)  # type: ignore[attr-defined]
        self._done += count
        if self._progress is not None and count:
            self._progress(self._path_given, self._done, self._size)
        return count
