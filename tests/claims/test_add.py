"""What a person puts in themselves is an item like every other, borne out by its source."""

import pytest

from habeas.claims import entities, look_up, review
from habeas.claims.add import Added, add
from habeas.claims.model import Kind, Status
from habeas.claims.propose import Recorded, record_proposals
from habeas.errors import HabeasError, NotFound, UsageProblem, WrongKey
from habeas.ids import ItemId
from tests.claims.proposing import PROPOSALS, TEXT
from tests.world import World

Ids = dict[str, ItemId]
SENTENCE = "About 20 students were beaten."


@pytest.fixture
def source(recorded: Recorded) -> ItemId:
    return recorded.source


def detention(world: World, source: ItemId, *, quoted: str = SENTENCE, **typed: str) -> Added:
    fields = {"act.type": "detention", **{path.replace("__", "."): value for path, value in typed.items()}}
    return add(world, Kind.CLAIM, source, fields, quoted=quoted)


def test_a_claim_from_quoted_words_has_them_as_its_evidence_and_a_person_as_its_proposer(
    world: World, source: ItemId
) -> None:
    added = detention(world, source, quoted="About 20\n students   were beaten.", time="2024-03/..", modality="alleged")
    it = look_up.item(world, added.id)
    ((start, end),) = it.fields["evidence"]
    assert TEXT[start:end] == SENTENCE and added.span == (start, end)
    assert (it.status, it.source, it.fields["proposer"]) == (Status.PROPOSED, source, "person")
    assert it.fields["act"]["type"] == "detention" and it.fields["act"]["mt4"]
    assert (it.fields["stance"], it.fields["time"]["edtf"]) == ("for", "2024-03/..")
    assert added.id in look_up.queue(world)


def test_a_claim_that_is_added_and_accepted_is_in_the_record_by_one_act(world: World, source: ItemId) -> None:
    before = len(world.entries)
    fields = {"act.type": "detention"}
    added = add(world, Kind.CLAIM, source, fields, quoted=SENTENCE, accept=True, because="I was there")
    assert look_up.item(world, added.id).status is Status.ACCEPTED
    assert [step.because for step in look_up.history(world, added.id)] == ["", "I was there"]
    assert len(world.entries) == before + 2


def test_a_source_as_a_whole_bears_out_a_claim_without_any_words(world: World, source: ItemId) -> None:
    added = detention(world, source, quoted="")
    assert added.span is None and "evidence" not in look_up.item(world, added.id).fields


def test_words_that_are_not_in_the_text_are_refused_without_being_repeated(world: World, source: ItemId) -> None:
    before = len(world.entries)
    with pytest.raises(NotFound) as refused:
        detention(world, source, quoted="Marta Velin was shot", victims="@Marta Velin")
    assert "Velin" not in str(refused.value) + refused.value.hint and len(world.entries) == before


def test_words_in_several_places_are_taken_only_where_it_is_said_which(world: World, source: ItemId) -> None:
    with pytest.raises(UsageProblem) as refused:
        add(world, Kind.PERSON, source, {}, quoted="Ilya Morozan was abducted")
    assert "2 places" in str(refused.value) and "Ilya" not in str(refused.value) + refused.value.hint
    added = add(world, Kind.PERSON, source, {"name": "Ilya"}, quoted="Ilya Morozan was abducted", at=2)
    assert added.span is not None and added.span[0] == TEXT.index("Ilya Morozan", TEXT.index("denied"))
    for place in (0, 3, -1):
        with pytest.raises(UsageProblem):
            add(world, Kind.PERSON, source, {}, quoted="Ilya Morozan was abducted", at=place)


def test_a_name_that_the_source_does_not_have_makes_the_person_with_the_places_that_name_them(
    world: World, source: ItemId
) -> None:
    added = detention(world, source, victims="@Marta Velin, @group:Interior Ministry choir")
    (marta, choir) = added.made
    assert (marta.kind, choir.kind) == (Kind.PERSON, Kind.GROUP)
    assert entities.names_of(world, marta.id) == ("Marta Velin",)
    victims = look_up.item(world, added.id).fields["victims"]
    assert victims == [{"entity": marta.id, "inferred": True}, {"entity": choir.id, "inferred": True}]
    assert look_up.item(world, marta.id).fields["proposer"] == "person"


def test_a_name_that_the_source_has_is_the_person_it_has_with_the_words_of_the_evidence(
    world: World, source: ItemId, ids: Ids
) -> None:
    quoted = "The Interior Ministry denied that Ilya Morozan was abducted."
    added = detention(world, source, quoted=quoted, victims="@ilya MOROZAN", perpetrators=ids["Interior"])
    (victim,) = look_up.item(world, added.id).fields["victims"]
    assert (victim["entity"], victim["inferred"], added.made) == (ids["Ilya"], False, ())
    assert TEXT[slice(*victim["span"])] == "Ilya Morozan"
    (by,) = look_up.item(world, added.id).fields["perpetrators"]
    assert TEXT[slice(*by["span"])] == "The Interior Ministry"


def test_a_name_that_only_another_source_has_makes_another_person_and_says_whose_name_it_is(
    world: World, source: ItemId, ids: Ids
) -> None:
    other = world.admit("Ilya Morozan was seen in Velna.")
    added = detention(world, other, quoted="", victims="@Ilya Morozan")
    (made,) = added.made
    assert made.id != ids["Ilya"] and made.namesakes == (ids["Ilya"],)


