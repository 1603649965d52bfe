"""A file of any size, encrypted in one pass with little memory, opened so that nothing changed is ever returned.

Layout (docs/formats/blobs.md): header of 72 bytes, then the padded plaintext in chunks of 64 KiB, each AES-256-GCM or
ChaCha20-Poly1305 with a 16-byte tag (the STREAM construction of Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015,
doi:10.1007/978-3-662-47989-6_24: the nonce is the chunk's number and a flag on the last). The header commits to the
key, so no second key opens the blob to another file. The last 8 bytes of the padded plaintext hold the true size.

To open: 1 the header's commitment shows the right key and place; 2 the last chunk is opened first, which fixes the
length of the file before a byte is returned; 3 each chunk is opened before it is passed on; 4 the padding must be
zeros.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from habeas.crypto.sealing import KEY_BYTES, derive, padded_size
from habeas.errors import EvidenceDiffers, WrongKey

MAGIC: Final = b"HBB1"
AES_256_GCM: Final = 1
CHACHA20_POLY1305: Final = 2
CHUNK_BYTES: Final = 1 << 16
TAG_BYTES: Final = 16
SALT_BYTES: Final = 32
COMMITMENT_BYTES: Final = 32
HEADER_BYTES: Final = 8 + SALT_BYTES + COMMITMENT_BYTES
SIZE_BYTES: Final = 8
SMALLEST_PADDED: Final = 3072
"""Below this all sizes look alike: a blob of one disk page."""

_BATCH_CHUNKS: Final = 16
_BATCH_BYTES: Final = _BATCH_CHUNKS * CHUNK_BYTES
_SEALED_CHUNK: Final = CHUNK_BYTES + TAG_BYTES

Cipher = AESGCM | ChaCha20Poly1305


@dataclass(frozen=True)
class BlobReceipt:
    """What went through: SHA-256 of the content (32 bytes) and its size in bytes."""

    sha256: bytes
    size: int


def encrypt_blob(
    source: BinaryIO,
    sink: BinaryIO,
    key: bytes,
    associated: bytes,
    algorithm: int = AES_256_GCM,
    expected: int = _BATCH_BYTES,
) -> BlobReceipt:
    """Reads `source` to its end, once, and writes the blob to `sink`; neither need be seekable. Peak memory about 3
    MiB.

    `key` is fresh for each blob. `associated` names the place (vault, compartment, item, version) and is not stored.
    `expected`: about how many bytes will come; only sizes the buffers, for which 2 MiB are a waste on a small file.
    """
    header, cipher = _new_header(key, associated, algorithm)
    _write_all(sink, header)
    writer = _ChunkWriter(sink, cipher, expected)
    digest = hashlib.sha256()
    size = 0
    while count := _fill(source, writer.room()):
        digest.update(writer.room()[:count])
        writer.advance(count)
        size += count
    writer.finish(size)
    return BlobReceipt(digest.digest(), size)


def decrypt_blob(source: BinaryIO, sink: BinaryIO, key: bytes, associated: bytes) -> BlobReceipt:
    """Writes the content to `sink`; `source` is seekable and starts at the blob's first byte.

    Raises WrongKey (another key, another place, or a changed header) or EvidenceDiffers (anything else changed, cut,
    moved or added). What was written to `sink` before an error is authentic but incomplete. The caller compares the
    receipt with what the journal says.
    """
    digest = hashlib.sha256()
    size = 0
    for piece in read_blob(source, key, associated):
        digest.update(piece)
        _write_all(sink, piece)
        size += len(piece)
    return BlobReceipt(digest.digest(), size)


def read_blob(source: BinaryIO, key: bytes, associated: bytes) -> Iterator[memoryview]:
    """The content in pieces of up to 1 MiB, each authenticated. A piece is valid until the next one is asked for."""
    # 1 The header's commitment shows the right key and place.
    cipher = _open_header(source.read(HEADER_BYTES), key, associated)
    # 2 The last chunk fixes the length.
    body = source.seek(0, os.SEEK_END) - HEADER_BYTES
    chunks, size = _open_last_chunk(source, cipher, body)
    source.seek(HEADER_BYTES)
    # 3 Each batch of chunks is opened before it is passed on; 4 the padding must be zeros.
    sealed, opened = bytearray(_BATCH_CHUNKS * _SEALED_CHUNK), bytearray(_BATCH_BYTES)
    left = size
    for first in range(0, chunks, _BATCH_CHUNKS):
        count = _fill(source, memoryview(sealed))
        room = _open_batch(cipher, memoryview(sealed)[:count], opened, first, chunks)
        if first + _BATCH_CHUNKS >= chunks:
            room -= SIZE_BYTES
        kept = min(left, room)
        _check_padding(opened, kept, room)
        left -= kept
        if kept:
            yield memoryview(opened)[:kept]


def sealed_size(size: int) -> int:
    """Bytes on disk of a blob whose content has `size` bytes."""
    padded = _padded_plaintext(size)
    return HEADER_BYTES + padded + TAG_BYTES * -(-padded // CHUNK_BYTES)


class _ChunkWriter:
    """Gathers plaintext in one buffer of up to 1 MiB, writes it sealed, chunk by chunk; the last chunk is held back."""

    def __init__(self, sink: BinaryIO, cipher: Cipher, expected: int) -> None:
        self._sink, self._cipher = sink, cipher
        chunks = min(_BATCH_CHUNKS, -(-_padded_plaintext(expected) // CHUNK_BYTES))
        self._plain = bytearray(chunks * CHUNK_BYTES)
        self._sealed = bytearray(chunks * _SEALED_CHUNK)
        self._filled = 0
        self._chunk = 0

    def room(self) -> memoryview:
        """Where the next plaintext goes; never empty."""
        if self._filled == len(self._plain):
            self._flush(last=False)
        return memoryview(self._plain)[self._filled :]

    def advance(self, count: int) -> None:
        self._filled += count

    def finish(self, size: int) -> None:
        """Zeros up to the padded size, then the true size, then the last chunk with its flag."""
        zeros = _padded_plaintext(size) - size - SIZE_BYTES
        for step in _steps(zeros, len(self._plain)):
            self._append_zeros(step)
        self._append(size.to_bytes(SIZE_BYTES))
        self._flush(last=True)

    def _append_zeros(self, count: int) -> None:
        while count:
            room = self.room()[:count]
            room[:] = bytes(len(room))
            self.advance(len(room))
            count -= len(room)

    def _append(self, data: bytes) -> None:
        while data:
            room = self.room()[: len(data)]
            room[:] = data[: len(room)]
            self.advance(len(room))
            data = data[len(room) :]

    def _flush(self, *, last: bool) -> None:
        plain, sealed = memoryview(self._plain)[: self._filled], memoryview(self._sealed)
        start = end = 0
        while start < self._filled:
            piece = plain[start : start + CHUNK_BYTES]
            start += len(piece)
            nonce = _nonce(self._chunk, last=last and start == self._filled)
            end += self._cipher.encrypt_into(nonce, piece, None, sealed[end : end + len(piece) + TAG_BYTES])
            self._chunk += 1
        _write_all(self._sink, sealed[:end])
        self._filled = 0


def _new_header(key: bytes, associated: bytes, algorithm: int) -> tuple[bytes, Cipher]:
    prefix = MAGIC + bytes([algorithm, CHUNK_BYTES.bit_length() - 1, 0, 0]) + os.urandom(SALT_BYTES)
    inner, commitment = _committed(key, prefix, associated)
    return prefix + commitment, _cipher(algorithm, inner)


def _open_header(header: bytes, key: bytes, associated: bytes) -> Cipher:
    known = MAGIC + bytes([CHUNK_BYTES.bit_length() - 1, 0, 0])
    if len(header) != HEADER_BYTES or header[:4] + header[5:8] != known:
        raise EvidenceDiffers("blob: its head is not one of this format")
    prefix, commitment = header[:-COMMITMENT_BYTES], header[-COMMITMENT_BYTES:]
    if prefix[4] not in (AES_256_GCM, CHACHA20_POLY1305):
        raise EvidenceDiffers(f"blob: unknown algorithm {prefix[4]}")
    inner, expected = _committed(key, prefix, associated)
    if not hmac.compare_digest(commitment, expected):
        raise WrongKey("blob: this key does not open it here, or its head was changed")
    return _cipher(prefix[4], inner)


def _committed(key: bytes, prefix: bytes, associated: bytes) -> tuple[bytes, bytes]:
    """(key to encrypt with, commitment to key, head and place): collision-resistant, both from one derived secret."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a blob key has {KEY_BYTES} bytes, not {len(key)}")
    secret = derive(key, "blob", prefix + hashlib.sha256(associated).digest())
    return derive(secret, "blob-encrypt"), derive(secret, "blob-commit")


