"""What an erasure may destroy: only what a tombstone says that was opened from the journal and checked, now.

The databases say quickly what there may be to do. They are derived, so nothing is destroyed on their word: each
tombstone they name is read from its frame, whose signature is checked again, and opened under its own key.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from habeas.crypto.identity import verify_signature
from habeas.custody.entries import EntryKeys, open_entry
from habeas.custody.journal import Journal
from habeas.custody.model import Entry
from habeas.errors import EvidenceDiffers, NotFound
from habeas.ids import DeviceId, EntryId, ItemId

KIND = "item.erased"
_BLOB = re.compile(r"[0-9a-f]{64}")


class Tombstones:
    """The tombstones of a vault's journals, each opened once."""

    def __init__(self, journals: Mapping[DeviceId, Journal], keys: EntryKeys) -> None:
        self._journals, self._keys = journals, keys
        self._opened: dict[EntryId, Entry | None] = {}

    def items(self, claimed: Iterable[tuple[ItemId, EntryId]]) -> tuple[ItemId, ...]:
        """Of items that the databases call erased, those whose tombstone says so. Raises EvidenceDiffers."""
        return tuple(ItemId(item) for item in self._confirmed(claimed, "items"))

    def blobs(self, claimed: Iterable[tuple[str, EntryId]]) -> tuple[str, ...]:
        """Of originals that the databases call erased, those whose tombstone says so. Raises EvidenceDiffers."""
        return tuple(name for name in self._confirmed(claimed, "blobs") if _BLOB.fullmatch(name))

    def _confirmed(self, claimed: Iterable[tuple[str, EntryId]], field: str) -> Iterator[str]:
        for name, identifier in claimed:
            entry = self._entry(identifier)
            said = entry.record.get(field) if entry is not None and entry.record is not None else None
            if not isinstance(said, list | tuple) or name not in said:
                raise EvidenceDiffers(
                    f"the databases say that {identifier} erased something; the journal does not: nothing was erased",
                    hint="habeas rebuild makes the databases again from the journal",
                )
            yield name

    def _entry(self, identifier: EntryId) -> Entry | None:
        if identifier not in self._opened:
            self._opened[identifier] = self._read(identifier)
        return self._opened[identifier]

    def _read(self, identifier: EntryId) -> Entry | None:
        device, _, index = identifier.rpartition(":")
        journal = self._journals.get(DeviceId(device))
        if journal is None or not index.isdecimal():
            return None
        try:
            frame = journal.frame_of(int(index))
        except NotFound:
            return None
        verify_signature(journal.place.verify_key, frame.signed_message, frame.signature)
        entry = open_entry(journal.series, frame, int(index), self._keys)
        return entry if entry.kind == KIND else None
