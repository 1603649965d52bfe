import pytest

from habeas.claims import edits, look_up, review
from habeas.errors import NotFound, UsageProblem
from habeas.ids import ItemId
from tests.world import World

Ids = dict[str, ItemId]


def change(world: World, identifier: ItemId, **typed: str) -> None:
    given = {path.replace("__", "."): value for path, value in typed.items()}
    review.edit(world, identifier, *edits.changes(world, look_up.item(world, identifier), given))


@pytest.mark.parametrize(
    ("typed", "earliest", "latest", "precision"),
    [
        ("2021-03-04", "2021-03-04", "2021-03-04", "day"),
        ("2020-02", "2020-02-01", "2020-02-29", "month"),
        ("2021", "2021-01-01", "2021-12-31", "year"),
        ("2021-03/..", "2021-03-01", None, "range"),
        ("../2021-03", None, "2021-03-31", "range"),
        ("2021-03/2021-05", "2021-03-01", "2021-05-31", "range"),
    ],
)
def test_a_time_keeps_its_precision_and_its_open_ends(
    world: World, ids: Ids, typed: str, earliest: str | None, latest: str | None, precision: str
) -> None:
    change(world, ids["abduction"], time=typed)
    time = look_up.item(world, ids["abduction"]).fields["time"]
    assert (time["edtf"], time.get("earliest"), time.get("latest")) == (typed, earliest, latest)
    assert (time["precision"], time["basis"]) == (precision, "set_by_a_person")


@pytest.mark.parametrize("typed", ["2021-13", "last spring", "4 March", "2021-02-30"])
def test_what_is_no_date_is_refused(world: World, ids: Ids, typed: str) -> None:
    with pytest.raises(UsageProblem):
        change(world, ids["abduction"], time=typed)


def test_an_empty_time_means_that_none_is_known(world: World, ids: Ids) -> None:
    change(world, ids["abduction"], time="")
    assert "time" not in look_up.item(world, ids["abduction"]).fields


def test_another_act_takes_its_own_huridocs_code_and_keeps_the_method(world: World, ids: Ids) -> None:
    change(world, ids["beating"], act__type="torture")
    assert look_up.item(world, ids["beating"]).fields["act"] == {
        "type": "torture", "mt4": "020111110000", "method": "beating", "mt5": "0301",
    }  # fmt: skip
    change(world, ids["beating"], act__method="")
    assert "method" not in look_up.item(world, ids["beating"]).fields["act"]


def test_two_paths_into_one_field_are_both_kept(world: World, ids: Ids) -> None:
    change(world, ids["beating"], act__type="torture", act__method="electric_shock")
    act = look_up.item(world, ids["beating"]).fields["act"]
    assert (act["type"], act["method"], act["mt5"]) == ("torture", "electric_shock", "0308")


def test_who_was_named_keeps_the_words_and_who_is_new_is_inferred(world: World, ids: Ids) -> None:
    before = look_up.item(world, ids["abduction"]).fields["victims"][0]
    change(world, ids["abduction"], victims=f"{ids['Ilya']}, {ids['students']}")
    kept, new = look_up.item(world, ids["abduction"]).fields["victims"]
    assert kept == before
    assert new == {"entity": ids["students"], "inferred": True}
    change(world, ids["abduction"], victims="")
    assert look_up.item(world, ids["abduction"]).fields["victims"] == []


def test_ids_of_other_kinds_and_unknown_ones_are_refused(world: World, ids: Ids) -> None:
    with pytest.raises(UsageProblem):
        change(world, ids["abduction"], place=ids["call"])
    with pytest.raises(NotFound):
        change(world, ids["abduction"], place="plc-000000000000")


def test_a_field_of_another_kind_is_refused_with_those_there_are(world: World, ids: Ids) -> None:
    with pytest.raises(UsageProblem) as refused:
        change(world, ids["call"], stance="against")
    assert "action_type" in refused.value.hint


@pytest.mark.parametrize("typed", ["5", "9:5", "a:b", "-1:4"])
def test_evidence_that_is_no_stretch_is_refused(world: World, ids: Ids, typed: str) -> None:
    with pytest.raises(UsageProblem):
        change(world, ids["abduction"], evidence=typed)


def test_a_name_goes_to_the_names_room_only(world: World, ids: Ids) -> None:
    change(world, ids["Ilya"], name="Person One", aliases="P. One; Iliya")
    assert look_up.item(world, ids["Ilya"]).private == {"name": "Person One", "aliases": ["P. One", "Iliya"]}
    assert "One" not in str(world.entries[-1].record)
