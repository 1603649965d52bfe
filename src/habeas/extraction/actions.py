"""What a call demands: the type of an action, by the word list of the language."""

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def action_patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(type, pattern) in the order of the word list."""
    raw = files("habeas.extraction").joinpath(f"words/actions_{language}.toml").read_text("utf-8")
    return tuple(
        (name, re.compile("|".join(f"(?:{p})" for p in patterns), re.I))
        for name, patterns in tomllib.loads(raw).items()
    )


def action_type(words: str, language: str) -> str | None:
    """The type whose word stands first in the action; None where no word of the list is there."""
    found = [
        (match.start(), order, name)
        for order, (name, pattern) in enumerate(action_patterns(language))
        if (match := pattern.search(words))
    ]
    strong = [row for row in found if row[2] != "assist"]
    return min(strong or found)[2] if found else None
