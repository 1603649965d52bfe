"""A folder in which not all has come, or something has gone again: what is told, what is read, what is written."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.crypto.passphrase import FLOOR
from habeas.custody.model import NewEntry
from habeas.errors import EvidenceDiffers, HistoryRolledBack
from habeas.ids import ItemId, new_id
from habeas.settings import device_folder
from habeas.vault.admit import admit
from habeas.vault.arrival import State
from habeas.vault.audit import audit_folder
from habeas.vault.erase import erase
from habeas.vault.members import add_here, remove
from habeas.vault.rebuild import dump_digest, rebuild
from tests.vault.copies import Copy, carry, files, two_copies
from tests.vault.scene import PASSPHRASE, PROJECTORS, Scene, about_files


@pytest.fixture
def copies(filled: Scene, tmp_path: Path) -> tuple[Copy, Copy]:
    return two_copies(filled, tmp_path / "second")


def _a_source(copy: Copy) -> ItemId:
    return sorted(copy.consents())[0]


def _state(copy: Copy, of: Copy) -> State:
    with copy.open() as ledger:
        return ledger.arrivals[of.device].state


def _differing(copy: Copy) -> list[str]:
    copy.scene.enter()
    report = audit_folder(copy.vault, PASSPHRASE, PROJECTORS, deep=True)
    return [f"{check.what} {check.id}: {check.detail}" for check in report.differing]


def _without(copy: Copy, device: str, *, cache: bool = True) -> None:
    """Whoever holds the folder deletes a colleague's journal and log, and the cache."""
    for path in copy.own_files() if copy.device == device else files(copy.vault):
        if device in str(path) and path.parts[0] in ("journal", "log"):
            (copy.vault / path).unlink()
    shutil.rmtree(copy.vault / "log" / device, ignore_errors=True)
    if cache:
        assert copy.scene.created is not None
        shutil.rmtree(copy.scene.device_home / "habeas" / copy.scene.created.vault / "cache")


# --- 5: what was seen ------------------------------------------------------------------------------------------------


def test_colleagues_journal_deleted_is_told_by_every_open_and_by_the_audit(copies: tuple[Copy, Copy]) -> None:
    """The attack: a consent was withdrawn on the other device; with that journal gone it is back."""
    here, there = copies
    source = _a_source(here)
    there.consent(source, 0)
    carry(there, here)
    assert here.consents()[source] == 0
    _without(here, there.device)
    with here.open() as ledger:
        assert ledger.arrivals[there.device].state is State.MISSING
        assert any(there.device in line and "seen here before" in line for line in ledger.incomplete)
    assert _differing(here)
    carry(there, here)
    with here.open() as ledger:
        assert not ledger.incomplete
    assert here.consents()[source] == 0
    assert not _differing(here)


def test_colleagues_journal_deleted_but_the_cache_kept_the_answers_stay(copies: tuple[Copy, Copy]) -> None:
    here, there = copies
    source = _a_source(here)
    there.consent(source, 0)
    carry(there, here)
    here.open().close()
    _without(here, there.device, cache=False)
    assert here.consents()[source] == 0
    assert _state(here, there) is State.MISSING
    here.consent(source, 1)
    assert here.consents()[source] == 1


def test_memory_deleted_is_noticed(copies: tuple[Copy, Copy]) -> None:
    """Deleting what was remembered, together with the journal it would have missed."""
    here, there = copies
    _without(here, there.device)
    here.scene.enter()
    shutil.rmtree(device_folder(here.scene.created.vault) / "seen")  # type: ignore[union-attr]
    with here.open() as ledger:
        assert any("memory" in line and there.device in line for line in ledger.incomplete)
        with pytest.raises(HistoryRolledBack):
            ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 1})])
    assert _differing(here)


def test_device_file_of_the_last_version_is_upgraded_with_what_it_remembers(copies: tuple[Copy, Copy]) -> None:
    from habeas.vault import device as device_files

    here, there = copies
    here.scene.enter()
    vault = here.scene.created.vault  # type: ignore[union-attr]
    device_files.write_device_of_version_1(device_files.read_device(vault))
    assert not device_files.read_device(vault).seen
    here.open().close()
    assert device_files.read_device(vault).seen == {here.device, there.device}


