"""Take files in: preserved as they are, sealed, logged, read.

For each file, in this order:

    1 open it without following a link; anything but a plain file is refused
    2 one pass: SHA-256 and encryption at once, sealed bytes flushed to blobs/incoming/; memory stays constant
    3 ask the open file whether it changed meanwhile: if so it is refused, the sealed bytes are removed
    4 the same bytes are here already: a second sighting is recorded, nothing is stored twice
    5 read the text, from the bytes that were sealed and not from the path, in the confined parser process
    6 attachments of an e-mail become sources of their own, children of it

and for each batch (so that thousands of small files do not cost thousands of flushed log updates):

    7 the entries `source.admitted`, `source.read`, `source.sighted` go to the journal, durable, all or none
    8 the sealed originals move to their place
    9 the results are handed out: what was handed out is safe

One file that cannot be taken does not stop the others: it is reported, and PartlyDone is raised at the end.
"""

import hashlib
import io
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from typing_extensions import Buffer

from habeas.custody.model import Fields, JsonValue, NewEntry, Room
from habeas.custody.redactable import text_root
from habeas.errors import PartlyDone, StorageFailed
from habeas.ids import ItemId, new_id
from habeas.reading.model import Attachment, Reading
from habeas.vault import store
from habeas.vault.given_files import GivenFile, Identity, Refused, check_unchanged, open_plain, walk
from habeas.vault.ledger import Ledger
from habeas.vault.model import About, AdmitResult, SourceKind
from habeas.vault.published import published_from
from habeas.vault.read_back import OriginalStream, text_seed

BATCH_FILES = 64
BATCH_BYTES = 64 << 20
BATCH_SECONDS = 2.0
SMALL_FILE = 4 << 20
"""Bytes. A file up to this size is held in memory, so that it is read from the disk once."""
DEEPEST_ATTACHMENT = 8
"""E-mails inside e-mails: what lies deeper stays inside its parent, and is counted there."""
SPARE_SPACE = 16 << 20
"""Bytes left free on the disk: the journal must still fit."""

_KINDS = {
    "text/html": SourceKind.WEB,
    "message/rfc822": SourceKind.EMAIL,
    "text/csv": SourceKind.TABLE,
    "text/tab-separated-values": SourceKind.TABLE,
    "application/pdf": SourceKind.DOCUMENT,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": SourceKind.TABLE,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": SourceKind.DOCUMENT,
}
_FAMILIES = {
    "image": SourceKind.PHOTO,
    "video": SourceKind.VIDEO,
    "audio": SourceKind.AUDIO,
    "text": SourceKind.DOCUMENT,
}


class Reader(Protocol):
    """`habeas.reading.read.read`."""

    def __call__(self, source: bytes | BinaryIO, name: str | None = None) -> Reading: ...


Progress = Callable[[str, int, int], None]
"""(path given, bytes done, bytes in all) of the file under way; called at most every mebibyte."""


