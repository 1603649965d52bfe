"""Whatever is changed in the vault folder is found and named, and is never handed out."""

import os
import random
import shutil
from pathlib import Path

import pytest

from habeas.crypto.passphrase import FLOOR
from habeas.database.encrypted import open_encrypted
from habeas.errors import HabeasError
from habeas.ids import ItemId, new_id
from habeas.vault import store
from habeas.vault.audit import audit
from habeas.vault.erase import erase
from habeas.vault.members import add_here
from habeas.vault.model import Role
from habeas.vault.read_back import original
from habeas.vault.recovery import split
from habeas.vault.store import sources
from tests.vault.scene import PASSPHRASE, PROJECTORS, SECRET_WORDS, Scene, cheap_derivation, fill, found, outcome


@pytest.fixture(scope="module")
def _whole(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A vault with one of everything: two members and an analyst's keys, recovery, an erased source."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("habeas.crypto.passphrase.hash_secret_raw", cheap_derivation)
        scene = fill(found(tmp_path_factory.mktemp("whole") / "scene"))
        with scene.open() as ledger:
            gone = [source.id for source in sources(ledger.record, ledger.names) if source.kind == "unknown"]
            erase(ledger, gone[0], "asked for")
            split(ledger, shares=3, threshold=2)
            # No second person on this device, so that opening needs no --member.
            scene.use_device("other")
        shutil.copytree(scene.root / "device", scene.root / "other")
        scene.use_device("other")
        with scene.open() as ledger:
            add_here(ledger, "two", Role.ANALYST, parameters=FLOOR)
        scene.use_device("device")
        scene.open().close()
        return Scene(scene.root, scene.created)


@pytest.fixture(autouse=True)
def _no_flushes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of vaults are opened here, and none outlives its test."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def whole(_whole: Scene, tmp_path: Path) -> Scene:
    return _whole.copy(tmp_path / "scene")


def _originals(scene: Scene) -> dict[ItemId, bytes]:
    with scene.open() as ledger:
        return {source.id: b"".join(original(ledger, source.id)) for source in sources(ledger.record, ledger.names)}


def test_audit_of_a_whole_vault_is_clean_and_says_what_it_did_not_check(whole: Scene) -> None:
    report = whole.audit()
    assert report.ok, report.differing
    kinds = {check.what for check in report.checks}
    assert kinds >= {"founding", "members", "key", "checkpoint", "root", "seen", "item keys", "erasure", "original"}
    assert kinds >= {"database", "projection", "text", "frame", "tile"}
    assert any("older state" in left for left in report.unchecked)
    assert any("clock" in left for left in report.unchecked)
    shallow = whole.audit(deep=False)
    assert shallow.ok
    assert any("--deep" in left for left in shallow.unchecked)
    assert not (whole.cache.parent.parent / "cache-audit").exists()


def test_audit_details_hold_no_word_of_the_record(whole: Scene) -> None:
    (whole.vault / "journal" / "zarifa-statement.txt").write_text("stray")
    (whole.vault / "Umkhadova.txt").write_text("stray")
    told = repr(whole.audit())
    assert not [word for word in SECRET_WORDS if word in told]


def _files_of_every_kind(scene: Scene) -> list[Path]:
    """All files, but of those that lie together under the same kind of name no more than the first and the last two."""
    together: dict[tuple[Path, str], list[Path]] = {}
    for file in scene.vault_files():
        together.setdefault((file.parent, file.suffix), []).append(file)
    return [file for files in together.values() for file in dict.fromkeys([files[0], *files[-2:]])]


@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_one_flipped_bit_in_any_file_is_found_and_named(whole: Scene, tmp_path: Path, where: str) -> None:
    """Each file of the vault in turn. The lock is left out: its content means nothing."""
    expected = _originals(whole)
    unnoticed, chance = [], random.Random(where)
    for number, file in enumerate(_files_of_every_kind(whole)):
        if file.name == "lock" or (size := (whole.vault / file).stat().st_size) == 0:
            continue
        scene = whole.copy(tmp_path / f"{where}-{number}")
        place = {"first": 0, "middle": size // 2, "last": size - 1}[where]
        content = bytearray((scene.vault / file).read_bytes())
        content[place] ^= 1 << chance.randrange(8)
        (scene.vault / file).write_bytes(content)
        fine, said = outcome(scene)
        if fine:
            unnoticed.append(str(file))
        assert not [word for word in SECRET_WORDS if word in said]
        _never_changed_bytes(scene, expected)
        shutil.rmtree(scene.root)
    assert not unnoticed


def _never_changed_bytes(scene: Scene, expected: dict[ItemId, bytes]) -> None:
    try:
        ledger = scene.open()
    except HabeasError:
        return
    with ledger:
        for source, content in expected.items():
            try:
                assert b"".join(original(ledger, source)) == content
            except HabeasError:
                continue


@pytest.mark.parametrize("damage", ["cut", "emptied", "removed", "grown", "garbage"])
def test_any_file_cut_emptied_removed_grown_or_replaced_is_found(whole: Scene, tmp_path: Path, damage: str) -> None:
    unnoticed = []
    for number, file in enumerate(_files_of_every_kind(whole)):
        if file.name == "lock":
            continue
        # An older edge of the log that is gone, or the settled end of a log's partial tiles, proves nothing any more.
        if damage == "removed" and ".p" in str(file):
            continue
        scene = whole.copy(tmp_path / f"{damage}-{number}")
        path = scene.vault / file
        content = path.read_bytes()
        if damage == "removed":
            path.unlink()
        else:
            path.write_bytes(
                {
                    "cut": content[: len(content) // 2],
                    "emptied": b"",
                    "grown": content + b"\x00",
                    "garbage": os.urandom(len(content) or 10),
                }[damage]
            )
        fine, _ = outcome(scene)
        # A byte behind the last frame was never acknowledged: it is set aside, and said to be. One behind the last page
        # of a database is not part of it.
        harmless = damage == "grown" and (file.suffix in (".seg", ".db"))
        if fine and not harmless:
            unnoticed.append(str(file))
        shutil.rmtree(scene.root)
    assert not unnoticed


def test_audit_old_database_file_put_back_catches_up_or_is_named(filled: Scene, tmp_path: Path) -> None:
    old = (filled.cache / "record.db").read_bytes()
    filled.admit(filled.write("later.txt", "later"))
    (filled.cache / "record.db").write_bytes(old)
    with filled.open() as ledger:
        assert len(list(sources(ledger.record, ledger.names))) == 5
    assert filled.audit().ok


def test_old_database_page_put_back_is_never_believed(empty: Scene) -> None:
    """SQLCipher does not notice an old page with a valid MAC: what this device sealed at its last end does."""
    for number in range(60):
        empty.write(f"{number}.txt", f"report {number}")
    empty.admit(empty.files)
    path = empty.cache / "record.db"
    before = path.read_bytes()
    with empty.open() as ledger:
        source = list(sources(ledger.record, ledger.names))[30]
        from habeas.custody.model import NewEntry

        ledger.append([NewEntry("source.consent", source.id, {"consent": 0}, {"because": "withdrawn"})])
    after = path.read_bytes()
    starts = range(0, min(len(before), len(after)), 4096)
    pages = [start for start in starts if before[start : start + 4096] != after[start : start + 4096]]
    assert pages
    for start in pages:
        after = path.read_bytes()
        path.write_bytes(after[:start] + before[start : start + 4096] + after[start + 4096 :])
        with empty.open() as ledger:
            assert store.source(ledger.record, None, source.id).consent == 0
            assert ledger.cache_was_dropped
    assert empty.audit().ok


def test_audit_row_changed_inside_the_database_is_named_by_its_table(filled: Scene) -> None:
    with filled.open() as ledger:
        ledger.record.execute("UPDATE source SET consent = 6")
        report = audit(ledger)
        assert [(check.what, check.id) for check in report.differing] == [("projection", "cache/record.db")]
        assert "source (" in report.differing[0].detail


def test_audit_swapped_blobs_of_two_sources_are_both_named(filled: Scene) -> None:
    first, second = sorted(path for path in (filled.vault / "blobs").rglob("*") if path.is_file())[:2]
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    fine, said = outcome(filled, deep=False)
    assert not fine
    assert first.name in said and second.name in said


def test_audit_item_key_removed_without_a_tombstone_is_no_erasure(filled: Scene) -> None:
    """Someone hides a source by deleting its key: the audit does not take it for an erasure."""
    with filled.open() as ledger:
        source = next(iter(sources(ledger.record, ledger.names)))
        for room, device, frame in ledger.key_places(source.id):
            ledger.item_keys().files.remove(room, device, frame, [source.id])
    shutil.rmtree(filled.cache)
    fine, said = outcome(filled)
    assert not fine
    assert source.id in said and "not here yet" in said


def test_audit_strangers_among_the_vaults_own_files_are_named(filled: Scene) -> None:
    blob = "ab" * 32
    for name in (f"blobs/ab/{blob}", "members/000099.json", "keys/items/record/dev-000000000000/00000001.keys"):
        path = filled.vault / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    fine, said = outcome(filled)
    assert not fine
    assert "members" in said
    (filled.vault / "members" / "000099.json").unlink()
    fine, said = outcome(filled)
    assert not fine
    assert blob in said and "dev-000000000000" in said
    (filled.vault / "blobs" / "ab" / blob).unlink()
    shutil.rmtree(filled.vault / "keys/items/record/dev-000000000000")
    (filled.vault / ".DS_Store").write_bytes(b"x")
    report = filled.audit()
    assert report.ok
    assert any("1 files in the folder that are no part" in left for left in report.unchecked)


def test_audit_erased_item_whose_key_came_back_is_named(filled: Scene, tmp_path: Path) -> None:
    """An old key file is put back after an erasure: the next open finishes the erasure again."""
    old = filled.copy(tmp_path / "old")
    filled.enter()
    with filled.open() as ledger:
        source = next(iter(sources(ledger.record, ledger.names))).id
        places = ledger.key_places(source)
        erase(ledger, source, "asked for")
        room, device, frame = places[0]
        path = ledger.item_keys().files.path(room, device, frame)
        path.write_bytes((old.vault / path.relative_to(filled.vault)).read_bytes())
        report = audit(ledger)
        assert ("erasure", source) in [(check.what, check.id) for check in report.differing]


def test_audit_analyst_sees_the_journal_and_says_what_is_closed(filled: Scene) -> None:
    with filled.open() as ledger:
        added = add_here(ledger, "two", Role.ANALYST, parameters=FLOOR)
    with filled.open("two", added.member) as ledger:
        report = audit(ledger, deep=True)
        assert report.ok, report.differing
        assert any("names room is closed" in left for left in report.unchecked)


def test_audit_key_file_of_another_member_changed_is_named(filled: Scene) -> None:
    with filled.open() as ledger:
        added = add_here(ledger, "two", parameters=FLOOR)
    for path in (
        filled.vault / "keys" / "members" / f"{added.member}.wrap",
        filled.vault / "keys" / "rooms" / "000001" / "names" / f"{added.member}.wrap",
    ):
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
        report = filled.audit_as(filled.created.member)
        assert [check.what for check in report.differing] == ["key"]
        assert added.member in report.differing[0].id
        content[-1] ^= 1
        path.write_bytes(content)


def test_audit_progress_ends_at_the_total(filled: Scene) -> None:
    told: list[tuple[int, int]] = []
    with filled.open() as ledger:
        audit(ledger, progress=lambda done, total: told.append((done, total)))
    assert told and all(done <= total for done, total in told)


def test_open_plain_database_in_the_cache_is_thrown_away(filled: Scene) -> None:
    (filled.cache / "record.db").write_bytes(b"SQLite format 3\x00" + bytes(4080))
    with filled.open() as ledger:
        assert len(list(sources(ledger.record, ledger.names))) == 4
    assert not (filled.cache / "record.db").read_bytes().startswith(b"SQLite")


def test_cache_does_not_open_with_the_key_of_an_earlier_epoch(filled: Scene) -> None:
    from habeas.custody.model import Room
    from habeas.errors import WrongKey
    from habeas.vault.members import remove

    with filled.open() as ledger:
        added = add_here(ledger, "two", parameters=FLOOR)
        held = ledger.credentials.rooms
        remove(ledger, added.member)
        newest = ledger.credentials.rooms
        cache = ledger.cache()
    seed = (cache.folder / "seed").read_bytes()[8:40]
    open_encrypted(cache.database(Room.NAMES), cache.key(Room.NAMES, newest.database_key(Room.NAMES), seed)).close()
    with pytest.raises(WrongKey):
        open_encrypted(cache.database(Room.NAMES), cache.key(Room.NAMES, held.database_key(Room.NAMES), seed))


def test_cache_does_not_open_without_the_device_secret(filled: Scene) -> None:
    from dataclasses import replace

    from habeas.custody.model import Room
    from habeas.errors import WrongKey

    with filled.open() as ledger:
        cache, room_key = ledger.cache(), ledger.credentials.rooms.database_key(Room.RECORD)
    stolen = replace(cache, secret=bytes(32))
    with pytest.raises(WrongKey):
        open_encrypted(cache.database(Room.RECORD), stolen.key(Room.RECORD, room_key, cache.seed(1)))
    assert stolen.left() is None


def test_audit_folder_wrong_passphrase_is_raised_not_reported(filled: Scene) -> None:
    from habeas.errors import WrongKey
    from habeas.vault.audit import audit_folder

    with pytest.raises(WrongKey):
        audit_folder(filled.vault, PASSPHRASE + "x", PROJECTORS)
    assert new_id("source")


def test_audit_names_every_damaged_object_of_a_vault_that_opens_for_reading_only(filled: Scene) -> None:
    (segment,) = (filled.vault / "journal").rglob("*.seg")
    content = bytearray(segment.read_bytes())
    content[-100] ^= 1
    segment.write_bytes(content)
    key_file = sorted((filled.vault / "keys" / "items" / "names").rglob("*.keys"))[0]
    key_file.write_bytes(b"garbage")
    shutil.rmtree(filled.cache)
    report = filled.audit()
    assert {"open", "item keys", "frame"} <= {check.what for check in report.differing}


def test_audit_makes_databases_that_do_not_open_again_and_checks_the_rest(filled: Scene) -> None:
    path = filled.cache / "names.db"
    path.write_bytes(os.urandom(path.stat().st_size))
    blob = next(path for path in (filled.vault / "blobs").rglob("*") if path.is_file())
    blob.write_bytes(blob.read_bytes()[:-1])
    report = filled.audit()
    assert {check.what for check in report.differing} == {"original"}
    assert any("not as this device left them" in check.detail for check in report.checks)


def test_rebuild_folder_with_a_wrong_passphrase_touches_nothing(filled: Scene) -> None:
    from habeas.errors import WrongKey
    from habeas.vault.rebuild import rebuild_folder

    before = (filled.cache / "record.db").read_bytes()
    with pytest.raises(WrongKey):
        rebuild_folder(filled.vault, "wrong", PROJECTORS)
    assert (filled.cache / "record.db").read_bytes() == before
