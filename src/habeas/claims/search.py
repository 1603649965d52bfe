"""Full text over everything that was read, and names: as people type, in any script.

1. what was typed becomes a query: words, "phrases", prefix*, -without; folded like the index (folding.py)
2. matches are counted first, up to a bound: ranking by bm25 costs time for every match, not for every hit shown
3. up to the bound the best come first; beyond it the newest: someone who sees 5,000 matches adds a word
4. each hit gets its words back from the source's text, with the places to mark, and the items that point into it

Names are found by any part of them. A member without the names room finds nothing here, and is told so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.claims import look_up, search_index
from habeas.claims.folding import fold, fold_with_places
from habeas.claims.model import SAYINGS, Offsets, Rooms, Status, offsets, spans
from habeas.errors import UsageProblem, WrongKey
from habeas.ids import ItemId
from habeas.vault import store as vault_store

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
    texts: dict[ItemId, str] = {}
    passages = tuple(_passage(rooms, texts, query, ItemId(source), start, end) for source, start, end in hits)
    named = search_index.names_like(rooms.names, " ".join(WORD.findall(fold(typed))), limit)
    names = tuple(Named(entity, name) for entity, name in named)
    return Found(min(matches, RANKED_UP_TO), more, not more, passages, names)


def _passage(rooms: Rooms, texts: dict[ItemId, str], query: Query, source: ItemId, start: int, end: int) -> Passage:
    if source not in texts:
        assert rooms.names is not None
        texts[source] = vault_store.text(rooms.names, source) or ""
    snippet, marks = snippet_of(texts[source][start:end], query.words)
    return Passage(source, start, end, snippet, marks, items_within(rooms, source, start, end))


def snippet_of(passage: str, words: Sequence[tuple[str, bool]]) -> tuple[str, tuple[Offsets, ...]]:
    """A window of the passage round the first hit, and where the words are in it."""
    folded, places = fold_with_places(passage)
    marks = [(places[a], _end(places, b, len(passage))) for a, b in _matches(folded, words)]
    first = marks[0][0] if marks else 0
    start = 0 if len(passage) <= SNIPPET else max(0, min(first - SNIPPET // 4, len(passage) - SNIPPET))
    while 0 < start < first and passage[start - 1].isalnum():
        start += 1
    end = min(len(passage), start + SNIPPET)
    lead, tail = ("… " if start else ""), (" …" if end < len(passage) else "")
    inside = [(a - start + len(lead), b - start + len(lead)) for a, b in marks if start <= a and b <= end]
    return lead + passage[start:end] + tail, tuple(inside)


def _matches(folded: str, words: Sequence[tuple[str, bool]]) -> list[Offsets]:
    exact = {word for word, prefix in words if not prefix}
    beginnings = tuple(word for word, prefix in words if prefix)
    found = []
    for match in WORD.finditer(folded):
        if match.group() in exact or (beginnings and match.group().startswith(beginnings)):
            found.append(match.span())
    return found


def _end(places: Sequence[int], folded_end: int, length: int) -> int:
    """The place after the last letter of a word: that of the next letter, or the end."""
    return places[folded_end] if folded_end < len(places) else length


def items_within(rooms: Rooms, source: ItemId, start: int, end: int) -> tuple[ItemId, ...]:
    """Claims, calls and statements that are not rejected and whose words lie in this stretch of a source."""
    found = []
    for it in look_up.items(rooms, SAYINGS, source=source, statuses=(Status.PROPOSED, Status.ACCEPTED)):
        own = [*spans(it.fields.get("evidence")), *filter(None, [offsets(it.fields.get("content"))])]
        if any(a < end and start < b for a, b in own):
            found.append(it.id)
    return tuple(found)
