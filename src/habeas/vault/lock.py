"""One process at a time. The lock dies with the process that holds it, so a crash leaves nothing to clean up."""

import fcntl
import os
from pathlib import Path

from habeas.errors import StorageFailed, VaultBusy


class VaultLock:
    """An advisory lock on the file `lock`, which holds the process number and nothing else."""

    def __init__(self, path: Path) -> None:
        """Raises VaultBusy where another process (or another part of this one) holds it."""
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
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
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let go. Safe to call twice."""
        if self._descriptor >= 0:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1
