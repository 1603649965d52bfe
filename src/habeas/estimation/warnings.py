"""The 18 warnings of the field, and five more. Each looks at the findings and says one sentence, or nothing.

Codes are stable: scripts may act on them. Lists are named by their labels here, for these sentences go to whoever
made the table; errors and logs name them by number.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from habeas.estimation.combine import FEW
from habeas.estimation.copies import copies
from habeas.estimation.doubly_robust import MODEL as DOUBLY_ROBUST
from habeas.estimation.findings import DIFFERING, STRATA_SUM, Findings
from habeas.estimation.results import Floats, ModelAnswer, Warned
from habeas.estimation.strata import THIN

THIN_OVERLAP = 5
FAR = 1.25
"""Two totals further apart than this factor are said to differ."""
OPPOSED = 1e-3
"""Tail probability, under independence, below which an overlap is too small to be chance."""
SEEN_ONCE = 0.95
BEYOND = 20.0
"""Draws beyond this many times the documented: where the R sampler silently stopped."""
CLOSE_BIC = 2.0
MEAN_OFF = 0.05
MOSTLY_UNSEEN = 5.0
GOLDEN = 0.6180339887498949
"""Its multiples fill the unit evenly (Weyl)."""
FEW_FOR_THREE = 1000
"""Documented people below which three lists are said to show little."""


def all_warnings(findings: Findings) -> tuple[Warned, ...]:
    """All that apply, in the order of CHECKS."""
    found = []
    for code, check in CHECKS.items():
        text = check(findings)
        if text is not None:
            found.append(Warned(code, text))
    return tuple(found)


def assumption(findings: Findings) -> str | None:
    """1. Always: what the answer rests on, in plain words."""
    chosen = findings.chosen
    rests = "No answer is recommended." if chosen is None else f"The answer rests on this: {chosen.assumption}"
    few = ""
    if findings.histories.list_count < 3:
        few = " With two lists nothing in the data can show whether this holds; a third list is needed."
    elif findings.histories.list_count == 3 and findings.histories.n < FEW_FOR_THREE:
        few = (
            " Three lists and few people hardly show whether lists depend on one another: in simulations such "
            "intervals held the truth less often than they say."
        )
    return f"{rests} No table can prove it. People who could be on no list at all are in no estimate.{few}"


def thin_overlap(findings: Findings) -> str | None:
    """2. Pairs of lists that share fewer than five people."""
    overlaps = findings.histories.overlaps()
    pairs = [(i, j) for i, j in _pairs(findings) if overlaps[i, j] < THIN_OVERLAP]
    if not pairs:
        return None
    named = "; ".join(f"{_name(findings, i)} and {_name(findings, j)}: {overlaps[i, j]}" for i, j in pairs[:8])
    more = f" (and {len(pairs) - 8} pairs more)" if len(pairs) > 8 else ""
    return f"Thin overlap: {len(pairs)} pairs of lists share fewer than {THIN_OVERLAP} people: {named}{more}."


def lonely_list(findings: Findings) -> str | None:
    """3. A list that shares nobody, or next to nobody, with all the others together."""
    marks, counts = findings.histories.marks(), findings.histories.counts
    several = marks.sum(axis=1) > 1
    shared = (counts * several) @ marks
    alone = [_name(findings, j) for j in range(findings.histories.list_count) if shared[j] < THIN_OVERLAP]
    if not alone:
        return None
    return (
        f"These lists share fewer than {THIN_OVERLAP} people with all others together and add hardly any overlap: "
        + (", ".join(alone) + ".")
    )


def no_finite_estimate(findings: Findings) -> str | None:
    """4. The log-linear model of all pairs, or models of the average, have no finite or no unique estimate."""
    loglinear = findings.answer("loglinear")
    dropped = int(loglinear.diagnostics.get("refused_existence", 0)) if loglinear else 0
    if not findings.pairwise_code and not dropped:
        return None
    kind = {1: "no finite", 2: "no unique", 3: "neither a finite nor a unique"}.get(findings.pairwise_code, "no finite")
    parts = []
    if findings.pairwise_code:
        parts.append(f"the log-linear model of all pairs of lists has {kind} estimate on this table")
    if dropped:
        parts.append(f"{dropped} models were left out of the log-linear average for want of a finite, unique estimate")
    return _sentence("; ".join(parts)) + "."


def chains_disagree(findings: Findings) -> str | None:
    """5. Chains of a sampler that do not agree, or too few effective draws."""
    texts = []
    for answer in findings.answers:
        rhats = answer.diagnostics.get("rhat", {})
        sizes = answer.diagnostics.get("ess", {})
        worst = max((float(value) for name, value in rhats.items() if name == "log_n0"), default=1.0)
        slow = max((float(value) for name, value in rhats.items() if name != "log_n0"), default=1.0)
        few = min((float(value) for name, value in sizes.items() if name == "log_n0"), default=np.inf)
        if worst > 1.01 or slow > 1.05 or few < 400:
            texts.append(f"{answer.model}: R-hat {worst:.3f}, {min(few, 1e9):.0f} effective draws of log n0")
    if not texts:
        return None
    return "Independent runs of a sampler do not agree well (R-hat should be 1.01 at most): " + "; ".join(texts) + "."


def grid_edge(findings: Findings) -> str | None:
    """6. Posterior mass at the edge of a grid or beyond 20 times the documented."""
    texts = []
    for answer in findings.answers:
        edge = float(answer.diagnostics.get("grid_edge_mass", 0.0))
        far = 0.0 if answer.draws is None else float(np.mean(answer.draws > BEYOND * findings.histories.n))
        if edge > 1e-3:
            texts.append(f"{answer.model}: {edge:.1%} of the answer lies at the end of the grid")
        elif far > 0.01:
            texts.append(f"{answer.model}: {far:.1%} of the answer lies beyond {BEYOND:.0f} times the documented")
    return None if not texts else "The upper end is not held by the data. " + "; ".join(texts) + "."


def bimodal(findings: Findings) -> str | None:
    """7. Two or more separate peaks."""
    texts = []
    for answer in findings.answers:
        found = modes(answer, findings.histories.n)
        if len(found) > 1 and max(found) > FAR * min(found):
            texts.append(f"{answer.model}: near " + " and near ".join(_people(value) for value in found))
    if not texts:
        return None
    return (
        "The table supports more than one very different total; one middle value hides that. " + "; ".join(texts) + "."
    )


def models_differ(findings: Findings) -> str | None:
    """8. Log-linear models that fit alike and differ in N."""
    loglinear = findings.answer("loglinear")
    ladder = loglinear.diagnostics.get("ladder", []) if loglinear else []
    best = min((step["bic"] for step in ladder), default=0.0)
    near = sorted((step for step in ladder if step["bic"] <= best + CLOSE_BIC), key=lambda step: float(step["bic"]))
    totals = [float(step["total"]) for step in near]
    if len(totals) < 2 or max(totals) <= FAR * min(totals):
        return None
    named = "; ".join(f"{step['model']} {_people(step['total'])}" for step in near[:6])
    return f"Log-linear models that fit equally well (BIC within 2) give very different totals: {named}."


def estimators_disagree(findings: Findings) -> str | None:
    """9. Latent classes, graphs, log-linear models, what covariates say, and Chao's lower bound."""
    kinds = [findings.answer(name) for name in ("latent-class", "graphs", "loglinear", DOUBLY_ROBUST)]
    totals = {each.model: each.total for each in kinds if each is not None and each.total is not None}
    chao = findings.answer("chao")
    texts = []
    medians = {model: total.median for model, total in totals.items()}
    if len(medians) > 1 and max(medians.values()) > FAR * min(medians.values()):
        texts.append("; ".join(f"{model} {_people(median)}" for model, median in medians.items()))
    if chao is not None and chao.total is not None:
        below = [model for model, median in medians.items() if median < 0.9 * chao.total.median]
        texts += [f"{model} lies below Chao's lower bound of {_people(chao.total.median)}" for model in below]
    return None if not texts else "Kinds of model disagree: " + "; ".join(texts) + "."


