"""A word of a name in Cyrillic -> the forms it takes: the dictionary's own where it knows the word, the paradigms of
names where it does not.

    1 Russian and Ukrainian dictionaries (pymorphy3): all forms of every noun and adjective that the word may be one of
    2 by the word's end, as grammars give it: surnames in -ов, -ин, -ский, -ой; names in a consonant, -й, -ь, -а, -я,
      -ия, -о; with fleeting vowels (-ец, -ок, -ел, -ень, -ей); Ukrainian -ові, -еві, -ю; Serbian -ић, -ко
    3 possessives of names in -а and -я: Сашин, Петина

All is folded (ё is е). Some forms that nobody says are among them; a form that somebody says must not be missing.
Source of 2: Зализняк, Грамматический словарь; Правопис 2019; Стандардни језик. No word is cut by length.
"""

from collections.abc import Iterator
from functools import lru_cache

from habeas.names.folding import fold
from habeas.names.ordinary import analyser

_HARD = "а у ом ем е ы и ов ев ам ами ах ові еві".split()
_SURNAME = "а у ым ом е ой ою ы ых ыми ові ій і и".split()
_SOFT = "я ю ем ём е и ев ей ям ями ях єві ю єм ї є".split()
_SIGN = "я ю ем е и ей ью ям ями ях еві ем і".split()
_A = "ы и е у ой ою ей ею ам ами ах і о ом и".split()
_YA = "и е ю ей ею ям ями ях і єю ї ой".split()
_ADJECTIVE = (
    "ий ый ой ого его ому ему ым им ом ем ая яя ей ую юю ые ие ых их ыми ими ою ею ій ьому і а у е є ього".split()
)
_O = "а у ом ові и і ою у".split()
_POSSESSIVE = "ин ина ино ину ины иной ином иного иному иным иными иных".split()
_VOWELS = frozenset("аеиоуыэюяіїєў")


@lru_cache(maxsize=1 << 16)
def cyrillic_forms(folded: str) -> frozenset[str]:
    """Every form of a folded Cyrillic word, itself among them."""
    return frozenset((folded, *_of_dictionaries(folded), *_by_end(folded)))


def _of_dictionaries(word: str) -> Iterator[str]:
    """1"""
    for language in ("ru", "uk"):
        dictionary = analyser(language)
        if dictionary is None or not dictionary.word_is_known(word):
            continue
        for parse in dictionary.parse(word):
            if parse.is_known and parse.tag.POS in ("NOUN", "ADJF", "PRTF", "NPRO"):
                yield from (fold(form.word) for form in parse.lexeme if form.tag.POS == parse.tag.POS)


def _by_end(word: str) -> Iterator[str]:
    """2, 3"""
    last, body = word[-1:], word[:-1]
    if len(word) < 2:
        return
    if word.endswith(("ий", "ый", "ой", "ая", "яя", "ій")) and len(word) > 4:
        yield from (word[:-2] + end for end in _ADJECTIVE)
    if word.endswith(("ов", "ев", "ин", "ын", "ів", "їв")):
        yield from (word + end for end in _SURNAME)
    if word.endswith(("ова", "ева", "ина", "ына")):
        yield from (body + end for end in ("", *_SURNAME))
    if last == "а":
        yield from (body + end for end in (*_A, *_POSSESSIVE))
        yield from _softened(body)
    elif last == "я":
        yield from (body + end for end in (*_YA, *_POSSESSIVE))
    elif last == "о":
        yield from (body + end for end in _O)
    elif last == "е":
        yield from (body + end for end in ("а", "у", "ом", "ета", "ету", "етом"))
    elif last == "й":
        yield from (body + end for end in _SOFT)
        if body.endswith("е"):
            yield from (body[:-1] + "ь" + end for end in "я ю ем е и ев ями ях ям".split())
        if body.endswith("и"):
            yield from (body[:-1] + "ь" + end for end in "я ю ем е и".split())
    elif last == "ь":
        yield from (body + end for end in _SIGN)
        yield from (short + end for short in _without_fleeting(body) for end in _SIGN)
    elif last not in _VOWELS:
        yield from (word + end for end in _HARD)
        yield from (short + end for short in _without_fleeting(word) for end in (*_HARD, "я", "ю", "ем", "еві"))
    if word.endswith(("ич", "їч", "вна", "чна")):
        yield from _patronymics(word)


def _without_fleeting(word: str) -> Iterator[str]:
    """`александар` -> `александр`,
    `кравец` -> `кравц`, `козел` -> `козл`, `лев` -> `льв`, `воробец` -> `воробц`, `павел` -> `павл`."""
    serbian = len(word) > 5 and word.endswith(("ар", "ац"))
    if len(word) < 3 or (word[-2] not in "ео" and not serbian) or word[-1] in _VOWELS:
        return
    stem, last = word[:-2], word[-1]
    yield stem + last
    if stem[-1:] in "лнрв" or word[-2] == "е":
        yield stem + "ь" + last
    if stem[-1:] in _VOWELS:
        yield stem + "й" + last


def _softened(body: str) -> Iterator[str]:
    """Ukrainian and Serbian: Ольга -> Ользі."""
    if changed := {"г": "з", "к": "ц", "х": "с"}.get(body[-1:]):
        yield body[:-1] + changed + "і"
        yield body[:-1] + changed + "и"


def _patronymics(word: str) -> Iterator[str]:
    """Also as people say them: Петрович -> Петровича; Ивановна -> Ивановны, Иванна."""
    if word.endswith("вна"):
        yield from (word[:-1] + end for end in _A)
    else:
        yield from (word + end for end in _HARD)


TURKIC = frozenset(
    "ның нің дың дің тың тің нын нин дын дин тын тин нун нүн дун дүн ға ге қа ке на не га ка го ко ды ді ты ті ны ні"
    " ди ти ни да де та те дан ден тан тен нан нен мен бен пен лар лер дар дер тар тер".split()
)
"""Endings of Kazakh, Kyrgyz, Tatar, Uzbek in Cyrillic letters, put after the whole word."""
