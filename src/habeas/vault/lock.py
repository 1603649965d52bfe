"""One process at a time. The lock dies with the process that holds it, so a crash leaves nothing to clean up."""

import contextlib
import fcntl
import os
from pathlib import Path

from habeas.errors import StorageFailed, VaultBusy
from habeas.files import door

PARTS = ("vault.json", "lock", "members", "keys", "journal", "log", "blobs")
NEVER_IN_PLACE = ("log", "blobs")
"""What lies there is only ever replaced or removed by name; a second name is refused when the file is opened."""


class VaultLock:
    """An advisory lock on the file `lock`, which holds the process number and nothing else."""

    def __init__(self, path: Path) -> None:
        """Raises VaultBusy where another process (or another part of this one) holds it.

        Whoever holds the lock may write, so the folder is looked through first: OddFile where a link, a pipe or a
        device lies in it, or a file that has a second name.
        """
        door.require_plain(path.parent, PARTS, shared=NEVER_IN_PLACE)
        try:
            self._descriptor = door.open_or_make(path)
        except OSError as failure:
            raise StorageFailed(f"the vault's lock cannot be opened: {os.strerror(failure.errno or 0)}") from None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._descriptor, 20).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            raise VaultBusy(
                f"another process has this vault open (process {holder or 'unknown'})",
                hint="wait until it ends, or end it; nothing was changed",
            ) from None
        with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let go. Safe to call twice."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1
