"""Originals and texts, as they were admitted, or an error: never changed bytes.

An original is opened chunk by chunk, each authenticated before it is passed on; at its end its SHA-256 and size are
compared with what the journal says. A text is compared with its hash every time it is asked for.
"""

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO

from habeas.crypto.sealing import derive
from habeas.custody.model import Room
from habeas.custody.redactable import SEED_BYTES
from habeas.errors import EvidenceDiffers, NotFound
from habeas.ids import ItemId
from habeas.vault import store
from habeas.vault.ledger import Ledger


def original(ledger: Ledger, source: ItemId) -> Iterator[bytes]:
    """The bytes of a source, in pieces of up to 1 MiB.

    Raises NotFound (unknown or erased), WrongKey (names room closed), EvidenceDiffers (missing, changed, or not what
    the journal says). A caller that writes to a file removes it on error: what came before is authentic but incomplete.
    """
    expected = store.source(ledger.record, ledger.names_room(), source)
    digest, size = hashlib.sha256(), 0
    for piece in ledger.blobs.pieces(source, ledger.item_key(source, Room.NAMES)):
        digest.update(piece)
        size += len(piece)
        yield bytes(piece)
    if (digest.hexdigest(), size) != (expected.sha256, expected.size):
        raise EvidenceDiffers(
            f"original of {source}: expected {expected.size} bytes with SHA-256 {expected.sha256}, "
            f"found {size} with {digest.hexdigest()}"
        )


def write_original(ledger: Ledger, source: ItemId, sink: BinaryIO) -> int:
    """Write the original to an open stream; returns its size in bytes. Raises as `original`."""
    return sum(sink.write(piece) for piece in original(ledger, source))


def text_of(ledger: Ledger, source: ItemId) -> str:
    """The text that every offset points into.

    Raises NotFound (no such source, erased, or it has no text), WrongKey, EvidenceDiffers (not the text of the
    journal).
    """
    expected = store.source(ledger.record, ledger.names_room(), source)
    text = store.text(ledger.names_room(), source)
    if expected.text_sha256 is None or text is None:
        raise NotFound(f"source {source} has no text ({expected.status.value} {expected.reason})".replace(" )", ")"))
    found = hashlib.sha256(text.encode()).hexdigest()
    if found != expected.text_sha256:
        raise EvidenceDiffers(
            f"text of {source}: expected SHA-256 {expected.text_sha256}, found {found}; the journal is not affected",
            hint="habeas rebuild",
        )
    return text


def text_seed(item_key: bytes) -> bytes:
    """The VR-1 seed of a source's text, from the source's key of the names room (16 bytes)."""
    return derive(item_key, "vr1-text")[:SEED_BYTES]


class OriginalStream(io.RawIOBase):
    """Pieces of a sealed original as a stream to read forwards."""

    def __init__(self, pieces: Iterator[memoryview]) -> None:
        super().__init__()
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, room: "bytearray | memoryview") -> int:  # type: ignore[override]
        if not self._left:
            self._left = bytes(next(self._pieces, b""))
        count = min(len(room), len(self._left))
        room[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
