"""Words that a person quotes -> where they stand in a text.

What is typed or pasted differs from the text in what nobody sees: line breaks and runs of spaces, soft hyphens and
marks without a width, straight for curly quotation marks, a composed letter for a letter with its accent beside it.
None of that counts; every other letter does, and so does case: a quotation is a quotation.
"""

import re
import unicodedata

from habeas.claims.model import Offsets
from habeas.errors import UsageProblem

LONGEST = 20_000
"""Code points of a quotation. Somebody who wants more means the source as a whole."""
_INVISIBLE = "\\u00ad\\u200b-\\u200f\\u2060\\ufeff"
_GAP = rf"\s[\s{_INVISIBLE}]*+"
_ALIKE = ('"“”„‟«»″', "'’‘‚‛ʼ`′", "-‐‑‒–—―−")
_CLASSES = {letter: f"[{re.escape(alike)}]" for alike in _ALIKE for letter in alike}


def places(text: str, quoted: str) -> tuple[Offsets, ...]:
    """Every place of the quoted words, in order; whole words where there are such. Offsets in code points of `text`.

    Raises UsageProblem for a quotation without a word, or a longer one than LONGEST. Time is linear in the text: the
    possessive quantifiers (Python 3.11) leave nothing to try again.
    """
    if len(quoted) > LONGEST:
        raise UsageProblem(
            f"a quotation has at most {LONGEST} letters", hint="leave --quote away: the source as a whole"
        )
    wanted = unicodedata.normalize(
        "NFC", "".join(one for one in quoted if not re.match(f"[{_INVISIBLE}]", one))
    ).strip()
    if not any(letter.isalnum() for letter in wanted):
        raise UsageProblem("the quotation holds no word")
    pattern = re.compile(f"[{_INVISIBLE}]*+".join(map(_matching, re.sub(r"\s+", " ", wanted))))
    found = [hit.span() for hit in pattern.finditer(text) if not _goes_on(text, hit.end())]
    whole = [(start, end) for start, end in found if _is_whole(text, start, end)]
    return tuple(whole or found)


def _matching(letter: str) -> str:
    if letter == " ":
        return _GAP
    if letter in _CLASSES:
        return _CLASSES[letter]
    apart = unicodedata.normalize("NFD", letter)
    return re.escape(letter) if apart == letter else f"(?:{re.escape(letter)}|{re.escape(apart)})"


def _goes_on(text: str, end: int) -> bool:
    """The last letter has an accent beside it that was not quoted: it is another letter."""
    return end < len(text) and unicodedata.combining(text[end]) > 0


def _is_whole(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not before and not after
