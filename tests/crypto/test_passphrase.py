"""The wrap of a seed: passphrase and device secret together, parameters within bounds."""

import unicodedata

import pytest

from habeas.crypto import passphrase
from habeas.crypto.passphrase import CEILING, FLOOR, KdfParameters, parameters_of, unwrap_seed, wrap_seed
from habeas.errors import EvidenceDiffers, UnsafeEnvironment, UsageProblem, WrongKey

SEED, SECRET = bytes(range(32)), bytes(range(32, 64))
WORDS = "корабль and élan"


@pytest.fixture(scope="module")
def wrapped() -> bytes:
    return wrap_seed(SEED, WORDS, SECRET, FLOOR)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[KdfParameters]:
    """Argon2id replaced by a hash that counts its calls: for tests of everything around it."""
    calls: list[KdfParameters] = []

    def stretched(secret: bytes, parameters: KdfParameters, salt: bytes) -> bytes:
        calls.append(parameters)
        return passphrase.derive(secret, "test", salt)

    monkeypatch.setattr(passphrase, "_argon2id", stretched)
    return calls


def test_seed_comes_back(wrapped: bytes) -> None:
    assert unwrap_seed(wrapped, WORDS, SECRET) == SEED
    assert parameters_of(wrapped) == FLOOR


def test_other_passphrase_or_device_secret_raises_wrong_key(quick: list[KdfParameters]) -> None:
    wrapped = wrap_seed(SEED, WORDS, SECRET, FLOOR)
    with pytest.raises(WrongKey):
        unwrap_seed(wrapped, WORDS + " ", SECRET)
    with pytest.raises(WrongKey):
        unwrap_seed(wrapped, WORDS, bytes(32))
    with pytest.raises(WrongKey):
        unwrap_seed(wrapped, "", SECRET)
    with pytest.raises(WrongKey):
        unwrap_seed(wrapped, "\ud800", SECRET)
    with pytest.raises(WrongKey):
        unwrap_seed(wrapped, WORDS, b"short")


def test_passphrase_is_the_same_in_both_unicode_forms(quick: list[KdfParameters]) -> None:
    wrapped = wrap_seed(SEED, unicodedata.normalize("NFD", WORDS), SECRET, FLOOR)
    assert unwrap_seed(wrapped, unicodedata.normalize("NFC", WORDS), SECRET) == SEED


def test_empty_passphrase_is_refused() -> None:
    with pytest.raises(UsageProblem):
        wrap_seed(SEED, "", SECRET, FLOOR)


@pytest.mark.parametrize(
    "parameters",
    [
        KdfParameters(FLOOR.passes - 1, FLOOR.memory_kib, FLOOR.lanes),
        KdfParameters(FLOOR.passes, FLOOR.memory_kib - 1, FLOOR.lanes),
        KdfParameters(FLOOR.passes, FLOOR.memory_kib, 0),
        KdfParameters(CEILING.passes + 1, FLOOR.memory_kib, FLOOR.lanes),
        KdfParameters(FLOOR.passes, CEILING.memory_kib + 1, FLOOR.lanes),
        KdfParameters(FLOOR.passes, FLOOR.memory_kib, CEILING.lanes + 1),
    ],
)
def test_parameters_out_of_bounds_are_refused_before_anything_is_derived(
    quick: list[KdfParameters], parameters: KdfParameters
) -> None:
    with pytest.raises(UnsafeEnvironment):
        wrap_seed(SEED, WORDS, SECRET, parameters)
    wrapped = wrap_seed(SEED, WORDS, SECRET, FLOOR)
    quick.clear()
    fields = (parameters.passes, parameters.memory_kib, parameters.lanes)
    lowered = wrapped[:8] + b"".join(field.to_bytes(4) for field in fields) + wrapped[20:]
    with pytest.raises(UnsafeEnvironment):
        unwrap_seed(lowered, WORDS, SECRET)
    assert quick == []


def test_floor_of_the_vault_counts_above_our_own(quick: list[KdfParameters]) -> None:
    wrapped = wrap_seed(SEED, WORDS, SECRET, FLOOR)
    with pytest.raises(UnsafeEnvironment):
        unwrap_seed(wrapped, WORDS, SECRET, KdfParameters(4, FLOOR.memory_kib, 1))
    assert unwrap_seed(wrapped, WORDS, SECRET, KdfParameters(1, 8, 1)) == SEED


def test_unlocking_derives_once(quick: list[KdfParameters]) -> None:
    wrapped = wrap_seed(SEED, WORDS, SECRET, FLOOR)
    quick.clear()
    unwrap_seed(wrapped, WORDS, SECRET)
    assert quick == [FLOOR]


def test_flipped_bit_is_never_opened(quick: list[KdfParameters]) -> None:
    wrapped = wrap_seed(SEED, WORDS, SECRET, FLOOR)
    for place in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[place] ^= 1
        with pytest.raises((EvidenceDiffers, WrongKey, UnsafeEnvironment)):
            unwrap_seed(bytes(changed), WORDS, SECRET)


def test_other_length_is_never_opened(quick: list[KdfParameters]) -> None:
    wrapped = wrap_seed(SEED, WORDS, SECRET, FLOOR)
    for length in range(len(wrapped)):
        with pytest.raises(EvidenceDiffers):
            unwrap_seed(wrapped[:length], WORDS, SECRET)
    with pytest.raises(EvidenceDiffers):
        unwrap_seed(wrapped + b"\x00", WORDS, SECRET)
    with pytest.raises(EvidenceDiffers):
        parameters_of(b"HBW1")


def test_machine_without_enough_memory_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(**_: object) -> bytes:
        raise passphrase.HashingError("Memory allocation error")

    monkeypatch.setattr(passphrase, "hash_secret_raw", refuses)
    with pytest.raises(UnsafeEnvironment, match="KiB"):
        wrap_seed(SEED, WORDS, SECRET, FLOOR)
