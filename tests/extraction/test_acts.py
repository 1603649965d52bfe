"""Which words speak of an act."""

import pytest

from tests.extraction.saying import claims, one


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Soldiers abducted two students.", "abduction"),
        ("He was picked up by police on Friday.", "arrest"),
        ("A gunman shot dead the journalist Anna Petrova.", "killing"),
        ("They forced him to sign a confession.", "forced_confession"),
        ("She was denied access to a lawyer.", "denial_of_lawyer"),
        ("The detainees were held without access to a lawyer.", "denial_of_lawyer"),
        ("Officers raided the office of the union.", "search_raid"),
        ("The women were raped by soldiers.", "rape"),
        ("Police confiscated her passport.", "confiscation"),
        ("Armed men burned down their houses.", "destruction_of_property"),
        ("Their homes were burned by militiamen.", "destruction_of_property"),
        ("He died in custody on Monday.", "death_in_custody"),
        ("Villagers fled to the border.", "displacement"),
        ("The government deported forty refugees.", "deportation"),
        ("The teacher was dismissed from her job.", "dismissal"),
        ("Police used tear gas against protesters.", "physical_assault"),
        ("The family has had no news of their son since May.", "enforced_disappearance"),
        ("The killing of the lawyer by soldiers shocked the town.", "killing"),
        ("Three detained at the market, two of them beaten.", "detention"),
        ("The detainees were strip-searched in front of the guards.", "humiliation"),
        ("Several women were sexually abused at the checkpoint.", "sexual_assault"),
        ("They would not let us sleep.", "torture"),
        ("Although the court ordered his release, he remains in prison.", "denial_of_release"),
        ("The group verified 18 cases of torture at the prison.", "torture"),
        ("Doctors were not allowed to see the wounded prisoners.", "denial_medical"),
    ],
)
def test_act_plain_sentence_found(text: str, kind: str) -> None:
    assert kind in claims(text)


@pytest.mark.parametrize(
    "text",
    [
        "The officials were held accountable.",
        "The meeting was held in the town hall.",
        "He suffered a heart attack.",
        "The minister attacked the plan.",
        "They shot a film in the village.",
        "The company fired up the engine.",
        "Torture is a crime.",
        "He is an expert on arrest law.",
        "The bill was killed in committee.",
        "Warning shots were fired into the air.",
        "The minister called for an end to violence.",
    ],
)
def test_act_words_that_only_look_like_one_are_left(text: str) -> None:
    assert claims(text) == []


def test_act_cue_covers_its_whole_phrase() -> None:
    assert one("A sniper shot the boy dead.", "killing").act.cue.text == "shot the boy dead"


def test_act_method_is_told() -> None:
    assert one("The guards gave him electric shocks.", "torture").act.method == "electric_shock"


def test_act_said_twice_in_a_sentence_is_one_claim() -> None:
    assert claims("Police arrested the editor, and the arrest of the editor was filmed.").count("arrest") == 1


def test_act_wider_word_before_a_list_falls_away() -> None:
    found = claims("The men are subjected to violence such as electric shocks, insults and beatings.")
    assert found == ["physical_assault", "torture", "verbal_abuse"]


def test_act_attempt_at_a_killing_is_no_killing() -> None:
    assert claims("Gunmen tried to kill the mayor.") == ["attempted_killing"]
