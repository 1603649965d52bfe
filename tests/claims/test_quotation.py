"""Where quoted words stand: what nobody sees does not count, everything else does."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.claims.quotation import LONGEST, places
from habeas.errors import UsageProblem


@pytest.mark.parametrize(
    ("text", "quoted", "found"),
    [
        ("He was beaten by\n  police there.", "beaten by police", "beaten by\n  police"),
        ("He was beaten by police there.", " beaten\tby\r\npolice\n", "beaten by police"),
        ("so-called “volunteers” came", 'so–called "volunteers"', "so-called “volunteers”"),
        ("it wasn’t her", "wasn't", "wasn’t"),
        ("a pris\u00adoner was held", "prisoner was", "pris\u00adoner was"),
        ("a prisoner was held", "pris\u00adoner\u200b was", "prisoner was"),
        ("in Pe\u0301rac since May", "Pérac since", "Pe\u0301rac since"),
        ("in Pérac since May", "Pe\u0301rac since", "Pérac since"),
        ("Его избили в Вельне.", "избили в\nВельне", "избили в Вельне"),
        ("(he was hit [twice].)", "hit [twice].", "hit [twice]."),
        ("👩‍👩‍👧 was taken", "was taken", "was taken"),
    ],
)
def test_words_that_differ_in_what_nobody_sees_are_found(text: str, quoted: str, found: str) -> None:
    ((start, end),) = places(text, quoted)
    assert text[start:end] == found


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He was beaten.", "he was beaten"),
        ("He was beaten.", "He was beaten up"),
        ("in Pe\u0301rac", "Pe"),
        ("ёлка", "елка"),
    ],
)
def test_words_with_another_letter_are_not_found(text: str, quoted: str) -> None:
    assert places(text, quoted) == ()


def test_whole_words_go_before_parts_of_words_and_parts_are_found_where_there_is_nothing_else() -> None:
    assert places("Milan and Milana and Milan", "Milan") == ((0, 5), (21, 26))
    assert places("Milana", "Milan") == ((0, 5),)
    assert places("قال والشرطة", "الشرطة") == ((5, 11),)


@pytest.mark.parametrize("quoted", ["", "  \n", "...", "“”", "\u200b"])
def test_a_quotation_without_a_word_is_refused(quoted: str) -> None:
    with pytest.raises(UsageProblem):
        places("some text", quoted)


def test_a_quotation_as_long_as_a_book_is_refused() -> None:
    with pytest.raises(UsageProblem):
        places("text", "a" * (LONGEST + 1))


def test_a_text_made_to_be_slow_is_searched_in_linear_time() -> None:
    hostile = ("a" + " \u200b\u00ad" * 2_000) * 50
    begun = time.process_time()
    assert places(hostile, "a " * 200 + "b") == ()
    small = time.process_time() - begun
    begun = time.process_time()
    assert places(hostile * 4, "a " * 200 + "b") == ()
    assert time.process_time() - begun < 40 * (small + 0.05)


@given(st.text(min_size=1, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_words_of_a_text_are_found_in_it(quoted: str, before: str, after: str) -> None:
    if not any(letter.isalnum() for letter in quoted):
        return
    text = f"{before} {quoted.strip()} {after}"
    found = places(text, quoted)
    kept = [text[start:end].split() for start, end in found]
    assert found and all(0 <= start < end <= len(text) for start, end in found), kept
