"""Opens, writes, renames and removes files of folders that others can write to.

Promises, for a path below a guarded folder (`guard`):

    1 it is walked from the guarded folder's own descriptor, name by name, and no link is followed (openat, O_NOFOLLOW)
    2 only a regular file with one name is opened: a pipe, socket, device or folder is refused before it is opened, so
      nothing hangs; a file with a second name (a hard link) could be a file outside the folder
    3 what is read is compared with a limit first, by its length
    4 what is made is made under a name that nobody can guess, exclusively, private (0600, folders 0700), and renamed
    5 a link in the way of a rename or removal is itself replaced or removed, never what it points to

A path that is in no guarded folder is walked from its own parent. What lies above a guarded folder is the user's
own: it may hold links. Raises OddFile for what is refused, OSError for what the system says; the caller knows which
part of the vault it was about. Source of the rules: CERT C FIO45-C and POS35-C; openat(2).
"""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from habeas.errors import OddFile

KIB: Final = 1 << 10
SMALL: Final = 1 << 20
"""A limit for files of a known, small form: statements, wraps, checkpoints, tiles."""
TEMPORARY: Final = ".tmp"
"""What ends in this was being written, and counts for nothing."""
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_SAFE: Final = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
_KINDS: Final = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_guarded: set[Path] = set()


def guard(folder: Path) -> Path:
    """From now on no link is followed below this folder, by any path that is spelled from it; returns it."""
    _guarded.add(folder)
    return folder


# --- opening and reading ---------------------------------------------------------------------------------------------


def open_file(path: Path, flags: int = os.O_RDONLY) -> int:
    """A descriptor of a file that is there. Raises OddFile, OSError (FileNotFoundError where there is none)."""
    with _parent(path) as (folder, name):
        _require_file(path, os.stat(name, dir_fd=folder, follow_symlinks=False))
        descriptor = _opened(path, name, flags, folder)
    return _checked(path, descriptor)


def open_or_make(path: Path) -> int:
    """A descriptor for reading and writing, of a file that is there or is made now, empty. Raises OddFile, OSError."""
    with contextlib.suppress(FileNotFoundError):
        return open_file(path, os.O_RDWR)
    with contextlib.suppress(FileExistsError):
        return make_file(path)
    return open_file(path, os.O_RDWR)


def make_file(path: Path, *, mode: int = 0o600) -> int:
    """A descriptor for writing, of a new file. Raises FileExistsError where anything has the name, OddFile, OSError."""
    with _parent(path) as (folder, name):
        return os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | _SAFE, mode, dir_fd=folder)


def read(path: Path, most: int = SMALL) -> bytes:
    """All of a file. Raises OddFile where it is no file of ours or longer than `most` bytes, OSError."""
    descriptor = open_file(path)
    try:
        size = os.fstat(descriptor).st_size
        if size > most:
            raise _too_long(path, size, most)
        return _all_of(path, descriptor, size, most)
    finally:
        os.close(descriptor)


def _all_of(path: Path, descriptor: int, size: int, most: int) -> bytes:
    content = os.read(descriptor, size + 1)
    while more := os.read(descriptor, SMALL):  # it grew, or the system gave less than was asked for
        content += more
        if len(content) > most:
            raise _too_long(path, len(content), most)
    return content


def size(path: Path) -> int | None:
    """Bytes of a file; None where there is none. Raises OddFile, OSError."""
    found = status(path)
    if found is None:
        return None
    _require_file(path, found)
    return found.st_size


def status(path: Path) -> os.stat_result | None:
    """What lies there itself, not what it points to; None where nothing does. Raises OddFile (above it), OSError."""
    try:
        with _parent(path) as (folder, name):
            return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def is_there(path: Path) -> bool:
    """Whether anything has this name, a link that leads nowhere too. Raises OddFile (above it), OSError."""
    return status(path) is not None


# --- folders ---------------------------------------------------------------------------------------------------------


def names(folder: Path) -> list[str]:
    """The names in a folder, in order; none where there is no such folder. Raises OddFile, OSError."""
    try:
        descriptor = open_folder(folder)
    except FileNotFoundError:
        return []
    try:
        return sorted(os.listdir(descriptor))
    finally:
        os.close(descriptor)


