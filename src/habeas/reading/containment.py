"""Locks a parser process up before it sees a byte: time, memory, network, writing, other programs.

What a machine grants differs (a namespace needs rights, seccomp needs Linux), so `confine` returns what it achieved and
the reading records it. Memory and time are limits of POSIX and are always there.

The seccomp filter is classic BPF, see `man 2 seccomp` and the kernel's Documentation/userspace-api/seccomp_filter.rst.
"""

import ctypes
import os
import platform
import resource
import struct
import sys

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 4, 38, 22, 2
ALLOW, DENY_EPERM, KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000
LOAD_WORD, JUMP_EQUAL, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
OFFSET_NUMBER, OFFSET_ARCH, OFFSET_ARGUMENTS = 0, 4, 16
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

# machine: (AUDIT_ARCH, {system call: number}); numbers from the kernel's syscall tables.
_DENIED = {
    "x86_64": (
        0xC000003E,
        {
            "socket": 41, "connect": 42, "sendto": 44, "sendmsg": 46, "bind": 49, "listen": 50, "execve": 59,
            "execveat": 322, "ptrace": 101, "rename": 82, "renameat": 264, "renameat2": 316, "unlink": 87,
            "unlinkat": 263, "mkdir": 83, "mkdirat": 258, "rmdir": 84, "truncate": 76, "link": 86, "linkat": 265,
            "symlink": 88, "symlinkat": 266, "chmod": 90, "fchmodat": 268, "creat": 85, "mknod": 133,
            "mknodat": 259, "mount": 165, "kexec_load": 246, "process_vm_readv": 310, "process_vm_writev": 311,
            "bpf": 321, "io_uring_setup": 425, "openat2": 437,
        },
        {"open": (2, 1), "openat": (257, 2)},
    ),
    "aarch64": (
        0xC00000B7,
        {
            "socket": 198, "connect": 203, "sendto": 206, "sendmsg": 211, "bind": 200, "listen": 201, "execve": 221,
            "execveat": 281, "ptrace": 117, "renameat": 38, "renameat2": 276, "unlinkat": 35, "mkdirat": 34,
            "truncate": 45, "linkat": 37, "symlinkat": 36, "fchmodat": 53, "mknodat": 33, "mount": 40,
            "kexec_load": 104, "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "io_uring_setup": 425,
            "openat2": 437,
        },
        {"openat": (56, 2)},
    ),
}  # fmt: skip


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


def confine(cpu_seconds: int, memory_bytes: int, network_left: bool) -> tuple[str, ...]:
    """Confine this process for good; returns what it is now denied."""
    limit_resources(cpu_seconds, memory_bytes)
    denied = ["time", "memory"]
    filtered = _filter_system_calls()
    if filtered or network_left:
        denied.append("network")
    if filtered:
        denied += ["writing", "programs"]
    return tuple(denied)


def _filter_system_calls() -> bool:
    table = _DENIED.get(platform.machine()) if sys.platform.startswith("linux") else None
    if table is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    program = _program(*table)
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog { unsigned short len; struct sock_filter *filter; }, with the padding of a 64-bit machine
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    no_new_rights = libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    return bool(no_new_rights and libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0) == 0)


def _program(arch: int, denied: dict[str, int], opens: dict[str, tuple[int, int]]) -> bytes:
    """Another architecture: kill. A denied call, or an open for writing: EPERM. The rest: allow."""

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("HBBI", code, if_true, if_false, value)

    lines = [step(LOAD_WORD, OFFSET_ARCH), step(JUMP_EQUAL, arch, 1, 0), step(RETURN, KILL)]
    lines.append(step(LOAD_WORD, OFFSET_NUMBER))
    for number in denied.values():
        lines += [step(JUMP_EQUAL, number, 0, 1), step(RETURN, DENY_EPERM)]
    for number, argument in opens.values():
        low_word = OFFSET_ARGUMENTS + 8 * argument  # little endian on both machines
        lines += [
            step(JUMP_EQUAL, number, 0, 4),
            step(LOAD_WORD, low_word),
            step(JUMP_ANY_BIT, WRITE_FLAGS, 0, 1),
            step(RETURN, DENY_EPERM),
            step(RETURN, ALLOW),
        ]
    return b"".join([*lines, step(RETURN, ALLOW)])
