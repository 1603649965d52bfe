"""Blocks and sentences: their offsets, and where they end."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from habeas.extraction.layout import find_blocks, split_sentences, trim


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[a:b] for block in find_blocks(text) for a, b in split_sentences(text, block, language)]


@given(st.text(alphabet=st.sampled_from("Ab é.!?\n\t-1)“”\"'«»\u2028 Мд"), max_size=200))
def test_blocks_any_text_hold_all_that_is_not_white_space(text: str) -> None:
    blocks = find_blocks(text)
    covered = {i for block in blocks for i in range(block.start, block.end)}
    assert all(text[i].isspace() or i in covered for i in range(len(text)))
    assert all(left.end <= right.start for left, right in pairwise(blocks))


@given(st.text(max_size=300))
def test_sentences_any_text_lie_in_their_block_in_order(text: str) -> None:
    for block in find_blocks(text):
        found = split_sentences(text, block, "en")
        assert all(block.start <= a < b <= block.end and trim(text, a, b) == (a, b) for a, b in found)
        assert all(left[1] <= right[0] for left, right in pairwise(found))


def test_sentences_abbreviations_and_initials_do_not_end_one() -> None:
    assert sentences("Dr. Sara J. Bloom met Gen. Orlik on 3 Jan. 2020. He said no. 5 was free.") == [
        "Dr. Sara J. Bloom met Gen. Orlik on 3 Jan. 2020.",
        "He said no. 5 was free.",
    ]


def test_sentences_end_before_the_closing_mark_keeps_it() -> None:
    assert sentences("“They beat him. We saw it.” She left.") == ["“They beat him.", "We saw it.”", "She left."]


def test_sentences_dateline_stands_apart() -> None:
    assert sentences("VESTRAN, Nov 20 — A court jailed him.") == ["VESTRAN, Nov 20 —", "A court jailed him."]


def test_sentences_of_two_paragraphs_never_join() -> None:
    assert sentences("First paragraph without a stop\n\nsecond one") == ["First paragraph without a stop", "second one"]


def test_blocks_list_items_know_the_words_that_introduce_them() -> None:
    text = "Recommendations\n\nTo the Government:\n- Release him;\n- Pay compensation."
    blocks = find_blocks(text)
    items = [block for block in blocks if block.kind == "item"]
    lead = blocks[items[0].lead or 0]
    assert [text[block.body : block.end] for block in items] == ["Release him;", "Pay compensation."]
    assert text[lead.start : lead.end] == "To the Government:"
    assert items[1].section == "to the government" or "recommendations" in items[1].section


def test_blocks_lines_wrapped_by_hand_are_one_paragraph() -> None:
    text = "They came at night and took him from his home, and nobody\nhas seen him since then in March\nof that year."
    assert len(find_blocks(text)) == 1


def test_sentence_too_long_for_a_parser_is_cut_at_a_blank() -> None:
    text = "word " * 3000
    pieces = sentences(text)
    assert all(len(piece) <= 4000 for piece in pieces)
    assert sum(piece.count("word") for piece in pieces) == 3000
