import shutil
from pathlib import Path

import pytest

from habeas.custody import merkle
from habeas.custody.commitment import commitment
from habeas.custody.model import NewEntry, Room
from habeas.custody.notes import NoteKey, open_checkpoint, origin
from habeas.errors import EvidenceDiffers, HabeasError, HistoryRolledBack, NotFound, StorageFailed, UsageProblem
from habeas.ids import EntryId, ItemId, new_id
from habeas.vault import store
from habeas.vault.members import enrol
from habeas.vault.projection import Projection
from habeas.vault.rebuild import dump_digest, rebuild, rebuild_folder
from habeas.vault.store import VaultProjector
from habeas.vault.unlock import unlock
from tests.vault.scene import PASSPHRASE, PROJECTORS, Scene


def _consent(level: int = 2) -> NewEntry:
    return NewEntry("source.consent", ItemId(new_id("source")), {"consent": level}, {"because": "said so"})


def test_append_is_read_back_and_proved_under_a_signed_checkpoint(empty: Scene) -> None:
    with empty.open() as ledger:
        entries = ledger.append([_consent(), _consent(3)])
        for entry in entries:
            proof = ledger.inclusion(entry.id)
            key = NoteKey(origin(ledger.vault_id, ledger.device), ledger.device_key(ledger.device))
            checkpoint = open_checkpoint(proof.checkpoint, key)
            leaf = merkle.leaf_hash(commitment(proof.record_root, proof.names_root))
            merkle.verify_inclusion(leaf, proof.index, proof.tree_size, proof.path, checkpoint.root)
            assert ledger.entry(entry.id) == entry
            assert entry.commitment == commitment(proof.record_root, proof.names_root)
    with empty.open() as ledger:
        assert list(ledger.entries())[-2:] == list(entries)


def test_append_unknown_kind_or_field_writes_nothing(empty: Scene) -> None:
    with empty.open() as ledger:
        before = ledger.log_size(ledger.device)
        for wrong in (NewEntry("nonsense", ItemId("x")), NewEntry("source.consent", _consent().item, {"level": 1})):
            with pytest.raises(UsageProblem):
                ledger.append([_consent(), wrong])
        assert ledger.log_size(ledger.device) == before
        assert ledger.append([]) == ()
    assert empty.audit().ok


def test_entry_unknown_ids_are_not_found(empty: Scene) -> None:
    with empty.open() as ledger:
        for wrong in ("", "dev-0:0", f"{ledger.device}:999", f"{ledger.device}:x", f"{ledger.device}:-1"):
            with pytest.raises(NotFound):
                ledger.entry(EntryId(wrong))
            with pytest.raises(NotFound):
                ledger.inclusion(EntryId(wrong))


def test_item_key_is_one_for_each_item_and_room_and_stays(empty: Scene) -> None:
    with empty.open() as ledger:
        entry = _consent()
        ledger.append([entry])
        keys = {room: ledger.item_key(entry.item, room) for room in Room}
        assert keys[Room.RECORD] != keys[Room.NAMES]
        ledger.append([NewEntry("source.consent", entry.item, {"consent": 1})])
        with pytest.raises(NotFound):
            ledger.item_key(ItemId("src-000000000000"), Room.RECORD)
    with empty.open() as ledger:
        assert {room: ledger.item_key(entry.item, room) for room in Room} == keys


def test_rebuild_gives_the_same_answers(filled: Scene) -> None:
    with filled.open() as ledger:
        before = list(store.sources(ledger.record, ledger.names))
        done = rebuild(ledger)
        assert done.equal
        assert done.entries == ledger.log_size(ledger.device)
        assert list(store.sources(ledger.record, ledger.names)) == before
    shutil.rmtree(filled.cache)
    with filled.open() as ledger:
        assert dump_digest(ledger) == done.after


def test_rebuild_folder_mends_databases_that_do_not_open(filled: Scene) -> None:
    for name in ("record.db", "names.db", "seed"):
        path = filled.cache / name
        content = bytearray(path.read_bytes())
        content[3] ^= 1
        path.write_bytes(content)
        done = rebuild_folder(filled.vault, PASSPHRASE, PROJECTORS)
        assert done.before is None
        assert filled.audit().ok


def test_rebuild_of_a_damaged_journal_stays_refused(filled: Scene) -> None:
    (segment,) = (filled.vault / "journal").rglob("*.seg")
    content = bytearray(segment.read_bytes())
    content[300] ^= 1
    segment.write_bytes(content)
    with pytest.raises(EvidenceDiffers):
        rebuild_folder(filled.vault, PASSPHRASE, PROJECTORS)


