"""What commands say: JSON lines for programs, short lines for people, progress and questions on stderr.

Texts and names come from files that anyone may have written. What goes to a terminal goes through `safe`, which takes
out control characters (a report must not be able to move the cursor or rename the window) and direction overrides.
"""

import json
import shutil
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from habeas.errors import UsageProblem

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

WIDTH = 80
PATIENCE = 1.0
"""Seconds of work before a progress bar is shown."""
STACKED = 8
"""Marks in a row: a letter of any script that is written today has fewer."""
MARK = "\u200e"
"""The left-to-right mark: no width, and what stands beside it keeps the direction of the line."""
DIRECTIONS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


_incomplete: list[str] = []


def say_incomplete(lines: Sequence[str]) -> None:
    """Of a copy in which not all has come, or not all counts: a line beside the answer for each, and from now on in
    each JSON object as `incomplete`. Figures of such a copy are figures of what is here."""
    _incomplete[:] = lines
    for line in lines:
        note(f"habeas: this copy is not complete: {line}")


def emit(value: Mapping[str, Any]) -> None:
    """One object on one line, UTF-8, flushed: whoever reads it may act on it now.

    A file name that is not UTF-8 keeps its odd bytes as \\udcXX escapes, which JSON can carry and print cannot.
    """
    told = {"incomplete": list(_incomplete)} if _incomplete else {}
    line = json.dumps({**value, **told}, ensure_ascii=False, default=str)
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def say(text: str = "") -> None:
    """One line for people, on stdout."""
    sys.stdout.buffer.write(safe(text).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def note(text: str) -> None:
    """One line beside the answer, on stderr."""
    click.echo(safe(text), err=True)


def safe(text: str) -> str:
    """Without control characters and direction overrides; line breaks and tabs become spaces."""
    return "".join(_safe(character) for character in calm(text))


def calm(text: str) -> str:
    """Of marks without a width at most STACKED in a row: thousands of them on one letter cover the lines around it."""
    kept, row = [], 0
    for character in text:
        row = row + 1 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 0
        if row <= STACKED:
            kept.append(character)
    return "".join(kept) if len(kept) < len(text) else text


def left_to_right(cells: Sequence[str], between: str) -> str:
    """Cells in their order on a line, also where they hold Arabic or Hebrew words: terminals that set such words from
    the right would otherwise show two neighbours in each other's place, and figures before a name behind it."""
    if not any(unicodedata.bidirectional(character) in ("R", "AL") for cell in cells for character in cell):
        return between.join(cells)
    return MARK + between.join(cell + MARK for cell in cells)


def _safe(character: str) -> str:
    if character in "\n\r\t\x0b\x0c\x85\u2028\u2029":
        return " "
    if ord(character) in DIRECTIONS or unicodedata.category(character) in ("Cc", "Cs"):
        return "\ufffd"
    return character


def width_of(text: str) -> int:
    """Columns on a terminal: East Asian wide letters take two, combining marks none."""
    columns = 0
    for character in text:
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf":
            columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return columns


def cut(text: str, columns: int) -> str:
    """At most so many columns, with an ellipsis where something is left out."""
    text = safe(text)
    if width_of(text) <= columns:
        return text
    kept = ""
    for character in text:
        if width_of(kept + character) > columns - 1:
            break
        kept += character
    return kept.rstrip() + "…"


def _columns() -> int:
    if not sys.stdout.isatty():
        return WIDTH
    return max(WIDTH, min(160, shutil.get_terminal_size().columns))


def table(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
    """Columns of fixed width; the last one takes what is left of the line: 80 columns, more on a wider terminal."""
    line = _columns()
    for row in rows:
        cells = [cut(cell, width) for cell, width in zip(row, widths, strict=False)]
        padded = [cell + " " * (width - width_of(cell)) for cell, width in zip(cells, widths, strict=False)]
        rest = line - sum(widths) - 2 * len(widths)
        say(left_to_right([*padded, *(cut(cell, rest) for cell in row[len(widths) :])], "  ").rstrip())


def confirm(what: str, *, yes: bool) -> None:
    """Say what is about to be done, and want a typed yes. Raises UsageProblem (nobody to ask), click.Abort."""
    note(what)
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageProblem("this needs a typed yes, and there is no terminal to type it on", hint="--yes")
    if click.prompt("Type yes to go on", default="", show_default=False, err=True).strip().lower() != "yes":
        raise click.Abort


class Bar:
    """A progress bar on stderr, shown only on a terminal and only once the work has taken a second."""

    def __init__(self, title: str, total: int | None) -> None:
        self.title, self.total, self.done = title, total, 0
        self._begun = time.monotonic()
        self._wanted = sys.stderr.isatty()
        self._shown: Progress | None = None
        self._task: TaskID | None = None

    def to(self, done: int, total: int | None = None) -> None:
        self.done, self.total = done, total if total is not None else self.total
        if self._wanted and self._shown is None and time.monotonic() - self._begun >= PATIENCE:
            self._show()
        if self._shown is not None and self._task is not None:
            self._shown.update(self._task, completed=self.done, total=self.total)

    def step(self) -> None:
        self.to(self.done + 1)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._shown = Progress(console=Console(stderr=True), transient=True)
        self._task = self._shown.add_task(self.title, total=self.total)
        self._shown.start()

    def close(self) -> None:
        if self._shown is not None:
            self._shown.stop()


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Bar]:
    bar = Bar(title, total)
    try:
        yield bar
    finally:
        bar.close()
