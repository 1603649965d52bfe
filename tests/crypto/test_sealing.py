"""Sealed bytes, derived keys, padding."""

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.sealing import OVERHEAD_BYTES, derive, derive_each, new_key, pad, padded_size, seal, unpad, unseal
from habeas.errors import EvidenceDiffers, WrongKey

KEY = bytes(range(32))
SEALED = seal(KEY, b"the river at night", b"vlt-1/record")


@given(st.binary(max_size=400), st.binary(max_size=80))
def test_sealed_opens_to_what_it_was(plaintext: bytes, associated: bytes) -> None:
    sealed = seal(KEY, plaintext, associated)
    assert len(sealed) == len(plaintext) + OVERHEAD_BYTES
    assert unseal(KEY, sealed, associated) == plaintext


def test_sealing_twice_gives_different_bytes() -> None:
    assert seal(KEY, b"same", b"") != seal(KEY, b"same", b"")


def test_other_key_raises_wrong_key() -> None:
    with pytest.raises(WrongKey):
        unseal(new_key(), SEALED, b"vlt-1/record")


def test_other_place_raises_evidence_differs() -> None:
    with pytest.raises(EvidenceDiffers):
        unseal(KEY, SEALED, b"vlt-2/record")


@pytest.mark.parametrize("place", range(len(SEALED)))
def test_flipped_bit_is_never_opened(place: int) -> None:
    for bit in range(8):
        changed = bytearray(SEALED)
        changed[place] ^= 1 << bit
        with pytest.raises((EvidenceDiffers, WrongKey)):
            unseal(KEY, bytes(changed), b"vlt-1/record")


@pytest.mark.parametrize("length", range(len(SEALED)))
def test_truncated_is_never_opened(length: int) -> None:
    with pytest.raises((EvidenceDiffers, WrongKey)):
        unseal(KEY, SEALED[:length], b"vlt-1/record")


def test_extended_is_never_opened() -> None:
    with pytest.raises(EvidenceDiffers):
        unseal(KEY, SEALED + b"\x00", b"vlt-1/record")


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_key_of_another_length_is_a_mistake(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(bytes(length), b"", b"")


@given(st.binary(min_size=1, max_size=100), st.sampled_from(["blob", "entry-part"]), st.binary(max_size=200))
def test_derived_key_is_hkdf_sha256(key: bytes, label: str, context: bytes) -> None:
    info = b"habeas/1 " + label.encode() + b"\x00" + context
    assert derive(key, label, context) == HKDF(SHA256(), 32, None, info).derive(key)


@given(st.binary(min_size=1, max_size=64), st.lists(st.tuples(st.sampled_from(["a", "b/1"]), st.binary(max_size=40))))
def test_derived_together_are_the_keys_derived_one_by_one(key: bytes, purposes: list[tuple[str, bytes]]) -> None:
    assert derive_each(key, purposes) == tuple(derive(key, label, context) for label, context in purposes)


def test_label_and_context_are_kept_apart() -> None:
    assert derive(KEY, "ab", b"c") != derive(KEY, "a", b"bc")
    assert derive(KEY, "ab") != derive(KEY, "a", b"b")


@pytest.mark.parametrize(
    ("size", "padded"),
    [(0, 0), (1, 1), (2, 2), (9, 10), (100, 104), (1000, 1024), (1_000_000, 1_015_808), (1 << 30, 1 << 30)],
)
def test_padded_size_is_padme(size: int, padded: int) -> None:
    assert padded_size(size) == padded


@given(st.integers(min_value=0, max_value=1 << 50))
def test_padding_costs_at_most_twelve_percent_and_is_stable(size: int) -> None:
    padded = padded_size(size)
    assert size <= padded <= size * 1.12 + 1
    assert padded_size(padded) == padded


@given(st.binary(max_size=600), st.sampled_from([0, 256]))
def test_padded_content_comes_back(content: bytes, minimum: int) -> None:
    padded = pad(content, minimum)
    assert len(padded) == padded_size(max(len(content) + 4, minimum))
    assert unpad(padded) == content


@pytest.mark.parametrize(
    "padded", [b"", b"\x00\x00\x00", b"\x00\x00\x00\x01", b"\x00\x00\x00\x01ab", b"\xff\xff\xff\xffab"]
)
def test_malformed_padding_is_refused(padded: bytes) -> None:
    with pytest.raises(EvidenceDiffers):
        unpad(padded)
