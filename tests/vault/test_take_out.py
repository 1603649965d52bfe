"""Bytes and texts out of the vault: the same bytes, only where consent lets them, and never without an entry."""

import os
from pathlib import Path

import pytest

from habeas.custody.model import Entry
from habeas.errors import EvidenceDiffers, HabeasError, NotFound, ReleaseRefused, StorageFailed, UsageProblem, WrongKey
from habeas.files import door
from habeas.ids import ItemId
from habeas.vault.consent import change_consent
from habeas.vault.erase import erase
from habeas.vault.ledger import Ledger
from habeas.vault.members import add_here
from habeas.vault.model import Consent, Role
from habeas.vault.store import blob_of, sources
from habeas.vault.take_out import take_out_original, take_out_text
from tests.vault.scene import TESTIMONY, Scene


def her_words(ledger: Ledger) -> ItemId:
    return next(s.id for s in sources(ledger.record, ledger.names) if s.size == len(TESTIMONY.encode()))


def taken(ledger: Ledger) -> list[Entry]:
    return [entry for entry in ledger.entries() if entry.kind == "source.taken_out"]


def test_an_original_comes_out_byte_for_byte_private_and_with_an_entry(filled: Scene, tmp_path: Path) -> None:
    to = tmp_path / "out.txt"
    with filled.open() as ledger:
        source = her_words(ledger)
        assert take_out_original(ledger, source, to) == len(TESTIMONY.encode())
        (entry,) = taken(ledger)
        assert entry.record is not None and entry.member == ledger.member
        assert (entry.record["source"], entry.record["what"], entry.record["to"]) == (source, "original", "file")
    assert to.read_bytes() == TESTIMONY.encode() and to.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(door.TEMPORARY)] == []
    assert not filled.audit().differing


def test_a_text_is_shown_or_written_and_each_time_there_is_an_entry(filled: Scene, tmp_path: Path) -> None:
    with filled.open() as ledger:
        source = her_words(ledger)
        shown = take_out_text(ledger, source)
        take_out_text(ledger, source, tmp_path / "text.txt")
        assert [entry.record["to"] for entry in taken(ledger) if entry.record] == ["screen", "file"]
    assert (tmp_path / "text.txt").read_text() == shown and "nine men" in shown


@pytest.mark.parametrize("act", [take_out_original, take_out_text])
def test_a_source_whose_consent_was_refused_goes_to_nobody(filled: Scene, tmp_path: Path, act: object) -> None:
    to = tmp_path / "out"
    with filled.open() as ledger:
        source = her_words(ledger)
        change_consent(ledger, source, Consent.REFUSED, "she asked for it")
        with pytest.raises(ReleaseRefused):
            act(ledger, source, to)  # type: ignore[operator]
        assert not taken(ledger) and not to.exists()


def test_a_source_to_be_kept_sealed_goes_only_to_whoever_took_it_in(filled: Scene, tmp_path: Path) -> None:
    with filled.open() as ledger:
        source, owner = her_words(ledger), ledger.member
        change_consent(ledger, source, Consent.KEEP, "she asked for it")
        other = add_here(ledger, "another long passphrase", Role.FULL).member
        take_out_text(ledger, source)
    with filled.open("another long passphrase", member=other) as ledger:
        assert ledger.member != owner
        with pytest.raises(ReleaseRefused):
            take_out_original(ledger, source, tmp_path / "out")
        assert len(taken(ledger)) == 1
    assert not (tmp_path / "out").exists()


def test_an_analyst_takes_nothing_out(filled: Scene, tmp_path: Path) -> None:
    with filled.open() as ledger:
        source = her_words(ledger)
        analyst = add_here(ledger, "another long passphrase", Role.ANALYST).member
    with filled.open("another long passphrase", member=analyst) as ledger, pytest.raises(WrongKey):
        take_out_text(ledger, source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_file_is_overwritten_no_link_followed_and_nothing_put_into_the_vault(filled: Scene, tmp_path: Path) -> None:
    kept, link, hanging = tmp_path / "kept", tmp_path / "link", tmp_path / "hanging"
    kept.write_text("mine")
    link.symlink_to(kept)
    hanging.symlink_to(tmp_path / "nowhere")
    into_vault = tmp_path / "shortcut"
    into_vault.symlink_to(filled.vault)
    with filled.open() as ledger:
        source = her_words(ledger)
        for to in (kept, link, hanging, tmp_path, filled.vault / "out", into_vault / "out", filled.vault):
            with pytest.raises(UsageProblem) as refused:
                take_out_original(ledger, source, to)
            assert str(tmp_path) not in str(refused.value) + refused.value.hint
        with pytest.raises(StorageFailed):
            take_out_original(ledger, source, tmp_path / "no such folder" / "out")
        assert not taken(ledger)
    assert kept.read_text() == "mine" and not (tmp_path / "nowhere").exists()
    assert not (filled.vault / "out").exists()


def test_an_original_that_was_changed_leaves_no_file_and_no_entry(filled: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with filled.open() as ledger:
        source = her_words(ledger)
        path = ledger.layout.blob(blob_of(ledger.record, source))
        sealed = bytearray(path.read_bytes())
        sealed[-20] ^= 1
        path.chmod(0o600)
        path.write_bytes(sealed)
        with pytest.raises(EvidenceDiffers):
            take_out_original(ledger, source, folder / "x")
        assert not taken(ledger)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("step", ["write_all", "rename"])
def test_a_disk_that_does_not_take_it_leaves_no_file(
    filled: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    real = getattr(door, step)

    def full(*given: object) -> None:
        where = given[1] if step == "rename" else None
        if step == "rename" and isinstance(where, Path) and where.parent != folder:
            return real(*given)
        raise OSError(28, "no space")

    with filled.open() as ledger:
        source = her_words(ledger)
        with monkeypatch.context() as patch:
            patch.setattr(door, step, full)
            with pytest.raises(StorageFailed):
                take_out_original(ledger, source, folder / "x")
        assert os.listdir(folder) == []


def test_that_a_copy_left_is_known_after_the_source_was_erased_and_cannot_be_erased_itself(
    filled: Scene, tmp_path: Path
) -> None:
    with filled.open() as ledger:
        source = her_words(ledger)
        take_out_original(ledger, source, tmp_path / "out")
        erase(ledger, source, "asked for")
        (entry,) = taken(ledger)
        assert entry.record is not None and entry.record["source"] == source
        with pytest.raises(HabeasError):
            erase(ledger, entry.item, "hide it")
        with pytest.raises((NotFound, ReleaseRefused)):
            take_out_text(ledger, source)
    assert filled.audit().ok
