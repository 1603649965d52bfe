"""Command lines as a person sees them. Each tests/transcripts/*.txt is one sitting in a new folder.

    # a comment, until the first command
    <<< name                a file of the folder follows, up to a line `>>>`
    $ habeas ...            a command; `3<file` opens a file of the folder as descriptor 3
    ! line                  what the command reads from stdin (before its output)
    output                  what it prints, stdout and stderr in the order in which they came
    [exit 12]               its exit code, where it is not 0

In the output `<src-a>` stands for an id: the first time for any id of that kind, later for that very id; commands may
use it. `...` at the end of a line stands for the rest of it, a line that is only `...` for any lines up to the next
one given.
"""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from habeas.cli.main import run
from tests.cli.command_line import capture, with_floor_keys

TRANSCRIPTS = sorted((Path(__file__).parents[1] / "transcripts").glob("*.txt"))
PLACEHOLDER = re.compile(r"<([a-z]{3})-([a-z0-9]+)>")


@dataclass
class Command:
    """One command and what is expected of it."""

    line: str
    stdin: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    code: int = 0


def read(path: Path) -> tuple[dict[str, str], list[Command]]:
    """The files and the commands of one transcript."""
    files: dict[str, str] = {}
    commands: list[Command] = []
    lines = iter(path.read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line.startswith("<<< "):
            content = []
            while (row := next(lines)) != ">>>":
                content.append(row)
            files[line[4:]] = "\n".join(content) + "\n"
        elif line.startswith("$ habeas"):
            commands.append(Command(line.removeprefix("$ habeas").strip()))
        elif line.startswith("! ") and commands:
            commands[-1].stdin.append(line[2:])
        elif match := re.fullmatch(r"\[exit (\d+)\]", line):
            commands[-1].code = int(match[1])
        elif commands:
            commands[-1].expected.append(line)
        else:
            assert not line or line.startswith("#"), line
    for command in commands:
        while command.expected and not command.expected[-1]:
            command.expected.pop()
    return files, commands


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 5


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_transcript(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_floor_keys(monkeypatch)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    for name in ("HABEAS_VAULT", "HABEAS_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "sitting"
    folder.mkdir()
    files, commands = read(path)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    known: dict[str, str] = {}
    for command in commands:
        said = obey(command, folder, known)
        compare(command, said, known)


def obey(command: Command, folder: Path, known: dict[str, str]) -> tuple[int, list[str]]:
    """Exit code and all lines: stdout, and stderr after it."""
    line = PLACEHOLDER.sub(lambda match: known[match.group()], command.line)
    words, opened = [], None
    for word in shlex.split(line):
        if match := re.fullmatch(r"(\d)<(.+)", word):
            opened = (folder / match[2]).open("rb")
        else:
            words.append(word)
    if opened is not None:
        words[words.index("--passphrase-fd") + 1] = str(opened.fileno())
    try:
        said = capture(lambda: run(words), folder, "".join(line + "\n" for line in command.stdin))
    finally:
        if opened is not None:
            opened.close()
    return said.code, [line.rstrip() for line in (said.out + said.err).splitlines()]


def compare(command: Command, said: tuple[int, list[str]], known: dict[str, str]) -> None:
    code, lines = said
    whole = f"$ habeas {command.line}\n" + "\n".join(lines) + f"\n[exit {code}]"
    assert code == command.code, whole
    left = list(lines)
    for number, expected in enumerate(command.expected):
        if expected == "...":
            wanted = command.expected[number + 1] if number + 1 < len(command.expected) else None
            while left and (wanted is None or not matches(wanted, left[0], dict(known))):
                left.pop(0)
            continue
        assert left, f"missing: {expected}\n{whole}"
        assert matches(expected, left[0], known), f"expected: {expected}\nfound:    {left[0]}\n{whole}"
        left.pop(0)
    assert not left, f"more than expected: {left[0]}\n{whole}"


def matches(expected: str, found: str, known: dict[str, str]) -> bool:
    """Whether the line is as expected; binds placeholders that are new."""
    pattern, names = "", []
    for part in re.split(r"(<[a-z]{3}-[a-z0-9]+>|\.\.\.)", expected):
        placeholder = PLACEHOLDER.fullmatch(part)
        if part == "...":
            pattern += ".*"
        elif placeholder is None:
            pattern += re.escape(part)
        elif part in known:
            pattern += re.escape(known[part])
        elif part in names:
            pattern += f"(?P=n{names.index(part)})"
        else:
            pattern += rf"(?P<n{len(names)}>{placeholder[1]}-[0-9a-z]{{12}})"
            names.append(part)
    match = re.fullmatch(pattern, found)
    if match is not None:
        known.update({name: match[f"n{number}"] for number, name in enumerate(names)})
    return match is not None
