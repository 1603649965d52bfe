"""Text as people type it -> text as it is searched: case, diacritics, Arabic vowels and letter forms, ё.

FTS5's own `unicode61 remove_diacritics 2` finds neither a vocalised Arabic name by its bare letters nor ё by е, so
text is folded here, once, and both what is stored in the index and what is asked for go through the same function.

What is folded: compatibility forms (NFKD: ligatures, full-width), combining marks (accents; Arabic vowel signs, shadda,
the hamza that NFKD takes off a letter; Hebrew points; but not the marks that are letters of their own in Indic
scripts), tatweel, zero-width and direction marks, أ إ آ ٱ -> ا, ى -> ي, ؤ -> و, ئ -> ي, ة -> ه, Persian ک ی -> ك ي, ё
-> е, ß -> ss, dotless ı -> i.
Not folded: й stays й (NFKD would make it и), ї and ў stay themselves: they are other letters, not accents.
"""

import unicodedata
from collections.abc import Sequence

DROPPED = {"\u0640", "\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff"} | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
ONE_LETTER = {
    "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ٱ": "ا", "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe",
    "ё": "е", "й": "й", "ї": "ї", "ў": "ў",
}  # fmt: skip
QUOTES = {"’": "'", "‘": "'", "ʼ": "'", "`": "'"}
# Viramas and vowel signs of Indic scripts are category Mn or Mc, but are part of the spelling: combining class 0, 7, 9.
MARK_CLASSES_KEPT = {0, 7, 9}
_cache: dict[str, str] = {}
_plain: set[str] = set()
"""Characters known to fold to exactly one."""


def fold_character(character: str) -> str:
    """One code point folded: nothing, one letter, or a few."""
    known = _cache.get(character)
    if known is None:
        known = _cache[character] = _folded(character)
    return known


def _folded(character: str) -> str:
    lowered = QUOTES.get(character, character).casefold()
    if character in DROPPED:
        return ""
    if lowered in ONE_LETTER:
        return ONE_LETTER[lowered]
    plain = unicodedata.normalize("NFKD", lowered)
    kept = "".join(part for part in plain if not _is_accent(part))
    return "".join(ONE_LETTER.get(part, part) for part in kept.casefold())


def _is_accent(character: str) -> bool:
    return unicodedata.category(character) == "Mn" and unicodedata.combining(character) not in MARK_CLASSES_KEPT


class _Folding(dict[int, str]):
    """A table for str.translate that learns each code point when it first sees it."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold_character(chr(code))
        return folded


_TABLE = _Folding()


def fold(text: str) -> str:
    """The whole text folded. Composed first, so that й written as и + breve is й. About 15 MB a second."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return unicodedata.normalize("NFC", text).translate(_TABLE)


def _one_for_one(characters: set[str]) -> bool:
    """Whether each of these becomes one character: nearly all texts, and then places need no counting."""
    unknown = characters - _plain
    _plain.update(character for character in unknown if len(fold_character(character)) == 1)
    return characters <= _plain


def fold_with_places(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place in `text` it came from: to mark a hit in the original.

    Letters are composed in clusters (a base and its marks) so that places always point at the base.
    """
    folded = fold(text)
    if len(folded) == len(text) and _one_for_one(set(text)):
        return folded, range(len(text))
    parts: list[str] = []
    places: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        cluster = fold(text[start:end])
        parts.append(cluster)
        places.extend([start] * len(cluster))
        start = end
    return "".join(parts), places
