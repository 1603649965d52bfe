import pytest

from habeas.crypto.identity import PublicIdentity
from habeas.crypto.passphrase import FLOOR
from habeas.custody.entries import open_entries
from habeas.custody.journal import Journal
from habeas.custody.model import NewEntry, Room
from habeas.errors import HabeasError, NotFound, UsageProblem, WrongKey
from habeas.ids import ItemId, MemberId, new_id
from habeas.vault.device import secret_from_code
from habeas.vault.identity_request import request_identity
from habeas.vault.item_keys import ItemKeys, KeyFiles
from habeas.vault.layout import Layout
from habeas.vault.members import (
    add_here,
    add_public,
    change_passphrase,
    change_role,
    enrol,
    join,
    list_members,
    remove,
)
from habeas.vault.model import Role
from habeas.vault.read_back import original, text_of
from habeas.vault.store import sources
from tests.vault.scene import PASSPHRASE, PROJECTORS, SECRET_WORDS, TESTIMONY, Scene


def test_add_here_full_member_reads_everything(filled: Scene) -> None:
    with filled.open() as ledger:
        added = add_here(ledger, "two", parameters=FLOOR)
        first = filled.created.member
    with filled.open("two", added.member) as ledger:
        texts = [text_of(ledger, source.id) for source in sources(ledger.record, ledger.names) if source.text_root]
        assert TESTIMONY in texts
        assert [member.id for member in list_members(ledger)] == [first, added.member]


def test_add_here_analyst_has_no_names_anywhere(filled: Scene) -> None:
    with filled.open() as ledger:
        added = add_here(ledger, "two", Role.ANALYST, parameters=FLOOR)
    with filled.open("two", added.member) as ledger:
        found = list(sources(ledger.record, ledger.names))
        assert ledger.names is None
        assert {(source.name, source.origin, source.publisher) for source in found} == {(None, None, None)}
        assert all(entry.names in (None, {}) for entry in ledger.entries())
        told = repr(list(ledger.entries())) + repr(found)
        assert not [word for word in SECRET_WORDS if word in told]
        for verb in (lambda: text_of(ledger, found[0].id), lambda: list(original(ledger, found[0].id))):
            with pytest.raises(WrongKey, match="names room"):
                verb()
        assert not (Layout(filled.vault).room_wrap(1, Room.NAMES, added.member)).exists()


def test_analyst_changes_no_members_and_writes_no_names(filled: Scene) -> None:
    with filled.open() as ledger:
        added = add_here(ledger, "two", Role.ANALYST, parameters=FLOOR)
    with filled.open("two", added.member) as ledger:
        for verb in (
            lambda: add_here(ledger, "three", parameters=FLOOR),
            lambda: remove(ledger, filled.created.member),
            lambda: change_role(ledger, added.member, Role.FULL),
        ):
            with pytest.raises(WrongKey, match="analyst"):
                verb()
        for names in ({"because": "x"}, {}):
            with pytest.raises(WrongKey):
                ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 2}, names)])


def test_add_public_person_joins_from_their_own_laptop(filled: Scene) -> None:
    there = filled.use_device("their-device")
    public = request_identity("their own words", parameters=FLOOR)
    with pytest.raises(NotFound, match="names no identity"):
        join(filled.vault, "their own words", PROJECTORS)
    filled.enter()
    with filled.open() as ledger:
        added = add_public(ledger, PublicIdentity.from_text(public.to_text()))
        assert added.fingerprint == public.fingerprint()
        with pytest.raises(UsageProblem, match="already"):
            add_public(ledger, public)
    there.enter()
    with pytest.raises(WrongKey):
        join(filled.vault, "wrong", PROJECTORS)
    joined = join(filled.vault, "their own words", PROJECTORS)
    assert joined.member == added.member
    with there.open("their own words") as ledger:
        assert len(list(sources(ledger.record, ledger.names))) == 4
    assert not list((there.device_home / "habeas" / "identities").iterdir())
    filled.enter()
    assert filled.audit().ok


def test_enrol_second_device_needs_passphrase_and_code(filled: Scene) -> None:
    code = filled.created.device_code
    there = filled.use_device("second")
    with pytest.raises(WrongKey):
        enrol(filled.vault, "wrong", code, PROJECTORS)
    with pytest.raises(WrongKey, match="code"):
        enrol(filled.vault, PASSPHRASE, code[:-1], PROJECTORS)
    with pytest.raises(WrongKey, match="passphrase"):
        enrol(filled.vault, PASSPHRASE, other_code(), PROJECTORS)
    added = enrol(filled.vault, PASSPHRASE, code.lower().replace("-", " "), PROJECTORS)
    assert added.member == filled.created.member
    with there.open() as ledger:
        assert ledger.device == added.device != filled.created.device
        ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 2})])
    filled.enter()
    with filled.open() as ledger:
        assert len(list_members(ledger)[0].devices) == 2
        assert [entry.device for entry in ledger.entries()][-1] == added.device
    assert filled.audit().ok


