"""The databases against a replay of the journal: an old page or an old file put back is found here and nowhere else."""

import hashlib
from collections import Counter
from collections.abc import Iterator

from habeas.custody.model import Room
from habeas.database.encrypted import Database, logical_dump
from habeas.errors import EvidenceDiffers
from habeas.vault.cache import SCRATCH
from habeas.vault.ledger import Ledger
from habeas.vault.model import Check
from habeas.vault.projection import Projection


def compare_with_replay(ledger: Ledger) -> Iterator[Check]:
    """One check for the pages of each database, one for what it says. Table names and counts only, never a row."""
    cache = ledger.cache(SCRATCH)
    cache.discard()
    try:
        scratch = Projection(cache, ledger.credentials.rooms, ledger.projectors)
        try:
            ledger.replay_beside(scratch)
            # Whoever holds fewer rooms indexes fewer keys: the index is compared by those who hold both.
            # What was unmet when it was read may be here by now; stamps of key files are no record.
            left_out = (
                "ledger_unmet",
                "ledger_erased_place",
                *(() if ledger.names is not None else ("ledger_item_key",)),
            )
            yield from _compared(Room.RECORD, ledger.record, scratch.record, left_out)
            if ledger.names is not None and scratch.names is not None:
                yield from _compared(Room.NAMES, ledger.names, scratch.names, ())
        finally:
            scratch.close()
    except EvidenceDiffers as found:
        yield Check("replay", ledger.vault_id, False, str(found))
    finally:
        cache.remove()


def _compared(room: Room, database: Database, replayed: Database, left_out: tuple[str, ...]) -> Iterator[Check]:
    identifier = f"cache/{room.value}.db"
    try:
        problems = database.check()
        found, expected = _rows(database, left_out), _rows(replayed, left_out)
    except EvidenceDiffers as problem:
        yield Check("database", identifier, False, str(problem))
        return
    yield Check("database", identifier, not problems, f"{len(problems)} problems in its pages" if problems else "")
    differing = Counter(table for table, _ in ((found - expected) | (expected - found)))
    if not differing:
        yield Check("projection", identifier, True, f"{found.total()} rows as replayed")
        return
    tables = ", ".join(f"{table or 'the tables themselves'} ({count})" for table, count in sorted(differing.items()))
    yield Check("projection", identifier, False, f"rows that are not what the journal says: {tables}; habeas rebuild")


def _rows(database: Database, left_out: tuple[str, ...]) -> Counter[tuple[str, bytes]]:
    """(table, hash of a row) -> how often. Hashes, because a vault's texts need not fit into memory twice."""
    rows: Counter[tuple[str, bytes]] = Counter()
    for line in logical_dump(database, without=left_out):
        table = line.partition(": ")[0]
        rows[table if table.isidentifier() else "", hashlib.sha256(line.encode()).digest()[:16]] += 1
    return rows
