import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from habeas.crypto.identity import new_identity
from habeas.crypto.passphrase import FLOOR, MAGIC, KdfParameters, wrap_seed
from habeas.custody.canonical import canonical
from habeas.custody.model import NewEntry
from habeas.errors import (
    EvidenceDiffers,
    HistoryRolledBack,
    NotFound,
    NoVault,
    UnsafeEnvironment,
    VaultBusy,
    WrongKey,
)
from habeas.ids import ItemId, MemberId, new_id
from habeas.vault import unlock as unlocking
from habeas.vault.device import device_path, read_device, write_device
from habeas.vault.layout import Layout
from habeas.vault.members import add_here
from habeas.vault.store import sources
from habeas.vault.unlock import unlock
from tests.vault.scene import PASSPHRASE, PROJECTORS, Scene


def test_unlock_wrong_passphrase_is_wrong_key(empty: Scene) -> None:
    with pytest.raises(WrongKey, match="passphrase") as refusal:
        empty.open("another")
    assert "another" not in str(refusal.value)


def test_unlock_empty_passphrase_derives_nothing(empty: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unlocking, "unwrap_seed", lambda *_: pytest.fail("derived a key"))
    with pytest.raises(WrongKey, match="empty"):
        empty.open("")


def test_unlock_takes_one_key_derivation(filled: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from habeas.crypto import passphrase
    from tests.vault.scene import cheap_derivation

    calls: list[int] = []

    def counted(**arguments: object) -> bytes:
        calls.append(1)
        return cheap_derivation(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(passphrase, "hash_secret_raw", counted)
    with filled.open() as ledger:
        assert list(sources(ledger.record, ledger.names))
    assert len(calls) == 1


def test_unlock_with_the_real_derivation_opens_and_refuses(real_derivation: None, tmp_path: Path) -> None:
    from tests.vault.scene import found

    scene = found(tmp_path / "real")
    with scene.open() as ledger:
        assert ledger.role == "full"
    with pytest.raises(WrongKey):
        scene.open("wrong")


def test_unlock_no_vault_or_a_later_format_is_no_vault(empty: Scene, tmp_path: Path) -> None:
    with pytest.raises(NoVault):
        unlock(tmp_path / "nowhere", PASSPHRASE, PROJECTORS)
    path = empty.vault / "vault.json"
    content = json.loads(path.read_bytes())
    path.write_bytes(canonical({**content, "format": "habeas-vault/2"}))
    with pytest.raises(NoVault, match="habeas-vault/1"):
        empty.open()


def test_unlock_device_without_its_file_is_wrong_key(empty: Scene) -> None:
    device_path(empty.created.vault).unlink()
    with pytest.raises(WrongKey, match="device"):
        empty.open()


def test_unlock_another_device_secret_is_wrong_key(empty: Scene) -> None:
    device = read_device(empty.created.vault)
    entry = device.members[empty.created.member]
    write_device(replace(device, members={empty.created.member: replace(entry, secret=bytes(32))}))
    with pytest.raises(WrongKey):
        empty.open()


def test_unlock_damaged_device_file_is_told(empty: Scene) -> None:
    path = device_path(empty.created.vault)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(EvidenceDiffers, match="device file"):
        empty.open()


def test_unlock_while_open_is_vault_busy_and_free_afterwards(empty: Scene) -> None:
    with empty.open(), pytest.raises(VaultBusy, match="process"):
        empty.open()
    with empty.open() as ledger:
        assert ledger.repairs == []


def test_unlock_in_another_process_is_vault_busy(empty: Scene) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from habeas.vault.lock import VaultLock\n"
        "from habeas.errors import VaultBusy\n"
        "try:\n    VaultLock(Path(sys.argv[1]))\nexcept VaultBusy as busy:\n    print(busy)\n"
    )
    with empty.open():
        command = [sys.executable, "-c", program, str(empty.vault / "lock")]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "another process" in answer.stdout


def test_unlock_failed_lets_the_lock_go(empty: Scene) -> None:
    with pytest.raises(WrongKey):
        empty.open("wrong")
    empty.open().close()


def test_unlock_lowered_floor_in_vault_json_is_detected(empty: Scene) -> None:
    path = empty.vault / "vault.json"
    content = json.loads(path.read_bytes())
    content["kdf_floor"]["memory_kib"] = 8
    path.write_bytes(canonical(content))
    with pytest.raises(EvidenceDiffers, match=r"vault\.json"):
        empty.open()


def test_unlock_wrap_below_the_floor_derives_nothing(empty: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Layout(empty.vault).member_wrap(empty.created.member)
    wrapped = bytearray(path.read_bytes())
    at = len(MAGIC) + 8
    assert int.from_bytes(wrapped[at : at + 4]) == FLOOR.memory_kib
    wrapped[at : at + 4] = (1024).to_bytes(4)
    path.write_bytes(wrapped)
    monkeypatch.setattr("habeas.crypto.passphrase.hash_secret_raw", lambda **_: pytest.fail("derived a key"))
    with pytest.raises(UnsafeEnvironment, match="memory_kib"):
        empty.open()


@pytest.mark.parametrize("kib", [4 << 20, (1 << 20) + 1])
def test_unlock_wrap_that_asks_for_gigabytes_derives_nothing(
    empty: Scene, monkeypatch: pytest.MonkeyPatch, kib: int
) -> None:
    path = Layout(empty.vault).member_wrap(empty.created.member)
    wrapped = bytearray(path.read_bytes())
    wrapped[len(MAGIC) + 8 : len(MAGIC) + 12] = kib.to_bytes(4)
    path.write_bytes(wrapped)
    monkeypatch.setattr("habeas.crypto.passphrase.hash_secret_raw", lambda **_: pytest.fail("derived a key"))
    with pytest.raises(UnsafeEnvironment, match="memory_kib"):
        empty.open()


def test_unlock_derivation_that_the_machine_has_no_memory_for_is_not_begun(
    empty: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("habeas.crypto.passphrase._available_kib", lambda: FLOOR.memory_kib - 1)
    monkeypatch.setattr("habeas.crypto.passphrase.hash_secret_raw", lambda **_: pytest.fail("derived a key"))
    with pytest.raises(UnsafeEnvironment, match="not begun"):
        empty.open()


def test_unlock_wrap_that_would_exhaust_the_machine_derives_nothing(empty: Scene) -> None:
    path = Layout(empty.vault).member_wrap(empty.created.member)
    wrapped = bytearray(path.read_bytes())
    at = len(MAGIC) + 8
    wrapped[at : at + 4] = (1 << 31).to_bytes(4)
    path.write_bytes(wrapped)
    with pytest.raises(UnsafeEnvironment):
        empty.open()


def test_unlock_own_identity_swapped_is_named(empty: Scene) -> None:
    """Someone who knows the passphrase and the device secret wraps another identity: the chain still names the old."""
    entry = read_device(empty.created.vault).members[empty.created.member]
    seed, _ = new_identity()
    wrapped = wrap_seed(seed, PASSPHRASE, entry.secret, KdfParameters(3, 64 * 1024, 1))
    Layout(empty.vault).member_wrap(empty.created.member).write_bytes(wrapped)
    with pytest.raises(EvidenceDiffers, match="swapped"):
        empty.open()


def test_unlock_vault_replaced_by_another_under_the_same_id_is_detected(empty: Scene, tmp_path: Path) -> None:
    """A whole forged vault with the victim's id: its founding statement is not the one this device knows."""
    device = read_device(empty.created.vault)
    write_device(replace(device, founding="0" * 64))
    with pytest.raises(EvidenceDiffers, match="founding"):
        empty.open()


def test_unlock_dropped_member_statement_is_rolled_back(empty: Scene) -> None:
    with empty.open() as ledger:
        add_here(ledger, "two", parameters=FLOOR)
    Layout(empty.vault).statement(4).unlink()
    with empty.open(member=empty.created.member) as ledger, pytest.raises(HistoryRolledBack, match="members"):
        ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 1})])


