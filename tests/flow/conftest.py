from pathlib import Path

import pytest

from tests.cli.command_line import Shell, prepared, settle, with_floor_keys

REPORT = """Report from Velna

According to the Lantern Committee, Ilya Morozan was abducted by soldiers in Sarkamen on 4 March 2024.

“We call on the Interior Ministry to release Ilya Morozan,” the Lantern Committee said.
"""
SECOND = """Police in Velna arrested three students on 6 March 2024, the Lantern Committee said.

Рустам Галиев был избит полицией в Сарканде 7 марта 2024 года, сообщил Комитет.
"""


@pytest.fixture(scope="session")
def world_with_a_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reports admitted, everything accepted, released with the names of people blacked out."""
    folder = tmp_path_factory.mktemp("flow") / "world"
    with prepared(folder) as shell:
        (shell.folder / "report.txt").write_text(REPORT)
        (shell.folder / "second.txt").write_text(SECOND)
        shell.json("admit report.txt second.txt --origin given --published 2024-03-10 --consent 6")
        shell.json("propose")
        for kind in ("claims", "calls", "statements"):
            if ids := [line["id"] for line in shell.json(f"list {kind}")]:
                shell.json("review --accept", *ids)
        shell.json("release --to out --redact names --yes --title Velna")
    return folder


@pytest.fixture
def released(world_with_a_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A copy of that world, to do with as the test likes."""
    with_floor_keys(monkeypatch)
    return settle(world_with_a_release, tmp_path / "world", monkeypatch)
