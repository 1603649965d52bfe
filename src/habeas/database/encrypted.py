"""One encrypted database file.

To open: 1 the library must have a cipher, asked in memory, before the file is touched; 2 a file that begins as plain
SQLite is refused; 3 the raw key is set; 4 the settings that keep deleted words and temporary data from the disk; 5
the key must open the first page; 6 the file on disk must not begin as plain SQLite.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlcipher3 import dbapi2 as sqlcipher

from habeas.errors import EvidenceDiffers, HabeasError, StorageFailed, UnsafeEnvironment, VaultBusy, WrongKey

KEY_BYTES: Final = 32
PLAIN_HEADER: Final = b"SQLite format 3\x00"
APPLICATION_ID: Final = 0x48424541
"""`HBEA`, in the (encrypted) file header."""
BUSY_MILLISECONDS: Final = 2_000

Parameters = Sequence[Any] | Mapping[str, Any]

_SETTINGS: Final = (
    "PRAGMA temp_store=MEMORY",
    "PRAGMA secure_delete=ON",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",  # the journal is what is durable; the projection catches up from it
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA mmap_size=0",
    "PRAGMA cache_size=-64000",  # KiB, used as needed: a page in the cache is not decrypted again
)
_SEARCH_TABLE: Final = re.compile(
    r"\s*create\s+virtual\s+table\s+(?:if\s+not\s+exists\s+)?[\"']?(\w+)[\"']?\s+using\s+fts5", re.IGNORECASE
)


def open_encrypted(path: Path, key: bytes) -> "Database":
    """The database at `path`, made if there is none (mode 0600).

    Raises UnsafeEnvironment (no cipher in this build, or a plain file lies there: nothing was written), WrongKey
    (another key, or the first page was changed), VaultBusy, StorageFailed, EvidenceDiffers.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a database key has {KEY_BYTES} bytes, not {len(key)}")
    # 1 The library must have a cipher.
    _require_cipher()
    # 2 A plain file is refused.
    _refuse_plain(path)
    _create_private(path)
    connection = _connect(path)
    try:
        # 3 The raw key: no key derivation here, it was done once, at unlock.
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        # 5 The key must open the first page. Before step 4, which writes.
        _probe(connection)
        # 4 Settings.
        _configure(connection)
        # 6 What is on disk now must be ciphertext.
        _refuse_plain(path)
    except BaseException:
        connection.close()
        raise
    return Database(connection)


