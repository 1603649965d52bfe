"""What an entry puts into the log: 32 bytes that fix all of it and say nothing of it (docs/formats/journal.md).

    R = VR-1 root of the record part: the head (eight slots), then the schema's record fields
    N = VR-1 root of the names part: the schema's names fields
    commitment = SHA-256(0x02 || "habeas/entry/1" || R || N)

The salts of both trees come from the item's keys. When those are erased, R and N are noise.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from habeas.crypto.sealing import derive
from habeas.custody.canonical import canonical
from habeas.custody.model import Fields, JsonValue, Layout
from habeas.ids import DeviceId, EntryId, ItemId, MemberId

HEAD: Final = ("kind", "item", "vault", "compartment", "device", "index", "member", "at")
"""The first slots of every record part, in this order."""
SEED: Final = "vr1-entry"
SEED_OF_NO_NAMES: Final = "vr1-no-names"
"""Labels of the seeds that are derived from an item's keys; the context is the entry's id."""
_PREFIX: Final = b"\x02habeas/entry/1"

Slots = list[bytes | None]


@dataclass(frozen=True)
class Head:
    """Who did what to which item, where in which log, and when by the device's clock."""

    kind: str
    item: ItemId
    vault: str
    compartment: str
    device: DeviceId
    index: int
    member: MemberId
    at: str

    def slots(self) -> Slots:
        """One slot for each name of HEAD."""
        same = (_repeated_slot(name, getattr(self, name)) for name in ("vault", "compartment", "device"))
        by = (_repeated_slot("member", self.member), _repeated_slot("at", self.at))
        return [_repeated_slot("kind", self.kind), slot("item", self.item), *same, slot("index", self.index), *by]


def entry_id(device: DeviceId, index: int) -> EntryId:
    return EntryId(f"{device}:{index}")


def commitment(record_root: bytes, names_root: bytes) -> bytes:
    """The data of the entry's leaf in the log, 32 bytes."""
    return hashlib.sha256(_PREFIX + record_root + names_root).digest()


def slot(name: str, value: JsonValue) -> bytes:
    """The content of a slot: canonical JSON of [name, value]."""
    return _opening(name) + canonical(value) + b"]"


@lru_cache(maxsize=64)
def _repeated_slot(name: str, value: str) -> bytes:
    """`slot`, for what all entries of a batch share: six of a head's eight slots, a quarter of all slots written."""
    return slot(name, value)


@cache
def _opening(name: str) -> bytes:
    """The names of slots are few and come again in every entry."""
    return b"[" + canonical(name) + b","


def field_slots(fields: Fields, names: Sequence[str | None]) -> Slots:
    """One slot for each name, in order; None for a field that is not there, and for a slot that has no name."""
    return [slot(name, fields[name]) if name is not None and name in fields else None for name in names]


def layout_of(fields: Fields, names: Sequence[str]) -> Layout:
    """What `field_slots` of these fields leaves in each slot: its name, or None."""
    return same_layout(tuple(name if name in fields else None for name in names))


@lru_cache(maxsize=1024)
def same_layout(layout: Layout) -> Layout:
    """One tuple for all entries that fill the same slots: a vault has many entries and few layouts."""
    return layout


def record_seed(record_key: bytes, entry: EntryId) -> bytes:
    """Seed of the record part's tree. `record_key`: the item's key in the record room."""
    return derive(record_key, SEED, entry.encode())


def names_seed(record_key: bytes, names_key: bytes | None, entry: EntryId) -> bytes:
    """Seed of the names part's tree; where the part is empty (no key), from the record room's key under its own
    label."""
    if names_key is None:
        return derive(record_key, SEED_OF_NO_NAMES, entry.encode())
    return derive(names_key, SEED, entry.encode())
