"""The bytes of one frame of a journal: a batch of entries, sealed part by part, chained and signed as one (ADR 0010).

    header      116 bytes   whose, where, how long, the link to the frame before
    directory               sealed for the record room: member, time; kind and item of each entry
    table       72 each     R, N, length of the record part, length of the names part
    parts                   record and names part of each entry, each sealed under a key of its item
    signature   64 bytes    Ed25519 over "habeas/frame/1" || SHA-256(everything before)

This module turns frames into bytes and back and checks their form. Chain, signature and keys are the journal's
business. Every byte: docs/formats/journal.md. All integers are big-endian.
"""

import hashlib
import json
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from habeas.crypto.aead import NONCE_BYTES, decrypt, encrypt
from habeas.crypto.identity import SIGNATURE_BYTES
from habeas.crypto.sealing import derive, pad, seal, unpad, unseal
from habeas.custody.canonical import canonical
from habeas.custody.model import JsonValue, Room
from habeas.errors import EvidenceDiffers, TooLarge
from habeas.ids import CompartmentId, DeviceId, ItemId, MemberId, VaultId

MAGIC: Final = b"HBF1"
HEADER: Final = struct.Struct(">4sI16s16s16sQQII32sI")
ROW: Final = struct.Struct(">32s32sII")
SIGNATURE_CONTEXT: Final = b"habeas/frame/1"
MOST_BYTES: Final = 1 << 30
MOST_ENTRIES: Final = 1 << 16
SMALLEST_PART: Final = 256
"""Below this all parts look alike."""
PART: Final = "entry-part"
"""Label of the key of an item's parts."""
_PART_CONTEXT: Final = b"habeas/part/1"
_ROOM_BYTE: Final = {Room.RECORD: b"\x00", Room.NAMES: b"\x01"}
_ID_BYTES: Final = 16


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


_parse = json.JSONDecoder(parse_constant=_refuse).decode

Row = list[JsonValue] | None
"""A slot as JSON: [name, value], or None where the entry has no such field."""

Link = bytes
"""SHA-256 of a whole frame with its signature, 32 bytes; zeros before the first."""
NO_LINK: Final[Link] = bytes(32)


@dataclass(frozen=True)
class Series:
    """Whose frames these are: one vault, one compartment, one device."""

    vault: VaultId
    compartment: CompartmentId
    device: DeviceId

    @cached_property
    def packed(self) -> bytes:
        """The three ids, 16 bytes each, zero-padded: 48 bytes."""
        return b"".join(_fixed(part) for part in (self.vault, self.compartment, self.device))


@dataclass(frozen=True)
class FrameHead:
    """What a frame says of itself in the clear."""

    number: int
    first_index: int
    count: int
    epoch: int
    previous: Link
    length: int
    """Bytes of the whole frame, signature included."""


@dataclass(frozen=True)
class SealedEntry:
    """One entry as the frame carries it."""

    record_root: bytes
    names_root: bytes
    record: bytes
    names: bytes
    """Empty where the entry has no names part."""


@dataclass(frozen=True)
class Frame:
    """A frame as read: its form is right, nothing else is checked."""

    head: FrameHead
    directory: bytes
    """Sealed."""
    entries: tuple[SealedEntry, ...]
    digest: bytes
    """SHA-256 of everything before the signature: what is signed."""
    signature: bytes
    link: Link

    @property
    def signed_message(self) -> bytes:
        return SIGNATURE_CONTEXT + self.digest


@dataclass(frozen=True)
class Listed:
    """What the directory says of one entry."""

    kind: str
    item: ItemId


@dataclass(frozen=True)
class Directory:
    """The list of a frame's entries, readable by every member: it survives the erasure of an item."""

    member: MemberId
    at: str
    entries: tuple[Listed, ...]


def encode_frame(
    series: Series, head: FrameHead, directory: bytes, entries: Sequence[SealedEntry]
) -> tuple[bytes, bytes]:
    """(everything before the signature, the message to sign). `head.length` is computed here."""
    table = b"".join(
        ROW.pack(entry.record_root, entry.names_root, len(entry.record), len(entry.names)) for entry in entries
    )
    parts = b"".join(part for entry in entries for part in (entry.record, entry.names))
    length = HEADER.size + len(directory) + len(table) + len(parts) + SIGNATURE_BYTES
    if length > MOST_BYTES or len(entries) > MOST_ENTRIES:
        raise TooLarge(f"a frame of {len(entries)} entries and {length} bytes is larger than the format allows")
    header = HEADER.pack(
        MAGIC, length, *_series_parts(series), head.number, head.first_index, len(entries), head.epoch,
        head.previous, len(directory),
    )  # fmt: skip
    unsigned = b"".join((header, directory, table, parts))
    return unsigned, SIGNATURE_CONTEXT + hashlib.sha256(unsigned).digest()


def decode_head(series: Series, header: bytes) -> tuple[FrameHead, int]:
    """(head, bytes of the directory). Raises EvidenceDiffers where it is not the head of a frame of this series."""
    if len(header) < HEADER.size:
        raise EvidenceDiffers(f"frame: a head of {len(header)} bytes is cut off")
    magic, length, vault, compartment, device, number, first, count, epoch, previous, listed = HEADER.unpack(
        header[: HEADER.size]
    )
    if magic != MAGIC or vault + compartment + device != series.packed:
        raise EvidenceDiffers("frame: not a frame of this vault, compartment and device")
    smallest = HEADER.size + listed + count * ROW.size + SIGNATURE_BYTES
    if not smallest <= length <= MOST_BYTES or not 1 <= count <= MOST_ENTRIES:
        raise EvidenceDiffers(f"frame {number}: {count} entries do not fit {length} bytes")
    return FrameHead(number, first, count, epoch, previous, length), listed


