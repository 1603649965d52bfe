"""XChaCha20-Poly1305 and HMAC-SHA-256 as fast as Python reaches them: a journal entry costs several of each.

Both are what the libraries give, without their wrappers: libsodium is called through PyNaCl's own binding (the public
wrapper costs more than the cipher for a part of 256 bytes), and HMAC with a short key is two SHA-256 calls. The tests
hold both to the public functions. Lengths are checked here, because C does not.
"""

import hashlib
from typing import Final

from nacl._sodium import ffi, lib  # type: ignore[import-not-found]

from habeas.errors import EvidenceDiffers

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 24
TAG_BYTES: Final = 16

_NULL: Final = ffi.NULL
_encrypt = lib.crypto_aead_xchacha20poly1305_ietf_encrypt
_decrypt = lib.crypto_aead_xchacha20poly1305_ietf_decrypt

_BLOCK: Final = 64
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))
_sha256 = hashlib.sha256


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Ciphertext with its 16-byte tag behind it."""
    _require_lengths(key, nonce)
    sealed = ffi.new("unsigned char[]", len(plaintext) + TAG_BYTES)
    _encrypt(sealed, _NULL, plaintext, len(plaintext), associated, len(associated), _NULL, nonce, key)
    return bytes(ffi.buffer(sealed))


def decrypt(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The plaintext. Raises EvidenceDiffers where anything differs from what was sealed; says nothing of what."""
    _require_lengths(key, nonce)
    size = len(sealed) - TAG_BYTES
    if size >= 0:
        opened = ffi.new("unsigned char[]", size or 1)
        if _decrypt(opened, _NULL, _NULL, sealed, len(sealed), associated, len(associated), nonce, key) == 0:
            return bytes(ffi.buffer(opened, size))
    raise EvidenceDiffers(f"a sealed part of {len(sealed)} bytes was changed, moved, or is not under this key")


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """RFC 2104 with a key of up to 64 bytes."""
    if len(key) > _BLOCK:
        raise ValueError(f"a key of {len(key)} bytes is longer than a block")
    padded = key.ljust(_BLOCK, b"\x00")
    return _sha256(padded.translate(_OUTER) + _sha256(padded.translate(_INNER) + message).digest()).digest()


def _require_lengths(key: bytes, nonce: bytes) -> None:
    if len(key) != KEY_BYTES or len(nonce) != NONCE_BYTES:
        raise ValueError(f"key and nonce have {KEY_BYTES} and {NONCE_BYTES} bytes, not {len(key)} and {len(nonce)}")
