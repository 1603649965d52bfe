"""One set of signed notes for every reader of them: custody, verify.py, the page. Frozen; most must be refused."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from habeas.crypto.identity import verify_signature
from habeas.custody.notes import NoteKey, open_checkpoint
from habeas.errors import EvidenceDiffers
from habeas.verifier import standalone

HERE = Path(__file__).parent
FROZEN: dict[str, Any] = json.loads((HERE / "notes.json").read_text())
KEY, ORIGIN, NOTES = bytes.fromhex(FROZEN["key"]), FROZEN["origin"], FROZEN["notes"]


def by_custody(note: str) -> bool:
    try:
        open_checkpoint(note, NoteKey(ORIGIN, KEY))
    except EvidenceDiffers:
        return False
    return True


def by_the_standalone(note: str) -> bool:
    def fast(key: bytes, message: bytes, signature: bytes) -> bool:
        try:
            verify_signature(key, message, signature)
        except EvidenceDiffers:
            return False
        return True

    found = []
    for ed25519 in (fast, standalone.verify_ed25519):
        try:
            standalone.open_note(note, KEY, ORIGIN, ed25519)
            found.append(True)
        except (standalone.Differs, *standalone.MALFORMED):
            found.append(False)
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize("case", NOTES, ids=lambda case: case["name"])
def test_note_is_taken_or_refused_by_custody_and_by_the_standalone_alike(case: dict[str, Any]) -> None:
    assert by_custody(case["note"]) == case["holds"]
    assert by_the_standalone(case["note"]) == case["holds"]


def test_there_are_many_that_must_be_refused() -> None:
    assert sum(not case["holds"] for case in NOTES) > 60 and sum(case["holds"] for case in NOTES) > 4


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: the page's reader was not tried here")
def test_page_takes_and_refuses_the_same() -> None:
    root = HERE.parents[1]
    asked = "".join(json.dumps({"note": c["note"], "key": FROZEN["key"], "origin": ORIGIN}) + "\n" for c in NOTES)
    script = root / "src" / "habeas" / "publication" / "verify.js"
    command = ["node", str(root / "tests" / "publication" / "page_in_node.mjs"), str(script)]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, timeout=120)
    found = [json.loads(line)["ok"] for line in done.stdout.splitlines()]
    assert [(c["name"], ok) for c, ok in zip(NOTES, found, strict=True)] == [(c["name"], c["holds"]) for c in NOTES]
