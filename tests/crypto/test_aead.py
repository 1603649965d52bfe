"""The fast ways to the cipher and to HMAC give what the public functions give."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt

from habeas.crypto import aead
from habeas.errors import EvidenceDiffers

KEYS = st.binary(min_size=32, max_size=32)
NONCES = st.binary(min_size=24, max_size=24)


@given(KEYS, NONCES, st.binary(max_size=500), st.binary(max_size=100))
def test_encrypt_equals_the_public_function(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes) -> None:
    sealed = aead.encrypt(key, nonce, plaintext, associated)
    assert sealed == crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, associated, nonce, key)
    assert aead.decrypt(key, nonce, sealed, associated) == plaintext


def test_encrypt_gives_the_vector_of_the_draft() -> None:
    """draft-irtf-cfrg-xchacha-03, A.3.1."""
    plaintext = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
        b"sunscreen would be it."
    )
    associated = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    key, nonce = bytes(range(0x80, 0xA0)), bytes(range(0x40, 0x58))
    sealed = aead.encrypt(key, nonce, plaintext, associated)
    assert sealed[:16].hex() == "bd6d179d3e83d43b9576579493c0e939"
    assert sealed[-16:].hex() == "c0875924c1c7987947deafd8780acf49"


@given(st.binary(max_size=64), st.binary(max_size=300))
def test_hmac_equals_the_standard_library(key: bytes, message: bytes) -> None:
    assert aead.hmac_sha256(key, message) == hmac.digest(key, message, "sha256")


def test_hmac_with_a_key_longer_than_a_block_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="longer than a block"):
        aead.hmac_sha256(bytes(65), b"")


@pytest.mark.parametrize(("key", "nonce"), [(31, 24), (33, 24), (32, 23), (32, 0)])
def test_key_or_nonce_of_another_length_never_reaches_the_cipher(key: int, nonce: int) -> None:
    with pytest.raises(ValueError, match="32 and 24 bytes"):
        aead.encrypt(bytes(key), bytes(nonce), b"", b"")
    with pytest.raises(ValueError, match="32 and 24 bytes"):
        aead.decrypt(bytes(key), bytes(nonce), bytes(16), b"")


@pytest.mark.parametrize("length", range(16))
def test_less_than_a_tag_is_refused(length: int) -> None:
    with pytest.raises(EvidenceDiffers):
        aead.decrypt(bytes(32), bytes(24), bytes(length), b"")
