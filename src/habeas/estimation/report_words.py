"""What a report says, in words that cannot be taken for a count of bodies. The same words on screen, in HTML and in
PDF.

Figures are rounded to three digits; no figure of an estimate stands without its interval.
"""

from dataclasses import dataclass
from datetime import date

from habeas.estimation.assumptions import UnderAssumption
from habeas.estimation.doubly_robust import MODEL as DOUBLY_ROBUST
from habeas.estimation.findings import Estimate, StratumFinding
from habeas.estimation.plots import people
from habeas.estimation.results import ModelAnswer, Total

NEVER_COUNTED = (
    "An estimate is not a count. It names nobody, and no grave, body or file stands behind the undocumented part of "
    "it. It may only be quoted together with its interval and the word “estimated”."
)
LIMITS = (
    "People who could not be on any of these lists, because nobody who keeps a list could learn of them, are in no "
    "estimate.",
    "Where records of one person were not recognised as one (missed links), the estimate is too high; where two people "
    "were taken for one (false links), too low. With 5 % of links missed and 2 % false, simulated totals moved "
    "by 2 to 5 percent, and the intervals did not widen.",
    "Lists that count different things, times or places cannot be put together: all must be about the same people.",
)


@dataclass(frozen=True)
class Row:
    """One line of the table of answers."""

    model: str
    recommended: bool
    median: str
    mean: str
    half: str
    most: str
    nearly_all: str
    note: str


@dataclass(frozen=True)
class Words:
    """Everything a report says, ready to be set."""

    headline: str
    documented: str
    undocumented: str
    intervals: tuple[tuple[str, str], ...]
    why: str
    assumption: str
    quotation: str
    rows: tuple[Row, ...]
    warnings: tuple[tuple[str, str], ...]
    sensitivity: tuple[str, ...]
    strata: tuple[tuple[str, str, str], ...]
    limits: tuple[str, ...]
    made: str


def words(estimate: Estimate, made: date | None) -> Words:
    """An estimate in words; `made` is the day of the report, where it is to have one."""
    chosen = estimate.findings.chosen
    total = None if chosen is None else chosen.total
    n = estimate.documented
    return Words(
        headline=_headline(n, total),
        documented=f"{n:,} people are on at least one of {estimate.findings.histories.list_count} lists. "
        "That is a count of records, and the least there were.",
        undocumented=_undocumented(n, total),
        intervals=() if total is None else tuple((f"{p} %", _range(total.interval(p))) for p in (50, 80, 95)),
        why=f"Recommended: {estimate.findings.recommended}; {estimate.why}."
        if total is not None
        else f"No answer is recommended: {estimate.why}.",
        assumption="" if chosen is None else chosen.assumption,
        quotation=_quotation(n, total),
        rows=tuple(_row(answer, answer is chosen) for answer in estimate.findings.answers),
        warnings=tuple((warned.code, warned.text) for warned in estimate.warnings),
        sensitivity=tuple(_sensitivity(estimate)),
        strata=tuple((each.label, f"{each.documented:,}", _stratum(each)) for each in estimate.findings.strata),
        limits=LIMITS,
        made=(f"Made on {made.isoformat()}. " if made else "")
        + f"Seed {estimate.seed}; {estimate.version}. The same table, seed and versions give the same figures.",
    )


def _headline(n: int, total: Total | None) -> str:
    if total is None:
        return f"{n:,} documented. How many more there were, this table does not say."
    return (
        f"{n:,} documented. Estimated in all, documented and not: {people(total.median)} people "
        f"(95 % interval {_range(total.interval(95))})."
    )


def _undocumented(n: int, total: Total | None) -> str:
    if total is None:
        return "No figure is given for people on no list."
    low, high = total.interval(95)
    return (
        f"Estimated to be on no list: {people(max(total.median - n, 0))} people "
        f"(95 % interval {_range((max(low - n, 0), max(high - n, 0)))}). Mean of the total: {_mean(total)}, "
        f"middle (median): {people(total.median)}."
    )


def _quotation(n: int, total: Total | None) -> str:
    if total is None:
        return f"“{n:,} people are documented. The records do not allow an estimate of how many more there were.”"
    return (
        f"“{n:,} people are documented. Statistical estimates from how the lists overlap suggest between "
        f"{_range(total.interval(95), ' and ')} in all; this is an estimate, not a count.”"
    )


def _range(ends: tuple[float, float], between: str = " to ") -> str:
    return people(ends[0]) + between + people(ends[1])


def _row(answer: ModelAnswer, recommended: bool) -> Row:
    total = answer.total
    if total is None:
        return Row(answer.model, recommended, "", "", "", "", "", f"refused: {answer.refused}")
    note = "lower bound" if answer.diagnostics.get("lower_bound") else ""
    return Row(
        answer.model, recommended, people(total.median), _mean(total),
        _range(total.interval(50)), _range(total.interval(80)), _range(total.interval(95)), note,
    )  # fmt: skip


def _mean(total: Total) -> str:
    """`none` where a few draws make it: a mean beyond the 95 % interval says nothing of people."""
    low, high = total.interval(95)
    return people(total.mean) if low <= total.mean <= high else "none"


def _stratum(each: StratumFinding) -> str:
    total = None if each.answer is None else each.answer.total
    note = f"; {each.note}" if each.note else ""
    if total is None:
        return f"no answer: {each.reason}{note}"
    return f"{people(total.median)} ({_range(total.interval(95))}){note}"


def _sensitivity(estimate: Estimate) -> list[str]:
    findings = estimate.findings
    lines = []
    for label, total in findings.left_out.items():
        answer = "no answer" if total is None else f"{people(total.median)} ({_range(total.interval(95))})"
        lines.append(f"Without the list {label}: {answer}.")
    lines += [
        f"With another prior, {label}: middle {people(median)}." for label, median in findings.other_priors.items()
    ]
    given = findings.answer(DOUBLY_ROBUST)
    for label, pair in (given.diagnostics.get("pairs", {}) if given else {}).items():
        lines.append(
            f"From {label} alone, among people alike in the covariates: {people(pair['median'])} "
            f"({_range((pair['q025'], pair['q975']))})."
        )
    bent = sorted(
        (each for each in findings.assumptions if each.assumption == "NHOI"), key=lambda each: each.factor != 1.0
    )
    lines += [_bent(each) for each in bent]
    pairs = [each for each in findings.assumptions if each.assumption != "NHOI" and each.total is not None]
    if pairs:
        totals = [each.total.median for each in pairs if each.total is not None]
        lines.append(
            f"If just two or three of the lists were free of dependence among themselves, the middle would lie between "
            f"{people(min(totals))} and {people(max(totals))}, by which lists these are."
        )
    return lines


def _bent(each: UnderAssumption) -> str:
    answer = (
        "contradicts the documented"
        if each.total is None
        else f"{people(each.total.median)} ({_range(each.total.interval(95))})"
    )
    if each.factor == 1.0:
        return f"If there is no dependence of all lists at once: {answer}."
    return f"The same, were the odds of being missed by all lists {each.factor:g} times that: {answer}."
