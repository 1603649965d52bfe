import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.vault.published import published_from


@pytest.mark.parametrize(
    "words, earliest, latest",
    [
        ("2017-04-20", "2017-04-20", "2017-04-20"),
        ("2017-04", "2017-04-01", "2017-04-30"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2017", "2017-01-01", "2017-12-31"),
        (" 2017-03/2017-04-02 ", "2017-03-01", "2017-04-02"),
    ],
)
def test_published_date_month_year_and_interval(words: str, earliest: str, latest: str) -> None:
    published = published_from(words)
    assert published is not None
    assert (published.as_given, published.earliest, published.latest) == (words.strip(), earliest, latest)


@pytest.mark.parametrize(
    "words", ["spring 2017", "2017-13", "2017-02-30", "2018/2017", "0000", "2017-4-2", "2017-04-20T10:00"]
)
def test_published_other_words_are_kept_without_an_interval(words: str) -> None:
    published = published_from(words)
    assert published is not None
    assert (published.as_given, published.earliest, published.latest) == (words, None, None)


def test_published_nothing_said_is_nothing() -> None:
    assert published_from("  ") is None


@given(st.text(max_size=30))
def test_published_never_fails_and_keeps_what_was_said(words: str) -> None:
    published = published_from(words)
    assert published is None or published.as_given == words.strip()
