import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.extraction.places import find_places
from habeas.extraction.propose import read_text


def places(text, language="en"):
    return read_text(text, None, language).places


def named(text, name, language="en"):
    return next(place for place in places(text, language) if place.name == name)


def test_site_near_a_town_has_a_ring_round_it_and_never_its_point():
    text = "Men are held at an unofficial detention center near the city of Argun in Chechnya."
    found = places(text)
    site = next(place for place in found if place.type == "site")
    town = next(place for place in found if place.name == "Argun")
    assert site.mentions[0].text.startswith("an unofficial detention center near the city of Argun")
    assert (site.relation, site.anchor, site.radius_km) == ("near", town.id, (1.0, 15.0))
    assert not {"approx_lat", "approx_lon"} & set(site.gazetteer)


def test_town_is_placed_by_the_region_that_the_text_names():
    town = named("He lives in Argun. Chechnya denies it.", "Argun")
    assert town.gazetteer["geonames"] == 581126
    assert town.within is not None


def test_small_town_without_any_country_in_the_text_gets_no_point():
    town = named("He lives in the town of Argun.", "Argun")
    assert "approx_lat" not in town.gazetteer


def test_name_of_many_towns_is_left_open_and_says_so():
    town = named("She was taken in the city of Springfield.", "Springfield")
    assert set(town.gazetteer) == {"candidates"}
    assert town.gazetteer["candidates"] > 5


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("They were beaten in the city of Zemrava.", "en", "Zemrava"),
        ("Four men were held in Ost-Marrin.", "en", "Ost-Marrin"),
        ("Его увезли из посёлка Луговое.", "ru", "Луговое"),
        ("В городе Зареченовске пропали двое.", "ru", "Зареченовске"),
    ],
)
def test_invented_place_is_known_by_the_words_around_it_and_has_no_point(text, language, name):
    place = named(text, name, language)
    assert "approx_lat" not in place.gazetteer


def test_country_is_repeated_by_the_country_where_one_of_its_stem_is_near():
    text = (
        "Men flee Chechnya. Russian officials deny it in the Russian Federation. Chechen gay men in the country hide."
    )
    chechnya = named(text, "Chechnya")
    assert [span.text for span in chechnya.mentions] == ["Chechnya", "the country"]


def test_the_city_is_no_mention_where_two_cities_were_named():
    found = places("He went from the city of Zemrava to the city of Ostrava. In the city he was beaten.")
    assert not any(span.text == "the city" for place in found for span in place.mentions)


def test_country_inside_the_name_of_an_organisation_is_no_place():
    text = "the United States Holocaust Museum has issued a statement about Chechnya."
    assert [place.name for place in places(text)] == ["Chechnya"]


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("Его держали в подвале рядом с городским рынком.", "подвале рядом с городским рынком"),
        ("Он удерживается на базе спецподразделения «Гранит».", "базе спецподразделения «Гранит»"),
        ("Мужчин увезли из кафе на улице Садовой.", "кафе на улице Садовой"),
        ("Её остановили на трассе недалеко от посёлка Луговое.", "трассе недалеко от посёлка Луговое"),
        ("Он умер в СИЗО-2.", "СИЗО-2"),
    ],
)
def test_russian_site_holds_its_whole_phrase(text, site):
    assert site in [span.text for place in places(text, "ru") if place.type == "site" for span in place.mentions]


def test_russian_cases_of_one_name_are_one_place():
    found = places("В Заречинске пропали люди. Жителей Заречинска увезли.", "ru")
    assert [[span.text for span in place.mentions] for place in found] == [["Заречинске", "Заречинска"]]


def test_capital_at_the_head_of_a_paragraph_is_a_place():
    assert named("VESTRAN, Nov 20 - A court sentenced a man.", "Vestran").mentions[0].text == "VESTRAN"


@settings(max_examples=25, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("Argun Москва в the city of near 🕯é.,\n"), max_size=80),
    st.sampled_from(["en", "ru"]),
)
def test_any_text_gives_exact_offsets_and_the_same_answer_twice(text, language):
    reading = read_text(text, None, language)
    for place in reading.places:
        for span in place.mentions:
            assert text[span.start : span.end] == span.text
    assert find_places(text, reading.sentences, language) == reading.places
