import csv
from pathlib import Path

import numpy as np
import pytest

from habeas.errors import UsageProblem
from habeas.estimation.combine import Rule, combine, degrees_of_freedom

VERDATA = Path(__file__).parents[3] / "shared" / "data" / "estimation" / "verdata_replicates_posterior.csv"


def replicates(spread: float) -> tuple[list[int], list[np.ndarray]]:
    rng = np.random.default_rng(1)
    return [1000] * 12, [
        1000 + np.exp(6 + spread * rng.standard_normal() + 0.2 * rng.standard_normal(2000)) for _ in range(12)
    ]


def test_degrees_of_freedom_differ_between_rubin_and_verdata() -> None:
    within, between, m = 0.0400, 0.0146, 20
    assert degrees_of_freedom(within, between, m, "rubin") == pytest.approx(
        19 * (1 + 20 * within / (21 * between)) ** 2
    )
    assert degrees_of_freedom(within, between, m, "verdata") == pytest.approx(19 * (1 + within / (21 * between)) ** 2)


def test_replicates_that_agree_give_the_interval_of_one() -> None:
    documented, draws = replicates(0.0)
    one = np.quantile(draws[0], [0.025, 0.975])
    found = combine(documented, draws)
    assert (found.q025, found.q975) == pytest.approx(tuple(one), rel=0.02)


def test_replicates_that_differ_widen_the_interval() -> None:
    narrow, wide = combine(*replicates(0.0)), combine(*replicates(0.4))
    assert wide.q975 - wide.q025 > 2 * (narrow.q975 - narrow.q025)


@pytest.mark.parametrize("rule", ["rubin", "verdata", "pool"])
def test_every_rule_stays_above_the_documented_and_in_order(rule: Rule) -> None:
    found = combine(*replicates(0.3), rule)
    assert 1000 < found.q025 < found.q10 < found.q25 < found.median < found.q75 < found.q90 < found.q975


def test_replicates_in_which_nobody_is_unseen_do_not_break() -> None:
    found = combine([10, 10], [np.full(50, 10.0), np.full(50, 10.0)])
    assert found.median == pytest.approx(10.1)


def test_one_replicate_is_refused() -> None:
    with pytest.raises(UsageProblem, match="two replicates"):
        combine([10], [np.array([11.0])])


@pytest.mark.shared
def test_colombia_is_combined_as_verdata_s_own_test_has_it() -> None:
    if not VERDATA.is_file():
        pytest.skip("the reference material is not beside the checkout")
    rows = list(csv.DictReader(VERDATA.open()))
    numbers = sorted({row["replicate"] for row in rows}, key=int)
    draws = [np.array([float(row["N"]) for row in rows if row["replicate"] == number]) for number in numbers]
    documented = [next(int(row["n_obs"]) for row in rows if row["replicate"] == number) for number in numbers]
    found = combine(documented, draws, "verdata")
    assert (round(found.mean), round(found.q025), round(found.q975)) == (1593, 1266, 2148)
    rubin = combine(documented, draws, "rubin")
    assert (round(rubin.q025), round(rubin.q975)) == (1275, 2111)
