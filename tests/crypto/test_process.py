"""After `keep_memory_private` a crash leaves no file, and the kernel says the process is not dumpable."""

import os
import subprocess
import sys

import pytest

from habeas.cli.opening import Opening
from habeas.crypto import process

CODE = """
import ctypes, resource
from habeas.crypto.process import keep_memory_private
keep_memory_private()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="PR_GET_DUMPABLE is Linux only: not tested here")
def test_process_after_keeping_its_memory_private_is_not_dumpable() -> None:
    said = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "(0, 0) 0"


def test_command_line_keeps_its_memory_private_before_it_takes_a_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    readable, writable = os.pipe()
    os.write(writable, b"three words\n")
    happened: list[str] = []
    monkeypatch.setattr(process, "keep_memory_private", lambda: happened.append("private"))
    assert Opening(passphrase_fd=readable, vault_needed=False).secret("Passphrase") == "three words"
    assert happened == ["private"]
    os.close(writable)
