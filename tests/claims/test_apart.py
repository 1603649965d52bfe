"""Offsets leave their fields and come back; nothing else moves."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from habeas.claims.apart import OFFSETS, SPANS, apart, together

offset = st.lists(st.integers(0, 99), min_size=2, max_size=2)
plain = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
names = st.sampled_from(["entity", "ground", "count", "act", *sorted(OFFSETS - {SPANS})])


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(names, inner, max_size=4) | st.lists(inner, max_size=3)


fields = st.dictionaries(
    names, st.recursive(plain | offset | st.lists(offset, max_size=3), nested, max_leaves=12), max_size=5
)


@given(fields)
def test_fields_taken_apart_and_put_together_are_the_fields(given_fields: dict[str, Any]) -> None:
    assert together(apart(given_fields)) == given_fields


def test_claim_keeps_who_and_when_beside_its_spans() -> None:
    claim = {
        "cue": [3, 9],
        "evidence": [[0, 50], [60, 90]],
        "victims": [{"entity": "per-1", "span": [20, 33]}, {"entity": "per-2"}],
        "attribution": {"entity": "per-3", "spans": [[1, 2]], "verbatim": True},
        "place": {"entity": "plc-1", "radius_km": [1, 5]},
    }
    found = apart(claim)
    assert found["victims"] == [{"entity": "per-1"}, {"entity": "per-2"}]
    assert found["attribution"] == {"entity": "per-3", "verbatim": True}
    assert found["place"] == {"entity": "plc-1", "radius_km": [1, 5]}
    assert found[SPANS] == {
        "attribution.spans": [[1, 2]],
        "cue": [3, 9],
        "evidence": [[0, 50], [60, 90]],
        "victims.0.span": [20, 33],
    }


def test_value_taken_away_by_an_edit_is_not_an_offset() -> None:
    assert apart({"evidence": None, "modality_cue": None}) == {"evidence": None, "modality_cue": None}


def test_entry_written_before_spans_had_a_field_reads_as_it_is() -> None:
    old = {"cue": [3, 9], "victims": [{"span": [1, 2]}]}
    assert together(old) == old
