"""The encrypted database against plain SQLite: the same library without a key, the same tables, the same questions.

100,000 passages of about 60 words, an FTS5 index; questions of two words, the 20 best by bm25. CPU time, medians.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from habeas.database.encrypted import Database, open_encrypted

PASSAGES, WORDS, VOCABULARY, QUESTIONS = 100_000, 60, 30_000, 120
SEARCH_GOAL, OPEN_GOAL = 1.7, 2.0
KEY = bytes(range(32))
SETTINGS = ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-64000", "temp_store=MEMORY", "foreign_keys=ON",
            "mmap_size=0", "trusted_schema=OFF")  # fmt: skip
TABLES = (
    "CREATE TABLE passage (id INTEGER PRIMARY KEY, source TEXT, text TEXT)",
    "CREATE VIRTUAL TABLE words USING fts5(text, content='passage', content_rowid='id', tokenize='unicode61')",
)
QUESTION = """SELECT passage.id, passage.text FROM words JOIN passage ON passage.id = words.rowid
    WHERE words MATCH ? ORDER BY bm25(words), passage.id LIMIT 20"""


def open_plain(path: Path) -> Database:
    """Plain SQLite, opened by the same steps: connect, settings, first page."""
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.row_factory = sqlcipher.Row
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return Database(connection)


def passages() -> list[tuple[int, str, str]]:
    """Words as common as in speech: the n-th in proportion to 1/n."""
    choose = random.Random(7)
    words = ["".join(choose.choices("aeioukstrnlmvb", k=choose.randint(3, 10))) for _ in range(VOCABULARY)]
    weights = [1 / place for place in range(1, VOCABULARY + 1)]
    drawn = choose.choices(words, weights, k=PASSAGES * WORDS)
    return [(n, f"src-{n % 2000:012d}", " ".join(drawn[n * WORDS : (n + 1) * WORDS])) for n in range(PASSAGES)]


def questions(rows: list[tuple[int, str, str]]) -> list[str]:
    """Two words of one passage: there is always an answer."""
    choose = random.Random(8)
    return [
        " ".join(f'"{word}"' for word in choose.sample(choose.choice(rows)[2].split(), 2)) for _ in range(QUESTIONS)
    ]


def seconds(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def fill(database: Database, rows: list[tuple[int, str, str]]) -> None:
    with database.transaction():
        for table in TABLES:
            database.execute(table)
        database.executemany("INSERT INTO passage VALUES (?, ?, ?)", rows)
        database.executemany("INSERT INTO words(rowid, text) VALUES (?, ?)", ((row[0], row[2]) for row in rows))


def read_hundred(database: Database) -> None:
    for number in range(100):
        database.query("SELECT text FROM passage WHERE id = ?", (number * 977,))


def opening(path: Path, open_it: Callable[[Path], Database]) -> float:
    """Seconds of one opening and one read, without the closing."""
    start = time.process_time()
    database = open_it(path)
    database.query_one("SELECT id FROM passage WHERE id = 5")
    found = time.process_time() - start
    database.close()
    return found


Times = dict[str, list[float]]
"""CPU seconds of each measurement, by way: plain, ours."""


def ask(databases: dict[str, Database], asked: list[str]) -> tuple[Times, Times]:
    """(searches, reads by id). The two take turns, question by question, so that a busy machine is busy for both."""
    searches: Times = {way: [] for way in databases}
    points: Times = {way: [] for way in databases}
    for question in asked:
        for way, database in databases.items():
            searches[way].append(seconds(partial(database.query, QUESTION, (question,))))
            points[way].append(seconds(partial(read_hundred, database)))
    answers = [[tuple(row) for row in database.query(QUESTION, (asked[0],))] for database in databases.values()]
    assert answers[0] == answers[1]
    return searches, points


def of_all(times: Times) -> float:
    return sum(times["ours"]) / sum(times["plain"])


def of_medians(times: Times) -> float:
    return statistics.median(times["ours"]) / statistics.median(times["plain"])


def run() -> Iterator[str]:
    rows = passages()
    ways: dict[str, Callable[[Path], Database]] = {"plain": open_plain, "ours": lambda path: open_encrypted(path, KEY)}
    with tempfile.TemporaryDirectory() as name:
        paths = {way: Path(name, way) for way in ways}
        databases = {way: open_it(paths[way]) for way, open_it in ways.items()}
        filled = {way: [seconds(partial(fill, database, rows))] for way, database in databases.items()}
        for database in databases.values():
            database.close()
        databases = {way: open_it(paths[way]) for way, open_it in ways.items()}
        searches, points = ask(databases, questions(rows))
        for database in databases.values():
            database.close()
        opened = {way: [opening(paths[way], open_it) for _ in range(30)] for way, open_it in ways.items()}
        sizes = {way: [float(path.stat().st_size)] for way, path in paths.items()}
    search, open_ratio = of_all(searches), of_medians(opened)
    each, once = (statistics.median(times["ours"]) * 1e3 for times in (searches, opened))
    median = of_medians(searches)
    yield f"search, 20 best of 100,000      {search:.2f}x plain SQLite in all, {median:.2f}x median, {each:.2f} ms"
    yield f"fill and index                  {of_all(filled):.2f}x"
    yield f"read one passage by id          {of_all(points):.2f}x"
    yield f"size on disk                    {of_all(sizes):.2f}x"
    yield f"open with the key at hand       {open_ratio:.2f}x, {once:.2f} ms"
    yield f"goal: search within {SEARCH_GOAL}x: {'reached' if search <= SEARCH_GOAL else 'NOT reached'}"
    yield f"goal: open within {OPEN_GOAL}x: {'reached' if open_ratio <= OPEN_GOAL else 'NOT reached'}"


if __name__ == "__main__":
    for line in run():
        print(line)
