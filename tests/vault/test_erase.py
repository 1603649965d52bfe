import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.crypto.passphrase import FLOOR
from habeas.custody.model import Room
from habeas.errors import NotFound, StorageFailed, UsageProblem, WrongKey
from habeas.ids import ItemId, new_id
from habeas.vault import store
from habeas.vault.blob_store import BlobStore
from habeas.vault.erase import erase, plan_erasure
from habeas.vault.item_keys import ItemKeys
from habeas.vault.ledger import Ledger
from habeas.vault.members import add_here
from habeas.vault.model import Role, Source
from habeas.vault.projection import Projection
from habeas.vault.read_back import original, text_of
from tests.vault.scene import SECRET_WORDS, TESTIMONY, Scene


def _named(ledger: Ledger, name: str) -> Source:
    return next(source for source in store.sources(ledger.record, ledger.names) if name in (source.name or ""))


def test_erase_source_takes_text_original_keys_and_rows(filled: Scene) -> None:
    with filled.open() as ledger:
        source = _named(ledger, "zarifa")
        blob = store.blob_of(ledger.record, source.id)
        done = erase(ledger, source.id, "the family asked")
        assert done.items == (source.id,)
        for verb in (lambda: text_of(ledger, source.id), lambda: list(original(ledger, source.id))):
            with pytest.raises(NotFound, match="erased"):
                verb()
        with pytest.raises(NotFound, match="erased"):
            ledger.item_key(source.id, Room.NAMES)
        entries = {entry.id: entry for entry in ledger.entries()}
        assert entries[source.admitted_entry].erased
        assert entries[source.read_entry].names is None
        tombstone = entries[done.tombstone]
        assert tombstone.record["items"] == [source.id]
        assert tombstone.names == {"because": "the family asked"}
        assert (tombstone.member, tombstone.kind) == (ledger.member, "item.erased")
    assert not (filled.vault / "blobs" / blob[:2] / blob).exists()
    report = filled.audit()
    assert report.ok, report.differing


def test_erase_log_and_proofs_of_everything_else_stay_what_they_were(filled: Scene) -> None:
    with filled.open() as ledger:
        source, other = _named(ledger, "zarifa"), _named(ledger, "letter")
        before = ledger.inclusion(source.admitted_entry)
        erase(ledger, source.id, "x")
        after = ledger.inclusion(source.admitted_entry)
        assert (before.record_root, before.names_root, before.index) == (
            after.record_root,
            after.names_root,
            after.index,
        )
        assert ledger.entry(other.admitted_entry).names is not None
        assert text_of(ledger, other.id)


def test_erase_email_takes_its_attachments_an_attachment_alone_is_refused(filled: Scene) -> None:
    with filled.open() as ledger:
        letter = _named(ledger, "letter")
        (attached,) = store.children(ledger.record, letter.id)
        with pytest.raises(UsageProblem, match=letter.id):
            erase(ledger, attached, "x")
        assert plan_erasure(ledger, letter.id).items == (letter.id, attached)
        assert erase(ledger, letter.id, "x").items == (letter.id, attached)
        assert {source.name for source in store.sources(ledger.record, ledger.names)} == {
            "files/zarifa-statement.txt",
            "files/photo.bin",
        }
    assert filled.audit().ok


def test_erase_takes_what_carries_the_words_of_the_item(filled: Scene) -> None:
    """A stage above says which of its items quote a source: they go with it."""
    from habeas.custody.model import Entry, EntrySchema, NewEntry
    from habeas.database.encrypted import Database
    from habeas.vault.store import VaultProjector
    from habeas.vault.unlock import unlock
    from tests.vault.scene import PASSPHRASE

    class Quoting:
        name, version = "quoting", 1
        schemas = (EntrySchema("quote.made", ("of",), ("words",)),)

        def create(self, record: Database, names: Database | None) -> None:
            record.execute("CREATE TABLE quote(id TEXT PRIMARY KEY, of TEXT)")

        def apply(self, entry: Entry, record: Database, names: Database | None) -> None:
            if entry.kind == "quote.made" and entry.record is not None:
                record.execute("INSERT INTO quote VALUES(?, ?)", (entry.item, entry.record["of"]))

        def carries_words_of(self, item: ItemId, record: Database) -> list[ItemId]:
            return [ItemId(row[0]) for row in record.query("SELECT id FROM quote WHERE of = ?", (item,))]

    with unlock(filled.vault, PASSPHRASE, (VaultProjector(), Quoting())) as ledger:
        source = _named(ledger, "zarifa")
        claim, about_claim = ItemId(new_id("claim")), ItemId(new_id("statement"))
        ledger.append([NewEntry("quote.made", claim, {"of": source.id}, {"words": "nine men"})])
        ledger.append([NewEntry("quote.made", about_claim, {"of": claim}, {"words": "men"})])
        assert set(erase(ledger, source.id, "x").items) == {source.id, claim, about_claim}
        assert next(entry for entry in ledger.entries() if entry.item == claim).erased