class Database:
    """An open encrypted database. Not shared between threads. Use it as a context manager, or close it."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._depth = 0
        self._waiting: dict[str, list[Parameters]] = {}

    @contextmanager
    def transaction(self) -> Iterator[Self]:
        """All that is written inside, or none of it. Inside another transaction it joins that one."""
        if not self._depth:
            self.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield self
        except BaseException:
            self._depth -= 1
            if not self._depth:
                self._roll_back()
            raise
        self._depth -= 1
        if not self._depth:
            self._commit()

    def execute(self, sql: str, parameters: Parameters = (), *, alone: bool = False) -> int:
        """Rows changed. A full-text table made here is told to overwrite what is deleted from it.

        `alone`: this statement touches no table for which rows are waiting (`later`); they may wait on.
        """
        if self._waiting and not alone:
            self._write_waiting()
        try:  # not `with _translated()`, which costs as much as the smallest statement: each entry has a dozen
            changed: int = self._connection.execute(sql, parameters).rowcount
        except sqlcipher.DatabaseError as problem:
            raise _translation(problem) from None
        if made := _SEARCH_TABLE.match(sql):
            name = made.group(1)
            self.execute(f"INSERT INTO {name}({name}, rank) VALUES ('secure-delete', 1)")
        return changed

    def later(self, sql: str, row: Parameters) -> None:
        """Insert a row before anything else is read or written here, or the transaction ends.

        Rows of one statement are written together, in their order; statements in the order in which each was first
        given. So only for inserts of which none reads what another, given after it, wrote. A replay has a dozen small
        inserts an entry: together they take half of what they take one by one. Outside a transaction: at once.
        """
        if self._depth:
            self._waiting.setdefault(sql, []).append(row)
        else:
            self.execute(sql, row)

    def _write_waiting(self) -> None:
        waiting, self._waiting = self._waiting, {}
        with _translated():
            for sql, rows in waiting.items():
                self._connection.executemany(sql, rows)

    def executemany(self, sql: str, rows: Iterable[Parameters]) -> int:
        """Rows changed."""
        self._write_waiting()
        with _translated():
            changed: int = self._connection.executemany(sql, rows).rowcount
        return changed

    def query(self, sql: str, parameters: Parameters = ()) -> list[Any]:
        """All rows; a row gives its values by position and by column name."""
        self._write_waiting()
        with _translated():
            rows: list[Any] = self._connection.execute(sql, parameters).fetchall()
        return rows

    def query_one(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first row, or None."""
        self._write_waiting()
        with _translated():
            return self._connection.execute(sql, parameters).fetchone()

    def iterate(self, sql: str, parameters: Parameters = ()) -> Iterator[Any]:
        """Rows one by one, for results too large to hold."""
        self._write_waiting()
        with _translated():
            yield from self._connection.execute(sql, parameters)

    def compact(self) -> None:
        """Rewrite the file without its free pages and empty the write-ahead log: after erasure."""
        with _translated():
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> tuple[str, ...]:
        """Problems that SQLite and the cipher find in the file, by page and table; empty where there are none."""
        with _translated():
            pages = [str(row[0]) for row in self._connection.execute("PRAGMA cipher_integrity_check")]
            if pages:
                return tuple(pages)
            found = [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check")]
        return () if found == ["ok"] else tuple(found)

    def close(self) -> None:
        """Empty the write-ahead log into the file and close. Safe to call twice."""
        connection, self._connection = self._connection, _Closed()
        if isinstance(connection, _Closed):
            return
        try:
            with _translated():
                if self._depth:
                    connection.execute("ROLLBACK")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _commit(self) -> None:
        try:
            self.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        """SQLite has already rolled back where the disk was full."""
        self._waiting = {}
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


class _Closed:
    in_transaction = False

    def execute(self, *_: object) -> Any:
        raise StorageFailed("the database is closed")

    executemany = execute


DERIVED = "derived_"
"""Tables whose names begin so hold what was computed from others on demand: no two databases need to have the same."""


def logical_dump(database: Database, *, without: Sequence[str] = ()) -> Iterator[str]:
    """What the database says, one line a row, in an order of its own: equal for two databases that hold the same.

    Full-text tables are dumped as their terms with document, column and offset, because their stored form depends on
    the history of writes. `without`: tables left out, beside those that are DERIVED.
    """
    tables = database.query("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    virtual = [row["name"] for row in tables if _SEARCH_TABLE.match(row["sql"] or "")]
    for row in tables:
        name = row["name"]
        inner = any(name.startswith(search + "_") for search in virtual)
        if name.startswith(("sqlite_", DERIVED)) or name in without or inner:
            continue
        yield row["sql"]
        yield from _dump_terms(database, name) if name in virtual else _dump_rows(database, name)


def _dump_rows(database: Database, table: str) -> Iterator[str]:
    columns = [row["name"] for row in database.query("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))]
    values = " || ', ' || ".join(f'quote("{column}")' for column in columns)
    for row in database.iterate(f'SELECT {values} FROM "{table}" ORDER BY 1'):
        yield f"{table}: {row[0]}"


def _dump_terms(database: Database, table: str) -> Iterator[str]:
    database.execute(f"CREATE VIRTUAL TABLE temp.dumped_terms USING fts5vocab('main', '{table}', 'instance')")
    try:
        for row in database.iterate("SELECT term, doc, col, offset FROM temp.dumped_terms ORDER BY 1, 2, 3, 4"):
            yield f"{table}: {row[0]!r}, {row[1]}, {row[2]}, {row[3]}"
    finally:
        database.execute("DROP TABLE temp.dumped_terms")


def _require_cipher() -> None:
    probe = sqlcipher.connect(":memory:")
    try:
        version = probe.execute("PRAGMA cipher_version").fetchone()
    finally:
        probe.close()
    if not version or not version[0]:
        raise UnsafeEnvironment(
            "the database library of this installation has no cipher: nothing was opened, nothing was written",
            hint="reinstall Habeas into an environment of its own; sqlcipher3 must not be replaced by another package",
        )


def _refuse_plain(path: Path) -> None:
    try:
        with path.open("rb") as file:
            plain = file.read(len(PLAIN_HEADER)) == PLAIN_HEADER
    except FileNotFoundError:
        return
    except OSError as problem:
        raise StorageFailed(f"the database cannot be read (errno {problem.errno})") from None
    if plain:
        raise UnsafeEnvironment(
            "an unencrypted database lies where an encrypted one belongs: it was not used",
            hint="find out who put it there; then delete the cache folder and run `habeas rebuild`",
        )


def _create_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    except OSError as problem:
        raise StorageFailed(f"the database cannot be made (errno {problem.errno})") from None


def _connect(path: Path) -> Any:
    with _translated():
        connection = sqlcipher.connect(str(path), isolation_level=None, timeout=BUSY_MILLISECONDS / 1000)
        connection.row_factory = sqlcipher.Row
        # The library reports every wrong key and damaged page on stderr as well.
        connection.execute("PRAGMA cipher_log_level=NONE")
    return connection


def _probe(connection: Any) -> None:
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlcipher.DatabaseError as problem:
        if getattr(problem, "sqlite_errorcode", None) == sqlcipher.SQLITE_NOTADB:
            raise WrongKey(
                "the database does not open with this key, or its first page was changed",
                hint="the cache can be deleted: `habeas rebuild` makes it again from the journal",
            ) from None
        raise _translation(problem) from None


def _configure(connection: Any) -> None:
    with _translated():
        for setting in _SETTINGS:
            connection.execute(setting)
        if not connection.execute("PRAGMA application_id").fetchone()[0]:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the disk and of the cipher become ours; errors of our SQL stay what they are: mistakes to be seen."""
    try:
        yield
    except sqlcipher.DatabaseError as problem:
        ours = _translation(problem)
        if isinstance(ours, HabeasError):
            raise ours from None
        raise


def _translation(problem: Exception) -> Exception:
    code = getattr(problem, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    if primary in (sqlcipher.SQLITE_BUSY, sqlcipher.SQLITE_LOCKED):
        return VaultBusy("another process is writing to this database", hint="wait for it to end, then try again")
    if primary in (sqlcipher.SQLITE_FULL, sqlcipher.SQLITE_IOERR, sqlcipher.SQLITE_CANTOPEN, sqlcipher.SQLITE_READONLY):
        return StorageFailed(f"the disk failed on a database page (SQLite code {code}); nothing is half written")
    if primary in (sqlcipher.SQLITE_CORRUPT, sqlcipher.SQLITE_NOTADB):
        return EvidenceDiffers(
            f"a page of the database was changed (SQLite code {code})",
            hint="the journal is not affected: `habeas rebuild` makes the database again from it",
        )
    return problem