@dataclass
class _Batch:
    """What is sealed and waits for the journal."""

    entries: list[NewEntry] = field(default_factory=list)
    blobs: list[str] = field(default_factory=list)
    results: list[AdmitResult] = field(default_factory=list)
    hashes: dict[str, ItemId] = field(default_factory=dict)
    size: int = 0
    begun: float = field(default_factory=time.monotonic)

    def full(self) -> bool:
        waited = time.monotonic() - self.begun
        return len(self.results) >= BATCH_FILES or self.size >= BATCH_BYTES or waited >= BATCH_SECONDS


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
    admission = _Admission(ledger, about, progress, reader or _default_reader())
    refused = total = 0
    for given in walk(paths):
        total += 1
        try:
            admission.take(given)
        except Refused as refusal:
            refused += 1
            admission.batch.results.append(AdmitResult(given.path_given, None, None, "refused", refusal.reason))
        except StorageFailed:
            yield from admission.commit()
            raise
        if admission.batch.full():
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
    """One run of admit: the numbered steps of this module."""

    def __init__(self, ledger: Ledger, about: About, progress: Progress | None, reader: Reader) -> None:
        self._ledger, self._about, self._progress, self._reader = ledger, about, progress, reader
        self._record = ledger.record
        self._names = ledger.names_room()
        self.batch = _Batch()

    def take(self, given: GivenFile) -> None:
        """Steps 1 to 6 for one file. Raises Refused."""
        stream, before = open_plain(given.path)  # 1
        with stream:
            self._check_space(before.size)
            if before.size <= SMALL_FILE:
                content = _read_small(stream, before)
                self._seal(given.path_given, given.name, content, None)
            else:
                self._seal_large(given, stream, before)

    def commit(self) -> Iterator[AdmitResult]:
        """Steps 7 to 9."""
        batch, self.batch = self.batch, _Batch()
        try:
            if batch.entries:
                self._ledger.append(batch.entries)  # 7
        except BaseException:
            for name in batch.blobs:
                self._ledger.blobs.discard(name)
            raise
        if batch.blobs:
            self._ledger.blobs.settle(batch.blobs)  # 8
        yield from batch.results  # 9

    def _check_space(self, size: int) -> None:
        free = shutil.disk_usage(self._ledger.layout.folder).free
        if size > SMALL_FILE and size + size // 8 + SPARE_SPACE > free:
            raise Refused("no_space")

    def _seal(self, path_given: str, name: str, content: bytes, parent: ItemId | None, depth: int = 0) -> None:
        """A file held in memory, or an attachment."""
        sha256 = hashlib.sha256(content).hexdigest()
        if known := self._known(sha256):
            self._sighted(path_given, name, sha256, known, parent)  # 4
            return
        item = ItemId(new_id("source"))
        self._ledger.blobs.receive(item, self._ledger.new_item_key(item, Room.NAMES), io.BytesIO(content))  # 2
        self._admitted(item, path_given, name, sha256, len(content), self._reader(content, name), parent, depth)

    def _seal_large(self, given: GivenFile, stream: BinaryIO, before: Identity) -> None:
        item = ItemId(new_id("source"))
        key = self._ledger.new_item_key(item, Room.NAMES)
        source = _Watched(stream, given.path_given, before.size, self._progress)
        try:
            receipt = self._ledger.blobs.receive(item, key, cast(BinaryIO, source))  # 2
        except OSError:
            raise Refused("unreadable") from None
        blob = self._ledger.blobs.name(item, key)
        try:
            check_unchanged(stream, before, receipt.size)  # 3
        except Refused:
            self._ledger.blobs.discard(blob)
            raise
        sha256 = receipt.sha256.hex()
        if known := self._known(sha256):
            self._ledger.blobs.discard(blob)
            self._sighted(given.path_given, given.name, sha256, known, None)  # 4
            return
        sealed = OriginalStream(self._ledger.blobs.pieces(item, key))
        reading = self._reader(io.BufferedReader(sealed), given.name)  # 5
        self._admitted(item, given.path_given, given.name, sha256, receipt.size, reading, None, 0)

    def _known(self, sha256: str) -> ItemId | None:
        return self.batch.hashes.get(sha256) or store.source_by_hash(self._record, sha256)

    def _sighted(self, path_given: str, name: str, sha256: str, known: ItemId, parent: ItemId | None) -> None:
        record, names = _about_fields(self._about, name)
        record = {key: value for key, value in record.items() if key in store.SIGHTED.record}
        self.batch.entries.append(
            NewEntry("source.sighted", known, record | {"sha256": sha256} | _present(parent=parent), names)
        )
        self.batch.results.append(AdmitResult(path_given, known, sha256, "seen_before", parent=parent))

    def _admitted(
        self,
        item: ItemId,
        path_given: str,
        name: str,
        sha256: str,
        size: int,
        reading: Reading,
        parent: ItemId | None,
        depth: int,
    ) -> None:
        blob = self._ledger.blobs.name(item, self._ledger.new_item_key(item, Room.NAMES))
        record, names = _about_fields(self._about, name)
        kind = self._about.kind if self._about.kind and parent is None else kind_of(reading.media_type)
        record |= {"sha256": sha256, "size": size, "media_type": reading.media_type, "kind": kind.value, "blob": blob}
        self.batch.entries.append(NewEntry("source.admitted", item, record | _present(parent=parent), names))
        taken = reading.attachments if depth < DEEPEST_ATTACHMENT else ()
        left_out = reading.attachments_left_out + len(reading.attachments) - len(taken)
        self.batch.entries.append(self._read_entry(item, reading, len(taken), left_out))
        self.batch.blobs.append(blob)
        self.batch.hashes[sha256] = item
        self.batch.size += size
        reason = reading.reason.value if reading.reason else ""
        self.batch.results.append(AdmitResult(path_given, item, sha256, reading.status.value, reason, parent))
        for attachment in taken:
            self._attached(path_given, attachment, item, depth + 1)  # 6

    def _attached(self, path_given: str, attachment: Attachment, parent: ItemId, depth: int) -> None:
        name = attachment.name.encode("utf-8", "backslashreplace").decode()
        self._seal(path_given, name, attachment.data, parent, depth)

    def _read_entry(self, item: ItemId, reading: Reading, attachments: int, left_out: int) -> NewEntry:
        record: dict[str, JsonValue] = {
            "status": reading.status.value,
            "media_type": reading.media_type,
            "attachments": attachments,
            "attachments_left_out": left_out,
            "containment": list(reading.containment),
        } | _present(
            reason=reading.reason.value if reading.reason else None,
            tool=reading.tool,
            encoding=reading.encoding,
            page_starts=list(reading.page_starts),
        )
        names = _present(date_hint=reading.date_hint)
        if reading.text is not None:
            seed = text_seed(self._ledger.new_item_key(item, Room.NAMES))
            record |= {
                "text_sha256": hashlib.sha256(reading.text.encode()).hexdigest(),
                "text_length": len(reading.text),
                "text_root": text_root(reading.text, seed).hex(),
            }
            names = names | {"text": reading.text}
        return NewEntry("source.read", item, record, names)