def one_list_decides(findings: Findings) -> str | None:
    """10. Leaving one list out moves the answer out of its 95 % interval."""
    chosen = findings.undivided
    if chosen is None or chosen.total is None:
        return None
    low, high = chosen.total.interval(95)
    moved = [
        f"without {label}: {_people(total.median)}"
        for label, total in findings.left_out.items()
        if total is not None and not low <= total.median <= high
    ]
    return None if not moved else "One list decides the answer; leaving it out moves it: " + "; ".join(moved) + "."


def mostly_unseen(findings: Findings) -> str | None:
    """11. More than five times the documented."""
    chosen = findings.chosen
    if chosen is None or chosen.total is None or chosen.total.median <= MOSTLY_UNSEEN * findings.histories.n:
        return None
    times = chosen.total.median / findings.histories.n
    return f"The estimate is {times:.0f} times the documented: nearly all of it is model, not record."


def prior_matters(findings: Findings) -> str | None:
    """12. Another reasonable prior moves the answer by more than a quarter."""
    texts = []
    for label, median in findings.other_priors.items():
        answer = findings.answer("graphs" if label.startswith("graphs") else "latent-class")
        if answer is None or answer.total is None:
            continue
        if max(median, answer.total.median) > FAR * min(median, answer.total.median):
            texts.append(f"{label}: {_people(median)} instead of {_people(answer.total.median)}")
    return None if not texts else "The answer depends on the prior: " + "; ".join(texts) + "."


