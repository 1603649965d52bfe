import pytest

from bench.estimation_tables import table
from habeas.estimation.intervals import profile_family
from habeas.estimation.mixture_family import family, fit_family

RCAPTURE_KOSOVO = {
    "M0": (7608.36764387, 136.61750799, 1222.20468992),
    "Mt": (7394.5866623, 129.62539096, 389.30954024),
    "Mh-chao": (8787.24283046, 222.62049564, 1113.51391478),
    "Mh-poisson": (9402.95249441, 310.85326576, 1146.10951695),
    "Mh-darroch": (12448.3854112, 777.96674616, 1128.51725102),
    "Mh-gamma": (17102.63865742, 1707.27074035, 1123.12224701),
    "Mth-chao": (8591.18363762, 213.54902301, 257.25695814),
    "Mth-poisson": (9327.76133244, 306.26612763, 290.94778142),
    "Mth-darroch": (12797.34344168, 814.83421918, 271.20859450),
    "Mth-gamma": (18387.14575454, 1892.8764851, 265.5438359),
}
"""Rcapture 1.4-4 closedp.t: N, se, BIC."""


def test_kosovo_family_is_rcapture_s() -> None:
    found = {each.model: each for each in family(table("kosovo"))}
    assert set(found) == set(RCAPTURE_KOSOVO)
    for model, (total, se, bic) in RCAPTURE_KOSOVO.items():
        assert found[model].total == pytest.approx(total, rel=1e-6)
        assert found[model].se == pytest.approx(se, rel=2e-5)
        assert found[model].bic == pytest.approx(bic, abs=1e-6)


def test_negative_chao_coefficients_are_taken_out() -> None:
    assert fit_family(table("ukdat"), False, "chao").removed > 0


@pytest.mark.parametrize(
    ("kind", "estimate", "low", "high"),
    [
        (None, 7392.91726676, 7147.74889204, 7656.19534809),
        ("chao", 8588.39704253, 8188.71868842, 9026.9177731),
        ("darroch", 12783.74529727, 11323.18573697, 14531.16343321),
        ("gamma", 18356.47496563, 15086.90860641, 22576.77190087),
    ],
)
def test_kosovo_profile_intervals_are_rcapture_s(kind: str | None, estimate: float, low: float, high: float) -> None:
    found = profile_family(table("kosovo"), True, kind)
    assert (found.estimate, found.low, found.high) == pytest.approx((estimate, low, high), rel=1e-6)


def test_a_profile_that_never_falls_has_no_upper_end() -> None:
    assert profile_family(table("neworl_5"), True, "gamma").high > 50_000
