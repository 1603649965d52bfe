"""Joins by mean evidence."""

import numpy as np
import numpy.typing as npt

from habeas.linkage.clustering import grow


def _pairs(
    rows: list[tuple[int, int, float]],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    left, right, evidence = zip(*rows, strict=True)
    return np.asarray(left), np.asarray(right), np.asarray(evidence)


def test_grow_chain_with_a_weak_end_is_not_swallowed() -> None:
    tree = grow(4, *_pairs([(0, 1, 8.0), (1, 2, 3.0), (0, 2, -9.0), (2, 3, 8.0)]))

    assert tree.labels().tolist() == [0, 0, 1, 1]


def test_grow_apart_binds_whatever_the_evidence() -> None:
    tree = grow(3, *_pairs([(0, 1, 9.0), (1, 2, 9.0), (0, 2, 9.0)]), apart=[(0, 2)])

    labels = tree.labels()
    assert labels[0] != labels[2]
    assert tree.count() == 2


def test_grow_apart_is_inherited_through_joins() -> None:
    tree = grow(
        4, *_pairs([(0, 1, 9.0), (2, 3, 8.0), (0, 2, 7.0), (1, 3, 7.0), (0, 3, 7.0), (1, 2, 7.0)]), apart=[(1, 3)]
    )

    assert tree.labels().tolist() == [0, 0, 1, 1]


def test_grow_higher_cut_never_joins_more() -> None:
    rng = np.random.default_rng(4)
    left, right = np.triu_indices(30, 1)
    tree = grow(30, left, right, rng.normal(-3, 4, len(left)), floor=-1.0)

    counts = [tree.count(cut) for cut in (-1.0, 0.0, 2.0, 5.0)]
    assert counts == sorted(counts)
    assert tree.count() == tree.labels().max() + 1
