"""A release made once, on the day the format was fixed, verifies for ever: with today's verifier and with its own."""

import subprocess
import sys
import zipfile
from pathlib import Path

from habeas.verifier.check import check_release

FROZEN = Path(__file__).parent / "release-1.zip"
FINGERPRINT = "29242 64343 58881 21023 97500 13762"


def test_frozen_release_verifies_with_both_verifiers(tmp_path: Path) -> None:
    with zipfile.ZipFile(FROZEN) as archive:
        archive.extractall(tmp_path / "release")
    found = check_release(tmp_path / "release", key=FINGERPRINT)
    assert found.ok, found.differing
    assert {check.what for check in found.checks} == {
        "file", "signature", "signer", "entry", "log", "text", "passage", "item", "page",
    }  # fmt: skip
    own = [sys.executable, "-I", "-S", str(tmp_path / "release" / "verify.py")]
    assert subprocess.run(own, capture_output=True).returncode == 0