def test_unlock_missing_statement_in_the_middle_is_named(empty: Scene) -> None:
    with empty.open() as ledger:
        add_here(ledger, "two", parameters=FLOOR)
    Layout(empty.vault).statement(3).unlink()
    with empty.open(member=empty.created.member) as ledger:
        assert any("1 later statements" in line for line in ledger.incomplete)
        with pytest.raises(HistoryRolledBack, match="members"):
            ledger.append([NewEntry("source.consent", ItemId(new_id("source")), {"consent": 1})])


def test_unlock_planted_room_key_is_refused(empty: Scene) -> None:
    """Anyone can seal a key of their own choice to a member: it must not be used."""
    with empty.open() as ledger:
        identity, place = ledger.credentials.identity, ledger.vault_id
    path = Layout(empty.vault).room_wrap(1, next(iter(_rooms())), empty.created.member)
    associated = f"habeas/room-key/1/{place}/1/record/{empty.created.member}".encode()
    path.write_bytes(identity.public.seal(bytes(32), associated))
    with pytest.raises(EvidenceDiffers, match="committed"):
        empty.open()


def _rooms() -> list[object]:
    from habeas.custody.model import Room

    return [Room.RECORD]


def test_unlock_missing_room_key_is_named(empty: Scene) -> None:
    shutil.rmtree(empty.vault / "keys" / "rooms" / "000001" / "names")
    with pytest.raises(EvidenceDiffers, match=r"keys/rooms/000001/names/mem-[0-9a-z]+\.wrap: missing"):
        empty.open()


