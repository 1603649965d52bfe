"""Full-text search over 100,000 passages, beside plain SQLite: what encryption, folding and snippets cost.

Peer: the same passages, folded the same way, in a plain FTS5 table of the standard library, asked with the same policy
(count to 5,001, bm25 up to 5,000 matches, newest first beyond) and SQLite's own snippet(). Beside it, what bm25
without a bound would cost. CPU time, medians.
"""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from habeas.claims import search_index
from habeas.claims.folding import fold
from habeas.claims.search import RANKED_UP_TO, search
from habeas.claims.store import ClaimsProjector
from habeas.database.encrypted import Database, open_encrypted
from habeas.ids import ItemId
from habeas.vault.store import VaultProjector

PASSAGES = 100_000
PER_SOURCE = 100
WORDS_EACH = 80
GOAL = 1.7
REPEATS = 7


@dataclass
class Rooms:
    record: Database
    names: Database | None


def texts(seed: int = 7) -> Iterator[str]:
    """Sources of 100 passages of 80 invented words, in three scripts; a few words are rare, one is in nearly all."""
    rng = random.Random(seed)
    scripts = ("abcdefghiklmnoprstuvz", "абвгдежзиклмнопрстуё", "ابتثجحدرسعفقلمنهوي")
    vocabulary = ["".join(rng.choices(rng.choice(scripts), k=rng.randint(3, 9))) for _ in range(20_000)]
    weights = [1 / (rank + 1) ** 0.7 for rank in range(len(vocabulary))]
    drawn = rng.choices(vocabulary, weights, k=PASSAGES * WORDS_EACH)
    for source in range(PASSAGES // PER_SOURCE):
        lines = []
        for number in range(PER_SOURCE):
            at = (source * PER_SOURCE + number) * WORDS_EACH
            extra = ["Ёлка"] if number % 100 == 7 else []
            extra += ["quarter"] if number % 4 == 0 else []
            lines.append(" ".join([*drawn[at : at + WORDS_EACH], *extra, "everywhere"]))
        yield "\n".join(lines)


def fill(folder: Path) -> tuple[Rooms, sqlite3.Connection]:
    """The same material in our names room and in a plain file."""
    rooms = Rooms(open_encrypted(folder / "record.db", b"r" * 32), open_encrypted(folder / "names.db", b"n" * 32))
    plain = sqlite3.connect(folder / "plain.db")
    plain.execute("PRAGMA cache_size=-20000")
    plain.execute("CREATE TABLE passages (id INTEGER PRIMARY KEY, source TEXT, text TEXT)")
    plain.execute("CREATE VIRTUAL TABLE passages_index USING fts5 (folded, tokenize='unicode61 remove_diacritics 0')")
    assert rooms.names is not None
    for projector in (VaultProjector(), ClaimsProjector()):
        projector.create(rooms.record, rooms.names)
    row = 0
    with rooms.names.transaction(), plain:
        for number, text in enumerate(texts()):
            source = ItemId(f"src-{number:012d}")
            rooms.names.execute("INSERT INTO text VALUES (?, ?)", (source, text))
            search_index.add_text(rooms.names, source, text)
            for line in text.splitlines():
                row += 1
                plain.execute("INSERT INTO passages VALUES (?, ?, ?)", (row, source, line))
                plain.execute("INSERT INTO passages_index (rowid, folded) VALUES (?, ?)", (row, fold(line)))
    return rooms, plain


def ask_plain(plain: sqlite3.Connection, word: str, *, bounded: bool = True) -> int:
    count = "SELECT count(*) FROM (SELECT 1 FROM passages_index WHERE passages_index MATCH ? LIMIT ?)"
    ((found,),) = plain.execute(count, (word, RANKED_UP_TO + 1)).fetchall()
    order = "passages_index.rowid DESC" if bounded and found > RANKED_UP_TO else "bm25(passages_index)"
    query = f"""SELECT source, text, snippet(passages_index, 0, '[', ']', '…', 30) FROM passages_index
                JOIN passages ON passages.id = passages_index.rowid
                WHERE passages_index MATCH ? ORDER BY {order} LIMIT 20"""
    return len(plain.execute(query, (word,)).fetchall())


def cpu(act: Callable[[], object]) -> float:
    """Median CPU milliseconds, the first run left out."""
    act()
    times = []
    for _ in range(REPEATS):
        begun = time.process_time()
        act()
        times.append(time.process_time() - begun)
    return statistics.median(times) * 1000


def run() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        rooms, plain = fill(Path(folder))
        ratios = []
        yield f"{PASSAGES:,} passages of {WORDS_EACH} words; CPU ms, median of {REPEATS}"
        yield f"{'query':<22}{'ours':>8}{'plain':>8}{'ratio':>7}   bm25 without a bound, plain"
        for word, label in (
            ("елка", "1,000 matches"),
            ("quarter", "25,000 matches"),
            ("everywhere", "100,000 matches"),
        ):
            ours = cpu(lambda word=word: search(rooms, word))
            peer = cpu(lambda word=word: ask_plain(plain, word))
            naive = cpu(lambda word=word: ask_plain(plain, word, bounded=False))
            ratios.append(ours / peer)
            yield f"{label:<22}{ours:8.1f}{peer:8.1f}{ours / peer:7.2f}   {naive:.1f}"
        rooms.record.close()
        assert rooms.names is not None
        rooms.names.close()
        plain.close()
    worst = max(ratios)
    yield f"goal: within {GOAL}x of plain SQLite: {'reached' if worst <= GOAL else 'NOT reached'} (worst {worst:.2f}x)"


if __name__ == "__main__":
    for line in run():
        print(line)
