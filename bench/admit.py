"""admit against hashing and encrypting alone: one large file, and thousands of small ones."""

import hashlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

GIBIBYTE = 1 << 30
SMALL_FILES = 2_000
SMALL_BYTES = 2_000
CHUNK = 1 << 16
ROUNDS = 3


def run() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _large(Path(folder))
        yield from _small(Path(folder))


def _large(folder: Path) -> Iterator[str]:
    file = folder / "large"
    block = os.urandom(1 << 20)
    with file.open("wb") as stream:
        for number in range(GIBIBYTE >> 20):
            stream.write(number.to_bytes(8) + block[8:])
        os.fsync(stream.fileno())
    peer = statistics.median(_cpu(lambda: _hash_and_encrypt(file)) for _ in range(ROUNDS))
    ours, memory = [], 0
    for number in range(ROUNDS):
        seconds, peak = _in_process(folder / f"vault-{number}", file)
        ours.append(seconds)
        memory = max(memory, peak)
    mine = statistics.median(ours)
    share = peer / mine
    yield f"1 GiB: SHA-256 + AES-256-GCM alone {peer:.2f} CPU s, admit {mine:.2f} CPU s"
    yield f"  throughput {share:.0%} of the peer (goal at least 55 %: {'reached' if share >= 0.55 else 'NOT reached'})"
    yield f"  memory {memory >> 20} MiB at most (goal under 150 MB: {'reached' if memory < 150e6 else 'NOT reached'})"


def _small(folder: Path) -> Iterator[str]:
    source = folder / "small"
    source.mkdir()
    for number in range(SMALL_FILES):
        (source / f"{number:04d}.bin").write_bytes(os.urandom(SMALL_BYTES))
    text = folder / "texts"
    text.mkdir()
    for number in range(SMALL_FILES):
        (text / f"{number:04d}.txt").write_text(f"Report {number}. " + "Nothing was said of it. " * 80)
    for name, files in (("without text", source), ("texts, read in the sandbox", text)):
        peer = statistics.median(
            _cpu(lambda files=files: _copy_and_hash(files, folder / "copy")) for _ in range(ROUNDS)
        )
        wall = time.perf_counter()
        _copy_and_hash(files, folder / "copy")
        wall = time.perf_counter() - wall
        seconds, _, elapsed = _admitted_here(folder / f"vault-{files.name}", files)
        yield f"{SMALL_FILES} small files, {name}: copy + SHA-256 + fsync {peer:.2f} CPU s, admit {seconds:.2f} CPU s"
        reached = "reached" if elapsed / wall <= 4 else "NOT reached"
        yield f"  {seconds / peer:.1f} times in CPU, {elapsed / wall:.1f} times in elapsed time (goal 4: {reached})"


def _hash_and_encrypt(file: Path) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher, digest = AESGCM(os.urandom(32)), hashlib.sha256()
    with file.open("rb", buffering=0) as stream:
        number = 0
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            cipher.encrypt(number.to_bytes(12), chunk, None)
            number += 1


def _copy_and_hash(files: Path, copy: Path) -> None:
    copy.mkdir(exist_ok=True)
    for path in sorted(files.iterdir()):
        content = path.read_bytes()
        hashlib.sha256(content).hexdigest()
        with (copy / path.name).open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())


def _copied(files: Path, copy: Path) -> tuple[float, float]:
    """(CPU seconds, elapsed seconds) of the peer."""
    elapsed = time.perf_counter()
    seconds = _cpu(lambda: _copy_and_hash(files, copy))
    return seconds, time.perf_counter() - elapsed


def _cpu(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _in_process(vault: Path, file: Path) -> tuple[float, int]:
    """(CPU seconds of admitting, peak bytes) in a process of its own."""
    command = [sys.executable, "-m", "bench.admit", str(vault), str(file)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(answer[0]), int(answer[1])


def _admitted_here(vault: Path, files: Path) -> tuple[float, int, float]:
    """(CPU seconds with the parser process, peak bytes, elapsed seconds) of admitting."""
    from bench._vault import opened
    from habeas.reading.sandbox import shared
    from habeas.vault.admit import admit
    from habeas.vault.model import About

    with opened(vault) as ledger:
        begun, elapsed = time.process_time(), time.perf_counter()
        children = _children()
        for result in admit(ledger, [files], About(origin="bench")):
            assert result.status != "refused"
        elapsed = time.perf_counter() - elapsed
        shared().close()
        seconds = time.process_time() - begun + _children() - children
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, elapsed


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(*_admitted_here(Path(sys.argv[1]), Path(sys.argv[2]))[:2])
    else:
        for line in run():
            print(line, flush=True)
