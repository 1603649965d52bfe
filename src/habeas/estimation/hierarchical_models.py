"""The hierarchical log-linear models of J lists: which there are, and how they are written.

A model is the set of its terms; a term is a set of lists, written as a bit pattern. Every list has its main effect,
a term brings all its subsets, and the one term of all lists together is never in (that is the assumption that makes
N estimable).
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from habeas.errors import UsageProblem

MOST_LISTS_FOR_ALL = 5
"""6 lists have 7,785,061 hierarchical models."""


def interactions(lists: int, highest: int | None = None) -> tuple[int, ...]:
    """All terms of two lists up to `highest` (at most J - 1), small ones first."""
    top = min(highest or lists - 1, lists - 1)
    terms = [term for term in range(1, 1 << lists) if 2 <= term.bit_count() <= top]
    return tuple(sorted(terms, key=lambda term: (term.bit_count(), term)))


def needed(term: int) -> list[int]:
    """The terms one list smaller that a hierarchical model must have before this one; none for a pair."""
    if term.bit_count() <= 2:
        return []
    return [term & ~(1 << j) for j in range(term.bit_length()) if term >> j & 1]


@lru_cache(maxsize=8)
def all_models(lists: int) -> tuple[tuple[int, ...], ...]:
    """Every hierarchical model, as its interaction terms: 1, 8, 113 and 6,893 for 2, 3, 4 and 5 lists.

    >>> [len(all_models(lists)) for lists in (2, 3, 4)]
    [1, 8, 113]
    """
    if lists > MOST_LISTS_FOR_ALL:
        raise UsageProblem(
            f"{lists} lists have too many hierarchical models to fit them all", hint="use the stepwise search"
        )
    terms = interactions(lists)
    place = {term: number for number, term in enumerate(terms)}
    required = [sum(1 << place[smaller] for smaller in needed(term)) for term in terms]

    def grow(number: int, chosen: int) -> Iterator[int]:
        if number == len(terms):
            yield chosen
            return
        yield from grow(number + 1, chosen)
        if chosen & required[number] == required[number]:
            yield from grow(number + 1, chosen | 1 << number)

    models = sorted(grow(0, 0), key=lambda chosen: (chosen.bit_count(), chosen))
    return tuple(tuple(term for number, term in enumerate(terms) if chosen >> number & 1) for chosen in models)


def addable(model: Iterable[int], lists: int, highest: int | None = None) -> list[int]:
    """The terms by which a model can grow by one and stay hierarchical."""
    have = set(model)
    return [term for term in interactions(lists, highest) if term not in have and set(needed(term)) <= have]


def removable(model: Iterable[int]) -> list[int]:
    """The terms without which the model is still hierarchical: those that no other term needs."""
    have = set(model)
    used = {smaller for term in have for smaller in needed(term)}
    return sorted(have - used)


def name(model: Iterable[int], lists: int) -> str:
    """The model by its largest terms, lists as 1, 2, ...: `[123,14,34]`, in the notation of Rcapture.

    >>> name((0b0011, 0b0101), 4)
    '[12,13,4]'
    """
    terms = [*model, *(1 << j for j in range(lists))]
    largest = [term for term in terms if not any(term != other and term & other == term for other in terms)]
    mark = "" if lists <= 9 else "-"
    written = [mark.join(str(j + 1) for j in range(lists) if term >> j & 1) for term in set(largest)]
    return "[" + ",".join(sorted(written, key=lambda text: (-len(text), text))) + "]"


def closure(generators: Iterable[int]) -> tuple[int, ...]:
    """All interaction terms that these generate."""
    terms: set[int] = set()
    for generator in generators:
        part = generator
        while part:
            if part.bit_count() >= 2:
                terms.add(part)
            part = (part - 1) & generator
    return tuple(sorted(terms, key=lambda term: (term.bit_count(), term)))