def test_erase_same_bytes_can_be_admitted_again_as_a_new_source(filled: Scene) -> None:
    with filled.open() as ledger:
        source = _named(ledger, "zarifa")
        erase(ledger, source.id, "x")
    (result,) = filled.admit(filled.files / "zarifa-statement.txt")
    assert result.status == "read"
    assert result.id != source.id


def test_erase_refuses_unknown_twice_reasonless_and_analysts(filled: Scene) -> None:
    with filled.open() as ledger:
        source = _named(ledger, "zarifa")
        with pytest.raises(UsageProblem, match="reason"):
            erase(ledger, source.id, "  ")
        for unknown in (ItemId(new_id("source")), ItemId("nonsense"), ItemId(ledger.vault_id)):
            with pytest.raises(NotFound):
                erase(ledger, unknown, "x")
        added = add_here(ledger, "two", Role.ANALYST, parameters=FLOOR)
    with filled.open("two", added.member) as ledger, pytest.raises(WrongKey, match="analyst"):
        erase(ledger, source.id, "x")
    with filled.open(member=filled.created.member) as ledger:
        erase(ledger, source.id, "x")
        with pytest.raises(NotFound, match="erased before"):
            erase(ledger, source.id, "x")
        with pytest.raises(NotFound, match="erased"):
            from habeas.custody.model import NewEntry

            ledger.append([NewEntry("source.consent", source.id, {"consent": 6})])


STEPS: dict[str, tuple[type, str]] = {
    "before the keys go": (ItemKeys, "erase"),
    "before the originals go": (BlobStore, "erase"),
    "before the databases are made again": (Projection, "reset"),
    "while they are made again": (Projection, "apply"),
}


@pytest.mark.parametrize("step", STEPS)
def test_erase_interrupted_at_each_step_is_finished_at_the_next_open(
    filled: Scene, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with filled.open() as ledger:
        source = _named(ledger, "zarifa")
        blob = store.blob_of(ledger.record, source.id)
        owner, name = STEPS[step]
        skip = 1 if step.startswith("while") else 0
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, _stopping(getattr(owner, name), skip))
            with pytest.raises(KeyboardInterrupt):
                erase(ledger, source.id, "x")
    with filled.open() as ledger:
        assert store.is_erased(ledger.record, source.id)
        with pytest.raises(NotFound):
            ledger.item_key(source.id, Room.RECORD)
        assert not list(ledger.key_places(source.id))
    assert not (filled.vault / "blobs" / blob[:2] / blob).exists()
    report = filled.audit()
    assert report.ok, report.differing


def _stopping(real: Callable[..., object], skip: int) -> Callable[..., object]:
    left = [skip]

    def stop(*arguments: object, **named: object) -> object:
        if left[0]:
            left[0] -= 1
            return real(*arguments, **named)
        raise KeyboardInterrupt

    return stop


@pytest.mark.parametrize("nth", range(1, 30, 4))
def test_erase_disk_full_at_each_flush_is_whole_before_or_after(
    filled: Scene, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    with filled.open() as ledger:
        source = _named(ledger, "zarifa")
        real, calls = os.fsync, [0]

        def failing(descriptor: int) -> None:
            calls[0] += 1
            if calls[0] >= nth:
                raise OSError(28, "No space left on device")
            real(descriptor)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", failing)
            with contextlib.suppress(StorageFailed):
                erase(ledger, source.id, "x")
    with filled.open() as ledger:
        if store.is_erased(ledger.record, source.id):
            with pytest.raises(NotFound):
                text_of(ledger, source.id)
        else:
            assert text_of(ledger, source.id) == TESTIMONY
    report = filled.audit()
    assert report.ok, report.differing


def test_erase_leaves_no_key_of_the_item_in_any_file(filled: Scene) -> None:
    """Nobody who has the folder afterwards, and every key that is left, can open what was erased."""
    with filled.open() as ledger:
        source = _named(ledger, "zarifa")
        keys = [ledger.item_key(source.id, room) for room in Room]
        erase(ledger, source.id, "x")
        for room in Room:
            for frame in ledger.item_keys().files.frames(room, ledger.device):
                assert source.id not in ledger.item_keys().files.read(room, ledger.device, frame)
    for path in _all_files(filled):
        content = path.read_bytes()
        assert not any(key in content for key in keys)
        assert not [word for word in SECRET_WORDS if word.encode() in content]


def test_erase_old_database_does_not_open_any_more(filled: Scene, tmp_path: Path) -> None:
    """What the disk may still hold of the old database is sealed under a key that is gone."""
    from habeas.database.encrypted import open_encrypted

    kept = tmp_path / "kept.db"
    kept.write_bytes((filled.cache / "names.db").read_bytes())
    with filled.open() as ledger:
        erase(ledger, _named(ledger, "zarifa").id, "x")
        room_key, cache = ledger.credentials.rooms.database_key(Room.NAMES), ledger.cache()
    seed = (filled.cache / "seed").read_bytes()[8:40]
    with pytest.raises(WrongKey):
        open_encrypted(kept, cache.key(Room.NAMES, room_key, seed))


def _all_files(scene: Scene) -> list[Path]:
    return [path for path in [*scene.vault.rglob("*"), *scene.device_home.rglob("*")] if path.is_file()]
