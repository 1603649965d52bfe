"""Import of a long list: seconds, memory, and a second import of the same file.

Goal: 100,000 rows in under 60 s on two cores, under 600 MB. The list is invented: eight columns, an act in each row, so
that each row makes a person and a claim. Run as `python -m bench.table_import [ROWS]`.
"""

import csv
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from habeas.claims.tables.bring_in import bring_in
from habeas.claims.tables.columns import recognise
from habeas.vault.model import About, SourceKind
from habeas.workspace import Workspace, found

ROWS = 100_000
GOAL_SECONDS, GOAL_MEGABYTES = 60.0, 600.0
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
        found(vault, PASSPHRASE)
        yield from _timed(vault, path, rows, "first import")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        reached = "reached" if peak < GOAL_MEGABYTES else "not reached"
        yield f"memory: peak {peak:.0f} MB; goal {GOAL_MEGABYTES:.0f} MB: {reached}"
        yield from _timed(vault, path, rows, "same file again")


def _timed(vault: Path, path: Path, rows: int, what: str) -> Iterator[str]:
    with Workspace.open(vault, PASSPHRASE) as workspace:
        wall, cpu = time.monotonic(), time.process_time()
        account = bring_in(
            workspace.ledger, path, "a list", lambda t: recognise(t.labels), About(kind=SourceKind.TABLE)
        )
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    goal = GOAL_SECONDS * rows / ROWS
    reached = "reached" if wall < goal else "not reached"
    yield (
        f"{what}: {rows} rows, {account.created} created, {account.matched} matched: {wall:.1f} s, CPU {cpu:.1f} s; "
        f"goal {goal:.1f} s: {reached}"
    )


if __name__ == "__main__":
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS):
        print(line, flush=True)
