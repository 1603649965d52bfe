"""The model as Splink and a database know it."""

import random

import duckdb
import numpy as np
import pytest

from habeas.linkage.mixture import STRENGTH
from habeas.linkage.people.by_splink.keys import keys_of
from habeas.linkage.people.by_splink.model import DUCKDB, Comparison, Level, comparisons, held, settings, table
from habeas.linkage.people.by_splink.prepared import prepared
from habeas.linkage.people.columns import comparisons as own_comparisons
from habeas.linkage.people.records import Records, gathered


def _dates(seed: int) -> Records:
    rng = random.Random(seed)
    rows = []
    for _ in range(60):
        year, month, day = rng.randint(1988, 1991), rng.randint(1, 12), rng.randint(1, 28)
        written = (f"{year}-{month:02}-{day:02}", f"{year}-{month:02}", str(year), f"{day}/{month}/{year}", "")
        rows.append(["Selim Malik", written[rng.randrange(5)]])
    return gathered([("a", (["full_name", "birth_date"], rows))])


def _levels(records: Records, comparison: Comparison) -> np.ndarray:
    """The level of every pair, by DuckDB; -1 where there is nothing to compare."""
    columns = prepared(records)
    people = table(columns, keys_of(columns, 1000))
    connection = duckdb.connect()
    connection.register("people", people)
    sides = ", ".join(f'l."{name}" AS {name}_l, r."{name}" AS {name}_r' for name in people.column_names)
    cases = [f"WHEN {comparison.null} THEN -1"]
    for number, level in enumerate(comparison.levels[:-1]):
        cases.append(f"WHEN {level.condition} THEN {len(comparison.levels) - 1 - number}")
    sql = f"""WITH pairs AS (SELECT {sides} FROM people l, people r WHERE l.unique_id < r.unique_id)
              SELECT CASE {" ".join(cases)} ELSE 0 END FROM pairs ORDER BY unique_id_l, unique_id_r"""
    return np.asarray([row[0] for row in connection.execute(sql).fetchall()])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_comparisons_date_in_sql_gives_the_levels_of_the_own_engine(seed: int) -> None:
    records = _dates(seed)
    left, right = np.triu_indices(len(records), 1)

    in_sql = _levels(records, next(c for c in comparisons(prepared(records), DUCKDB) if c.name == "date0"))

    [(_, own)] = own_comparisons(records, close=True)
    assert in_sql.tolist() == own(left, right).tolist()


def test_comparisons_name_across_scripts_and_order_is_close() -> None:
    rows = [["Руслан Тарханов"], ["Tarkhanov Ruslan"], ["Zoran Vidal"]]
    records = gathered([("a", (["full_name"], rows))])

    one_person, stranger, other = _levels(records, comparisons(prepared(records), DUCKDB)[0])

    assert one_person >= 4
    assert stranger == other == 0


def test_comparisons_start_at_probabilities() -> None:
    rows = [["Selim Malik", "1990", "Lomna", "m", "A1 2BC"]]
    records = gathered([("a", (["full_name", "birth_date", "place", "sex", "postcode"], rows))])

    for comparison in comparisons(prepared(records), DUCKDB):
        assert sum(level.m for level in comparison.levels) == pytest.approx(1.0, abs=0.01)
        assert sum(level.u for level in comparison.levels) == pytest.approx(1.0, abs=0.01)


def _trained(m: float) -> object:
    own = Comparison("a", "a_l IS NULL", (Level("a_l = a_r", 0.9, 0.1), Level("ELSE", 0.1, 0.9)))
    given = settings([own], 0.01)
    levels = given["comparisons"][0]["comparison_levels"]
    levels[1]["m_probability"], levels[2]["m_probability"] = m, 1 - m
    return held(given, [own], STRENGTH)["comparisons"][0]["comparison_levels"][1]["m_probability"]


def test_held_few_matches_m_lies_between_what_was_learned_and_what_is_usual() -> None:
    assert _trained(0.5) == pytest.approx(0.7)


def test_held_what_was_learned_backwards_is_not_believed() -> None:
    assert _trained(0.05) == pytest.approx(0.9)
