"""Writes that are there whole, or not at all."""

import os
from pathlib import Path

import pytest

from habeas.custody import durable
from habeas.errors import StorageFailed


def test_file_is_replaced_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "file"
    durable.replace(path, b"old")
    durable.replace(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
    assert [each.name for each in path.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("call", ["open", "write", "fsync", "rename"])
def test_failed_write_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "file"
    durable.replace(path, b"old")

    def fails(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(durable.os, call, fails)
        with pytest.raises(StorageFailed, match="errno 28") as caught:
            durable.replace(path, b"new")
    assert str(path) not in f"{caught.value}{caught.value.hint}"
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_unconfirmed_rename_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    durable.replace(path, b"old")

    def fails(_: Path) -> None:
        raise StorageFailed("the folder would not be synced")

    monkeypatch.setattr(durable, "sync_folder", fails)
    with pytest.raises(durable.Uncertain):
        durable.replace(path, b"new")
    assert path.read_bytes() == b"new"


def test_short_writes_are_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(durable.os, "write", lambda descriptor, data: real(descriptor, bytes(data[:3])))
    durable.replace(tmp_path / "file", b"a longer text")
    assert (tmp_path / "file").read_bytes() == b"a longer text"


def test_symbolic_link_under_the_old_fixed_name_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "file.tmp").symlink_to(victim)
    durable.replace(tmp_path / "file", b"new")
    assert victim.read_bytes() == b"precious"
    assert (tmp_path / "file").read_bytes() == b"new"


def test_append_writes_at_the_end_it_was_told(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    descriptor = os.open(path, os.O_RDWR)
    try:
        durable.append(descriptor, b"ab", 4)
        durable.cut(descriptor, 6)
    finally:
        os.close(descriptor)
    assert path.read_bytes() == b"0123ab"
