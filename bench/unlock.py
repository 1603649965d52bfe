"""unlock: one key derivation, and what comes on top of it. All times are CPU times."""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import habeas.vault.unlock as unlocking
from bench._vault import PASSPHRASE, opened
from habeas.crypto.passphrase import DEFAULT, FLOOR, wrap_seed
from habeas.custody.model import NewEntry
from habeas.ids import ItemId, new_id
from habeas.vault.store import VaultProjector

ROUNDS = 5
ENTRIES = 20_000


def run() -> Iterator[str]:
    secret = bytes(32)
    for name, parameters in (("floor", FLOOR), ("default", DEFAULT)):
        seconds = _median(lambda parameters=parameters: wrap_seed(secret, PASSPHRASE, secret, parameters))
        yield f"one derivation, {name} ({parameters.memory_kib >> 10} MiB, {parameters.passes} passes): {seconds:.2f} s"
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        with opened(vault) as ledger:
            for _ in range(0, ENTRIES, 1_000):
                ledger.append([_entry() for _ in range(1_000)])
        derivations, rest = _counted(vault)
        reached = "reached" if derivations == 1 else "NOT reached"
        yield f"unlock, {ENTRIES:,} entries: {derivations} derivation (goal 1: {reached}), {rest * 1e3:.0f} ms besides"
        plain = _median(lambda: _open_plain(Path(folder) / "plain.db"))
        yield f"  opening and asking plain SQLite: {plain * 1e3:.1f} CPU ms"


def _counted(vault: Path) -> tuple[int, float]:
    """(key derivations of one unlock, median CPU seconds of an unlock without them)."""
    real, times, spent = unlocking.unwrap_seed, [], [0.0]
    calls = 0

    def measured(*arguments: object) -> bytes:
        nonlocal calls
        calls += 1
        begun = time.process_time()
        seed = real(*arguments)  # type: ignore[arg-type]
        spent[0] += time.process_time() - begun
        return seed

    unlocking.unwrap_seed = measured  # type: ignore[assignment]
    try:
        for _ in range(ROUNDS):
            spent[0], begun = 0.0, time.process_time()
            unlocking.unlock(vault, PASSPHRASE, (VaultProjector(),)).close()
            times.append(time.process_time() - begun - spent[0])
    finally:
        unlocking.unwrap_seed = real
    return calls // ROUNDS, statistics.median(times)


def _entry() -> NewEntry:
    return NewEntry("source.sighted", ItemId(new_id("source")), {"sha256": "0" * 64, "consent": 3}, {"name": "a.txt"})


def _open_plain(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE IF NOT EXISTS t(a)")
    connection.execute("SELECT count(*) FROM t").fetchone()
    connection.close()


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times)


if __name__ == "__main__":
    for line in run():
        print(line, flush=True)
