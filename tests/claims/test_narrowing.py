"""A part of the queue, and doubles one after the other."""

import pytest

from habeas.claims import disputes, review
from habeas.claims.add import add
from habeas.claims.model import Kind
from habeas.claims.narrowing import Narrowed, queue
from habeas.claims.propose import Recorded
from habeas.ids import ItemId
from tests.world import World

Ids = dict[str, ItemId]


def test_a_queue_that_nothing_narrows_is_the_whole_queue(world: World, ids: Ids) -> None:
    assert set(queue(world, Narrowed())) == set(disputes.queue(world))


@pytest.mark.parametrize(
    ("narrowed", "kept"),
    [
        (Narrowed(act="abduction"), {"abduction", "denied"}),
        (Narrowed(act="release"), {"call"}),
        (Narrowed(confidence=(0.65, 0.8)), {"denied", "denial"}),
        (Narrowed(confidence=(0.0, 0.6)), {"beating"}),
        (Narrowed(act="abduction", confidence=(0.8, 1.0)), {"abduction"}),
        (Narrowed(act="torture"), set()),
        (Narrowed(list=ItemId("lst-000000000000")), set()),
        (Narrowed(person=ItemId("per-000000000000")), set()),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_queue_is_narrowed_by_act_and_confidence(world: World, ids: Ids, narrowed: Narrowed, kept: set[str]) -> None:
    assert set(queue(world, narrowed)) == {ids[name] for name in kept}


def test_a_queue_of_one_person_has_those_who_were_merged_into_them(world: World, ids: Ids, recorded: Recorded) -> None:
    added = add(world, Kind.CLAIM, recorded.source, {"act.type": "torture", "victims": "@I. Morozan"})
    assert added.id not in queue(world, Narrowed(person=ids["Ilya"]))
    review.merge(world, added.made[0].id, ids["Ilya"])
    assert set(queue(world, Narrowed(person=ids["Ilya"]))) == {ids["abduction"], ids["denied"], added.id}
    assert queue(world, Narrowed(place=ids["near"])) == (ids["abduction"],)


def test_what_says_the_same_of_the_same_people_comes_right_after_the_first(
    world: World, ids: Ids, recorded: Recorded
) -> None:
    double = add(world, Kind.CLAIM, recorded.source, {"act.type": "abduction", "victims": ids["Ilya"]})
    found = queue(world, Narrowed())
    together = [found.index(one) for one in (ids["abduction"], ids["denied"], double.id)]
    assert together == list(range(together[0], together[0] + 3))


def test_what_a_person_put_in_counts_as_sure(world: World, recorded: Recorded) -> None:
    added = add(world, Kind.CLAIM, recorded.source, {"act.type": "torture"})
    assert added.id in queue(world, Narrowed(confidence=(0.95, 1.0)))
    assert added.id not in queue(world, Narrowed(confidence=(0.0, 0.9)))
