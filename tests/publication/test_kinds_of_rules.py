"""Which rule hides what; and numbers that identify, below the consent to publish identity."""

import json
from pathlib import Path
from typing import Any

import pytest

from habeas.errors import ReleaseRefused
from tests.publication.making import make
from tests.publication.vault_world import ReleaseWorld, Story, at, story

SAID = (
    "On 3 May 2024 guards took the teacher, passport AB 1234567, telephone +380 44 123 45 67, from 14 Harbour Street. "
    "The case is no. 31871/96. About 20 men were held, as in 2003/04.\n"
)
NUMBERS = ("1234567", "44 123", "Harbour Street", "31871/96")


def everything(folder: Path) -> str:
    bundle: dict[str, Any] = json.loads((folder / "bundle.json").read_text())
    passages = " ".join(run or "█" for passage in bundle["passages"] for run in passage["runs"])
    return passages + json.dumps(
        [item["shown"]["names"] | item["view"] for item in bundle["items"]], ensure_ascii=False
    )


@pytest.mark.parametrize(
    ("rule", "hidden", "readable"),
    [
        ("people", ("Karim", "Matseva", "Ruben"), ("Port Authority", "Harbour Line", "Selmir")),
        ("groups", ("Port Authority", "Harbour Line"), ("Karim Haddad", "Selmir")),
        ("perpetrators", ("Port Authority",), ("Harbour Line", "Karim Haddad", "Selmir")),
        ("places", ("Selmir",), ("Port Authority", "Karim Haddad")),
        ("name: Karim Haddad", ("Karim", "Haddad", "Карим", "كريم"), ("Lia Matseva", "Port Authority")),
        ("names", ("Karim", "Port Authority"), ("Selmir",)),
        ("nothing", (), ("Karim Haddad", "Port Authority", "Selmir")),
    ],
)
def test_a_rule_hides_its_own_kind_and_no_other(
    told: Story, tmp_path: Path, rule: str, hidden: tuple[str, ...], readable: tuple[str, ...]
) -> None:
    make(told, tmp_path / "out", rule)
    said = everything(tmp_path / "out")
    assert not [name for name in hidden if name in said]
    assert not [name for name in readable if name not in said]


def _with_numbers(folder: Path, consent: int) -> Story:
    told = story(folder, consent=6)
    world: ReleaseWorld = told.world
    source = world.admit(SAID, consent=consent)
    world.accept(
        "claim",
        {
            "source": source, "proposer": "person", "act": {"type": "abduction"}, "cue": at(SAID, "took"),
            "evidence": [[0, len(SAID) - 1]], "perpetrators": [], "victims": [], "modality": "asserted",
            "attribution": {"entity": None, "kind": "narrator"}, "attribution_mode": "narrator", "stance": "for",
        },
    )  # fmt: skip
    return told


def test_numbers_are_hidden_by_default_below_consent_to_identity(tmp_path: Path) -> None:
    make(_with_numbers(tmp_path / "v", 5), tmp_path / "out", "people")
    said = everything(tmp_path / "out")
    assert not [number for number in NUMBERS if number in said]
    assert "3 May 2024" in said and "About 20 men" in said and "2003/04" in said


def test_numbers_are_shown_where_identity_may_be_or_a_rule_says_so(tmp_path: Path) -> None:
    make(_with_numbers(tmp_path / "v", 6), tmp_path / "six", "people")
    make(_with_numbers(tmp_path / "w", 5), tmp_path / "five", "people", "show: numbers")
    for folder in ("six", "five"):
        assert not [number for number in NUMBERS if number not in everything(tmp_path / folder)]


def test_numbers_rule_hides_them_whatever_the_consent(tmp_path: Path) -> None:
    make(_with_numbers(tmp_path / "v", 6), tmp_path / "out", "numbers")
    said = everything(tmp_path / "out")
    assert not [number for number in NUMBERS if number in said] and "Karim Haddad" in said


def test_a_title_with_a_hidden_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefused) as refused:
        make(_with_numbers(tmp_path / "v", 5), tmp_path / "out", "people", title="Case no. 31871/96")
    assert "31871" not in str(refused.value) and "31871" in refused.value.seen[0]