def test_colleagues_journal_hidden_does_not_hide_what_one_wrote_on_top_of_it(copies: tuple[Copy, Copy]) -> None:
    here, there = copies
    source = _a_source(here)
    there.consent(source, 5)
    carry(there, here)
    here.consent(source, 0)
    _without(here, there.device)
    assert here.consents()[source] == 0
    here.consent(source, 1)
    assert here.consents()[source] == 1
    carry(there, here)
    assert here.consents()[source] == 1
    assert not _differing(here)


# --- 5: what comes in any order --------------------------------------------------------------------------------------


def _is_keys(path: Path) -> bool:
    return path.parts[0] == "keys"


def test_journal_before_its_keys_waits_and_is_taken_in_when_they_come(copies: tuple[Copy, Copy]) -> None:
    here, there = copies
    written = there.scene.write("late.txt", "Nine men at the bridge.")
    there.scene.enter()
    with there.open() as ledger:
        list(admit(ledger, [written], about_files()))
    carry(there, here, lambda path: not _is_keys(path))
    with here.open() as ledger:
        assert ledger.arrivals[there.device].state is State.PENDING
        assert any("not here yet" in line for line in ledger.incomplete)
        before = ledger.record.query_one("SELECT count(*) FROM source")[0]
    assert not _differing(here)
    carry(there, here)
    with here.open() as ledger:
        assert not ledger.incomplete
        assert ledger.record.query_one("SELECT count(*) FROM source")[0] == before + 1
        digest = dump_digest(ledger)
    with there.open() as ledger:
        ledger.rebuild()
        assert dump_digest(ledger) == digest
    assert not _differing(here)


def test_keys_of_an_erased_item_that_never_came_do_not_hold_anything_up(copies: tuple[Copy, Copy]) -> None:
    here, there = copies
    with there.open() as ledger:
        written = there.scene.write("gone.txt", "Nothing of this stays.")
        (admitted,) = admit(ledger, [written], about_files())
        assert admitted.id is not None
        erase(ledger, admitted.id, "they asked")
    carry(there, here)
    with here.open() as ledger:
        assert not ledger.incomplete
        with there.open() as other:
            rebuild(other)
            rebuild(ledger)
            assert dump_digest(ledger) == dump_digest(other)


@pytest.mark.parametrize("part", ["journal", "log", "keys"])
def test_part_that_came_first_is_no_tampering_and_nothing_is_lost(copies: tuple[Copy, Copy], part: str) -> None:
    here, there = copies
    source = _a_source(here)
    there.consent(source, 2)
    there.consent(ItemId(new_id("source")), 5)
    carry(there, here, lambda path: path.parts[0] == part)
    with here.open() as ledger:
        told = ledger.incomplete
    assert bool(told) == (part == "log")
    assert not _differing(here)
    here.consent(source, 1)
    carry(there, here)
    carry(here, there)
    assert here.consents() == there.consents()
    for copy in copies:
        with copy.open() as ledger:
            assert not ledger.incomplete


@pytest.mark.parametrize("cut", [1, 40, 4000])
def test_journal_that_came_in_part_gives_what_is_whole(copies: tuple[Copy, Copy], cut: int) -> None:
    here, there = copies
    source = _a_source(here)
    for level in (1, 2, 3):
        there.consent(source, level)
    carry(there, here)
    segment = next((here.vault / "journal").rglob(f"{there.device}.seg"))
    segment.write_bytes(segment.read_bytes()[:-cut])
    assert _state(here, there) in (State.PENDING, State.MISSING)
    carry(there, here)
    assert here.consents()[source] == 3
    assert _state(here, there) is State.ARRIVED


def test_entries_on_top_of_others_that_have_not_come_are_told_and_put_in_their_place_later(
    filled: Scene, tmp_path: Path
) -> None:
    """A third device wrote on top of the second; the third's journal comes first."""
    here, there = two_copies(filled, tmp_path / "second")
    second = there
    here2, third = two_copies(filled, tmp_path / "third")
    source = _a_source(here)
    carry(here, second)
    second.consent(source, 1)
    carry(second, third)
    third.consent(source, 2)
    carry(third, here, lambda path: third.device in str(path))
    with here.open() as ledger:
        assert any(second.device in line and third.device in line for line in ledger.incomplete)
    carry(second, here, lambda path: third.device not in str(path))
    with here.open() as ledger:
        assert not ledger.incomplete
    assert here.consents()[source] == 2
    assert here2.device == here.device


