import hashlib
import os
import resource
import shutil
import threading
from pathlib import Path
from typing import BinaryIO

import pytest

from habeas.custody.model import Room
from habeas.custody.redactable import text_root
from habeas.errors import PartlyDone, StorageFailed, WrongKey
from habeas.reading.model import Attachment, Reading, Reason, Status
from habeas.vault import admit as admitting
from habeas.vault import given_files, store
from habeas.vault.admit import admit
from habeas.vault.members import add_here
from habeas.vault.model import DEFAULT_CONSENT, About, AdmitResult, Consent, Reliability, Role, SourceKind, SourceStatus
from habeas.vault.read_back import original, text_of, text_seed
from tests.vault.scene import TESTIMONY, Scene, about_files, email_with_attachment


def _admit_all(scene: Scene, *paths: Path, about: About | None = None) -> tuple[list[AdmitResult], str]:
    """(results, message of PartlyDone)."""
    results: list[AdmitResult] = []
    with scene.open() as ledger:
        try:
            for result in admit(ledger, paths, about or About(origin="x")):
                results.append(result)
        except PartlyDone as partly:
            return results, str(partly)
    return results, ""


def test_admit_text_keeps_bytes_text_hash_root_and_what_was_said(empty: Scene) -> None:
    path = empty.write("zarifa-statement.txt", TESTIMONY)
    about = About("by hand", "a paper", "2017-04", "en", Consent.PUBLISH_IDENTITY, Reliability.B, SourceKind.TESTIMONY)
    (result,), _ = _admit_all(empty, path, about=about)
    assert (result.status, result.sha256) == ("read", hashlib.sha256(TESTIMONY.encode()).hexdigest())
    with empty.open() as ledger:
        source = store.source(ledger.record, ledger.names, result.id)
        assert b"".join(original(ledger, result.id)) == TESTIMONY.encode()
        assert text_of(ledger, result.id) == TESTIMONY
        seed = text_seed(ledger.item_key(result.id, Room.NAMES))
        assert source.text_root == text_root(TESTIMONY, seed).hex()
        assert ledger.entry(source.read_entry).record["text_root"] == source.text_root
    assert (source.name, source.origin, source.publisher) == ("zarifa-statement.txt", "by hand", "a paper")
    assert (source.consent, source.reliability, source.kind) == (6, "B", "testimony")
    assert (source.published.earliest, source.published.latest) == ("2017-04-01", "2017-04-30")
    assert (source.size, source.text_length, source.sightings, source.status) == (
        len(TESTIMONY),
        len(TESTIMONY),
        1,
        "read",
    )


def test_admit_without_consent_said_does_not_reach_publication(empty: Scene) -> None:
    (result,), _ = _admit_all(empty, empty.write("a.txt", "a"))
    with empty.open() as ledger:
        source = store.source(ledger.record, ledger.names, result.id)
    assert source.consent == DEFAULT_CONSENT < Consent.PUBLISH_REDACTED


def test_admit_words_for_a_date_stay_in_the_names_room(empty: Scene) -> None:
    (result,), _ = _admit_all(empty, empty.write("a.txt", "a"), about=About(published="the week Anna was taken"))
    with empty.open() as ledger:
        source = store.source(ledger.record, ledger.names, result.id)
        assert source.published.as_given == "the week Anna was taken"
        assert source.published.earliest is None
        assert store.source(ledger.record, None, result.id).published is None
        assert "published" not in ledger.entry(source.admitted_entry).record


def test_admit_folder_in_order_with_paths_inside_it(empty: Scene) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt"):
        empty.write(name, name)
    results, _ = _admit_all(empty, empty.files)
    with empty.open() as ledger:
        names = [store.source(ledger.record, ledger.names, result.id).name for result in results]
    assert names == ["files/a.txt", "files/b/1.txt", "files/b/2.txt"]


def test_admit_same_bytes_again_is_a_sighting_not_a_copy(empty: Scene) -> None:
    first = empty.write("a.txt", "the same")
    again = empty.write("elsewhere/b.txt", "the same")
    results, _ = _admit_all(empty, first, again)
    assert [result.status for result in results] == ["read", "seen_before"]
    later, _ = _admit_all(empty, again, about=About(origin="from another person"))
    assert later[0].status == "seen_before"
    assert {result.id for result in results + later} == {results[0].id}
    with empty.open() as ledger:
        assert store.source(ledger.record, ledger.names, results[0].id).sightings == 3
        sightings = [entry for entry in ledger.entries() if entry.kind == "source.sighted"]
    assert [entry.names["name"] for entry in sightings] == ["b.txt", "b.txt"]
    assert sightings[1].names["origin"] == "from another person"
    assert len(list((empty.vault / "blobs").rglob("*"))) == 3


def test_admit_email_attachments_become_children(empty: Scene) -> None:
    results, _ = _admit_all(empty, empty.write("letter.eml", email_with_attachment()))
    letter, attached = results
    assert (letter.status, attached.status, attached.parent) == ("read", "read", letter.id)
    with empty.open() as ledger:
        assert store.children(ledger.record, letter.id) == (attached.id,)
        child = store.source(ledger.record, ledger.names, attached.id)
        assert (child.name, child.kind, child.parent) == ("list.txt", "document", letter.id)
        assert text_of(ledger, attached.id).splitlines() == ["One.", "Two.", "Three."]


