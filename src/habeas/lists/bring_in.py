"""Import of a list, and its undoing.

    1 the file is read, whole: what cannot be read changes nothing
    2 the file is admitted as evidence, unless the vault has these bytes
    3 every row is accounted for against what the vault knows of this list
    4 nothing is new: nothing is written
    5 the rows go to the journal in batches, each one frame: all of it or none; the first opens the run
    6 the run is closed with its account

Killed anywhere, the next import of the same file goes on: what is in the journal is matched, the rest is added, and the
run is closed. An undo rejects the persons and claims of the import that nobody has decided about, in batches, then
closes the run; killed, the next undo goes on.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from habeas.claims import look_up, schemas
from habeas.claims.model import Journal, Kind, Status, Verb
from habeas.custody.model import JsonValue, NewEntry
from habeas.errors import BadInput, NotFound, PartlyDone
from habeas.ids import ItemId, new_id
from habeas.lists import store
from habeas.lists.accounting import Plan, dry_run, plan
from habeas.lists.files import read_table
from habeas.lists.model import LIST_COLUMN, PERSON_COLUMN, Account, Columns, Meaning, Row, Table
from habeas.lists.rows import PROPOSER, Belonging, NewRow, RowReader
from habeas.lists.schemas import BEGUN, FINISHED, LIST, WITHDRAWN
from habeas.reading.tables import check_size
from habeas.vault import store as vault_store
from habeas.vault.admit import admit
from habeas.vault.ledger import Ledger
from habeas.vault.model import About

BATCH = 4_000
"""Rows of one frame, and of one transaction of the databases.

Ids are random, so a batch changes pages all over each index, and a transaction encrypts every page it changed: of
60,000 rows in batches of 1,000 the commits took 6.4 CPU s, in batches of 4,000 2.9. A batch is what a kill costs: two
seconds of work.
"""
Progress = Callable[[int, int], None]
"""Called with rows (of an undo: items) done and in all."""


@dataclass(frozen=True)
class Undone:
    """What an undo did. `kept`: items about which someone had decided, left as they are."""

    runs: tuple[ItemId, ...]
    rejected: int
    kept: int


def preview(rooms: Journal, data: bytes, table: Table, columns: Columns, list_name: str) -> Account:
    """The account an import into this list would give. Writes nothing."""
    source = vault_store.source_by_hash(rooms.record, hashlib.sha256(data).hexdigest())
    known = store.KnownRows(rooms, store.list_named(rooms, list_name), source)
    return dry_run(table, columns, known, list_name)


def bring_in(
    ledger: Ledger,
    path: Path,
    list_name: str,
    columns_of: Callable[[Table], Columns],
    about: About,
    *,
    sheet: str = "",
    encoding: str = "",
    only: bool = False,
    resume: bool = False,
    progress: Progress | None = None,
) -> Account:
    """Import a file into a list. `resume`: only where an import of it was interrupted. `only`: of our own export of
    several lists, the rows of this one.

    Raises BadInput, TooLarge, UsageProblem (nothing was written); StorageFailed (batches before it are safe).
    """
    store.names_room(ledger)
    data = read_file(path)
    table = read_table(data, sheet, encoding)  # 1
    table = rows_of_list(table, list_name) if only else table
    columns = columns_of(table)
    source = vault_store.source_by_hash(ledger.record, hashlib.sha256(data).hexdigest())
    interrupted = _interrupted(ledger, source, list_name)
    if resume and interrupted is None:
        raise NotFound("no import of this file into this list was interrupted", hint="leave --resume away")
    source = source or _admitted(ledger, path, data, about)  # 2
    return _Import(ledger, source, list_name, table, columns, progress).run(interrupted)


def lists_in(table: Table) -> tuple[str, ...]:
    """The lists whose rows our own export holds, in their order; empty for any other table."""
    if PERSON_COLUMN not in table.labels or LIST_COLUMN not in table.labels:
        return ()
    place = table.labels.index(LIST_COLUMN)
    return tuple(dict.fromkeys(row.cells[place] for row in table.rows if place < len(row.cells) and row.cells[place]))


def rows_of_list(table: Table, list_name: str) -> Table:
    """The rows of one list, under the labels that have a word in them: another list's columns mean nothing here."""
    place = table.labels.index(LIST_COLUMN)
    rows = [row for row in table.rows if place < len(row.cells) and row.cells[place] == list_name]
    kept = [at for at in range(len(table.labels)) if any(at < len(row.cells) and row.cells[at].strip() for row in rows)]
    cells = [Row(row.number, tuple(row.cells[at] if at < len(row.cells) else "" for at in kept)) for row in rows]
    return replace(table, labels=tuple(table.labels[at] for at in kept), rows=cells)


