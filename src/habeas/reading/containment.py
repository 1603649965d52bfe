"""Locks a parser process up before it sees a byte: time, memory, network, writing, other programs and processes.

What a machine grants differs (a namespace needs rights, seccomp needs Linux), so `confine` returns what it achieved and
the reading records it. Memory and time are limits of POSIX and are always there.

    1 it ends when the process that forked it ends; it keeps no descriptor but the one for its result
    2 POSIX limits
    3 a filter of system calls (system_calls.py): no socket, program, process, signal to another process, no file
      written, renamed, removed, none whose mode, owner or time is changed
    4 Landlock: of all files it may read those of the system and of Python's installation, and no other (landlock.py)

What stays open is listed in docs/threat-model.md.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

from habeas.reading import landlock, system_calls

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 4, 38, 22, 2
PR_SET_PDEATHSIG = 1
STANDARD = 3


def leave_network() -> bool:
    """Move this process to a network namespace of its own, with no interface up. False where not granted."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.unshare(CLONE_NEWNET) == 0 or libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)


def limit_resources(cpu_seconds: int, memory_bytes: int) -> None:
    """POSIX limits: CPU time, address space, no file grown, no core dump, few files."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    if sys.platform.startswith("linux"):  # elsewhere address space is not enforced, or breaks the allocator
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def end_with_parent(parent: int) -> None:
    """1 Be killed when `parent`, which forked this process, ends. Where Linux cannot say so: see `keep_only`."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def keep_only(descriptor: int) -> None:
    """1 Close every descriptor but this one: not the jobs of others, nor the pipe that their results go through."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(STANDARD):
        os.dup2(nowhere, standard)
    os.closerange(STANDARD, descriptor)
    os.closerange(descriptor + 1, 1 << 16)


def confine(cpu_seconds: int, memory_bytes: int, network_left: bool) -> tuple[str, ...]:
    """Confine this process for good; returns what it is now denied."""
    limit_resources(cpu_seconds, memory_bytes)
    denied = ["time", "memory"]
    files = landlock.leave_files()
    filtered = _filter_system_calls()
    if filtered or network_left:
        denied.append("network")
    if filtered:
        denied += ["writing", "programs", "processes"]
    if files:
        denied.append("files")
    return tuple(denied)


def _filter_system_calls() -> bool:
    program = system_calls.program(platform.machine()) if sys.platform.startswith("linux") else None
    if program is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog { unsigned short len; struct sock_filter *filter; }, with the padding of a 64-bit machine
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    no_new_rights = libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    return bool(no_new_rights and libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0) == 0)
