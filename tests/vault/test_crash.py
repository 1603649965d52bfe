"""kill -9 at random moments of admit, erase and rebuild: what was acknowledged is there, nothing is half there."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from habeas.errors import NotFound
from habeas.vault import store
from habeas.vault.read_back import original, text_of
from tests.vault.scene import Scene, found

PROGRAM = """
import json, os, signal, sys
from pathlib import Path
import habeas.crypto.passphrase as passphrase
from tests.vault.scene import PASSPHRASE, PROJECTORS, about_files, cheap_derivation
passphrase.hash_secret_raw = cheap_derivation
from habeas.custody import durable, journal
from habeas.vault import admit as admitting, blob_store, projection
from habeas.vault.admit import admit
from habeas.vault.erase import erase
from habeas.vault.store import sources
from habeas.vault.unlock import unlock

vault, verb, nth = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
admitting.BATCH_FILES = 2
calls = 0
def killing(real):
    def killed(*arguments, **named):
        global calls
        calls += 1
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return killed

ledger = unlock(vault, PASSPHRASE, PROJECTORS)
print("open", flush=True)
if nth:
    os.fsync, os.rename = killing(os.fsync), killing(os.rename)
    os.unlink = killing(os.unlink)
if verb == "admit":
    for result in admit(ledger, [Path(sys.argv[4])], about_files()):
        print(json.dumps([result.id, result.sha256]), flush=True)
elif verb == "erase":
    target = next(iter(sources(ledger.record, ledger.names)))
    print(json.dumps([target.id, target.sha256]), flush=True)
    erase(ledger, target.id, "x")
    print("erased", flush=True)
else:
    ledger.rebuild()
    print("rebuilt", flush=True)
ledger.close()
print("end", flush=True)
"""


def _start(scene: Scene, verb: str, nth: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", PROGRAM, str(scene.vault), verb, str(nth), str(scene.files)]
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def _finish(process: "subprocess.Popen[str]") -> tuple[list[str], int]:
    output, errors = process.communicate(timeout=120)
    assert "Traceback" not in errors, errors
    return output.splitlines(), process.returncode


def _check_admitted(scene: Scene, lines: list[str]) -> None:
    acknowledged = [json.loads(line) for line in lines if line.startswith("[")]
    with scene.open() as ledger:
        here = {source.id: source for source in store.sources(ledger.record, ledger.names)}
        for identifier, sha256 in acknowledged:
            assert here[identifier].sha256 == sha256
        for source in here.values():
            assert sum(map(len, original(ledger, source.id))) == source.size
            assert text_of(ledger, source.id).startswith("report")
    report = scene.audit()
    assert report.ok, report.differing
    assert not list(scene.vault.rglob("incoming/*"))
    again = scene.admit(scene.files)
    assert {result.status for result in again} <= {"read", "seen_before"}


def _some_files(tmp_path: Path) -> Scene:
    scene = found(tmp_path / "scene")
    for number in range(6):
        scene.write(f"{number}.txt", f"report {number} " * 30)
    return scene


@pytest.mark.parametrize("nth", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 21, 26, 32, 40])
def test_admit_killed_at_the_nth_write_keeps_what_was_acknowledged(tmp_path: Path, nth: int) -> None:
    scene = _some_files(tmp_path)
    lines, code = _finish(_start(scene, "admit", nth))
    assert code == -signal.SIGKILL or lines[-1] == "end"
    _check_admitted(scene, lines)


@pytest.mark.parametrize("seed", range(4))
def test_admit_killed_at_a_random_moment_keeps_what_was_acknowledged(tmp_path: Path, seed: int) -> None:
    scene = _some_files(tmp_path)
    process = _start(scene, "admit", 0)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    time.sleep(random.Random(seed).uniform(0, 0.6))
    process.kill()
    lines, _ = _finish(process)
    _check_admitted(scene, lines)


@pytest.mark.parametrize("nth", [1, 2, 4, 6, 8, 10, 11, 12, 13, 14, 16, 18, 20, 24])
def test_erase_killed_at_the_nth_write_is_whole_before_or_after(filled: Scene, nth: int) -> None:
    lines, code = _finish(_start(filled, "erase", nth))
    assert code == -signal.SIGKILL or lines[-1] == "end"
    target = json.loads(lines[1])[0]
    with filled.open() as ledger:
        erased = store.is_erased(ledger.record, target)
        assert erased or "erased" not in lines
        if erased:
            with pytest.raises(NotFound):
                list(original(ledger, target))
        else:
            assert list(original(ledger, target))
    report = filled.audit()
    assert report.ok, report.differing


@pytest.mark.parametrize("nth", [1, 2, 3, 4, 5, 6])
def test_rebuild_killed_at_the_nth_write_gives_the_same_answers(filled: Scene, nth: int) -> None:
    from habeas.vault.rebuild import dump_digest

    with filled.open() as ledger:
        before = dump_digest(ledger)
    _finish(_start(filled, "rebuild", nth))
    with filled.open() as ledger:
        assert dump_digest(ledger) == before
    assert filled.audit().ok
