"""Who demands what of whom."""

import pytest

from habeas.extraction.actions import action_type
from tests.extraction.saying import calls


def test_call_joined_actions_are_calls_of_their_own() -> None:
    text = (
        "“We call on the authorities to release everyone detained, to conduct impartial investigations, and to "
        "ensure that "
        "those responsible are held to account, and that victims are provided with effective remedy,” Amnesty said."
    )
    assert calls(text) == [
        ("release", "release everyone detained", ["the authorities"]),
        ("investigate", "conduct impartial investigations", ["the authorities"]),
        ("prosecute_accountability", "ensure that those responsible are held to account", ["the authorities"]),
        ("reparation_remedy", "that victims are provided with effective remedy", ["the authorities"]),
    ]


def test_call_for_a_noun_has_no_addressee() -> None:
    text = "The council called for the release of two nurses, as well as an end to torture."
    assert calls(text) == [
        ("release", "the release of two nurses", []),
        ("stop_violation", "an end to torture", []),
    ]


def test_call_need_to_of_two_governments_has_two_addressees() -> None:
    text = "“The Chechen and Russian governments need to investigate this,” the director said."
    ((kind, action, whom),) = calls(text)
    assert (kind, action, len(whom)) == ("investigate", "investigate this", 2)


def test_call_items_of_a_list_take_its_addressee() -> None:
    text = (
        "Recommendations\n\nTo the Government of Varell:\n- Release all those held without charge;\n"
        "- Ratify the Convention against Torture."
    )
    assert [(kind, whom) for kind, _, whom in calls(text)] == [
        ("release", ["the Government of Varell"]),
        ("ratify", ["the Government of Varell"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "If you want to help, you can take part in this fundraiser.",
        "Please call the hotline.",
        "Any use of force must comply with the principle of necessity.",
        "A court ordered the release of the blogger.",
        "He should have stayed at home.",
        "Contact the press unit for more information.",
    ],
)
def test_call_appeal_norm_or_order_is_none(text: str) -> None:
    assert calls(text) == []


def test_call_may_carry_a_deadline() -> None:
    from habeas.extraction.propose import propose

    text = "“The government must let our lawyers see these men by 30 June,” the director said."
    assert propose(text, published="2021-06-14", language="en").calls[0].deadline is not None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("disclose the whereabouts of all those still held", "disclose_fate"),
        ("halt the sale of police equipment", "arms_embargo"),
        ("repeal the Public Gatherings Act", "legal_reform"),
        ("let our lawyers see these men", "allow_access"),
        ("suspend the commander of the garrison", "suspend_official"),
        ("drop all charges against the editor", "quash"),
        ("plant a tree", None),
    ],
)
def test_action_type_of_words(words: str, kind: str | None) -> None:
    assert action_type(words, "en") == kind


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The authorities should release Omar Tessel.", [("release", ["The authorities"])]),
        ("The ministry has to publish the list of those it holds.", [("disclose_fate", ["The ministry"])]),
        ("Free Omar Tessel now!", [("release", [])]),
        ("The union wants an autopsy by an independent doctor.", [("investigate", [])]),
        (
            "To the Parliament: (1) repeal Article 12; (2) ratify the Optional Protocol.",
            [("legal_reform", ["the Parliament"]), ("ratify", ["the Parliament"])],
        ),
        (
            "She asked the Government to lift the curfew and invited allies to halt arms sales.",
            [("lift_measure", ["the Government"]), ("arms_embargo", ["allies"])],
        ),
    ],
)
def test_call_by_its_grammar_is_proposed_without_a_speaker_to_demand_it(
    text: str, wanted: list[tuple[str, list[str]]]
) -> None:
    assert [(kind, to) for kind, _, to in calls(text)] == wanted


@pytest.mark.parametrize(
    "text",
    ["He should have been released last year.", "The prices should fall.", "He has to go home.", "What a day!"],
)
def test_regret_wish_and_need_are_no_call(text: str) -> None:
    assert calls(text) == []