def other_code() -> str:
    from habeas.vault.device import device_code

    return device_code(bytes(range(32)))


def test_device_code_every_typing_error_is_noticed() -> None:
    code = other_code()
    assert secret_from_code(code) == bytes(range(32))
    for place in range(4, len(code)):
        wrong = code[:place] + ("B" if code[place] == "A" else "A") + code[place + 1 :]
        with pytest.raises(WrongKey):
            secret_from_code(wrong)


def test_remove_member_cannot_open_anything_new(filled: Scene) -> None:
    """The removed member keeps all keys they ever had, and the folder as it is after the removal."""
    with filled.open() as ledger:
        added = add_here(ledger, "two", parameters=FLOOR)
    with filled.open("two", added.member) as ledger:
        ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 1})])
        held, members = ledger.credentials.rooms, ledger.members
        last = ledger.log_size(filled.created.device)
    with filled.open(member=filled.created.member) as ledger:
        assert remove(ledger, added.member) == 2
    later = filled.write("later.txt", "Written after the removal.")
    filled.admit_as(later, filled.created.member)
    with pytest.raises(WrongKey, match="removed"):
        filled.open("two", added.member)
    # Every file of the vault, with every key they hold.
    with filled.open(member=filled.created.member) as ledger:
        place, compartment = ledger.place(filled.created.device), ledger.compartment
        new_blob = [blob for _, blob in _blobs(ledger)][-1]
        frames = list(Journal(place).frames())
        keys = ItemKeys(KeyFiles(ledger.layout, ledger.vault_id, compartment, held), held)
    opened = refused = 0
    for _, frame in frames:
        found = list(open_entries(place.series, frame, keys))
        refused += sum(bool(entry.problem) for entry in found)
        opened += sum(not entry.problem for entry in found)
    assert refused >= 3
    assert opened <= last + 2
    for room in Room:
        for frame_number in keys.files.frames(room, filled.created.device):
            epoch = int.from_bytes(keys.files.path(room, filled.created.device, frame_number).read_bytes()[4:8])
            if epoch == 2:
                with pytest.raises(HabeasError):
                    keys.files.read(room, filled.created.device, frame_number)
    assert (filled.vault / "blobs" / new_blob[:2] / new_blob).exists()
    assert not Layout(filled.vault).room_wrap(2, Room.RECORD, added.member).exists()
    assert members.epoch == 1
    # What they signed before stays valid.
    assert filled.audit_as(filled.created.member).ok


def _blobs(ledger: object) -> list[tuple[ItemId, str]]:
    from habeas.vault.store import blobs, sources

    admitted = [source.id for source in sources(ledger.record, ledger.names)]  # type: ignore[attr-defined]
    names = dict(blobs(ledger.record))  # type: ignore[attr-defined]
    return [(source, names[source]) for source in admitted]


def test_remove_last_full_member_or_oneself_is_refused(empty: Scene) -> None:
    with empty.open() as ledger:
        added = add_here(ledger, "two", Role.ANALYST, parameters=FLOOR)
        with pytest.raises(UsageProblem, match="itself"):
            remove(ledger, empty.created.member)
        with pytest.raises(NotFound):
            remove(ledger, MemberId("mem-000000000000"))
        remove(ledger, added.member)
        with pytest.raises(UsageProblem, match="removed before"):
            remove(ledger, added.member)


def test_change_role_opens_and_closes_the_names_room(filled: Scene) -> None:
    with filled.open() as ledger:
        added = add_here(ledger, "two", Role.ANALYST, parameters=FLOOR)
        change_role(ledger, added.member, Role.FULL)
    with filled.open("two", added.member) as ledger:
        assert ledger.names is not None
        assert len(list(sources(ledger.record, ledger.names))) == 4
    with filled.open(member=filled.created.member) as ledger:
        change_role(ledger, added.member, Role.ANALYST)
        ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 1}, {"because": "asked"})])
    with filled.open("two", added.member) as ledger:
        assert ledger.names is None
        assert list(ledger.entries())[-1].names is None
    assert filled.audit_as(filled.created.member).ok


def test_change_passphrase_opens_with_the_new_one_only(empty: Scene) -> None:
    with empty.open() as ledger:
        with pytest.raises(WrongKey):
            change_passphrase(ledger, "wrong", "new", parameters=FLOOR)
        change_passphrase(ledger, PASSPHRASE, "new", parameters=FLOOR)
    with pytest.raises(WrongKey):
        empty.open()
    with empty.open("new") as ledger:
        assert ledger.repairs == []