def read_file(path: Path) -> bytes:
    """Raises BadInput where the system refuses, TooLarge before it is read."""
    try:
        check_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as problem:
        raise BadInput(f"the file cannot be read (errno {problem.errno})") from None


def _admitted(ledger: Ledger, path: Path, data: bytes, about: About) -> ItemId:
    try:
        (result, *_) = tuple(admit(ledger, [path], about))
    except PartlyDone:
        raise BadInput("the file was not admitted", hint="habeas admit FILE says why") from None
    if result.id is None or result.sha256 != hashlib.sha256(data).hexdigest():
        raise BadInput("the file changed while it was read; it was admitted as it was then, no row was imported")
    return result.id


def _interrupted(ledger: Ledger, source: ItemId | None, list_name: str) -> store.Run | None:
    list_ = store.list_named(ledger, list_name)
    if source is None or list_ is None:
        return None
    found = store.runs(ledger, source, list_)
    return found[-1] if found and found[-1].state == "begun" else None


class _Import:
    """Steps 3 to 6 of one run."""

    def __init__(
        self, ledger: Ledger, source: ItemId, list_name: str, table: Table, columns: Columns, progress: Progress | None
    ) -> None:
        self._ledger, self._source, self._list_name = ledger, source, list_name
        self._table, self._columns, self._progress = table, columns, progress

    def run(self, interrupted: store.Run | None) -> Account:
        list_ = store.list_named(self._ledger, self._list_name)
        planned = plan(
            self._table, self._columns, store.KnownRows(self._ledger, list_, self._source), self._list_name
        )  # 3
        reader = RowReader(self._columns, planned.created)
        if not planned.created and interrupted is None:  # 4
            return planned.account({}, run=None, source=self._source)
        opening: list[NewEntry] = []
        if list_ is None:
            list_, group, opening = self._new_list()
        else:
            group = store.group_of(self._ledger, list_)
        run = interrupted.id if interrupted else ItemId(new_id("run"))
        if interrupted is None:
            opening.append(self._begun(run, list_))
        self._write(planned, reader, Belonging(self._source, list_, group, run), opening)  # 5
        self._ledger.append([self._finished(run, planned)])  # 6
        return planned.account(reader.unread, run=run, source=self._source)

    def _write(self, planned: Plan, reader: RowReader, belongs: Belonging, opening: list[NewEntry]) -> None:
        places = self._places_before()
        done, total = 0, len(planned.created)
        for rows in batches(planned.created, BATCH):
            entries = [*opening, *self._new_places(rows, reader, places)]
            for row in rows:
                entries += reader.entries(row, belongs, places)
            self._ledger.append(entries)
            opening, done = [], done + len(rows)
            if self._progress:
                self._progress(done, total)
        if opening:
            self._ledger.append(opening)

    def _new_list(self) -> tuple[ItemId, ItemId, list[NewEntry]]:
        list_, group = ItemId(new_id("list")), ItemId(new_id("group"))
        about: dict[str, JsonValue] = {"source": self._source, "proposer": PROPOSER, "sort": "list"}
        who = NewEntry(schemas.PROPOSED[Kind.GROUP].kind, group, about, {"name": self._list_name})
        return list_, group, [who, NewEntry(LIST.kind, list_, {"group": group}, {"name": self._list_name})]

    def _begun(self, run: ItemId, list_: ItemId) -> NewEntry:
        table, meanings = self._table, self._columns.meanings
        fields: dict[str, JsonValue] = {"source": self._source, "list": list_, "rows": len(table.rows)}
        fields |= {"format": table.format, **({"encoding": table.encoding} if table.encoding else {})}
        columns: list[JsonValue] = [[label, str(meanings.get(label, ""))] for label in table.labels]
        return NewEntry(BEGUN.kind, run, fields, {"columns": columns, "sheet": table.sheet})

    def _finished(self, run: ItemId, planned: Plan) -> NewEntry:
        rejected: list[JsonValue] = [[one.row, one.why.value] for one in planned.rejected]
        fields: dict[str, JsonValue] = {
            "source": self._source,
            "created": len(planned.created),
            "matched": planned.matched,
            "repeated": planned.repeated,
            "rejected": rejected,
        }
        return NewEntry(FINISHED.kind, run, fields)

    def _places_before(self) -> dict[str, ItemId]:
        """Places that an earlier batch, or an earlier run, proposed from this file."""
        found = look_up.items(
            self._ledger, (Kind.PLACE,), source=self._source, statuses=(Status.PROPOSED, Status.ACCEPTED)
        )
        return {str(it.private.get("name")): it.id for it in found}

    def _new_places(self, rows: Sequence[NewRow], reader: RowReader, places: dict[str, ItemId]) -> Iterator[NewEntry]:
        for row in rows:
            name = reader.words(row, Meaning.PLACE)
            if name and name not in places:
                places[name] = ItemId(new_id("place"))
                fields: dict[str, JsonValue] = {"source": self._source, "proposer": PROPOSER}
                yield NewEntry(schemas.PROPOSED[Kind.PLACE].kind, places[name], fields, {"name": name})


