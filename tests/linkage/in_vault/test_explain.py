"""Why two records are thought to be one person, in words."""

from habeas.linkage.in_vault.explain import Speaks, reasons
from habeas.linkage.people.records import gathered

HEADER = ["full_name", "birth_date", "event_date", "place", "sex", "code"]
ROWS = [
    ["Ilan Matsev", "2001-02-03", "2024-03", "Lomna", "m", ""],
    ["Мацев Илан Давидович", "2001", "08.03.2024", "Ломна", "муж", "77"],
    ["Boris Ulemov", "1998-05-01", "2024-05-20", "Selmir", "", ""],
    ["", "", "", "", "", ""],
]
RECORDS = gathered([("a", (HEADER, ROWS))], {"code": "code"})


def _said(one: int, other: int) -> dict[tuple[str, str], Speaks]:
    return {(reason.column, reason.words): reason.speaks for reason in reasons(RECORDS, one, other)}


def test_reasons_one_person_in_two_scripts_names_each_agreement() -> None:
    said = _said(0, 1)

    assert said["name", "sound alike: ilan ~ илан, matsev ~ мацев"] is Speaks.FOR
    assert said["name", "without a counterpart: давидович"] is Speaks.NEITHER
    assert said["birth_date", "compatible: 2001-02-03 / 2001"] is Speaks.WEAKLY_FOR
    assert said["place", "the same: Lomna ~ Ломна"] is Speaks.FOR


def test_reasons_strangers_say_what_speaks_against() -> None:
    said = _said(0, 2)

    assert said["name", "no word of Ilan Matsev sounds like one of Boris Ulemov"] is Speaks.AGAINST
    assert said["place", "differs: Lomna / Selmir"] is Speaks.AGAINST
    assert said["sex", "only one says: m"] is Speaks.NEITHER


def test_reasons_nothing_to_compare_says_nothing_for_or_against() -> None:
    assert set(_said(2, 3).values()) == {Speaks.NEITHER}
