"""Take files in: preserved as they are, sealed, logged, read.

For each file, in this order:

    1 open it without following a link; anything but a plain file is refused
    2 one pass: SHA-256 and encryption at once, sealed bytes to blobs/incoming/; memory stays constant
    3 ask the open file whether it changed meanwhile: if so it is refused, the sealed bytes are removed
    4 the same bytes are here already: a second sighting is recorded, nothing is stored twice
    5 read the text, from the bytes that were sealed and not from the path, in the confined parser process
    6 attachments of an e-mail become sources of their own, children of it

and for each batch (so that thousands of small files do not cost thousands of flushed log updates):

    7 the sealed bytes are flushed; the entries `source.admitted`, `source.read`, `source.sighted` go to the journal,
      durable, all or none
    8 the sealed originals move to their place, at the end of the run
    9 the results are handed out: what was handed out is safe

One file that cannot be taken does not stop the others: it is reported, and PartlyDone is raised at the end.
"""

import hashlib
import io
import shutil
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol, Self, cast

from habeas.custody.model import JsonValue, NewEntry, Room
from habeas.custody.redactable import text_root
from habeas.errors import PartlyDone, StorageFailed
from habeas.ids import ItemId, new_id
from habeas.reading.model import Attachment, Reading
from habeas.vault import store
from habeas.vault.about import about_fields, kind_of, present, remark_pages
from habeas.vault.given_files import (
    GivenFile,
    Identity,
    Progress,
    Refused,
    Watched,
    check_unchanged,
    open_plain,
    read_whole,
    walk,
)
from habeas.vault.ledger import Ledger
from habeas.vault.model import About, AdmitResult
from habeas.vault.read_back import OriginalStream, text_seed
from habeas.vault.schemas import SIGHTED

BATCH_FILES = 256
BATCH_BYTES = 16 << 20
"""Of small files: they wait in memory for the parser process."""
BATCH_SECONDS = 2.0
SMALL_FILE = 4 << 20
"""Bytes. A file up to this size is held in memory, so that it is read from the disk once."""
DEEPEST_ATTACHMENT = 8
"""E-mails inside e-mails: what lies deeper stays inside its parent, and is counted there."""
ARCHIVE, DEEPEST_ARCHIVE = "application/zip", 2
"""Archives inside archives: a small one can hold sixteen of sixteen of sixteen."""
SPARE_SPACE = 16 << 20
"""Bytes left free on the disk: the journal must still fit."""


class Reader(Protocol):
    """`habeas.reading.read.read`."""

    def __call__(self, source: bytes | BinaryIO, name: str | None = None, *, encoding: str = "") -> Reading: ...


@dataclass(frozen=True)
class _Taken:
    """A file that is sealed and waits for its text and for the journal."""

    item: ItemId
    blob: str
    path_given: str
    name: str
    sha256: str
    size: int
    parent: ItemId | None
    depth: int
    reading: "Future[Reading]"


@dataclass(frozen=True)
class _Sighted:
    """The same bytes again."""

    item: ItemId
    path_given: str
    name: str
    sha256: str
    parent: ItemId | None


@dataclass
class _Batch:
    """What waits for the journal, in the order in which it was given."""

    waiting: "deque[_Taken | _Sighted | AdmitResult]" = field(default_factory=deque)
    files: int = 0
    size: int = 0
    begun: float = field(default_factory=time.monotonic)

    def add(self, one: "_Taken | _Sighted | AdmitResult", size: int = 0) -> None:
        self.waiting.append(one)
        self.files += 1
        self.size += size

    def full(self) -> bool:
        waited = time.monotonic() - self.begun
        return self.files >= BATCH_FILES or self.size >= BATCH_BYTES or waited >= BATCH_SECONDS