def batches(rows: Sequence[NewRow], size: int) -> Iterator[Sequence[NewRow]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


# --- undo ------------------------------------------------------------------------------------------------------------


def undo(ledger: Ledger, path: Path, list_name: str, *, because: str = "", progress: Progress | None = None) -> Undone:
    """Take back every import of this file into this list that stands. Raises NotFound where there is none."""
    source = vault_store.source_by_hash(ledger.record, hashlib.sha256(read_file(path)).hexdigest())
    list_ = store.list_named(ledger, list_name)
    found = store.runs(ledger, source, list_) if source and list_ else ()
    standing = [run for run in found if run.state != "withdrawn"]
    if not standing:
        raise NotFound("no import of this file into this list stands")
    results = [_withdraw(ledger, run, because, progress) for run in standing]
    return Undone(tuple(run.id for run in standing), sum(r for r, _ in results), sum(k for _, k in results))


def _withdraw(ledger: Ledger, run: store.Run, because: str, progress: Progress | None) -> tuple[int, int]:
    """(rejected, kept)."""
    reason: dict[str, JsonValue] = {"because": because.strip() or "the import was undone"}
    items = _items_of_run(ledger, run)
    open_ = [item for item, status, edited in items if status == Status.PROPOSED and not edited]
    kept = sum(status in (Status.ACCEPTED, Status.MERGED) or edited for _, status, edited in items)
    for start in range(0, len(open_), 2 * BATCH):
        batch = open_[start : start + 2 * BATCH]
        ledger.append([NewEntry(schemas.DECIDED[Verb.REJECTED].kind, item, {}, reason) for item in batch])
        if progress:
            progress(start + len(batch), len(open_))
    ledger.append([NewEntry(WITHDRAWN.kind, run.id, {"source": run.source, "kept": kept}, reason)])
    return len(open_), kept


def _items_of_run(ledger: Ledger, run: store.Run) -> list[tuple[ItemId, Status, bool]]:
    """Persons, their claims from this import, then the places that only those claims speak of."""
    rows = ledger.record.query(
        """WITH persons AS (SELECT person AS id FROM table_row WHERE run = ?),
             claims AS (SELECT DISTINCT items.id FROM item_roles JOIN persons ON persons.id = item_roles.entity
                        JOIN items ON items.id = item_roles.item
                        WHERE items.kind = 'claim' AND items.source = ?),
             places AS (SELECT DISTINCT entity AS id FROM item_roles JOIN claims ON claims.id = item_roles.item
                        WHERE role = 'place' AND NOT EXISTS (
                            SELECT 1 FROM item_roles AS other JOIN items ON items.id = other.item
                            WHERE other.entity = item_roles.entity AND items.status <> 'rejected'
                              AND other.item NOT IN (SELECT id FROM claims)))
           SELECT id, status, edited FROM items
           WHERE id IN (SELECT id FROM persons UNION SELECT id FROM claims UNION SELECT id FROM places)
           ORDER BY position""",
        (run.id, run.source),
    )
    return [(ItemId(row[0]), Status(row[1]), bool(row[2])) for row in rows]
