"""Endings that a word of a name takes in scripts whose dictionaries we have not: a stem, and what may follow it.

Polish, Czech, Slovak, Croatian, Serbian, Turkish, Baltic and Hungarian in Latin letters, English and German -s;
Georgian; Korean; prefixes of Arabic, Hebrew, Amharic. Each kind of stem takes the endings of its declension, no others:

    whole   the word itself: Novák-ovi, Ahmet-in, Oduya-s
    cut     less its last vowel: Ann-ie, Mark-iem, Koval-a
    soft    its last consonant changed before -e or -i: Monic-e, Marc-ie, Robercie, Mehmed-in
    short   less its fleeting vowel: Mark-a, Pavl-a, Aleksandr-a
"""

from collections.abc import Iterator

_NOUN = (
    "a u e i y o em om am im ie iem ovi owi ów ow ach ech ich ami mi um os is as us es s"
    " ova ove ovi ovo ovou ove ovu ovy ovych uv in ina ini ine ino inu iny inom ev evi eva eve em"
)
_ADJECTIVE = "ego emu ym im a e ej iej ou u ie i y eho emu om og oga omu ych ich ymi imi iego iemu im ou ia"
_TURKISH = (
    "in un nin nun i u yi yu si e a ye ya de da te ta den dan ten tan le la yle yla ler lar lerin larin dir dur"
    " ni ning ga ka qa dagi"
)
_HUNGARIAN = "nak nek val vel t ot et at nal nel hoz hez"
WHOLE = frozenset(f"{_NOUN} {_TURKISH} {_HUNGARIAN} em en ens".split())
CUT = frozenset(f"{_NOUN} {_ADJECTIVE} oj ou ami ach am om".split())
SOFT = frozenset("e ie i u a in un y".split())
SHORT = frozenset("a u e i y em om iem ie owi ovi ow uv ova ovo ove ovu ami ach um im".split())
_SOFTENED = {
    "k": ("c", "g"), "g": ("dz", "z"), "h": ("z",), "r": ("rz",), "t": ("c", "ci", "d"), "d": ("dz", "dzi"),
    "l": ("l",), "p": ("b",), "c": ("c", "z"), "s": ("si",), "n": ("ni",), "z": ("zi",),
}  # fmt: skip
_VOWELS = "aeiouy"
LONGEST = 5
SHORTEST_STEM = 3


def latin_stems(folded: str) -> Iterator[tuple[str, frozenset[str]]]:
    """(stem, endings it may take) of a folded word in Latin letters."""
    if len(folded) < SHORTEST_STEM:
        return
    yield folded, WHOLE
    cut = folded[:-1] if folded[-1] in _VOWELS else ""
    if len(cut) >= SHORTEST_STEM:
        yield cut, CUT
    for change in _SOFTENED.get((cut or folded)[-1], ()):
        yield (cut or folded)[:-1] + change, SOFT
    if not cut:
        yield from ((short, SHORT) for short in _without_fleeting(folded) if len(short) >= SHORTEST_STEM)


def _without_fleeting(word: str) -> Iterator[str]:
    if len(word) > SHORTEST_STEM and word[-2] in "eoa" and word[-1] not in _VOWELS:
        yield word[:-2] + word[-1]
        if word[-3] == "i":
            yield word[:-3] + word[-1]


GEORGIAN = frozenset("ს მა მ ის ით ად ო ი თან ზე ში თვის სთვის სთან ისთვის ისთან ები ების ებმა გან ისგან სა ც".split())
_ARABIC = tuple(
    conjunction + preposition
    for conjunction in ("", "و", "ف")
    for preposition in ("", "ب", "ل", "ك", "ال", "بال", "لل", "كال", "يا")
    if conjunction or preposition
)
_HEBREW = tuple(
    one + other for one in ("", "ו", "ש", "כש") for other in ("", "ל", "ב", "מ", "ה", "כ", "ש") if one or other
)
_AMHARIC = ("ለ", "በ", "ከ", "የ", "እነ", "ስለ", "እንደ", "ወደ")


def without_prefix(folded: str) -> Iterator[str]:
    """What is left of an Arabic, Hebrew or Amharic word less what is written together with it."""
    prefixes: tuple[str, ...] = ()
    if "\u0600" <= folded[0] <= "\u06ff":
        prefixes = _ARABIC
    elif "\u0590" <= folded[0] <= "\u05ff":
        prefixes = _HEBREW
    elif "\u1200" <= folded[0] <= "\u139f":
        prefixes = _AMHARIC
        yield from (folded[: -len(end)] for end in ("ን", "ም", "ና", "ስ") if folded.endswith(end))
    for prefix in prefixes:
        if folded.startswith(prefix) and len(folded) - len(prefix) >= 2:
            yield folded[len(prefix) :]
