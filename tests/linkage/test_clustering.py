"""Joins by mean evidence."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy.cluster import hierarchy

from habeas.linkage.clustering import ABSENT, MOST, grow


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


def test_grow_a_part_alone_gives_what_it_gives_among_others() -> None:
    """What no chain of strong pairs connects never meets: new records elsewhere change nothing here."""
    rng = np.random.default_rng(8)
    left, right = np.triu_indices(40, 1)
    near = (left < 20) == (right < 20)
    evidence = np.where(near, rng.normal(0, 4, len(left)), -3.0)

    whole = grow(40, left, right, evidence, floor=-2.0).labels()
    one = (left < 20) & (right < 20)
    alone = grow(20, left[one], right[one], evidence[one], floor=-2.0).labels()

    assert np.array_equal(whole[:20], alone)


@pytest.mark.parametrize("seed", range(8))
def test_grow_is_mean_linkage_over_all_pairs(seed: int) -> None:
    """Beside scipy's average linkage of the full matrix, pairs that are no candidates at ABSENT below the floor."""
    rng = np.random.default_rng(seed)
    count, floor = 25, -1.5
    left, right = np.triu_indices(count, 1)
    value = np.clip(rng.normal(-2, 4, len(left)), -MOST, MOST)
    given = rng.random(len(left)) < 0.5
    full = np.where(given, value, floor + ABSENT)

    found = grow(count, left[given], right[given], value[given], floor=floor).labels()

    joins = hierarchy.linkage(MOST - full, "average")
    expected = hierarchy.fcluster(joins, MOST - floor - 1e-9, "distance")
    assert len(set(zip(found.tolist(), expected.tolist(), strict=True))) == len(set(found.tolist()))
    assert len(set(found.tolist())) == len(set(expected.tolist()))
