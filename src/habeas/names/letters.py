"""A text -> its words, folded, each with its place: what hides a name from a search hides it from no reader.

1 characters that show nothing (Default_Ignorable_Code_Point of Unicode, and all of category Cf) are taken out
2 superscripts and subscripts end a word: `Petrov²`, `Petrovᵃ`
3 a word is a run of letters and their marks; digits and signs end it; `Петро-` + line end + `вым` is one word
4 single letters with blanks between them are one word too: `П е т р о в`
5 letters of two alphabets in one word are read in both: a Latin `o` in a Cyrillic word is a Cyrillic `о`
"""

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from habeas.names.folding import fold

# DerivedCoreProperties.txt of Unicode 15, Default_Ignorable_Code_Point; category Cf is taken whole beside it.
_IGNORABLE_RANGES = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
_LATIN_AS_CYRILLIC = dict(
    zip("aceopxyikmtbhnurgsj", "асеорхуікмтвнпигдѕј", strict=True)  # lower case, as words are compared folded
)
_CYRILLIC_AS_LATIN = {
    "а": "a", "с": "c", "е": "e", "о": "o", "р": "p", "х": "x", "у": "y", "і": "i", "к": "k", "м": "m", "т": "t",
    "в": "b", "н": "h", "ѕ": "s", "ј": "j", "ԁ": "d", "һ": "h", "ԛ": "q", "ԝ": "w", "г": "r", "п": "n", "и": "u",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u",
    "χ": "x", "γ": "y", "μ": "m", "ϲ": "c", "ϳ": "j",
}  # fmt: skip
APOSTROPHES = "'’‘ʼʹʻ`´′＇"
HYPHENS = "-‐‑‒–—\u2043\u2212﹣－־"


@dataclass(frozen=True)
class Word:
    """A run of letters at its place in the text (code points, end exclusive)."""

    start: int
    end: int
    raw: str
    """As written, less what shows nothing."""
    folded: str
    lower: bool
    """Whether it begins with a small letter: no sign of a name in scripts that have two."""
    first: bool
    """Whether a sentence, a line or a quotation may begin here: then a capital says little."""


@cache
def _marks() -> str:
    """All combining marks, as a class of an expression."""
    codes = [code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code))[0] == "M"]
    found, start = [], codes[0]
    for before, code in zip(codes, [*codes[1:], -1], strict=True):
        if code != before + 1:
            found.append(f"\\U{start:08x}-\\U{before:08x}")
            start = code
    return "".join(found)


@cache
def _word() -> re.Pattern[str]:
    marks = _marks()
    return re.compile(f"[^\\W\\d_](?:[^\\W\\d_]|[{marks}])*")


@cache
def _last_word() -> re.Pattern[str]:
    return re.compile(f"[^\\W\\d_](?:[^\\W\\d_]|[{_marks()}])*$")


@cache
def _unseen() -> re.Pattern[str]:
    ranges = [(low, high) for low, high in _IGNORABLE_RANGES]
    ranges += [(code, code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]
    return re.compile("[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges) + "]")


@cache
def _raised() -> re.Pattern[str]:
    """Superscripts and subscripts, letters too."""
    codes = (chr(code) for code in range(0xAA, 0x3200))
    raised = [one for one in codes if unicodedata.decomposition(one).startswith(("<super>", "<sub>"))]
    return re.compile("[" + re.escape("".join(raised)) + "]")


def visible(text: str) -> tuple[str, Sequence[int]]:
    """1, 2 The text as a reader sees it, and for each of its characters the place it has in `text`, and one after."""
    if text.isascii():
        return text, range(len(text) + 1)
    plain = _raised().sub(" ", text)
    if not _unseen().search(plain):
        return plain, range(len(text) + 1)
    places: list[int] = []
    pieces: list[str] = []
    end = 0
    for hit in _unseen().finditer(plain):
        pieces.append(plain[end : hit.start()])
        places.extend(range(end, hit.start()))
        end = hit.end()
    pieces.append(plain[end:])
    places.extend(range(end, len(plain) + 1))
    return "".join(pieces), places


_BROKEN = re.compile(rf"[{HYPHENS}][ \t]*\r?\n[ \t]*")
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[ \u00a0.·_*-][^\W\d_]){2,}(?![^\W_])")
_BREAK = re.compile(r"[.!?…؟።:\n\r•|\t]")


class Page:
    """One text cut into words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain, self.places = visible(text)

    def words(self) -> list[Word]:
        """3 The runs of letters, in order."""
        found = []
        end = 0
        for hit in _word().finditer(self.plain):
            raw = hit.group()
            found.append(self._made(hit.start(), hit.end(), raw, self._opens(end, hit.start())))
            end = hit.end()
        return found

    def _opens(self, end: int, start: int) -> bool:
        between = self.plain[end:start]
        return end == 0 or bool(_BREAK.search(between)) or any(sign in between for sign in '«„“"(')

    def _made(self, start: int, end: int, raw: str, first: bool) -> Word:
        return Word(self.places[start], self.places[end - 1] + 1, raw, fold(raw), is_small(raw[0]), first)

    def joined(self, words: Sequence[Word]) -> Iterator[Word]:
        """3, 4 Words that a line's end or blanks took apart."""
        for hit in _BROKEN.finditer(self.plain):
            left = re.search(
                rf"[^\W\d_](?:[^\W\d_]|[{_marks()}])*$", self.plain[max(0, hit.start() - 40) : hit.start()]
            )
            right = _word().match(self.plain, hit.end())
            if left and right:
                start = hit.start() - len(left.group())
                yield self._made(start, right.end(), left.group() + right.group(), False)
        for hit in _SPACED.finditer(self.plain):
            raw = re.sub(r"[\W_]", "", hit.group())
            yield self._made(hit.start(), hit.end(), raw, False)


def is_small(letter: str) -> bool:
    """A small letter of a script that has two kinds. Georgian has them in Unicode, and no name is written with one."""
    return letter.islower() and not "\u10a0" <= letter <= "\u10ff"


def humps(raw: str) -> list[tuple[int, int]]:
    """The pieces of `RahimBostan`, as places in it; none where there is one piece."""
    cuts = [place for place in range(1, len(raw)) if raw[place].isupper() and raw[place - 1].islower()]
    if not cuts:
        return []
    return list(zip([0, *cuts], [*cuts, len(raw)], strict=True))


def alphabets(folded: str) -> tuple[str, ...]:
    """5 A word of two alphabets, as each of them would write it; nothing for a word of one."""
    latin = any("a" <= one <= "z" for one in folded)
    cyrillic = any("\u0400" <= one <= "\u052f" for one in folded)
    greek = any("\u0370" <= one <= "\u03ff" for one in folded)
    if latin + cyrillic + greek < 2:
        return ()
    plain = "".join(_GREEK.get(one, one) for one in folded)
    return (
        "".join(_LATIN_AS_CYRILLIC.get(one, one) for one in plain),
        "".join(_CYRILLIC_AS_LATIN.get(one, one) for one in plain),
    )
