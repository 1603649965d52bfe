"""A text -> every stretch that names somebody of the registry, in any form.

    1 the text is cut into words (letters.py)
    2 each word is judged once: a form, a short form, an ending, a sound, or nothing; *strong* where it is hidden on its
      own, *weak* where it may as well be an ordinary word (`mark`, `мороз`, a small letter) and needs company
    3 a weak word beside another of the same name is strong, and so is it elsewhere in a text without capitals
    4 months with their days are no names; titles, particles and initials go with the name they stand beside
    5 words written together, initials alone, whole names of groups, scripts without blanks

In doubt it is a name: the price of a bar too many is a word, the price of one too few may be a life.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import JaroWinkler

from habeas.names.folding import fold
from habeas.names.letters import Page, Word, alphabets, humps
from habeas.names.model import Found, How, Registered
from habeas.names.ordinary import analyser, is_function, is_only_noun, is_ordinary
from habeas.names.registry import SHORTEST_JOINED, heard, index_of, is_cyrillic, is_dense, spelt
from habeas.names.small_words import ABBREVIATIONS, MONTHS, PARTICLES, TITLES
from habeas.names.sounds import bare, bones_of, every_sound
from habeas.names.suffixes import LONGEST, SHORTEST_STEM, without_prefix

_NEAR = re.compile(r"[\s.,'’‘`«»\"“”()-]{0,4}")
_TIGHT = re.compile(r"[ \t\u00a0.'’‘`-]{0,3}(?:\r?\n)?[ \t]*")
_IN = r"[^\s\"'{}\[\](),:;<>|\\]"
_HANDLE = re.compile(rf"{_IN}*[@#]{_IN}+|{_IN}*(?:[^\W\d_]\d|\d[^\W\d_]|[^\W_]_[^\W_]){_IN}*")
_NUMBER_BEFORE = re.compile(r"(?<!\d)\d{1,2}(?:st|nd|rd|th|-?го|-?е|\.)?[ \t\u00a0]+(?:of[ ])?$")
_NUMBER_AFTER = re.compile(r"^[ \t\u00a0,]{1,2}(?:\d{4}|\d{1,2})(?!\d)")
_DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_][.\-][ \u00a0]?){1,4}(?:[^\W\d_]\.|[^\W\d_](?![^\W_]))")
LONG_NOUN = 8
"""Letters. An English dictionary has surnames among its nouns; one as long as this is hardly anything else."""
ALIKE = {2: 0.88, 3: 0.80}
"""Likeness of sounds that words of equal consonants need, by the number of these: 4 and more need .60."""


@dataclass(frozen=True)
class Judged:
    """What a word may be: numbers of registered words."""

    numbers: frozenset[int]
    how: How
    strong: bool


_Hit = tuple[Word, Judged]


class Matcher:
    """Finds names. Built once for a registry; knows nothing else."""

    def __init__(self, names: Iterable[Registered]) -> None:
        self.names = tuple(names)
        self.index = index_of(self.names)
        self.judge = lru_cache(maxsize=1 << 18)(self._judge)
        self._dense_sizes = sorted({len(one) for one in self.index.dense})

    def find(self, text: str, *, handles: bool = True) -> list[Found]:
        """Every stretch, in order; they may overlap. `handles`: within addresses and tags too, which in random letters
        (Base64) finds names of five letters by chance."""
        page = Page(text)
        words = page.words()  # 1
        hits = self._hits(page, words, handles)
        found = [Found(word.start, word.end, judged.how, self._keys(judged.numbers)) for word, judged in hits]
        found += self._beside(text, words, {word.start: judged for word, judged in hits})
        found += self._handles(page) if handles else ()  # 5
        found += self._initials(page)
        found += self._phrases(text, words)
        found += self._dense(page)
        return sorted(set(found), key=lambda one: (one.start, one.end))

    def _keys(self, numbers: Iterable[int]) -> frozenset[str]:
        return frozenset(key for number in numbers for key in self.index.owners[number])

    # --- 2, 3

    def _hits(self, page: Page, words: Sequence[Word], pieces: bool) -> list[_Hit]:
        every = [*words, *page.joined(words)]
        judged = [(word, one) for word in every if (one := self.of_word(word, pieces=pieces)) is not None]
        strong = {word.start for word, one in judged if one.strong and not self._is_date(page, word)}
        linked = self._linked([(word, one) for word, one in judged], page.text)
        strong |= {word.start for word, _ in judged if word.start in linked}
        uncased = {word.folded for word, _ in judged if word.start in linked and not has_case(word.raw)}
        return [(word, one) for word, one in judged if word.start in strong or word.folded in uncased]

    def _linked(self, judged: Sequence[_Hit], text: str) -> set[int]:
        """Starts of words that stand beside another word of the same name."""
        found: set[int] = set()
        ordered = sorted(judged, key=lambda hit: hit[0].start)
        for place, (word, one) in enumerate(ordered):
            for other, another in ordered[place + 1 : place + 4]:
                if other.start < word.end or not self._close(text[word.end : other.start]):
                    continue
                if one.numbers != another.numbers and self._keys(one.numbers) & self._keys(another.numbers):
                    found |= {word.start, other.start}
        return found

    def _close(self, between: str) -> bool:
        """Whether only signs, a particle or initials lie between two words."""
        rest = [word for word in Page(between).words() if word.folded not in PARTICLES and len(word.folded) > 1]
        return not rest and len(between) <= 12 and not re.search(r"[;:!?]|\n\s*\n|\.\s+\w{2}", between)

    def of_word(self, word: Word, *, pieces: bool = True) -> Judged | None:
        """The word as it stands, by its pieces, or with the letters of one alphabet."""
        whole = self.judge(word.folded, word.lower, word.first, spelt(word.raw))
        if whole is not None:
            return whole
        for spelling in alphabets(word.folded):
            if (other := self.judge(spelling, word.lower, False)) is not None:
                return other
        humped = [self.judge(fold(word.raw[low:high]), False, False) for low, high in humps(word.raw) if pieces]
        return next((piece for piece in humped if piece is not None and piece.strong), None)

    def _judge(self, folded: str, lower: bool, first: bool, written: str = "") -> Judged | None:
        if numbers := self.index.forms.get(folded):
            return Judged(frozenset(numbers), How.FORM, self._sure(folded, lower, first))
        if numbers := self.index.short_forms.get(folded):
            return Judged(
                frozenset(numbers), How.SHORT, not lower and not (first and folded.isascii() and is_ordinary(folded))
            )
        if folded in PARTICLES or folded in TITLES or len(folded) < 2:
            return None
        for rest in without_prefix(folded):
            if numbers := self.index.forms.get(rest):
                return Judged(frozenset(numbers), How.FORM, len(rest) > 2 and not _is_said(folded))
        if numbers := self.index.joined.get(folded):
            return Judged(frozenset(numbers), How.JOINED, not is_ordinary(folded))
        return self._by_ending(folded, lower) or self._by_sound(folded, lower, first, written)

    def _sure(self, folded: str, lower: bool, first: bool) -> bool:
        """Whether a form of a registered word is hidden on its own."""
        if len(folded) == 1:
            return not lower and folded not in "яиаоувкс" and not folded.isascii()
        if lower:
            rare = len(folded) >= LONG_NOUN and is_only_noun(folded)
            return len(folded) > 2 and (not is_ordinary(folded) or rare or known_given_name(folded))
        return not (first and is_function(folded))

    def _by_ending(self, folded: str, lower: bool) -> Judged | None:
        found: set[int] = set()
        for size in range(1, LONGEST + 1):
            stem, ending = folded[:-size], folded[-size:]
            if len(stem) < SHORTEST_STEM - (not has_case(folded)):
                break
            found.update(number for number, endings in self.index.stems.get(stem, ()) if ending in endings)
        if not found:
            return None
        return Judged(frozenset(found), How.ENDING, not lower and not is_ordinary(folded))

    def _by_sound(self, folded: str, lower: bool, first: bool, written: str) -> Judged | None:
        if len(folded) < 3 or is_function(folded):
            return None
        doubtful = is_ordinary(folded) and not _may_be_a_name(folded)
        sure: set[int] = set()
        exact: set[int] = set()
        maybe: set[int] = set()
        consonantal = "\u0590" <= folded[0] <= "\u06ff"
        table = self.index.bare_of_others if consonantal else self.index.bare
        for spelling in (*_spellings(folded), *([written] if written else ())):
            for sounds in every_sound(spelling):
                bones = bones_of(sounds)
                for key in {bones, bare(bones)}:
                    (sure if len(key) > 2 else maybe).update(table.get(key, ()))
                if not consonantal:
                    exact |= self.index.sounds.get(sounds, set())
                    sure |= exact | self._alike(sounds, bones)
        if sure:
            strong = known_given_name(folded) if consonantal else not doubtful or (bool(exact) and not first)
            return Judged(frozenset(sure), How.SOUND, strong and not lower)
        if doubtful:
            return Judged(frozenset(maybe), How.SOUND, False) if maybe else None
        if joined := self._joined_by_sound(folded, lower):
            return joined
        strong = consonantal and known_given_name(folded)
        return Judged(frozenset(maybe), How.SOUND, strong) if maybe else None

    def _alike(self, sounds: str, bones: str) -> set[int]:
        enough = ALIKE.get(len(bones), 0.60)
        return {
            number
            for number, other in self.index.bones.get(bones, ())
            if JaroWinkler.similarity(sounds, other) >= enough
        }

    def _joined_by_sound(self, folded: str, lower: bool) -> Judged | None:
        found = {number for sounds in every_sound(folded) for number in self.index.joined.get(sounds, ())}
        return Judged(frozenset(found), How.JOINED, not lower) if found else None

    # --- 4

    def _is_date(self, page: Page, word: Word) -> bool:
        if word.folded not in MONTHS:
            return False
        before, after = page.text[max(0, word.start - 12) : word.start], page.text[word.end : word.end + 8]
        return bool(_NUMBER_BEFORE.search(before) or _NUMBER_AFTER.match(after))

    def _beside(self, text: str, words: Sequence[Word], hits: dict[int, Judged]) -> Iterator[Found]:
        """Titles, particles and initials next to a name, outwards from it."""
        for place, word in enumerate(words):
            if word.start not in hits:
                continue
            for step in (-1, 1):
                here, there = place, place + step
                while (
                    0 <= there < len(words)
                    and words[there].start not in hits
                    and _goes_with(text, words[there], words[here], step)
                ):
                    one = words[there]
                    yield Found(one.start, one.end, How.BESIDE, self._keys(hits[word.start].numbers))
                    here, there = there, there + step

    # --- 5

    def _handles(self, page: Page) -> Iterator[Found]:
        """Names within addresses, tags and words with digits: any piece of five letters, small letters too."""
        for hit in _HANDLE.finditer(page.plain):
            for word in Page(hit.group()).words():
                one = self.judge(word.folded, False, False)
                numbers = one.numbers if one is not None and one.strong else self._inside(word.folded)
                if numbers:
                    start, end = hit.start() + word.start, hit.start() + word.end
                    yield Found(page.places[start], page.places[end - 1] + 1, How.JOINED, self._keys(numbers))

    def _inside(self, folded: str) -> frozenset[int]:
        index = self.index
        for start in range(len(folded) - SHORTEST_JOINED + 1):
            for end in range(start + SHORTEST_JOINED, min(len(folded), start + 24) + 1):
                piece = folded[start:end]
                if numbers := index.joined.get(piece) or index.forms.get(piece):
                    return frozenset(numbers)
        return frozenset()

    def _initials(self, page: Page) -> Iterator[Found]:
        for hit in _DOTTED.finditer(page.plain):
            letters = "".join(fold(one) for one in hit.group() if one.isalpha())
            upper = all(not one.islower() for one in hit.group() if one.isalpha())
            keys = self.index.initials.get(letters)
            if keys and upper and len(letters) > 1 and letters not in ABBREVIATIONS:
                yield Found(page.places[hit.start()], page.places[hit.end() - 1] + 1, How.INITIALS, frozenset(keys))

    def _one_run(self, text: str, run: Sequence[Word]) -> bool:
        """Whether words follow one another; a lone ordinary word in small letters is not the group called so."""
        if len(run) == 1:
            return not run[0].lower or not is_ordinary(run[0].folded)
        return all(self._close(text[one.end : other.start]) for one, other in pairwise(run))

    def _phrases(self, text: str, words: Sequence[Word]) -> Iterator[Found]:
        for place, word in enumerate(words):
            for phrase, key in self.index.phrases.get(word.folded, ()):
                run = words[place : place + len(phrase)]
                if tuple(one.folded for one in run) == phrase and self._one_run(text, run):
                    yield Found(word.start, run[-1].end, How.PHRASE, frozenset((key,)))

    def _dense(self, page: Page) -> Iterator[Found]:
        if not self._dense_sizes:
            return
        plain = page.plain
        for start, character in enumerate(plain):
            if is_dense(character):
                for size in self._dense_sizes:
                    if keys := self.index.dense.get(plain[start : start + size]):
                        end = page.places[start + size - 1] + 1
                        yield Found(page.places[start], end, How.PHRASE, frozenset(keys))


def _goes_with(text: str, word: Word, name: Word, step: int) -> bool:
    """Whether a title, a particle or an initial belongs to the name it stands beside."""
    low, high = (word.end, name.start) if step < 0 else (name.end, word.start)
    between = text[low:high]
    if not _TIGHT.fullmatch(between):
        return len(word.folded) == 1 and between in (", ", ",") and text[word.end : word.end + 1] == "."
    if len(word.folded) == 1:
        sure = text[word.end : word.end + 1] == "." or word.folded not in "iaяивксоу"
        ended = step > 0 and between.startswith(".") and len(name.folded) > 1  # a full stop, not that of an initial
        return not word.lower and sure and not ended
    if word.folded in TITLES:
        return step < 0
    if word.folded not in PARTICLES or (step > 0 and word.folded not in _AFTER):
        return False
    return not is_function(word.folded) or "-" in between or not (word.lower or word.first)


_AFTER = frozenset("оглы огли улы уулу кызы гызы заде oglu ogly ogli uly uulu kyzy kizi qizi gizi zada zade".split())


def has_case(word: str) -> bool:
    """Whether its script has capitals. Georgian has them in Unicode, and nobody writes a name with one."""
    return word.upper() != word.lower() and not "\u10a0" <= word[0] <= "\u10ff"


def _may_be_a_name(folded: str) -> bool:
    """Of an ordinary word: a dictionary of English has names among its nouns."""
    return is_only_noun(folded) and (len(folded) > 4 or known_given_name(folded))


def _is_said(folded: str) -> bool:
    """An ordinary word with what is written together with it: "and peace", "the light"."""
    return is_ordinary(folded) or any(is_ordinary(rest) for rest in without_prefix(folded))


@lru_cache(maxsize=1 << 16)
def _spellings(folded: str) -> tuple[str, ...]:
    """The word, and what it may be a form of: Брауном -> браун; Юлию -> юлия; al + Ali -> ali."""
    found = {folded}
    if is_cyrillic(folded):
        dictionary = analyser("ru")
        if dictionary is not None and dictionary.word_is_known(folded):
            found |= {fold(parse.normal_form) for parse in dictionary.parse(folded)}
        found |= {stem for end in _ENDINGS if folded.endswith(end) and len(stem := folded[: -len(end)]) > 2}
        found |= {stem + end for stem in tuple(found) if len(stem) > 2 for end in ("а", "я") if stem != folded}
    elif folded.isascii():
        found |= {heard(folded)} | ({folded[2:]} if folded.startswith(("al", "el")) and len(folded) > 4 else set())
    elif folded.startswith(("و", "ب", "ل", "ف", "ال")) and len(folded) > 4:
        found |= {rest for rest in without_prefix(folded) if len(rest) > 2}
    return tuple(found)


_ENDINGS = ("а", "у", "ом", "ем", "е", "ы", "и", "ой", "ей", "ою", "ым", "ых", "ого", "ому", "я", "ю", "ью", "ею")


@lru_cache(maxsize=1 << 16)
def known_given_name(folded: str) -> bool:
    """Whether a word is a common given name. Where a script has no capitals, one that sounds like a registered name may
    be any word; and a dictionary of English has names among its nouns."""
    from habeas.names.given_names import COMMON, in_latin

    if folded.isascii():
        return is_only_noun(folded) and folded in in_latin()
    return folded in COMMON or any(rest in COMMON for rest in without_prefix(folded))
