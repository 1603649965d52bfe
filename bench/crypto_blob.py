"""A blob against its two parts alone: SHA-256 of hashlib and AES-256-GCM of cryptography over the same bytes in memory.

Ours reads a file, hashes, encrypts, pads and writes a file; and back. CPU time, median of five; memory of a process
of its own that encrypts 1 GiB.
"""

import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from habeas.crypto.blob import CHUNK_BYTES, decrypt_blob, encrypt_blob

SIZE = 128 << 20
ROUNDS = 5
GOAL, MEMORY_GOAL = 0.55, 150
KEY, PLACE = bytes(32), b"bench"


def median_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return statistics.median(found)


def parts_alone(data: bytes) -> None:
    """What nobody can avoid: one hash and one cipher over the bytes."""
    view, cipher, sealed = memoryview(data), AESGCM(KEY), bytearray(CHUNK_BYTES + 16)
    digest = hashlib.sha256()
    for number, start in enumerate(range(0, len(data), CHUNK_BYTES)):
        piece = view[start : start + CHUNK_BYTES]
        digest.update(piece)
        cipher.encrypt_into(number.to_bytes(12), piece, None, sealed)


def encrypt(source: Path, sink: Path) -> None:
    with source.open("rb", buffering=0) as plain, sink.open("wb", buffering=0) as sealed:
        encrypt_blob(plain, sealed, KEY, PLACE)


def decrypt(source: Path, sink: Path) -> None:
    with source.open("rb", buffering=0) as sealed, sink.open("wb", buffering=0) as plain:
        decrypt_blob(sealed, plain, KEY, PLACE)


def peak_mebibytes(work: str) -> float:
    """Of a process that imports this module and does `work`. VmHWM, because ru_maxrss counts the parent's memory
    too."""
    script = f"""
import os, pathlib, tempfile
from bench.crypto_blob import encrypt, decrypt
with tempfile.TemporaryDirectory() as folder:
    plain, sealed = pathlib.Path(folder, "plain"), pathlib.Path(folder, "sealed")
    {work}
status = pathlib.Path("/proc/self/status").read_text()
print(status.split("VmHWM:")[1].split()[0])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    return int(done.stdout) / 1024


def run() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, sealed, again = folder / "plain", folder / "sealed", folder / "again"
        data = os.urandom(1 << 20) * (SIZE >> 20)
        plain.write_bytes(data)
        floor = median_seconds(lambda: parts_alone(data))
        ours = median_seconds(lambda: encrypt(plain, sealed))
        back = median_seconds(lambda: decrypt(sealed, again))
        overhead = sealed.stat().st_size / SIZE
    yield f"SHA-256 + AES-256-GCM alone     {SIZE / floor / 1e9:.2f} GB per CPU second"
    yield f"encrypt_blob, file to file      {SIZE / ours / 1e9:.2f} GB per CPU second, {floor / ours:.0%} of it"
    yield f"decrypt_blob, file to file      {SIZE / back / 1e9:.2f} GB per CPU second, {floor / back:.0%} of it"
    yield f"size on disk                    {overhead:.4f} of the content"
    bare = peak_mebibytes("pass")
    work = (
        "plain.touch(); os.truncate(plain, 1 << 30); encrypt(plain, sealed); decrypt(sealed, pathlib.Path(os.devnull))"
    )
    peak = peak_mebibytes(work)
    yield f"peak memory for 1 GiB           {peak:.0f} MiB, {peak - bare:.0f} more than the imports alone"
    reached = floor / ours >= GOAL and peak < MEMORY_GOAL
    yield f"goal: at least {GOAL:.0%} and under {MEMORY_GOAL} MB: {'reached' if reached else 'NOT reached'}"


if __name__ == "__main__":
    for line in run():
        print(line)