def walk(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Everything below a folder but folders, with what it is, in order. No link is followed. Raises OSError."""
    for name in names(folder):
        path = folder / name
        found = status(path)
        if found is None:
            continue
        if stat.S_ISDIR(found.st_mode):
            yield from walk(path)
        else:
            yield path, found


def open_folder(folder: Path) -> int:
    """A descriptor of a folder. Raises OddFile, OSError."""
    if folder in _guarded or not folder.name:
        return os.open(folder, _FOLDER)
    with _parent(folder) as (above, name):
        return _step(folder, name, above)


def make_folder(folder: Path) -> None:
    """A private folder with those above it, each durable in the one above. Raises OddFile, OSError."""
    found = status(folder) if folder.name else None
    if not folder.name or (found is not None and (stat.S_ISDIR(found.st_mode) or _is_users_own(folder))):
        return
    if found is not None:
        raise _odd(folder, found)
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError), _parent(folder) as (above, name):
        os.mkdir(name, 0o700, dir_fd=above)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable. Raises OddFile, OSError."""
    descriptor = open_folder(folder)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_private(folder: Path) -> None:
    """Take a folder from everybody else. Raises OddFile, OSError."""
    descriptor = open_folder(folder)
    try:
        os.fchmod(descriptor, 0o700)
    finally:
        os.close(descriptor)


# --- writing, renaming, removing -------------------------------------------------------------------------------------


def write(path: Path, data: bytes, *, mode: int = 0o600, flush: bool = True) -> None:
    """Put `data` at `path`, whole or not at all; the folder is there, and is not flushed. Raises OddFile, OSError."""
    with _parent(path) as (folder, name):
        temporary = f"{name}.{secrets.token_hex(8)}{TEMPORARY}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE, mode, dir_fd=folder)
        try:
            try:
                write_all(descriptor, data)
                if flush:
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary, dir_fd=folder)
            raise


def write_all(descriptor: int, data: bytes) -> None:
    """Every byte, however often the system takes only some. Raises OSError."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def rename(old: Path, new: Path) -> None:
    """Raises OddFile, OSError."""
    with _parent(old) as (source, name), _parent(new) as (target, other):
        os.rename(name, other, src_dir_fd=source, dst_dir_fd=target)


def remove(path: Path) -> bool:
    """Take away a name; whether it was there. A folder stays (IsADirectoryError). Raises OddFile, OSError."""
    try:
        with _parent(path) as (folder, name):
            os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return False
    return True


def remove_folder(folder: Path) -> bool:
    """Take away an empty folder; whether it was there. Raises OddFile, OSError."""
    try:
        with _parent(folder) as (above, name):
            os.rmdir(name, dir_fd=above)
    except FileNotFoundError:
        return False
    return True


def overwrite_and_remove(path: Path) -> None:
    """Overwrite a small file in place, flush, and remove it; nothing where there is none. Raises OddFile, OSError."""
    try:
        descriptor = open_file(path, os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        length = os.fstat(descriptor).st_size
        if length > SMALL:
            raise _too_long(path, length, SMALL)
        write_all(descriptor, os.urandom(length))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    remove(path)
    sync_folder(path.parent)


# --- refusing --------------------------------------------------------------------------------------------------------


def require_plain(folder: Path, parts: Iterator[str] | tuple[str, ...], *, shared: tuple[str, ...] = ()) -> None:
    """Look through parts of a folder before anything is written into it. Raises OddFile naming the first odd thing.

    `shared`: parts in which files are never written in place: a second name is refused when they are opened, not here,
    so that a vault of many originals opens as fast as one of few.
    """
    root = os.open(folder, _FOLDER)
    try:
        for part in parts:
            with contextlib.suppress(FileNotFoundError):
                _require_plain(folder / part, part, root, names_counted=part not in shared)
    finally:
        os.close(root)


def _require_plain(path: Path, name: str, above: int, *, names_counted: bool) -> None:
    found = os.stat(name, dir_fd=above, follow_symlinks=False)
    if not stat.S_ISDIR(found.st_mode):
        _require_file(path, found, names_counted=names_counted)
        return
    descriptor = _step(path, name, above)
    try:
        with os.scandir(descriptor) as entries:
            for entry in sorted(entries, key=lambda each: each.name) if names_counted else entries:
                if names_counted or not entry.is_file(follow_symlinks=False):
                    _require_plain(path / entry.name, entry.name, descriptor, names_counted=names_counted)
    finally:
        os.close(descriptor)


def _is_users_own(folder: Path) -> bool:
    """A link to a folder, above every guarded one."""
    return _root_of(folder) == folder.parent and folder.parent not in _guarded and os.path.isdir(folder)


def _root_of(path: Path) -> Path:
    return next((above for above in path.parents if above in _guarded), path.parent)


@contextlib.contextmanager
def _parent(path: Path) -> Iterator[tuple[int, str]]:
    """(descriptor of the folder in which the path's last name lies, that name)."""
    root = _root_of(path)
    descriptor, here = os.open(root, _FOLDER), root
    try:
        for part in path.parts[len(root.parts) : -1]:
            here = here / part
            below = _step(here, part, descriptor)
            os.close(descriptor)
            descriptor = below
        yield descriptor, path.name
    finally:
        os.close(descriptor)


def _step(path: Path, name: str, above: int) -> int:
    if name == os.pardir:
        raise OddFile("a path of the vault leads out of it: nothing was read or written")
    try:
        return os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=above)
    except OSError as problem:
        if problem.errno in (errno.ELOOP, errno.ENOTDIR):
            raise _odd(path, os.stat(name, dir_fd=above, follow_symlinks=False)) from None
        raise


