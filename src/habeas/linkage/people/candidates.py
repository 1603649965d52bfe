"""Which pairs of records are worth a close look.

    1 each record is joined with those that share a feature of few holders; of these the best NEAREST are kept
    2 a first, cheap mixture over all pairs says how likely each is: what agrees, and what differs
    3 pairs whose likely partners are the same records go forward: friends of friends
    4 the best pairs, `budget` a record, are the candidates

No blocking rule is written by hand, so no rule can lose everybody whose surname is misspelt; the measure is the share
of true pairs among the candidates (bench/linkage.py).
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from habeas.linkage.mixture import Floats, Levels, Places, Start
from habeas.linkage.people.columns import comparisons
from habeas.linkage.people.features import Features, weigh
from habeas.linkage.people.records import Records
from habeas.linkage.people.scoring import score

MOST_HOLDERS = 300
"""A feature of more records than this finds nobody (it still counts in a pair that another feature found)."""
NEAREST = 60
BUDGET = 18.0
"""Candidates a record."""
FEW = 20_000
"""So many pairs are looked at in any case: of a short list, all."""
COSINES = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85)
_BLOCK = 200_000
_ROWS = 1_000


@dataclass(frozen=True)
class Candidates:
    """Pairs of rows, left < right, best first. `likeness`: shape (pairs,), only its order means anything."""

    left: Places
    right: Places
    likeness: Floats

    def __len__(self) -> int:
        return len(self.left)


def candidates(records: Records, budget: float = BUDGET) -> Candidates:
    """The pairs to be scored, the likeliest first; ties by row, so that the answer never depends on the machine."""
    count = len(records)
    if count * (count - 1) // 2 <= FEW:
        left, right = (side.astype(np.int64) for side in np.triu_indices(count, 1))
        return Candidates(left, right, np.zeros(len(left)))
    features = weigh(records)
    left, right = _joined(features)  # 1
    if len(left) == 0:
        return Candidates(left, right, np.zeros(0))
    cosine = _Cosine(features.weights[:, features.of_names])
    described = [(cosine.start(), cosine.compare), *comparisons(records, close=False)]
    odds = score(records, left, right, described).log_odds  # 2
    shared = _cosine_of(features.weights, left, right)
    likeness = odds + 8.0 * shared + 20.0 * _common_partners(count, left, right, odds)  # 3
    wanted = max(FEW, int(budget * count))
    order = np.lexsort((right, left, -likeness))[:wanted]  # 4
    return Candidates(left[order], right[order], likeness[order])


def _joined(features: Features) -> tuple[Places, Places]:
    """1 Pairs that share a feature of few holders, the best of each record, in blocks of rows to bound the memory."""
    useful = (features.held_by > 1) & (features.held_by <= MOST_HOLDERS)
    rows = features.weights[:, useful].tocsr()
    columns = rows.T.tocsr()
    found: list[Places] = []
    for start in range(0, rows.shape[0], _ROWS):
        found.append(_best(sparse.csr_matrix(rows[start : start + _ROWS] @ columns), start))
    pairs = np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)
    # A pair that only one of the two counts among its best is kept.
    keys = np.sort(pairs.min(axis=1) * rows.shape[0] + pairs.max(axis=1))
    keys = keys[np.diff(keys, prepend=-1) > 0]
    return keys // rows.shape[0], keys % rows.shape[0]


def _best(shared: sparse.csr_matrix, start: int) -> Places:
    """The NEAREST of each row of a block, as pairs; shape (pairs, 2)."""
    row_of = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
    other = row_of + start != shared.indices
    row_of, indices, values = row_of[other], shared.indices[other], shared.data[other]
    order = np.lexsort((-values, row_of))
    sorted_rows = row_of[order]
    first = np.searchsorted(sorted_rows, np.arange(shared.shape[0]))
    rank = np.arange(len(order)) - first[sorted_rows]
    kept = order[rank < NEAREST]
    return np.column_stack((row_of[kept] + start, indices[kept])).astype(np.int64)


class _Cosine:
    """How much of what two names could share they share: a stand-in for comparing them closely."""

    def __init__(self, weights: sparse.csr_matrix) -> None:
        self._weights = weights

    def start(self) -> Start:
        """Usual m and u of the levels between COSINES."""
        return Start("names", (0.05, 0.05, 0.1, 0.1, 0.15, 0.2, 0.35), (0.9, 0.05, 0.02, 0.01, 0.01, 0.005, 0.005))

    def compare(self, left: Places, right: Places) -> Levels:
        return np.digitize(_cosine_of(self._weights, left, right), COSINES).astype(np.int8)


def _cosine_of(weights: sparse.csr_matrix, left: Places, right: Places) -> Floats:
    own = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    return np.asarray(_products(weights, left, right) / np.maximum(own[left] * own[right], 1e-9))


def _products(rows: sparse.csr_matrix, left: Places, right: Places) -> Floats:
    """Product of the rows of each pair, in blocks to bound the memory."""
    found = np.empty(len(left))
    for start in range(0, len(left), _BLOCK):
        part = slice(start, start + _BLOCK)
        found[part] = np.asarray(rows[left[part]].multiply(rows[right[part]]).sum(axis=1)).ravel()
    return found


def _common_partners(count: int, left: Places, right: Places, odds: Floats) -> Floats:
    """3 Which share of the likely partners of the one with fewer, both have. Shape (pairs,), 0 to 1."""
    chance = 1 / (1 + np.exp(-np.clip(odds, -60, 60)))
    likely = chance > 0.02
    graph = sparse.coo_matrix((chance[likely], (left[likely], right[likely])), shape=(count, count)).tocsr()
    graph = sparse.csr_matrix(graph + graph.T + sparse.eye(count))
    own = np.asarray(graph.multiply(graph).sum(axis=1)).ravel()
    return np.asarray(_products(graph, left, right) / np.minimum(own[left], own[right]))
