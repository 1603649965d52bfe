"""Keys that bring records together."""

import numpy as np
import pytest

from habeas.linkage.people.by_splink.keys import Keys, keys_of
from habeas.linkage.people.by_splink.prepared import prepared
from habeas.linkage.people.records import Records, gathered
from tests.linkage.invented import lists


def _keys(records: Records, wanted: int = 1_000_000) -> Keys:
    return keys_of(prepared(records), wanted)


def _pairs(keys: Keys) -> set[tuple[int, int]]:
    held: dict[int, list[int]] = {}
    for record, key in zip(keys.record.tolist(), keys.key.tolist(), strict=True):
        held.setdefault(key, []).append(record)
    return {(a, b) for rows in held.values() for a in rows for b in rows if a < b}


def test_keys_of_invented_lists_reach_nearly_all_pairs_of_one_person() -> None:
    records, truth = lists(200, 4)
    found = _pairs(_keys(records))
    same = {(a, b) for a in range(len(truth)) for b in range(a + 1, len(truth)) if truth[a] == truth[b]}

    assert len(found & same) / len(same) >= 0.95


def test_keys_of_two_scripts_and_a_wrong_day_still_meet() -> None:
    rows = [["Руслан Тарханов", "1990-05-02"], ["Ruslan Tarkhanov", "1990-05-20"], ["Zoran Vidal", "1990-05-02"]]
    found = _pairs(_keys(gathered([("a", (["full_name", "birth_date"], rows))])))

    assert (0, 1) in found
    assert (1, 2) not in found


@pytest.mark.parametrize("wanted", [0, 10, 500])
def test_keys_of_make_no_more_pairs_than_wanted(wanted: int) -> None:
    records, _ = lists(150, 5)

    found = _keys(records, wanted)

    assert found.pairs <= wanted
    assert len(_pairs(found)) <= wanted + 1


def test_keys_of_the_rarest_first() -> None:
    records, _ = lists(150, 6)
    few, many = _keys(records, 200), _keys(records, 5_000)

    assert (
        np.bincount(np.unique(few.key, return_inverse=True)[1]).max()
        <= np.bincount(np.unique(many.key, return_inverse=True)[1]).max()
    )
    assert _pairs(few) <= _pairs(many)


def test_keys_of_records_with_nothing_to_share_are_none() -> None:
    found = _keys(gathered([("a", (["full_name"], [["Selim Malik"], [""], ["Zoran Vidal"]]))]))

    assert found.pairs == 0
    assert len(found.key) == 0
