"""The whole: offsets, determinism, garbage, no parser, no invented years."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from habeas.extraction import parse
from habeas.extraction import propose as module
from habeas.extraction.gold_format import to_json
from habeas.extraction.propose import propose

REPORT = (
    "PRESS RELEASE\n\nMERUDIN, 14 June 2021 — Officers of the Guard abducted at least 14 men in Sarnitsa since "
    "March, Open Door "
    "said.\n\n“They beat us,” said Ilian D. “We were held for two weeks.” A teacher aged 31 said he was denied "
    "insulin.\n\n"
    "Open Door calls on the Prosecutor General to investigate the abductions and to free all those held."
)


def spans(value: object) -> list[dict[str, object]]:
    """All spans of a JSON value."""
    if isinstance(value, dict):
        own = [value] if {"start", "end", "text"} <= value.keys() else []
        return own + [span for item in value.values() for span in spans(item)]
    return [span for item in value for span in spans(item)] if isinstance(value, list) else []


def wrong_spans(text: str, raw: dict[str, object]) -> list[dict[str, object]]:
    # type: ignore[misc]
    return [s for s in spans(raw) if text[s["start"] : s["end"]] != s["text"] or s["start"] >= s["end"]]


def test_report_every_span_stands_at_its_offsets() -> None:
    raw = to_json(propose(REPORT, language="en"))
    assert len(spans(raw)) > 40
    assert wrong_spans(REPORT, raw) == []


def test_report_proposed_twice_is_the_same() -> None:
    assert propose(REPORT, language="en") == propose(REPORT, language="en")


def test_report_every_reference_leads_somewhere() -> None:
    found = propose(REPORT, language="en")
    actors, said = {a.id for a in found.actors}, {a.id for a in found.attributions}
    assert all(claim.attribution in said for claim in found.claims)
    assert all(person.ref in actors for claim in found.claims for person in (*claim.victims, *claim.perpetrators))
    assert all(call.caller in actors | {None} and call.attribution in said for call in found.calls)
    assert all(a.source in actors | {None} for a in found.attributions)
    assert {q.id for q in found.quantities} >= {v.count for c in found.claims for v in c.victims if v.count}


def test_report_each_proposal_has_a_reason_and_a_confidence() -> None:
    found = propose(REPORT, language="en")
    for proposal in (*found.claims, *found.calls, *found.statements):
        assert len(proposal.reason) > 10
        assert 0 < proposal.confidence < 1


def test_since_march_without_a_date_of_publication_has_no_year() -> None:
    text = "Men are being abducted by militia since March."
    (time,) = propose(text, language="en").times
    assert (time.edtf, time.year_unknown) == (None, True)
    (time,) = propose(text, published="2017-04-20", language="en").times
    assert time.edtf == "2017-03/.."


pieces = st.sampled_from(
    ["Police ", "beat ", "him", ". ", "“", "”", "\n\n", "\n- ", "said ", "according to ", "must ", "to ", "release ",
     "X", "\x00",
     "\u202e", "é", "e\u0301", "😀", "1,000 ", "in ", "March ", "(", ":", ";", "\r\n", "\u2028", "Их били. ", "A" * 90]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pieces, max_size=40).map("".join))
def test_any_text_is_read_and_its_offsets_are_right(text: str) -> None:
    assert wrong_spans(text, to_json(propose(text))) == []


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "“", "- ", "?" * 500, "(" * 2000, "\x00" * 10])
def test_garbage_proposes_nothing(text: str) -> None:
    found = propose(text)
    assert (found.claims, found.calls) == ((), ())
    assert found.length == len(text)


def test_without_the_parser_strong_words_still_count_with_less_confidence(monkeypatch: pytest.MonkeyPatch) -> None:
    with_parser = propose("Police tortured two men in Kell.", language="en").claims[0]
    monkeypatch.setattr(parse, "english_model", lambda: None)
    found = propose("Police tortured two men in Kell. They were not beaten.", language="en")
    assert [claim.act.type for claim in found.claims] == ["torture"]
    assert found.claims[0].confidence < with_parser.confidence
    assert any("parser" in note for note in found.notes)


def test_lone_surrogates_are_read_and_said() -> None:
    found = propose("Police beat \ud800 two men.", language="en")
    assert [claim.act.type for claim in found.claims] == ["physical_assault"]
    assert any("U+FFFD" in note for note in found.notes)


def test_language_is_told_from_the_letters() -> None:
    assert propose("Его избили.").language == "ru"
    assert propose("They beat him.").language == "en"


def test_language_without_rules_is_said_in_the_notes() -> None:
    assert any("'fr'" in note for note in propose("Il a été battu.", language="fr").notes)


def test_text_beyond_the_limit_is_said_in_the_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LENGTH", 20)
    found = propose("Police beat two men. " * 5, language="en")
    assert found.length == 105
    assert any("20 of 105" in note for note in found.notes)


def test_notes_hold_no_word_of_the_text() -> None:
    notes = " ".join(propose(REPORT, language="fr").notes)
    assert not any(name in notes for name in ("Sarnitsa", "Ilian", "Guard", "Door"))
