"""Identities: signatures, sealed boxes, what people compare."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.identity import Identity, PublicIdentity, new_identity, verify_signature
from habeas.errors import BadInput, EvidenceDiffers, WrongKey

SEED, ANNA = bytes(range(32)), Identity(bytes(range(32)))
BORIS = Identity(bytes(32))
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def test_same_seed_is_the_same_identity() -> None:
    assert Identity(SEED).public == ANNA.public != BORIS.public


def test_new_identity_comes_from_its_seed() -> None:
    seed, identity = new_identity()
    assert Identity(seed).public == identity.public


@given(st.binary(max_size=200))
def test_signature_holds_for_its_message_and_key_alone(message: bytes) -> None:
    signature = ANNA.sign(message)
    ANNA.public.verify(message, signature)
    with pytest.raises(EvidenceDiffers):
        ANNA.public.verify(message + b"x", signature)
    with pytest.raises(EvidenceDiffers):
        BORIS.public.verify(message, signature)


@pytest.mark.parametrize("place", range(64))
def test_signature_with_a_flipped_bit_is_refused(place: int) -> None:
    signature = bytearray(ANNA.sign(b"message"))
    signature[place] ^= 1
    with pytest.raises(EvidenceDiffers):
        ANNA.public.verify(b"message", bytes(signature))


@pytest.mark.parametrize("length", [0, 63, 65])
def test_signature_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(EvidenceDiffers):
        ANNA.public.verify(b"message", bytes(length))


def test_malleable_signature_is_refused() -> None:
    """S + L verifies in lax implementations: libsodium's rule is S < L."""
    signature = ANNA.sign(b"message")
    scalar = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    with pytest.raises(EvidenceDiffers):
        ANNA.public.verify(b"message", signature[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize(
    "point",
    [
        "0100000000000000000000000000000000000000000000000000000000000000",  # the neutral element
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # order 2
        "0000000000000000000000000000000000000000000000000000000000000000",  # order 4
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",  # order 8
    ],
)
def test_key_of_small_order_signs_nothing(point: str) -> None:
    """With such a key one signature would hold for many messages."""
    key = bytes.fromhex(point)
    with pytest.raises(EvidenceDiffers):
        verify_signature(key, b"message", key + bytes(32))


EDGE_CASES = json.loads((Path(__file__).parents[1] / "formats" / "ed25519_edge_cases.json").read_text())["cases"]


@pytest.mark.parametrize(("key", "signature", "message", "flags", "accepted"), [case[1:] for case in EDGE_CASES])
def test_edge_case_is_decided_as_it_was(
    key: str, signature: str, message: str, flags: list[str], accepted: bool
) -> None:
    """A new libsodium that decides otherwise would make evidence of today doubtful: it must be noticed."""
    arguments = bytes.fromhex(key), message.encode(), bytes.fromhex(signature)
    if accepted:
        verify_signature(*arguments)
        assert not {"low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R"} & set(flags)
    else:
        with pytest.raises(EvidenceDiffers):
            verify_signature(*arguments)


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_sealed_box_opens_for_its_identity_in_its_place(plaintext: bytes, place: bytes) -> None:
    sealed = ANNA.public.seal(plaintext, place)
    assert ANNA.unseal(sealed, place) == plaintext
    with pytest.raises(WrongKey):
        BORIS.unseal(sealed, place)
    with pytest.raises(EvidenceDiffers):
        ANNA.unseal(sealed, place + b"x")


@pytest.mark.parametrize("length", range(0, 83, 9))
def test_truncated_sealed_box_is_refused(length: int) -> None:
    with pytest.raises(WrongKey):
        ANNA.unseal(ANNA.public.seal(b"key")[:length])


def test_box_key_that_cannot_be_sealed_to_is_refused() -> None:
    with pytest.raises(BadInput):
        PublicIdentity(ANNA.public.verify_key, bytes(32)).seal(b"key")


def test_text_form_comes_back() -> None:
    assert PublicIdentity.from_text(f"  {ANNA.public.to_text()}\n") == ANNA.public


@pytest.mark.parametrize("place", range(0, 103, 6))
def test_mistyped_text_form_is_refused(place: int) -> None:
    text = ANNA.public.to_text()
    wrong = text[:place] + ("B" if text[place] != "B" else "C") + text[place + 1 :]
    with pytest.raises(BadInput):
        PublicIdentity.from_text(wrong)
    with pytest.raises(BadInput):
        PublicIdentity.from_text(text[:place])


def test_fingerprint_is_six_groups_and_tells_identities_apart() -> None:
    fingerprint = ANNA.public.fingerprint()
    assert [len(group) for group in fingerprint.split()] == [5] * 6
    assert fingerprint.replace(" ", "").isdecimal()
    assert fingerprint != BORIS.public.fingerprint()


def test_swapped_box_key_changes_the_fingerprint() -> None:
    swapped = PublicIdentity(ANNA.public.verify_key, BORIS.public.box_key)
    assert swapped.fingerprint() != ANNA.public.fingerprint()


def test_repr_shows_no_secret() -> None:
    shown = repr(ANNA)
    assert shown == f"Identity({ANNA.public.fingerprint()})"
    assert SEED.hex() not in shown


@pytest.mark.parametrize("length", [0, 31, 33])
def test_seed_of_another_length_is_a_mistake(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Identity(bytes(length))
