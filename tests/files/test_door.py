"""What a hostile folder puts under a name is refused, without hanging and without touching what it points to."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.errors import OddFile
from habeas.files import door

SECRET = b"something precious of the user"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "guarded"
    made.mkdir()
    return door.guard(made)


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "victim"
    path.write_bytes(SECRET)
    return path


def _symbolic(path: Path, victim: Path) -> None:
    path.symlink_to(victim)


def _nowhere(path: Path, victim: Path) -> None:
    path.symlink_to(victim.with_name("not there"))


def _hard(path: Path, victim: Path) -> None:
    os.link(victim, path)


def _pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


def _endless(path: Path, _: Path) -> None:
    path.symlink_to("/dev/zero")


def _folder(path: Path, _: Path) -> None:
    path.mkdir()


def _socket(path: Path, _: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the address of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _device(path: Path, _: Path) -> None:
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices")


ODD = (_symbolic, _nowhere, _hard, _pipe, _endless, _folder, _socket, _device)
ACTS: dict[str, Callable[[Path], object]] = {
    "read": door.read,
    "size": door.size,
    "open": door.open_file,
    "open for writing": lambda path: door.open_file(path, os.O_RDWR),
    "open or make": door.open_or_make,
    "overwrite": door.overwrite_and_remove,
}


@pytest.mark.parametrize("put", ODD)
@pytest.mark.parametrize("act", ACTS)
def test_odd_file_is_refused_and_what_it_points_to_is_untouched(
    folder: Path, victim: Path, put: Callable[[Path, Path], None], act: str
) -> None:
    put(folder / "00000001.keys", victim)
    with pytest.raises(OddFile, match=r"00000001\.keys is a"):
        ACTS[act](folder / "00000001.keys")
    assert victim.read_bytes() == SECRET
    assert not victim.with_name("not there").exists()


@pytest.mark.parametrize("put", [put for put in ODD if put is not _folder])
def test_write_replaces_what_lies_there_and_not_what_it_points_to(
    folder: Path, victim: Path, put: Callable[[Path, Path], None]
) -> None:
    put(folder / "00000001.keys", victim)
    door.write(folder / "00000001.keys", b"new")
    assert victim.read_bytes() == SECRET
    assert not victim.with_name("not there").exists()
    assert door.read(folder / "00000001.keys") == b"new"
    assert os.listdir(folder) == ["00000001.keys"]


@pytest.mark.parametrize("act", [*ACTS, "write", "make", "make folder", "names", "rename", "remove"])
def test_link_in_the_middle_of_a_path_is_not_followed(folder: Path, tmp_path: Path, act: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "checkpoint").write_bytes(SECRET)
    (folder / "log").symlink_to(outside)
    path = folder / "log" / "checkpoint"
    other: dict[str, Callable[[Path], object]] = {
        "write": lambda path: door.write(path, b"new"),
        "make": lambda path: door.make_file(path.with_name("x")),
        "make folder": lambda path: door.make_folder(path.with_name("tile")),
        "names": lambda path: door.names(path.parent),
        "rename": lambda path: door.rename(path, path.with_name("y")),
        "remove": door.remove,
    }
    with pytest.raises(OddFile, match="log is a symbolic link"):
        (ACTS | other)[act](path)
    assert os.listdir(outside) == ["checkpoint"]
    assert (outside / "checkpoint").read_bytes() == SECRET


def test_file_larger_than_its_limit_is_not_read(folder: Path) -> None:
    with (folder / "seed").open("wb") as huge:
        huge.truncate(1 << 40)
    with pytest.raises(OddFile, match="seed has 1099511627776 bytes, at most 1048576"):
        door.read(folder / "seed")
    with pytest.raises(OddFile, match="at most"):
        door.overwrite_and_remove(folder / "seed")


def test_file_that_is_exchanged_between_look_and_opening_is_refused(
    folder: Path, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real = folder / "lock", os.open
    path.write_bytes(b"")

    def exchanging(name: str | Path, flags: int, *rest: object, **more: object) -> int:
        if name == "lock":
            path.unlink()
            os.link(victim, path)
        return real(name, flags, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", exchanging)
    with pytest.raises(OddFile, match="2 names"):
        door.open_file(path, os.O_RDWR)


def test_made_files_and_folders_are_private_and_exclusive(folder: Path) -> None:
    before = os.umask(0)
    try:
        door.make_folder(folder / "a" / "b")
        door.write(folder / "a" / "one", b"1")
        os.close(door.make_file(folder / "a" / "two"))
        os.close(door.open_or_make(folder / "a" / "three"))
    finally:
        os.umask(before)
    assert all((folder / "a" / name).stat().st_mode & 0o777 == 0o600 for name in ("one", "two", "three"))
    assert all((folder / name).stat().st_mode & 0o777 == 0o700 for name in ("a", "a/b"))
    with pytest.raises(FileExistsError):
        door.make_file(folder / "a" / "one")


def test_path_that_leads_out_is_refused(folder: Path, victim: Path) -> None:
    (folder / "a").mkdir()
    with pytest.raises(OddFile, match="leads out"):
        door.remove(folder / "a" / ".." / ".." / victim.name)
    assert victim.exists()


def test_guarded_folder_may_itself_be_reached_by_a_link_of_the_user(folder: Path, tmp_path: Path) -> None:
    door.write(folder / "lock", b"1")
    (tmp_path / "short").symlink_to(folder)
    assert door.read(door.guard(tmp_path / "short") / "lock") == b"1"
    door.make_folder(tmp_path / "short")


def test_error_tells_no_foreign_name(folder: Path, victim: Path) -> None:
    (folder / "zarifa").symlink_to(victim)
    with pytest.raises(OddFile) as caught:
        door.read(folder / "zarifa")
    assert "zarifa" not in f"{caught.value} {caught.value.hint}" and "(a foreign name)" in str(caught.value)


def test_require_plain_finds_the_odd_thing_at_any_depth(folder: Path, victim: Path) -> None:
    for part in ("keys", "blobs"):
        (folder / part / "ab").mkdir(parents=True)
        door.write(folder / part / "ab" / "00000001.keys", b"1")
    door.require_plain(folder, ("keys", "blobs", "none"), shared=("blobs",))
    os.link(victim, folder / "blobs" / "ab" / "00000002.keys")
    door.require_plain(folder, ("keys", "blobs"), shared=("blobs",))
    with pytest.raises(OddFile, match="2 names"):
        door.require_plain(folder, ("blobs",))
    os.mkfifo(folder / "blobs" / "ab" / "00000003.keys")
    with pytest.raises(OddFile, match=r"blobs/ab/00000003\.keys is a pipe"):
        door.require_plain(folder, ("keys", "blobs"), shared=("blobs",))
