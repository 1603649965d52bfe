"""The database file: ciphertext or nothing."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlcipher3 import dbapi2

from habeas.database import encrypted
from habeas.database.encrypted import Database, logical_dump, open_encrypted
from habeas.errors import EvidenceDiffers, StorageFailed, UnsafeEnvironment, VaultBusy, WrongKey

KEY = bytes(range(32))
WORD = "Zarathustrova"
PAGE, RESERVED = 4096, 80


@pytest.fixture
def database(tmp_path: Path):
    with open_encrypted(tmp_path / "room.db", KEY) as opened:
        yield opened


def fill(database: Database, rows: int = 50) -> None:
    with database.transaction():
        database.execute("CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT)")
        database.execute("CREATE VIRTUAL TABLE person_words USING fts5(name, tokenize='unicode61')")
        people = [(f"per-{number}", f"{WORD}{number} of the river") for number in range(rows)]
        database.executemany("INSERT INTO person VALUES (?, ?)", people)
        database.executemany("INSERT INTO person_words(name) VALUES (?)", [(name,) for _, name in people])


def files_of(path: Path) -> list[Path]:
    return [found for found in (path, Path(f"{path}-wal"), Path(f"{path}-shm")) if found.exists()]


def decrypted_pages(path: Path, key: bytes) -> bytes:
    """All pages as someone with the key sees them, without SQLite: AES-256-CBC, the IV in the page's reserve."""
    data, plain = path.read_bytes(), b""
    for start in range(0, len(data), PAGE):
        page = data[start : start + PAGE]
        body, vector = page[16 if start == 0 else 0 : PAGE - RESERVED], page[PAGE - RESERVED : PAGE - RESERVED + 16]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        plain += decryptor.update(body) + decryptor.finalize()
    return plain