def admit(
    ledger: Ledger,
    paths: Iterable[Path],
    about: About,
    *,
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> Iterator[AdmitResult]:
    """One result for each file, and for each attachment after its file, handed out once it is durable.

    Raises PartlyDone at the end where a file was refused; StorageFailed where the disk takes no more (what was handed
    out is safe); WrongKey for a member without the names room.
    """
    ledger.names_room()
    refused = total = 0
    with _Admission(ledger, about, progress, reader or _default_reader()) as admission:
        for given in walk(paths):
            total += 1
            try:
                admission.take(given)
            except Refused as refusal:
                refused += 1
                admission.refuse(given, refusal)
            except StorageFailed:
                yield from admission.commit()
                raise
            if admission.full():
                yield from admission.commit()
        yield from admission.commit()
    if refused:
        raise PartlyDone(
            f"{refused} of {total} files were not admitted, each was reported; the others are safe",
            hint="run admit again for those files once the cause is gone: what is here already is not stored twice",
        )


def _default_reader() -> Reader:
    from habeas.reading.read import read

    return read


class _Admission:
    """One run of admit: the numbered steps of this module.

    The parser process works on one file (5) while the next is sealed (2): both wait for others most of the time.
    """

    def __init__(self, ledger: Ledger, about: About, progress: Progress | None, reader: Reader) -> None:
        self._ledger, self._about, self._progress, self._reader = ledger, about, progress, reader
        self._batch = _Batch()
        self._here: dict[str, ItemId] = {}
        """SHA-256 -> source, of what this run has taken."""
        self._unsettled: list[str] = []
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="reading")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Step 8, also after an interruption: what the journal has is moved to its place."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self._unsettled:
            self._ledger.blobs.settle(self._unsettled)

    def full(self) -> bool:
        return self._batch.full()

    def refuse(self, given: GivenFile, refusal: Refused) -> None:
        self._batch.add(AdmitResult(given.path_given, None, None, "refused", refusal.reason))

    def take(self, given: GivenFile) -> None:
        """Steps 1 to 4 for one file, and the beginning of 5. Raises Refused."""
        stream, before = open_plain(given.path)  # 1
        with stream:
            self._check_space(before.size)
            if before.size <= SMALL_FILE:
                content = read_whole(stream, before)
                self._batch.add(self._seal(given.path_given, given.name, content, None, 0), len(content))
            else:
                self._batch.add(self._seal_large(given, stream, before))

    def commit(self) -> Iterator[AdmitResult]:
        """The rest of 5, 6, and 7 to 9."""
        batch, self._batch = self._batch, _Batch()
        entries: list[NewEntry] = []
        results: list[AdmitResult] = []
        blobs: list[str] = []
        while batch.waiting:
            one = batch.waiting.popleft()
            if isinstance(one, _Taken):
                reading = one.reading.result()  # 5
                batch.waiting.extendleft(reversed(self._attachments(one, reading)))  # 6
                entries += self._entries(one, reading)
                blobs.append(one.blob)
            elif isinstance(one, _Sighted):
                entries.append(self._sighting(one))
            results.append(_result(one))
        if blobs:
            self._ledger.blobs.flush(blobs)
        self._ledger.append(entries)  # 7
        self._unsettled += blobs  # 8
        yield from results  # 9

    def _check_space(self, size: int) -> None:
        if size <= SMALL_FILE:
            return  # the write itself will tell
        free = shutil.disk_usage(self._ledger.layout.folder).free
        if size + size // 8 + SPARE_SPACE > free:
            raise Refused("no_space")

    def _seal(self, path_given: str, name: str, content: bytes, parent: ItemId | None, depth: int) -> _Taken | _Sighted:
        """A file held in memory, or an attachment."""
        sha256 = hashlib.sha256(content).hexdigest()
        if known := self._known(sha256):
            return _Sighted(known, path_given, name, sha256, parent)  # 4
        item = ItemId(new_id("source"))
        key = self._ledger.new_item_key(item, Room.NAMES)
        self._ledger.blobs.receive(item, key, io.BytesIO(content), len(content))  # 2
        self._here[sha256] = item
        reading = self._read(content, name)  # 5
        blob = self._ledger.blobs.name(item, key)
        return _Taken(item, blob, path_given, name, sha256, len(content), parent, depth, reading)

    def _seal_large(self, given: GivenFile, stream: BinaryIO, before: Identity) -> _Taken | _Sighted:
        item, blobs = ItemId(new_id("source")), self._ledger.blobs
        key = self._ledger.new_item_key(item, Room.NAMES)
        source = Watched(stream, given.path_given, before.size, self._progress)
        try:
            receipt = blobs.receive(item, key, cast(BinaryIO, source), before.size)  # 2
        except OSError:
            raise Refused("unreadable") from None
        blob = blobs.name(item, key)
        try:
            check_unchanged(stream, before, receipt.size)  # 3
        except Refused:
            blobs.discard(blob)
            raise
        sha256 = receipt.sha256.hex()
        if known := self._known(sha256):
            blobs.discard(blob)
            return _Sighted(known, given.path_given, given.name, sha256, None)  # 4
        self._here[sha256] = item
        sealed = io.BufferedReader(OriginalStream(blobs.pieces(item, key)))
        reading = self._read(cast(BinaryIO, sealed), given.name)  # 5
        return _Taken(item, blob, given.path_given, given.name, sha256, receipt.size, None, 0, reading)

    def _read(self, content: bytes | BinaryIO, name: str) -> "Future[Reading]":
        """5. A reader is told of an encoding only where a person gave one."""
        more = {"encoding": self._about.encoding} if self._about.encoding else {}
        return self._pool.submit(self._reader, content, name, **more)

    def _known(self, sha256: str) -> ItemId | None:
        return self._here.get(sha256) or store.source_by_hash(self._ledger.record, sha256)

    def _attachments(self, taken: _Taken, reading: Reading) -> list[_Taken | _Sighted]:
        return [
            self._seal(
                taken.path_given,
                attachment.name.encode("utf-8", "backslashreplace").decode(),
                attachment.data,
                taken.item,
                taken.depth + 1,
            )
            for attachment in _wanted(taken, reading)
        ]

    def _sighting(self, sighted: _Sighted) -> NewEntry:
        fields, names = about_fields(self._about, sighted.name)
        record = {name: value for name, value in fields.items() if name in SIGHTED.record}
        return NewEntry(
            "source.sighted", sighted.item, record | {"sha256": sighted.sha256} | present(parent=sighted.parent), names
        )

    def _entries(self, taken: _Taken, reading: Reading) -> tuple[NewEntry, NewEntry]:
        record, names = about_fields(self._about, taken.name)
        kind = self._about.kind if self._about.kind and taken.parent is None else kind_of(reading.media_type)
        record |= {
            "sha256": taken.sha256,
            "size": taken.size,
            "media_type": reading.media_type,
            "kind": kind.value,
            "blob": taken.blob,
        }
        admitted = NewEntry("source.admitted", taken.item, record | present(parent=taken.parent), names)
        return admitted, self._read_entry(taken, reading)

    def _read_entry(self, taken: _Taken, reading: Reading) -> NewEntry:
        attachments = len(_wanted(taken, reading))
        left_out = reading.attachments_left_out + len(reading.attachments) - attachments
        record: dict[str, JsonValue] = {
            "status": reading.status.value,
            "media_type": reading.media_type,
            "attachments": attachments,
            "attachments_left_out": left_out,
            "containment": list(reading.containment),
        } | present(
            reason=reading.reason.value if reading.reason else None,
            tool=reading.tool,
            encoding=reading.encoding,
            page_starts=list(reading.page_starts),
            remarks={remark.said.value: remark.count for remark in reading.remarks} or None,
            remark_pages=remark_pages(reading) or None,
            asides=[edge for stretch in reading.asides for edge in stretch],
        )
        names = present(date_hint=reading.date_hint, claimed=dict(reading.claimed) or None)
        if reading.text is not None:
            seed = text_seed(self._ledger.new_item_key(taken.item, Room.NAMES))
            record |= {
                "text_sha256": hashlib.sha256(reading.text.encode()).hexdigest(),
                "text_length": len(reading.text),
                "text_root": text_root(reading.text, seed).hex(),
            }
            names = names | {"text": reading.text}
        return NewEntry("source.read", taken.item, record, names)


def _wanted(taken: _Taken, reading: Reading) -> tuple[Attachment, ...]:
    deepest = DEEPEST_ARCHIVE if reading.media_type == ARCHIVE else DEEPEST_ATTACHMENT
    return reading.attachments if taken.depth < deepest else ()


def _result(one: _Taken | _Sighted | AdmitResult) -> AdmitResult:
    if isinstance(one, _Taken):
        reading = one.reading.result()
        reason = reading.reason.value if reading.reason else ""
        counts = {remark.said.value: remark.count for remark in reading.remarks}
        return AdmitResult(
            one.path_given,
            one.item,
            one.sha256,
            reading.status.value,
            reason,
            one.parent,
            counts,
            {remark.said.value: remark.pages for remark in reading.remarks if remark.pages},
            dict(reading.claimed),
            reading.encoding,
        )
    if isinstance(one, _Sighted):
        return AdmitResult(one.path_given, one.item, one.sha256, "seen_before", parent=one.parent)
    return one
