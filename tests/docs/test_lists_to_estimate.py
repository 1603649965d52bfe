"""The tutorial from lists to an estimate shows what the program prints: its commands run here, in its order.

Words must be the same; figures may differ by a twentieth, or by 3: a better model need not make a new page each time.
What a person does by keys (`link review`) and what asks twice for a passphrase (`init`) is left out.
"""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.cli.main import run
from tests.cli.command_line import capture, with_floor_keys

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tutorial" / "lists-to-estimate.md"
NUMBER = re.compile(r"\d+(?:\.\d+)?")
RUN = re.compile(r"run-[0-9a-z]{12}")
SHOWN = ("table preview", "table import", "link", "link persons", "estimate --vault")


def sittings(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of the page that is run here, and the lines that stand below it until the next command."""
    command, below = "", list[str]()
    for line in [row[4:] for row in text.splitlines() if row.startswith("    ")]:
        if line.startswith("habeas ") and not line.startswith("habeas: "):
            if command:
                yield command, below
            command, below = line.removeprefix("habeas "), []
        elif line.strip() and not line.startswith("export "):
            below.append(line.rstrip())
    yield command, below


def shown(command: str) -> bool:
    return command in SHOWN[2:] or command.startswith(SHOWN[:2])


def alike(wanted: str, printed: str) -> bool:
    """The same words, and figures that are near each other."""
    wanted, printed = (" ".join(RUN.sub("RUN", line).split()) for line in (wanted, printed))
    pairs = zip(NUMBER.findall(wanted), NUMBER.findall(printed), strict=False)
    near = all(abs(float(a) - float(b)) <= max(3.0, 0.05 * float(a)) for a, b in pairs)
    return near and NUMBER.sub("0", wanted) == NUMBER.sub("0", printed)


@pytest.fixture(scope="module")
def page() -> list[tuple[str, list[str]]]:
    return [each for each in sittings(PAGE.read_text(encoding="utf-8")) if shown(each[0])]


def test_page_has_every_step(page: list[tuple[str, list[str]]]) -> None:
    assert [command for command, _ in page if command in SHOWN] == ["link", "link persons", "estimate --vault"]
    assert len({command for command, _ in page if command.startswith("table import")}) == 4


@pytest.mark.slow
def test_each_command_of_the_tutorial_prints_what_the_page_shows(
    page: list[tuple[str, list[str]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_floor_keys(monkeypatch)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("HABEAS_VAULT", raising=False)
    secret = tmp_path / "secret"
    secret.write_text("three words of one's own\n", encoding="utf-8")
    say(["init", str(tmp_path / "case")], secret)
    monkeypatch.setenv("HABEAS_VAULT", str(tmp_path / "case"))
    for command, wanted in page:
        printed = say(shlex.split(command), None if "preview" in command else secret)
        missing = [line for line in wanted if not line.endswith("...") and not any(alike(line, row) for row in printed)]
        assert not missing, (command, missing, printed)


def say(words: list[str], secret: Path | None) -> list[str]:
    """What a command prints, run in the folder of the sources."""
    descriptor = os.open(secret, os.O_RDONLY) if secret else None
    more = ["--passphrase-fd", str(descriptor)] if descriptor is not None else []
    try:
        said = capture(lambda: run([*words, *more]), ROOT)
    finally:
        if descriptor is not None:
            os.close(descriptor)
    assert said.code == 0, said.err
    return (said.out + said.err).splitlines()
