"""docs/formats/journal.md, read a second time; and the frozen journal, opened by our code."""

import hashlib
import json
import struct
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt

from habeas.custody.entries import check_entry, open_entries
from habeas.custody.frames import Series, open_directory
from habeas.custody.model import Room
from habeas.custody.redactable import record_root
from habeas.custody.segment import START, walk
from habeas.ids import CompartmentId, DeviceId, ItemId, VaultId
from tests.formats.reading import VECTORS, derive, raw, unpadded
from tests.formats.test_keys import opened

JOURNAL = VECTORS["journal"]
ROOM_KEY = raw(JOURNAL["room_key"])


def part(sealed: bytes, key: bytes, ids: bytes, index: int, room: bytes) -> list[Any]:
    """journal.md, "Entry"."""
    place = b"habeas/part/1" + ids + index.to_bytes(8, "big") + room
    padded = crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[24:], place, sealed[:24], derive(key, "entry-part"))
    rows: list[Any] = json.loads(unpadded(padded))
    return rows


def read_frame(frame: bytes, link: bytes, number: int) -> list[dict[str, Any]]:
    """journal.md, "Frame" and "Commitment"."""
    assert frame[:4] == b"HBF1" and int.from_bytes(frame[4:8], "big") == len(frame)
    ids = frame[8:56]
    assert [part.rstrip(b"\x00").decode() for part in (ids[:16], ids[16:32], ids[32:])] == [
        JOURNAL[name] for name in ("vault", "compartment", "device")
    ]
    found, first, count, epoch = struct.unpack(">QQII", frame[56:80])
    assert (found, epoch, frame[80:112]) == (number, 1, link)
    message = b"habeas/frame/1" + hashlib.sha256(frame[:-64]).digest()
    Ed25519PublicKey.from_public_bytes(raw(JOURNAL["verify_key"])).verify(frame[-64:], message)
    table = 116 + int.from_bytes(frame[112:116], "big")
    place = b"habeas/directory/1" + ids + frame[56:80]
    directory = json.loads(unpadded(opened(derive(ROOM_KEY, "frame-directory"), frame[116:table], place)))
    at = table + 72 * count
    entries = []
    for offset, (kind, item) in enumerate(directory["entries"]):
        row = frame[table + 72 * offset : table + 72 * (offset + 1)]
        record_root, names_root, (record_size, names_size) = row[:32], row[32:64], struct.unpack(">II", row[64:])
        sealed_record, sealed_names = (
            frame[at : at + record_size],
            frame[at + record_size : at + record_size + names_size],
        )
        at += record_size + names_size
        entries.append(
            read_entry(ids, first + offset, kind, item, directory, sealed_record, sealed_names, record_root, names_root)
        )
    assert at == len(frame) - 64
    return entries


def read_entry(
    ids: bytes, index: int, kind: str, item: str, directory: dict[str, Any],
    sealed_record: bytes, sealed_names: bytes, record_root: bytes, names_root: bytes,
) -> dict[str, Any]:  # fmt: skip
    keys = {room: raw(key) for room, key in JOURNAL["item_keys"][item].items()}
    identifier = f"{JOURNAL['device']}:{index}"
    head = {"kind": kind, "item": item} | {name: JOURNAL[name] for name in ("vault", "compartment", "device")}
    head |= {"index": index, "member": directory["member"], "at": directory["at"]}
    record = part(sealed_record, keys["record"], ids, index, b"\x00")
    names = part(sealed_names, keys["names"], ids, index, b"\x01") if sealed_names else []
    slots = [rfc8785.dumps(list(pair)) for pair in head.items()] + [row and rfc8785.dumps(row) for row in record]
    seed = derive(keys["record"], "vr1-entry", identifier.encode())
    assert root_of(slots, seed) == record_root
    names_label = ("names", "vr1-entry") if sealed_names else ("record", "vr1-no-names")
    seed = derive(keys[names_label[0]], names_label[1], identifier.encode())
    assert root_of([row and rfc8785.dumps(row) for row in names], seed) == names_root
    commitment = hashlib.sha256(b"\x02habeas/entry/1" + record_root + names_root).digest()
    return {
        "id": identifier, "member": head["member"], "at": head["at"], "kind": kind, "item": item,
        "record": dict(filter(None, record)), "names": dict(filter(None, names)), "commitment": commitment,
    }  # fmt: skip


def root_of(slots: list[bytes | None], seed: bytes) -> bytes:
    """VR-1 has its own page and vectors (vr-1.md, vr1.json)."""
    return record_root(slots, seed)


def expected() -> list[dict[str, Any]]:
    return [entry | {"commitment": raw(entry["commitment"])} for entry in JOURNAL["entries"]]


def test_journal() -> None:
    left, link, number, entries = raw(JOURNAL["segment"]), bytes(32), 0, []
    while left:
        frame, left = left[: int.from_bytes(left[4:8], "big")], left[int.from_bytes(left[4:8], "big") :]
        entries += read_frame(frame, link, number)
        link, number = hashlib.sha256(frame).digest(), number + 1
    assert entries == expected() and number == 2


class FrozenKeys:
    def directory_key(self, epoch: int) -> bytes:
        return ROOM_KEY

    def item_key(self, item: ItemId, room: Room) -> bytes:
        return raw(JOURNAL["item_keys"][item][room.value])


def test_frozen_journal_is_read_by_our_code(tmp_path: Path) -> None:
    (tmp_path / "segment").write_bytes(raw(JOURNAL["segment"]))
    names = VaultId(JOURNAL["vault"]), CompartmentId(JOURNAL["compartment"]), DeviceId(JOURNAL["device"])
    series, entries = Series(*names), []
    with (tmp_path / "segment").open("rb") as file:
        for _, frame in walk(file.fileno(), series, START):
            entries += list(open_entries(series, frame, FrozenKeys()))
            directory = open_directory(ROOM_KEY, series, frame)
            assert {check_entry(series, frame, directory, n, FrozenKeys()) for n in range(frame.head.count)} == {""}
    fields = ("id", "member", "at", "kind", "item", "record", "names", "commitment")
    assert [{name: getattr(entry, name) for name in fields} for entry in entries] == expected()