def thin_data(findings: Findings) -> str | None:
    """13. Thin strata, few people, few replicates."""
    texts = []
    thin = [each.label for each in findings.strata if each.documented < THIN]
    if thin:
        held = "1 stratum holds" if len(thin) == 1 else f"{len(thin)} strata hold"
        texts.append(f"{held} fewer than {THIN} people: not enough to be estimated alone")
    if findings.histories.n < THIN:
        texts.append(f"only {findings.histories.n} people are documented")
    if 0 < findings.replicates < FEW:
        texts.append(f"{findings.replicates} replicates are few; {FEW} at least are needed")
    return None if not texts else "Too little data: " + "; ".join(texts) + "."


def sum_by_draws(findings: Findings) -> str | None:
    """14. Strata are added by draws; or there is no sum, and which of them have no answer."""
    if not findings.strata:
        return None
    text = "Strata were added draw by draw. Never add the ends of their intervals: the sum is no interval of the total."
    missing = [each for each in findings.strata if each.answer is None]
    if not missing:
        return text
    named = ", ".join(f"{each.label} ({each.documented:,})" for each in missing[:8])
    more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
    people = sum(each.documented for each in missing)
    return (
        f"There is no sum of the strata: {len(missing)} of {len(findings.strata)}, with {people:,} documented people, "
        f"have no answer: {named}{more}. Their documented people are not all their people. Never add the ends of the "
        "intervals of the others."
    )


def linkage_not_carried(findings: Findings) -> str | None:
    """15. One table: the linkage is taken as certain."""
    if findings.replicates > 1:
        return None
    return (
        "The record linkage is taken as free of errors. Missed links make the estimate too high, false links too low; "
        "replicates of the linkage carry this doubt into the interval."
    )


def opposed_lists(findings: Findings) -> str | None:
    """16. Lists that avoid one another, or people nearly all on one list only."""
    texts = []
    opposed = list(_opposed(findings))
    if opposed:
        named = "; ".join(f"{_name(findings, i)} and {_name(findings, j)}" for i, j in opposed[:6])
        texts.append(f"lists that share fewer people than chance would give: {named}")
    seen = findings.histories.times_seen()
    if seen[1] > SEEN_ONCE * findings.histories.n:
        texts.append(f"{seen[1] / findings.histories.n:.0%} of the documented are on one list only")
    if not texts:
        return None
    return _sentence("; ".join(texts)) + ". Groups that only one list sees are missed by every model."


