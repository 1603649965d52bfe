"""Runs command lines in this process, as a shell would: descriptors, exit code, what went to stdout and stderr.

Key derivation is at the floor here: a vault made in a test opens in a tenth of a second, with the same code.
"""

import contextlib
import io
import json
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from habeas.cli.main import run
from habeas.crypto.passphrase import FLOOR
from habeas.vault import create, members, recovery

PASSPHRASE = "correct horse battery staple"


@dataclass(frozen=True)
class Said:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """JSON lines of stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


def with_floor_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """New wraps get the lowest parameters that are allowed."""
    for function in (create.create, members.add_here, members.change_passphrase, recovery.recover):
        monkeypatch.setitem(function.__kwdefaults__, "parameters", FLOOR)


@dataclass
class Shell:
    """A folder, and a vault in it once there is one."""

    folder: Path
    secrets: Sequence[str] = (PASSPHRASE,)

    def __call__(
        self, command: str, *arguments: str | Path, stdin: str = "", secrets: Sequence[str] | None = None
    ) -> Said:
        """`command` as typed, without `habeas`; `arguments` are added unquoted. Secrets go in by a descriptor."""
        words = [*shlex.split(command), *map(str, arguments)]
        given = self.secrets if secrets is None else secrets
        with _lines(given) as descriptor:
            words = [str(descriptor) if word == "FD" else word for word in words]
            if "--passphrase-fd" not in words and "--help" not in words and _opens(words):
                words += ["--passphrase-fd", str(descriptor)]
            return capture(lambda: run(words), self.folder, stdin)

    def json(self, command: str, *arguments: str | Path) -> list[Any]:
        """The JSON lines of a command that must succeed."""
        said = self(command, *arguments, "--json")
        assert said.code == 0, said.err
        return said.lines


def _opens(words: Sequence[str]) -> bool:
    return words[:1] not in (["verify"], ["trust"], ["demo"], ["--version"], []) and "--no-vault" not in words


@contextlib.contextmanager
def _lines(secrets: Sequence[str]) -> Iterator[int]:
    reading, writing = os.pipe()
    os.write(writing, "".join(secret + "\n" for secret in secrets).encode())
    os.close(writing)
    try:
        yield reading
    finally:
        os.close(reading)


def capture(act: Callable[[], int], folder: Path, stdin: str = "") -> Said:
    """Descriptors 1 and 2 go to files, so that what is written past `sys.stdout` is seen as well."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, contextlib.ExitStack() as stack:
        stack.enter_context(_descriptor(1, out.fileno()))
        stack.enter_context(_descriptor(2, err.fileno()))
        stack.enter_context(contextlib.chdir(folder))
        with open(1, "w", encoding="utf-8", closefd=False) as stdout, open(2, "w", closefd=False) as stderr:
            before = sys.stdin, sys.stdout, sys.stderr
            sys.stdin, sys.stdout, sys.stderr = io.StringIO(stdin), stdout, stderr
            try:
                code = act()
            finally:
                stdout.flush(), stderr.flush()
                sys.stdin, sys.stdout, sys.stderr = before
        return Said(code, _all(out), _all(err))


@contextlib.contextmanager
def _descriptor(number: int, to: int) -> Iterator[None]:
    kept = os.dup(number)
    os.dup2(to, number)
    try:
        yield
    finally:
        os.dup2(kept, number)
        os.close(kept)


def _all(file: Any) -> str:
    file.seek(0)
    content: str = file.read().decode("utf-8")
    return content


def settle(template: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A copy of a folder that `prepared` made, with its home, as the current world of the program."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "home"))
    monkeypatch.setenv("HABEAS_VAULT", str(folder / "work" / "vault"))
    monkeypatch.delenv("HABEAS_TRACEBACK", raising=False)
    return Shell(folder / "work")


@contextlib.contextmanager
def prepared(folder: Path) -> Iterator[Shell]:
    """A new world in `folder`, with an empty vault: to be filled once and copied for each test."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        with_floor_keys(monkeypatch)
        (folder / "work").mkdir(parents=True)
        monkeypatch.setenv("XDG_DATA_HOME", str(folder / "home"))
        monkeypatch.setenv("HABEAS_VAULT", str(folder / "work" / "vault"))
        shell = Shell(folder / "work")
        said = shell("init vault")
        assert said.code == 0, said.err
        yield shell
