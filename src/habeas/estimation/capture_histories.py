"""Capture histories: which people were seen by which lists, as counts of patterns. Everything in estimation starts
here.

A pattern is an integer whose bit j says "on list j". The pattern 0, on no list, is what is estimated; it is never in
the data. Rows of one person each are counted once, here; nothing below this module depends on how many people there
are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.results import Ints

MAXIMUM_LISTS = 30
MAXIMUM_COUNT = 10**12
DENSE_LISTS = 16
"""Above this many lists the full table of 2^J cells is never built."""

Marks = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class CaptureHistories:
    """`lists`: J labels. `patterns`: shape (cells,), ascending, never 0. `counts`: shape (cells,), people, all above
    0."""

    lists: tuple[str, ...]
    patterns: Ints
    counts: Ints

    @property
    def n(self) -> int:
        """People documented: on at least one list."""
        return int(self.counts.sum())

    @property
    def list_count(self) -> int:
        return len(self.lists)

    def marks(self) -> Marks:
        """Shape (cells, J): 1 where the pattern is on the list."""
        return _marks(self.patterns, self.list_count)

    def table(self) -> Ints:
        """Shape (2^J,), indexed by pattern; cell 0 is 0. Only up to DENSE_LISTS lists."""
        if self.list_count > DENSE_LISTS:
            raise EstimateRefused(
                f"{self.list_count} lists make 2^{self.list_count} cells; this model takes at most {DENSE_LISTS} lists",
                hint="use the latent class model, or merge lists",
            )
        cells = np.zeros(1 << self.list_count, dtype=np.int64)
        cells[self.patterns] = self.counts
        return cells

    def list_sizes(self) -> Ints:
        """Shape (J,): people on each list."""
        return np.asarray(self.counts @ self.marks().astype(np.int64), dtype=np.int64)

    def overlaps(self) -> Ints:
        """Shape (J, J), symmetric: people on both lists; the diagonal holds the list sizes."""
        marks = self.marks().astype(np.int64)
        return np.asarray(marks.T @ (marks * self.counts[:, None]), dtype=np.int64)

    def times_seen(self) -> Ints:
        """Shape (J + 1,): people on exactly i lists; element 0 is 0."""
        seen = self.marks().sum(axis=1)
        return np.bincount(seen, weights=self.counts, minlength=self.list_count + 1).astype(np.int64)

    def keep(self, columns: Sequence[int]) -> "CaptureHistories":
        """The table of these lists only; people on none of them fall out."""
        marks = self.marks()[:, list(columns)]
        seen = marks.any(axis=1)
        return from_counts(marks[seen], self.counts[seen], [self.lists[j] for j in columns])

    def canonical(self) -> "CaptureHistories":
        """The same table with its lists in an order that does not depend on the order they came in.

        What is drawn at random from it is then the same, bit for bit, however lists and rows were permuted.
        """
        marks = self.marks()
        deep = marks.sum(axis=1).astype(np.int64)

        def key(column: int) -> tuple[int, list[tuple[int, int]]]:
            on = marks[:, column] == 1
            return -int(self.counts[on].sum()), sorted(zip(deep[on].tolist(), self.counts[on].tolist(), strict=True))

        return self.keep(sorted(range(self.list_count), key=key))

    def without(self, column: int) -> "CaptureHistories":
        """The table with one list left out."""
        return self.keep([j for j in range(self.list_count) if j != column])


def from_counts(marks: npt.ArrayLike, counts: npt.ArrayLike, lists: Sequence[str] | None = None) -> CaptureHistories:
    """Capture histories from one row per pattern. `marks`: shape (rows, J) of 0/1; `counts`: shape (rows,), people.

    Rows of the same pattern are added. A row of zeros is accepted with count 0 and refused with any other.

    >>> from_counts([[1, 1], [1, 0], [0, 1]], [5, 10, 20]).n
    35
    """
    clean, people = _clean_marks(marks), _clean_counts(counts)
    names = _clean_names(lists, clean.shape[1])
    if len(clean) != len(people):
        raise UsageProblem(f"{len(clean)} rows of marks and {len(people)} counts")
    codes = clean.astype(np.int64) @ (np.int64(1) << np.arange(clean.shape[1], dtype=np.int64))
    nobody = int(people[codes == 0].sum())
    if nobody:
        raise UsageProblem(
            f"{nobody} people stand on no list: those are what is to be estimated, they cannot be counted",
            hint="leave these rows out; if they are on a list that is missing here, add that list",
        )
    patterns, inverse = np.unique(codes, return_inverse=True)
    sums = np.zeros(len(patterns), dtype=np.int64)
    np.add.at(sums, inverse, people)
    kept = sums > 0
    if not kept.any():
        raise UsageProblem("the table counts nobody")
    return CaptureHistories(names, patterns[kept], sums[kept])


def from_rows(marks: npt.ArrayLike, lists: Sequence[str] | None = None) -> CaptureHistories:
    """Capture histories from one row per person. `marks`: shape (people, J) of 0/1.

    >>> from_rows([[1, 0], [1, 0], [1, 1]]).counts.tolist()
    [2, 1]
    """
    clean = _clean_marks(marks)
    return from_counts(clean, np.ones(len(clean), dtype=np.int64), lists)


def merge(parts: Iterable[CaptureHistories]) -> CaptureHistories:
    """One table of several strata with the same lists."""
    tables = list(parts)
    if len({table.lists for table in tables}) != 1:
        raise UsageProblem("strata must have the same lists in the same order")
    return from_counts(
        np.concatenate([table.marks() for table in tables]),
        np.concatenate([table.counts for table in tables]),
        tables[0].lists,
    )


def require_estimable(histories: CaptureHistories) -> None:
    """Refuses what no estimator can use; the reason says what would be needed. Lists are named by their column
    number."""
    sizes, overlaps = histories.list_sizes(), histories.overlaps()
    if histories.list_count < 2:
        raise EstimateRefused("one list cannot say what it missed", hint="a second, independent list is needed")
    empty = [j + 1 for j in range(histories.list_count) if sizes[j] == 0]
    if empty:
        raise EstimateRefused(
            f"nobody is on list {_numbers(empty)}", hint="leave it out with --lists: an empty list says nothing"
        )
    twins = _twins(sizes, overlaps)
    if twins:
        first, second = twins[0]
        raise EstimateRefused(
            f"lists {first} and {second} hold exactly the same people: one is a copy of the other",
            hint="keep one of the two; a copy is no second, independent look",
        )
    if int(overlaps.sum()) == int(sizes.sum()):
        raise EstimateRefused(
            "no person is on two lists: without overlap nothing says how many were missed",
            hint="check the record linkage first; if it holds, a list that overlaps the others is needed",
        )


def _twins(sizes: Ints, overlaps: Ints) -> list[tuple[int, int]]:
    lists = len(sizes)
    return [
        (i + 1, j + 1)
        for i in range(lists)
        for j in range(i + 1, lists)
        if overlaps[i, j] == sizes[i] == sizes[j] and sizes[i] > 0
    ]


def _numbers(values: Iterable[int]) -> str:
    return ", ".join(str(value) for value in values)


def _marks(patterns: Ints, lists: int) -> Marks:
    return ((patterns[:, None] >> np.arange(lists)) & 1).astype(np.uint8)


def _clean_marks(marks: npt.ArrayLike) -> Marks:
    values = np.asarray(marks)
    if values.ndim != 2 or values.shape[0] == 0:
        raise UsageProblem("capture marks must be a table of rows and lists, with at least one row")
    if not 1 <= values.shape[1] <= MAXIMUM_LISTS:
        raise UsageProblem(f"{values.shape[1]} lists: between 1 and {MAXIMUM_LISTS} can be read")
    numeric = _as_numbers(values, "mark")
    wrong = np.argwhere((numeric != 0) & (numeric != 1))
    if len(wrong):
        row, column = wrong[0]
        raise UsageProblem(
            f"{len(wrong)} marks are neither 0 nor 1, the first in data row {row + 1}, list {column + 1}",
            hint="1 says the person is on the list, 0 that they are not; settle unknowns before, as replicates",
        )
    return numeric.astype(np.uint8)


def _clean_counts(counts: npt.ArrayLike) -> Ints:
    numeric = _as_numbers(np.atleast_1d(np.asarray(counts)), "count")
    if (numeric < 0).any():
        raise UsageProblem(
            f"{int((numeric < 0).sum())} counts are negative, the first in data row {_first(numeric < 0)}",
            hint="a count is how many people were seen by exactly this pattern of lists",
        )
    if (numeric != np.floor(numeric)).any():
        broken = numeric != np.floor(numeric)
        raise UsageProblem(
            f"{int(broken.sum())} counts are not whole, the first in data row {_first(broken)}",
            hint="people are counted whole; weighted or averaged tables are given as replicates",
        )
    if (numeric > MAXIMUM_COUNT).any():
        raise UsageProblem(f"a count is above {MAXIMUM_COUNT}, in data row {_first(numeric > MAXIMUM_COUNT)}")
    return numeric.astype(np.int64)


def _as_numbers(values: npt.NDArray[np.generic], what: str) -> npt.NDArray[np.float64]:
    try:
        numeric = values.astype(np.float64)
    except (TypeError, ValueError):
        raise UsageProblem(
            f"a {what} is not a number", hint="only numbers may stand in the lists and the count"
        ) from None
    if not np.isfinite(numeric).all():
        raise UsageProblem(f"a {what} is missing or not finite", hint="fill every cell; an unknown is not a 0")
    return numeric


def _first(wrong: npt.NDArray[np.bool_]) -> int:
    return int(np.argmax(wrong)) + 1


def _clean_names(lists: Sequence[str] | None, count: int) -> tuple[str, ...]:
    names = tuple(f"list {j + 1}" for j in range(count)) if lists is None else tuple(str(name) for name in lists)
    if len(names) != count:
        raise UsageProblem(f"{len(names)} list labels for {count} lists")
    if len(set(names)) != count:
        raise UsageProblem("two lists have the same label", hint="give each list a label of its own")
    return names
