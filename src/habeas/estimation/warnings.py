"""The 18 warnings of the field, and five more. Each looks at the findings and says one sentence, or nothing.

Codes are stable: scripts may act on them. Lists are named by their labels here, for these sentences go to whoever
made the table; errors and logs name them by number.
"""

from collections.abc import Callable

import numpy as np

from habeas.estimation import warnings_of_lists
from habeas.estimation.combine import FEW
from habeas.estimation.doubly_robust import MODEL as DOUBLY_ROBUST
from habeas.estimation.findings import DIFFERING, STRATA_SUM, Findings
from habeas.estimation.peaks import modes
from habeas.estimation.results import Warned
from habeas.estimation.strata import THIN
from habeas.estimation.warning_words import people, sentence, span

FAR = 1.25
"""Two totals further apart than this factor are said to differ."""
BEYOND = 20.0
"""Draws beyond this many times the documented: where the R sampler silently stopped."""
CLOSE_BIC = 2.0
MEAN_OFF = 0.05
MOSTLY_UNSEEN = 5.0
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
    return sentence("; ".join(parts)) + "."


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
            texts.append(f"{answer.model}: near " + " and near ".join(people(value) for value in found))
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
    named = "; ".join(f"{step['model']} {people(step['total'])}" for step in near[:6])
    return f"Log-linear models that fit equally well (BIC within 2) give very different totals: {named}."


def estimators_disagree(findings: Findings) -> str | None:
    """9. Latent classes, graphs, log-linear models, what covariates say, and Chao's lower bound."""
    kinds = [findings.answer(name) for name in ("latent-class", "graphs", "loglinear", DOUBLY_ROBUST)]
    totals = {each.model: each.total for each in kinds if each is not None and each.total is not None}
    chao = findings.answer("chao")
    texts = []
    medians = {model: total.median for model, total in totals.items()}
    if len(medians) > 1 and max(medians.values()) > FAR * min(medians.values()):
        texts.append("; ".join(f"{model} {people(median)}" for model, median in medians.items()))
    if chao is not None and chao.total is not None:
        below = [model for model, median in medians.items() if median < 0.9 * chao.total.median]
        texts += [f"{model} lies below Chao's lower bound of {people(chao.total.median)}" for model in below]
    return None if not texts else "Kinds of model disagree: " + "; ".join(texts) + "."


def one_list_decides(findings: Findings) -> str | None:
    """10. Leaving one list out moves the answer out of its 95 % interval."""
    chosen = findings.undivided
    if chosen is None or chosen.total is None:
        return None
    low, high = chosen.total.interval(95)
    moved = [
        f"without {label}: {people(total.median)}"
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
            texts.append(f"{label}: {people(median)} instead of {people(answer.total.median)}")
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
    documented = sum(each.documented for each in missing)
    return (
        f"There is no sum of the strata: {len(missing)} of {len(findings.strata)}, with {documented:,} documented "
        f"people, have no answer: {named}{more}. Their documented people are not all their people. Never add the ends "
        "of the intervals of the others."
    )


def linkage_not_carried(findings: Findings) -> str | None:
    """15. Where the doubt of the linkage is not in an answer: one table; versions all alike; a model that answered in
    some versions only; what is computed of the first version alone."""
    if findings.replicates < 2:
        return (
            "The record linkage is taken as free of errors. Missed links make the estimate too high, false links too "
            "low; replicates of the linkage carry this doubt into the interval."
        )
    if findings.versions_alike:
        return (
            f"All {findings.replicates} versions are the same: the linkage put forward no doubt, so none is in the "
            "intervals. That is right only where every pair that could be one person was judged by somebody."
        )
    partly = [
        f"{each.model} ({each.diagnostics['replicates_used']} of {each.diagnostics['replicates']} versions)"
        for each in findings.answers
        if each.total is not None
        and int(each.diagnostics.get("replicates_used", 0)) < int(each.diagnostics.get("replicates", 0))
    ]
    if not partly:
        return None
    return "The doubt of the linkage is in these answers only as far as versions could be estimated: " + (
        ", ".join(partly) + "."
    )


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
    return f"The mean ({people(mean)}) is not the median ({people(median)}): the answer is lopsided; give both."


def people_seem_to_differ(findings: Findings) -> str | None:
    """19. People who differ smoothly in how easily they are found."""
    own = findings.answer(DIFFERING)
    if not findings.people_differ or own is None or own.total is None:
        return None
    return (
        "People seem to differ from one another in how easily they are found, not in a few groups but by degrees: the "
        f"model {DIFFERING}, in which everybody has a chance of their own, fits as well as any dependence between "
        f"lists. It gives {people(own.total.median)}. Such differences look like agreement between lists, and no "
        "table shows how hard the hardest to find are: estimates tend to be too low."
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
        f"Estimated apart and added, the strata give {people(first)} ({span(summed.total.interval(95))}); taken "
        f"together, the same people give {people(second)} ({span(whole.total.interval(95))}). Lists find people of "
        "different strata differently; the answer hangs on how they are divided."
    )


CHECKS: dict[str, Callable[[Findings], str | None]] = {
    "assumption": assumption,
    "thin-overlap": warnings_of_lists.thin_overlap,
    "lonely-list": warnings_of_lists.lonely_list,
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
    "opposed-lists": warnings_of_lists.opposed_lists,
    "lower-bound": lower_bound,
    "mean-not-median": mean_not_median,
    "people-differ": people_seem_to_differ,
    "found-again": warnings_of_lists.found_again,
    "order-unknown": warnings_of_lists.order_unknown,
    "strata-differ": strata_differ,
    "list-within-list": warnings_of_lists.list_within_list,
}
