"""What was not proposed is said."""

import pytest

from habeas.extraction.gold_format import to_json
from habeas.extraction.languages import language_of
from habeas.extraction.propose import propose


def test_sentence_with_an_act_word_and_no_claim_is_listed_with_the_reason() -> None:
    (unread,) = propose("The prisoner was not beaten.", language="en").unread
    assert (unread.span.text, unread.why) == ("The prisoner was not beaten.", "negated")


def test_sentence_with_a_claim_is_not_listed() -> None:
    assert propose("Police beat the prisoner.", language="en").unread == ()


def test_listed_sentences_are_in_the_exchange_format() -> None:
    (row,) = to_json(propose("Nobody was beaten.", language="en"))["read_yourself"]
    assert row["span"] == {"start": 0, "end": 18, "text": "Nobody was beaten."}


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("La policía detuvo a cinco periodistas en Ostra el lunes y uno de ellos fue torturado.", "es", "Spanish"),
        ("La police a arrêté cinq journalistes à Ostra et les a frappés dans la rue.", "fr", "French"),
        ("Поліцейські затримали п'ятьох журналістів у місті та побили їх.", "uk", "Ukrainian"),
        ("اعتقلت قوات الأمن خمسة صحفيين في المدينة يوم الاثنين", "ar", "Arabic"),
    ],
)
def test_language_without_claims_proposes_nothing_and_says_so(text: str, code: str, name: str) -> None:
    proposals = propose(text)
    assert (proposals.language, proposals.claims, proposals.calls) == (code, (), ())
    assert name in proposals.notes[0]
    assert len(proposals.unread) == 1


def test_stretch_in_another_language_is_listed_and_the_rest_read() -> None:
    text = "Police beat the prisoner and his brother.\n\nLa police a arrêté cinq journalistes à Ostra et les a frappés."
    proposals = propose(text)
    assert len(proposals.claims) == 1
    assert [one.span.text[:9] for one in proposals.unread] == ["La police"]


def test_few_words_are_in_no_language() -> None:
    assert language_of("Ostra, Velt") == "und"
