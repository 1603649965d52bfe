"""Whoever holds the folder puts links, pipes and foreign rows into it: nothing outside is touched, no key dies."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.crypto.sealing import derive
from habeas.custody.model import Room
from habeas.database.encrypted import open_encrypted
from habeas.errors import HabeasError, HistoryRolledBack, OddFile
from habeas.vault import store
from habeas.vault.device import device_path
from habeas.vault.erase import erase
from habeas.vault.read_back import original
from habeas.vault.store import sources
from tests.vault.scene import PASSPHRASE, PROJECTORS, Scene

SECRET = b"something precious of the user"


def _next_key_file(scene: Scene) -> Path:
    with scene.open() as ledger:
        return ledger.item_keys().files.path(Room.RECORD, ledger.device, ledger.frames_written(ledger.device))


def _all_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _symbolic(path: Path, victim: Path) -> None:
    path.symlink_to(victim)


def _hard(path: Path, victim: Path) -> None:
    os.link(victim, path)


def _pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


def _endless(path: Path, _: Path) -> None:
    path.symlink_to("/dev/zero")


def _folder(path: Path, _: Path) -> None:
    path.mkdir()


PLACED: tuple[Callable[[Path, Path], None], ...] = (_symbolic, _hard, _pipe, _endless, _folder)


@pytest.mark.parametrize("put", PLACED)
def test_odd_thing_in_place_of_the_next_key_file_touches_nothing(
    filled: Scene, put: Callable[[Path, Path], None]
) -> None:
    victim, path = filled.root / "victim", _next_key_file(filled)
    victim.write_bytes(SECRET)
    put(path, victim)
    if put is _folder:  # as a name it is no harm before it is written to
        with pytest.raises(HabeasError):
            filled.admit(filled.write("later.txt", "later"))
    else:
        before = _all_bytes(filled.vault / "keys")
        with pytest.raises(OddFile, match="keys/items/record/dev-"):
            filled.open()
        assert _all_bytes(filled.vault / "keys") == before
    assert victim.read_bytes() == SECRET


def test_link_to_the_device_secret_leaves_it_whole(filled: Scene) -> None:
    assert filled.created is not None
    secret, path = device_path(filled.created.vault), _next_key_file(filled)
    content = secret.read_bytes()
    path.symlink_to(secret)
    with pytest.raises(OddFile, match="a symbolic link"):
        filled.open()
    assert secret.read_bytes() == content


ROOTS = ("vault.json", "lock", "members/000001.json", "journal", "log", "blobs/incoming", "keys", "keys/items/record")


@pytest.mark.parametrize("where", ROOTS)
def test_part_of_the_vault_that_became_a_link_is_refused_before_anything_is_written(filled: Scene, where: str) -> None:
    path, moved = filled.vault / where, filled.root / "moved"
    path.rename(moved) if path.exists() else moved.mkdir()
    path.symlink_to(moved)
    before = _all_bytes(filled.root)
    with pytest.raises(OddFile, match="a symbolic link"):
        filled.open()
    assert _all_bytes(filled.root) == before


@pytest.mark.parametrize("where", ["vault.json", "lock", "members/000002.json", "keys/members", "journal", "log"])
@pytest.mark.parametrize("put", [_hard, _pipe, _endless])
def test_odd_thing_in_place_of_any_file_is_refused_without_hanging(
    filled: Scene, where: str, put: Callable[[Path, Path], None]
) -> None:
    path = filled.vault / where
    if path.is_dir():
        path = next(each for each in sorted(path.rglob("*")) if each.is_file())
    victim = filled.root / "victim"
    path.rename(victim)
    put(path, victim)
    content = victim.read_bytes()
    try:
        with filled.open() as ledger:  # a log that is not what it was is read as far as it goes, and not written to
            assert ledger.refusal is not None
    except HabeasError:
        pass
    assert victim.read_bytes() == content


def test_file_without_end_is_not_read(filled: Scene) -> None:
    with (filled.vault / "vault.json").open("r+b") as file:
        file.truncate(1 << 40)
    with pytest.raises(OddFile, match=r"vault\.json has 1099511627776 bytes"):
        filled.open()


def test_original_with_a_second_name_is_not_handed_out_and_its_other_name_survives_erasure(filled: Scene) -> None:
    blob = next(path for path in sorted((filled.vault / "blobs").rglob("*")) if path.is_file())
    os.link(blob, filled.root / "victim")
    content = blob.read_bytes()
    with filled.open() as ledger:
        item = next(item for item, name in store.blobs(ledger.record) if name == blob.name)
        with pytest.raises(HabeasError, match="2 names"):
            list(original(ledger, item))
    assert (filled.root / "victim").read_bytes() == content


# --- what is derived decides nothing ---------------------------------------------------------------------------------


def test_rows_put_into_the_old_shared_cache_are_not_read(filled: Scene) -> None:
    """The databases of earlier versions lay in the vault's folder, under a key that every member has."""
    with filled.open() as ledger:
        item = next(iter(sources(ledger.record, ledger.names))).id
        room_key = ledger.credentials.rooms.database_key(Room.RECORD)
    folder = filled.vault / "cache"
    folder.mkdir()
    (folder / "seed").write_bytes(b"HBC1" + bytes(44))
    with open_encrypted(folder / "record.db", derive(room_key, "cache", bytes(32))) as planted:
        planted.execute("CREATE TABLE erasure(item, entry, at, member)")
        planted.execute("INSERT INTO erasure VALUES(?, 'dev-x:1', '', '')", (item,))
    with filled.open() as ledger:
        assert any("earlier version" in repair for repair in ledger.repairs)
        assert b"".join(original(ledger, item))
    assert not folder.exists()
    assert filled.audit().ok


