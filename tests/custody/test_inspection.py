"""The audit: names every object that differs, goes on after it, changes nothing."""

import hashlib
import shutil
from pathlib import Path

import pytest

from habeas.custody.entries import seal_entry
from habeas.custody.inspection import inspect
from tests.custody.world import AUTHOR, ROOM_KEY, Keys, act, new_journal, place_in, write


def bad(folder: Path, keys: Keys | None = None, *, deep: bool = True) -> list[tuple[str, str]]:
    return [(each.what, each.id) for each in inspect(place_in(folder), keys or Keys(), deep=deep) if not each.ok]


def state(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with new_journal(tmp_path) as journal:
        write(journal, 3, 300, 2)
    return tmp_path


@pytest.mark.parametrize("deep", [False, True])
def test_sound_journal_has_no_finding_against_it(folder: Path, deep: bool) -> None:
    before = state(folder)
    findings = list(inspect(place_in(folder), Keys(), deep=deep))
    assert all(each.ok and not each.unchecked for each in findings)
    assert [each.what for each in findings] == ["checkpoint", "frame", "frame", "frame", "root", "tile", "tile", "tile"]
    assert state(folder) == before


def test_erased_and_closed_parts_are_counted_as_unchecked(folder: Path) -> None:
    keys = Keys(erased=("src-000000000001",), names_open=False)
    frames = [each for each in inspect(place_in(folder), keys, deep=True) if each.what == "frame"]
    assert all(each.ok for each in frames)
    assert [each.unchecked for each in frames] == [
        "1 erased, 2 names room closed",
        "100 erased, 200 names room closed",
        "1 erased, 1 names room closed",
    ]


def test_flipped_bits_of_a_small_journal_are_found(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 1, 1)
    path = place_in(tmp_path).segment
    data = path.read_bytes()
    for place in range(0, len(data), 3):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        assert any(what == "frame" for what, _ in bad(tmp_path, deep=False)), place


def test_damaged_frame_is_named_and_the_rest_is_still_looked_at(folder: Path) -> None:
    path = place_in(folder).segment
    data = bytearray(path.read_bytes())
    data[300] ^= 1
    path.write_bytes(data)
    found = bad(folder)
    assert found[0] == ("frame", "dev-000000000000/frame-0")
    # The next frame's link does not fit any more; the one after it does.
    assert ("frame", "dev-000000000000/frame-1") in found
    assert ("frame", "dev-000000000000/frame-2") not in found


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/49", "tile/1/000.p/1"])
@pytest.mark.parametrize("damage", ["flip", "cut", "lost"])
def test_damaged_tile_is_named(folder: Path, name: str, damage: str) -> None:
    path = place_in(folder).log / name
    data = bytearray(path.read_bytes())
    data[7] ^= 1
    if damage == "lost":
        path.unlink()
    else:
        path.write_bytes(data if damage == "flip" else data[:-1])
    assert bad(folder) == [("tile", f"log/dev-000000000000/{name}")]


def test_damaged_checkpoint_is_named_and_the_frames_are_still_looked_at(folder: Path) -> None:
    path = place_in(folder).log / "checkpoint"
    path.write_bytes(path.read_bytes()[:-9])
    findings = list(inspect(place_in(folder), Keys()))
    assert [(each.what, each.ok) for each in findings] == [("checkpoint", False)] + [("frame", True)] * 3


def test_dropped_tail_is_told_by_the_root(folder: Path) -> None:
    path = place_in(folder).segment
    with new_journal(folder) as journal:
        starts = [begin.offset for begin, _ in journal.frames()]
    path.write_bytes(path.read_bytes()[: starts[2]])
    found = [each for each in inspect(place_in(folder), Keys()) if not each.ok]
    assert [(each.what, each.detail) for each in found] == [("root", "the log has 305 entries, the journal gives 303")]


def test_missing_files_are_named(folder: Path) -> None:
    shutil.rmtree(folder / "journal")
    shutil.rmtree(folder / "log")
    assert [what for what, _ in bad(folder)] == ["checkpoint", "frame"]


def test_rewritten_history_is_told_by_the_root(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    with new_journal(other) as journal:
        write(journal, 3, 300, 2, name="Another")
    shutil.copy(place_in(other).segment, place_in(folder).segment)
    kinds = {what for what, _ in bad(folder)}
    assert kinds == {"root", "tile"}


def test_writer_that_commits_to_one_thing_and_seals_another_is_found_by_a_deep_audit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device may sign what it likes: the roots it published must still be those of what it sealed."""

    def lying(series, author, index, keyed):
        sealed, listed, entry = seal_entry(series, author, index, keyed)
        other, _, _ = seal_entry(series, author, index, act(99, name="Someone else"))
        return type(sealed)(other.record_root, other.names_root, sealed.record, sealed.names), listed, entry

    with new_journal(tmp_path) as journal:
        write(journal, 1)
        monkeypatch.setattr("habeas.custody.journal.seal_entry", lying)
        journal.append(AUTHOR, [act(1)], 1, ROOM_KEY)
    assert bad(tmp_path, deep=False) == []
    assert bad(tmp_path, deep=True) == [("entry", "dev-000000000000:1")]


def test_wrong_item_key_is_found_and_names_the_entry(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = Keys()
    monkeypatch.setattr(keys, "item_key", lambda item, room: bytes(32))
    found = bad(folder, keys, deep=False)
    assert len(found) == 305 and found[0] == ("entry", "dev-000000000000:0")


def test_finding_shows_no_path_and_no_word(folder: Path) -> None:
    shutil.rmtree(folder / "journal")
    for each in inspect(place_in(folder), Keys()):
        assert str(folder) not in f"{each}"
