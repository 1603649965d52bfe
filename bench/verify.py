"""Verify a release of 1,000 passages: against hashing its bytes, and in the page.

Goal: within 3 times hashing the release's bytes; the page in under 2 s in Chromium.
"""

import hashlib
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench._release_of import MADE, vault_with
from habeas.publication.choose import Choice
from habeas.publication.redact import parse_rules
from habeas.publication.release import release
from habeas.verifier.check import check_release
from habeas.verifier.standalone import verify_release

PASSAGES = 1000
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def cpu(work: Callable[[], object], times: int = 5) -> float:
    """Median CPU seconds of this process."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return statistics.median(found)


def run() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as place, vault_with(PASSAGES) as vault:
        folder = Path(place) / "release"
        start = time.process_time()
        release(vault, folder, Choice(title="Bench", rules=parse_rules([])), MADE)
        yield f"making it: {time.process_time() - start:.2f} CPU s"
        files = [path for path in folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        yield f"release of {PASSAGES} passages, {PASSAGES} claims: {size / 1e6:.1f} MB in {len(files)} files"
        hashing = cpu(lambda: [hashlib.sha256(path.read_bytes()).hexdigest() for path in files])
        ours, alone = cpu(lambda: check_release(folder)), cpu(lambda: verify_release(str(folder)))
        assert check_release(folder).ok
        yield f"hashlib SHA-256 of its bytes: {hashing * 1000:.0f} ms CPU"
        if shutil.which("sha256sum"):
            yield f"sha256sum of its bytes: {_child(['sha256sum', *map(str, files)]) * 1000:.0f} ms CPU"
        yield f"habeas verify: {ours * 1000:.0f} ms CPU, {ours / hashing:.0f} times hashlib"
        yield f"verify.py: {alone * 1000:.0f} ms CPU, {alone / hashing:.0f} times hashlib"
        reached = "reached" if ours <= 3 * hashing else "not reached"
        yield f"goal 3 times hashlib: {reached}"
        calls = _hash_calls(folder)
        bare = cpu(lambda: [hashlib.sha256(_NODE).digest() for _ in range(calls)])
        yield (
            f"why: the proof alone is {calls} hashes of 17 to 65 bytes; bare, they take {bare * 1000:.0f} ms CPU, "
            f"{bare / hashing:.0f} times hashlib; habeas verify takes {ours / bare:.1f} times that"
        )
        yield from _page(folder)


_NODE = b"\x01" * 65


def _hash_calls(folder: Path) -> int:
    """SHA-256 calls that the trees of this release take."""
    from habeas.verifier import standalone

    calls = 0
    true = standalone.sha256

    def counted(data: bytes) -> "hashlib._Hash":
        nonlocal calls
        calls += 1
        return true(data)

    standalone.sha256 = counted  # type: ignore[assignment]
    try:
        verify_release(str(folder))
    finally:
        standalone.sha256 = true
    return calls


def _child(command: list[str]) -> float:
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _page(folder: Path) -> Iterator[str]:
    if not CHROMIUM.exists():
        yield "page: not measured, chromium is not installed"
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_page()
        page.goto((folder / "dossier.html").as_uri())
        page.locator("html[data-checked]").wait_for(state="attached", timeout=60_000)
        assert page.locator("html").get_attribute("data-checked") == "intact"
        done = float(page.locator("html").get_attribute("data-milliseconds") or "nan")
        browser.close()
    yield f"page in Chromium: checks itself in {done:.0f} ms (wall)"
    yield f"goal under 2 s: {'reached' if done < 2000 else 'not reached'}"


if __name__ == "__main__":
    for line in run():
        print(line, flush=True)
