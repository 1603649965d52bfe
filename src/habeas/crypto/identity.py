"""Who signs and who can open: one 32-byte seed, two key pairs.

Ed25519 signs, X25519 opens what was sealed for this identity. Both come from the seed by HKDF, so the seed is all
that is wrapped, backed up and recovered. Signatures are verified by libsodium and by nothing else: verifiers disagree
on edge cases, and the written format (docs/formats/keys.md) names this one's rules.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from nacl.bindings import (
    crypto_box_seal,
    crypto_box_seal_open,
    crypto_scalarmult_base,
    crypto_sign,
    crypto_sign_open,
    crypto_sign_seed_keypair,
)
from nacl.exceptions import CryptoError

from habeas.crypto.sealing import KEY_BYTES, derive, new_key
from habeas.errors import BadInput, EvidenceDiffers, WrongKey

SIGNATURE_BYTES: Final = 64
TEXT_PREFIX: Final = "habeas-id-1:"
_CHECKSUM_BYTES: Final = 4
_FINGERPRINT_GROUPS: Final = 6


@dataclass(frozen=True)
class PublicIdentity:
    """What others need to know of an identity: to check what it signed, to seal for it."""

    verify_key: bytes
    """Ed25519 public key, 32 bytes."""
    box_key: bytes
    """X25519 public key, 32 bytes."""

    def __post_init__(self) -> None:
        if len(self.verify_key) != KEY_BYTES or len(self.box_key) != KEY_BYTES:
            raise BadInput(f"public identity: expected two keys of {KEY_BYTES} bytes")

    def verify(self, message: bytes, signature: bytes) -> None:
        """Returns where the signature holds. Raises EvidenceDiffers where it does not."""
        verify_signature(self.verify_key, message, signature)

    def seal(self, plaintext: bytes, associated: bytes = b"") -> bytes:
        """A libsodium sealed box (80 bytes longer): only this identity opens it, nobody can tell who sealed it."""
        try:
            return crypto_box_seal(hashlib.sha256(associated).digest() + plaintext, self.box_key)
        except CryptoError:
            raise BadInput("public identity: its box key is not a usable X25519 key") from None

    def fingerprint(self) -> str:
        """Six groups of five digits (99 bits) to read to each other over the telephone."""
        digest = hashlib.sha512(b"habeas/fingerprint/1" + self.verify_key + self.box_key).digest()
        groups = (digest[5 * number : 5 * number + 5] for number in range(_FINGERPRINT_GROUPS))
        return " ".join(f"{int.from_bytes(group) % 100_000:05d}" for group in groups)

    def to_text(self) -> str:
        """One line to send to a colleague; public."""
        keys = self.verify_key + self.box_key
        return TEXT_PREFIX + base64.urlsafe_b64encode(keys + _checksum(keys)).decode()

    @classmethod
    def from_text(cls, text: str) -> "PublicIdentity":
        """Raises BadInput where a character was lost or changed on the way."""
        prefix, encoded = text.strip()[: len(TEXT_PREFIX)], text.strip()[len(TEXT_PREFIX) :]
        try:
            decoded = base64.b64decode(encoded, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            decoded = b""
        keys, checksum = decoded[: 2 * KEY_BYTES], decoded[2 * KEY_BYTES :]
        if prefix != TEXT_PREFIX or len(keys) != 2 * KEY_BYTES or checksum != _checksum(keys):
            raise BadInput("public identity: the text is incomplete or mistyped", hint="ask for it again, whole")
        return cls(keys[:KEY_BYTES], keys[KEY_BYTES:])


class Identity:
    """A seed at work. Holds secret keys: never printed, never compared in public, its repr shows the public side."""

    __slots__ = ("_box_secret", "_sign_secret", "public")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != KEY_BYTES:
            raise ValueError(f"an identity seed has {KEY_BYTES} bytes, not {len(seed)}")
        verify_key, self._sign_secret = crypto_sign_seed_keypair(derive(seed, "identity-sign"))
        self._box_secret = derive(seed, "identity-box")
        self.public: Final = PublicIdentity(verify_key, crypto_scalarmult_base(self._box_secret))

    def sign(self, message: bytes) -> bytes:
        """Ed25519 (RFC 8032), 64 bytes. The message carries its own purpose: see docs/formats/keys.md, contexts."""
        return crypto_sign(message, self._sign_secret)[:SIGNATURE_BYTES]

    def unseal(self, sealed: bytes, associated: bytes = b"") -> bytes:
        """What `public.seal` was given. Raises WrongKey (sealed for another, or changed) or EvidenceDiffers (moved)."""
        try:
            opened = crypto_box_seal_open(sealed, self.public.box_key, self._box_secret)
        except (CryptoError, TypeError, ValueError):
            raise WrongKey(f"a sealed box of {len(sealed)} bytes is not for this identity, or was changed") from None
        if not hmac.compare_digest(opened[:32], hashlib.sha256(associated).digest()):
            raise EvidenceDiffers(f"a sealed box of {len(sealed)} bytes was sealed for another place")
        return opened[32:]

    def __repr__(self) -> str:
        return f"Identity({self.public.fingerprint()})"


def new_identity() -> tuple[bytes, Identity]:
    """(seed to wrap and keep, identity to use)."""
    seed = new_key()
    return seed, Identity(seed)


def verify_signature(verify_key: bytes, message: bytes, signature: bytes) -> None:
    """Ed25519 as libsodium verifies it: canonical S, no small-order key or R, cofactorless.

    Raises EvidenceDiffers where the signature does not hold.
    """
    if len(signature) != SIGNATURE_BYTES or len(verify_key) != KEY_BYTES:
        raise EvidenceDiffers(f"signature: expected {SIGNATURE_BYTES} bytes, found {len(signature)}")
    try:
        crypto_sign_open(signature + message, verify_key)
    except CryptoError:
        raise EvidenceDiffers("signature does not match the message and the key") from None


def _checksum(keys: bytes) -> bytes:
    return hashlib.sha256(b"habeas/id-text/1" + keys).digest()[:_CHECKSUM_BYTES]
