from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.claims import search as search_module
from habeas.claims.folding import fold, fold_with_places
from habeas.claims.search import parsed, search, snippet_of
from habeas.claims.search_index import LONGEST_PASSAGE, passages_of
from habeas.errors import UsageProblem, WrongKey
from habeas.ids import ItemId
from tests.world import World

PAIRS = [
    ("محمد", "مُحَمَّد"),
    ("محمد", "محـــمد"),
    ("احمد", "أحمد"),
    ("إيمان", "ايمان"),
    ("مدرسه", "مدرسة"),
    ("علي", "على"),
    ("елка", "Ёлка"),
    ("ЁЛКА", "елка"),
    ("йод", "Йод"),
    ("elan", "Élan"),
    ("strasse", "Straße"),
    ("istanbul", "İSTANBUL"),
    ("don't", "don’t"),
]


@pytest.mark.parametrize(("typed", "written"), PAIRS)
def test_what_is_typed_finds_what_is_written(world: World, typed: str, written: str) -> None:
    source = world.admit(f"Before it.\nHere is {written} in a sentence.\nAfter it.")
    (hit,) = search(world, typed).passages
    assert hit.source == source
    assert [hit.snippet[a:b] for a, b in hit.marks if fold(hit.snippet[a:b]) == fold(written).split("'")[0]]


@pytest.mark.parametrize(("typed", "other"), [("мои", "мой"), ("їжа", "иіжа"), ("हिन्दी", "हन्द")])
def test_letters_of_their_own_are_not_folded_away(world: World, typed: str, other: str) -> None:
    world.admit(f"Here is {other} alone.")
    assert search(world, typed).passages == ()


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once_and_places_point_into_the_text(text: str) -> None:
    folded, places = fold_with_places(text)
    assert fold(fold(text)) == fold(text)
    assert len(folded) == len(places)
    assert list(places) == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@given(st.text(max_size=300))
def test_passages_hold_every_letter_once(text: str) -> None:
    found = list(passages_of(text))
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())
    assert all(text[a:b] == text[a:b].strip() and a < b for a, b in found)


def test_a_paragraph_without_end_is_cut_at_spaces() -> None:
    text = "word " * 2_000
    found = list(passages_of(text))
    assert all(
        b - a <= LONGEST_PASSAGE and text[a:b].startswith("word") and text[a:b].endswith("word") for a, b in found
    )


@given(st.text(alphabet="ab\" *-+^():{}ё&|~\\'", min_size=1, max_size=20))
def test_nothing_that_is_typed_is_taken_for_an_operator(typed: str) -> None:
    try:
        query = parsed(typed)
    except UsageProblem:
        return
    assert all(word.isalnum() for word, _ in query.words)


def test_any_typed_query_is_answered_or_refused_never_a_database_error(world: World) -> None:
    world.admit("one two three")
    for typed in (
        '"one two"',
        "one*",
        "one -two",
        "-one two",
        'a"b',
        "NEAR(one two)",
        "one OR two",
        "{one}: two",
        "^one",
        "*",
    ):
        try:
            search(world, typed)
        except UsageProblem as problem:
            assert problem.hint


def test_phrases_prefixes_and_exclusions(world: World) -> None:
    world.admit("the red house\nthe house red\nthe reddish house")
    assert [hit.snippet for hit in search(world, '"red house"').passages] == ["the red house"]
    assert len(search(world, "red*").passages) == 3
    assert [hit.snippet for hit in search(world, "house -red").passages] == ["the reddish house"]


def test_a_query_of_only_exclusions_is_refused(world: World) -> None:
    with pytest.raises(UsageProblem):
        search(world, "-red")


def test_beyond_the_bound_the_newest_come_first_and_are_not_ranked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "RANKED_UP_TO", 2)
    world.admit("apple apple apple apple")
    world.admit("apple and nothing more of it in all this long passage")
    assert (search(world, "apple").ranked, search(world, "apple").more) == (True, False)
    assert search(world, "apple").passages[0].snippet.startswith("apple apple")
    newest = world.admit("an apple at last, in the last passage of the last text that came in")
    found = search(world, "apple")
    assert (found.matches, found.more, found.ranked) == (2, True, False)
    assert found.passages[0].source == newest


def test_a_hit_names_the_items_whose_evidence_lies_there(world: World, ids: dict[str, ItemId]) -> None:
    (hit,) = search(world, "students").passages
    assert ids["beating"] in hit.items
    assert ids["call"] not in hit.items


def test_names_are_found_by_a_part_of_them_in_any_case(world: World, ids: dict[str, ItemId]) -> None:
    assert [named.entity for named in search(world, "oroz").names] == [ids["Ilya"]]
    assert [named.entity for named in search(world, "IL").names] == [ids["Ilya"]]
    assert search(world, 'x"y').names == ()


def test_an_erased_name_or_a_changed_one_leaves_the_index(world: World, ids: dict[str, ItemId]) -> None:
    from habeas.claims import review

    review.edit(world, ids["Ilya"], {}, {"name": "Person One"})
    assert search(world, "Morozan").names == ()
    assert [named.name for named in search(world, "person one").names] == ["Person One"]


def test_search_without_the_names_room_says_so(tmp_path: Path) -> None:
    analyst = World(tmp_path / "analyst", closed=True)
    with pytest.raises(WrongKey):
        search(analyst, "anything")
    analyst.close()


def test_a_snippet_shows_the_hit_and_keeps_whole_words() -> None:
    passage = "lorem " * 100 + "needle " + "ipsum " * 100
    snippet, marks = snippet_of(passage, (("needle", False),))
    assert [snippet[a:b] for a, b in marks] == ["needle"]
    assert snippet.startswith("… lorem")
    assert len(snippet) < 220


def test_marks_cover_the_vowel_signs_of_a_word() -> None:
    snippet, marks = snippet_of("قال مُحَمَّدٌ ذلك", (("محمد", False),))
    assert [snippet[a:b].strip() for a, b in marks] == ["مُحَمَّدٌ"]
