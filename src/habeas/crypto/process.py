"""Keeps the memory of this process, where keys and texts are while a command runs, out of files and others' reach."""

import ctypes
import resource
import sys

PR_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """No core dump from here on; on Linux also no debugger or /proc/PID/mem for other processes of the same user.

    Called where a passphrase is about to be typed. What the system does not grant is not an error: docs/threat-model.md
    promises only "where the system lets the program refuse". Swap is not reached by this.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
