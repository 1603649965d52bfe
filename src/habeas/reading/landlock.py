"""Which files a confined process may still read: those of the system and of Python, and none of the user's.

Landlock is in Linux since 5.13, where it is switched on; its numbers are from the kernel's
Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h. What was open before stays open.
"""

import ctypes
import os
import struct
import sys

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION, PATH_BENEATH = 1, 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All that may be handled, by the version from which on."""
NETWORK, SCOPED = 0b11, 0b11
"""From version 4: binding and connecting. From version 6: abstract sockets, signals to processes outside."""
SYSTEM = ("/usr", "/lib", "/lib64", "/nix/store", "/etc/localtime", "/dev/null", "/dev/urandom")
PR_SET_NO_NEW_PRIVS = 38


def leave_files() -> bool:
    """Give up, for good, all files but SYSTEM and Python's own. False where the kernel does not grant it."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)
    if version < 1 or libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    ruleset = _ruleset(libc, version)
    if ruleset < 0:
        return False
    try:
        allowed = [_allow(libc, ruleset, path) for path in readable()]
        return all(allowed) and libc.syscall(RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def readable() -> list[str]:
    """SYSTEM, the interpreter, its libraries and the folders that modules come from; those that are there."""
    own = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path]
    return [path for path in dict.fromkeys([*SYSTEM, *own]) if os.path.isabs(path) and os.path.exists(path)]


def _ruleset(libc: ctypes.CDLL, version: int) -> int:
    rights = RIGHTS[max(known for known in RIGHTS if known <= version)]
    packed = struct.pack("QQQ", rights, NETWORK, SCOPED)
    size = 8 if version < 4 else 16 if version < 6 else 24
    return int(libc.syscall(CREATE_RULESET, packed, ctypes.c_size_t(size), 0))


def _allow(libc: ctypes.CDLL, ruleset: int, path: str) -> bool:
    beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rights = READ_FILE | READ_DIR if os.path.isdir(path) else READ_FILE
    rule = struct.pack("=Qi", rights, beneath)
    try:
        return bool(libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0) == 0)
    finally:
        os.close(beneath)