def lower_bound(findings: Findings) -> str | None:
    """17. A lower bound is shown."""
    shown = [answer.model for answer in findings.answers if answer.diagnostics.get("lower_bound")]
    if not shown:
        return None
    named = ", ".join(shown)
    return (
        f"Of the models, {named} give lower bounds, no estimates; even that only where lists do not avoid one another."
    )


def mean_not_median(findings: Findings) -> str | None:
    """18. Mean and median differ."""
    chosen = findings.chosen
    if chosen is None or chosen.total is None:
        return None
    mean, median = chosen.total.mean, chosen.total.median
    if abs(mean - median) <= MEAN_OFF * max(median - findings.histories.n, 1.0):
        return None
    return f"The mean ({_people(mean)}) is not the median ({_people(median)}): the answer is lopsided; give both."


def people_seem_to_differ(findings: Findings) -> str | None:
    """19. People who differ smoothly in how easily they are found."""
    own = findings.answer(DIFFERING)
    if not findings.people_differ or own is None or own.total is None:
        return None
    return (
        "People seem to differ from one another in how easily they are found, not in a few groups but by degrees: the "
        f"model {DIFFERING}, in which everybody has a chance of their own, fits as well as any dependence between "
        f"lists. It gives {_people(own.total.median)}. Such differences look like agreement between lists, and no "
        "table shows how hard the hardest to find are: estimates tend to be too low."
    )


def found_again(findings: Findings) -> str | None:
    """20. The lists have an order, and being found once changes the chance to be found again."""
    told = [each for each in findings.answers if each.diagnostics.get("found_again")]
    better = next((each for each in told if each.diagnostics.get("better")), told[0] if told else None)
    if better is None or better.total is None:
        return None
    factor, low_high = float(better.diagnostics["factor"]), better.total.interval(95)
    way = (
        "referral, or one list made from another" if factor > 1 else "avoidance, flight, or a list that skips the known"
    )
    return (
        "In the order given, being found once seems to change the chance to be found by a later list, to about "
        f"{factor:.1f} times what it was ({way}). {better.model}, which holds this, gives "
        f"{_people(better.total.median)} ({_span(low_high)}). The other models do not hold it: referral makes them too "
        "low, avoidance too high. Do not quote their figure without this one."
    )


def order_unknown(findings: Findings) -> str | None:
    """21. No order of the lists is known: what is then assumed, and how far the answer would move."""
    moved = findings.if_found_again
    if moved is None:
        return None
    return (
        "No order of the lists is known, so every answer takes it that having been found once, by whichever list, "
        "does not change the chance to be found again. If it did, by referral or by avoidance, the answer moves: "
        f"independent lists give {_people(moved.unchanged)} here; "
        f"{_span(moved.doubled)} if the chance doubled, {_span(moved.halved)} if it halved. "
        "Where the dates of the lists are known, say them with --order: then the table itself is asked."
    )


def strata_differ(findings: Findings) -> str | None:
    """22. The sum over strata and the answer of the table as a whole are far apart."""
    summed, whole = findings.answer(STRATA_SUM), findings.undivided
    if summed is None or summed.total is None or whole is None or whole.total is None:
        return None
    first, second = summed.total.median, whole.total.median
    if max(first, second) <= FAR * min(first, second):
        return None
    return (
        f"Estimated apart and added, the strata give {_people(first)} ({_span(summed.total.interval(95))}); taken "
        f"together, the same people give {_people(second)} ({_span(whole.total.interval(95))}). Lists find people of "
        "different strata differently; the answer hangs on how they are divided."
    )


def list_within_list(findings: Findings) -> str | None:
    """23. A list that lies inside another, or two that are nearly one."""
    found = copies(findings.histories)
    if not found:
        return None
    told = "; ".join(
        f"{_name(findings, each.small)} {'is nearly the same as' if each.same else 'lies inside'} "
        f"{_name(findings, each.large)} ({each.shared:,} of its {each.of:,} people)"
        for each in found
    )
    return (
        f"Some lists look as if made from others: {told}. Such a list is no look of its own and cannot say whom the "
        "other missed. Find out how it was made; if from the other, leave it out with --lists."
    )


