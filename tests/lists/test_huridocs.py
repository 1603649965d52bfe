"""Codes of HURIDOCS -> our types of acts."""

import pytest

from habeas.lists.huridocs import act_of


@pytest.mark.parametrize(
    ("term", "act"),
    [
        ("03010400000004", "abduction"),
        ("01010102000004", "extrajudicial_execution"),
        ("01010101000004", "killing"),  # summary execution: below killing
        ("02011111000004", "torture"),
        ("02010000000004", ""),  # ill-treatment and mistreatment of ours both name it
        ("01000000000004", ""),
        ("03010400000039", ""),  # of another list
        ("٠٣٠١٠٤٠٠٠٠٠٠٠٤", ""),
        ("Detention", ""),
        ("", ""),
    ],
)
def test_act_of(term: str, act: str) -> None:
    assert act_of(term) == act
