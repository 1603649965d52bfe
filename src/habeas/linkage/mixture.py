"""All pairs of records as a mixture of two kinds: of one person, and not. No labels are needed (Fellegi, Sunter 1969).

A pair is described by one level for each comparison (0: differs, up to: agrees in something rare; -1: nothing to
compare). In each kind, each comparison has its level with a probability of its own (m in pairs of one person, u in
others). They and the share of matches are found by expectation maximisation (Winkler 1988).

What is fitted is the space of *all* pairs, not the candidates alone: candidates were chosen because they agree, so
among them agreement says little, and a model of them alone finds two kinds of strangers as gladly as what is sought.

    1 candidates with the same levels are counted once (`counted`); pairs that are no candidates are strangers, and a
      random sample says which levels strangers have
    2 m and u begin at what is usual for such a comparison, and m is held there by as many imagined pairs: a list of a
      hundred people is not enough to learn fifty numbers from
    3 expectation and maximisation, until the answer stays
    4 judged pairs, where there are any, count as what they were judged to be

The share of matches is a number of its own for each group of pairs (two records of one list, of two lists): a list
without duplicates teaches that by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]

STRENGTH = 20.0
"""Imagined pairs of one person behind each starting m."""
MOST_ROUNDS = 100
SETTLED = 1e-4
LOG2 = float(np.log(2.0))


@dataclass(frozen=True)
class Start:
    """What is usual: m and u of each level of one comparison, lowest first. Each adds up to 1."""

    name: str
    m: tuple[float, ...]
    u: tuple[float, ...]
    most_differing: float = 1.0
    """What m of the lowest level can be at most. Namesakes in a short list look like a kind of match whose birthdays
    differ as a rule; nobody's birthday does."""
    against: float = 0.0
    """How many times likelier the lowest level is at least in pairs of strangers. In a list in which nearly all cells
    of a column are the same, strangers hardly ever differ in it: without this, to differ would be evidence for one
    person."""


Compare = Callable[[Places, Places], Levels]
"""Rows on the left, rows on the right -> their level in one comparison."""
Described = Sequence[tuple[Start, Compare]]
"""All comparisons of a linkage."""


@dataclass(frozen=True)
class Pairs:
    """Described pairs. `levels`: shape (pairs, comparisons); `groups`: shape (pairs,), small integers."""

    levels: Levels
    groups: Places


@dataclass(frozen=True)
class Counted:
    """Different patterns of candidates, and how many candidates have each: `counts`, shape (patterns,).
    `told`: shape (patterns,), 1 judged the same person, 0 judged not, -1 nobody said."""

    pairs: Pairs
    told: Levels
    counts: Floats


@dataclass(frozen=True)
class Mixture:
    """A fitted model. `m`, `u`: one array of levels for each comparison. `share`: of matches, for each group."""

    names: tuple[str, ...]
    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    share: Floats

    def weights(self, levels: Levels) -> Floats:
        """Evidence of each pair in bits, log2 of m over u summed. Shape (pairs,)."""
        return _summed(self.m, self.u, levels) / LOG2

    def log_odds(self, pairs: Pairs) -> Floats:
        """Natural log of the odds that a pair is of one person."""
        return np.asarray(_summed(self.m, self.u, pairs.levels) + _logit(self.share)[pairs.groups])


def without(model: Mixture, pairs: Pairs, left_out: Sequence[int]) -> Floats:
    """Log odds of each pair by all comparisons but these."""
    kept = [k for k in range(len(model.m)) if k not in left_out]
    chosen = [model.m[k] for k in kept], [model.u[k] for k in kept]
    return np.asarray(_summed(*chosen, pairs.levels[:, kept]) + _logit(model.share)[pairs.groups])


def counted(pairs: Pairs, judged: Levels | None = None, counts: Floats | None = None) -> Counted:
    """1 The different patterns. `judged`: shape (pairs,), as `told`. `counts`: what each pair counts, else 1."""
    told = np.full(len(pairs.levels), -1, dtype=np.int8) if judged is None else judged
    rows, each = distinct(np.column_stack((pairs.levels, pairs.groups.astype(np.int8), told)), counts)
    return Counted(Pairs(rows[:, :-2], rows[:, -2].astype(np.int64)), rows[:, -1], each)


