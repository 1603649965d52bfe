"""A long list: its import, the same file again, its export, its undoing. Seconds, memory, and a plain peer.

Goals: 100,000 rows in under 60 s on two cores, under 600 MB. The list is invented: eight columns, an act in each row,
so that each row makes a person and a claim. The peer reads the same file with csv into one table, a row each as JSON,
in SQLite without and with a cipher: no attribution, no journal, no signature, no claims, no search. The ratio says
what those cost; taken in the same minute, it holds on a busy machine too, as seconds do not.

Elapsed and CPU seconds, those of helper processes included. Run as `python -m bench.table_import [ROWS]`.
"""

import csv
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from habeas.lists.bring_in import bring_in, undo
from habeas.lists.columns import recognise
from habeas.lists.model import Account
from habeas.lists.take_out import take_out
from habeas.vault.model import About, SourceKind
from habeas.workspace.open import Workspace, found

ROWS = 100_000
GOAL_SECONDS, GOAL_MEGABYTES = 60.0, 600.0
LIST = "a list"
PASSPHRASE = "three words of one's own"


def write_list(path: Path, rows: int) -> None:
    """An invented list; same number, same bytes."""
    chance = random.Random(7)
    syllables = ["ka", "lo", "mi", "ru", "ta", "ven", "zor", "pel", "sha", "nik"]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["record_id", "given_name", "family_name", "birth_date", "event_date", "place", "sex", "act"])
        for number in range(rows):
            given, family = ("".join(chance.choices(syllables, k=3)).capitalize() for _ in range(2))
            birth, day = chance.randint(1940, 2005), f"2024-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
            place, sex = f"Town {chance.randint(1, 300)}", chance.choice("mf")
            writer.writerow([f"R-{number:06d}", given, family, birth, day, place, sex, "detention"])


def run(rows: int = ROWS) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        path, vault = Path(folder) / "list.csv", Path(folder) / "vault"
        write_list(path, rows)
        plain = timed(lambda: _peer(path, Path(folder) / "plain.db", ""))
        yield f"peer, SQLite: {rows} rows: {plain}"
        sealed = timed(lambda: _peer(path, Path(folder) / "sealed.db", f"PRAGMA key=\"x'{bytes(32).hex()}'\""))
        yield f"peer, SQLCipher: {rows} rows: {sealed}"
        found(vault, PASSPHRASE)
        first, account = _import(vault, path)
        reached = _goal(first.elapsed, GOAL_SECONDS * rows / ROWS, "s")
        yield f"import: {rows} rows, {account.created} created: {first}; {reached}"
        yield f"  CPU to that of SQLite {first.cpu / plain.cpu:.0f} : 1, of SQLCipher {first.cpu / sealed.cpu:.0f} : 1"
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield f"  peak memory {peak:.0f} MB; {_goal(peak, GOAL_MEGABYTES, 'MB')}"
        again, account = _import(vault, path)
        yield f"same file again: {account.created} created, {account.matched} matched: {again}"
        with Workspace.open(vault, PASSPHRASE) as workspace:
            out = timed(lambda: take_out(workspace.ledger, Path(folder) / "out.csv", LIST))
            yield f"export to CSV: {out}; {out.cpu / first.cpu:.2f} of the import"
            back = timed(lambda: undo(workspace.ledger, path, LIST))
            yield f"undo: {back}; {back.cpu / first.cpu:.2f} of the import"


@dataclass(frozen=True)
class Took:
    """Seconds."""

    elapsed: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.elapsed:.1f} s, CPU {self.cpu:.1f} s"


def timed(work: Callable[[], Any]) -> Took:
    wall, cpu = time.monotonic(), _cpu()
    work()
    return Took(time.monotonic() - wall, _cpu() - cpu)


def _cpu() -> float:
    """Of this process and of its helpers that have ended: the confined reader of the file is one."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _goal(found_: float, goal: float, unit: str) -> str:
    return f"goal {goal:.0f} {unit}: {'reached' if found_ < goal else 'NOT reached'}"


def _import(vault: Path, path: Path) -> tuple[Took, Account]:
    accounts: list[Account] = []
    with Workspace.open(vault, PASSPHRASE) as workspace:
        about = About(kind=SourceKind.TABLE)
        took = timed(
            lambda: accounts.append(bring_in(workspace.ledger, path, LIST, lambda t: recognise(t.labels), about))
        )
    return took, accounts[0]


def _peer(path: Path, to: Path, key: str) -> None:
    """One table, one transaction, an index on the record id."""
    connection = sqlcipher.connect(str(to), isolation_level=None)
    connection.execute(key)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, record_id TEXT UNIQUE, cells TEXT NOT NULL)")
    connection.execute("BEGIN")
    with path.open(encoding="utf-8", newline="") as stream:
        read = enumerate(csv.DictReader(stream))
        connection.executemany(
            "INSERT INTO rows VALUES (?, ?, ?)", ((n, row["record_id"], json.dumps(row)) for n, row in read)
        )
    connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS):
        print(line, flush=True)