def kind_of(media_type: str) -> SourceKind:
    """The kind of source that a media type suggests."""
    family = media_type.partition("/")[0]
    return _KINDS.get(media_type) or _FAMILIES.get(family) or SourceKind.UNKNOWN


def _read_small(stream: BinaryIO, before: Identity) -> bytes:
    try:
        content = stream.read(before.size + 1) or b""
        while len(content) < before.size and (more := stream.read(before.size + 1 - len(content))):
            content += more
    except OSError:
        raise Refused("unreadable") from None
    check_unchanged(stream, before, len(content))  # 3
    return content


def _about_fields(about: About, name: str) -> tuple[dict[str, JsonValue], Fields]:
    """Record and names fields of what was said about a file."""
    published = published_from(about.published)
    dated = published is not None and published.earliest is not None
    record: dict[str, JsonValue] = {
        "consent": int(about.consent),
        "reliability": about.reliability.value,
        "language": about.language,
    }
    if published is not None and dated:
        record |= {
            "published": published.as_given,
            "published_earliest": published.earliest,
            "published_latest": published.latest,
        }
    words = published.as_given if published is not None and not dated else None
    names = {"name": name} | _present(origin=about.origin, publisher=about.publisher, published_words=words)
    return record, names


def _present(**fields: JsonValue) -> dict[str, JsonValue]:
    """The fields that have a value: an absent field is an empty slot, not an empty string."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], ())}


class _Watched(io.RawIOBase):
    """A stream that tells how far it was read."""

    def __init__(self, stream: BinaryIO, path_given: str, size: int, progress: Progress | None) -> None:
        super().__init__()
        self._stream, self._path_given, self._size, self._progress = stream, path_given, size, progress
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, room: Buffer) -> int:
        count = int(self._stream.readinto(room) or 0)  # type: ignore[attr-defined]
        self._done += count
        if self._progress is not None and count:
            self._progress(self._path_given, self._done, self._size)
        return count
