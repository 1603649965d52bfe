"""A vault to measure, in a folder of its own, its device folder beside it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from habeas.crypto.passphrase import FLOOR
from habeas.vault.create import create
from habeas.vault.ledger import Ledger
from habeas.vault.store import VaultProjector
from habeas.vault.unlock import unlock

PASSPHRASE = "correct horse battery staple"


@contextmanager
def opened(folder: Path) -> Iterator[Ledger]:
    """A new vault (or the one that is there), open; the cheapest key derivation that is allowed."""
    os.environ["XDG_DATA_HOME"] = str(folder.parent / "device")
    projectors = (VaultProjector(),)
    if not folder.exists():
        create(folder, PASSPHRASE, projectors, parameters=FLOOR)
    with unlock(folder, PASSPHRASE, projectors) as ledger:
        yield ledger