def _cipher(algorithm: int, key: bytes) -> Cipher:
    return AESGCM(key) if algorithm == AES_256_GCM else ChaCha20Poly1305(key)


def _nonce(chunk: int, *, last: bool) -> bytes:
    return chunk.to_bytes(11) + (b"\x01" if last else b"\x00")


def _padded_plaintext(size: int) -> int:
    return padded_size(max(size + SIZE_BYTES, SMALLEST_PADDED))


def _open_last_chunk(source: BinaryIO, cipher: Cipher, body: int) -> tuple[int, int]:
    """(number of chunks, true size), after the last chunk proved to be the last and the size to fit the padding."""
    chunks = -(-body // _SEALED_CHUNK)
    tail = body - (chunks - 1) * _SEALED_CHUNK
    if chunks < 1 or tail <= TAG_BYTES:
        raise EvidenceDiffers(f"blob: a body of {body} bytes is cut off")
    source.seek(HEADER_BYTES + (chunks - 1) * _SEALED_CHUNK)
    plain = _open_chunk(cipher, chunks - 1, chunks, source.read(tail))
    # A size field may straddle two chunks only if the last has fewer than 8 bytes: then the one before is opened too.
    if len(plain) < SIZE_BYTES and chunks > 1:
        source.seek(HEADER_BYTES + (chunks - 2) * _SEALED_CHUNK)
        plain = _open_chunk(cipher, chunks - 2, chunks, source.read(_SEALED_CHUNK)) + plain
    size = int.from_bytes(plain[-SIZE_BYTES:])
    if len(plain) < SIZE_BYTES or _padded_plaintext(size) != body - chunks * TAG_BYTES:
        raise EvidenceDiffers(f"blob: its size field does not fit a body of {body} bytes")
    return chunks, size


def _open_chunk(cipher: Cipher, chunk: int, chunks: int, sealed: bytes) -> bytes:
    try:
        return cipher.decrypt(_nonce(chunk, last=chunk == chunks - 1), sealed, None)
    except InvalidTag:
        raise EvidenceDiffers(f"blob: chunk {chunk} of {chunks} is not what was written") from None


def _open_batch(cipher: Cipher, sealed: memoryview, opened: bytearray, first: int, chunks: int) -> int:
    """Number of plaintext bytes now in `opened`."""
    room, start, end = memoryview(opened), 0, 0
    for chunk in range(first, min(first + _BATCH_CHUNKS, chunks)):
        piece = sealed[start : start + _SEALED_CHUNK]
        start += len(piece)
        plain = max(len(piece) - TAG_BYTES, 0)
        try:
            end += cipher.decrypt_into(_nonce(chunk, last=chunk == chunks - 1), piece, None, room[end : end + plain])
        except InvalidTag:
            raise EvidenceDiffers(f"blob: chunk {chunk} of {chunks} is not what was written") from None
    return end


def _check_padding(opened: bytearray, kept: int, room: int) -> None:
    if kept < room and opened.count(0, kept, room) != room - kept:
        raise EvidenceDiffers("blob: its padding is not zeros")


def _fill(source: BinaryIO, room: memoryview) -> int:
    """Reads until `room` is full or the source ends: short reads of pipes and sockets do not cut a chunk."""
    filled = 0
    reader = getattr(source, "readinto", None)
    while filled < len(room):
        if reader is not None:
            count = reader(room[filled:]) or 0
        else:
            piece = source.read(len(room) - filled)
            count = len(piece)
            room[filled : filled + count] = piece
        if not count:
            break
        filled += count
    return filled


def _write_all(sink: BinaryIO, data: bytes | memoryview) -> None:
    """An unbuffered file may take a part and say so."""
    left = memoryview(data)
    while left:
        left = left[sink.write(left) :]


def _steps(total: int, step: int) -> Iterator[int]:
    while total > 0:
        yield min(total, step)
        total -= step
