"""The journal: what it keeps, what it refuses, what it repairs."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.custody import durable, merkle
from habeas.custody.entries import Author
from habeas.custody.frames import HEADER
from habeas.custody.journal import Journal
from habeas.custody.merkle import leaf_hash, verify_consistency, verify_inclusion
from habeas.custody.notes import Checkpoint, open_checkpoint, sign_checkpoint
from habeas.custody.place import CHECKPOINT, create_journal
from habeas.custody.segment import START
from habeas.custody.tiles import tiles_of
from habeas.errors import (
    EvidenceDiffers,
    HabeasError,
    HistoryRolledBack,
    NotFound,
    StorageFailed,
    TooLarge,
    UsageProblem,
    VaultBusy,
    WrongKey,
)
from habeas.ids import MemberId
from tests.custody.world import (
    AUTHOR,
    DEVICE,
    NOTED,
    OTHER,
    ROOM_KEY,
    Keys,
    act,
    new_journal,
    place_in,
    reopened,
    scratch,
    write,
)


def segment(folder: Path) -> Path:
    return place_in(folder).segment


def checkpoint_file(folder: Path) -> Path:
    return place_in(folder).log / CHECKPOINT


# --- what it keeps ---------------------------------------------------------------------------------------------------


def test_entries_come_back_as_they_were_written(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        written = write(journal, 1, 3, 300)
        assert list(journal.entries(Keys())) == written
    with reopened(tmp_path) as journal:
        assert journal.repairs == []
        assert list(journal.entries(Keys())) == written
        assert [entry.index for entry in written] == list(range(304))
        assert written[7].id == "dev-000000000000:7"
        assert (written[0].member, written[0].at, written[0].kind) == (AUTHOR.member, AUTHOR.at, NOTED.kind)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_any_batches_come_back_and_are_proved(batches: list[int]) -> None:
    with scratch() as folder, new_journal(folder) as journal:
        written = write(journal, *batches)
        checkpoint = open_checkpoint(journal.note, journal.place.note_key)
        assert checkpoint.size == len(written) == sum(batches)
        for entry in written:
            path = journal.inclusion(entry.index)
            verify_inclusion(leaf_hash(entry.commitment), entry.index, checkpoint.size, path, checkpoint.root)
        first = batches[0]
        verify_consistency(first, checkpoint.size, journal.consistency(first), journal.root_at(first), checkpoint.root)


def test_reader_without_the_names_room_sees_the_record_and_the_same_commitments(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        written = write(journal, 4)
        read = list(journal.entries(Keys(names_open=False)))
    assert [entry.names for entry in read] == [None] * 4
    assert [(entry.record, entry.commitment) for entry in read] == [(e.record, e.commitment) for e in written]


def test_erased_item_leaves_who_when_what_kind_and_its_commitment(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        written = write(journal, 4)
        read = list(journal.entries(Keys(erased=("src-000000000001",))))
    assert [entry.erased for entry in read] == [False, True, False, False]
    assert read[1] == replace(written[1], record=None, names=None, record_layout=(), names_layout=())


def test_entry_without_a_names_part_has_no_closed_names(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        journal.append(AUTHOR, [act(1, name=None)], 1, ROOM_KEY)
        (entry,) = journal.entries(Keys(names_open=False))
        assert entry.names == {}
        assert journal.sealed(0).names == b""


def test_member_without_the_names_room_can_write_an_entry_without_names(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        journal.append(AUTHOR, [replace(act(1, name=None), names_key=None)], 1, ROOM_KEY)
        with pytest.raises(UsageProblem):
            journal.append(AUTHOR, [replace(act(2), names_key=None)], 1, ROOM_KEY)
        assert journal.checkpoint.size == 1


def test_no_word_and_no_item_in_the_clear(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 5)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(word in data for word in (b"Anna", b"src-", b"test.noted", b"mem-", b"2026"))


def test_same_act_twice_looks_different(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        journal.append(AUTHOR, [act(1), act(1)], 1, ROOM_KEY)
        first, second = journal.sealed(0), journal.sealed(1)
    assert first.record_root != second.record_root
    assert first.record != second.record and len(first.record) == len(second.record)


def test_sealed_entry_is_found_by_index(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 2, 5)
        assert journal.sealed(0) != journal.sealed(6)
        write(journal, 3)
        frames = [frame for _, frame in journal.frames()]
        assert journal.sealed(9) == frames[2].entries[2] and journal.sealed(2) == frames[1].entries[0]
        for index in (-1, 10):
            with pytest.raises(NotFound):
                journal.sealed(index)
            with pytest.raises(NotFound):
                journal.inclusion(index)


def test_resuming_reads_only_what_is_new(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 300)
        resume = journal.position
        new = write(journal, 2)
    with reopened(tmp_path, resume) as journal:
        assert list(journal.entries(Keys(), resume)) == new
        assert journal.repairs == []
        end = journal.position
    with reopened(tmp_path, end) as journal:
        assert list(journal.entries(Keys(), end)) == []


def test_creating_again_changes_nothing(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 2)
    create_journal(place_in(tmp_path), DEVICE.sign)
    with reopened(tmp_path) as journal:
        assert journal.checkpoint.size == 2


# --- what it refuses to write ----------------------------------------------------------------------------------------


def test_second_writer_is_kept_out_and_a_reader_is_not(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 1)
        with pytest.raises(VaultBusy):
            reopened(tmp_path)
        with reopened(tmp_path, writing=False) as reader:
            assert len(list(reader.entries(Keys()))) == 1
            with pytest.raises(UsageProblem):
                reader.append(AUTHOR, [act(1)], 1, ROOM_KEY)
    reopened(tmp_path).close()


def test_malformed_acts_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        size = segment(tmp_path).stat().st_size
        good = act(1)
        for bad in (
            replace(good, new=replace(good.new, kind="test.other")),
            replace(good, new=replace(good.new, record={"unknown": 1})),
            replace(good, new=replace(good.new, names={"number": 1})),
            replace(good, new=replace(good.new, record={"number": float("nan")})),
            replace(good, new=replace(good.new, record={"number": 1 << 60})),
            replace(good, new=replace(good.new, names={"name": "\ud800"})),
        ):
            with pytest.raises(UsageProblem) as caught:
                journal.append(AUTHOR, [good, bad], 1, ROOM_KEY)
            assert "Anna" not in str(caught.value)
        with pytest.raises(UsageProblem):
            journal.append(AUTHOR, [], 1, ROOM_KEY)
        assert segment(tmp_path).stat().st_size == size
        assert journal.checkpoint.size == 0
        write(journal, 1)


def test_frame_beyond_the_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("habeas.custody.frames.MOST_BYTES", 5000)
    with new_journal(tmp_path) as journal:
        with pytest.raises(TooLarge):
            write(journal, 20)
        write(journal, 1)


def test_key_of_the_room_that_is_not_held_raises_wrong_key(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 1)
        with pytest.raises(WrongKey):
            list(journal.entries(Keys(room_key=bytes(32))))


# --- what it refuses to read -----------------------------------------------------------------------------------------


def test_flipped_bit_at_any_byte_of_the_journal_is_found(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 1, 1)
    data = segment(tmp_path).read_bytes()
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        segment(tmp_path).write_bytes(changed)
        with pytest.raises(EvidenceDiffers):
            reopened(tmp_path)
    segment(tmp_path).write_bytes(data)
    reopened(tmp_path).close()


def test_journal_truncated_at_any_length_is_found(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 1, 1)
    data = segment(tmp_path).read_bytes()
    for length in [*range(0, len(data), 3), len(data) - 1]:
        segment(tmp_path).write_bytes(data[:length])
        with pytest.raises(EvidenceDiffers):
            reopened(tmp_path)
        assert segment(tmp_path).read_bytes() == data[:length]


def frame_bytes(folder: Path) -> list[bytes]:
    data = segment(folder).read_bytes()
    with reopened(folder, writing=False) as journal:
        return [data[begin.offset : begin.offset + frame.head.length] for begin, frame in journal.frames()]


def test_reordered_repeated_or_missing_frames_are_found(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 1, 1, 1)
    first, second, third = frame_bytes(tmp_path)
    for wrong in (
        [second, first, third],
        [first, first, second, third],
        [first, second, second],
        [first, third],
        [second, third],
        [first, second],
        [],
    ):
        segment(tmp_path).write_bytes(b"".join(wrong))
        with pytest.raises(EvidenceDiffers):
            reopened(tmp_path)


def test_old_frame_replayed_at_the_end_is_set_aside(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        written = write(journal, 1, 1)
    first, second = frame_bytes(tmp_path)
    segment(tmp_path).write_bytes(first + second + second)
    with reopened(tmp_path) as journal:
        assert len(journal.repairs) == 1
        assert list(journal.entries(Keys())) == written


def test_frame_of_another_vault_device_or_writer_is_found(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 1)
    other = replace(place_in(tmp_path), verify_key=OTHER.public.verify_key)
    with pytest.raises(EvidenceDiffers):
        Journal(other, OTHER.sign)
    series = replace(place_in(tmp_path).series, vault="vlt-000000000001")
    with pytest.raises(EvidenceDiffers):
        Journal(replace(place_in(tmp_path), series=series), DEVICE.sign)


def test_frame_signed_by_another_key_is_found_even_if_its_log_was_signed_again(tmp_path: Path) -> None:
    """Someone with the vault's room keys, but not the device's key, rewrites the end of the journal."""
    with new_journal(tmp_path) as journal:
        write(journal, 2)
        journal._signer = OTHER.sign
        sealed, _ = journal._seal(AUTHOR, [act(9)], 1, ROOM_KEY)
        end = journal.position.offset
    segment(tmp_path).write_bytes(segment(tmp_path).read_bytes()[:end] + sealed)
    with reopened(tmp_path) as journal:
        assert "never acknowledged" in journal.repairs[0]
        assert journal.checkpoint.size == 2


def test_dropped_tail_with_its_tiles_is_found_by_the_checkpoint(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 1)
        end = journal.position.offset
        write(journal, 1)
    segment(tmp_path).write_bytes(segment(tmp_path).read_bytes()[:end])
    shutil.rmtree(place_in(tmp_path).log / "tile")
    with pytest.raises(EvidenceDiffers, match="1 entries"):
        reopened(tmp_path)


@pytest.mark.parametrize("lost", ["checkpoint", "segment"])
def test_missing_file_is_found_and_not_made_again(tmp_path: Path, lost: str) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 1)
    path = checkpoint_file(tmp_path) if lost == "checkpoint" else segment(tmp_path)
    path.unlink()
    with pytest.raises(EvidenceDiffers):
        reopened(tmp_path)
    if lost == "checkpoint":
        with pytest.raises(EvidenceDiffers):
            create_journal(place_in(tmp_path), DEVICE.sign)
        assert not path.exists()


def test_forged_checkpoint_over_another_root_is_found(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 3)
        place = journal.place
    for size, root in ((3, bytes(32)), (2, bytes(32)), (4, bytes(32))):
        forged = Checkpoint(place.note_key.name, size, root)
        checkpoint_file(tmp_path).write_text(sign_checkpoint(forged, place.note_key, DEVICE.sign))
        with pytest.raises(EvidenceDiffers):
            reopened(tmp_path)


def test_checkpoint_that_ends_within_a_frame_is_found(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 3)
        forged = Checkpoint(journal.place.note_key.name, 2, journal.root_at(2))
        note = sign_checkpoint(forged, journal.place.note_key, DEVICE.sign)
    checkpoint_file(tmp_path).write_text(note)
    with pytest.raises(EvidenceDiffers):
        reopened(tmp_path)


def test_journal_shorter_than_the_caller_has_seen_is_a_rollback(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 1)
        shutil.copytree(tmp_path / "log", tmp_path / "old-log")
        old = segment(tmp_path).read_bytes()
        write(journal, 1)
        seen = journal.position
    shutil.rmtree(tmp_path / "log")
    shutil.move(tmp_path / "old-log", tmp_path / "log")
    segment(tmp_path).write_bytes(old)
    reopened(tmp_path).close()
    with pytest.raises(HistoryRolledBack):
        reopened(tmp_path, seen)


def test_other_history_of_the_same_length_is_a_rollback_for_who_has_seen_the_first(tmp_path: Path) -> None:
    with scratch() as one, scratch() as two:
        with new_journal(one) as journal:
            write(journal, 2)
            seen = journal.position
        with new_journal(two) as journal:
            write(journal, 2)
        with pytest.raises(HistoryRolledBack):
            reopened(two, seen)


# --- what it repairs -------------------------------------------------------------------------------------------------


def test_torn_frame_is_set_aside_whole_and_told(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        written = write(journal, 2)
        sealed, _ = journal._seal(AUTHOR, [act(9)], 1, ROOM_KEY)
    good = segment(tmp_path).read_bytes()
    for length in (1, HEADER.size - 1, HEADER.size, HEADER.size + 50, len(sealed) - 1):
        segment(tmp_path).write_bytes(good + sealed[:length])
        with reopened(tmp_path) as journal:
            assert journal.repairs == [
                f"journal of dev-000000000000: {length} bytes of a write that was never acknowledged were set aside"
            ]
            assert list(journal.entries(Keys())) == written
        assert segment(tmp_path).read_bytes() == good
        aside = list(segment(tmp_path).parent.glob("*.torn-*"))
        assert sealed[:length] in [path.read_bytes() for path in aside]
    with reopened(tmp_path) as journal:
        assert journal.repairs == []


def test_whole_frame_that_the_log_does_not_have_yet_is_put_into_it(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 2)
        note = checkpoint_file(tmp_path).read_text()
        written = write(journal, 3)
    checkpoint_file(tmp_path).write_text(note)
    with reopened(tmp_path, writing=False) as reader:
        assert reader.checkpoint.size == 2 and reader.position.entries == 2
    with reopened(tmp_path) as journal:
        assert "frame 1 with 3 entries" in journal.repairs[0]
        assert journal.checkpoint.size == 5
        assert list(journal.entries(Keys()))[2:] == written
    with reopened(tmp_path) as journal:
        assert journal.repairs == []


@pytest.mark.parametrize("damage", ["missing", "changed", "all missing"])
def test_damaged_edge_of_the_log_is_written_again_from_the_journal_and_told(tmp_path: Path, damage: str) -> None:
    with new_journal(tmp_path) as journal:
        write(journal, 300)
        resume, root = journal.position, journal.checkpoint.root
    tile = place_in(tmp_path).log / "tile/0/001.p/44"
    if damage == "changed":
        tile.write_bytes(bytes(44 * 32))
    elif damage == "missing":
        tile.unlink()
    else:
        shutil.rmtree(place_in(tmp_path).log / "tile")
    with reopened(tmp_path, resume, writing=False) as reader:
        assert "not repaired" in reader.repairs[0]
        assert len(list(reader.entries(Keys()))) == 300
    with reopened(tmp_path, resume) as journal:
        assert len(journal.repairs) == 1
        assert journal.root_at(300) == root
        write(journal, 1)
    with reopened(tmp_path) as journal:
        assert journal.repairs == []


# --- when the disk fails ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ["write", "fsync", "rename", "ftruncate", "open"])
def test_disk_that_fails_at_any_call_leaves_all_or_nothing(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    real = getattr(os, call)
    outcomes = set()
    for nth in range(0, 20, 1 if call == "fsync" else 2):
        with scratch() as folder:
            journal = new_journal(folder)
            before = write(journal, 254)
            calls = iter(range(10_000))

            def fails(*arguments: object, calls=calls, nth=nth, **named: object) -> object:
                if next(calls) == nth:
                    raise OSError(28, "No space left on device")
                return real(*arguments, **named)

            monkeypatch.setattr(durable.os, call, fails)
            try:
                after = before + list(journal.append(AUTHOR, [act(1), act(2), act(3)], 1, ROOM_KEY))
            except StorageFailed:
                after = before
            monkeypatch.setattr(durable.os, call, real)
            outcomes.add(len(after))
            sound = not journal._broken
            if sound and len(after) == 254:
                tiles = {str(path.relative_to(folder)) for path in folder.rglob("tile/**/*") if path.is_file()}
                assert tiles == {"log/dev-000000000000/" + tile.path() for tile in tiles_of(254)}
            if sound:
                after = after + write(journal, 1)
            journal.close()
            with reopened(folder) as journal:
                read = list(journal.entries(Keys()))
                assert read[: len(after)] == after
                # Only a write whose undoing failed as well may turn out to be there.
                assert len(read) == len(after) or not sound
                write(journal, 1)
                verify_consistency(254, journal.checkpoint.size, journal.consistency(254), journal.root_at(254),
                                   merkle.root(journal._tiles().nodes, journal.checkpoint.size))  # fmt: skip
    assert outcomes == ({257} if call == "ftruncate" else {254, 257})


def test_append_whose_undoing_fails_refuses_to_go_on_until_reopened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = new_journal(tmp_path)
    write(journal, 1)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(durable.os, "fsync", full)
        with pytest.raises(StorageFailed):
            write(journal, 1)
    with pytest.raises(StorageFailed, match="could not be undone"):
        write(journal, 1)
    journal.close()
    with reopened(tmp_path) as journal:
        assert journal.checkpoint.size in (1, 2)
        write(journal, 1)


def test_interrupt_after_the_checkpoint_never_takes_an_acknowledged_frame_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = new_journal(tmp_path)
    write(journal, 1)
    real = durable.replace

    def interrupted(path: Path, data: bytes, mode: int = 0o600) -> None:
        real(path, data, mode)
        if path.name == CHECKPOINT:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(durable, "replace", interrupted)
        write(journal, 1)
    with pytest.raises(StorageFailed):
        write(journal, 1)
    journal.close()
    with reopened(tmp_path) as journal:
        assert journal.checkpoint.size == 2 and journal.repairs == []


KILLED = """
import os, pathlib, sys
sys.path.insert(0, {root!r})
from tests.custody.world import *
journal = reopened(pathlib.Path({folder!r}))
while True:
    write(journal, 3)
    os.write(1, f"{{journal.checkpoint.size}}\\n".encode())
