"""Are two names of people likely the same name, across scripts, spellings, orders and customs?

    1 a name is cut into tokens; titles and particles that people drop are set aside
    2 each token is written in sounds, one letter a sound: Cyrillic and Arabic by their letters; Latin once for each
      *reading* (English, German, French, Slavic), because `ch` is one sound in English and another in German, French
      and Polish. One writer uses one scheme, so a whole name is read in one
    3 tokens of the shorter name are paired with those of the longer, order ignored; initials and patronymics give way
    4 the score is 0 to 1, from the worst and the mean pair: a shared surname alone does not make one person

`score_pairs` is the first pass over millions of candidates; `explain` says in words what it saw, for a reviewer.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler, Levenshtein

from habeas.linkage import nicknames

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
_TITLES = """
mr mrs ms dr prof sir dame haji hajji hadji hacı sheikh shaikh shaykh sheikha sayyid seyid imam mullah mawlawi
general gen colonel col major maj captain capt lieutenant lt sergeant г-н г-жа господин госпожа д-р шейх хаджи الشيخ
الحاج السيد دكتور
"""
_PARTICLES = """
al el ul ad as an ar ash at az abu ibn bin ben bint bte oglu ogly uly kyzy kizi qizi zada zade de da di do dos la le
van von der den ter y e i аль эль ибн бин бен оглы огли кызы гызы уулу уулы ال بن ابن بنت أبو ابو
"""
TITLES = frozenset(_TITLES.split())
PARTICLES = frozenset(_PARTICLES.split())
PATRONYMIC = re.compile(r"(?<=..)(ovi[cCS]|evi[cCS]|ovi[cCS]i|ovna|evna|i[cCS]na|oglu|ogli|kizi|ovi[cCS]j)$")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼʹʺ`´-][^\W\d_]+)*\.?")
_ARTICLE = re.compile(r"\b(al|el|ul|ad|as|an|ar|ash|at|az|аль|эль)[-‐–'’]")
"""`al-Haddad`, `аль-Хаддад`: the article is a word of its own."""
_SIGNS = dict.fromkeys(map(ord, "'’ʼʹʺ`´ъьʿʾ\u0640"), None)
VOWEL_COST = 0.35
"""What one vowel more, less or other costs, against 1 for a consonant: writers disagree on vowels first."""


@dataclass(frozen=True)
class Token:
    """One part of a name in sounds; an initial is one letter."""

    sounds: str
    bones: str
    """Consonants, and a vowel only where the token begins with one."""
    initial: bool
    patronymic: bool
    vowels_written: bool = True
    """False in Arabic script, which leaves short vowels to the reader."""


Spelling = tuple[Token, ...]


@dataclass(frozen=True)
class Name:
    """A name prepared for comparison: the same tokens in every reading that its script allows."""

    given: str
    readings: tuple[Spelling, ...]


@lru_cache(maxsize=1 << 17)
def prepare(name: str) -> Name:
    """A name ready to be compared; preparing is the dearer half, so it is remembered."""
    words: list[str] = _WORD.findall(_folded(name))
    kept = [word for word in words if word.rstrip(".") not in TITLES and word not in PARTICLES] or words
    spellings = dict.fromkeys(tuple(_token(word, reading) for word in kept) for reading in READINGS)
    return Name(name, tuple(tuple(token for token in spelling if token.sounds) for spelling in spellings))


def _folded(name: str) -> str:
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
    return _ARTICLE.sub(r"\1 ", composed.replace(",", " "))


def _token(word: str, reading: str) -> Token:
    initial = word.endswith(".") or len(word) == 1
    sounds = "".join(_sounds(part, reading) for part in word.rstrip(".").split("-"))
    vowels_apart = sounds[:1] + "".join(mark for mark in sounds[1:] if mark not in "aeiouj")
    return Token(
        sounds, vowels_apart, initial and len(sounds) <= 2, bool(PATRONYMIC.search(sounds)), _script(word) != "arabic"
    )


@lru_cache(maxsize=1 << 18)
def _sounds(word: str, reading: str) -> str:
    """A word, one letter a sound, in one reading."""
    script = _script(word)
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


def _script(word: str) -> str:
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


@lru_cache(maxsize=1 << 18)
def _likeness(left: Token, right: Token) -> float:
    """How alike two tokens are, 0 to 1."""
    if left.initial or right.initial:
        return 0.86 if left.sounds[:1] == right.sounds[:1] else 0.0
    whole = JaroWinkler.similarity(left.sounds, right.sounds)
    if left.sounds == right.sounds:
        return 1.0
    if not nicknames.forms(left.sounds, every_sound).isdisjoint(nicknames.forms(right.sounds, every_sound)):
        return nicknames.ALIKE
    if left.vowels_written != right.vowels_written:
        one, other = bare_bones(left), bare_bones(right)
        return 0.97 if one == other else 0.97 * float(JaroWinkler.similarity(one, other))
    bones = 1.0 if left.bones == right.bones else JaroWinkler.similarity(left.bones, right.bones)
    steps = Levenshtein.distance(left.bones, right.bones)
    return float(0.45 * whole + 0.55 * bones - 0.06 * (steps > 1))


def every_sound(word: str) -> frozenset[str]:
    """A word in sounds, in every reading."""
    return frozenset(_sounds(word.casefold(), reading) for reading in READINGS)


def bare_bones(token: Token) -> str:
    """Consonants alone: all that two scripts share where one writes no short vowels, and has no letters of its own for
    some consonants of the other."""
    return token.bones.lstrip("aeiou").translate(_IN_ARABIC) or token.bones


_IN_ARABIC = str.maketrans({"J": "g", "Z": "g", "v": "f", "p": "b", "c": "ts", "C": "tS"})
"""Sounds that Arabic letters write with others: Jamal and Gamal, Shikhov with ف, Pavel with ب, ts and tch as two."""


_ONE_NAME = 0.995
"""No other reading needs to be tried."""


def similarity(left: str, right: str) -> float:
    """How likely two names are one name, 0 to 1. Symmetric; 0 where one has no letters."""
    best = 0.0
    for one in prepare(left).readings:
        for other in prepare(right).readings:
            best = max(best, _aligned(one, other))
            if best >= _ONE_NAME:
                return best
    return best


def score_pairs(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """`similarity` of each pair."""
    return [similarity(left, right) for left, right in pairs]


def _aligned(left: Spelling, right: Spelling) -> float:
    if not left or not right:
        return 0.0
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    scores = [(_likeness(a, b), i, j) for i, a in enumerate(short) for j, b in enumerate(long)]
    scores.sort(reverse=True)
    used_short: set[int] = set()
    used_long: set[int] = set()
    found: list[tuple[float, bool]] = []
    for score, i, j in scores:
        if i not in used_short and j not in used_long:
            used_short.add(i)
            used_long.add(j)
            found.append((score, short[i].patronymic and long[j].patronymic))
    spare = [token for j, token in enumerate(long) if j not in used_long]
    return _combined(found, spare, len(short))


def _combined(found: list[tuple[float, bool]], spare: list[Token], shorter: int) -> float:
    scores = [score for score, _ in found]
    base = 0.5 * min(scores) + 0.5 * sum(scores) / len(scores)
    missing = sum(0.01 if token.patronymic or token.initial else 0.05 for token in spare)
    alone = 0.12 if shorter == 1 and spare else 0.0  # one token against a full name: a surname is not a person
    return max(0.0, base - missing - alone)


def sounds_of(text: str) -> tuple[str, ...]:
    """A place or word in sounds, in each reading."""
    return tuple("".join(token.sounds for token in spelling) for spelling in prepare(text).readings)
