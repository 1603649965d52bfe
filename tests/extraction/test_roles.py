"""Who did it and to whom."""

import pytest

from tests.extraction.saying import claims, one, people


@pytest.mark.parametrize(
    ("text", "kind", "perpetrators", "victims"),
    [
        (
            "Two men were abducted by militia and local security.",
            "abduction",
            ["militia", "local security"],
            ["Two men"],
        ),
        ("Police arrested the editor.", "arrest", ["Police"], ["the editor"]),
        ("Soldiers who had beaten the boy left.", "physical_assault", ["Soldiers"], ["the boy"]),
        ("The killing of the boy by soldiers was filmed.", "killing", ["soldiers"], ["the boy"]),
        ("The women suffered beatings.", "physical_assault", [], ["The women"]),
        ("They put a bag over my head.", "torture", ["They"], ["my"]),
        ("Soldiers looted the shop of a widow.", "looting", ["Soldiers"], ["a widow"]),
        ("She was beaten at the hands of the police.", "physical_assault", ["the police"], ["She"]),
        ("Ten people were killed in police firing.", "killing", ["police"], ["Ten people"]),
        ("He was shot dead on the steps of the court by a gunman.", "killing", ["a gunman"], ["He"]),
    ],
)
def test_roles_of_one_act(text: str, kind: str, perpetrators: list[str], victims: list[str]) -> None:
    found = one(text, kind)
    assert people(found, "perpetrators") == perpetrators
    assert people(found, "victims") == victims


def test_roles_who_sees_it_does_not_do_it() -> None:
    found = one("Laith said he saw two soldiers beat his neighbour.", "physical_assault")
    assert people(found, "perpetrators") == ["two soldiers"]


def test_roles_name_that_no_list_knows_is_a_victim() -> None:
    assert people(one("Ilan Matsev was abducted at the bus station.", "abduction"), "victims") == ["Ilan Matsev"]


def test_roles_name_of_a_place_is_nobody() -> None:
    assert people(one("Soldiers burned six houses in Grozny.", "destruction_of_property"), "victims") == []


def test_roles_joined_verbs_share_subject_and_object() -> None:
    text = "Guards beat them and threatened to kill them."
    assert people(one(text, "physical_assault"), "victims") == ["them"]
    assert people(one(text, "death_threat"), "perpetrators") == ["Guards"]


def test_roles_list_of_nouns_shares_its_victims() -> None:
    text = "The report documents the detention and torture of twelve students by the army."
    assert people(one(text, "torture"), "victims") == ["twelve students"]
    assert people(one(text, "detention"), "perpetrators") == ["the army"]


def test_roles_number_is_a_count_of_victims() -> None:
    found = one("Police arrested at least 43 protesters.", "arrest")
    assert found.victims[0].count is not None


def test_roles_population_is_nobodys_count() -> None:
    text = "Men are beaten at a camp near the city of Argun, a town of nearly 30,000 people."
    assert [victim.count for victim in one(text, "physical_assault").victims] == [None]


def test_roles_self_harm_is_no_claim() -> None:
    assert claims("The driver set himself on fire.") == []


def test_roles_accused_is_the_perpetrator() -> None:
    found = one("The court convicted two soldiers of the murder of Yusuf Adan.", "killing")
    assert people(found, "perpetrators") == ["two soldiers"]
    assert people(found, "victims") == ["Yusuf Adan"]
