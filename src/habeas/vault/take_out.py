"""An original or a text out of the vault, as a file or on a screen, and the entry that says so.

1. its consent is compared: what was refused goes to nobody, what is kept sealed only to whoever took it in
2. where it goes is looked at: a new file, outside the vault
3. the bytes are written beside it under a name that nobody can guess, compared with the journal as they come, flushed
4. the entry: who, what, when, under which consent. It is about a decision of its own, so it outlives the source
5. the file gets its name

Whatever fails before 5 leaves no file. A copy without an entry is never left under its name.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from habeas.custody.model import JsonValue, NewEntry
from habeas.errors import ReleaseRefused, StorageFailed, UsageProblem
from habeas.files import door
from habeas.ids import ItemId, new_id
from habeas.vault import store
from habeas.vault.ledger import Ledger
from habeas.vault.model import Consent, Source
from habeas.vault.read_back import original, text_of
from habeas.vault.schemas import TAKEN_OUT

What = Literal["original", "text"]


def take_out_original(ledger: Ledger, source: ItemId, to: Path) -> int:
    """The bytes as they were admitted, into a new file; returns how many.

    Raises ReleaseRefused (consent), UsageProblem (the place), NotFound, WrongKey, EvidenceDiffers, StorageFailed.
    """
    found = _allowed(ledger, source)
    return _into_file(ledger, found, "original", original(ledger, source), to)


def take_out_text(ledger: Ledger, source: ItemId, to: Path | None = None) -> str:
    """The text that every offset points into; into a new file, where one is named. Raises as `take_out_original`."""
    found = _allowed(ledger, source)
    text = text_of(ledger, source)
    if to is not None:
        _into_file(ledger, found, "text", [text.encode()], to)
    else:
        ledger.append([_entry(found, "text", text.encode(), "screen")])
    return text


def _allowed(ledger: Ledger, source: ItemId) -> Source:
    """The source, if its consent lets this member have it. Raises ReleaseRefused, NotFound, WrongKey."""
    if ledger.lacking:
        raise ReleaseRefused(
            "this copy of the vault is not complete, and what is missing may withdraw a consent: nothing was taken out",
            hint="bring the missing files from the other copies; habeas audit names what is known of them",
        )
    found = store.source(ledger.record, ledger.names_room(), source)
    mine = found.admitted_by == ledger.member
    if found.consent is Consent.REFUSED or (found.consent is Consent.KEEP and not mine):
        why = "refused" if found.consent is Consent.REFUSED else "to keep it sealed for whoever took it in"
        raise ReleaseRefused(
            f"{source} has consent {int(found.consent)}, {why}: it was not taken out",
            hint=f"if that changed, record who said so: habeas consent {source} 2 --because TEXT",
        )
    return found


def require_new_outside(ledger: Ledger, to: Path) -> Path:
    """Where a copy may be written, absolute. Raises UsageProblem, StorageFailed; repeats no name."""
    target = Path(os.path.abspath(to))
    inside = Path(os.path.realpath(ledger.layout.folder))
    if inside in (real := Path(os.path.realpath(target))).parents or real == inside:
        raise UsageProblem(
            "that lies in the vault's own folder, which holds nothing in clear", hint="name another folder"
        )
    try:
        taken = door.is_there(target)
    except OSError as problem:
        raise StorageFailed(f"nothing can be written there (errno {problem.errno}); is there such a folder?") from None
    if taken:
        raise UsageProblem("there is something of this name already; nothing was written", hint="give another name")
    return target


def _into_file(ledger: Ledger, source: Source, what: What, pieces: Iterable[bytes], to: Path) -> int:
    target = require_new_outside(ledger, to)  # 2
    partial = target.with_name(f".{secrets.token_hex(8)}{door.TEMPORARY}")
    digest, size = hashlib.sha256(), 0
    try:
        with _new_file(partial) as descriptor:  # 3
            for piece in pieces:
                door.write_all(descriptor, piece)
                digest.update(piece)
                size += len(piece)
        ledger.append([_taken(source, what, digest.hexdigest(), size, "file")])  # 4
        door.rename(partial, target)  # 5
        door.sync_folder(target.parent)
    except OSError as problem:
        raise StorageFailed(f"the file was not written (errno {problem.errno}); no part of it is left") from None
    finally:
        with contextlib.suppress(OSError):
            door.remove(partial)
    return size


@contextlib.contextmanager
def _new_file(path: Path) -> Iterator[int]:
    descriptor = door.make_file(path)
    try:
        yield descriptor
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _entry(source: Source, what: What, data: bytes, to: str) -> NewEntry:
    return _taken(source, what, hashlib.sha256(data).hexdigest(), len(data), to)


def _taken(source: Source, what: What, sha256: str, size: int, to: str) -> NewEntry:
    record: dict[str, JsonValue] = {"source": source.id, "what": what, "sha256": sha256, "size": size}
    record |= {"consent": int(source.consent), "to": to}
    return NewEntry(TAKEN_OUT.kind, ItemId(new_id("decision")), record)
