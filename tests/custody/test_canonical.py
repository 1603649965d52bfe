"""One spelling for one value: the fast way equals the reference implementation."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from habeas.custody.canonical import LARGEST_INTEGER, canonical
from habeas.errors import UsageProblem

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_equals_the_reference_implementation(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


def test_every_control_character_is_spelled_as_the_standard_says() -> None:
    text = "".join(map(chr, range(0x80))) + "\u2028\u2029\u00e9\U0001f600\ufeff"
    assert canonical({"key": text}) == rfc8785.dumps({"key": text})


def test_keys_beyond_ascii_are_sorted_as_utf16() -> None:
    assert canonical({"\U00010000": 1, "\uffff": 2}) == '{"\U00010000":1,"\uffff":2}'.encode()


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), LARGEST_INTEGER + 1, -LARGEST_INTEGER - 1, "\ud800", {1: 2}, b"bytes", {"a"}]
)
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(UsageProblem):
        canonical(value)  # type: ignore[arg-type]
    with pytest.raises(UsageProblem):
        canonical(["nested", value])  # type: ignore[list-item]
