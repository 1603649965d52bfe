"""opening: what opening a vault costs now, beside what it cost before. CPU times, medians of turns taken in one run.

python -m bench.opening OTHER    OTHER: the folder of another checkout (its src is measured in the same turns)
"""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROUNDS = 9
ENTRIES = (1_000, 20_000)
GOAL = 1.2
_HERE = Path(__file__).resolve().parents[1]
_WORK = """
import os, sys, time
from pathlib import Path
folder, entries = Path(sys.argv[1]), int(sys.argv[2])
os.environ["XDG_DATA_HOME"] = str(folder / "device")
from habeas.vault.create import create
from habeas.vault.store import VaultProjector
from habeas.vault.unlock import unlock
from habeas.custody.model import NewEntry
from habeas.ids import ItemId, new_id
words, stages = "correct horse battery staple", (VaultProjector(),)
def entry():
    return NewEntry("source.sighted", ItemId(new_id("source")), {"sha256": "0" * 64, "consent": 3}, {"name": "a.txt"})
if not (folder / "vault").exists():
    create(folder / "vault", words, stages)
    with unlock(folder / "vault", words, stages) as ledger:
        for _ in range(0, entries, 500):
            ledger.append([entry() for _ in range(500)])
import habeas.crypto.passphrase as passphrase
real, spent = passphrase.hash_secret_raw, [0.0]
def derived(**more):
    begun = time.process_time()
    found = real(**more)
    spent[0] += time.process_time() - begun
    return found
passphrase.hash_secret_raw = derived
begun = time.process_time()
ledger = unlock(folder / "vault", words, stages)
whole = time.process_time() - begun
ledger.close()
print(whole, whole - spent[0])
"""


def run(other: Path | None = None) -> Iterator[str]:
    for entries in ENTRIES:
        with tempfile.TemporaryDirectory() as folder:
            yield from _compared(Path(folder), other, entries)


def _compared(folder: Path, other: Path | None, entries: int) -> Iterator[str]:
    sources = {"now": _HERE / "src"} | ({"before": other / "src"} if other else {})
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in sources}
    for turn in range(ROUNDS + 1):
        for name, source in sources.items():
            measured = _opened(source, folder / name, entries)
            if turn:
                times[name].append(measured)
    whole = {name: statistics.median(each[0] for each in found) for name, found in times.items()}
    rest = {name: statistics.median(each[1] for each in found) for name, found in times.items()}
    for name in sources:
        besides = f"{rest[name] * 1e3:.0f} ms besides the key derivation"
        yield f"opening, {entries:,} entries, {name}: {whole[name]:.2f} CPU s, {besides}"
    if other:
        ratio = whole["now"] / whole["before"]
        yield f"  ratio {ratio:.2f} (goal {GOAL}: {'reached' if ratio <= GOAL else 'NOT reached'})"
        yield f"  without the key derivation: ratio {rest['now'] / rest['before']:.2f}"


def _opened(source: Path, folder: Path, entries: int) -> tuple[float, float]:
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-c", _WORK, str(folder), str(entries)]
    done = subprocess.run(command, capture_output=True, check=True, env={"PYTHONPATH": str(source)})
    whole, rest = done.stdout.split()
    return float(whole), float(rest)


if __name__ == "__main__":
    for line in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(line, flush=True)
