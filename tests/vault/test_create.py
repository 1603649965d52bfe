import os
from dataclasses import replace
from pathlib import Path

import pytest

from habeas.crypto.passphrase import FLOOR
from habeas.custody import durable
from habeas.errors import HabeasError, NoVault, StorageFailed, UnsafeEnvironment, UsageProblem
from habeas.vault.create import create
from habeas.vault.device import device_path, secret_from_code
from habeas.vault.founding import read_founding
from habeas.vault.layout import Layout
from habeas.vault.unlock import unlock
from tests.vault.scene import PASSPHRASE, PROJECTORS, Scene


def test_create_new_folder_opens_and_audits_clean(empty: Scene) -> None:
    with empty.open() as ledger:
        assert ledger.member == empty.created.member
        assert [entry.kind for entry in ledger.entries()][-1] == "vault.founded"
        assert ledger.repairs == []
    assert empty.audit().ok


def test_create_words_say_what_is_lost_in_each_case(empty: Scene) -> None:
    words = empty.created.words
    for said in ("passphrase is lost", "device (its secret) is lost", "both are lost", "recovery split"):
        assert said in words


def test_create_device_secret_is_outside_the_vault_and_private(empty: Scene) -> None:
    path = device_path(empty.created.vault)
    secret = secret_from_code(empty.created.device_code)
    assert not path.is_relative_to(empty.vault)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    for file in empty.vault_files():
        content = (empty.vault / file).read_bytes()
        assert secret not in content
        assert secret.hex().encode() not in content


def test_create_folder_in_use_is_left_alone(empty: Scene, tmp_path: Path) -> None:
    before = empty.vault_files()
    with pytest.raises(UsageProblem, match="already"):
        create(empty.vault, PASSPHRASE, PROJECTORS, parameters=FLOOR)
    assert empty.vault_files() == before
    other = tmp_path / "other"
    other.mkdir()
    (other / "note").write_text("mine")
    with pytest.raises(UsageProblem, match="not empty"):
        create(other, PASSPHRASE, PROJECTORS, parameters=FLOOR)
    with pytest.raises(UsageProblem, match="folder"):
        create(other / "note", PASSPHRASE, PROJECTORS, parameters=FLOOR)


def test_create_empty_passphrase_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="empty passphrase"):
        create(tmp_path / "v", "", PROJECTORS, parameters=FLOOR)
    assert not (tmp_path / "v").exists()


def test_create_parameters_below_the_floor_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeEnvironment, match="memory_kib"):
        create(tmp_path / "v", PASSPHRASE, PROJECTORS, parameters=replace(FLOOR, memory_kib=1024))
    assert not (tmp_path / "v").exists()


def test_create_library_without_cipher_writes_nothing_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_cipher() -> None:
        raise UnsafeEnvironment("no cipher")

    monkeypatch.setattr("habeas.vault.create.require_cipher", no_cipher)
    with pytest.raises(UnsafeEnvironment):
        create(tmp_path / "v", PASSPHRASE, PROJECTORS, parameters=FLOOR)
    assert list(tmp_path.iterdir()) == []


def _fail_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The disk is full from the `number`th flushed write on."""
    real, calls = os.fsync, [0]

    def failing(descriptor: int) -> None:
        calls[0] += 1
        if calls[0] >= number:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", failing)


@pytest.mark.parametrize("number", range(1, 40, 3))
def test_create_disk_full_at_each_write_gives_no_vault_or_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    vault = tmp_path / "v"
    with monkeypatch.context() as patch:
        _fail_at(patch, number)
        try:
            create(vault, PASSPHRASE, PROJECTORS, parameters=FLOOR)
        except HabeasError as error:
            assert isinstance(error, StorageFailed)
    try:
        read_founding(Layout(vault))
    except NoVault:
        return
    with unlock(vault, PASSPHRASE, PROJECTORS) as ledger:
        assert ledger.member


def test_create_interrupted_before_vault_json_is_no_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = durable.replace

    def stopping(path: Path, data: bytes, mode: int = 0o600) -> None:
        if path.name == "vault.json":
            raise KeyboardInterrupt
        real(path, data, mode)

    monkeypatch.setattr(durable, "replace", stopping)
    with pytest.raises(KeyboardInterrupt):
        create(tmp_path / "v", PASSPHRASE, PROJECTORS, parameters=FLOOR)
    with pytest.raises(NoVault):
        unlock(tmp_path / "v", PASSPHRASE, PROJECTORS)
