"""Does being found once change the chance to be found again: by referral (more), by avoidance or flight (less)?

Where the lists have an order this can be asked. Otis et al. 1978, Wildlife Monographs 62: Mb (behaviour alone), Mtb
(lists differ too), Mbh (people differ too), Mtbh (all three). They are witnesses: they stand beside the recommended
answer and take no part in it, for a table seldom knows them well. Steps of `behaviour_answers`:

1. Eight models are fitted, with and without behaviour: M0, Mt, Mh, Mth, and each with b; people differ as a normal law.
2. A change is seen where a model with behaviour has the lowest AIC of the eight, or where the better of Mtb and Mtbh
   puts b beyond TELLING: nearer to a doubled (or halved) chance than to an unchanged one. Set on the even seeds of the
   numbers judge; a table where nothing changes is warned of in one case of six, and mostly where it is small.

Where they have none, `if_found_again` says how far independence would move if the chance were doubled or halved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, permutations

import numpy as np

from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.list_order import columns_in_order
from habeas.estimation.person_chances import PersonFit, PersonModel, design, fit, normal_nodes
from habeas.estimation.results import Floats, ModelAnswer, total_of_draws

MODELS = ("Mb", "Mtb", "Mbh", "Mtbh")
TELLING = 0.5
"""|b|, in log odds: half of what doubles a chance of one in four."""
SIZE = 4000
ORDERS = 24
NODES = 15
ASSUMPTION = (
    "Having been found by an earlier list changes the chance to be found by a later one, for everybody and on every "
    "list by the same odds{differ}; nothing else makes lists depend on one another."
)


@dataclass(frozen=True)
class IfFoundAgain:
    """Totals of independence: as it is, and the lowest and highest over orders if the chance doubled or halved."""

    unchanged: float
    doubled: tuple[float, float]
    halved: tuple[float, float]


def behaviour_answers(
    histories: CaptureHistories, order: Sequence[str], rng: np.random.Generator
) -> tuple[ModelAnswer, ...]:
    """Mb, Mtb, Mbh, Mtbh as answers; each says in its diagnostics what all eight say together (`seen`, `factor`)."""
    fits = _eight(histories.marks()[:, columns_in_order(histories.lists, order)].astype(float), histories)
    lowest = min(each.aic for each in fits.values())
    with_b = min(fits[name].aic for name in MODELS)
    better = min(("Mtb", "Mtbh"), key=lambda name: fits[name].aic)
    change = _change(fits[better])
    seen = with_b <= lowest or abs(change) > TELLING
    factor = chance_factor(fits[better])
    return tuple(
        ModelAnswer(
            name,
            total_of_draws(draws := histories.n + fits[name].draws(SIZE, rng)),
            ASSUMPTION.format(differ=", and people differ in how easily they are found" if "h" in name else ""),
            {
                "found_again": seen,
                "better": name == better,
                "factor": factor,
                "log_odds": _change(fits[name]),
                "aic_above_best": fits[name].aic - lowest,
            },
            None,
            draws,
        )
        for name in MODELS
    )


def _eight(marks: Floats, histories: CaptureHistories) -> dict[str, PersonFit]:
    """M0 .. Mth and Mb .. Mtbh, fitted."""
    nodes, weights = normal_nodes(NODES)
    counts, found = histories.counts.astype(float), {}
    for by_list in (False, True):
        for behaviour in (False, True):
            columns = design(marks, by_list=by_list, behaviour=behaviour)
            start = np.append(np.full(columns.shape[2] - behaviour, -1.0), np.zeros(int(behaviour)))
            label = ("t" if by_list else "") + ("b" if behaviour else "")
            same = fit(PersonModel(marks, counts, columns, np.zeros(1), np.ones(1)), start)
            found["M" + (label or "0")] = same
            differ = PersonModel(marks, counts, columns, nodes, weights, free_spread=True)
            found["M" + label + "h"] = fit(differ, np.append(same.beta, -1.0))
    return found


def _change(found: PersonFit) -> float:
    """b: by how much the log odds change after the first time."""
    return float(found.beta[found.model.columns.shape[2] - 1])


def chance_factor(found: PersonFit) -> float:
    """How many times the chance of a person of middle ease becomes, in the mean over lists."""
    width = found.model.columns.shape[2]
    odds = found.model.columns[-1] @ found.beta[:width]
    before, after = 1 / (1 + np.exp(-odds)), 1 / (1 + np.exp(-odds - found.beta[width - 1]))
    return float(np.mean(after / before))


def if_found_again(histories: CaptureHistories, rng: np.random.Generator) -> IfFoundAgain:
    """How far independence (Mt) moves where the chance after the first time is doubled or halved, over up to ORDERS
    orders of the lists."""
    histories = histories.canonical()
    marks, counts = histories.marks().astype(float), histories.counts.astype(float)
    same = fit(_changed(marks, counts, 0.0))
    rate = float(np.clip(np.mean(1 / (1 + np.exp(-same.beta))), 0.01, 0.9))
    ends = {}
    for factor in (2.0, 0.5):
        odds = _logit(min(factor * rate, 0.97)) - _logit(rate)
        totals = [
            histories.n + fit(_changed(marks[:, order], counts, odds), same.beta[order]).unseen_people
            for order in _orders(histories.list_count, rng)
        ]
        ends[factor] = (min(totals), max(totals))
    return IfFoundAgain(histories.n + same.unseen_people, ends[2.0], ends[0.5])


def _changed(marks: Floats, counts: Floats, odds: float) -> PersonModel:
    """Mt in which the log odds after the first time are known to change by `odds`."""
    columns = design(marks, by_list=True, behaviour=False)
    offset = odds * design(marks, by_list=False, behaviour=True)[:, :, 1]
    return PersonModel(marks, counts, columns, np.zeros(1), np.ones(1), offset=offset)


def _orders(lists: int, rng: np.random.Generator) -> list[list[int]]:
    if lists <= 4:
        return [list(each) for each in islice(permutations(range(lists)), ORDERS)]
    return [rng.permutation(lists).tolist() for _ in range(ORDERS)]


def _logit(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))
