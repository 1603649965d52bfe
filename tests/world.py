"""One small fake world for tests of projections: a journal in memory with the real encrypted databases behind it.

Only what a projection can see is real here. What must survive a crash, be signed or proved is tested with the real
vault.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from habeas.claims.store import ClaimsProjector
from habeas.custody.canonical import canonical
from habeas.custody.commitment import layout_of
from habeas.custody.model import Entry, NewEntry
from habeas.database.encrypted import Database, open_encrypted
from habeas.ids import DeviceId, EntryId, ItemId, MemberId, new_id
from habeas.vault.item_keys import TABLE as ITEM_KEY_TABLE
from habeas.vault.store import VaultProjector

DEVICE = DeviceId("dev-000000000000")
MEMBER = MemberId("mem-000000000000")
NOW = "2026-01-02T03:04:05Z"


@dataclass
class World:
    """A journal that is a list. `closed` leaves the names room shut, as for an analyst."""

    folder: Path
    closed: bool = False
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.projectors: tuple[Any, ...] = (VaultProjector(), ClaimsProjector())
        self.folder.mkdir(parents=True, exist_ok=True)
        self._record = open_encrypted(self.folder / "record.db", b"r" * 32)
        self._names = None if self.closed else open_encrypted(self.folder / "names.db", b"n" * 32)
        self._record.execute(ITEM_KEY_TABLE)
        self._record.execute("CREATE TABLE IF NOT EXISTS ledger_noted(by TEXT, device TEXT, size INTEGER)")
        for projector in self.projectors:
            projector.create(self._record, self._names)

    @property
    def record(self) -> Database:
        return self._record

    @property
    def names(self) -> Database | None:
        return self._names

    def append(self, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        written = tuple(self._entry(new, len(self.entries) + number) for number, new in enumerate(entries))
        self.replay(written)
        return written

    def replay(self, entries: Sequence[Entry]) -> None:
        """Apply entries that another world wrote, seeing of each what this one may see."""
        for entry in entries:
            self.entries.append(_as_read_back(entry))
            seen = Entry(**{**entry.__dict__, "names": None}) if self.closed else entry
            for projector in self.projectors:
                projector.apply(seen, self._record, self._names)

    def _entry(self, new: NewEntry, index: int) -> Entry:
        schemas = {schema.kind: schema for projector in self.projectors for schema in projector.schemas}
        schema = schemas[new.kind]
        assert set(new.record) <= set(schema.record), set(new.record) - set(schema.record)
        assert set(new.names) <= set(schema.names), set(new.names) - set(schema.names)
        return Entry(
            id=EntryId(f"{DEVICE}:{index}"),
            device=DEVICE,
            index=index,
            member=MEMBER,
            at=NOW,
            kind=new.kind,
            item=new.item,
            record=dict(new.record),
            names=dict(new.names),
            commitment=hashlib.sha256(repr(new).encode()).digest(),
            record_layout=layout_of(new.record, schema.record),
            names_layout=layout_of(new.names, schema.names) if new.names else (),
        )

    def admit(self, text: str, *, name: str = "report.txt", language: str = "en") -> ItemId:
        """A source with this text, as vault.admit would leave it."""
        source = ItemId(new_id("source"))
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        admitted = {
            "sha256": sha256, "size": len(text.encode()), "media_type": "text/plain", "kind": "document", "consent": 6,
            "reliability": "F", "language": language, "blob": sha256,
        }  # fmt: skip
        read = {
            "status": "read", "media_type": "text/plain", "language": language, "text_sha256": sha256,
            "text_length": len(text), "text_root": sha256,
        }  # fmt: skip
        self.append(
            [
                NewEntry("source.admitted", source, admitted, {"name": name, "origin": "given by hand"}),
                NewEntry("source.read", source, read, {"text": text}),
            ]
        )
        return source

    def close(self) -> None:
        self._record.close()
        if self._names is not None:
            self._names.close()


def _as_read_back(entry: Entry) -> Entry:
    """The entry as the journal gives it back: canonical JSON knows one kind of number."""
    record, names = (json.loads(canonical(dict(part or {}))) for part in (entry.record, entry.names))
    return Entry(**{**entry.__dict__, "record": record, "names": names})
