"""A word of a name in sounds, one letter a sound, so that spellings in two scripts or two customs meet.

Cyrillic and Arabic by their letters; Latin once for each *reading* (English, German, French, Slavic), because `ch` is
one sound in English and another in German, French and Polish.
"""

import re
import unicodedata
from functools import lru_cache

CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "ж": "Z", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ў": "v", "ф": "f", "х": "x", "ц": "c", "ч": "C", "ш": "S", "щ": "S", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "ju", "я": "ja", "ӏ": "", "қ": "k", "ғ": "g", "ң": "n", "ө": "o", "ү": "u",
    "ұ": "u", "һ": "x", "ә": "a", "ӣ": "i", "ҷ": "J", "ҳ": "x", "ӯ": "u", "ј": "j", "љ": "l", "њ": "n", "ћ": "C",
    "ђ": "J", "џ": "J",
}  # fmt: skip
CYRILLIC_PAIRS = (  # Chechen and its neighbours write one sound with two letters
    ("дж", "J"), ("кх", "k"), ("къ", "k"), ("кь", "k"), ("хь", "x"), ("гь", "x"), ("гъ", "g"), ("аь", "a"), ("оь", "o"),
    ("уь", "u"), ("яь", "ja"), ("юь", "ju"), ("кс", "ks"),
)  # fmt: skip
ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ب": "b", "پ": "p", "ت": "t", "ة": "a", "ث": "t", "ج": "J",
    "چ": "C", "ح": "x", "خ": "x", "د": "d", "ذ": "z", "ر": "r", "ز": "z", "ژ": "Z", "س": "s", "ش": "S", "ص": "s",
    "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "g", "ف": "f", "ق": "k", "ک": "k", "ك": "k", "گ": "g", "ل": "l",
    "م": "m", "ن": "n", "ه": "x", "و": "u", "ؤ": "u", "ي": "i", "ى": "a", "ی": "i", "ئ": "i", "ء": "",
}  # fmt: skip
MARKED_LATIN = {
    "š": "sh", "č": "ch", "ž": "zh", "ć": "ch", "đ": "dj", "ś": "sh", "ź": "zh", "ż": "zh", "ł": "l", "ş": "sh",
    "ç": "ch", "ğ": "g", "ı": "i", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŝ": "S", "ř": "r",
    "ș": "sh", "ț": "ts", "ŭ": "u", "â": "ja", "ä": "a", "ö": "o", "ü": "u", "ë": "e", "ï": "i",
}  # fmt: skip
READINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "english": (
        ("shch", "S"), ("tch", "C"), ("zh", "Z"), ("kh", "x"), ("ts", "c"), ("tz", "c"), ("ch", "C"), ("sh", "S"),
        ("ph", "f"), ("th", "t"), ("dzh", "J"), ("dj", "J"), ("j", "J"), ("gh", "g"), ("oo", "u"), ("ou", "u"),
        ("ee", "i"), ("ck", "k"), ("q", "k"), ("x", "ks"), ("w", "v"), ("c", "k"), ("h", "x"), ("y", "j"),
    ),
    "german": (
        ("schtsch", "S"), ("tsch", "C"), ("dsch", "J"), ("sch", "S"), ("ch", "x"), ("ph", "f"), ("th", "t"),
        ("ck", "k"), ("tz", "c"), ("z", "c"), ("w", "v"), ("v", "v"), ("ei", "ej"), ("x", "ks"), ("s", "s"),
        ("h", "x"), ("y", "i"), ("c", "k"), ("q", "k"),
    ),
    "french": (
        ("chtch", "S"), ("tch", "C"), ("dj", "J"), ("ch", "S"), ("kh", "x"), ("ts", "c"), ("j", "Z"), ("ou", "u"),
        ("gu", "g"), ("ph", "f"), ("qu", "k"), ("x", "ks"), ("c", "k"), ("w", "v"), ("h", "x"), ("y", "i"), ("q", "k"),
    ),
    "slavic": (
        ("szcz", "S"), ("shch", "S"), ("cz", "C"), ("sz", "S"), ("rz", "Z"), ("dz", "z"), ("ch", "x"), ("zh", "Z"),
        ("sh", "S"), ("x", "x"), ("h", "x"), ("w", "v"), ("c", "c"), ("y", "i"), ("q", "k"),
    ),
}  # fmt: skip
_SIGNS = dict.fromkeys(map(ord, "'’ʼʹʺ`´ъьʿʾ\u0640"), None)


@lru_cache(maxsize=1 << 18)
def sounds_of(word: str, reading: str) -> str:
    """A word, one letter a sound, in one reading."""
    script = script_of(word)
    if script == "cyrillic":
        for pair, sound in CYRILLIC_PAIRS:
            word = word.replace(pair, sound)
        written = "".join(CYRILLIC.get(mark, mark) for mark in word.translate(_SIGNS))
    elif script == "arabic":
        bare = "".join(mark for mark in word if not unicodedata.combining(mark)).translate(_SIGNS)
        bare = bare[2:] if bare.startswith("ال") and len(bare) > 4 else bare
        written = "".join(ARABIC.get(mark, "") for mark in bare)
    else:
        written = _read_latin(word, reading)
    return _settled(written)


def script_of(word: str) -> str:
    if word.isascii():
        return "latin"
    for mark in word:
        if "\u0400" <= mark <= "\u052f":
            return "cyrillic"
        if "\u0600" <= mark <= "\u06ff":
            return "arabic"
    return "latin"


def _read_latin(word: str, reading: str) -> str:
    bare = word.translate(_SIGNS)
    if not bare.isascii():
        spelled = "".join(MARKED_LATIN.get(mark, mark) for mark in bare)
        bare = "".join(mark for mark in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(mark))
    if not bare.isascii():
        from anyascii import anyascii

        bare = anyascii(bare).lower()
    return _PATTERNS[reading].sub(lambda found: _TABLES[reading][found.group()], bare)


_TABLES = {reading: dict(pairs) for reading, pairs in READINGS.items()}
_PATTERNS = {
    reading: re.compile("|".join(sorted((old for old, _ in pairs), key=len, reverse=True)))
    for reading, pairs in READINGS.items()
}
_DOUBLED = re.compile(r"(.)\1+")
_GLIDE = re.compile(r"[ij](?=[aeiou])")
_END = re.compile(r"(?:i|j|ij|ji|ej)+$")


def _settled(sounds: str) -> str:
    """Glides before vowels go, an ending in i or y is one i, doubled letters are one, a silent h falls."""
    sounds = _DOUBLED.sub(r"\1", _GLIDE.sub("", sounds))
    sounds = _END.sub("i", sounds) if len(sounds) > 2 else sounds
    return sounds.replace("j", "i")


def every_sound(word: str) -> frozenset[str]:
    """A word in sounds, in every reading."""
    return frozenset(sounds_of(word.casefold(), reading) for reading in READINGS)


def bones_of(sounds: str) -> str:
    """Consonants, and a vowel only where the word begins with one."""
    return sounds[:1] + "".join(mark for mark in sounds[1:] if mark not in "aeiouj")


def bare(bones: str) -> str:
    """Consonants alone: all that two scripts share where one writes no short vowels, and has no letters of its own for
    some consonants of the other."""
    return bones.lstrip("aeiou").translate(_IN_ARABIC) or bones


_IN_ARABIC = str.maketrans({"J": "g", "Z": "g", "v": "f", "p": "b", "c": "ts", "C": "tS"})
"""Sounds that Arabic letters write with others: Jamal and Gamal, Shikhov with ف, Pavel with ب, ts and tch as two."""
