from pathlib import Path

import pytest

from tests.cli.command_line import Shell, with_floor_keys


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


@pytest.fixture
def vault(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The same, with an empty vault that HABEAS_VAULT names."""
    said = shell("init vault")
    assert said.code == 0, said.err
    monkeypatch.setenv("HABEAS_VAULT", str(shell.folder / "vault"))
    return shell