def _opened(path: Path, name: str, flags: int, folder: int) -> int:
    try:
        return os.open(name, flags | _SAFE, dir_fd=folder)
    except OSError as problem:
        if problem.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):  # changed since it was looked at
            raise _odd(path, os.stat(name, dir_fd=folder, follow_symlinks=False)) from None
        raise


def _checked(path: Path, descriptor: int) -> int:
    """Once more, of what was opened: between the look and the opening it may have been exchanged."""
    try:
        _require_file(path, os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _require_file(path: Path, found: os.stat_result, *, names_counted: bool = True) -> None:
    if not stat.S_ISREG(found.st_mode) or (names_counted and found.st_nlink > 1):
        raise _odd(path, found)


def _odd(path: Path, found: os.stat_result) -> OddFile:
    kind = _KINDS.get(stat.S_IFMT(found.st_mode), f"a file with {found.st_nlink} names")
    return OddFile(
        f"{shape(path)} is {kind}, which a vault never has there: it was not read, and nothing was written to it",
        hint="someone put it there. Look at what it is, move it away, and take the file from another copy of the vault",
    )


def _too_long(path: Path, found: int, most: int) -> OddFile:
    return OddFile(
        f"{shape(path)} has {found} bytes, at most {most} belong there: it was not read",
        hint="someone put it there: take the file from another copy of the vault",
    )


def shape(path: Path) -> str:
    """Where a file lies, in ids and numbers; a name that is none of ours is not told: it may be a person's."""
    root = _root_of(path)
    parts = path.parts[len(root.parts) :]
    return "/".join(part if _is_ours(part) else "(a foreign name)" for part in parts)


_WORDS: Final = frozenset(
    "members keys items rooms record names journal log tile blobs incoming cache seen seed state lock checkpoint stamps"
    " proof identities vault.json device.json recovery.wrap record.db names.db manifest.json bundle.json".split()
)


def _is_ours(part: str) -> bool:
    stem = part.split(".", 1)[0]
    kind, _, digits = stem.partition("-")
    whole = part.isascii() and len(part) <= 96
    named = part in _WORDS or (kind in {"cmp", "dev", "mem"} and len(digits) == 12 and digits.isalnum())
    number = stem.removeprefix("x").isdecimal() or (len(stem) in (2, 16, 64) and set(stem) <= set("0123456789abcdef"))
    return whole and (named or number)