def test_old_cache_that_is_a_link_is_left_alone(filled: Scene) -> None:
    outside = filled.root / "outside"
    outside.mkdir()
    (outside / "seed").write_bytes(SECRET)
    (filled.vault / "cache").symlink_to(outside)
    filled.open().close()
    assert (outside / "seed").read_bytes() == SECRET
    (filled.vault / "cache").unlink()
    (filled.vault / "cache").mkdir()
    (filled.vault / "cache" / "seed").symlink_to(outside / "seed")
    os.link(outside / "seed", filled.vault / "cache" / "record.db")
    filled.open().close()
    assert (outside / "seed").read_bytes() == SECRET


@pytest.mark.parametrize("entry", ["dev-000000000000:1", "{own}:0", "{own}:3", "{own}:999999", "x", ""])
def test_rows_in_the_erasure_table_destroy_nothing_without_a_tombstone(filled: Scene, entry: str) -> None:
    """Even in the device's own databases, sealed in order: keys die by the journal's word alone."""
    with filled.open() as ledger:
        items = [source.id for source in sources(ledger.record, ledger.names)]
        named = entry.format(own=ledger.device)
        blob = next(name for _, name in store.blobs(ledger.record))
        with ledger._projection.transaction():
            rows = [(item, named, "", "") for item in items]
            ledger.record.executemany("INSERT INTO erasure VALUES(?, ?, ?, ?)", rows)
            ledger.record.execute("INSERT INTO erased_blob VALUES(?, ?)", (blob, named))
            ledger.record.execute("INSERT INTO erased_blob VALUES(?, ?)", ("../../victim", named))
    (filled.root / "victim").write_bytes(SECRET)
    with filled.open() as ledger:
        assert any("the journal does not" in repair for repair in ledger.repairs)
        for item in items:
            assert b"".join(original(ledger, item))
    assert (filled.root / "victim").exists()