def test_projector_of_a_new_version_is_replayed(filled: Scene) -> None:
    class Newer(VaultProjector):
        version = 99

    with unlock(filled.vault, PASSPHRASE, (Newer(),)) as ledger:
        assert ledger.record.query_one("SELECT version FROM ledger_projector WHERE name = 'vault'")[0] == 99
        assert len(list(store.sources(ledger.record, ledger.names))) == 4
        assert any("update" in repair for repair in ledger.repairs)


def test_projection_that_fails_stops_writing_and_catches_up_at_the_next_open(
    empty: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty.open() as ledger:
        with monkeypatch.context() as patch:
            patch.setattr(Projection, "apply", lambda *_: (_ for _ in ()).throw(StorageFailed("full")))
            with pytest.raises(StorageFailed):
                ledger.append([_consent(5)])
        with pytest.raises(StorageFailed, match="reached the journal"):
            ledger.append([_consent()])
    with empty.open() as ledger:
        assert list(ledger.entries())[-1].record == {"consent": 5}
    assert empty.audit().ok


def test_crash_between_the_two_commits_is_made_anew(filled: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled.open() as ledger:
        assert ledger.names is not None
        ledger.names.execute("UPDATE ledger_applied SET entries = entries + 1")
    with filled.open() as ledger:
        assert len(list(store.sources(ledger.record, ledger.names))) == 4
    assert filled.audit().ok


def test_two_devices_see_each_others_entries_in_one_order(filled: Scene, tmp_path: Path) -> None:
    second = filled.use_device("second")
    enrol(filled.vault, PASSPHRASE, filled.created.device_code, PROJECTORS)
    with second.open() as ledger:
        (theirs,) = ledger.append([_consent(1)])
    filled.enter()
    with filled.open() as ledger:
        (ours,) = ledger.append([_consent(4)])
        order = [entry.id for entry in ledger.entries()]
        assert order.index(theirs.id) < order.index(ours.id)
        assert ledger.entry(EntryId(f"{ours.device}:{ours.index - 1}")).kind == "vault.caught_up"
        here = dump_digest(ledger)
        assert rebuild(ledger).after == here
    second.enter()
    with second.open() as ledger:
        assert [entry.id for entry in ledger.entries()] == order
        assert dump_digest(ledger) == here
    assert second.audit().ok


def test_entries_carried_over_from_a_copy_are_put_in_their_place(filled: Scene, tmp_path: Path) -> None:
    """Two people work on two copies; one carries their journal, keys and log to the other by USB stick."""
    second = filled.use_device("second")
    enrol(filled.vault, PASSPHRASE, filled.created.device_code, PROJECTORS)
    filled.enter()
    filled.open().close()
    away = second.copy(tmp_path / "away").use_device("second")
    with away.open() as ledger:
        device = ledger.device
        ledger.append([_consent(1)])
    filled.enter()
    with filled.open() as ledger:
        ledger.append([_consent(4)])
    for path in away.vault.rglob("*"):
        relative = path.relative_to(away.vault)
        if path.is_file() and device in str(relative):
            (filled.vault / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, filled.vault / relative)
    with filled.open() as ledger:
        kinds = [entry.record for entry in ledger.entries() if entry.kind == "source.consent"]
        assert sorted(record["consent"] for record in kinds) == [1, 4]
        here = dump_digest(ledger)
        assert rebuild(ledger).after == here
    assert filled.audit().ok


def test_log_rolled_back_behind_what_another_device_saw_is_noticed(filled: Scene) -> None:
    """The other device has never seen the first log longer, but it wrote on top of its entries."""
    with filled.open() as ledger:
        first = ledger.device
    old_journal = {path: path.read_bytes() for path in filled.vault.rglob("*") if path.is_file() and first in str(path)}
    filled.admit(filled.write("later.txt", "later"))
    filled.use_device("second")
    enrol(filled.vault, PASSPHRASE, filled.created.device_code, PROJECTORS)
    for path in list(filled.vault.rglob("*")):
        if path.is_file() and first in str(path):
            path.unlink()
    for path, content in old_journal.items():
        path.write_bytes(content)
    shutil.rmtree(filled.device_home / "habeas" / filled.created.vault / "seen")
    shutil.rmtree(filled.cache)
    with filled.open() as ledger:
        assert any(first in line and "seen here before" in line for line in ledger.incomplete)
    filled.enter()
    with filled.open() as ledger:
        assert ledger.incomplete
        with pytest.raises(HistoryRolledBack):
            ledger.append([_consent()])


def test_close_twice_and_a_failed_open_leave_the_vault_usable(empty: Scene) -> None:
    ledger = empty.open()
    ledger.close()
    ledger.close()
    (empty.vault / "vault.json").rename(empty.root / "aside")
    with pytest.raises(HabeasError):
        empty.open()
    (empty.root / "aside").rename(empty.vault / "vault.json")
    empty.open().close()
