import pytest

from habeas.crypto.passphrase import FLOOR
from habeas.errors import UsageProblem, WrongKey
from habeas.vault.members import add_here, list_members
from habeas.vault.model import Role
from habeas.vault.read_back import text_of
from habeas.vault.recovery import recover, split
from habeas.vault.store import sources
from tests.vault.scene import PROJECTORS, TESTIMONY, Scene

NEW = "a passphrase after the fire"


def _split(scene: Scene, shares: int = 5, threshold: int = 3) -> tuple[str, ...]:
    with scene.open() as ledger:
        return split(ledger, shares=shares, threshold=threshold)


def _recover(scene: Scene, shares: list[str], **options: object) -> None:
    recover(scene.vault, shares, NEW, PROJECTORS, parameters=FLOOR, **options)  # type: ignore[arg-type]


def test_recover_any_three_of_five_open_everything_on_a_new_device(filled: Scene) -> None:
    shares = _split(filled)
    assert len(shares) == 5
    there = filled.use_device("new-laptop")
    _recover(filled, [shares[4], shares[1].upper(), "  " + shares[2]])
    with there.open(NEW) as ledger:
        texts = [text_of(ledger, source.id) for source in sources(ledger.record, ledger.names) if source.text_root]
        assert TESTIMONY in texts
        recovered, first = ledger.member, filled.created.member
        assert [member.id for member in list_members(ledger)] == [first, recovered]
        assert ledger.members.log[-2][0] == "recovered"
    filled.enter()
    assert filled.audit().ok


def test_recover_too_few_shares_is_wrong_key(filled: Scene) -> None:
    shares = _split(filled)
    filled.use_device("new-laptop")
    with pytest.raises(WrongKey, match="3 are needed"):
        _recover(filled, [shares[0], shares[1], shares[0]])


def test_recover_mistyped_or_foreign_share_is_told_by_its_place_only(filled: Scene) -> None:
    shares = _split(filled)
    filled.use_device("new-laptop")
    words = shares[1].split()
    words[-1] = "academic" if words[-1] != "academic" else "acid"
    with pytest.raises(WrongKey, match="number 2 is not") as refusal:
        _recover(filled, [shares[0], " ".join(words), shares[2]])
    assert not [word for word in words if f" {word} " in f" {refusal.value} " and len(word) > 4]


def test_recover_shares_of_an_earlier_set_do_not_count(filled: Scene) -> None:
    old = _split(filled)
    new = _split(filled, 3, 2)
    filled.use_device("new-laptop")
    with pytest.raises(WrongKey, match="number 1, 2, 3"):
        _recover(filled, list(old[:3]))
    _recover(filled, list(new[1:]))


def test_recover_without_shares_ever_dealt_is_refused(filled: Scene) -> None:
    with pytest.raises(UsageProblem, match="no recovery shares"):
        _recover(filled, ["x"])


def test_recover_replacing_a_lost_member_begins_a_new_epoch(filled: Scene) -> None:
    shares = _split(filled)
    there = filled.use_device("new-laptop")
    _recover(filled, list(shares[:3]), replaces=filled.created.member)
    with there.open(NEW) as ledger:
        assert ledger.members.epoch == 2
        assert not ledger.members.get(filled.created.member).active
        assert len(list(sources(ledger.record, ledger.names))) == 4
    filled.enter()
    with pytest.raises(WrongKey, match="removed"):
        filled.open()


def test_recovery_key_opens_entries_of_later_epochs_too(filled: Scene) -> None:
    shares = _split(filled)
    with filled.open() as ledger:
        added = add_here(ledger, "two", parameters=FLOOR)
    from habeas.vault.members import remove

    with filled.open(member=filled.created.member) as ledger:
        remove(ledger, added.member)
    filled.admit_as(filled.write("late.txt", "after the removal"), filled.created.member)
    there = filled.use_device("new-laptop")
    _recover(filled, list(shares[:3]))
    with there.open(NEW) as ledger:
        texts = [text_of(ledger, source.id) for source in sources(ledger.record, ledger.names) if source.text_root]
    assert "after the removal" in texts


def test_split_by_an_analyst_or_with_senseless_numbers_is_refused(empty: Scene) -> None:
    with empty.open() as ledger:
        added = add_here(ledger, "two", Role.ANALYST, parameters=FLOOR)
        for shares, threshold in ((5, 1), (2, 3), (17, 3), (0, 0)):
            with pytest.raises(UsageProblem):
                split(ledger, shares=shares, threshold=threshold)
    with empty.open("two", added.member) as ledger, pytest.raises(WrongKey, match="analyst"):
        split(ledger, shares=3, threshold=2)


def test_shares_are_in_no_file(filled: Scene) -> None:
    shares = _split(filled)
    runs = [" ".join(share.split()[4:8]).encode() for share in shares]
    for path in [*filled.vault.rglob("*"), *filled.device_home.rglob("*")]:
        if path.is_file():
            content = path.read_bytes()
            assert not any(run in content for run in runs)
