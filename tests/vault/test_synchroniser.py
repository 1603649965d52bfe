"""Whatever an honest synchroniser does, in the end all copies say the same, and nothing is silently missing."""

from pathlib import Path

import pytest

from tests.vault.scene import Scene
from tests.vault.synchroniser import check, run

SEEDS = 24
"""In each run of the tests; `python -m bench synchroniser` runs 500."""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_synchronised_copies_end_equal_with_nothing_missing(_filled: Scene, tmp_path: Path, seed: int) -> None:
    check(run(tmp_path, _filled, seed))
