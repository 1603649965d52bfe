"""The bytes of a frame: form, and what a hostile device may put into one that it signs itself."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.crypto.aead import encrypt
from habeas.crypto.sealing import derive, pad, seal
from habeas.custody.entries import open_entries, seal_entry
from habeas.custody.frames import (
    HEADER,
    NO_LINK,
    Directory,
    Frame,
    FrameHead,
    Listed,
    SealedEntry,
    Series,
    decode_frame,
    encode_frame,
    open_directory,
    open_part,
    part_key,
    part_place,
    seal_directory,
    seal_part,
)
from habeas.custody.model import Room
from habeas.errors import EvidenceDiffers, WrongKey
from habeas.ids import CompartmentId, DeviceId, ItemId, VaultId
from tests.custody.world import AUTHOR, DEVICE, ROOM_KEY, SERIES, Keys, act, key_of

HEAD = FrameHead(7, 100, 2, 1, NO_LINK, 0)
ITEM = ItemId("src-000000000001")


def signed(directory: bytes, entries: Sequence[SealedEntry], head: FrameHead = HEAD) -> bytes:
    unsigned, message = encode_frame(SERIES, head, directory, entries)
    return unsigned + DEVICE.sign(message)


def ordinary() -> bytes:
    rows = [seal_entry(SERIES, AUTHOR, 100 + number, act(number)) for number in range(2)]
    directory = Directory(AUTHOR.member, AUTHOR.at, tuple(listed for _, listed, _ in rows))
    return signed(seal_directory(ROOM_KEY, SERIES, HEAD, directory), [sealed for sealed, _, _ in rows])


def test_frame_comes_back() -> None:
    data = ordinary()
    frame = decode_frame(SERIES, data)
    assert frame.head == FrameHead(7, 100, 2, 1, NO_LINK, len(data))
    DEVICE.public.verify(frame.signed_message, frame.signature)
    entries = list(open_entries(SERIES, frame, Keys()))
    assert [entry.record for entry in entries] == [{"number": n, "tags": ["a", "б"]} for n in range(2)]


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_with_our_error(data: bytes) -> None:
    with pytest.raises(EvidenceDiffers):
        decode_frame(SERIES, data)
    with pytest.raises(EvidenceDiffers):
        decode_frame(SERIES, ordinary()[: HEADER.size] + data)


@settings(max_examples=200)
@given(st.integers(0, HEADER.size + 200), st.integers(0, 255))
def test_any_changed_byte_changes_what_is_signed_or_is_refused(place: int, value: int) -> None:
    data = bytearray(ORDINARY)
    if data[place] == value:
        return
    data[place] = value
    try:
        frame = decode_frame(SERIES, bytes(data))
    except EvidenceDiffers:
        return
    with pytest.raises(EvidenceDiffers):
        DEVICE.public.verify(frame.signed_message, frame.signature)


ORDINARY = ordinary()


@pytest.mark.parametrize(
    "series",
    [
        Series(VaultId("vlt-000000000001"), SERIES.compartment, SERIES.device),
        Series(SERIES.vault, CompartmentId("other"), SERIES.device),
        Series(SERIES.vault, SERIES.compartment, DeviceId("dev-000000000001")),
    ],
)
def test_frame_of_another_series_is_refused(series: Series) -> None:
    with pytest.raises(EvidenceDiffers):
        decode_frame(series, ORDINARY)


def test_id_that_does_not_fit_is_refused() -> None:
    for compartment in ("", "x" * 17, "a\x00b"):
        with pytest.raises(EvidenceDiffers):
            _ = Series(SERIES.vault, CompartmentId(compartment), SERIES.device).packed


def test_part_opens_only_in_its_place() -> None:
    key = part_key(key_of(ITEM, Room.RECORD))
    sealed = seal_part(key, SERIES, 5, Room.RECORD, [b'["a",1]', None])
    assert open_part(key, sealed, part_place(SERIES, 5, Room.RECORD)) == [["a", 1], None]
    for index, room in ((6, Room.RECORD), (5, Room.NAMES)):
        with pytest.raises(EvidenceDiffers):
            open_part(key, sealed, part_place(SERIES, index, room))
    for cut in (b"", sealed[:23], sealed[:24], sealed[:40], sealed[:-1]):
        with pytest.raises(EvidenceDiffers):
            open_part(key, cut, part_place(SERIES, 5, Room.RECORD))


def test_short_parts_all_look_alike() -> None:
    key = part_key(key_of(ITEM, Room.NAMES))
    names = [b'["name","Li"]', b'["name","Aleksandra Konstantinovna"]']
    assert len({len(seal_part(key, SERIES, 5, Room.NAMES, [name])) for name in names}) == 1


HOSTILE = [
    b"",
    b"[",
    b"{}",
    b"5",
    b"null",
    b"[[1]]",
    b"[5]",
    b'["ab"]',
    b'[["a",NaN]]',
    b'[[{"a":1},2]]',
    b"[" * 100_000,
    b'[["a",' + b"9" * 5000 + b"]]",
    b"\xff",
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_part_that_a_device_filled_with_something_else_is_refused(content: bytes) -> None:
    """Well sealed, well signed, and not what the format says: refused by our error, or read as no more than fields."""
    nonce = bytes(24)
    key = part_key(key_of(ITEM, Room.RECORD))
    record = nonce + encrypt(key, nonce, pad(content, 256), part_place(SERIES, 100, Room.RECORD))
    head = FrameHead(7, 100, 1, 1, NO_LINK, 0)
    directory = seal_directory(
        ROOM_KEY, SERIES, head, Directory(AUTHOR.member, AUTHOR.at, (Listed("test.noted", ITEM),))
    )
    frame = decode_frame(SERIES, signed(directory, [SealedEntry(bytes(32), bytes(32), record, b"")], head))
    try:
        (entry,) = open_entries(SERIES, frame, Keys())
        assert isinstance(entry.record, dict)
    except EvidenceDiffers:
        pass


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"5",
        b"{}",
        json.dumps({"at": 1, "member": "m", "entries": [["k", "i"], ["k", "i"]]}).encode(),
        json.dumps({"at": "t", "member": "m", "entries": [["k", "i"]]}).encode(),
        json.dumps({"at": "t", "member": "m", "entries": [["k", 5], ["k", "i"]]}).encode(),
        json.dumps({"at": "t", "member": "m", "entries": [["k", "i", 3], ["k", "i"]]}).encode(),
        json.dumps({"at": "t", "member": "m", "entries": 5}).encode(),
        b"[" * 100_000,
    ],
    ids=range(10),
)
def test_directory_that_a_device_filled_with_something_else_is_refused(content: bytes) -> None:
    frame: Frame = decode_frame(SERIES, ORDINARY)
    place = b"habeas/directory/1" + SERIES.packed + ORDINARY[56:80]
    directory = seal(derive(ROOM_KEY, "frame-directory"), pad(content, 256), place)
    changed = decode_frame(SERIES, signed(directory, frame.entries))
    with pytest.raises(EvidenceDiffers):
        open_directory(ROOM_KEY, SERIES, changed)


def test_directory_of_another_frame_or_epoch_is_refused() -> None:
    frame = decode_frame(SERIES, ORDINARY)
    for head in (
        FrameHead(8, 100, 2, 1, NO_LINK, 0),
        FrameHead(7, 101, 2, 1, NO_LINK, 0),
        FrameHead(7, 100, 2, 2, NO_LINK, 0),
    ):
        moved = decode_frame(SERIES, signed(frame.directory, frame.entries, head))
        with pytest.raises(EvidenceDiffers):
            open_directory(ROOM_KEY, SERIES, moved)
    with pytest.raises(WrongKey):
        open_directory(bytes(32), SERIES, frame)
