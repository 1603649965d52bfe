from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.extraction import russian_parse
from habeas.extraction.layout import find_blocks, split_sentences
from habeas.extraction.russian_parse import parse_russian


def trees(text):
    blocks = find_blocks(text)
    bounds = [(n, *bound) for n, block in enumerate(blocks) for bound in split_sentences(text, block, "ru")]
    return parse_russian(text, bounds)


def token(text, word):
    return next((sentence, t) for sentence in trees(text) for t in sentence.tokens if t.text == word)


def head_of(text, word):
    sentence, found = token(text, word)
    return sentence.tokens[found.head].text


def test_agent_of_a_passive_is_marked():
    _, found = token("Он был задержан сотрудниками полиции.", "сотрудниками")
    assert (found.rel, found.case) == ("obl:agent", "")


def test_bare_instrument_is_an_oblique_with_its_case():
    _, found = token("Их били током.", "током")
    assert (found.rel, found.case) == ("obl", "+ins")


def test_counted_noun_stands_in_the_sentence_not_the_word_for_the_bound():
    _, found = token("Не менее двадцати задержанных были лишены встречи с адвокатом.", "задержанных")
    assert (found.rel, found.pos, found.lemma) == ("nsubj:pass", "NOUN", "задержанный")


def test_noun_after_about_is_the_object_the_verb_lacks():
    _, found = token("Задержали около 40 человек.", "человек")
    assert found.rel == "obj"


@pytest.mark.parametrize(
    ("text", "word", "case"),
    [
        ("Насилие в отношении журналистов продолжается.", "журналистов", "в отношении"),
        ("Он подвергся насилию со стороны полиции.", "полиции", "со стороны"),
        ("По словам матери, сына били.", "матери", "по словам"),
        ("По её данным, мужчин увезли.", "её", "по данным"),
        ("Людей держали в подвале рядом с рынком.", "рынком", "рядом с"),
    ],
)
def test_words_that_make_a_preposition_together_are_one(text, word, case):
    assert token(text, word)[1].case == case


def test_reflexive_passive_has_the_lemma_of_its_verb():
    assert token("Предположительно, он удерживается на базе.", "удерживается")[1].lemma == "удерживать"


def test_what_people_say_stands_above_those_who_say_it():
    sentence, found = token("Говорят, его убили братья.", "убили")
    assert found.rel == "root"
    assert head_of("Говорят, его убили братья.", "Говорят") == "убили"
    assert sentence.parsed


def test_what_is_missing_is_negated():
    sentence, found = token("С ними нет связи.", "нет")
    assert (found.rel, sentence.tokens[found.head].text) == ("neg", "связи")


def test_noun_without_an_accusative_of_its_form_is_the_subject():
    assert token("Его увезли в неизвестном направлении люди в камуфляже.", "люди")[1].rel == "nsubj"


def test_name_in_quotation_marks_is_one_and_stands_beside_its_noun():
    sentence, found = token("Сообщила правозащитная группа «Северный мост».", "мост")
    assert (found.entity, found.rel, sentence.tokens[found.head].text) == ("ORG", "appos", "группа")


def test_prison_code_has_the_lemma_of_its_kind():
    assert token("Он умер в ИК-6.", "ИК-6")[1].lemma == "колония"


def test_future_is_told_from_the_word_where_the_tagger_errs():
    assert token("«Если расскажешь, убьём твою семью».", "убьём")[1].form == "f"


def test_offsets_are_those_of_the_text_with_line_breaks_and_odd_signs():
    text = "\u200b Пришли\nдвое 🕯 в масках.\r\n\r\n«Молчи!» — сказал\tодин."
    for sentence in trees(text):
        for t in sentence.tokens:
            assert text[t.start : t.end] == t.text


def test_sentence_too_long_for_the_parser_is_left_without_a_tree():
    found = trees("слово " * (russian_parse.MAX_WORDS + 50))
    assert [sentence.parsed for sentence in found] == [False]


def test_without_the_models_sentences_are_flat(monkeypatch):
    monkeypatch.setattr(russian_parse, "models", lambda: None)
    found = trees("Его избили. Он умер.")
    assert [sentence.parsed for sentence in found] == [False, False]


@dataclass
class Arc:
    head_id: str
    rel: str
    pos: str = "NOUN"
    feats: dict | None = None


class Vocabulary:
    """Base forms for a test: the word itself."""

    def lemmatize(self, word, pos, feats):
        return word

    def __call__(self, word):
        return ()


@given(st.lists(st.integers(0, 6), min_size=1, max_size=6))
def test_any_arcs_become_one_tree_without_cycles(heads):
    words = [(n, n + 1, "x") for n in range(len(heads))]
    arcs = [Arc(str(min(head, len(heads))), "obl") for head in heads]
    tree = russian_parse.build(words, arcs, arcs, Vocabulary())
    assert sum(word.head == word.i for word in tree) == 1
    for word in tree:
        steps = 0
        while word.head != word.i:
            word, steps = tree[word.head], steps + 1
            assert steps <= len(tree)


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.sampled_from("Его избили в 5 школе.«»—,\n ё🕯é"), max_size=60))
def test_any_text_is_parsed_with_exact_offsets(text):
    for sentence in trees(text):
        assert all(text[t.start : t.end] == t.text for t in sentence.tokens)
        assert sorted(sentence.subtree(next(t.i for t in sentence.tokens if t.head == t.i))) == [
            t.i for t in sentence.tokens
        ]
