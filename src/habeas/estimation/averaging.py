"""The average of kinds of model: what takes part in it, and with which weight. Rules 2 to 4 of choose.py."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from habeas.estimation import smooth_people
from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.findings import AS_GOOD, DIFFERING
from habeas.estimation.loglinear import all_pairs, draws_of
from habeas.estimation.results import Floats, ModelAnswer, total_of_draws

OUTLYING = 2.0
SHARP = 0.25
"""Standard error of log n0 at which the model of all pairs has half a part."""
VAGUE = 0.5
"""The same for Mth-darroch, on top of its weight."""
ALL_PAIRS = "all pairs of lists"
EACH = 8000
"""Draws of each part of the average."""
PARTS = ("latent-class", "graphs", "loglinear")
SMOOTH = smooth_people.MODEL
WHOLE = {SMOOTH: 2.0, DIFFERING: 1.0}
"""Their whole parts. Two for Mth-smooth: where people do differ, all of PARTS lie on one side of the truth, and with
one part in four its own 97.5 % point would be the average's 90 %."""
WITNESSES = ("Mt", DIFFERING, SMOOTH)
"""Mt is what the two others are weighed against; these have parts by weight."""
ANCHORS = ("latent-class", "graphs")
"""Beyond whose upper ends others are struck out; Mth-smooth has a prior, and never is."""
AVERAGED = (
    "One of these: people fall into a few groups within which lists are independent; or lists "
    "depend on one another in a way that the documented show and that holds for those on no list too; or people differ "
    "by degrees in how easily they are found, all lists alike."
)

Stream = Callable[[str], np.random.Generator]


def average(table: CaptureHistories, answers: Sequence[ModelAnswer], stream: Stream) -> ModelAnswer | None:
    """The parts of PARTS, and what has a weight, without what lies far beyond; None where fewer than two of PARTS are
    left. Diagnostics: medians (`of`), parts (`share`), names struck out (`left_out`)."""
    by_name = {answer.model: answer for answer in answers}
    share = {name: 1.0 for name in PARTS if name in by_name} | shares_of_differing(table, by_name)
    found = {name: draws for name in share if (draws := by_name[name].draws) is not None}
    if table.list_count == 3:
        found[ALL_PAIRS], share[ALL_PAIRS] = share_of_all_pairs(table, stream(ALL_PAIRS))
    others = [float(np.quantile(found[name], 0.975)) for name in ANCHORS if name in found]
    far = table.n + OUTLYING * (max(others, default=np.inf) - table.n)
    left_out = [name for name in found if name not in (*ANCHORS, SMOOTH) and np.median(found[name]) > far]
    parts = {name: draws for name, draws in found.items() if name not in left_out and round(EACH * share[name])}
    if len([name for name in PARTS if name in parts]) < 2:
        return None
    rng = stream("averaged")
    draws = np.concatenate([rng.choice(part, size=round(EACH * share[name])) for name, part in parts.items()])
    diagnostics = {
        "of": {name: float(np.median(part)) for name, part in parts.items()},
        "share": {name: share[name] for name in parts},
        "left_out": left_out,
    }
    return ModelAnswer("averaged", total_of_draws(draws), AVERAGED, diagnostics, None, draws)


def shares_of_differing(table: CaptureHistories, answers: Mapping[str, ModelAnswer]) -> dict[str, float]:
    """The parts of the models in which people differ by degrees, smooth in the data.

    A model has its whole part (WHOLE) as long as its AIC lies at most AS_GOOD above the best log-linear model's, and
    beyond that exp(-excess / 2) of it: there lists depend on one another in a way that differences between people do
    not explain.
    Mth-darroch has that times its AIC weight against Mt, and less where it is vague (`_held`); Mth-smooth holds Mt
    itself and has a prior, and needs neither.
    """
    loglinear = answers.get("loglinear")
    ladder = loglinear.diagnostics.get("ladder", ()) if loglinear is not None else ()
    best = min((float(step["aic"]) for step in ladder), default=np.inf)
    found = {}
    for name in (SMOOTH, DIFFERING):
        answer = answers.get(name)
        if answer is not None and answer.total is not None and "aic" in answer.diagnostics:
            aic = float(answer.diagnostics["aic"])
            found[name] = WHOLE[name] * float(np.exp(-0.5 * max(0.0, aic - best - AS_GOOD)))
    same = answers.get("Mt")
    if DIFFERING in found and same is not None and "aic" in same.diagnostics:
        gap = float(answers[DIFFERING].diagnostics["aic"]) - float(same.diagnostics["aic"])
        found[DIFFERING] *= float(1 / (1 + np.exp(np.clip(gap / 2, -50, 50)))) * _held(table, answers[DIFFERING])
    return found


def _held(table: CaptureHistories, answer: ModelAnswer) -> float:
    """1 / (1 + (s / 0.5)^6), s the standard error of log n0: where overlap is thin the model says nothing, and would
    make every interval useless."""
    assert answer.total is not None
    n0 = answer.total.median - table.n
    spread = float(np.sqrt(np.log1p((float(answer.diagnostics.get("se", 0.0)) / max(n0, 1e-9)) ** 2)))
    return 1 / (1 + (spread / VAGUE) ** 6)


def share_of_all_pairs(table: CaptureHistories, rng: np.random.Generator) -> tuple[Floats, float]:
    """Draws of the total under the log-linear model of all pairs of lists, and its part in the average, 0 to 1.

    Its part falls from 1 to 0 with s, the standard error of log n0: 1 / (1 + (s / 0.25)^6). Where it is sharp it costs
    little width and holds any dependence of pairs; where overlap is thin it would make every interval useless.
    """
    pairs = all_pairs(table)
    if not pairs.certain:
        return np.array([float(table.n)]), 0.0
    return draws_of(table.n, [pairs], np.ones(1), rng), 1 / (1 + (pairs.spread / SHARP) ** 6)
