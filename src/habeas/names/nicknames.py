"""Саша is Александр, Maga is Магомед: short forms of given names, in sounds, so that one table serves every script.

    1 the table (words/nicknames.toml) is read once; each form is written in sounds in every reading of its script
    2 two words are forms of one name where one entry of the table holds both

A short form is evidence, not identity: half of a village may be called so. It counts as ALIKE, never as the same word.
A kunya (Abu X, the father of X) is no form of a name and is not here.
"""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files

ALIKE = 0.9
"""Likeness of two forms of one name."""
_FILE = "words/nicknames.toml"
_NONE: frozenset[int] = frozenset()
Sounds = Callable[[str], frozenset[str]]


@cache
def entries() -> tuple[tuple[str, ...], ...]:
    """1 The forms of each name, formal ones first."""
    data = tomllib.loads((files("habeas.names") / _FILE).read_text(encoding="utf-8"))
    return tuple((*formal.split(), *short.split()) for language in data.values() for formal, short in language.items())


def forms(sounds: str, sounds_of: Sounds) -> frozenset[int]:
    """2 The entries that hold a word that sounds like this; empty: none does."""
    return _by_sounds(sounds_of).get(sounds, _NONE)


@cache
def _by_sounds(sounds_of: Sounds) -> dict[str, frozenset[int]]:
    """Sounds of a word -> numbers of the entries that hold it. `sounds_of`: a word in sounds, in every reading."""
    found: dict[str, set[int]] = {}
    for number, forms in enumerate(entries()):
        for form in forms:
            for sounds in sounds_of(form):
                found.setdefault(sounds, set()).add(number)
    return {sounds: frozenset(numbers) for sounds, numbers in found.items()}
