"""docs/formats/blobs.md, read a second time; and the frozen blobs, opened by our code."""

import hashlib
import io

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from habeas.crypto.blob import decrypt_blob
from tests.formats.reading import VECTORS, derive, padme, raw


def content_of(blob: bytes, key: bytes, place: bytes) -> bytes:
    prefix, commitment, body = blob[:40], blob[40:72], blob[72:]
    assert (blob[:4], blob[5], blob[6:8]) == (b"HBB1", 16, b"\x00\x00")
    secret = derive(key, "blob", prefix + hashlib.sha256(place).digest())
    assert derive(secret, "blob-commit") == commitment
    cipher = {1: AESGCM, 2: ChaCha20Poly1305}[blob[4]](derive(secret, "blob-encrypt"))
    chunks = [body[at : at + 65_552] for at in range(0, len(body), 65_552)]
    plain = b"".join(
        cipher.decrypt(number.to_bytes(11, "big") + bytes([number == len(chunks) - 1]), chunk, None)
        for number, chunk in enumerate(chunks)
    )
    size = int.from_bytes(plain[-8:], "big")
    assert len(plain) == padme(max(size + 8, 3072))
    assert not any(plain[size:-8])
    return plain[:size]


@pytest.mark.parametrize("case", VECTORS["blob"], ids=["empty", "AES-256-GCM", "ChaCha20-Poly1305"])
def test_blob(case: dict[str, str]) -> None:
    blob, key, place, content = raw(case["blob"]), raw(case["key"]), case["place"].encode(), raw(case["content"])
    assert content_of(blob, key, place) == content
    sink = io.BytesIO()
    receipt = decrypt_blob(io.BytesIO(blob), sink, key, place)
    assert (sink.getvalue(), receipt.sha256, receipt.size) == (content, hashlib.sha256(content).digest(), len(content))