def test_one_name_twice_in_one_act_is_one_person(world: World, source: ItemId) -> None:
    added = detention(world, source, victims="@Marta Velin", attribution="@marta velin")
    assert len(added.made) == 1
    fields = look_up.item(world, added.id).fields
    assert fields["attribution"]["entity"] == fields["victims"][0]["entity"]


def test_a_name_of_two_people_of_the_source_is_refused_with_their_ids(world: World, source: ItemId, ids: Ids) -> None:
    second = add(world, Kind.PERSON, source, {"name": "Ilya Morozan"})
    with pytest.raises(UsageProblem) as refused:
        detention(world, source, victims="@Ilya Morozan")
    assert {ids["Ilya"], second.id} == set(refused.value.hint.removeprefix("give the id: ").split(", "))
    review.merge(world, second.id, ids["Ilya"])
    assert detention(world, source, victims="@Ilya Morozan").made == ()


def test_semicolons_part_names_that_hold_a_comma(world: World, source: ItemId) -> None:
    added = detention(world, source, victims="@Velin, Marta; @Orlo, Jan")
    assert [entities.names_of(world, one.id) for one in added.made] == [("Velin, Marta",), ("Orlo, Jan",)]


@pytest.mark.parametrize(
    "typed",
    [
        {"act.type": "no such act"},
        {"victims": "Marta Velin"},
        {"victims": "@"},
        {"victims": "@?!"},
        {"victims": "@unknown man"},
        {"victims": "@place:Velna"},
        {"victims": "per-000000000000"},
        {"place": "@group:Third Guard"},
        {"time": "last spring"},
        {"stance": "maybe"},
        {"weapon": "stick"},
        {"source": "src-000000000000"},
        {"proposer": "a machine"},
        {"victims": "@" + "x" * 500},
    ],
    ids=str,
)
def test_what_does_not_fit_the_table_is_refused_and_nothing_is_written(
    world: World, source: ItemId, typed: dict[str, str]
) -> None:
    before = len(world.entries)
    with pytest.raises(HabeasError) as refused:
        add(world, Kind.CLAIM, source, {"act.type": "detention", **typed}, quoted=SENTENCE)
    said = str(refused.value) + refused.value.hint
    assert len(world.entries) == before and not {"Marta", "Velna", "stick", "spring"} & set(said.split())


@pytest.mark.parametrize("kind", list(Kind))
def test_an_item_without_what_it_cannot_do_without_is_refused(world: World, source: ItemId, kind: Kind) -> None:
    with pytest.raises(UsageProblem) as refused:
        add(world, kind, source, {})
    assert "needs" in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        (Kind.CALL, {"action_type": "release", "caller": "@group:Lantern Committee"}, "action"),
        (Kind.STATEMENT, {"kind": "denial", "speaker": "@Jan Orlo"}, "content"),
        (Kind.PERSON, {"aliases": "M. Velin; Marta"}, "mentions"),
        (Kind.GROUP, {"name": "students"}, "mentions"),
        (Kind.PLACE, {"within": "@Velna"}, "mentions"),
    ],
    ids=str,
)
def test_every_kind_is_added_with_its_words_where_that_kind_has_them(
    world: World, source: ItemId, kind: Kind, typed: dict[str, str], field: str
) -> None:
    added = add(world, kind, source, typed, quoted="men of the Third Guard", accept=True)
    it = look_up.item(world, added.id)
    found = it.fields[field] if field in ("action", "content") else it.fields[field][0]
    assert TEXT[slice(*found)] == "men of the Third Guard" and it.status is Status.ACCEPTED
    if kind in (Kind.PERSON, Kind.PLACE):
        assert it.private["name"] == "men of the Third Guard"


def test_a_member_without_the_names_room_adds_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    closed = World(tmp_path_factory.mktemp("closed") / "world", closed=True)
    with pytest.raises(WrongKey):
        add(closed, Kind.CLAIM, closed.admit(TEXT), {"act.type": "detention"}, quoted=SENTENCE)
    closed.close()


def test_a_source_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        add(world, Kind.CLAIM, ItemId("src-000000000000"), {"act.type": "detention"})


def test_what_a_person_added_stays_when_the_source_is_proposed_from_again(world: World, source: ItemId) -> None:
    added = detention(world, source)
    again = record_proposals(world, source, TEXT, PROPOSALS)
    assert not again.added and look_up.item(world, added.id).status is Status.PROPOSED


def test_an_edit_takes_a_name_too_and_undo_takes_the_name_out_of_the_role(
    world: World, source: ItemId, ids: Ids
) -> None:
    before = look_up.item(world, ids["beating"]).fields["victims"]
    review.edit_as_typed(world, ids["beating"], {"victims": f"{ids['students']}, @Marta Velin"})
    kept, new = look_up.item(world, ids["beating"]).fields["victims"]
    assert kept == before[0] and entities.names_of(world, ItemId(new["entity"])) == ("Marta Velin",)
    review.undo(world, ids["beating"])
    assert look_up.item(world, ids["beating"]).fields["victims"] == before
