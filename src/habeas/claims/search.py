"""Full text over everything that was read, and names: as people type, in any script.

1. what was typed becomes a query: words, "phrases", prefix*, -without; folded like the index (folding.py)
2. matches are counted first, up to a bound: ranking by bm25 costs time for every match, not for every hit shown
3. up to the bound the best come first; beyond it the newest: someone who sees 5,000 matches adds a word
4. each hit gets the places to mark, and the items that point into it

Names are found by any part of them. A member without the names room finds nothing here, and is told so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from habeas.claims import look_up, search_index
from habeas.claims.folding import fold, fold_with_places
from habeas.claims.model import Offsets, Rooms
from habeas.errors import UsageProblem, WrongKey
from habeas.ids import ItemId

RANKED_UP_TO = 5_000
"""Matches. bm25 looks at every match: over 100,000 it costs hundreds of times what the newest-first query does."""
SNIPPET = 200
"""Characters."""
TYPED = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Passage:
    """A passage that matches."""

    source: ItemId
    start: int
    end: int
    """Offsets in the source's text."""
    snippet: str
    marks: tuple[Offsets, ...]
    """Where the words asked for are, in the snippet."""
    items: tuple[ItemId, ...]
    """Claims, calls and statements whose evidence lies in this passage."""


@dataclass(frozen=True)
class Named:
    """An entity with a name that matches."""

    entity: ItemId
    name: str


@dataclass(frozen=True)
class Found:
    """What a search gave."""

    matches: int
    more: bool
    """There are more matches than were counted."""
    ranked: bool
    """Best first; otherwise newest first."""
    passages: tuple[Passage, ...]
    names: tuple[Named, ...]


@dataclass(frozen=True)
class Query:
    """`match` in FTS5's language; `words` what is to be marked in a hit: (letters, whether it is only a beginning)."""

    match: str
    words: tuple[tuple[str, bool], ...]


def parsed(typed: str) -> Query:
    """What a person typed, folded and quoted: nothing of it can be taken for an operator. Raises UsageProblem."""
    wanted: list[str] = []
    unwanted: list[str] = []
    words: list[tuple[str, bool]] = []
    for minus, phrase, word in TYPED.findall(fold(typed)):
        letters = WORD.findall(phrase or word)
        if not letters:
            continue
        prefix = not phrase and word.endswith("*")
        term = '"' + " ".join(letters) + '"' + ("*" if prefix else "")
        (unwanted if minus else wanted).append(term)
        if not minus:
            words += [(letter, prefix and letter == letters[-1]) for letter in letters]
    if not wanted:
        raise UsageProblem("there is no word to search for", hint='words, "a phrase", beginnin*, -without')
    match = " AND ".join(wanted) + "".join(f" NOT {term}" for term in unwanted)
    return Query(match, tuple(words))


def search(rooms: Rooms, typed: str, *, limit: int = 20) -> Found:
    """The best or newest passages, and the entities so named. Raises UsageProblem (no word), WrongKey (room closed)."""
    if rooms.names is None:
        raise WrongKey("texts and names are in the names room: this member does not hold its key")
    # 1
    query = parsed(typed)
    # 2
    matches = search_index.count_up_to(rooms.names, query.match, RANKED_UP_TO + 1)
    more = matches > RANKED_UP_TO
    # 3
    hits = search_index.matching(rooms.names, query.match, ranked=not more, limit=limit) if matches else []
    # 4
    items = look_up.items_within(rooms, [hit[:3] for hit in hits])
    passages = tuple(
        Passage(*hit[:3], *snippet_of(hit[3], query.words), within) for hit, within in zip(hits, items, strict=True)
    )
    named = search_index.names_like(rooms.names, " ".join(WORD.findall(fold(typed))), limit)
    names = tuple(Named(entity, name) for entity, name in named)
    return Found(min(matches, RANKED_UP_TO), more, not more, passages, names)


def snippet_of(passage: str, words: tuple[tuple[str, bool], ...]) -> tuple[str, tuple[Offsets, ...]]:
    """A window of the passage round the first hit, and where the words are in it."""
    pattern = _pattern(words)
    first = _first_hit(pattern, passage)
    start = 0 if len(passage) <= SNIPPET else max(0, min(first - SNIPPET // 4, len(passage) - SNIPPET))
    while 0 < start < first and passage[start - 1].isalnum():
        start += 1
    window = passage[start : start + SNIPPET]
    lead, tail = ("… " if start else ""), (" …" if start + SNIPPET < len(passage) else "")
    folded, places = fold_with_places(window)
    shift = len(lead)
    marks = tuple(
        (places[match.start()] + shift, _end(places, match.end(), len(window)) + shift)
        for match in pattern.finditer(folded)
    )
    return lead + window + tail, marks


def _first_hit(pattern: re.Pattern[str], passage: str) -> int:
    """Where the first word asked for is. Lower case is tried first: it is most of folding and costs next to nothing."""
    lowered = passage.lower()
    found = pattern.search(lowered) if len(lowered) == len(passage) else None
    if found is not None:
        return found.start()
    folded, places = fold_with_places(passage)
    found = pattern.search(folded)
    return places[found.start()] if found is not None and places else 0


@lru_cache(maxsize=64)
def _pattern(words: tuple[tuple[str, bool], ...]) -> re.Pattern[str]:
    """The words asked for, whole, or as beginnings of words."""
    parts = (re.escape(word) + (r"\w*" if prefix else "") for word, prefix in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def _end(places: Sequence[int], folded_end: int, length: int) -> int:
    """The place after the last letter of a word: that of the next letter, or the end."""
    return places[folded_end] if folded_end < len(places) else length
