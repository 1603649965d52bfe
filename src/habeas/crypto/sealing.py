"""Small things sealed under a 32-byte key, keys derived from keys, and the sizes that do not tell.

Sealed bytes are XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a random 24-byte nonce, behind a header that
commits to the key: that AEAD alone can be made to open under two keys to two texts. Layout: docs/formats/keys.md.
"""

import hmac
import os
from collections.abc import Iterable
from typing import Final

from habeas.crypto import aead
from habeas.crypto.aead import decrypt, encrypt, hmac_sha256
from habeas.errors import EvidenceDiffers, WrongKey

KEY_BYTES: Final = aead.KEY_BYTES
NONCE_BYTES: Final = aead.NONCE_BYTES
TAG_BYTES: Final = aead.TAG_BYTES
SEALED_VERSION: Final = b"\x01"
COMMITMENT_BYTES: Final = 32
HEADER_BYTES: Final = len(SEALED_VERSION) + NONCE_BYTES + COMMITMENT_BYTES
OVERHEAD_BYTES: Final = HEADER_BYTES + TAG_BYTES
"""How much longer sealed bytes are than what they hold."""

_ZERO_SALT: Final = bytes(32)


def new_key() -> bytes:
    """32 bytes from the operating system."""
    return os.urandom(KEY_BYTES)


def derive(key: bytes, label: str, context: bytes = b"") -> bytes:
    """A 32-byte key for one purpose: HKDF-SHA-256 (RFC 5869), no salt, info = "habeas/1 " label 0x00 context.

    The zero byte keeps label and context apart, so a label holds none.
    """
    return _expand(hmac_sha256(_ZERO_SALT, key), label, context)


def derive_each(key: bytes, purposes: Iterable[tuple[str, bytes]]) -> tuple[bytes, ...]:
    """`derive` for several purposes (label, context) of one key: the extraction, a third of the work, is done once."""
    extracted = hmac_sha256(_ZERO_SALT, key)
    return tuple([_expand(extracted, label, context) for label, context in purposes])


def _expand(extracted: bytes, label: str, context: bytes) -> bytes:
    return hmac_sha256(extracted, b"habeas/1 " + label.encode() + b"\x00" + context + b"\x01")


def seal(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Version, nonce, key commitment, ciphertext with tag. `associated` is not stored: who opens must know it."""
    nonce = os.urandom(NONCE_BYTES)
    inner, commitment = _committed(key, nonce)
    header = SEALED_VERSION + nonce + commitment
    return header + encrypt(inner, nonce, plaintext, header + associated)


def unseal(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """What was sealed, whole and unchanged.

    Raises WrongKey where the key does not match the commitment: another key, or a damaged header (nobody without the
    right key can tell the two apart). Raises EvidenceDiffers where the key is right and the bytes, or the place they
    were sealed for, are not.
    """
    if len(sealed) < OVERHEAD_BYTES:
        raise EvidenceDiffers(f"sealed object: expected at least {OVERHEAD_BYTES} bytes, found {len(sealed)}")
    if sealed[:1] != SEALED_VERSION:
        raise EvidenceDiffers(f"sealed object: expected version {SEALED_VERSION[0]}, found {sealed[0]}")
    header, nonce = sealed[:HEADER_BYTES], sealed[1 : 1 + NONCE_BYTES]
    inner, commitment = _committed(key, nonce)
    if not hmac.compare_digest(commitment, header[1 + NONCE_BYTES :]):
        raise WrongKey("this key does not open this object, or the head of the object was changed")
    return decrypt(inner, nonce, sealed[HEADER_BYTES:], header + associated)


def _committed(key: bytes, nonce: bytes) -> tuple[bytes, bytes]:
    """(key to encrypt with, commitment): the two halves of HMAC-SHA-512, so one fixes the other."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    both = hmac.digest(key, b"habeas/sealed/1" + nonce, "sha512")
    return both[:KEY_BYTES], both[KEY_BYTES:]


def padded_size(size: int) -> int:
    """Padmé (PURBs, PoPETs 2019.4, doi:10.2478/popets-2019-0056): at most 12 % more, O(log log n) bits of the size
    told.

    Sizes 0 and 1 stay as they are.
    """
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    kept_bits = exponent.bit_length()
    mask = (1 << (exponent - kept_bits)) - 1 if exponent > kept_bits else 0
    return (size + mask) & ~mask


def pad(content: bytes, minimum: int = 0) -> bytes:
    """Content behind its length (4 bytes, big-endian), then zeros up to the Padmé size of at least `minimum`."""
    if len(content) >= 1 << 32:
        raise ValueError(f"cannot pad {len(content)} bytes: the length field has 4")
    framed = len(content).to_bytes(4) + content
    return framed.ljust(padded_size(max(len(framed), minimum)), b"\x00")


def unpad(padded: bytes) -> bytes:
    """What `pad` was given. Raises EvidenceDiffers where length or zeros are not as `pad` writes them."""
    size = int.from_bytes(padded[:4])
    end = 4 + size
    if len(padded) < 4 or end > len(padded) or padded.count(0, end) != len(padded) - end:
        raise EvidenceDiffers(f"padding of {len(padded)} bytes is malformed")
    return padded[4:end]