CHECKS: dict[str, Callable[[Findings], str | None]] = {
    "assumption": assumption,
    "thin-overlap": thin_overlap,
    "lonely-list": lonely_list,
    "no-finite-estimate": no_finite_estimate,
    "chains-disagree": chains_disagree,
    "grid-edge": grid_edge,
    "bimodal": bimodal,
    "models-differ": models_differ,
    "estimators-disagree": estimators_disagree,
    "one-list-decides": one_list_decides,
    "mostly-unseen": mostly_unseen,
    "prior-matters": prior_matters,
    "thin-data": thin_data,
    "sum-by-draws": sum_by_draws,
    "linkage-not-carried": linkage_not_carried,
    "opposed-lists": opposed_lists,
    "lower-bound": lower_bound,
    "mean-not-median": mean_not_median,
    "people-differ": people_seem_to_differ,
    "found-again": found_again,
    "order-unknown": order_unknown,
    "strata-differ": strata_differ,
    "list-within-list": list_within_list,
}


def modes(answer: ModelAnswer, n: int) -> list[float]:
    """Totals at the separate peaks of the answer's draws, on the log scale of the undocumented."""
    if answer.draws is None:
        return []
    # Whole people: each number is spread over its unit, or few of them would look like peaks of their own.
    spread = (np.arange(len(answer.draws)) * GOLDEN) % 1.0 - 0.5
    logs = np.log(np.maximum(answer.draws - n + spread, 0.5))
    low, high = np.quantile(logs, [0.001, 0.999])
    if high - low < 0.05:
        return []
    heights, bins = np.histogram(logs, bins=100, range=(low, high))
    return [n + float(np.exp(value)) for value in peaks(heights.astype(float), bins)]


def peaks(heights: Floats, bins: Floats) -> list[float]:
    """Centres of the peaks of a smoothed histogram that reach a quarter of the highest, parted by a valley of at most
    three fifths of the lower one."""
    bell = np.exp(-0.5 * (np.arange(-9, 10) / 3.0) ** 2)
    smooth = np.convolve(heights, bell / bell.sum(), mode="same")
    kept: list[int] = []
    for i in range(1, len(smooth) - 1):
        if not (smooth[i] >= smooth[i - 1] and smooth[i] > smooth[i + 1] and smooth[i] > 0.25 * smooth.max()):
            continue
        if kept and smooth[kept[-1] : i].min() > 0.6 * min(smooth[kept[-1]], smooth[i]):
            kept[-1] = i if smooth[i] > smooth[kept[-1]] else kept[-1]
        else:
            kept.append(i)
    return [float(0.5 * (bins[i] + bins[i + 1])) for i in kept]


def _opposed(findings: Findings) -> Iterator[tuple[int, int]]:
    """Pairs whose overlap is below what independence within the documented by the other lists gives: among people on a
    third list, so that the unseen do not enter; with three lists or more."""
    from scipy.stats import hypergeom

    marks, counts = findings.histories.marks().astype(bool), findings.histories.counts
    for i, j in _pairs(findings):
        others = np.delete(marks, [i, j], axis=1).any(axis=1)
        seen, both = int(counts[others].sum()), int(counts[others & marks[:, i] & marks[:, j]].sum())
        on_i, on_j = int(counts[others & marks[:, i]].sum()), int(counts[others & marks[:, j]].sum())
        if seen and hypergeom(seen, on_i, on_j).cdf(both) < OPPOSED:
            yield i, j


def _pairs(findings: Findings) -> Iterator[tuple[int, int]]:
    return combinations(range(findings.histories.list_count), 2)


def _name(findings: Findings, column: int) -> str:
    return findings.histories.lists[column]


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _span(ends: tuple[float, float]) -> str:
    low, high = _people(ends[0]), _people(ends[1])
    return low if low == high else f"{low} to {high}"


def _people(value: float) -> str:
    """A number of people, to three figures or so.

    >>> _people(10672.3), _people(136.2)
    ('10,670', '136')
    """
    size = 10 ** max(int(np.floor(np.log10(max(value, 1.0)))) - 3, 0)
    return f"{round(value / size) * size:,}"