# --- 5: erased again -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["{}", "{} (1)", "{}.sync-conflict-20261128-120000-ABCDEFG"])
def test_keys_and_blob_of_something_erased_that_come_back_are_erased_again(filled: Scene, name: str) -> None:
    item = next(iter(filled.ids()))
    held = {
        path: (filled.vault / path).read_bytes()
        for path in files(filled.vault)
        if path.parts[0] == "blobs" or path.parts[:2] == ("keys", "items")
    }
    with filled.open() as ledger:
        erase(ledger, item, "they asked")
    with filled.open():
        pass
    after = {path: (filled.vault / path).exists() and (filled.vault / path).read_bytes() for path in held}
    for path, content in held.items():
        if after[path] != content:
            target = filled.vault / path
            target.with_name(name.format(target.stem) + target.suffix).write_bytes(content)
    with filled.open() as ledger:
        assert not ledger.key_places(item)
        assert ledger.repairs
    for content in held.values():
        back = [path for path in files(filled.vault) if (filled.vault / path).read_bytes() == content]
        assert not [path for path in back if path not in held or after[path] != content]
    assert filled.audit().differing == ()


# --- 6: remember after all checks, closed ends -----------------------------------------------------------------------


@pytest.fixture
def removed(filled: Scene, tmp_path: Path) -> Iterator[tuple[Scene, Scene, object]]:
    """(the vault, the removed member's older copy in which they wrote on, the removed member)."""
    with filled.open() as ledger:
        added = add_here(ledger, "two", parameters=FLOOR)
    old = filled.copy(tmp_path / "old")
    filled.enter()
    with filled.open(member=filled.created.member) as ledger:  # type: ignore[union-attr]
        remove(ledger, added.member)
    old.enter()
    with old.open("two", added.member) as ledger:
        ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 6})])
    yield filled, old, added


def _carry_device(old: Scene, new: Scene, device: str) -> None:
    for path in files(old.vault):
        if device in str(path):
            (new.vault / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(old.vault / path, new.vault / path)


def test_entries_of_a_removed_member_are_set_aside_and_told_and_work_goes_on(removed: tuple) -> None:
    filled, old, added = removed
    good = {path: (filled.vault / path).read_bytes() for path in files(filled.vault)}
    _carry_device(old, filled, added.device)
    filled.enter()
    founder = filled.created.member
    with filled.open(member=founder) as ledger:
        assert ledger.arrivals[added.device].set_aside >= 1
        assert any("set aside" in line for line in ledger.incomplete)
        kinds = [entry for entry in ledger.entries() if entry.device == added.device and entry.kind == "source.consent"]
        assert not kinds
        ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 1})])
    report = filled.audit_as(founder)
    assert report.differing == ()
    assert any(check.what == "set aside" for check in report.checks)
    evidence = list((device_folder(filled.created.vault) / "set-aside").iterdir())
    assert evidence
    # The good folder, put back, is no rollback of the removed member's log.
    for path, content in good.items():
        if added.device in str(path):
            (filled.vault / path).write_bytes(content)
    with filled.open(member=founder) as ledger:
        assert ledger.arrivals[added.device].state is State.ARRIVED


def test_memory_that_an_older_version_advanced_over_a_closed_end_is_no_rollback(removed: tuple) -> None:
    from habeas.custody.seen import remember

    filled, old, added = removed
    old.enter()
    with old.open("two", added.member) as ledger:
        bad = ledger.journals()[added.device]
        filled.enter()
        remember(device_folder(filled.created.vault), bad)
    with filled.open(member=filled.created.member) as ledger:
        assert ledger.arrivals[added.device].state is State.ARRIVED
        ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 1})])


# --- 6: reading goes on ----------------------------------------------------------------------------------------------


def test_own_log_rolled_back_is_read_and_not_written(copies: tuple[Copy, Copy]) -> None:
    here, _ = copies
    old = {path: (here.vault / path).read_bytes() for path in files(here.vault)}
    source = _a_source(here)
    here.consent(source, 2)
    for path in files(here.vault):
        (here.vault / path).unlink()
    for path, content in old.items():
        (here.vault / path).parent.mkdir(parents=True, exist_ok=True)
        (here.vault / path).write_bytes(content)
    before = {path: (here.vault / path).read_bytes() for path in files(here.vault)}
    with here.open() as ledger:
        assert ledger.incomplete
        assert ledger.record.query_one("SELECT count(*) FROM source")[0] == 4
        with pytest.raises(HistoryRolledBack):
            ledger.append([NewEntry("source.consent", source, {"consent": 1})])
        with pytest.raises(EvidenceDiffers):
            ledger.rebuild()
    assert before == {path: (here.vault / path).read_bytes() for path in files(here.vault)}
    assert _differing(here)