def decode_frame(series: Series, data: bytes) -> Frame:
    """The frame that `data` is, whole. Raises EvidenceDiffers where lengths do not add up."""
    head, listed = decode_head(series, data)
    if len(data) != head.length:
        raise EvidenceDiffers(f"frame {head.number}: {len(data)} bytes of {head.length}")
    signed = len(data) - SIGNATURE_BYTES
    table = HEADER.size + listed
    place = table + head.count * ROW.size
    entries = []
    for record_root, names_root, record, names in ROW.iter_unpack(data[table:place]):
        middle, end = place + record, place + record + names
        entries.append(SealedEntry(record_root, names_root, data[place:middle], data[middle:end]))
        place = end
    if place != signed:
        raise EvidenceDiffers(f"frame {head.number}: its parts end at {place}, its signature begins at {signed}")
    running = hashlib.sha256(memoryview(data)[:signed])
    digest = running.digest()
    running.update(data[signed:])
    return Frame(head, data[HEADER.size : table], tuple(entries), digest, data[signed:], running.digest())


def seal_directory(room_key: bytes, series: Series, head: FrameHead, directory: Directory) -> bytes:
    """`room_key`: the record room's key of the frame's epoch."""
    listed: list[JsonValue] = [[entry.kind, entry.item] for entry in directory.entries]
    content = canonical({"at": directory.at, "entries": listed, "member": directory.member})
    return seal(_directory_key(room_key), pad(content, SMALLEST_PART), _directory_place(series, head))


def open_directory(room_key: bytes, series: Series, frame: Frame) -> Directory:
    """Raises WrongKey or EvidenceDiffers."""
    sealed = unseal(_directory_key(room_key), frame.directory, _directory_place(series, frame.head))
    try:
        content = _parse(unpad(sealed).decode())
        listed = tuple(Listed(_text(kind), ItemId(_text(item))) for kind, item in content["entries"])
        directory = Directory(MemberId(_text(content["member"])), _text(content["at"]), listed)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise EvidenceDiffers(f"frame {frame.head.number}: its directory is malformed") from None
    if len(listed) != frame.head.count:
        raise EvidenceDiffers(f"frame {frame.head.number}: {len(listed)} entries listed, {frame.head.count} carried")
    return directory


def part_key(item_key: bytes) -> bytes:
    """The key that seals the parts of all entries about an item, in one room."""
    return derive(item_key, PART)


def seal_part(key: bytes, series: Series, index: int, room: Room, slots: Sequence[bytes | None]) -> bytes:
    """Nonce and ciphertext of the padded JSON array of the slots, `null` for one that is empty. `key`: from `part_key`.

    The nonce is random: an index may come a second time, after a frame that the disk lost.
    """
    content = pad(b"[" + b",".join([slot or b"null" for slot in slots]) + b"]", SMALLEST_PART)
    nonce = os.urandom(NONCE_BYTES)
    place = part_place(series, index, room)
    return nonce + encrypt(key, nonce, content, place)


def open_part(key: bytes, sealed: bytes, place: bytes) -> list[Row]:
    """The slots of a part, as [name, value] or None. `place`: from `part_place`. Raises EvidenceDiffers.

    There is no key commitment here: R and N fix the content, and the directory's key is committed.
    """
    if len(sealed) < NONCE_BYTES:
        raise EvidenceDiffers(f"a sealed part of {len(sealed)} bytes is cut off")
    content = unpad(decrypt(key, sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place))
    try:
        rows = _parse(content.decode())
    except (ValueError, RecursionError):
        raise EvidenceDiffers(f"a sealed part of {len(sealed)} bytes is not JSON") from None
    # A bare `null` would pass for an erased part.
    if type(rows) is not list:
        raise EvidenceDiffers(f"a sealed part of {len(sealed)} bytes is not a list of slots")
    return rows


def part_place(series: Series, index: int, room: Room) -> bytes:
    """Associated data of a part: a part opens nowhere else."""
    return _PART_CONTEXT + series.packed + index.to_bytes(8) + _ROOM_BYTE[room]


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError("not a text")
    return value


def _directory_key(room_key: bytes) -> bytes:
    return derive(room_key, "frame-directory")


def _directory_place(series: Series, head: FrameHead) -> bytes:
    return (
        b"habeas/directory/1"
        + series.packed
        + struct.pack(">QQII", head.number, head.first_index, head.count, head.epoch)
    )


def _series_parts(series: Series) -> tuple[bytes, bytes, bytes]:
    packed = series.packed
    return packed[:16], packed[16:32], packed[32:]


def _fixed(identifier: str) -> bytes:
    encoded = identifier.encode("ascii")
    if not 1 <= len(encoded) <= _ID_BYTES or b"\x00" in encoded:
        raise EvidenceDiffers(f"an id of {len(encoded)} bytes does not fit a frame")
    return encoded.ljust(_ID_BYTES, b"\x00")
