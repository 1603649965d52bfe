"""Blobs: one pass, padded, and never changed plaintext."""

import hashlib
import io
import os
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.crypto import blob
from habeas.crypto.blob import (
    AES_256_GCM,
    CHACHA20_POLY1305,
    CHUNK_BYTES,
    HEADER_BYTES,
    SMALLEST_PADDED,
    BlobReceipt,
    decrypt_blob,
    encrypt_blob,
    read_blob,
    sealed_size,
)
from habeas.crypto.sealing import padded_size
from habeas.errors import EvidenceDiffers, HabeasError, WrongKey

KEY, PLACE = bytes(range(32)), b"vlt-1/src-1/original"
SEALED_CHUNK = CHUNK_BYTES + 16
EDGES = [
    0, 1, SMALLEST_PADDED - 8, SMALLEST_PADDED - 7, CHUNK_BYTES - 9, CHUNK_BYTES - 8, CHUNK_BYTES - 7, CHUNK_BYTES,
    CHUNK_BYTES + 1, 2 * CHUNK_BYTES - 8, (1 << 20) - 9, (1 << 20) - 8, (1 << 20) - 7, 1 << 20, (1 << 20) + 1, 17 *
    CHUNK_BYTES,
]  # fmt: skip


def sealed(content: bytes, algorithm: int = AES_256_GCM) -> bytes:
    sink = io.BytesIO()
    receipt = encrypt_blob(io.BytesIO(content), sink, KEY, PLACE, algorithm)
    assert receipt == BlobReceipt(hashlib.sha256(content).digest(), len(content))
    return sink.getvalue()


def opened(data: bytes, key: bytes = KEY, place: bytes = PLACE) -> bytes:
    sink = io.BytesIO()
    receipt = decrypt_blob(io.BytesIO(data), sink, key, place)
    assert receipt == BlobReceipt(hashlib.sha256(sink.getvalue()).digest(), len(sink.getvalue()))
    return sink.getvalue()


def refused(data: bytes, original: bytes) -> None:
    """Opening fails, and whatever came out before is a beginning of the original."""
    sink = io.BytesIO()
    with pytest.raises((EvidenceDiffers, WrongKey)):
        decrypt_blob(io.BytesIO(data), sink, KEY, PLACE)
    assert original.startswith(sink.getvalue())


@pytest.mark.parametrize("size", EDGES)
@pytest.mark.parametrize("algorithm", [AES_256_GCM, CHACHA20_POLY1305])
def test_blob_opens_to_what_it_was(size: int, algorithm: int) -> None:
    content = os.urandom(size)
    data = sealed(content, algorithm)
    assert len(data) == sealed_size(size)
    assert opened(data) == content


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=9000))
def test_any_small_content_comes_back(content: bytes) -> None:
    assert opened(sealed(content)) == content


def test_size_on_disk_tells_no_more_than_padme() -> None:
    assert len({sealed_size(size) for size in range(SMALLEST_PADDED - 7)}) == 1
    assert all(sealed_size(size) <= 1.13 * size for size in (100_000, 1 << 20, 10**7, 10**10))
    assert sealed_size(999_000) == sealed_size(padded_size(999_008) - 8)


class Trickle(io.RawIOBase):
    """A source that gives a few bytes at a time, like a pipe."""

    def __init__(self, content: bytes) -> None:
        self._left = io.BytesIO(content)

    def readinto(self, room: memoryview) -> int:  # type: ignore[override]
        piece = self._left.read(min(len(room), 777))
        room[: len(piece)] = piece
        return len(piece)


class ReadOnly:
    """A source without readinto."""

    def __init__(self, content: bytes) -> None:
        self._left = io.BytesIO(content)

    def read(self, size: int) -> bytes:
        return self._left.read(min(size, 5000))


@pytest.mark.parametrize("source", [Trickle, ReadOnly])
def test_source_that_reads_short_gives_the_same_blob(source: Callable[[bytes], io.RawIOBase]) -> None:
    content = os.urandom(200_000)
    sink = io.BytesIO()
    receipt = encrypt_blob(source(content), sink, KEY, PLACE)  # type: ignore[arg-type]
    assert receipt.size == len(content)
    assert opened(sink.getvalue()) == content


class Grudging(io.RawIOBase):
    """A sink that takes a few bytes at a time, like an unbuffered file on a disk that is nearly full."""

    def __init__(self) -> None:
        self.taken = bytearray()

    def write(self, data: memoryview) -> int:  # type: ignore[override]
        self.taken += data[:4097]
        return len(data[:4097])


def test_sink_that_writes_short_loses_nothing() -> None:
    content = os.urandom(200_000)
    sink, back = Grudging(), Grudging()
    encrypt_blob(io.BytesIO(content), sink, KEY, PLACE)  # type: ignore[arg-type]
    assert opened(bytes(sink.taken)) == content
    receipt = decrypt_blob(io.BytesIO(bytes(sink.taken)), back, KEY, PLACE)  # type: ignore[arg-type]
    assert bytes(back.taken) == content and receipt.size == len(content)


def test_same_content_twice_gives_different_bytes() -> None:
    assert sealed(b"same")[8:] != sealed(b"same")[8:]


def test_other_key_or_place_raises_wrong_key_and_gives_nothing() -> None:
    data = sealed(b"content")
    for key, place in ((bytes(32), PLACE), (KEY, PLACE + b"x"), (KEY, b"")):
        sink = io.BytesIO()
        with pytest.raises(WrongKey):
            decrypt_blob(io.BytesIO(data), sink, key, place)
        assert sink.getvalue() == b""


