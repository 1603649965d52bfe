"""Reports of events: what is one event, what is two, and how many there are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bench._invented_events import FAMILIES, reports
from habeas.errors import BadInput, UsageProblem
from habeas.linkage.events.link import LinkedEvents, link_events
from habeas.linkage.events.reasons import NOTHING, WORDS, reasons
from habeas.linkage.events.records import APART_DAYS, EventRecord, families_of, family_numbers
from habeas.linkage.place_levels import EventPlace, Level
from habeas.linkage.replicates import draw

DAY = 738_000


def _group(found: LinkedEvents, records: list[EventRecord], *ids: str) -> set[int]:
    place = {record.id: row for row, record in enumerate(records)}
    return {int(found.linked.labels[place[one]]) for one in ids}


def _beside(own: list[EventRecord], seed: int = 11) -> list[EventRecord]:
    """These reports among two hundred others, which say what is usual."""
    return own + reports(120, seed)[0]


def _taken(identifier: str, **other: object) -> EventRecord:
    town = EventPlace(name="Oy Kuzma", level=Level.TOWN, within=("Far Plain",))
    given: dict[str, object] = {"act": "arrest", "earliest": DAY, "latest": DAY, "place": town}
    return EventRecord(identifier, **(given | {"people": frozenset({"anna", "bela"})} | other))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [21, 22])
def test_link_events_invented_reports_finds_events_and_their_number(seed: int) -> None:
    records, truth = reports(250, seed)

    found = link_events(records, FAMILIES).linked

    events = len(set(truth))
    assert 0.9 <= (found.labels.max() + 1) / events <= 1.2
    assert found.persons.low <= events <= found.persons.high
    pairs = {(a, b) for a in range(len(truth)) for b in range(a) if truth[a] == truth[b]}
    ours = {(a, b) for a in range(len(truth)) for b in range(a) if found.labels[a] == found.labels[b]}
    assert len(pairs & ours) / len(ours) >= 0.75
    assert len(pairs & ours) / len(pairs) >= 0.7


def test_link_events_same_people_act_day_place_in_two_scripts_are_one_event() -> None:
    cyrillic = EventPlace(name="Ой Кузма", level=Level.TOWN, within=("Far Plain",))
    records = _beside([_taken("a", source="s-one"), _taken("b", place=cyrillic, source="s-two")])

    assert len(_group(link_events(records, FAMILIES), records, "a", "b")) == 1


def test_link_events_abduction_then_torture_of_one_person_on_one_day_are_two_events() -> None:
    records = _beside([_taken("a", act="abduction"), _taken("b", act="torture"), _taken("c", act="")])

    assert len(_group(link_events(records, FAMILIES), records, "a", "b")) == 2


def test_link_events_same_person_taken_again_after_a_month_is_two_events() -> None:
    later = DAY + 60
    between = _taken("c", earliest=DAY, latest=later)
    records = _beside([_taken("a"), _taken("b", earliest=later, latest=later), between])

    assert len(_group(link_events(records, FAMILIES), records, "a", "b")) == 2


def test_link_events_two_claims_of_one_source_are_one_event() -> None:
    records = _beside([_taken("a", source="s-one"), _taken("b", source="s-one", people=frozenset({"anna"}))])

    assert len(_group(link_events(records, FAMILIES), records, "a", "b")) == 1


def test_link_events_only_a_year_and_a_region_in_common_stay_apart() -> None:
    wide = EventPlace(name="Far Plain", level=Level.REGION)
    year = {"earliest": DAY - 100, "latest": DAY + 260, "place": wide}
    records = _beside(
        [_taken("a", people=frozenset({"anna"}), **year), _taken("b", people=frozenset({"bela"}), **year)]
    )

    assert len(_group(link_events(records, FAMILIES), records, "a", "b")) == 2


def test_link_events_judgements_bind_against_act_time_and_evidence() -> None:
    records = _beside([_taken("a"), _taken("b", source="s-two"), _taken("c", act="torture", earliest=900, latest=900)])

    found = link_events(records, FAMILIES, judged=[(0, 1, False), (0, 2, True)])

    assert len(_group(found, records, "a", "b")) == 2
    assert len(_group(found, records, "a", "c")) == 1


def test_link_events_same_reports_twice_same_answer() -> None:
    records, _ = reports(80, 3)

    one, other = link_events(records, FAMILIES).linked, link_events(records, FAMILIES).linked

    assert np.array_equal(one.labels, other.labels)
    assert np.array_equal(one.probability, other.probability)


def test_link_events_no_group_holds_two_families_or_dates_further_apart_than_a_month() -> None:
    records, _ = reports(150, 8)
    family = family_numbers(records, FAMILIES)

    labels = link_events(records, FAMILIES).linked.labels

    for label in range(int(labels.max()) + 1):
        rows = np.flatnonzero(labels == label).tolist()
        days = [days for row in rows if (days := records[row].days)]
        assert len({family[row] for row in rows} - {-1}) <= 1
        assert not days or max(first for first, _ in days) - min(last for _, last in days) <= APART_DAYS


def test_link_events_result_gives_replicates() -> None:
    records, _ = reports(80, 3)

    versions = draw(link_events(records, FAMILIES).linked)

    assert len(versions) >= 10
    assert len({int(version.max()) for version in versions}) > 1


def test_reasons_add_up_to_the_weight_and_are_words() -> None:
    records, _ = reports(80, 3)
    found = link_events(records, FAMILIES)

    for pair in (0, len(found.linked.left) // 2, int(np.argmax(found.linked.weight))):
        given = reasons(found, pair)
        assert sum(reason.bits for reason in given) == pytest.approx(found.linked.weight[pair])
        assert {reason.comparison for reason in given} == set(found.names)
        assert all(reason.words == NOTHING for reason in given if reason.level < 0)


def test_words_there_is_one_for_every_level() -> None:
    records, _ = reports(80, 3)
    model = link_events(records, FAMILIES).linked.model
    assert model is not None

    for name, m in zip(model.names, model.m, strict=True):
        assert len(WORDS["people" if name == "perpetrators" else name]) == len(m)


@pytest.mark.parametrize("count", [0, 1])
def test_link_events_no_pairs_gives_what_there_is(count: int) -> None:
    found = link_events([_taken("a")][:count], FAMILIES)

    assert found.linked.labels.tolist() == [0] * count
    assert found.linked.persons.estimate == count
    assert found.linked.model is None


def test_link_events_reports_that_say_nothing_stay_apart() -> None:
    found = link_events([EventRecord(str(number)) for number in range(5)])

    assert found.linked.labels.max() + 1 == 5


@settings(max_examples=30, deadline=None)
@given(
    some.lists(
        some.builds(
            EventRecord,
            id=some.just("x"),
            act=some.sampled_from(["", "arrest", "killing", "unheard of"]),
            people=some.frozensets(some.sampled_from("abc")),
            perpetrators=some.frozensets(some.sampled_from("yz")),
            place=some.none()
            | some.builds(
                EventPlace,
                name=some.text(max_size=6),
                level=some.sampled_from(Level),
                near=some.booleans(),
                within=some.lists(some.text(max_size=4), max_size=2).map(tuple),
            ),
        ),
        max_size=12,
    )
)
def test_link_events_any_reports_every_one_has_an_event(given: list[EventRecord]) -> None:
    records = [replace(record, id=str(number)) for number, record in enumerate(given)]

    found = link_events(records, FAMILIES).linked

    assert len(found.labels) == len(records)
    assert len(set(found.labels.tolist())) == found.persons.estimate


@pytest.mark.parametrize(
    "wrong",
    [
        {"earliest": 5},
        {"earliest": 9, "latest": 5},
        {"earliest": 0, "latest": 5},
        {"least": 4, "most": 2},
        {"least": -1},
    ],
)
def test_event_record_impossible_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(BadInput):
        EventRecord("a", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"latitude": 4.0}, {"latitude": 91.0, "longitude": 0.0}, {"radius_km": -1.0}])
def test_event_place_impossible_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        EventPlace(name="Karst", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("judged", [(0, 0, True), (0, 9, True), (-1, 0, False)])
def test_link_events_judgement_about_no_row_is_refused(judged: tuple[int, int, bool]) -> None:
    with pytest.raises(UsageProblem):
        link_events([_taken("a"), _taken("b")], judged=[judged])


def test_link_events_one_id_twice_is_refused() -> None:
    with pytest.raises(UsageProblem):
        link_events([_taken("a"), _taken("a")])


def test_families_of_built_in_words_puts_deprivation_of_liberty_together() -> None:
    from habeas.claims.words import built_in

    families = families_of({code: word.huridocs for code, word in built_in("act_types").items()})

    assert families["arrest"] == families["abduction"] == families["enforced_disappearance"]
    assert families["killing"] != families["torture"] != families["arrest"]
    assert families["looting"] == "looting"
    assert families["violence_unspecified"] == ""


def test_family_numbers_no_act_is_of_any_family() -> None:
    records = [_taken("a"), _taken("b", act=""), _taken("c", act="abduction"), _taken("d", act="of our own")]
    vague = [_taken("e", act="violence_unspecified")]

    assert family_numbers(records + vague, FAMILIES | {"violence_unspecified": ""}) == [0, -1, 0, 1, -1]
