import re

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from habeas.extraction.dates import find_times, time_notes

PUBLISHED = "2017-04-20"  # a Thursday


def read(text, published=None, language="en"):
    return find_times(text, published, language)


def edtf(text, published=None, language="en"):
    return [time.edtf for time in read(text, published, language)]


ENGLISH = [
    ("on 5 July 2021", "2021-07-05"),
    ("on July 5th, 2021", "2021-07-05"),
    ("on the fifth of July 2021", "2021-07-05"),
    ("On Tuesday, July 5, 2021, police", "2021-07-05"),
    ("2021-07-05", "2021-07-05"),
    ("on 12.03.2019", "2019-03-12"),
    ("on 25/03/2019", "2019-03-25"),
    ("on 03/25/2019", "2019-03-25"),
    ("in early May 2024", "2024-05"),
    ("mid-June 2023", "2023-06"),
    ("the third week of October 2021", "2021-10-15/2021-10-21"),
    ("in the first half of 2019", "2019-01/2019-06"),
    ("in the second quarter of 2019", "2019-04/2019-06"),
    ("in the spring of 2020", "2020-21"),
    ("the winter of 2018-19", "2018-24"),
    ("in 2017-18", "2017/2018"),
    ("the 1990s", "199X"),
    ("late 2023", "2023"),
    ("on the night of 4 to 5 July 2021 men came", "2021-07-04/2021-07-05"),
    ("between 8 and 11 November 2021", "2021-11-08/2021-11-11"),
    ("from March to May 2021", "2021-03/2021-05"),
    ("from December to March 2021", "2020-12/2021-03"),
    ("from 5 November 2020 to 3 March", "2020-11-05/2021-03-03"),
    ("July 5-7, 2021", "2021-07-05/2021-07-07"),
    ("3, 5 and 9 March 2021", "{2021-03-03,2021-03-05,2021-03-09}"),
    ("since 2016", "2016/.."),
    ("until May 2022", "../2022-05"),
    ("on or about 4 July 2020", "2020-07-04~"),
    ("during the Holocaust", "1933~/1945~"),
    ("during World War II", "1939~/1945~"),
]
RUSSIAN = [
    ("15 марта 2017 года", "2017-03-15"),
    ("15-го марта 2017 г.", "2017-03-15"),
    ("пятого июля 2020 года", "2020-07-05"),
    ("в понедельник, 5 июля 2021 года,", "2021-07-05"),
    ("12.03.2019", "2019-03-12"),
    ("12/03/2019", "2019-03-12"),
    ("в марте 2017 года", "2017-03"),
    ("в начале мая 2024 года", "2024-05"),
    ("в первых числах мая 2024 года", "2024-05"),
    ("на третьей неделе октября 2021 года", "2021-10-15/2021-10-21"),
    ("весной 2019 года", "2019-21"),
    ("в 2017-2018 годах", "2017/2018"),
    ("в 2019 году", "2019"),
    ("в 1990-х годах", "199X"),
    ("с 8 по 11 ноября 2021 года", "2021-11-08/2021-11-11"),
    ("в ночь на 5 июля 2021 года", "2021-07-04/2021-07-05"),
    ("в ночь с 4 на 5 июля 2021 года", "2021-07-04/2021-07-05"),
    ("с декабря по март 2021 года", "2020-12/2021-03"),
    ("в конце декабря 2022 — начале января 2023 года", "2022-12/2023-01"),
    ("15 и 17 марта 2020 года", "{2020-03-15,2020-03-17}"),
    ("с 2016 года", "2016/.."),
    ("во время Второй мировой войны", "1939~/1945~"),
    ("около 3 марта 2018 года", "2018-03-03~"),
]


@pytest.mark.parametrize(("text", "wanted"), ENGLISH)
def test_english_time_with_its_year_is_read_as_said(text, wanted):
    assert edtf(text) == [wanted]
    assert parse_edtf(wanted)


@pytest.mark.parametrize(("text", "wanted"), RUSSIAN)
def test_russian_time_with_its_year_is_read_as_said(text, wanted):
    assert edtf(text, language="ru") == [wanted]
    assert parse_edtf(wanted)


RELATIVE = [
    ("en", "have been abducted since March.", "2017-03/.."),
    ("en", "last weekend", "2017-04-15/2017-04-16"),
    ("en", "on Tuesday", "2017-04-18"),
    ("en", "on Thursday", "2017-04-20"),
    ("en", "yesterday", "2017-04-19"),
    ("en", "two weeks ago", "2017-04-06~"),
    ("en", "last summer", "2016-22"),
    ("en", "this year", "2017"),
    ("en", "on 5 July", "2016-07-05"),
    ("en", "between 8 and 11 November", "2016-11-08/2016-11-11"),
    ("en", "in the past three months", "2017-01~/2017-04-20"),
    ("ru", "с марта", "2017-03/.."),
    ("ru", "в ночь на 5 июля", "2016-07-04/2016-07-05"),
    ("ru", "в ночь на среду", "2017-04-18/2017-04-19"),
    ("ru", "на прошлой неделе", "2017-04-10/2017-04-16"),
    ("ru", "во вторник", "2017-04-18"),
    ("ru", "в минувшие выходные", "2017-04-15/2017-04-16"),
    ("ru", "две недели назад", "2017-04-06~"),
    ("ru", "с 8 по 11 ноября", "2016-11-08/2016-11-11"),
    ("ru", "в прошлом году", "2016"),
    ("ru", "прошлым летом", "2016-22"),
]


@pytest.mark.parametrize(("language", "text", "wanted"), RELATIVE)
def test_time_without_a_year_is_counted_from_publication_and_says_so(language, text, wanted):
    (found,) = read(text, PUBLISHED, language)
    assert found.edtf == wanted
    assert found.basis == "from_publication_date"
    assert parse_edtf(wanted)


