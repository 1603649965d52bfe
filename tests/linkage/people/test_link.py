"""The whole way: records in, pairs, persons and their number out."""

import random

import numpy as np
import pytest

from habeas.linkage.people.link import link
from habeas.linkage.people.records import Records, gathered
from tests.linkage.invented import FAMILY, GIVEN, lists


def _partition(labels: list[int]) -> set[frozenset[int]]:
    groups: dict[int, set[int]] = {}
    for row, label in enumerate(labels):
        groups.setdefault(label, set()).add(row)
    return {frozenset(group) for group in groups.values()}


@pytest.mark.parametrize(("people", "seed"), [(60, 1), (150, 2), (300, 3)])
def test_link_invented_lists_finds_the_persons_and_their_number(people: int, seed: int) -> None:
    records, truth = lists(people, seed)

    found = link(records)

    right = len(_partition(truth) & _partition(found.labels.tolist()))
    true_count = len(set(truth))
    assert right / true_count >= 0.85
    assert 0.9 <= (found.labels.max() + 1) / true_count <= 1.15
    assert found.persons.low <= true_count <= found.persons.high


def test_link_same_records_twice_same_answer() -> None:
    records, _ = lists(80, 5)

    one, other = link(records), link(records)

    assert np.array_equal(one.labels, other.labels)
    assert np.array_equal(one.probability, other.probability)


def test_link_a_list_beside_itself_pairs_every_record() -> None:
    records, _ = lists(60, 7)
    table = (["record_id", "full_name", "birth_date", "place"], _rows(records))

    found = link(gathered([("a", table), ("b", table)]))

    half = len(found.labels) // 2
    assert (found.labels[:half] == found.labels[half:]).mean() >= 0.99


def test_link_judged_the_same_joins_strangers() -> None:
    records, truth = lists(60, 9)
    other = next(row for row in range(len(truth)) if truth[row] != truth[0])

    found = link(records, judged=[(0, other, True)])

    assert found.labels[0] == found.labels[other]


def test_link_judged_not_the_same_keeps_twins_apart() -> None:
    records, _ = lists(60, 11)
    free = link(records)
    surest = int(np.argmax(free.probability))
    a, b = int(free.left[surest]), int(free.right[surest])

    found = link(records, judged=[(a, b, False)])

    assert free.labels[a] == free.labels[b]
    assert found.labels[a] != found.labels[b]


@pytest.mark.parametrize("count", [0, 1])
def test_link_no_pairs_at_all_gives_what_there_is(count: int) -> None:
    found = link(gathered([("a", (["full_name"], [["Selim Malik"]] * count))]))

    assert found.labels.tolist() == [0] * count
    assert found.persons.estimate == count
    assert len(found.left) == 0


def test_link_records_with_empty_cells_only_stay_apart() -> None:
    found = link(gathered([("a", (["full_name", "birth_date"], [["", ""]] * 5))]))

    assert found.labels.max() + 1 == 5


def _rows(records: Records) -> list[list[str]]:
    columns = [records.record_ids, *(records.cells[name] for name in ("full_name", "birth_date", "place"))]
    return [list(row) for row in zip(*columns, strict=True)]


def test_link_rows_that_name_nobody_stay_alone_uncounted_until_judged() -> None:
    header = ["record_id", "full_name", "event_date", "place"]
    named = [
        [str(n), f"{name} Batal", "2024-03-08", "Kesh"] for n, name in enumerate(("Selim", "Taras", "Olek", "Niko"))
    ]
    unknown = [["u1", "unknown", "2024-03-08", "Kesh"], ["u2", "unknown man", "2024-03-08", "Kesh"]]
    records = gathered([("a", (header, named + unknown))])

    alone, judged = link(records), link(records, judged=[(4, 5, True), (3, 4, True)])

    assert [alone.labels.tolist().count(alone.labels[row]) for row in (4, 5)] == [1, 1]
    assert alone.persons.high <= 4 + 2  # each of the two may be somebody more
    assert alone.persons.estimate == len(set(alone.labels.tolist())) - 2
    assert len(set(judged.labels[3:6].tolist())) == 1
    assert judged.persons.estimate == len(set(judged.labels.tolist()))


def test_link_few_judgements_say_that_nothing_was_learned() -> None:
    records, truth = lists(60, 9)

    found = link(records, judged=[(0, 1, truth[0] == truth[1])])

    assert found.learned is not None
    assert not found.learned.used
    assert "1 pairs are judged" in found.learned.because
    assert link(records).learned is None


def test_link_many_judgements_are_learned_from_and_make_nothing_worse() -> None:
    records, truth = lists(300, 3)
    free = link(records)
    order = np.argsort(np.abs(np.log(free.probability + 1e-9) - np.log(1 - free.probability + 1e-9)))
    judged = [(int(a), int(b), truth[a] == truth[b]) for a, b in zip(free.left, free.right, strict=True)]

    found = link(records, judged=[judged[k] for k in order[:240:2].tolist()])

    assert found.learned is not None
    assert found.learned.judged == 120
    assert np.isfinite(found.learned.before)
    right = [len(_partition(truth) & _partition(one.labels.tolist())) for one in (free, found)]
    assert right[1] >= right[0]


ZUZKA = ["Zuzka Kovarin", "1960-02-03", "2024-03-01", "Kesh", "f"]
HEADER = ["full_name", "birth_date", "event_date", "place", "sex"]


def test_link_nothing_but_one_person_on_two_lists_is_one_person() -> None:
    found = link(gathered([("a", (HEADER, [ZUZKA])), ("b", (HEADER, [ZUZKA]))]))

    assert found.persons.estimate == 1


def test_link_many_namesakes_born_on_other_days_elsewhere_are_not_joined_and_join_nobody() -> None:
    rng = random.Random(1)
    places = "Kesh Lomna Selmir Khartsy Dubovaya Orlets Shcherbina".split()
    letters = ["".join(rng.choice(part) for part in ("bdkmrstvz", "aeiou") * 3) for _ in range(120)]
    others = [
        [
            f"{letters[n].title()} {letters[60 + n].title()}",
            str(rng.randint(1930, 1999)),
            f"2024-0{rng.randint(1, 9)}-10",
            rng.choice(places),
            "m",
        ]
        for n in range(60)
    ]
    namesakes = [[ZUZKA[0], f"19{60 + n}-0{1 + n % 9}-1{n % 10}", "2024-03-05", places[n % 7], "f"] for n in range(15)]
    again = [["Zuzka Kovaryn", *row[1:]] for row in namesakes]

    found = link(gathered([("a", (HEADER, [*namesakes, *others])), ("b", (HEADER, [*again, *others]))]))

    assert found.persons.low <= 75 <= found.persons.high
    assert max(np.bincount(found.labels)) <= 8


def test_link_one_person_in_a_hundred_rows_does_not_join_the_others() -> None:
    rng = random.Random(2)
    others = [
        [f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}", str(1930 + n % 70), f"2024-0{1 + n % 9}-1{n % 10}", "Lomna", "m"]
        for n in range(200)
    ]

    alone, beside = (link(gathered([("a", (HEADER, [*others, *more]))])) for more in ([], [ZUZKA] * 100))

    assert beside.persons.estimate >= 0.97 * (alone.persons.estimate + 1)
