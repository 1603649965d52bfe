"""Ids: well formed, all different, every character as likely as any other."""

from collections import Counter

import pytest

from habeas.ids import ALPHABET, PREFIXES, kind_of, new_id


@pytest.mark.parametrize("kind", PREFIXES)
def test_new_id_is_of_its_kind_and_never_the_same(kind: str) -> None:
    made = {new_id(kind) for _ in range(200)}
    assert len(made) == 200
    assert {kind_of(identifier) for identifier in made} == {kind}


def test_new_id_uses_every_character_in_every_place_alike() -> None:
    """40,000 ids: each of 32 characters is expected 1,250 times in a place; eight standard deviations either way."""
    ids = [new_id("person").partition("-")[2] for _ in range(40_000)]
    for place in range(12):
        counts = Counter(identifier[place] for identifier in ids)
        assert set(counts) == set(ALPHABET)
        assert all(abs(count - 1250) < 8 * 35 for count in counts.values())


@pytest.mark.parametrize(
    "text", ["", "per", "per-", "per-7h2k9m4x0q3", "per-7h2k9m4x0q3i", "xyz-7h2k9m4x0q3t", "PER-1"]
)
def test_what_is_no_id_has_no_kind(text: str) -> None:
    assert kind_of(text) is None
