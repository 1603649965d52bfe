"""Fingerprints that were compared are remembered by the device, and only digits are kept."""

from pathlib import Path

import pytest

from habeas.errors import BadInput, NotFound, UsageProblem
from habeas.verifier.trust import forget, remember, remembered

ONE, OTHER = "29242 64343 58881 21023 97500 13762", "11111 22222 33333 44444 55555 66666"


@pytest.fixture(autouse=True)
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "habeas" / "trusted"


def test_nothing_is_remembered_at_first() -> None:
    assert remembered() == ()


def test_fingerprint_is_remembered_once_in_any_spelling(device: Path) -> None:
    assert remember(ONE.replace(" ", "")) == ONE
    assert remember(ONE) == ONE and remember(OTHER) == OTHER
    assert remembered() == (ONE, OTHER)
    assert device.read_text() == f"{ONE}\n{OTHER}\n" and device.stat().st_mode & 0o777 == 0o600


def test_forgotten_fingerprint_counts_no_more() -> None:
    remember(ONE)
    remember(OTHER)
    forget(ONE)
    assert remembered() == (OTHER,)
    with pytest.raises(NotFound):
        forget(ONE)


@pytest.mark.parametrize("wrong", ["", "12345", ONE + "1", ONE.replace("2", "\u0662"), "Lia", ONE.replace("2", "a")])
def test_what_is_no_fingerprint_is_refused(wrong: str) -> None:
    with pytest.raises(UsageProblem):
        remember(wrong)


@pytest.mark.parametrize("damage", [b"\xff", b"abc\n", b"1" * 31])
def test_damaged_file_counts_as_damaged_not_as_empty(device: Path, damage: bytes) -> None:
    remember(ONE)
    device.write_bytes(damage)
    with pytest.raises(BadInput):
        remembered()