def test_flipped_bit_at_any_byte_is_refused() -> None:
    content = os.urandom(500)
    data = sealed(content)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        refused(bytes(changed), content)


def test_flipped_bit_in_any_chunk_of_a_long_blob_is_refused() -> None:
    content = os.urandom(20 * CHUNK_BYTES)
    data = sealed(content)
    for chunk in range(21):
        changed = bytearray(data)
        changed[min(HEADER_BYTES + chunk * SEALED_CHUNK + 99, len(data) - 1)] ^= 1
        refused(bytes(changed), content)


def test_truncation_at_any_length_gives_nothing() -> None:
    data = sealed(os.urandom(500))
    for length in range(len(data)):
        refused(data[:length], b"")


def test_blob_cut_at_a_chunk_or_extended_gives_nothing() -> None:
    data = sealed(os.urandom(5 * CHUNK_BYTES))
    for chunks in range(6):
        refused(data[: HEADER_BYTES + chunks * SEALED_CHUNK], b"")
    for more in (
        b"\x00",
        b"\x00" * SEALED_CHUNK,
        data[HEADER_BYTES:],
        data[HEADER_BYTES : HEADER_BYTES + SEALED_CHUNK],
    ):
        refused(data + more, b"")


def test_content_that_holds_a_size_field_at_a_chunks_end_cannot_be_cut_there() -> None:
    """Whoever hands us a file may have made it so: only the last chunk's flag tells the true end."""
    size = CHUNK_BYTES - 8
    content = os.urandom(size) + size.to_bytes(8) + os.urandom(CHUNK_BYTES)
    data = sealed(content)
    assert opened(data) == content
    refused(data[: HEADER_BYTES + SEALED_CHUNK], b"")


def test_swapped_repeated_or_missing_chunks_are_refused() -> None:
    content = os.urandom(6 * CHUNK_BYTES)
    data = sealed(content)
    head, starts = data[:HEADER_BYTES], range(HEADER_BYTES, len(data), SEALED_CHUNK)
    chunks = [data[start : start + SEALED_CHUNK] for start in starts]
    swapped = [chunks[1], chunks[0], *chunks[2:]]
    repeated = [chunks[0], chunks[0], *chunks[2:]]
    without = chunks[1:]
    for order in (swapped, repeated, without):
        refused(head + b"".join(order), content)


def test_chunks_of_two_blobs_of_one_key_do_not_mix() -> None:
    first, second = sealed(os.urandom(5 * CHUNK_BYTES)), sealed(os.urandom(5 * CHUNK_BYTES))
    refused(first[:HEADER_BYTES] + second[HEADER_BYTES:], b"")


def forged(plaintext: bytes) -> bytes:
    """A blob by someone who holds the key: well sealed, whatever is inside."""
    header, cipher = blob._new_header(KEY, PLACE, AES_256_GCM)
    pieces = [plaintext[at : at + CHUNK_BYTES] for at in range(0, len(plaintext), CHUNK_BYTES)]
    last = len(pieces) - 1
    return header + b"".join(
        cipher.encrypt(blob._nonce(number, last=number == last), piece, None) for number, piece in enumerate(pieces)
    )


@pytest.mark.parametrize(
    "plaintext",
    [
        b"hello" + bytes(3059) + (6).to_bytes(8),  # a size that swallows padding: same padded size, accepted as 6 bytes
        b"hello" + b"\x01" * 3059 + (5).to_bytes(8),
        b"hello" + bytes(3059) + (1 << 60).to_bytes(8),
        b"hello" + bytes(30) + (5).to_bytes(8),
        b"1234567",
    ],
    ids=["one byte more", "padding not zero", "size too large", "padded too little", "no size"],
)
def test_writer_with_the_key_cannot_hide_bytes_in_the_padding(plaintext: bytes) -> None:
    try:
        assert opened(forged(plaintext)) == b"hello\x00"
    except HabeasError as problem:
        assert isinstance(problem, EvidenceDiffers)


def test_size_field_across_two_chunks_is_read() -> None:
    """Padmé sizes never leave fewer than 8 bytes in the last chunk; the reader does not rely on it."""
    with pytest.raises(EvidenceDiffers):
        opened(forged(bytes(CHUNK_BYTES) + b"\x01\x02\x03"))


def test_unknown_algorithm_and_chunk_size_are_refused() -> None:
    data = sealed(b"content")
    for place, value in ((4, 3), (4, 0), (5, 17), (6, 1), (7, 1), (0, 0)):
        changed = bytearray(data)
        changed[place] = value
        with pytest.raises(EvidenceDiffers):
            opened(bytes(changed))


def test_key_of_another_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        encrypt_blob(io.BytesIO(), io.BytesIO(), bytes(16), PLACE)


def test_pieces_are_at_most_one_mebibyte() -> None:
    content = os.urandom(3_000_000)
    assert [len(piece) for piece in read_blob(io.BytesIO(sealed(content)), KEY, PLACE)] == [1 << 20, 1 << 20, 902_848]


class Zeros(io.RawIOBase):
    """A sparse file of any size, made of nothing."""

    def __init__(self, size: int) -> None:
        self._left = size

    def readinto(self, room: memoryview) -> int:  # type: ignore[override]
        count = min(self._left, len(room))
        room[:count] = bytes(count)
        self._left -= count
        return count


class Nowhere(io.RawIOBase):
    def write(self, data: memoryview) -> int:  # type: ignore[override]
        return len(data)


def test_memory_does_not_grow_with_size() -> None:
    tracemalloc.start()
    try:
        encrypt_blob(Zeros(64 << 20), Nowhere(), KEY, PLACE)  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20
