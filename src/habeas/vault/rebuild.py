"""Throw the databases away and replay the journal: the same answers come back.

A rebuild needs nothing of the old databases, so it also mends a cache that was changed or lost. Where the old ones
could still be read, what they said is compared with what they say now.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from habeas.database.encrypted import Database, logical_dump
from habeas.errors import HabeasError
from habeas.ids import MemberId
from habeas.vault.ledger import Ledger, Projector
from habeas.vault.projection import LEDGER_TABLES
from habeas.vault.unlock import unlock


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild did. `before` is None where the old databases could not be read."""

    entries: int
    before: str | None
    """SHA-256 over the logical dump of both databases."""
    after: str

    @property
    def equal(self) -> bool:
        """Whether the databases said the same before."""
        return self.before == self.after


def rebuild(ledger: Ledger) -> Rebuilt:
    """Rebuild the databases of an open vault."""
    try:
        before = dump_digest(ledger)
    except HabeasError:
        before = None
    entries = ledger.rebuild()
    return Rebuilt(entries, before, dump_digest(ledger))


def rebuild_folder(
    folder: Path, passphrase: str, projectors: Sequence[Projector], *, member: MemberId | None = None
) -> Rebuilt:
    """Rebuild the databases of a vault that nobody has open. Raises as `unlock`.

    Where they were not as this device left them, opening has thrown them away: `before` is then None.
    """
    with unlock(folder, passphrase, projectors, member=member) as ledger:
        done = rebuild(ledger)
        return replace(done, before=None) if ledger.cache_was_dropped else done


def dump(database: Database) -> Iterator[str]:
    """What a database says, without the projection's bookkeeping."""
    return logical_dump(database, without=LEDGER_TABLES)


def dump_digest(ledger: Ledger) -> str:
    """SHA-256 over what both databases say, hexadecimal."""
    digest = hashlib.sha256()
    for database in filter(None, (ledger.record, ledger.names)):
        for line in dump(database):
            digest.update(line.encode() + b"\n")
    return digest.hexdigest()