@pytest.mark.parametrize(("language", "text", "_"), RELATIVE)
def test_time_without_a_year_stays_open_where_nobody_knows_the_day_of_publication(language, text, _):
    (found,) = read(text, None, language)
    assert (found.edtf, found.earliest, found.latest) == (None, None, None)
    assert found.year_unknown
    assert found.basis == "year_unknown"


def test_since_march_mentions_the_whole_phrase():
    (found,) = read("men are being abducted by militia since March.")
    assert found.mention.text == "since March"


def test_date_with_two_readings_keeps_both_and_asks():
    times = read("He was taken on 12/03/2019.")
    assert (times[0].edtf, times[0].earliest, times[0].latest) == (None, "2019-03-12", "2019-12-03")
    assert time_notes(times) == ("T1 at 16-26: two readings, 2019-03-12 or 2019-12-03; ask",)


def test_deadline_without_a_year_looks_back_or_ahead_and_chooses_neither():
    (found,) = read("must answer by 1 June", PUBLISHED)
    assert (found.edtf, found.earliest, found.latest) == (None, "2016-06-01", "2017-06-01")


def test_year_of_two_digits_is_not_completed():
    assert edtf("on 12.03.19") == [None]


def test_day_the_calendar_has_not_is_kept_as_words_only():
    (found,) = read("on 31 February 2020")
    assert (found.edtf, found.earliest) == (None, None)
    assert found.mention.text == "31 February 2020"


def test_year_of_a_date_shortly_before_counts_in_the_same_paragraph_only():
    same = read("On 5 July 2021 he was taken. On 7 July he died.")
    apart = read("On 5 July 2021 he was taken.\n\nOn 7 July he died.")
    assert (same[1].edtf, same[1].basis) == ("2021-07-07", "from_context")
    assert (apart[1].edtf, apart[1].basis) == (None, "year_unknown")


def test_month_before_the_one_just_named_does_not_take_its_year():
    assert edtf("On 5 July 2021 he was taken. In March she fled.")[1] is None


def test_year_said_at_the_end_of_a_sentence_counts_for_its_first_date():
    assert edtf("on 5 July and again on 7 September 2021") == ["2021-07-05", "2021-09-07"]


def test_next_day_counts_from_a_day_named_just_before_or_stays_words():
    assert edtf("On 5 July 2021 he was taken. The next day he died.") == ["2021-07-05", "2021-07-06"]
    assert edtf("The next day he died.") == [None]


def test_since_then_goes_on_from_the_date_before_it():
    assert edtf("5 июля 2021 года его увезли. С тех пор связи нет.", language="ru") == ["2021-07-05", "2021-07-05/.."]


def test_dateline_stands_for_the_day_of_publication_and_says_it_is_context():
    found = read("ZEMRA, 12 March 2024 - Police on Monday raided a bar.")
    assert (found[1].edtf, found[1].basis) == ("2024-03-11", "from_context")


def test_date_of_birth_in_the_first_line_is_no_dateline():
    assert edtf("Born: 12 March 1984\n\nOn Monday they came.")[1] is None


def test_duration_is_how_long_and_never_when():
    (english,) = read("He was held for eleven days.", PUBLISHED)
    (russian,) = read("Его держали трое суток.", PUBLISHED, "ru")
    assert (english.mention.text, english.edtf, english.basis) == ("for eleven days", None, "duration")
    assert (russian.mention.text, russian.edtf, russian.basis) == ("трое суток", None, "duration")


@pytest.mark.parametrize(
    "text",
    [
        "You may leave; they march for freedom in fall conditions.",
        "In March 30 men were arrested",
        "a town of 2019 people",
        "The Sunday Times reported it.",
        "Resolution 2019",
        "Он вырос в городской среде.",
        "Ей 22 года.",
        "приговорён к 5 годам колонии",
    ],
)
def test_words_that_look_like_dates_give_no_day(text):
    language = "ru" if re.search("[а-я]", text) else "en"
    assert all(time.precision != "day" and time.edtf is None for time in read(text, None, language))


def test_number_of_men_after_a_month_is_no_day():
    (found,) = read("In March 30 men were arrested", PUBLISHED)
    assert (found.mention.text, found.edtf) == ("March", "2017-03")


WORDS = st.sampled_from(
    "5 12 31 2019 1994 March May July марта июля 2021 года - to and until since by с по до в night last on Tuesday "
    "вторник , . \n\n "
    "between 12/03/2019 the of week first ago два назад недели прошлой early начале 🕯 é ночь на".split(" ")
)


@given(st.lists(WORDS, max_size=25), st.sampled_from(["en", "ru"]), st.sampled_from([None, PUBLISHED]))
def test_random_words_keep_every_promise(words, language, published):
    text = " ".join(words)
    times = find_times(text, published, language)
    allowed = {int(year) for year in re.findall(r"\d{4}", text)} | ({2015, 2016, 2017, 2018} if published else set())
    allowed |= {year + step for year in allowed for step in (-1, 1)}  # over New Year, a night, a winter
    for time in times:
        assert text[time.mention.start : time.mention.end] == time.mention.text
        if time.earliest and time.latest:
            assert time.earliest <= time.latest
        if time.edtf:
            assert parse_edtf(time.edtf)
            assert {int(year) for year in re.findall(r"\d{4}", time.edtf)} <= allowed
    starts = [(time.mention.start, time.mention.end) for time in times]
    assert starts == sorted(starts)
    assert find_times(text, published, language) == times


@given(st.text(max_size=200), st.sampled_from(["en", "ru"]))
def test_any_text_gives_exact_offsets(text, language):
    for time in find_times(text, None, language):
        assert text[time.mention.start : time.mention.end] == time.mention.text
