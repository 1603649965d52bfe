"""Whose document it is, from its head."""

import pytest

from habeas.extraction.propose import propose, read_text

LOG = "NIGHTWATCH OSTRA / LOG / Sat. 11 Sept. 2032\n\nPolice beat two men at the gate. The camera was smashed."
CHRONICLE = (
    "Хроника похищений\n\nКомитет «Речной архив». Опубликовано 5 августа 2029 года\n\nСолдаты избили двоих мужчин."
)
COURT = "CASE OF MORN v. ILVARA\nJudgment of 18 May 2027\n\n1. The applicant was beaten by two officers."
SEAT = (
    "GENEVA, 19 August 2033 – The UN High Commissioner for Human Rights on Friday condemned the raid.\n\n"
    "Soldiers shot two men. Her Office has asked for access."
)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        (LOG, "en", "NIGHTWATCH OSTRA"),
        ("Shift summary by the Harbour Line\n\nTwo callers were beaten.", "en", "Harbour Line"),
        (CHRONICLE, "ru", "Комитет «Речной архив»"),
        (COURT, "en", "the Court"),
        (SEAT, "en", "UN High Commissioner for Human Rights"),
    ],
)
def test_house_named_at_the_head_is_the_voice(text: str, language: str, name: str) -> None:
    assert read_text(text, None, language).voice.name == name


@pytest.mark.parametrize(
    "text",
    [
        "Ridge Courier\n\nPolice beat two men at the gate, neighbours said.",
        "Weekly bulletin: valleys\n\nOn Monday soldiers shot a man.",
        "The UN High Commissioner on Friday condemned the raid. Police beat two men.",
    ],
)
def test_news_that_relays_others_has_no_house(text: str) -> None:
    assert read_text(text, None, "en").voice.name is None


def test_claim_of_a_log_has_the_house_as_its_source() -> None:
    proposals = propose(LOG, language="en")
    sources = {a.id: a.source for a in proposals.attributions}
    names = {a.id: a.name for a in proposals.actors}
    assert {names[sources[c.attribution] or ""] for c in proposals.claims} == {"NIGHTWATCH OSTRA"}


def test_publisher_of_the_metadata_is_the_voice_of_a_release_without_a_name() -> None:
    text = "Press statement\n\nWe condemn the raid. We call on the government to release the men. Police beat two men."
    assert read_text(text, None, "en", "Harbour Line").voice.name == "Harbour Line"


def test_source_told_in_the_next_sentence_is_inherited() -> None:
    text = "Полицейские избили двоих мужчин. Об этом сообщает группа «Линия берега»."
    (claim,) = propose(text, language="ru").claims
    assert (claim.attribution_mode, claim.modality) == ("inherited", "alleged")
