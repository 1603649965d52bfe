from pathlib import Path

import pytest

from tests.cli.command_line import Shell, prepared, settle, with_floor_keys


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell in an empty folder, with a home of its own."""
    with_floor_keys(monkeypatch)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HABEAS_VAULT", raising=False)
    monkeypatch.delenv("HABEAS_TRACEBACK", raising=False)
    folder = tmp_path / "work"
    folder.mkdir()
    return Shell(folder)


@pytest.fixture(scope="session")
def empty_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "world"
    with prepared(folder):
        return folder


@pytest.fixture
def vault(empty_vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell beside an empty vault, which HABEAS_VAULT names."""
    with_floor_keys(monkeypatch)
    return settle(empty_vault, tmp_path / "world", monkeypatch)
