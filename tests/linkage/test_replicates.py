"""The doubt of linkage, handed on."""

import numpy as np
import pytest

from habeas.errors import UsageProblem
from habeas.linkage.people.link import link
from habeas.linkage.replicates import draw, histories
from tests.linkage.invented import lists


def test_draw_same_seed_same_versions_that_differ_among_themselves() -> None:
    found = link(lists(150, 31)[0])

    versions, again = draw(found, 12, seed=5), draw(found, 12, seed=5)

    assert all(np.array_equal(one, other) for one, other in zip(versions, again, strict=True))
    assert len({int(labels.max()) for labels in versions}) > 1


def test_draw_too_few_is_refused() -> None:
    with pytest.raises(UsageProblem):
        draw(link(lists(20, 1)[0]), 3)


def test_histories_counts_persons_by_their_lists() -> None:
    table = histories(np.asarray([0, 1, 0, 2, 2]), (0, 0, 1, 1, 1), 2)

    assert dict(zip(map(tuple, table.marks.tolist()), table.counts.tolist(), strict=True)) == {
        (1, 1): 1,
        (1, 0): 1,
        (0, 1): 1,
    }


def test_histories_rows_that_name_nobody_stand_on_no_list() -> None:
    table = histories(np.asarray([0, 1, 0, 2]), (0, 0, 1, 1), 2, nobody={1, 2})

    assert dict(zip(map(tuple, table.marks.tolist()), table.counts.tolist(), strict=True)) == {(1, 0): 1, (0, 1): 1}