def test_admit_emails_inside_emails_end_at_a_depth(empty: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(source: bytes | BinaryIO, name: str | None = None) -> Reading:
        content = source if isinstance(source, bytes) else source.read()
        return Reading(Status.READ, "message/rfc822", "t", attachments=(Attachment("a", "x/y", content + b"."),))

    with empty.open() as ledger:
        results = list(admit(ledger, [empty.write("a.eml", "x")], About(), reader=endless))
        last = [entry for entry in ledger.entries() if entry.kind == "source.read"][-1]
    assert len(results) == 1 + admitting.DEEPEST_ATTACHMENT
    assert (last.record["attachments"], last.record["attachments_left_out"]) == (0, 1)


def test_admit_empty_file_is_admitted_and_said_to_be_unread(empty: Scene) -> None:
    (result,), _ = _admit_all(empty, empty.write("empty.txt", b""))
    assert (result.status, result.reason) == ("unread", "empty")
    with empty.open() as ledger:
        assert b"".join(original(ledger, result.id)) == b""
        assert store.source(ledger.record, ledger.names, result.id).status is SourceStatus.UNREAD


def test_admit_unknown_type_is_kept_and_said_to_be_unread(empty: Scene) -> None:
    (result,), _ = _admit_all(empty, empty.write("x.bin", bytes(range(256)) * 40))
    assert (result.status, result.reason) == ("unread", "unknown_type")


def test_admit_links_pipes_devices_and_missing_files_are_refused_the_rest_is_done(empty: Scene) -> None:
    good = empty.write("good.txt", "good")
    link, pipe, missing = empty.files / "link", empty.files / "pipe", empty.files / "missing"
    link.symlink_to(good)
    os.mkfifo(pipe)
    folder_link = empty.files / "folder-link"
    folder_link.symlink_to("/etc")
    results, message = _admit_all(empty, link, pipe, missing, folder_link, Path("/dev/zero"), good)
    assert [(result.status, result.reason) for result in results] == [
        ("refused", "link"),
        ("refused", "not_a_file"),
        ("refused", "missing"),
        ("refused", "link"),
        ("refused", "not_a_file"),
        ("read", ""),
    ]
    assert message.startswith("5 of 6 files were not admitted")
    assert "good" not in message and "link" not in message


def test_admit_link_inside_a_folder_is_not_followed(empty: Scene, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("not given")
    empty.write("a.txt", "given")
    (empty.files / "b.txt").symlink_to(outside)
    results, _ = _admit_all(empty, empty.files)
    assert [(result.status, result.reason) for result in results] == [("read", ""), ("refused", "link")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_admit_unreadable_file_is_refused(empty: Scene) -> None:
    path = empty.write("a.txt", "a")
    path.chmod(0)
    results, _ = _admit_all(empty, path)
    assert results[0].reason == "unreadable"


@pytest.mark.parametrize(
    "name", ["new\nline.txt", "right\u202eto-left.txt", "тест ё.txt", " .txt", "a" * 200 + ".txt", "q'\"`$;.txt"]
)
def test_admit_odd_names_are_kept_as_given(empty: Scene, name: str) -> None:
    results, _ = _admit_all(empty, empty.write(name, "words"))
    with empty.open() as ledger:
        assert store.source(ledger.record, ledger.names, results[0].id).name == name


def test_admit_name_that_is_no_unicode_is_kept_readable(empty: Scene) -> None:
    path = os.fsencode(empty.files) + b"/caf\xe9.txt"
    with open(path, "wb") as stream:
        stream.write(b"words")
    results, _ = _admit_all(empty, empty.files)
    with empty.open() as ledger:
        assert store.source(ledger.record, ledger.names, results[0].id).name == "files/caf\\xe9.txt"


@pytest.mark.parametrize("size", [1_000, admitting.SMALL_FILE + 3])
def test_admit_file_that_changes_while_read_is_refused_and_leaves_nothing(
    empty: Scene, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    path = empty.write("growing", b"x" * size)
    real = given_files.check_unchanged

    def growing(stream: BinaryIO, *rest: object) -> None:
        with path.open("ab") as more:
            more.write(b"more")
        real(stream, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(admitting, "check_unchanged", growing)
    monkeypatch.setattr(given_files, "check_unchanged", growing)
    results, _ = _admit_all(empty, path)
    assert [(result.status, result.reason) for result in results] == [("refused", "changed_while_read")]
    assert not [found for found in (empty.vault / "blobs").rglob("*") if found.is_file()]


def test_admit_file_replaced_while_read_is_the_one_that_was_opened(
    empty: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text comes from the bytes that were hashed, not from whatever has the name afterwards."""
    path = empty.write("a.txt", "as opened")
    real = admitting.read_whole

    def replacing(stream: BinaryIO, before: object) -> bytes:
        content = real(stream, before)  # type: ignore[arg-type]
        path.unlink()
        path.write_text("another")
        return content

    monkeypatch.setattr(admitting, "read_whole", replacing)
    (result,), _ = _admit_all(empty, path)
    with empty.open() as ledger:
        assert text_of(ledger, result.id) == "as opened"


def test_admit_large_sparse_file_takes_constant_memory_and_tells_progress(empty: Scene) -> None:
    path = empty.files / "sparse"
    with path.open("wb") as stream:
        stream.truncate(400 << 20)
    told: list[tuple[int, int]] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with empty.open() as ledger:
        (result,) = admit(ledger, [path], About(), progress=lambda _, done, total: told.append((done, total)))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert result.sha256 == hashlib.sha256(bytes(400 << 20)).hexdigest()
    assert told[-1] == (400 << 20, 400 << 20)
    assert len(told) >= 100
    assert grown < 100 << 10  # KiB; the check above made 400 MiB of zeros afterwards


def test_admit_file_too_large_for_the_disk_is_refused_before_it_is_read(
    empty: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = empty.files / "ten-gibibytes"
    with path.open("wb") as stream:
        stream.truncate(10 << 30)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 5 << 30))  # type: ignore[attr-defined]
    results, _ = _admit_all(empty, path, empty.write("small", "small"))
    assert [(result.status, result.reason) for result in results] == [("refused", "no_space"), ("read", "")]


def test_admit_results_are_durable_when_handed_out(empty: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each result the journal, as a second reader sees it on the disk, already has its entry."""
    monkeypatch.setattr(admitting, "BATCH_FILES", 3)
    for number in range(8):
        empty.write(f"{number}.txt", f"report {number}")
    with empty.open() as ledger:
        place = ledger.place(ledger.device)
        for result in admit(ledger, [empty.files], About()):
            from habeas.custody.journal import Journal

            entries = [entry for entry in Journal(place).entries(ledger.item_keys()) if entry.item == result.id]
            assert [entry.kind for entry in entries] == ["source.admitted", "source.read"]
            assert list(ledger.blobs.pieces(result.id, ledger.item_key(result.id, Room.NAMES)))


def test_admit_two_thousand_small_files_share_log_updates(empty: Scene) -> None:
    for number in range(300):
        empty.write(f"{number:03d}.bin", os.urandom(40))
    with empty.open() as ledger:
        before = ledger.frames_written(ledger.device)
        assert len(list(admit(ledger, [empty.files], About()))) == 300
        assert ledger.frames_written(ledger.device) - before <= 10


def test_admit_by_an_analyst_is_wrong_key(empty: Scene) -> None:
    with empty.open() as ledger:
        added = add_here(ledger, "two", Role.ANALYST)
    with empty.open("two", added.member) as ledger, pytest.raises(WrongKey, match="names room"):
        list(admit(ledger, [empty.write("a", "a")], About()))


def test_admit_parser_that_dies_leaves_the_file_admitted(empty: Scene) -> None:
    def dying(source: bytes | BinaryIO, name: str | None = None) -> Reading:
        return Reading(Status.UNREAD, "application/pdf", reason=Reason.PARSER_DIED)

    with empty.open() as ledger:
        (result,) = admit(ledger, [empty.write("a.pdf", "%PDF-1.7 garbage")], About(), reader=dying)
    assert (result.status, result.reason) == ("unread", "parser_died")
    assert empty.audit().ok


@pytest.mark.parametrize("nth", [1, 2, 3, 4, 6, 8, 10, 12, 14, 17])
def test_admit_disk_full_at_each_flush_keeps_what_was_acknowledged(
    empty: Scene, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    safe = empty.admit(empty.write("first.txt", "first"))
    second = empty.write("second.txt", "second")
    done: list[AdmitResult] = []
    real, calls, lock = os.fsync, [0], threading.Lock()

    def failing(descriptor: int) -> None:
        with lock:
            calls[0] += 1
            full = calls[0] >= nth
        if full:
            raise OSError(28, "No space left on device")
        real(descriptor)

    with empty.open() as ledger, monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        try:
            done += admit(ledger, [second], about_files())
        except StorageFailed as failed:
            assert "second" not in str(failed)
    with empty.open() as ledger:
        here = {source.id for source in store.sources(ledger.record, ledger.names)}
        assert {result.id for result in [*safe, *done]} <= here
        for source in here:
            assert b"".join(original(ledger, source)) in (b"first", b"second")
    report = empty.audit()
    assert report.ok, report.differing
    assert next(result.status for result in empty.admit(second)) in ("read", "seen_before")


def test_admit_stopped_by_the_user_keeps_what_was_acknowledged(empty: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admitting, "BATCH_FILES", 2)
    for number in range(6):
        empty.write(f"{number}.txt", f"report {number}")
    with empty.open() as ledger:
        run = admit(ledger, [empty.files], About())
        kept = [next(run), next(run), next(run)]
        run.close()
    with empty.open() as ledger:
        assert {result.id for result in kept} <= {source.id for source in store.sources(ledger.record, ledger.names)}
    assert empty.audit().ok
    assert not list((empty.vault / "blobs" / "incoming").iterdir())