def fit(candidates: Counted, strangers: Levels, starts: Sequence[Start], space: Floats, records: int) -> Mixture:
    """Fit to the candidates, with `strangers`, shape (sample, comparisons), for all other pairs.

    `space`: shape (groups,), how many pairs there are in each group.
    """
    levels, group_of, told = candidates.pairs.levels, candidates.pairs.groups, candidates.told
    counts = candidates.counts
    rest = max(0.0, float(space.sum()) - float(counts.sum()))
    apart = [_frequencies(strangers[:, k], len(start.u)) * rest for k, start in enumerate(starts)]
    m, u = [np.asarray(s.m) for s in starts], [np.asarray(s.u) for s in starts]  # 2
    first = np.clip(0.5 * records / max(1.0, float(space.sum())), 1e-12, 0.3)
    share = np.full(len(space), first)
    for _ in range(MOST_ROUNDS):  # 3
        odds = _logit(share)[group_of] + _summed(m, u, levels)
        chance = np.where(told == 1, 1.0, np.where(told == 0, 0.0, 1 / (1 + np.exp(-np.clip(odds, -60, 60)))))  # 4
        for k, start in enumerate(starts):
            fitted = _proportions(levels[:, k], counts * chance, STRENGTH * np.asarray(start.m))
            m[k] = _believable(fitted, start.most_differing)
            others = _proportions(levels[:, k], counts * (1 - chance), apart[k] + np.asarray(start.u))
            u[k] = _speaking_against(others, start.against * float(m[k][0]))
        before, share = share, _shares(group_of, counts * chance, space, first)
        if np.abs(np.log(share / before)).max() < SETTLED:
            break
    return Mixture(tuple(s.name for s in starts), tuple(m), tuple(u), share)


def distinct(rows: Levels, counts: Floats | None = None) -> tuple[Levels, Floats]:
    """Different rows, and how often each is there (or what its `counts` add up to)."""
    key = np.zeros(len(rows), dtype=np.int64)
    for column in range(rows.shape[1]):
        key = key * (int(rows[:, column].max(initial=0)) + 2) + rows[:, column] + 1
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return rows[first], np.bincount(inverse, weights=counts, minlength=len(first)).astype(np.float64)


def _frequencies(levels: Levels, count: int) -> Floats:
    """Share of each level among all pairs of the sample, those with nothing to compare included."""
    return np.asarray(np.bincount(levels[levels >= 0], minlength=count) / max(1, len(levels)))


def _proportions(levels: Levels, weight: Floats, imagined: Floats) -> Floats:
    present = levels >= 0
    counted = np.bincount(levels[present], weights=weight[present], minlength=len(imagined)) + imagined
    return np.asarray(counted / counted.sum())


def _believable(m: Floats, most: float) -> Floats:
    """The lowest level at `most`, the others in their proportions."""
    return m if m[0] <= most else np.append(most, m[1:] * (1 - most) / m[1:].sum())


def _speaking_against(u: Floats, least: float) -> Floats:
    """The lowest level at `least`, at most nearly always; the others in their proportions."""
    least = min(least, 0.95)
    return u if u[0] >= least else np.append(least, u[1:] * (1 - least) / u[1:].sum())


def _shares(group_of: Places, match: Floats, space: Floats, first: float) -> Floats:
    """Matches among all pairs of each group; a group of few pairs leans on the first guess."""
    matched = np.bincount(group_of, weights=match, minlength=len(space))
    return np.asarray(np.clip((matched + 1000 * first) / (space + 1000), 1e-12, 0.95))


def _summed(m: Sequence[Floats], u: Sequence[Floats], levels: Levels) -> Floats:
    """Natural log of m over u, summed over comparisons; level -1 adds nothing."""
    total = np.zeros(len(levels))
    for k, (one, other) in enumerate(zip(m, u, strict=True)):
        total += np.append(np.log(one / other), 0.0)[levels[:, k]]
    return total


def _logit(share: Floats) -> Floats:
    return np.asarray(np.log(share) - np.log1p(-share))
