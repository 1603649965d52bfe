"""How right a partition of records is, beside the true one: for persons and for events."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]


def measures(found: Labels, truth: Labels) -> tuple[float, ...]:
    """Persons ratio, B-cubed F, persons exactly right, P, R and F1 of pairs, share of groups of more than 3 persons."""
    found, truth = numbers(found.tolist()), numbers(truth.tolist())
    cells, inverse, held = np.unique(found * (int(truth.max()) + 1) + truth, return_inverse=True, return_counts=True)
    sizes, true_sizes = np.bincount(found), np.bincount(truth)
    both = int((held * (held - 1) // 2).sum())
    precision = both / max(1, int((sizes * (sizes - 1) // 2).sum()))
    recall = both / max(1, int((true_sizes * (true_sizes - 1) // 2).sum()))
    ours, theirs = float((held[inverse] / sizes[found]).mean()), float((held[inverse] / true_sizes[truth]).mean())
    group, person = np.divmod(cells, int(truth.max()) + 1)
    exact = int(((held == sizes[group]) & (held == true_sizes[person])).sum()) / len(true_sizes)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    mixed = float((np.bincount(group) > 3).mean())
    return len(sizes) / len(true_sizes), 2 * ours * theirs / (ours + theirs), exact, precision, recall, f1, mixed


def numbers(values: Sequence[object]) -> Labels:
    numbers: dict[object, int] = {}
    return np.asarray([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)
