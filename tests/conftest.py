"""For all tests: a property is held, however slow the machine is just now. What must be fast is measured in bench/."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")


REFERENCE_MATERIAL = Path(__file__).resolve().parents[2] / "shared"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A fresh clone has no reference material beside it: what needs it says that it was not run."""
    if item.get_closest_marker("shared") and not REFERENCE_MATERIAL.is_dir():
        pytest.skip("the reference material is not beside this checkout: not run")
