"""The README's transcript is what the program prints: the demo runs here as it does for a stranger."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```console\n\$ habeas demo\n(.*?)```", re.DOTALL)
PATIENCE = 300


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    folder = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "XDG_DATA_HOME": str(folder / "home"), "COLUMNS": "100"}
    environment.pop("HABEAS_VAULT", None)
    command = [
        sys.executable,
        "-c",
        "import sys; from habeas.cli.main import main; sys.exit(main())",
        "demo",
        str(folder / "demo"),
    ]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=PATIENCE, cwd=folder, check=False
    )


def test_demo_runs_to_its_end(demo: subprocess.CompletedProcess[str]) -> None:
    assert demo.returncode == 0, demo.stderr[-2000:]
    assert "Done in" in demo.stdout


def test_readme_shows_what_the_demo_prints(demo: subprocess.CompletedProcess[str]) -> None:
    printed = iter(demo.stdout.splitlines())
    found = BLOCK.search((ROOT / "README.md").read_text("utf-8"))
    assert found
    wanted = [line for line in found[1].splitlines() if line.strip() and line.strip() != "..."]
    missing = [line for line in wanted if not any(pattern_of(line).fullmatch(row.rstrip()) for row in printed)]
    assert not missing


def pattern_of(line: str) -> re.Pattern[str]:
    """`<src>` stands for an id, `...` for anything."""
    escaped = re.escape(line.rstrip())
    return re.compile(re.sub(r"<([a-z]{3})>", r"\1-[0-9a-z]{12}", escaped).replace(re.escape("..."), ".*"))
