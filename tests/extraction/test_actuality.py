"""What did not happen, or is not said to have happened, is no claim."""

import pytest

from tests.extraction.saying import claims, one


@pytest.mark.parametrize(
    "text",
    [
        "He was not tortured.",
        "Nobody was hurt in the raid on the empty house.",
        "No one has been detained in the town.",
        "Police denied beating the men.",
        "The law prohibits torture.",
        "Everyone has the right not to be arrested without reason.",
        "No one may be subjected to torture.",
        "We fear that they may have been killed.",
        "They could be arrested at any time.",
        "If you have been attacked, call the hotline.",
        "He asked whether the boy had been beaten.",
        "They want to arrest him.",
        "The government plans to deport the families.",
        "The general ordered soldiers to kill the hostages.",
        "Journalists face the risk of arrest.",
        "The police did not beat or kick anyone.",
        "He was released without being beaten.",
        "Was the man tortured?",
        "The mission found no evidence that prisoners had been executed.",
        "Everyone who is arrested shall be informed of the reasons for the arrest.",
        "The film tells of a man who is killed by his brother.",
        "He was found guilty of insulting a judge.",
    ],
)
def test_unreal_act_is_no_claim(text: str) -> None:
    assert claims(text) == []


def test_suspected_case_keeps_its_doubt() -> None:
    text = "“We call on the state to investigate all suspected cases of abduction, torture and killing,” Amnesty said."
    assert one(text, "torture").modality == "suspected"


def test_may_have_been_is_suspected() -> None:
    assert one("Two lawyers may have been forcibly disappeared.", "enforced_disappearance").modality == "suspected"


def test_seems_is_hedged() -> None:
    assert one("Soldiers appear to have killed the farmer.", "killing").modality == "hedged"


def test_reportedly_is_hedged_with_no_source() -> None:
    found = one("The student was reportedly beaten by guards.", "physical_assault")
    assert (found.modality, found.attribution_mode) == ("hedged", "hedged")


def test_held_inside_a_demand_is_taken_for_granted() -> None:
    assert one("Amnesty called on the army to release those detained in May.", "detention").modality == "presupposed"


def test_announced_killing_is_a_threat() -> None:
    assert claims("“We will kill you,” the officer told the lawyer.") == ["death_threat"]


def test_reports_that_could_not_be_confirmed_are_disputed() -> None:
    text = "Reports that a woman was killed by soldiers could not be confirmed."
    assert one(text, "killing").modality == "disputed"