"""


def test_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    new_journal(tmp_path).close()
    script = KILLED.format(root=str(Path(__file__).parents[2]), folder=str(tmp_path))
    acknowledged = 0
    for kill_after in (1, 2, 5, 9):
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert child.stdout is not None
        for _ in range(kill_after):
            acknowledged = int(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, child.stdout.read().split())])
        child.wait()
        child.stdout.close()
        with reopened(tmp_path) as journal:
            assert journal.checkpoint.size >= acknowledged
            assert journal.checkpoint.size % 3 == 0
            assert len(list(journal.entries(Keys()))) == journal.checkpoint.size


# --- errors ----------------------------------------------------------------------------------------------------------


def test_errors_name_no_path_and_no_word(tmp_path: Path) -> None:
    folder = tmp_path / "Grozny-Anna"
    with new_journal(folder) as journal:
        journal.append(Author(MemberId("mem-000000000000"), AUTHOR.at), [act(1)], 1, ROOM_KEY)
        with pytest.raises(VaultBusy) as busy:
            reopened(folder)
    data = segment(folder).read_bytes()
    segment(folder).write_bytes(data[:-1])
    with pytest.raises(EvidenceDiffers) as cut:
        reopened(folder)
    segment(folder).unlink()
    with pytest.raises(EvidenceDiffers) as gone:
        reopened(folder)
    for caught in (busy, cut, gone):
        problem: HabeasError = caught.value
        assert "Grozny" not in f"{problem} {problem.hint}" and "Anna" not in str(problem)


def test_position_of_an_empty_journal_is_the_start(tmp_path: Path) -> None:
    with new_journal(tmp_path) as journal:
        assert journal.position == START and journal.checkpoint.root == merkle.EMPTY_ROOT
