"""A record that fits two people joins neither; and which pairs a person should be asked about.

"A. Isaev" fits Akhmed and Adam; a row without birth and patronymic fits both cousins of one name. Where the two whom it
fits cannot be one person (differences.py), it goes to the one whom it fits clearly better, else to neither.

    1 for each row, those whom it fits better than evens
    2 of these, two who cannot be one person by something that the row does not tell
    3 the worse of the two, or both where they are within CLEARLY, are held below the cut: not joined, but in the
      interval (indistinct.py) and before the reviewer
"""

from collections import defaultdict
from itertools import combinations

import numpy as np

from habeas.linkage.mixture import Floats
from habeas.linkage.people.candidates import Candidates
from habeas.linkage.people.differences import Differences
from habeas.linkage.people.words_alike import Flags

CLEARLY = 3.0
"""Natural log odds."""
BELOW = 3.0
"""Natural log odds below the cut: outside the doubt of the model, for it is another doubt."""
MOST_FITTING = 12
"""Of those whom a row fits, so many are compared with each other."""


def fit_one(
    found: Candidates, odds: Floats, free: Flags, cut: float, differences: Differences | None
) -> tuple[Floats, Flags, int]:
    """(odds with what fits two held below the cut, which pairs those are, how many rows joined neither). `free`: pairs
    that are not looked at."""
    held = np.zeros(len(odds), dtype=np.bool_)
    if differences is None:
        return odds, held, 0
    fitting: defaultdict[int, list[tuple[float, int, int]]] = defaultdict(list)
    strong = np.flatnonzero((odds > min(0.0, cut)) & ~free & (odds < 1e5))
    for place, a, b in zip(
        strong.tolist(), found.left[strong].tolist(), found.right[strong].tolist(), strict=True
    ):  # 1
        fitting[a].append((-float(odds[place]), b, place))
        fitting[b].append((-float(odds[place]), a, place))
    pairs = [
        (row, one, other)
        for row, each in fitting.items()
        if len(each) > 1
        for one, other in combinations(sorted(each)[:MOST_FITTING], 2)
    ]
    if not pairs:
        return odds, held, 0
    rows = np.asarray([(row, one[1], other[1]) for row, one, other in pairs], dtype=np.int64)
    between: set[int] = set()
    for number in np.flatnonzero(differences.left_open(*rows.T)).tolist():  # 2
        row, one, other = pairs[number]
        if other[0] - one[0] < CLEARLY:
            between.add(row)
        held[other[2]] = True
        held[one[2]] |= other[0] - one[0] < CLEARLY  # 3
    return np.where(held, np.minimum(odds, cut - BELOW), odds), held, len(between)


def near(found: Candidates, odds: Floats, apart: Flags, floor: float) -> list[tuple[int, int]]:
    """Pairs that cannot be one person and that a chain of others could bring together."""
    linked = np.zeros(int(max(found.left.max(initial=0), found.right.max(initial=0))) + 1, dtype=np.bool_)
    strong = odds > floor
    linked[found.left[strong]] = linked[found.right[strong]] = True
    which = np.flatnonzero(apart & linked[found.left] & linked[found.right])
    return list(zip(found.left[which].tolist(), found.right[which].tolist(), strict=True))


def asked(found: Candidates, plain: Floats | None, doubtful: Flags) -> tuple[tuple[int, int], ...]:
    """Doubtful pairs that all else speaks for, the likest first."""
    if plain is None:
        return ()
    which = np.flatnonzero(doubtful & (plain > 0))
    which = which[np.argsort(-plain[which], kind="stable")]
    return tuple(zip(found.left[which].tolist(), found.right[which].tolist(), strict=True))
