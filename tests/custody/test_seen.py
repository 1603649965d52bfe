"""What was seen before, remembered outside the vault."""

import shutil
from pathlib import Path

import pytest

from habeas.custody.notes import Checkpoint, sign_checkpoint
from habeas.custody.seen import check_seen, compare, remember, remembered_logs
from habeas.errors import EvidenceDiffers, HistoryRolledBack
from tests.custody.world import DEVICE, OTHER, new_journal, reopened, write

SEEN = Path("device") / "seen" / "dev-000000000000"


def rolled_back(folder: Path, *, entries: int = 0) -> None:
    """The vault put back to an empty state, then grown by other entries: all chains and signatures hold."""
    for name in ("journal", "log"):
        shutil.rmtree(folder / name)
    with new_journal(folder) as journal:
        for _ in range(entries):
            write(journal, 1, name="Another")


def test_first_sight_is_remembered_and_growth_accepted(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        assert check_seen(tmp_path / "device", journal) is None
        assert remembered_logs(tmp_path / "device") == frozenset()
        remember(tmp_path / "device", journal)
        for batch in (1, 300, 5):
            before = (tmp_path / SEEN).read_text()
            write(journal, batch)
            assert check_seen(tmp_path / "device", journal) is not None
            assert (tmp_path / SEEN).read_text() == before, "compared, not yet remembered"
            remember(tmp_path / "device", journal)
        assert (tmp_path / SEEN).read_text() == journal.note
    assert remembered_logs(tmp_path / "device") == {SEEN.name}


@pytest.mark.parametrize("entries", [0, 1])
def test_shorter_log_is_a_rollback_and_the_memory_stays(tmp_path: Path, entries: int) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 2, 3)
        remember(tmp_path / "device", journal)
        note = journal.note
    rolled_back(tmp_path, entries=entries)
    for _ in range(2):
        with reopened(tmp_path) as journal, pytest.raises(HistoryRolledBack, match=f"5 entries.*now it has {entries}"):
            check_seen(tmp_path / "device", journal)
    assert (tmp_path / SEEN).read_text() == note


@pytest.mark.parametrize("entries", [5, 9])
def test_forked_log_is_an_alarm_and_both_statements_are_kept(tmp_path: Path, entries: int) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 2, 3)
        remember(tmp_path / "device", journal)
        note = journal.note
    rolled_back(tmp_path, entries=entries)
    with reopened(tmp_path) as journal, pytest.raises(HistoryRolledBack, match="at 5 entries its root was"):
        check_seen(tmp_path / "device", journal)
    kept = [path.read_text() for path in (tmp_path / SEEN).parent.iterdir()]
    assert sorted(kept) == sorted([note, journal.note])


def test_colleagues_checkpoint_is_compared(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 2)
        earlier = journal.note
        write(journal, 3)
        assert compare(journal, earlier).size == 2
        stranger = sign_checkpoint(
            Checkpoint(journal.place.note_key.name, 2, bytes(32)), journal.place.note_key, OTHER.sign
        )
        with pytest.raises(EvidenceDiffers):
            compare(journal, stranger)
        fork = sign_checkpoint(
            Checkpoint(journal.place.note_key.name, 2, bytes(32)), journal.place.note_key, DEVICE.sign
        )
        with pytest.raises(HistoryRolledBack):
            compare(journal, fork)


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"not a note", None])
def test_damaged_memory_is_told_and_not_overwritten(tmp_path: Path, damage: bytes | None) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 1)
        remember(tmp_path / "device", journal)
        data = (tmp_path / SEEN).read_bytes() if damage is None else damage
        changed = data[:-9] if damage is None else data
        (tmp_path / SEEN).write_bytes(changed)
        with pytest.raises(EvidenceDiffers):
            check_seen(tmp_path / "device", journal)
    assert (tmp_path / SEEN).read_bytes() == changed


@pytest.mark.parametrize("writing", [True, False], ids=["own", "a colleague's"])
@pytest.mark.parametrize("seen_at", [3, 259, 300])
def test_flipped_bit_in_any_tile_is_no_second_history(tmp_path: Path, seen_at: int, writing: bool) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, seen_at)
        remember(tmp_path / "device", journal)
        write(journal, 320 - seen_at)
    for tile in [path for path in (tmp_path / "log").rglob("tile/**/*") if path.is_file()]:
        content = tile.read_bytes()
        for place in (0, len(content) // 2, len(content) - 1):
            flipped = bytearray(content)
            flipped[place] ^= 4
            tile.write_bytes(flipped)
            with reopened(tmp_path, writing=writing) as journal:
                note = (tmp_path / SEEN).read_text()
                assert compare(journal, note).size == seen_at
                journal.inclusion(1)
                journal.consistency(seen_at)
        tile.write_bytes(content)
    assert len(list((tmp_path / SEEN).parent.iterdir())) == 1


def test_missing_tiles_are_derived_again_and_told(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 3, 317)
        seen = journal.root_at(3)
    shutil.rmtree(tmp_path / "log" / "dev-000000000000" / "tile")
    with reopened(tmp_path, writing=False) as journal:
        assert journal.root_at(3) == seen
        assert any("derived again" in repair for repair in journal.repairs)
