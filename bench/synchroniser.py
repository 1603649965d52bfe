"""synchroniser: 500 histories of two or three copies whose files travel in any order; do all end equal and whole?

python -m bench synchroniser            seeds 0 to 499
HABEAS_SEEDS=24-60 python -m bench synchroniser
"""

import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from habeas.errors import HabeasError
from tests.vault.scene import cheap_derivation, fill, found
from tests.vault.synchroniser import check
from tests.vault.synchroniser import run as history

SEEDS = "0-500"


def run() -> Iterator[str]:
    first, _, end = os.environ.get("HABEAS_SEEDS", SEEDS).partition("-")
    totals: Counter[str] = Counter()
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as name, patch("habeas.crypto.passphrase.hash_secret_raw", cheap_derivation):
        founded = fill(found(Path(name) / "founded" / "scene"))
        for seed in range(int(first), int(end)):
            root = Path(name) / str(seed)
            try:
                world = history(root, founded, seed)
                check(world)
            except (AssertionError, HabeasError) as problem:
                totals["failed"] += 1
                yield f"seed {seed}: {type(problem).__name__}: {problem}"
            else:
                totals["equal"] += 1
                totals["conflict copies"] += world.conflicts
                totals["files in part"] += world.partial
                totals["openings that said not complete"] += world.told
                totals["openings that could not be written"] += world.refused
                totals["erased items"] += len(world.erased)
            shutil.rmtree(root, ignore_errors=True)
    yield ", ".join(f"{count} {what}" for what, count in totals.items())
    yield f"{time.process_time() - begun:.0f} CPU s"
