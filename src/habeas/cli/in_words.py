"""Options and arguments that carry testimony or names: what is typed for them need not stand in the list of processes.

Everybody on a machine can see the words of a command that runs (`ps`), and a shell keeps them in its history. So every
such option takes `-` for its value: the words are then asked for on the terminal or, where there is none, are the next
line of standard input, in the order in which the options stand in the command.
"""

import sys
from typing import Any

import click

from habeas.errors import UsageProblem

LONGEST_LINE = 1 << 16


class InWords(click.ParamType[str]):
    """Words as they stand, or `-`. With `assigns`: FIELD=WORDS, or `FIELD=-`."""

    name = "text"

    def __init__(self, *, assigns: bool = False) -> None:
        self.assigns = assigns

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        given = str(value)
        what = param.opts[0].lstrip("-") if param is not None else "words"
        if self.assigns:
            field, equals, words = given.partition("=")
            return f"{field}={asked(field)}" if equals and words == "-" else given
        return asked(what) if given == "-" else given


def asked(what: str) -> str:
    """One line: typed after a prompt, or the next of standard input. Raises UsageProblem, click.Abort."""
    if sys.stdin.isatty():
        return str(click.prompt(what, err=True))
    line = sys.stdin.readline(LONGEST_LINE + 1)
    if not line:
        raise UsageProblem(
            "standard input ended before all the words that were promised with -", hint="give each on a line of its own"
        )
    if len(line) > LONGEST_LINE:
        raise UsageProblem(f"a line on standard input is longer than {LONGEST_LINE} letters")
    return line.rstrip("\r\n")


IN_WORDS = InWords()
ASSIGNED = InWords(assigns=True)
