"""rebuild: entries replayed per CPU second, every part opened, every row written again."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench._vault import opened
from habeas.custody.model import NewEntry
from habeas.ids import ItemId, new_id
from habeas.vault.rebuild import rebuild

ENTRIES = 100_000
BATCH = 1_000
GOAL = 20_000


def run() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "vault") as ledger:
        begun = time.process_time()
        for _ in range(0, ENTRIES, BATCH):
            ledger.append([_sighting() for _ in range(BATCH)])
        written = time.process_time() - begun
        yield f"{ENTRIES} entries written: {ENTRIES / written:,.0f} per CPU second"
        begun = time.process_time()
        entries = ledger.rebuild()
        seconds = time.process_time() - begun
        rate = entries / seconds
        yield f"{entries} entries rebuilt in {seconds:.2f} CPU s: {rate:,.0f} per CPU second"
        yield f"  goal {GOAL:,}: {'reached' if rate >= GOAL else 'NOT reached'}"
        yield f"  databases as before: {'yes' if rebuild(ledger).equal else 'NO'}"


def _sighting() -> NewEntry:
    """An entry of ordinary size, about an item of its own, with both parts."""
    record = {"sha256": "0" * 64, "consent": 3, "reliability": "C", "published": "2017-04-20"}
    names = {"name": "report-of-the-day.txt", "origin": "given by hand", "publisher": "a local paper"}
    return NewEntry("source.sighted", ItemId(new_id("source")), record, names)


if __name__ == "__main__":
    for line in run():
        print(line, flush=True)
