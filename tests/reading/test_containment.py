"""What a parser process is denied. Each trial runs in a forked child, because confinement is for good."""

import ctypes
import fcntl
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.reading import containment, landlock

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


def test_confined_process_signalling_another_is_denied() -> None:
    parent = os.getpid()
    expect(DENIED, lambda: os.kill(parent, 0))
    expect(DENIED, lambda: os.killpg(os.getpgrp(), 0))
    expect(DENIED, lambda: signal.pidfd_send_signal(os.pidfd_open(parent), 0))
    expect(DENIED, lambda: fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, parent))
    expect(DENIED, lambda: os.setpriority(os.PRIO_PROCESS, parent, 19))
    expect(DENIED, lambda: resource.prlimit(parent, resource.RLIMIT_CPU, (1, 1)))


def test_confined_process_starting_another_that_would_outlive_it_is_denied() -> None:
    expect(DENIED, os.fork)
    expect(DENIED, lambda: os.posix_spawn("/bin/true", ["true"], {}))


def test_confined_process_may_still_have_threads_and_ask_for_its_own_limits() -> None:
    def thread() -> None:
        one = threading.Thread(target=lambda: None)
        one.start()
        one.join()
        resource.getrlimit(resource.RLIMIT_CPU)

    expect(ALLOWED, thread)


def test_confined_process_changing_mode_owner_or_time_of_a_file_is_denied(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"evidence")
    descriptor = os.open(kept, os.O_RDONLY)
    before = kept.stat()
    expect(DENIED, lambda: kept.chmod(0o777))
    expect(DENIED, lambda: os.fchmod(descriptor, 0o777))
    expect(DENIED, lambda: os.chown(kept, os.getuid(), os.getgid()))
    expect(DENIED, lambda: os.fchown(descriptor, os.getuid(), os.getgid()))
    expect(DENIED, lambda: os.utime(kept, (1, 1)))
    expect(DENIED, lambda: os.setxattr(kept, "user.x", b"x"))
    expect(DENIED, lambda: os.truncate(kept, 0))
    os.close(descriptor)
    assert (kept.stat().st_mode, kept.stat().st_mtime, kept.read_bytes()) == (
        before.st_mode,
        before.st_mtime,
        b"evidence",
    )


def test_confined_process_calling_by_a_number_of_another_interface_or_of_tomorrow_is_denied() -> None:
    libc = ctypes.CDLL(None, use_errno=True)

    def call(number: int) -> None:
        if libc.syscall(number, 0, 0, 0) < 0:
            raise OSError(ctypes.get_errno(), "")

    for number in (0x40000000 + 39, 425, 434, 999):
        expect(DENIED, lambda number=number: call(number))  # type: ignore[misc]


def _is_open(descriptor: str) -> bool:
    try:
        os.fstat(int(descriptor))
    except OSError:
        return False
    return True


def test_forked_parser_keeps_no_descriptor_but_the_one_for_its_result() -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        containment.keep_only(writing)
        os.write(writing, " ".join(filter(_is_open, map(str, range(256)))).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    assert os.read(reading, 1000).decode().split() == ["0", "1", "2", str(writing)]
    os.close(reading)


def test_parser_ends_with_the_process_that_forked_it() -> None:
    """The middle process forks a parser and is killed: the parser's end of the pipe closes, for it is gone too."""
    reading, writing = os.pipe()
    middle = os.fork()
    if middle == 0:
        own = os.getpid()
        if os.fork() == 0:
            containment.end_with_parent(own)
            os.write(writing, b"began")
            signal.pause()
        signal.pause()
    os.close(writing)
    assert os.read(reading, 5) == b"began"
    os.kill(middle, signal.SIGKILL)
    os.waitpid(middle, 0)
    assert os.read(reading, 1) == b""
    os.close(reading)


def test_confined_process_reading_what_it_needs_is_allowed() -> None:
    expect(ALLOWED, lambda: Path(os.__file__).read_bytes())


def test_confined_process_allocating_beyond_its_memory_fails() -> None:
    code = (
        "from habeas.reading import containment, landlock; containment.limit_resources(5, 200 << 20)\n"
        "try: x = bytearray(1 << 30)\nexcept MemoryError: raise SystemExit(7)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 7


def test_confined_process_reading_a_file_of_the_user_is_denied_where_the_kernel_can(tmp_path: Path) -> None:
    """Beside the installation nothing is read: no key file, no letter, no other vault."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"words")
    if not _grants_landlock():
        pytest.skip("this kernel grants no Landlock: reading the user's files was not tested")
    expect(DENIED, secret.read_bytes)
    expect(DENIED, lambda: os.listdir(tmp_path))
    expect(DENIED, lambda: Path("/proc/self/environ").read_bytes())


def _grants_landlock() -> bool:
    child = os.fork()
    if child == 0:
        os._exit(0 if landlock.leave_files() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
