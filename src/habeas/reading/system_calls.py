"""What a confined process may not ask of the kernel, and the filter that says so (classic BPF, `man 2 seccomp`).

    1 another machine's calls: the process is ended
    2 a call from FIRST_NEW on: answered with "there is no such call" but for those of KNOWN_NEW. A kernel of tomorrow
      opens nothing, and the calls of the x32 interface, which are numbered above, are closed with it
    3 a call of DENIED: refused
    4 a call of ARGUMENTS: refused or not by one of its arguments
    5 the rest: allowed

Numbers from the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
"""

import os
import struct
from collections.abc import Mapping

ALLOW, REFUSE, NO_SUCH_CALL, KILL = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38, 0x80000000
LOAD_WORD, JUMP_EQUAL, JUMP_ANY_BIT, JUMP_AT_LEAST, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
OFFSET_NUMBER, OFFSET_ARCH, OFFSET_ARGUMENTS = 0, 4, 16
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CLONE_THREAD = 0x10000
OWNERS = (8, 10, 15)
"""fcntl F_SETOWN, F_SETSIG, F_SETOWN_EX: they let a descriptor signal another process."""
CONTROLS = (0x5412, 0x8901, 0x8902)
"""ioctl TIOCSTI, FIOSETOWN, SIOCSPGRP: typing for another process, signalling it."""
FIRST_NEW = 424
"""From here on numbers are the same on all machines."""
KNOWN_NEW = (436, 439, 441, 449, 453, 454, 455, 456, 462)
"""close_range, faccessat2, epoll_pwait2, futex_waitv, map_shadow_stack, futex_*, mseal."""

Rules = Mapping[str, int]
ARCHITECTURES: Mapping[str, tuple[int, Rules, Rules]] = {
    "x86_64": (
        0xC000003E,
        {
            # the network
            "socket": 41, "connect": 42, "sendto": 44, "sendmsg": 46, "sendmmsg": 307, "bind": 49, "listen": 50,
            # other programs, other processes
            "execve": 59, "execveat": 322, "fork": 57, "vfork": 58, "ptrace": 101, "process_vm_readv": 310,
            "process_vm_writev": 311, "kcmp": 312, "kill": 62, "tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129,
            "rt_tgsigqueueinfo": 297, "setpriority": 141, "sched_setaffinity": 203, "sched_setscheduler": 144,
            "sched_setparam": 142, "sched_setattr": 314, "ioprio_set": 251, "migrate_pages": 256, "move_pages": 279,
            # what outlives the process, or is shared
            "shmget": 29, "shmat": 30, "shmctl": 31, "msgget": 68, "semget": 64, "mq_open": 240, "mq_unlink": 241,
            "add_key": 248, "request_key": 249, "keyctl": 250,
            # files and what is said of them
            "rename": 82, "renameat": 264, "renameat2": 316, "unlink": 87, "unlinkat": 263, "mkdir": 83,
            "mkdirat": 258, "rmdir": 84, "truncate": 76, "ftruncate": 77, "fallocate": 285, "link": 86, "linkat": 265,
            "symlink": 88, "symlinkat": 266, "creat": 85, "mknod": 133, "mknodat": 259, "chmod": 90, "fchmod": 91,
            "fchmodat": 268, "chown": 92, "fchown": 93, "lchown": 94, "fchownat": 260, "utime": 132, "utimes": 235,
            "futimesat": 261, "utimensat": 280, "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190,
            "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "flock": 73, "name_to_handle_at": 303,
            "open_by_handle_at": 304,
            # the system
            "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308,
            "swapon": 167, "swapoff": 168, "reboot": 169, "sethostname": 170, "setdomainname": 171,
            "init_module": 175, "finit_module": 313, "delete_module": 176, "kexec_load": 246, "kexec_file_load": 320,
            "acct": 163, "settimeofday": 164, "clock_settime": 227, "adjtimex": 159, "clock_adjtime": 305,
            "quotactl": 179, "iopl": 172, "ioperm": 173, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323,
            "fanotify_init": 300,
        },
        {"open": 2, "openat": 257, "clone": 56, "fcntl": 72, "ioctl": 16, "prlimit64": 302},
    ),
    "aarch64": (
        0xC00000B7,
        {
            "socket": 198, "connect": 203, "sendto": 206, "sendmsg": 211, "sendmmsg": 269, "bind": 200, "listen": 201,
            "execve": 221, "execveat": 281, "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271,
            "kcmp": 272, "kill": 129, "tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
            "setpriority": 140, "sched_setaffinity": 122, "sched_setscheduler": 119, "sched_setparam": 118,
            "sched_setattr": 274, "ioprio_set": 30, "migrate_pages": 238, "move_pages": 239,
            "shmget": 194, "shmat": 196, "shmctl": 195, "msgget": 186, "semget": 190, "mq_open": 180,
            "mq_unlink": 181, "add_key": 217, "request_key": 218, "keyctl": 219,
            "renameat": 38, "renameat2": 276, "unlinkat": 35, "mkdirat": 34, "truncate": 45, "ftruncate": 46,
            "fallocate": 47, "linkat": 37, "symlinkat": 36, "mknodat": 33, "fchmod": 52, "fchmodat": 53,
            "fchownat": 54, "fchown": 55, "utimensat": 88, "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7,
            "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16, "flock": 32, "name_to_handle_at": 264,
            "open_by_handle_at": 265,
            "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "unshare": 97, "setns": 268, "swapon": 224,
            "swapoff": 225, "reboot": 142, "sethostname": 161, "setdomainname": 162, "init_module": 105,
            "finit_module": 273, "delete_module": 106, "kexec_load": 104, "kexec_file_load": 294, "acct": 89,
            "settimeofday": 170, "clock_settime": 112, "adjtimex": 171, "clock_adjtime": 266, "quotactl": 60,
            "bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "fanotify_init": 262,
        },
        {"openat": 56, "clone": 220, "fcntl": 25, "ioctl": 29, "prlimit64": 261},
    ),
}  # fmt: skip


