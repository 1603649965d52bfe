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

from habeas.names import nicknames
from habeas.names.sounds import READINGS, bare, bones_of, every_sound, script_of, sounds_of

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
    sounds = "".join(sounds_of(part, reading) for part in word.rstrip(".").split("-"))
    return Token(
        sounds,
        bones_of(sounds),
        initial and len(sounds) <= 2,
        bool(PATRONYMIC.search(sounds)),
        script_of(word) != "arabic",
    )


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


def bare_bones(token: Token) -> str:
    """Consonants alone, as the Arabic script can write them."""
    return bare(token.bones)


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


def readings_of(text: str) -> tuple[str, ...]:
    """A place or word in sounds, in each reading."""
    return tuple("".join(token.sounds for token in spelling) for spelling in prepare(text).readings)
