"""According to whom, and in which mode."""

import pytest

from habeas.extraction.propose import propose
from tests.extraction.saying import source, statements, told


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [
        ("According to the Lawyers' Union, he was beaten by police.", "physical_assault", "Lawyers' Union"),
        ("The charity said that soldiers had arrested two nurses.", "arrest", "charity"),
        ("Soldiers arrested two nurses, the charity said.", "arrest", "charity"),
        ("Freedom Watch documented the torture of two nurses.", "torture", "Freedom Watch"),
        ("The bishop condemned the killing of two nurses.", "killing", "bishop"),
        ("The bishop accused the army of killing two nurses.", "killing", "bishop"),
    ],
)
def test_source_named_in_the_sentence_is_explicit(text: str, kind: str, who: str) -> None:
    assert told(text, kind) == (who, "explicit", "alleged")


def test_source_of_a_quotation_is_its_speaker() -> None:
    assert told("“They beat my son,” said Anna Orlova.", "physical_assault") == ("Anna Orlova", "quoted", "alleged")


def test_source_of_a_split_quotation_carries_on() -> None:
    text = "“It was night,” said Anna Orlova. “They beat my son.”"
    assert told(text, "physical_assault")[:2] == ("Anna Orlova", "quoted")


def test_source_carried_over_is_never_shown_as_explicit() -> None:
    text = "According to the charity, men are abducted by militia. Many of the men are beaten."
    assert told(text, "physical_assault") == ("charity", "inherited", "alleged")


def test_source_does_not_carry_over_a_paragraph() -> None:
    text = "According to the charity, men are abducted by militia.\n\nMany of the men are beaten."
    assert told(text, "physical_assault") == (None, "narrator", "asserted")


def test_the_statement_read_is_the_organisation_that_issued_it() -> None:
    text = (
        "The Freedom Council released a statement calling for the release of two nurses.\n\n"
        "“We call on the army to free everyone detained in May,” the statement read."
    )
    found = propose(text, language="en")
    claim = next(claim for claim in found.claims if claim.act.type == "detention")
    assert source(found, claim) == "Freedom Council"
    assert {call.caller for call in found.calls} == {claim_source(found, claim.attribution)}


def claim_source(found, attribution: str) -> str | None:  # type: ignore[no-untyped-def]
    return next(a.source for a in found.attributions if a.id == attribution)


def test_testimony_the_witness_is_the_source() -> None:
    text = "My name does not matter. They beat me every night. I was kept in a basement. I never saw their faces."
    assert told(text, "physical_assault") == ("the witness", "document", "asserted")


def test_testimony_what_another_told_is_second_hand() -> None:
    text = "I was in the cell with Danil. He told me that they had beaten his brother. I believe him. I saw his face."
    assert told(text, "physical_assault")[1:] == ("second-hand", "second-hand")


def test_release_the_organisation_is_the_voice() -> None:
    text = (
        "PRESS RELEASE\n\nOpen Door calls on the army to free its staff.\n\nTwo nurses were beaten. We ask for answers."
    )
    assert told(text, "physical_assault") == ("Open Door", "document", "asserted")


def test_mail_its_writer_is_the_voice() -> None:
    text = "From: Field South <south@example.org>\nTo: desk\nSubject: report\n\nTwo nurses were beaten. I saw them."
    assert told(text, "physical_assault")[:2] == ("Field South", "document")


def test_statement_of_today_is_its_speakers() -> None:
    text = "UN experts today expressed concern at the detention of Amina Soko. She was beaten in her cell."
    assert told(text, "physical_assault")[:2] == ("UN experts", "document")


def test_denial_after_an_allegation_makes_it_disputed() -> None:
    text = "The lawyer said that guards had beaten her client.\n\nThe prosecutor rejected the allegations."
    assert told(text, "physical_assault")[2] == "disputed"


def test_statements_quotation_and_denial_have_their_speakers() -> None:
    text = "“Nobody was beaten here,” the warden said. The ministry rejected the allegations."
    assert statements(text) == [("warden", "“Nobody was beaten here,”"), ("ministry", "rejected the allegations.")]