def test_erasure_put_onto_more_items_than_its_tombstone_names_takes_only_those(filled: Scene) -> None:
    with filled.open() as ledger:
        items = [source.id for source in sources(ledger.record, ledger.names) if source.parent is None]
        done = erase(ledger, items[-1], "asked for")
        left = [item for item in items if item not in done.items]
        with ledger._projection.transaction():
            rows = [(item, done.tombstone, "", "") for item in left]
            ledger.record.executemany("INSERT INTO erasure VALUES(?, ?, ?, ?)", rows)
    with filled.open() as ledger:
        assert all(b"".join(original(ledger, item)) for item in left)


def test_folder_put_back_behind_the_memory_is_read_with_what_the_databases_know_and_never_written_to(
    filled: Scene,
) -> None:
    """What is hidden stays known here, for as long as the databases are what this device left; nothing is written, also
    where the memory was deleted besides."""
    copy = filled.root / "copy"
    shutil.copytree(filled.vault, copy)
    filled.admit(filled.write("later.txt", "later"))
    shutil.rmtree(filled.vault)
    copy.rename(filled.vault)
    for memory in (True, False):
        if not memory:
            shutil.rmtree(device_path(filled.created.vault).parent / "seen")  # type: ignore[union-attr]
        before = _all_bytes(filled.vault / "journal")
        with filled.open() as ledger:
            assert isinstance(ledger.refusal, HistoryRolledBack)
            assert len(list(sources(ledger.record, ledger.names))) == 5
        with pytest.raises(HistoryRolledBack):
            filled.admit(filled.write("more.txt", "more"))
        assert _all_bytes(filled.vault / "journal") == before


def test_original_on_its_way_in_that_the_databases_forgot_is_kept(filled: Scene) -> None:
    blob = next(path for path in sorted((filled.vault / "blobs").rglob("*")) if path.is_file())
    blob.rename(filled.vault / "blobs" / "incoming" / blob.name)
    with filled.open() as ledger, ledger._projection.transaction():
        pass
    (filled.vault / "blobs" / blob.name[:2] / blob.name).rename(filled.vault / "blobs" / "incoming" / blob.name)
    with filled.open() as ledger:
        ledger.record.execute("UPDATE source SET blob = 'x' WHERE blob = ?", (blob.name,))
        assert ledger.blobs.sweep(ledger._names_of_originals, alone=True) == ()
    assert blob.exists()


def test_original_that_arrived_before_its_journal_stays_where_others_write_too(filled: Scene) -> None:
    name = "ab" * 32
    (filled.vault / "blobs" / "incoming" / name).write_bytes(b"sealed elsewhere")
    with filled.open() as ledger:
        assert ledger.blobs.sweep(lambda: (), alone=False) == ()
        assert not (filled.vault / "blobs" / "incoming" / name).exists()  # one device: it was given up at opening
    (filled.vault / "blobs" / "incoming" / name).write_bytes(b"sealed elsewhere")
    from habeas.vault.members import enrol

    device = filled.use_device("second")
    assert filled.created is not None
    enrol(device.vault, PASSPHRASE, filled.created.device_code, PROJECTORS)
    device.open().close()
    assert (filled.vault / "blobs" / "incoming" / name).exists()


# --- a disk that takes nothing more ----------------------------------------------------------------------------------

_LISTS = """
import resource, signal, sys
from pathlib import Path
import habeas.crypto.passphrase as passphrase
from tests.vault.scene import PASSPHRASE, PROJECTORS, cheap_derivation
from habeas.vault.store import sources
from habeas.vault.unlock import unlock
passphrase.hash_secret_raw = cheap_derivation
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
with unlock(Path(sys.argv[1]), PASSPHRASE, PROJECTORS) as ledger:
    print(len(list(sources(ledger.record, ledger.names))))
"""


@pytest.mark.parametrize("cache", ["as left", "gone"])
def test_list_works_on_a_disk_that_takes_no_byte(filled: Scene, cache: str) -> None:
    filled.open().close()
    if cache == "gone":
        shutil.rmtree(filled.cache)
    done = subprocess.run(
        [sys.executable, "-c", _LISTS, str(filled.vault)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert done.stdout == b"4\n", done.stderr.decode()
    assert filled.audit().ok
