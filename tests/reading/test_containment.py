"""What a parser process is denied. Each trial runs in a forked child, because confinement is for good."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.reading import containment

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="seccomp is Linux only: not tested here")
GIGABYTE = 1 << 30
DENIED, ALLOWED, NOT_FILTERED = 0, 1, 2


def in_confined_child(act: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        denied = containment.confine(5, 4 * GIGABYTE, network_left=False)
        if "writing" not in denied:
            os._exit(NOT_FILTERED)
        try:
            act()
        except OSError:
            os._exit(DENIED)
        os._exit(ALLOWED)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def expect(outcome: int, act: Callable[[], object]) -> None:
    found = in_confined_child(act)
    if found == NOT_FILTERED:
        pytest.skip("this kernel grants no seccomp filter: what it denies was not tested")
    assert found == outcome


def test_confined_process_opening_a_socket_is_denied() -> None:
    expect(DENIED, lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))


def test_confined_process_writing_a_file_is_denied_and_none_is_there(tmp_path: Path) -> None:
    target = tmp_path / "left-behind"
    expect(DENIED, lambda: open(target, "wb"))  # noqa: SIM115
    assert not target.exists()


def test_confined_process_removing_or_renaming_a_file_is_denied(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"evidence")
    expect(DENIED, kept.unlink)
    expect(DENIED, lambda: kept.rename(tmp_path / "moved"))
    assert kept.read_bytes() == b"evidence"


def test_confined_process_running_a_program_is_denied() -> None:
    expect(DENIED, lambda: os.execv("/bin/true", ["true"]))


def test_confined_process_reading_what_it_needs_is_allowed() -> None:
    expect(ALLOWED, lambda: Path(os.__file__).read_bytes())


def test_confined_process_allocating_beyond_its_memory_fails() -> None:
    code = (
        "from habeas.reading import containment; containment.limit_resources(5, 200 << 20)\n"
        "try: x = bytearray(1 << 30)\nexcept MemoryError: raise SystemExit(7)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 7
