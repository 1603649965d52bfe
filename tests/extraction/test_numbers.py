import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.extraction.model import Span
from habeas.extraction.numbers import count_for, find_quantities


def read(text, language="en"):
    return [
        (q.mention.text, q.value, q.minimum, q.maximum, q.qualifier, q.unit)
        for q in find_quantities(text, (), language)
    ]


ENGLISH = [
    ("at least 43 protesters were taken", ("at least 43 protesters", 43, 43, None, "at least", "protesters")),
    ("an estimated 100,000 men", ("an estimated 100,000 men", 100_000, None, None, "estimated", "men")),
    ("Many of the men are subjected", ("Many of the men", None, None, None, "many", "men")),
    ("hundreds of protesters", ("hundreds of protesters", None, 200, None, "hundreds", "protesters")),
    ("some forty people", ("some forty people", 40, None, None, "about", "people")),
    ("a dozen men", ("a dozen men", 12, 12, 12, None, "men")),
    ("5-7 women", ("5-7 women", None, 5, 7, "between", "women")),
    ("between 20 and 30 unarmed men", ("between 20 and 30 unarmed men", None, 20, 30, "between", "men")),
    ("up to 1,500 officers", ("up to 1,500 officers", 1500, None, 1500, "at most", "officers")),
    ("more than 100 people", ("more than 100 people", 100, 101, None, "more than", "people")),
    ("two hundred and ten detainees", ("two hundred and ten detainees", 210, 210, 210, None, "detainees")),
    ("at least twenty-three of them", ("at least twenty-three of them", 23, 23, None, "at least", "")),
    ("30 thousand people", ("30 thousand people", 30_000, 30_000, 30_000, None, "people")),
    ("three were killed", ("three", 3, 3, 3, None, "")),
]
RUSSIAN = [
    ("не менее 12 человек", ("не менее 12 человек", 12, 12, None, "at least", "человек")),
    ("около 40 задержанных", ("около 40 задержанных", 40, None, None, "about", "задержанных")),
    ("десятки людей", ("десятки людей", None, 20, None, "dozens", "людей")),
    ("сотни протестующих", ("сотни протестующих", None, 200, None, "hundreds", "протестующих")),
    ("трое мужчин", ("трое мужчин", 3, 3, 3, None, "мужчин")),
    ("двоих братьев", ("двоих братьев", 2, 2, 2, None, "братьев")),
    ("полсотни активистов", ("полсотни активистов", 50, 50, 50, None, "активистов")),
    ("двадцать три человека", ("двадцать три человека", 23, 23, 23, None, "человека")),
    ("от 20 до 30 человек", ("от 20 до 30 человек", None, 20, 30, "between", "человек")),
    ("20–30 силовиков", ("20–30 силовиков", None, 20, 30, "between", "силовиков")),
    ("свыше 30 тыс. человек", ("свыше 30 тыс. человек", 30_000, 30_001, None, "more than", "человек")),
    ("до 30 человек", ("до 30 человек", 30, None, 30, "at most", "человек")),
    ("трое погибли", ("трое", 3, 3, 3, None, "")),
]


@pytest.mark.parametrize(("text", "wanted"), ENGLISH)
def test_english_number_keeps_its_bounds_and_its_noun(text, wanted):
    assert read(text) == [wanted]


@pytest.mark.parametrize(("text", "wanted"), RUSSIAN)
def test_russian_number_keeps_its_bounds_and_its_noun(text, wanted):
    assert read(text, "ru") == [wanted]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "a town of nearly 30,000 near the centre"),
        ("en", "home to some 64,000 people"),
        ("en", "a population of 1.2 and 5,000 souls: a village of 5,000"),
        ("ru", "посёлок с населением 5000 человек"),
        ("ru", "город с населением около 60 тысяч человек"),
        ("ru", "в селе проживает около 3 000 человек"),
    ],
)
def test_population_has_inhabitants_as_its_unit_and_counts_nobody(language, text):
    quantities = find_quantities(text, (), language)
    assert quantities
    assert all(q.unit == "inhabitants" and not q.is_victim_count for q in quantities)
    assert count_for(Span(0, len(text), text), quantities) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "aged 25, Article 12, 15 per cent, at 3 p.m., $500, 12 years, 4 March 2020, in 2019, Ward 7"),
        ("en", "John Smith, 25, was beaten with a 2-metre pole; call 8-800-555-35-35"),
        ("en", "sentenced to twelve years, fined 500 dollars, Resolution 1325, case 1234567"),
        ("ru", "в возрасте 25 лет, ст. 282 УК, 15 марта 2017 года, школа № 5, ИК-6, в 15:30"),
        ("ru", "25-летний житель, 5 лет колонии, до 15 суток, 200 тысяч рублей, 15 процентов"),
    ],
)
def test_ages_dates_money_laws_and_terms_are_no_quantities(language, text):
    assert read(text, language) == []


def test_number_that_leads_a_victims_noun_phrase_counts_the_victims():
    text = "at least 43 protesters in a town of 30,000"
    quantities = find_quantities(text, (), "en")
    assert count_for(Span(0, 22, text[:22]), quantities) == quantities[0]


def test_number_deep_in_a_victims_noun_phrase_counts_nobody():
    text = "residents of a camp that 43 guards watch"
    assert count_for(Span(0, len(text), text), find_quantities(text, (), "en")) is None


PIECES = st.sampled_from(
    "12 30,000 5-7 two hundred dozens of people сто двадцать около человек at least and до тыс. , - 🕯 é".split(" ")
)


@given(st.lists(PIECES, max_size=20), st.sampled_from(["en", "ru"]))
def test_random_words_give_exact_offsets_and_bounds_in_order(pieces, language):
    text = " ".join(pieces)
    found = find_quantities(text, (), language)
    for quantity in found:
        assert text[quantity.mention.start : quantity.mention.end] == quantity.mention.text
        assert not quantity.is_victim_count
        if quantity.minimum is not None and quantity.maximum is not None:
            assert quantity.minimum <= quantity.maximum
    assert find_quantities(text, (), language) == found


@given(st.text(max_size=200), st.sampled_from(["en", "ru"]))
def test_any_text_gives_exact_offsets(text, language):
    for quantity in find_quantities(text, (), language):
        assert text[quantity.mention.start : quantity.mention.end] == quantity.mention.text


def test_noun_before_a_number_makes_it_approximate():
    assert read("Человек пятнадцать увезли.", "ru") == [("Человек пятнадцать", 15, None, None, "about", "человек")]


def test_number_for_people_together_counts_without_a_noun():
    assert read("Задержаны трое.", "ru") == [("трое", 3, 3, 3, None, "")]