def test_own_log_deleted_is_not_begun_anew(copies: tuple[Copy, Copy]) -> None:
    here, _ = copies
    _without(here, here.device, cache=False)
    with here.open() as ledger, pytest.raises(HistoryRolledBack):
        ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 1})])
    assert not list((here.vault / "journal").rglob(f"{here.device}.seg"))


def test_colleagues_fork_is_told_kept_and_does_not_stop_work(copies: tuple[Copy, Copy], tmp_path: Path) -> None:
    here, there = copies
    fork = there.scene.copy(tmp_path / "fork")
    source = _a_source(here)
    there.consent(source, 1)
    carry(there, here)
    here.open().close()
    other = Copy(fork, there.device)
    other.consent(source, 2)
    other.consent(source, 3)
    carry(other, here)
    with here.open() as ledger:
        assert ledger.arrivals[there.device].state is State.CONTRADICTS
        ledger.append([NewEntry("source.consent", source, {"consent": 4})])
    assert list((device_folder(here.scene.created.vault) / "seen").glob("*.contradicted-by-*"))  # type: ignore[union-attr]
    assert _differing(here)


def test_release_from_a_copy_that_is_not_complete_is_refused(copies: tuple[Copy, Copy]) -> None:
    from habeas.errors import ReleaseRefused
    from habeas.publication.vault_view import OpenVault

    here, there = copies
    there.consent(_a_source(here), 0)
    carry(there, here)
    here.open().close()
    _without(here, there.device, cache=False)
    with here.open() as ledger, pytest.raises(ReleaseRefused, match="consent"):
        OpenVault(ledger)
    carry(there, here)
    with here.open() as ledger:
        OpenVault(ledger)


def test_statement_that_came_in_part_or_before_another_is_waited_for(copies: tuple[Copy, Copy]) -> None:
    here, there = copies
    with there.open() as ledger:
        add_here(ledger, "two", parameters=FLOOR)
        add_here(ledger, "three", parameters=FLOOR)
    statements = sorted(path for path in files(there.vault) if path.parts[0] == "members")[-4:]
    carry(there, here, lambda path: path in statements[2:])
    with here.open() as ledger:
        assert any("later statements" in line for line in ledger.incomplete)
    (here.vault / statements[0]).write_bytes((there.vault / statements[0]).read_bytes()[:100])
    here.open().close()
    carry(there, here)
    with here.open() as ledger:
        assert not ledger.incomplete
        assert len(ledger.members.active()) == 3


def test_no_second_key_is_made_for_an_item_whose_key_is_gone(copies: tuple[Copy, Copy]) -> None:
    """An erasure in another copy: its rewritten key file comes before its tombstone."""
    from habeas.errors import NotFound

    here, there = copies
    source = next(iter(there.scene.ids()))
    with there.open() as ledger:
        erase(ledger, source, "they asked")
    carry(there, here, _is_keys)
    with here.open() as ledger, pytest.raises(NotFound, match="its key was here and is gone"):
        ledger.append([NewEntry("source.consent", source, {"consent": 6})])
    carry(there, here)
    with here.open() as ledger:
        assert not ledger.incomplete
        assert not ledger.key_places(source)


def test_two_changes_of_members_at_once_are_read_and_the_one_put_aside_writes_nothing(
    copies: tuple[Copy, Copy],
) -> None:
    """What holds until there is a rule for the fork of the chain: nobody is locked out of reading, nothing is lost."""
    here, there = copies
    for copy in copies:
        with copy.open() as ledger:
            add_here(ledger, f"of {copy.device}", parameters=FLOOR)
    number = max(path for path in files(here.vault) if path.parts[0] == "members")
    theirs = (there.vault / number).read_bytes()
    assert theirs != (here.vault / number).read_bytes()
    carry(here, there)
    aside = there.vault / number.with_name(f"{number.stem}.sync-conflict-20261128-120000-ABCDEFG.json")
    aside.write_bytes(theirs)
    with there.open() as ledger:
        assert len(list(ledger.entries())) > 0
        assert any("nothing can be written" in line for line in ledger.incomplete)
        with pytest.raises(HistoryRolledBack):
            ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 1})])
    with here.open() as ledger:
        ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 1})])
    assert aside.read_bytes() == theirs
