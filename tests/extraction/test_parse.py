"""Trees in our own form."""

from habeas.extraction import parse
from habeas.extraction.layout import find_blocks, split_sentences
from habeas.extraction.parse import Sentence, flat_sentence, parse_english


def tree(text: str) -> tuple[Sentence, ...]:
    blocks = find_blocks(text)
    return parse_english(text, [(n, *b) for n, block in enumerate(blocks) for b in split_sentences(text, block, "en")])


def test_preposition_becomes_the_case_of_its_noun() -> None:
    (sentence,) = tree("He was beaten by guards in the prison near Argun.")
    found = {token.text: (token.rel, token.case) for token in sentence.tokens}
    assert found["guards"] == ("obl:agent", "by")
    assert found["prison"][1] == "in"
    assert found["Argun"] == ("nmod", "near")


def test_according_to_is_one_case() -> None:
    (sentence,) = tree("According to the lawyers, he was arrested.")
    assert next(token.case for token in sentence.tokens if token.text == "lawyers") == "according to"


def test_subjected_to_is_no_infinitive() -> None:
    (sentence,) = tree("Many of the men are subjected to violence such as electric shocks, insults and beatings.")
    violence = next(token for token in sentence.tokens if token.text == "violence")
    assert (violence.rel, violence.case) == ("obl", "to")


def test_tokens_of_wrapped_lines_have_offsets_of_the_text() -> None:
    text = "They  beat\nhim and his brother until the morning came and\nthen they left."
    assert all(text[token.start : token.end] == token.text for sentence in tree(text) for token in sentence.tokens)


def test_flat_sentence_every_token_hangs_on_the_first() -> None:
    sentence = flat_sentence("They beat him.", 0, 0, 0, 14)
    assert [token.text for token in sentence.tokens] == ["They", "beat", "him", "."]
    assert not sentence.parsed
    assert sentence.subtree(0) == [0, 1, 2, 3]


def test_without_the_model_sentences_are_flat(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(parse, "english_model", lambda: None)
    assert [sentence.parsed for sentence in tree("They beat him.")] == [False]
