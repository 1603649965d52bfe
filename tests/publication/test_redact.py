"""What is blacked out: every spelling of a name, in whole tokens, and no more of the rest than that takes."""

import unicodedata
from pathlib import Path

import pytest

from habeas.errors import UsageProblem
from habeas.publication.model import Redaction
from habeas.publication.redact import Name, Redactor, Rules, parse_rules, whole_tokens, without

PEOPLE = Redactor(
    (
        Name(None, ("Иван Петров", "Ваня"), True),
        Name(None, ("Sara J. Bloomfield",), True),
        Name(None, ("أحمد الخطيب",), True),
        Name(None, ("Zoë Straße",), True),
        Name(None, ("Port Authority",), False),
    ),
    words=("blue house",),
    patterns=(r"\+\d{6,}",),
)


def masked(text: str, redactor: Redactor = PEOPLE) -> str:
    result, place = "", 0
    for low, high in whole_tokens(text)(redactor.ranges(text)):
        result, place = result + text[place:low] + "█", high
    return result + text[place:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They saw Sara J. Bloomfield, who left.", "They saw █who left."),
        ("said Bloomfield’s lawyer", "said █lawyer"),
        ("said BLOOMFIELD", "said █"),
        ("said bloomfield", "said █"),
        ("(Bloomfield) spoke", "█spoke"),
        ("Bloomfield/Smith spoke", "█spoke"),
        ("Они взяли Ивана Петрова и ушли", "Они взяли █и ушли"),
        ("вместе с Петровым и Ваней", "вместе с █и █"),
        ("они видели петухов", "они видели петухов"),
        ("Ivan Petrov was taken", "█was taken"),
        ("قال أحمد الخطيب شيئا", "قال █شيئا"),
        ("قالوا ولأحمد كتاب", "قالوا █كتاب"),
        ("زار أَحْمَد البيت", "زار █البيت"),
        ("Zoe Strasse, ZOË STRASSE", "█"),
        ("I\u00advan Pe\u200btrov came", "█came"),
        ("Ｉｖａｎ Ｐｅｔｒｏｖ came", "█came"),
        (unicodedata.normalize("NFD", "Zoë came"), "█came"),
        ("the port authority and the Authority", "the █and the Authority"),
        ("the Port\nAuthority", "the █"),
        ("the blue  house, the blue car", "the █the blue car"),
        ("call +3800000000 now", "call █now"),
        ("write to ivanpetrov1990@example.org now", "write to █now"),
        ("see @SaraBloomfield today", "see █today"),
        ("see https://example.org/straße/x today", "see █today"),
        ("the petrol station", "the petrol station"),
        ("nothing here", "nothing here"),
    ],
)
def test_text_with_a_name_in_some_spelling_is_blacked_out_in_whole_tokens(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_rules_say_what_kind_of_redaction_they_are() -> None:
    assert parse_rules([]).redaction is Redaction.NONE
    assert parse_rules(["names"]).redaction is Redaction.NAMES
    assert parse_rules(["per-000000000000"]).redaction is Redaction.CHOSEN
    assert parse_rules(["people"]).redaction is Redaction.CHOSEN, "the page must not say that groups are hidden too"
    assert parse_rules(["nothing"]) == Rules()
    assert Rules(words=("x",)).redaction is Redaction.CHOSEN


def test_rules_file_holds_every_kind_of_rule(tmp_path: Path) -> None:
    path = tmp_path / "r"
    path.write_text("# who\nnames\nper-000000000000\nwords: Blue House\n\npattern: \\d{9}\n")
    rules = parse_rules([f"{path}:rules", "grp-000000000000"])
    assert rules.kinds == {"people", "groups"} and len(rules.ids) == 2
    assert rules.words == ("Blue House",) and rules.patterns == (r"\d{9}",)


@pytest.mark.parametrize(
    "rule", ["name", "name: 1", "show: names", "per-1", "words:  ", "pattern: (", "pattern: x*", "no/such/file:rules"]
)
def test_rule_that_means_nothing_is_refused(rule: str) -> None:
    with pytest.raises(UsageProblem):
        parse_rules([rule])


def test_holes_are_cut_out_of_ranges() -> None:
    assert without([(0, 10), (20, 30)], [(2, 4), (9, 22)]) == [(0, 2), (4, 9), (22, 30)]
    assert without([(0, 10)], [(0, 10)]) == []
