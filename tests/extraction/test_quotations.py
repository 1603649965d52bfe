"""Quotations in every style of marks, nested and unclosed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.extraction.layout import find_blocks
from habeas.extraction.quotations import find_quotations


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quotations(text, find_blocks(text))]


@pytest.mark.parametrize(
    "words",
    ["“They beat us,”", '"They beat us,"', "«Нас били»", "„Нас били“", "‘You know why we are here.’"],
)
def test_quotation_each_style_found_with_its_marks(words: str) -> None:
    assert quoted(f"Then {words} he said.") == [words]


def test_quotation_split_by_its_speaker_is_two() -> None:
    assert quoted("“We were held,” she said. “Then they let us go.”") == ["“We were held,”", "“Then they let us go.”"]


def test_quotation_nested_outermost_only() -> None:
    assert quoted("“He said ‘kneel’ and «сядь» to us,” she said.") == ["“He said ‘kneel’ and «сядь» to us,”"]


def test_quotation_never_closed_ends_with_its_paragraph() -> None:
    found = find_quotations("“We were held.\n\nNobody came.", find_blocks("“We were held.\n\nNobody came."))
    assert [(q.end, q.closed) for q in found] == [(14, False)]


def test_apostrophes_are_no_quotation() -> None:
    assert quoted("The workers’ rights aren’t the state’s ‘gift’ to them.") == []


@given(st.text(alphabet=st.sampled_from("ab .,\n“”„«»\"'‘’"), max_size=120))
def test_quotations_any_marks_do_not_overlap(text: str) -> None:
    found = find_quotations(text, find_blocks(text))
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(0 <= q.start < q.end <= len(text) for q in found)
