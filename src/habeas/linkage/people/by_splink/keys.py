"""Keys that bring records together: two records that share a key are compared. For lists too long for candidates.py.

    1 each record gives composite keys over its prepared columns (prepared.py): a word of the name in consonants with a
      year, a date with a place, a code with a word ...; a word gives a key in each reading
    2 a key of h records makes h (h - 1) / 2 pairs: the keys of few records are used first, until the wanted pairs are
      made, so no rule has to be chosen and no common name can blow up the job
    3 how many pairs that makes is known before any is made

A key is 63 bits of a hash: two different keys fall together about once in 10^5 jobs of ten million keys, and then cost
a comparison, not a mistake.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from habeas.linkage.mixture import Places
from habeas.linkage.people.by_splink.prepared import Days, Prepared, Texts

Hashes = npt.NDArray[np.uint64]
MOST_HOLDERS = 2_000
"""A key of more records than this is no key."""
MOST_FORMS = 3
"""So many readings of a word give keys."""


@dataclass(frozen=True)
class Part:
    """What a key can be made of: of each record some numbers (shape (records, alternatives)), 0 for none."""

    numbers: Hashes


@dataclass(frozen=True)
class Keys:
    """Keys in use, one row a record and key, by record. `pairs`: comparisons they make, each pair once for each key
    that it shares, so at least as many as there are."""

    record: Places
    key: Places
    pairs: int


def keys_of(columns: Prepared, wanted: int) -> Keys:
    """The keys of all records, those of fewest records first, as long as they make no more than `wanted` pairs."""
    found = [_keys(columns.records, n, parts) for n, parts in enumerate(_recipes(columns), 1)]
    record, key, held = (np.concatenate([np.zeros(0, dtype=np.int64), *(one[k] for one in found)]) for k in range(3))
    # A key of h records is here h times: what one of the h brings is half of what the key makes, shared by them.
    by_size = np.argsort(held, kind="stable")  # 2
    spent = np.cumsum((held[by_size] - 1) / 2)
    kept = np.sort(by_size[: int(np.searchsorted(spent, wanted, side="right"))])
    by_record = kept[np.argsort(record[kept], kind="stable")]
    return Keys(record[by_record], key[by_record], int(((held[kept] - 1) / 2).sum()))  # 3


def _keys(records: int, number: int, parts: Sequence[Part]) -> tuple[Places, Places, Places]:
    """1 (record, key, how many records have the key) of one recipe: of keys that bring somebody together."""
    every = np.arange(records, dtype=np.int32)
    rows: list[npt.NDArray[np.int32]] = []
    keys: list[Hashes] = []
    for ways in np.ndindex(*(part.numbers.shape[1] for part in parts)):
        chosen = [part.numbers[:, way] for part, way in zip(parts, ways, strict=True)]
        whole = np.logical_and.reduce([one != 0 for one in chosen])
        rows.append(every[whole])
        keys.append(_mixed([np.full(int(whole.sum()), number, dtype=np.uint64), *(one[whole] for one in chosen)]))
    record, key = np.concatenate(rows), np.concatenate(keys) >> np.uint64(1)
    order = np.argsort(key)
    record, key = record[order], key[order]
    several = _holders(key) > 1  # most keys are of one record: what follows is of few
    record, key = record[several], key[several]
    order = np.lexsort((record, key))
    record, key = record[order], key[order]
    once = np.ones(len(key), dtype=bool)  # two readings of one word, or twice the same word, may give a key twice
    once[1:] = (key[1:] != key[:-1]) | (record[1:] != record[:-1])
    record, key = record[once], key[once]
    held = _holders(key)
    used = (held > 1) & (held <= MOST_HOLDERS)
    return record[used].astype(np.int64), key[used].view(np.int64), held[used]


def _holders(key: Hashes) -> Places:
    """How many have the same key, of each of sorted keys."""
    bounds = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
    held = np.diff(np.append(bounds, len(key)))
    return np.repeat(held, held)


def _recipes(columns: Prepared) -> Iterator[tuple[Part, ...]]:
    """Which parts make a key together."""
    days = [_day_parts(its) for its in columns.days.values()]
    places = [_whole(its) for its in columns.words.values()]
    codes = [(_whole(its), _half(its)) for its in columns.codes.values()]
    names: list[Part] = []
    if columns.first is not None and columns.last is not None:
        names = _bones([columns.first, columns.last])
        yield (_either_order(*names),)
        starts = _starts([columns.first, columns.last])
        for _, year, _, _ in days:
            yield (*starts, year)
        for _, half in codes:
            yield (*starts, half)
    either = _stacked(names)
    for exact, year, month, anniversary in days:
        yield from ((either, year), (either, month), (either, anniversary)) if names else ()
        yield (exact,)
        yield from ((exact, place) for place in places)
        yield from ((exact, half) for _, half in codes)
        yield from ((year, whole) for whole, _ in codes)
    for place in places:
        yield from ((either, place),) if names else ()
    for whole, half in codes:
        yield (whole,)
        yield from ((either, whole), (either, half)) if names else ()
    yield from ((one, other) for one, other in combinations(places, 2) if not names)


def _bones(texts: Sequence[Texts]) -> list[Part]:
    """The consonants of each word in each reading; its sounds where it has too few. The columns have one vocabulary."""
    forms = [[form for form in own if form[0] in "-="] or list(own[:1]) for own in texts[0].forms]
    numbers = _table(forms)
    return [Part(numbers[its.number]) for its in texts]


def _starts(texts: Sequence[Texts]) -> list[Part]:
    numbers = _table([[text[:2]] for text in texts[0].texts])
    return [Part(numbers[its.number]) for its in texts]


def _whole(texts: Texts) -> Part:
    return _alternatives(texts, [[text] for text in texts.texts])


def _half(texts: Texts) -> Part:
    return _alternatives(texts, [[own[:2][-1]] for own in texts.forms])


def _alternatives(texts: Texts, forms: Sequence[Sequence[str]]) -> Part:
    return Part(_table(forms)[texts.number])


def _table(forms: Sequence[Sequence[str]]) -> Hashes:
    """The numbers of the forms of each text, shape (texts + 1, alternatives); the last row is of no text."""
    vocabulary: dict[str, int] = {}
    widest = max(1, min(MOST_FORMS, max((len(own) for own in forms), default=1)))
    table = np.zeros((len(forms) + 1, widest), dtype=np.uint64)
    for row, own in enumerate(forms):
        for place, form in enumerate(own[:widest]):
            table[row, place] = vocabulary.setdefault(form, len(vocabulary) + 1)
    names = np.asarray([_number(form) for form in vocabulary], dtype=np.uint64)
    return np.append(np.zeros(1, dtype=np.uint64), names)[table]


def _number(text: str) -> int:
    """64 bits of a text, the same in every process, never 0."""
    import hashlib

    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") or 1


def _day_parts(days: Days) -> tuple[Part, Part, Part, Part]:
    """The day, the year, the month, and day and month of any year; none where the date does not say so much."""
    exact = (days.first >= 0) & (days.first == days.last)
    in_year = (days.first >= 0) & (days.last - days.first < 366)
    in_month = (days.first >= 0) & (days.last - days.first < 31)
    return (
        _part(days.first, exact),
        _part(days.year, in_year),
        _part(days.year * 12 + days.month, in_month),
        _part(days.month * 31 + days.day, exact),
    )


def _part(numbers: Places, given: npt.NDArray[np.bool_]) -> Part:
    return Part(np.where(given, numbers, 0).astype(np.uint64)[:, None])


def _stacked(parts: Sequence[Part]) -> Part:
    """Any of these."""
    return Part(np.hstack([part.numbers for part in parts])) if parts else Part(np.zeros((0, 0), dtype=np.uint64))


def _either_order(one: Part, other: Part) -> Part:
    """Two words in any order, in each pair of readings with the same number."""
    wide = min(one.numbers.shape[1], other.numbers.shape[1])
    a, b = one.numbers[:, :wide], other.numbers[:, :wide]
    mixed = _mixed([np.minimum(a, b), np.maximum(a, b)])
    return Part(np.where((a == 0) | (b == 0) | (a == b), np.uint64(0), mixed))


def _mixed(numbers: Sequence[Hashes]) -> Hashes:
    """One number of several, in order (the finaliser of splitmix64 after each)."""
    with np.errstate(over="ignore"):
        total = np.zeros_like(numbers[0])
        for number in numbers:
            total = (total ^ number) * np.uint64(0x9E3779B97F4A7C15)
            total = (total ^ (total >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            total = (total ^ (total >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            total ^= total >> np.uint64(31)
        return total