def test_library_without_cipher_refuses_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encrypted, "sqlcipher", sqlite3)
    with pytest.raises(UnsafeEnvironment):
        open_encrypted(tmp_path / "room.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_library_that_ignores_the_key_is_caught_by_the_file_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encrypted, "require_cipher", lambda: None)
    monkeypatch.setattr(encrypted, "sqlcipher", sqlite3)
    with pytest.raises(UnsafeEnvironment):
        open_encrypted(tmp_path / "room.db", KEY)


def test_plain_file_in_its_place_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE t (x)")
    plain.close()
    before = path.read_bytes()
    with pytest.raises(UnsafeEnvironment):
        open_encrypted(path, KEY)
    assert path.read_bytes() == before


def test_wrong_key_raises_wrong_key_in_silence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "room.db"
    open_encrypted(path, KEY).close()
    before = path.read_bytes()
    with pytest.raises(WrongKey):
        open_encrypted(path, bytes(32))
    assert path.read_bytes() == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("key", [b"", bytes(16), bytes(33)])
def test_key_of_another_length_is_a_mistake(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_encrypted(tmp_path / "room.db", key)


def test_settings_that_keep_words_from_the_disk_are_on(database: Database) -> None:
    found = {
        name: database.query_one(f"PRAGMA {name}")[0]
        for name in ("journal_mode", "secure_delete", "temp_store", "foreign_keys", "trusted_schema")
    }
    assert found == {"journal_mode": "wal", "secure_delete": 1, "temp_store": 2, "foreign_keys": 1, "trusted_schema": 0}


def test_search_table_is_made_with_secure_delete(database: Database) -> None:
    fill(database)
    assert database.query_one("SELECT v FROM person_words_config WHERE k = 'secure-delete'")[0] == 1


def test_file_is_private(tmp_path: Path, database: Database) -> None:
    fill(database)
    assert all(found.stat().st_mode & 0o077 == 0 for found in files_of(tmp_path / "room.db"))


def test_no_word_in_any_file_while_open_and_after_close(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    with open_encrypted(path, KEY) as database:
        fill(database)
        assert len(files_of(path)) == 3
        for found in files_of(path):
            assert WORD.encode() not in found.read_bytes()
            assert b"per-1" not in found.read_bytes()
    assert files_of(path) == [path]
    assert WORD.encode() not in path.read_bytes()


def test_deleted_word_is_gone_even_for_who_has_the_key(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    with open_encrypted(path, KEY) as database:
        fill(database, rows=400)
    # The index folds case; the table does not.
    assert WORD.encode() in decrypted_pages(path, KEY) and WORD.lower().encode() in decrypted_pages(path, KEY)
    with open_encrypted(path, KEY) as database, database.transaction():
        database.execute("DELETE FROM person")
        database.execute("DELETE FROM person_words")
    assert WORD.lower().encode() not in decrypted_pages(path, KEY).lower()


def test_transaction_that_fails_leaves_nothing(database: Database) -> None:
    database.execute("CREATE TABLE t (x)")
    with pytest.raises(RuntimeError), database.transaction():
        database.execute("INSERT INTO t VALUES (1)")
        with database.transaction():
            database.execute("INSERT INTO t VALUES (2)")
        raise RuntimeError
    assert database.query("SELECT * FROM t") == []
    with database.transaction():
        database.execute("INSERT INTO t VALUES (3)")
    assert [row["x"] for row in database.query("SELECT x FROM t")] == [3]


def test_rows_for_later_are_there_for_every_question_and_in_their_order(database: Database) -> None:
    database.execute("CREATE TABLE t (x INTEGER PRIMARY KEY, word TEXT)")
    database.execute("CREATE TABLE copy (word TEXT)")
    with database.transaction():
        for word in ("one", "two", "three"):
            database.later("INSERT INTO t (word) VALUES (?)", (word,))
            database.later("INSERT INTO copy SELECT word FROM t WHERE word = ?", (word,))
        database.execute("UPDATE copy SET word = word", alone=True)
        assert [row["word"] for row in database.query("SELECT word FROM copy")] == ["one", "two", "three"]
        database.later("INSERT INTO t (word) VALUES (?)", ("four",))
        database.execute("UPDATE t SET word = upper(word)")
        database.later("INSERT INTO t (word) VALUES (?)", ("five",))
    words = [row["word"] for row in database.iterate("SELECT word FROM t ORDER BY x")]
    assert words == ["ONE", "TWO", "THREE", "FOUR", "five"]
    database.later("INSERT INTO t (word) VALUES (?)", ("at once",))
    assert database.query_one("SELECT count(*) FROM t")[0] == 6


def test_rows_for_later_go_with_a_transaction_that_fails(database: Database) -> None:
    database.execute("CREATE TABLE t (x UNIQUE)")
    with pytest.raises(RuntimeError), database.transaction():
        database.later("INSERT INTO t VALUES (?)", (1,))
        raise RuntimeError
    with pytest.raises(dbapi2.IntegrityError), database.transaction():
        database.later("INSERT INTO t VALUES (?)", (2,))
        database.later("INSERT INTO t VALUES (?)", (2,))
    with database.transaction():
        database.later("INSERT INTO t VALUES (?)", (3,))
    assert [row["x"] for row in database.query("SELECT x FROM t")] == [3]


def test_second_writer_gets_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encrypted, "BUSY_MILLISECONDS", 10)
    with open_encrypted(tmp_path / "room.db", KEY) as first, open_encrypted(tmp_path / "room.db", KEY) as second:
        first.execute("CREATE TABLE t (x)")
        with first.transaction(), pytest.raises(VaultBusy), second.transaction():
            pass


def test_full_disk_raises_storage_failed_and_rolls_back(database: Database) -> None:
    database.execute("CREATE TABLE t (x)")
    pages = database.query_one("PRAGMA page_count")[0]
    database.query(f"PRAGMA max_page_count={pages + 1}")
    with pytest.raises(StorageFailed), database.transaction():
        database.executemany("INSERT INTO t VALUES (?)", [("x" * 4000,) for _ in range(20)])
    assert database.query("SELECT * FROM t") == []


@pytest.mark.parametrize("offset", [0, 20, 2000, 4090, PAGE + 5, PAGE + 2000, 2 * PAGE - 1, -1])
def test_flipped_bit_is_found_and_never_read(tmp_path: Path, offset: int) -> None:
    path = tmp_path / "room.db"
    with open_encrypted(path, KEY) as database:
        fill(database, rows=200)
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)
    with pytest.raises((EvidenceDiffers, WrongKey)), open_encrypted(path, KEY) as database:
        found = database.check()
        if found:
            raise EvidenceDiffers(f"{len(found)} pages")


def test_truncated_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    with open_encrypted(path, KEY) as database:
        fill(database, rows=200)
    path.write_bytes(path.read_bytes()[: 3 * PAGE])
    with pytest.raises((EvidenceDiffers, WrongKey)), open_encrypted(path, KEY) as database:
        database.query("SELECT * FROM person")


def test_dump_is_equal_for_equal_content_whatever_the_order_of_writing(tmp_path: Path) -> None:
    dumps = []
    for number, order in enumerate((range(30), reversed(range(30)))):
        with open_encrypted(tmp_path / f"{number}.db", KEY) as database:
            database.execute("CREATE TABLE t (x INTEGER, y TEXT)")
            database.execute("CREATE VIRTUAL TABLE words USING fts5(y)")
            for x in order:
                database.execute("INSERT INTO t VALUES (?, ?)", (x, f"word{x} 'quoted'"))
                database.execute("INSERT INTO words(rowid, y) VALUES (?, ?)", (x + 1, f"word{x} common"))
            dumps.append(list(logical_dump(database)))
    assert dumps[0] == dumps[1]
    assert any("common" in line for line in dumps[0])
    assert len(dumps[0]) == 2 + 30 + 60


def test_dump_differs_when_one_value_differs(database: Database) -> None:
    database.execute("CREATE TABLE t (x)")
    database.execute("INSERT INTO t VALUES ('a')")
    first = list(logical_dump(database))
    database.execute("UPDATE t SET x = 'b'")
    assert list(logical_dump(database)) != first
    assert list(logical_dump(database, without=("t",))) == []


def test_closed_database_says_so(tmp_path: Path) -> None:
    database = open_encrypted(tmp_path / "room.db", KEY)
    database.close()
    database.close()
    with pytest.raises(StorageFailed):
        database.query("SELECT 1")


def test_killed_writer_loses_no_committed_row(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    script = f"""
import os, pathlib
from habeas.database.encrypted import open_encrypted
database = open_encrypted(pathlib.Path({str(path)!r}), {KEY!r})
database.execute("CREATE TABLE t (x)")
for number in range(20):
    database.execute("INSERT INTO t VALUES (?)", (number,))
database.execute("BEGIN"); database.execute("INSERT INTO t VALUES (99)")
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", script], check=False)
    with open_encrypted(path, KEY) as database:
        assert [row[0] for row in database.query("SELECT x FROM t")] == list(range(20))
        assert database.check() == ()