def program(machine: str) -> bytes | None:
    """The filter for a machine; None where its numbers are not known here."""
    if machine not in ARCHITECTURES:
        return None
    arch, denied, by_argument = ARCHITECTURES[machine]
    lines = [_step(LOAD_WORD, OFFSET_ARCH), _step(JUMP_EQUAL, arch, 1, 0), _step(RETURN, KILL)]  # 1
    lines.append(_step(LOAD_WORD, OFFSET_NUMBER))
    lines.append(_step(JUMP_AT_LEAST, FIRST_NEW, 0, 2 * len(KNOWN_NEW) + 1))  # 2
    for number in KNOWN_NEW:
        lines += [_step(JUMP_EQUAL, number, 0, 1), _step(RETURN, ALLOW)]
    lines.append(_step(RETURN, NO_SUCH_CALL))
    for number in denied.values():  # 3
        lines += [_step(JUMP_EQUAL, number, 0, 1), _step(RETURN, REFUSE)]
    for name, number in by_argument.items():  # 4
        body = _by_argument(name)
        lines += [_step(JUMP_EQUAL, number, 0, len(body)), *body]
    return b"".join([*lines, _step(RETURN, ALLOW)])  # 5


def _by_argument(name: str) -> list[bytes]:
    """One call, decided by the lower word of one argument (both machines are little endian)."""
    match name:
        case "open" | "openat":
            argument, tests = int(name == "openat") + 1, [_step(JUMP_ANY_BIT, WRITE_FLAGS, 1, 0)]
        case "clone":  # a thread ends with its process; a process does not
            argument, tests = 0, [_step(JUMP_ANY_BIT, CLONE_THREAD, 0, 1)]
        case "prlimit64":  # 0: this process itself
            argument, tests = 0, [_step(JUMP_EQUAL, 0, 0, 1)]
        case _:
            commands = OWNERS if name == "fcntl" else CONTROLS
            last = len(commands)
            argument = 1
            tests = [_step(JUMP_EQUAL, each, last - place, 0) for place, each in enumerate(commands)]
    load = _step(LOAD_WORD, OFFSET_ARGUMENTS + 8 * argument)
    return [load, *tests, _step(RETURN, ALLOW), _step(RETURN, REFUSE)]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
