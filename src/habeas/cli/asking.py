"""Keys and answers of a sitting: a key without Enter on a terminal; lines of stdin for a script or a test.

What was typed before a question is thrown away: it was meant for something else. A key is one letter, also on a line: a
word that an answer before it left over decides nothing. A wrong answer is asked again.

A key is where it lies, whatever layout is on: who has just typed a reason in Russian presses the same key for "same".
"""

import contextlib
import sys
import termios
from collections.abc import Callable
from typing import TypeVar

import click

from habeas.cli.speaking import safe, say

_LATIN = "qwertyuiopasdfghjklzxcvbnm"
LAYOUTS = ("йцукенгшщзфывапролдячсмить", "йцукенгшщзфівапролдячсмить", "ضصثقفغعهخحشسيبلاتنمئءؤرﻻىة")
"""Russian, Ukrainian and Arabic keyboards, key by key beside _LATIN."""
_BY_PLACE = {ord(theirs): ours for layout in LAYOUTS for theirs, ours in zip(layout, _LATIN, strict=True)}


Chosen = TypeVar("Chosen")


class Quit(Exception):
    """The person has had enough for today, or stdin has ended."""


def key() -> str:
    """One key; without a terminal the next line, which is a key only if it is one letter. Raises Quit,
    KeyboardInterrupt."""
    if sys.stdin.isatty():
        drain()
        return by_place(click.getchar())
    while line := sys.stdin.readline():
        if line.strip():
            return by_place(line.strip())
    raise Quit


def drain() -> None:
    """Throw away what was typed on the terminal before it was asked for."""
    with contextlib.suppress(termios.error, ValueError, OSError):  # not a terminal after all
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def by_place(typed: str) -> str:
    """The letter that lies on this key of a Latin keyboard.

    >>> by_place("Ы"), by_place("ى"), by_place("s")
    ('s', 'n', 's')
    """
    return typed.lower().translate(_BY_PLACE)


def answer(question: str) -> str:
    """A line. Raises Quit where stdin has ended, KeyboardInterrupt."""
    if sys.stdin.isatty():
        drain()
        typed = str(click.prompt(f"  {safe(question)}", default="", show_default=False)).strip()
        return typed.encode("utf-8", "replace").decode("utf-8")  # what the keyboard sent that is no letter
    line = sys.stdin.readline()
    if not line:
        raise Quit
    return line.strip()


def number(question: str, most: int) -> int:
    """A number from 1 to `most`, asked again until it is one. Raises Quit where stdin has ended, KeyboardInterrupt."""
    while True:
        typed = answer(f"{question} (1 to {most})")
        if typed.isdecimal() and 1 <= int(typed) <= most:
            return int(typed)
        say(f"  a number from 1 to {most} is asked for")


def choice(question: str, meant: Callable[[str], Chosen | None], hint: str) -> Chosen | None:
    """What the answer means, asked again until it means something; None for an empty one. Raises as `answer`."""
    while typed := answer(question):
        found = meant(typed)
        if found is not None:
            return found
        say(f"  that is none of them: {hint}")
    return None
