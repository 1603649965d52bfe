"""Which engine, and whether this machine can do it."""

import pytest

from habeas.errors import TooLarge
from habeas.linkage.people.engines import MOST_OWN, Engine, check, chosen, free_memory, need


def test_chosen_auto_is_own_until_the_list_is_long() -> None:
    assert chosen(Engine.AUTO, MOST_OWN) is Engine.OWN
    assert chosen(Engine.AUTO, MOST_OWN + 1) is Engine.DUCKDB
    assert chosen(Engine.OWN, 10**9) is Engine.OWN


def test_check_more_than_the_memory_is_refused_with_what_would_fit() -> None:
    with pytest.raises(TooLarge, match="Nothing was begun") as refused:
        check(Engine.OWN, 1_000_000, available=6 << 30)

    assert "--engine duckdb" in refused.value.hint


def test_check_more_than_any_engine_here_can_do_advises_a_cluster() -> None:
    with pytest.raises(TooLarge) as refused:
        check(Engine.DUCKDB, 50_000_000, available=8 << 30)

    assert "--engine spark" in refused.value.hint


def test_check_what_fits_is_let_through() -> None:
    assert check(Engine.DUCKDB, 1_000_000, available=6 << 30) == need(Engine.DUCKDB, 1_000_000)


def test_free_memory_is_less_than_anyone_has() -> None:
    free = free_memory()

    assert free is None or 0 < free < 1 << 50
