"""Keys and answers of a sitting: a key without Enter on a terminal; lines of stdin for a script or a test."""

import sys

import click

from habeas.cli.speaking import safe


class Quit(Exception):
    """The person has had enough for today, or stdin has ended."""


def key() -> str:
    """One key; without a terminal the first letter of the next line. Raises Quit, KeyboardInterrupt."""
    if sys.stdin.isatty():
        return click.getchar().lower()
    while line := sys.stdin.readline():
        if line.strip():
            return line.strip()[0].lower()
    raise Quit


def answer(question: str) -> str:
    """A line. Raises Quit where stdin has ended, KeyboardInterrupt."""
    if sys.stdin.isatty():
        typed = str(click.prompt(f"  {safe(question)}", default="", show_default=False)).strip()
        return typed.encode("utf-8", "replace").decode("utf-8")  # what the keyboard sent that is no letter
    line = sys.stdin.readline()
    if not line:
        raise Quit
    return line.strip()
