"""One filled vault for the whole run, copied for each test that asks for it."""

from pathlib import Path

import pytest

from tests.vault.scene import Scene, cheap_derivation, fill, found


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """No test reaches the real device folder; key derivation is cheap unless a test asks for the real one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "device"))
    if "real_derivation" not in request.fixturenames:
        monkeypatch.setattr("habeas.crypto.passphrase.hash_secret_raw", cheap_derivation)


@pytest.fixture
def real_derivation() -> None:
    """Argon2id itself."""


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The patches end before any test begins: the session goes on with other folders, which derive for real."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("habeas.crypto.passphrase.hash_secret_raw", cheap_derivation)
        patch.setenv("XDG_DATA_HOME", "/nonexistent")
        return fill(found(tmp_path_factory.mktemp("filled") / "scene"))


@pytest.fixture
def filled(_filled: Scene, tmp_path: Path) -> Scene:
    """A vault with three files and an attachment."""
    return _filled.copy(tmp_path / "scene")


@pytest.fixture
def empty(tmp_path: Path) -> Scene:
    """A vault with nothing in it."""
    return found(tmp_path / "scene")
