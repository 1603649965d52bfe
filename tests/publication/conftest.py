"""Releases made once for a run: making one takes a second, tests only read or copy it."""

from pathlib import Path

import pytest

from tests.publication.making import make
from tests.publication.vault_world import Story, story


@pytest.fixture(scope="session")
def redacted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with every name blacked out."""
    folder = tmp_path_factory.mktemp("redacted")
    make(story(folder / "vault"), folder / "release", "names")
    return folder / "release"


@pytest.fixture(scope="session")
def open_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with nothing blacked out."""
    folder = tmp_path_factory.mktemp("open")
    make(story(folder / "vault"), folder / "release")
    return folder / "release"


@pytest.fixture
def told(tmp_path: Path) -> Story:
    return story(tmp_path / "vault")