def test_unlock_several_members_on_a_device_opens_for_the_first_unless_another_is_named(empty: Scene) -> None:
    with empty.open() as ledger:
        first = ledger.member
        added = add_here(ledger, "two", parameters=FLOOR)
    with empty.open() as ledger:
        assert ledger.member == first
    with pytest.raises(WrongKey) as refusal:
        empty.open("two")
    assert "--member" in refusal.value.hint
    with empty.open("two", added.member) as ledger:
        assert ledger.member == added.member
    with pytest.raises((WrongKey, NotFound)):
        empty.open("two", MemberId("mem-000000000000"))


def test_unlock_whole_folder_put_back_is_rolled_back(filled: Scene, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(filled.vault, old)
    filled.admit(filled.write("later.txt", "later"))
    shutil.rmtree(filled.vault)
    shutil.copytree(old, filled.vault)
    with filled.open() as ledger, pytest.raises(HistoryRolledBack, match="entries when it was last seen"):
        ledger.rebuild()


def test_unlock_dropped_journal_tail_is_named(filled: Scene) -> None:
    (segment,) = (filled.vault / "journal").rglob("*.seg")
    content = segment.read_bytes()
    segment.write_bytes(content[: len(content) * 2 // 3])
    with filled.open() as ledger, pytest.raises(EvidenceDiffers, match="dev-"):
        ledger.rebuild()


def test_statement_of_members_that_fits_nowhere_stops_nobody_from_reading_and_everybody_from_writing(
    filled: Scene,
) -> None:
    """Whoever holds the folder, or an analyst, puts a file in the place of the next statement of members."""
    with filled.open() as ledger:
        path = ledger.layout.statement(ledger.members.number + 1)
        earlier = ledger.layout.statement(ledger.members.number).read_bytes()
        number, before = ledger.members.number, len(list(sources(ledger.record, ledger.names)))
    for content in (earlier, b"{}", b"[]", b'"words"', b'{"number": 3}', b"[" * 100_000):
        path.write_bytes(content)
        with filled.open() as ledger:
            assert ledger.members.number == number
            assert len(list(sources(ledger.record, ledger.names))) == before
            assert ledger.incomplete
    path.write_bytes(earlier)
    with pytest.raises(EvidenceDiffers, match=f"member statement {number + 1}"):
        filled.admit(filled.write("later.txt", "later"))
    path.unlink()
    filled.admit(filled.write("later.txt", "later"))
