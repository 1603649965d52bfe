"""Originals on disk: sealed on the way in, opened on the way out, swept where an interruption left them.

A blob becomes part of the vault in three steps, so that a machine that dies at any moment leaves nothing half done:

    1 `receive`: sealed under the source's own key into blobs/incoming/<name>; `flush`. No journal entry speaks of it
    yet.
    2 the journal entry `source.admitted` names it (ledger, durable).
    3 `settle`: moved to blobs/<2 hex>/<name>.

`sweep`, at every open, finishes 3 for what the journal speaks of and removes what it does not: that was never
acknowledged.

A blob's name is a keyed hash of the source's id under the source's own key: it says nothing, and dies with the key.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, cast

from habeas.crypto.aead import hmac_sha256
from habeas.crypto.blob import BlobReceipt, encrypt_blob, read_blob
from habeas.crypto.sealing import derive
from habeas.custody.durable import sync_folder
from habeas.errors import EvidenceDiffers, StorageFailed, WrongKey
from habeas.files import door
from habeas.ids import CompartmentId, ItemId, VaultId
from habeas.vault.disk import make_folder, storage_failed
from habeas.vault.layout import Layout

WRITE_BEHIND = 32 << 20
"""Bytes after which a large file is flushed and dropped from the system's cache: otherwise the system spends more time
finding room for pages that nobody will read than the cipher takes."""
_NAME = re.compile(r"[0-9a-f]{64}")
FLUSHES = 8
"""Flushes under way at once."""


class BlobStore:
    """The blobs of one compartment. Item keys are those of the names room."""

    def __init__(self, layout: Layout, vault: VaultId, compartment: CompartmentId) -> None:
        self._layout, self._vault, self._compartment = layout, vault, compartment

    def name(self, item: ItemId, item_key: bytes) -> str:
        """64 hexadecimal digits."""
        return hmac_sha256(derive(item_key, "blob-name"), self._place(item)).hex()

    def receive(self, item: ItemId, item_key: bytes, source: BinaryIO, expected: int) -> BlobReceipt:
        """Step 1, up to the flush. `expected`: about how many bytes will come.

        Raises StorageFailed where the disk does not take it; nothing is left then. What `source` itself raises is
        passed on, and nothing is left either.
        """
        make_folder(self._layout.incoming)
        path = self._layout.incoming / self.name(item, item_key)
        with _DiskFile(path) as sink:
            try:
                key, place = derive(item_key, "blob-key"), self._place(item)
                receipt = encrypt_blob(source, cast(BinaryIO, sink), key, place, expected=expected)
            except BaseException:
                door.remove(path)
                raise
        return receipt

    def flush(self, names: Collection[str]) -> None:
        """The end of step 1: these received blobs are on the disk when this returns. Raises StorageFailed.

        Several flushes are under way at once: a file system commits those that wait together, together.
        """
        with ThreadPoolExecutor(FLUSHES) as pool:
            failures = list(pool.map(self._flush_one, names))
        for name, failure in zip(names, failures, strict=True):
            if failure is not None:
                raise storage_failed(self._layout.incoming / name, failure)
        sync_folder(self._layout.incoming)

    def _flush_one(self, name: str) -> OSError | None:
        try:
            descriptor = door.open_file(self._layout.incoming / name)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as failure:
            return failure
        return None

    def settle(self, names: Collection[str]) -> None:
        """Step 3, for all blobs of an admission: each folder is flushed once. Raises StorageFailed.

        Until then `pieces` finds them in incoming/.
        """
        folders = sorted({self._layout.blob(name).parent for name in names})
        try:
            for folder in folders:
                door.make_folder(folder)
            sync_folder(self._layout.blobs)
            for name in names:
                door.rename(self._layout.incoming / name, self._layout.blob(name))
            for folder in (*folders, self._layout.incoming):
                sync_folder(folder)
        except OSError as failure:
            raise storage_failed(self._layout.blobs / "incoming", failure) from None

    def discard(self, name: str) -> None:
        """Forget a received blob that will not be admitted."""
        door.remove(self._layout.incoming / name)

    def sweep(self, admitted: Callable[[], Collection[str]], *, alone: bool) -> tuple[str, ...]:
        """Settle or remove what an interruption left in incoming/; returns the names that were removed.

        `admitted`: the names that the journal speaks of, asked only where something is left. `alone`: no other device
        writes to this vault; otherwise what nothing speaks of may have arrived before its journal, and stays.
        """
        left = door.names(self._layout.incoming)
        spoken_of = admitted() if left else ()
        known = [name for name in left if name in spoken_of]
        removed = tuple(name for name in left if name not in spoken_of) if alone else ()
        for name in removed:
            self.discard(name)
        if known:
            self.settle(known)
        return removed

    def pieces(self, item: ItemId, item_key: bytes) -> Iterator[memoryview]:
        """The original in pieces, each authenticated. A piece is valid until the next is asked for.

        Raises EvidenceDiffers naming the blob where it is missing, changed, cut or another.
        """
        name = self.name(item, item_key)
        settled, incoming = self._layout.blob(name), self._layout.incoming / name
        try:
            with _opened(settled if door.is_there(settled) else incoming) as stream:
                yield from read_blob(stream, derive(item_key, "blob-key"), self._place(item))
        except FileNotFoundError:
            raise _differs(item, name, "missing") from None
        except (EvidenceDiffers, WrongKey) as found:
            raise _differs(item, name, str(found)) from None
        except OSError as failure:
            raise _differs(item, name, os.strerror(failure.errno or 0)) from None

    def erase(self, name: str) -> None:
        """Remove a blob whose key is gone. Not overwritten: without its key it is noise. Raises StorageFailed."""
        for path in self.of([name]):
            try:
                if door.remove(path):
                    sync_folder(path.parent)
            except OSError as failure:
                raise storage_failed(path, failure) from None

    def is_there(self, name: str) -> bool:
        """Whether an original of this name is on the disk; a name that is none never is."""
        return bool(_NAME.fullmatch(name)) and bool(self.of([name]))

    def of(self, names: Collection[str]) -> list[Path]:
        """The files of these blobs, with the copies that a synchroniser put beside them under longer names."""
        wanted = set(names)
        folders = {self._layout.blob(name).parent for name in wanted} | ({self._layout.incoming} if wanted else set())
        return [folder / name for folder in sorted(folders) for name in door.names(folder) if name[:64] in wanted]

    def on_disk(self) -> Iterator[str]:
        """The names of all files below blobs/, settled ones as their name, others as their path there."""
        for path, _ in door.walk(self._layout.blobs):
            settled = path.parent.parent == self._layout.blobs and path == self._layout.blob(path.name)
            yield path.name if settled else str(path.relative_to(self._layout.blobs))

    def _place(self, item: ItemId) -> bytes:
        return f"habeas/blob/1/{self._vault}/{self._compartment}/{item}/original".encode()


class _DiskFile:
    """A new file to write, private; what the disk does not take becomes StorageFailed, so that it is not mistaken for
    a failure of the file being read."""

    def __init__(self, path: Path) -> None:
        self._path, self._unwritten = path, 0
        try:
            self._descriptor = door.make_file(path)
        except OSError as failure:
            raise storage_failed(path, failure) from None

    def write(self, data: bytes | memoryview) -> int:
        view = memoryview(data)
        left = view
        try:
            while left:
                count = os.write(self._descriptor, left)
                left = left[count:]
                self._unwritten += count
            if self._unwritten >= WRITE_BEHIND:
                os.fdatasync(self._descriptor)
                os.posix_fadvise(self._descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                self._unwritten = 0
        except OSError as failure:
            raise self._failed(failure) from None
        return len(view)

    def _failed(self, failure: OSError) -> StorageFailed:
        return storage_failed(self._path, failure)

    def __enter__(self) -> "_DiskFile":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def _opened(path: Path) -> BinaryIO:
    return os.fdopen(door.open_file(path), "rb", buffering=0)


def _differs(item: ItemId, name: str, found: str) -> EvidenceDiffers:
    return EvidenceDiffers(
        f"original of {item}, blobs/{name[:2]}/{name}: {found}",
        hint="take this file from another copy of the vault; the journal says what it must be",
    )
