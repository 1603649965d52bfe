"""Whether letters are words of some language, and which of several decodings of the same bytes is the likeliest.

Measured by how usual two letters side by side are (`letter_pairs`), marks taken off: real words of all languages in
Latin and Cyrillic letters, names among them, score 4.7 to 7; letters moved along the alphabet (a broken text layer of a
PDF), a wrong keyboard, base64 and noise 0 to 4. Other scripts are not judged.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator

from habeas.reading.letter_pairs import CYRILLIC, CYRILLIC_PAIRS, LATIN, LATIN_PAIRS

WORDS_FROM = 4.0
"""Mean score of a text of words."""
DOUBTFUL_TO, MANY = 5.2, 150
"""Latin letters that score below DOUBTFUL_TO are words only where, of MANY pairs, some are the small words of a
language."""
SAMPLE = 8_000
"""Characters that are looked at."""
FEW = 8
"""Characters: with fewer, unsayable ones are an accident."""
ENOUGH = 30
"""Pairs of letters: with fewer nothing is said."""
UNSAYABLE = 0.05
"""Share of characters that no font was meant to show: private use, replacement signs, controls."""
SMALL_WORDS = frozenset(
    """the of and to in was is that for on with by at from he she they not
    de la le les des et en un une du que pour dans por los las el del se con y da do em os um uma
    der die das und den von zu mit ist ein i w na z do nie je se v ve bir bu da ne za su od az és hogy egy
    il di che per non una het een van og det att och som ja on ei în din si cu și""".split()
)
_SPECIAL = str.maketrans("łøđßœæıðþ", "lodseeidt")
_LETTERS = {
    **{(a, b): int(row[at]) for a, row in zip(LATIN, LATIN_PAIRS, strict=True) for at, b in enumerate(LATIN)},
    **{(a, b): int(row[at]) for a, row in zip(CYRILLIC, CYRILLIC_PAIRS, strict=True) for at, b in enumerate(CYRILLIC)},
}
_SYMBOLS_IN_WORDS = re.compile(r"(?<=\w)[^\w\s.,:;'’\-–—/()\"!?&@]|[^\w\s.,:;'’‘“”„«»\-–—/()\"!?&@#№§*+\[\]…](?=\w)")
_MIXED = re.compile(r"[a-zà-öø-ÿ]\w*[а-яё]|[а-яё]\w*[a-zà-öø-ÿ]", re.IGNORECASE)
_INNER_CAPITAL = re.compile(r"(?<=[а-яёà-öø-ÿ])[А-ЯЁÀ-ÖØ-Þ]")


def folded(text: str) -> str:
    """Small letters without their marks."""
    apart = unicodedata.normalize("NFKD", text.lower()).translate(_SPECIAL)
    return "".join(mark for mark in apart if not unicodedata.combining(mark))


def is_language(text: str) -> bool:
    """False where a text is letters, or signs, that make no words of any language."""
    visible = [mark for mark in text if not mark.isspace()]
    if len(visible) >= FEW and sum(map(_unsayable, visible)) > UNSAYABLE * len(visible):
        return False
    scores = list(_scores(folded(text[:SAMPLE])))
    if len(scores) < ENOUGH:
        return True
    mean = sum(scores) / len(scores)
    if mean < WORDS_FROM:
        return False
    if mean < DOUBTFUL_TO and len(scores) >= MANY and not _CYRILLIC.search(text):
        return bool(SMALL_WORDS & set(re.findall(r"\w+", text.lower())))
    return True


_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def likeliness(text: str) -> float:
    """How well a decoding reads; for comparing decodings of the same bytes. Only what is not ASCII tells them apart."""
    words = [word for word in text[:20_000].split() if not word.isascii()]
    if not words:
        return 0.0
    joined = " ".join(words)
    foreign = sum(not mark.isascii() for mark in joined)
    if 2 * foreign > sum(mark.isalpha() for mark in joined) and not _CYRILLIC.search(joined):
        return 0.0  # no language in Latin letters has a mark on every second one: another script, wrongly decoded
    scored = sum(score - 3 for score in _scores(folded(joined)))
    odd = len(_SYMBOLS_IN_WORDS.findall(joined)) + sum(map(_unsayable, joined))
    odd += len(_MIXED.findall(joined)) + len(_INNER_CAPITAL.findall(joined))
    return (scored - 8 * odd) / foreign


def _scores(text: str) -> Iterator[int]:
    for first, second in itertools.pairwise(text):
        score = _LETTERS.get((first, second))
        if score is not None:
            yield score
        elif first.isalpha() and second.isalpha() and (first in LATIN) != (second in LATIN):
            yield 0  # letters of two scripts in one word


def _unsayable(mark: str) -> bool:
    return mark == "\ufffd" or (unicodedata.category(mark) in ("Cc", "Co", "Cn") and mark not in "\t\n\r\f")
