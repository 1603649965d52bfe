"""The language of each stretch of a text, and whether claims are proposed in it.

Told from scripts, letters and small words (`words/languages.toml`), never guessed from a few: a stretch of fewer than
`FEWEST` words, or one that no language of the list fits better than the others, is taken to be in the language of the
text round it. Claims are proposed in English and Russian only; what is in any other language is listed to be read.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from habeas.extraction.layout import Block

WORD = re.compile(r"[^\W\d_]+")
FEWEST = 6
"""Words that a stretch must have to be told apart from its text."""
MARGIN = 1.5
"""The small words of the best language must be so many times those of the next."""
SHARE = 0.12
"""Least share of the words that must be small words of the language told."""
SAMPLE = 4000
"""Words of a text that are looked at."""
UNTOLD = "und"


@dataclass(frozen=True)
class Language:
    """One language of the list. `letters`: those its neighbours of the same script lack."""

    code: str
    name: str
    read: bool
    script: str
    letters: frozenset[str]
    words: frozenset[str]


@cache
def languages() -> tuple[Language, ...]:
    """The languages that are told apart."""
    raw = tomllib.loads(files("habeas.extraction").joinpath("words/languages.toml").read_text("utf-8"))
    return tuple(
        Language(
            code,
            row["name"],
            row.get("read", False),
            row.get("script", "Latin"),
            frozenset(row.get("letters", "")),
            frozenset(row["words"]),
        )
        for code, row in raw.items()
    )


def name_of(code: str) -> str:
    """The name of a language in English; its code where it is not in the list."""
    told = next((language.name for language in languages() if language.code == code), code)
    return told if code != UNTOLD else "a language that is not told"


def is_read(code: str) -> bool:
    """Whether claims are proposed in it."""
    return any(language.code == code and language.read for language in languages())


def language_of(text: str) -> str:
    """The code of the language of a text, "und" where it is not told."""
    words = [word.lower() for word in WORD.findall(text)[:SAMPLE]]
    if not words:
        return UNTOLD
    script = _script(words)
    rivals = [language for language in languages() if language.script == script]
    ranked = sorted(((_fit(language, words), language.code) for language in rivals), reverse=True)
    if not ranked or ranked[0][0] < SHARE:
        return UNTOLD
    return ranked[0][1] if len(ranked) == 1 or ranked[0][0] >= MARGIN * ranked[1][0] else UNTOLD


def main_language(text: str, blocks: Sequence[Block]) -> str:
    """The language a text is read in: of those told in its blocks the one that is read and has most words; otherwise
    that of the whole; where that is not told, the one that is read and has its script, or "und"."""
    words: Counter[str] = Counter()
    for block in blocks:
        stretch = text[block.start : block.end]
        words[language_of(stretch)] += len(WORD.findall(stretch))
    ours = {code: count for code, count in words.items() if is_read(code) and count >= FEWEST}
    told = max(ours, key=lambda code: ours[code]) if ours else language_of(text)
    if told != UNTOLD:
        return told
    found = [word.lower() for word in WORD.findall(text)[:SAMPLE]]
    script = _script(found) if found else "Latin"
    return next((language.code for language in languages() if language.read and language.script == script), UNTOLD)


def foreign(text: str, blocks: Sequence[Block], main: str) -> tuple[tuple[Block, str], ...]:
    """The blocks in another language than `main`, as far as it is told, each with its code."""
    found = []
    for block in blocks:
        words = text[block.start : block.end]
        if len(WORD.findall(words)) >= FEWEST and (code := language_of(words)) not in (UNTOLD, main):
            found.append((block, code))
    return tuple(found)


def _fit(language: Language, words: Sequence[str]) -> float:
    """Share of small words, and of words with a letter that only this language has."""
    small = sum(word in language.words for word in words)
    own = sum(bool(language.letters.intersection(word)) for word in words)
    return (small + own) / len(words)


def _script(words: Sequence[str]) -> str:
    """The script of most letters: Latin, Cyrillic, Arabic or another, by their names in Unicode."""
    letters = [letter for word in words[:400] for letter in word[:3]]
    names = [unicodedata.name(letter, "OTHER").split()[0].capitalize() for letter in letters]
    return max(set(names), key=names.count)
