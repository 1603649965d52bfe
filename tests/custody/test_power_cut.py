"""A power cut at any moment, on the least forgiving disk: only what was synced is there afterwards.

The disk keeps a file's bytes as of its last fsync, and a folder's names as of the folder's last fsync. After every sync
of a run of appends the disk of that moment is written out and opened.
"""

import os
import stat
from pathlib import Path

import pytest

from habeas.custody import durable
from habeas.custody.seen import check_seen, remember
from tests.custody.world import Keys, new_journal, reopened, scratch, write


class Disk:
    """What would be left of the folders below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root.stat().st_ino
        self._files: dict[int, bytes] = {}
        self._folders: dict[int, dict[str, tuple[int, bool]]] = {}

    def synced(self, descriptor: int) -> None:
        status = os.fstat(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}")
        if stat.S_ISDIR(status.st_mode):
            names = {each.name: (each.stat().st_ino, each.is_dir()) for each in path.resolve().iterdir()}
            self._folders[status.st_ino] = names
        else:
            self._files[status.st_ino] = path.read_bytes()

    def write_out(self, target: Path, folder: int | None = None) -> None:
        target.mkdir(exist_ok=True)
        for name, (inode, is_folder) in self._folders.get(folder or self._root, {}).items():
            if is_folder:
                self.write_out(target / name, inode)
            else:
                (target / name).write_bytes(self._files.get(inode, b""))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc to see what is synced")
def test_power_cut_after_any_sync_loses_nothing_acknowledged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, moments = tmp_path / "vault", 0
    source.mkdir()
    disk, real = Disk(source), os.fsync
    acknowledged = 0

    def syncing(descriptor: int) -> None:
        nonlocal moments
        real(descriptor)
        disk.synced(descriptor)
        if not created:
            return
        moments += 1
        with monkeypatch.context() as patched, scratch() as folder:
            patched.setattr(durable.os, "fsync", real)
            disk.write_out(folder)
            with reopened(folder) as journal:
                check_seen(folder / "device", journal)
                assert journal.checkpoint.size >= acknowledged
                assert len(list(journal.entries(Keys()))) == journal.checkpoint.size
            with reopened(folder) as journal:
                assert journal.repairs == []

    created = False
    monkeypatch.setattr(durable.os, "fsync", syncing)
    journal = new_journal(source)
    created = True
    for batch in (1, 2, 252, 3, 1):
        write(journal, batch)
        acknowledged += batch
        remember(source / "device", journal)
    journal.close()
    assert moments > 40
