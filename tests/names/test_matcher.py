"""Every form of a name is found, and other words are left alone: the battery, written before the matcher."""

import random
import time

import pytest

from bench.names import HERE as ROOT
from bench.names import hidden_of, marked, rows, score, sets
from habeas.names.matcher import Matcher
from habeas.names.model import Registered

SENTENCES = [tuple(row[1:]) for row in rows(ROOT / "tests" / "names" / "battery.tsv")]
WORDS = [(names, word) for _, names, line in rows(ROOT / "tests" / "names" / "ordinary.tsv") for word in line.split()]


@pytest.mark.parametrize(("kind", "names", "sentence"), SENTENCES)
def test_name_of_the_registry_in_any_form_is_hidden_whole(kind: str, names: str, sentence: str) -> None:
    counted, notes = score(names, sentence)
    assert not counted["readable"], notes


def test_of_the_other_words_of_the_battery_at_most_one_in_a_hundred_is_masked() -> None:
    masked = other = 0
    for _, names, sentence in SENTENCES:
        counted, _ = score(names, sentence)
        masked, other = masked + counted["masked"], other + counted["other"]
    assert masked <= other / 100


@pytest.mark.parametrize(("names", "word"), WORDS)
def test_ordinary_word_in_small_letters_that_is_spelt_like_a_name_stays(names: str, word: str) -> None:
    assert not hidden_of(names, word)


@pytest.mark.shared
def test_names_of_the_reference_material_are_hidden_and_three_in_a_hundred_other_words_at_most() -> None:
    from bench.names import SHARED

    if not (SHARED / "names").is_dir():
        pytest.skip("the reference material is not beside the checkout")
    for title, cases in sets(SHARED, kept=False).items():
        counts = [score(names, sentence)[0] for _, names, sentence in cases]
        assert sum(one["readable"] for one in counts) == 0, title
        assert sum(one["masked"] for one in counts) <= 0.03 * sum(one["other"] for one in counts), title


@pytest.mark.parametrize("between", list("\u200b\u00ad\u2060\u034f\u115f\ufe00\U000e0061\u202e"))
def test_character_that_shows_nothing_hides_no_name(between: str) -> None:
    found = Matcher([Registered("p", ("Rahim Bostan",))]).find(f"saw Bos{between}tan there")
    assert [(one.start, one.end) for one in found] == [(4, 10 + len(between))]


def test_stretch_is_at_its_place_in_the_text_as_given() -> None:
    text = "²\u200bx Ra\u200bhim Bos\u00adtan, end"
    for one in Matcher([Registered("p", ("Rahim Bostan",))]).find(text):
        said = text[one.start : one.end].replace("\u200b", "").replace("\u00ad", "")
        assert said in ("Rahim", "Bostan", "Rahim Bostan")


def test_group_is_found_as_a_whole_and_not_by_its_words() -> None:
    matcher = Matcher([Registered("g", ("Port Authority",), person=False)])
    assert matcher.find("the port authority came") and not matcher.find("the Authority of the Port")


@pytest.mark.parametrize("name", ["I", "me", "one", "они", "Human Rights Watch", "", "  ", "...", "𝄞", "\ud800"])
def test_name_that_names_nobody_or_is_none_hides_no_pronoun_and_raises_nothing(name: str) -> None:
    assert not Matcher([Registered("p", (name,))]).find("I saw one of them; они ушли.")


def test_two_names_that_share_a_given_name_are_both_found_and_told_apart() -> None:
    matcher = Matcher([Registered("a", ("Иван Жуков",)), Registered("b", ("Иван Петров",))])
    keys = {one.keys for one in matcher.find("Жукова и Петрова увезли, сказал Иван.")}
    assert frozenset("a") in keys and frozenset("b") in keys and frozenset("ab") in keys


def test_matcher_of_garbage_raises_nothing() -> None:
    draw = random.Random(11)
    matcher = Matcher([Registered("p", ("Иван Петров", "يوسف الخطيب", "李小明", "Anna O'Rourke-Nowak"))])
    for _ in range(300):
        matcher.find("".join(chr(draw.choice((draw.randrange(0x3000), draw.randrange(0xD800)))) for _ in range(60)))


def test_eight_hundred_words_take_less_than_a_second_of_cpu_once_warm() -> None:
    """The promise is a second on a slow machine; here it takes a twentieth of that."""
    matcher = Matcher([Registered(str(number), (f"Имя{number} Фамилиева{number}",)) for number in range(200)])
    text = " ".join(marked(sentence)[0] for _, _, sentence in SENTENCES) + " word" * 300
    matcher.find(text)
    begun = time.process_time()
    matcher.find(text)
    assert time.process_time() - begun < 1
