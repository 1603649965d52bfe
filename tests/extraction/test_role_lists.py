"""Everybody a list names is a victim; whoever only describes is not another."""

import pytest

from habeas.extraction.propose import propose


def victims(text: str) -> list[str]:
    return [v.span.text for c in propose(text, language="en").claims[:1] for v in c.victims if v.span]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Gunmen killed Omar Tessel, his wife Salma, their two children and a neighbour.", 4),
        ("Three women - Omara Tessel, Salma Brock and Alia Karim - were arrested on Monday.", 3),
        ("Two residents of the village, Batraz Kulov and Soslan Teziev, were shot dead.", 2),
        ("Police arrested four students: Ilan Matsev, Rosa Delmar, Jonas Kett and Vera Oss.", 4),
        ("Omar Tessel, a teacher, and Salma Brock, a nurse, were arrested.", 2),
        ("Those killed include Omar Tessel, Salma Brock and Ali Karim.", 3),
        ("Six people were detained, including Omar Tessel and the lawyer Vera Oss.", 3),
    ],
)
def test_list_of_victims_is_whole(text: str, named: int) -> None:
    assert len(victims(text)) == named


def test_description_of_a_victim_is_nobody_else() -> None:
    assert victims("Police arrested Omar Tessel, a teacher.") == ["Omar Tessel"]


def test_group_whose_number_the_names_do_not_reach_stays() -> None:
    found = victims("Police arrested nine students: Ilan Matsev and Rosa Delmar.")
    assert any("nine students" in words for words in found)
