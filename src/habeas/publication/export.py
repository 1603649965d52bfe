"""The whole record out in open formats, to work with elsewhere; and the entry that says so.

1. the copy of the vault is whole; the target is new and outside the vault
2. sources whose consent reaches the step that was asked for; those that do not are withheld, with all that they bear
   out, and counted
3. record.jsonl (everything), a CSV for each kind, record.ftm.jsonl, README.txt: into a folder nobody can guess
4. the entry: which files, which sources, with names or not
5. the folder gets its name

An export proves nothing to a stranger and is blacked out nowhere: what is for others is a release. Names, texts and
reasons are in it only where that was said.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from habeas.claims import look_up
from habeas.claims.model import Item, Kind
from habeas.custody.model import JsonValue, NewEntry
from habeas.errors import ReleaseRefused, StorageFailed
from habeas.files import door
from habeas.ids import ItemId, new_id
from habeas.publication.record_lines import FORMAT, Record, as_line, lines, read_lines
from habeas.publication.record_tables import follow_the_money, table
from habeas.vault import store as vault_store
from habeas.vault.ledger import Ledger
from habeas.vault.model import Consent, Source, SourceStatus
from habeas.vault.schemas import EXPORTED
from habeas.vault.take_out import require_new_outside

LINES = "record.jsonl"
MOST_BYTES = 1 << 32
README = """The record of a vault of Habeas, in clear. It is not sealed, and proves nothing: a release does.

record.jsonl      everything, an object a line, from which nothing is lost
*.csv             a table for each kind
record.ftm.jsonl  entities of FollowTheMoney

Ids are those of the vault, and the same in every export.
"""


@dataclass(frozen=True)
class Exported:
    """What was written. `withheld`: sources left out because of their consent."""

    files: dict[str, str]
    sources: tuple[ItemId, ...]
    items: int
    withheld: int


def export(
    ledger: Ledger, to: Path, made: str, *, names: bool = False, consent: Consent = Consent.INTERNAL
) -> Exported:
    """Make the folder `to`. `made`: UTC, RFC 3339. `consent`: the step that every source in it reaches, 2 at least
    (kept sealed, 1, goes only to whoever took it in, and here to nobody).

    Raises ReleaseRefused (the copy is not whole), UsageProblem (the place), WrongKey, StorageFailed.
    """
    ledger.names_room()
    if ledger.lacking:  # 1
        raise ReleaseRefused(
            "this copy of the vault is not complete, and what is missing may withdraw a consent: nothing was exported",
            hint="bring the missing files from the other copies; habeas audit names what is known of them",
        )
    target = require_new_outside(ledger, to)
    every = [one for one in vault_store.sources(ledger.record, ledger.names) if one.status is not SourceStatus.ERASED]
    let = [one for one in every if one.consent >= max(consent, Consent.INTERNAL)]  # 2
    items = [it for it in look_up.items(ledger, tuple(Kind)) if it.source in {one.id for one in let}]
    folder = target.with_name(f".export-{secrets.token_hex(8)}")
    try:
        door.make_folder(folder)
        files = dict(_write_all(ledger, folder, let, items, _about(ledger, made, names, consent)))  # 3
        exported = Exported(files, tuple(one.id for one in let), len(items), len(every) - len(let))
        ledger.append([_entry(exported, names, consent)])  # 4
        door.rename(folder, target)  # 5
        door.sync_folder(target.parent)
    except OSError as problem:
        raise StorageFailed(f"the export was not written (errno {problem.errno}); no folder is left") from None
    finally:
        with contextlib.suppress(OSError):
            _remove(folder)
    return exported


def read_back(folder: Path) -> Record:
    """What an export holds. Raises BadInput, OddFile, StorageFailed (it cannot be read)."""
    try:
        return read_lines(door.read(folder / LINES, MOST_BYTES))
    except OSError as problem:
        raise StorageFailed(f"the export cannot be read (errno {problem.errno})") from None


def _about(ledger: Ledger, made: str, names: bool, consent: Consent) -> dict[str, JsonValue]:
    about: dict[str, JsonValue] = {"format": FORMAT, "vault": ledger.vault_id, "made": made, "with_names": names}
    return about | {"consent": int(consent)}


def _write_all(
    ledger: Ledger, folder: Path, sources: list[Source], items: list[Item], about: dict[str, JsonValue]
) -> Iterator[tuple[str, str]]:
    names = bool(about["with_names"])
    count = sum(1 for _ in lines(ledger, sources, names))
    head = as_line({"what": "export", **about, "lines": count})
    body = (as_line(line) for line in lines(ledger, sources, names))
    yield LINES, _written(folder / LINES, _after(head, body))
    for kind in Kind:
        own = [it for it in items if it.kind is kind]
        yield f"{kind.plural}.csv", _written(folder / f"{kind.plural}.csv", [table(kind, own, names)])
    money = map(as_line, follow_the_money(sources, items, names))
    yield "record.ftm.jsonl", _written(folder / "record.ftm.jsonl", money)
    door.write(folder / "README.txt", README.encode())
    door.sync_folder(folder)


def _after(head: bytes, body: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    yield from body


def _written(path: Path, pieces: Iterable[bytes]) -> str:
    """Written and flushed; its SHA-256."""
    digest, descriptor = hashlib.sha256(), door.make_file(path)
    try:
        for piece in pieces:
            door.write_all(descriptor, piece)
            digest.update(piece)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return digest.hexdigest()


def _remove(folder: Path) -> None:
    for name in door.names(folder):
        door.remove(folder / name)
    door.remove_folder(folder)


def _entry(exported: Exported, names: bool, consent: Consent) -> NewEntry:
    record: dict[str, JsonValue] = {"files": exported.files, "with_names": names, "consent": int(consent)}
    record |= {"sources": list(exported.sources), "items": exported.items, "withheld": exported.withheld}
    return NewEntry(EXPORTED.kind, ItemId(new_id("decision")), record)
