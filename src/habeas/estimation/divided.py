"""Tables that come in parts: strata (places, years, groups), replicates (versions of the data), and both at once.

Replicates carry the doubt of the linkage and of missing fields; strata keep apart people whom lists find differently.

1. In each version each stratum's table loses the lists that nobody there is on; that is said.
2. A stratum is refused, with the reason, where fewer than three lists hold people, where too few people are documented,
   or where its table cannot be estimated at all; over versions, where most of them are refused.
3. Every model runs on every version; its answers are combined by `plan.rule`, on log n0 or by pooling draws.
4. The rules of choose.py recommend one answer for each stratum; thin strata may borrow from the others
   (`partial_pooling` of the plan).
5. The sum is taken draw by draw, never by the ends of intervals. It is what is recommended, and the headline, where
   every stratum has an answer. Where one has none there is no sum: its documented people are not all its people. Then
   nothing is recommended, neither the sum nor the table as a whole, and the reason names the strata.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation.capture_histories import CaptureHistories, merge, require_estimable
from habeas.estimation.choose import (
    Plan,
    Progress,
    answers_of,
    estimate,
    known,
    program_version,
    recommend,
    silent,
    stream,
)
from habeas.estimation.combine import combine, combined_draws
from habeas.estimation.doubly_robust import People
from habeas.estimation.findings import DIFFERING, STRATA_SUM, Estimate, StratumFinding, people_differ
from habeas.estimation.results import Floats, ModelAnswer, total_of_draws
from habeas.estimation.strata import THIN, StratumDraws, partial_pooling, sum_by_draws
from habeas.estimation.warnings import all_warnings

LEAST_LISTS = 3
MOST_APART = 1.5
"""Replicates whose counts differ by more than this factor, and by more than THIN people, are of different data."""
SUM_ASSUMPTION = "The assumption of each stratum's model, in each stratum."

Strata = Mapping[str, CaptureHistories]


def estimate_strata(strata: Strata, plan: Plan | None = None, progress: Progress | None = None) -> Estimate:
    """Every stratum on its own, then their sum by draws (the model `strata-sum`), beside the table as a whole."""
    plan, say = plan or Plan(), progress or silent
    return _with_strata(estimate(merge(strata.values()), plan, progress), [strata], plan, say)


def estimate_replicates(
    tables: Sequence[CaptureHistories],
    plan: Plan | None = None,
    progress: Progress | None = None,
    people: Sequence[People] | None = None,
) -> Estimate:
    """Every replicate on its own, their answers of each model combined by `plan.rule`; the first table is shown.

    `people`: those of each replicate, with their covariates.
    """
    plan, say = plan or Plan(), progress or silent
    if len(tables) < 2:
        raise UsageProblem("replicates are two tables at least")
    _require_same_lists(tables)
    quick = replace(plan, thorough=False)
    runs = []
    for number, table in enumerate(tables):
        say(f"replicate {number + 1} of {len(tables)}")
        runs.append(estimate(table, replace(quick, seed=plan.seed + number), None, people[number] if people else None))
    versions = [_Version(run.documented, run.findings.answers) for run in runs]
    answers = _combined_answers(versions, len(tables), plan)
    recommended, why = recommend(tables[0], answers, plan)
    findings = replace(
        runs[0].findings,
        answers=answers,
        recommended=recommended,
        replicates=len(tables),
        versions_alike=all(_alike(tables[0], other) for other in tables[1:]),
    )
    return Estimate(findings, all_warnings(findings), why, plan.seed, program_version())


def _alike(first: CaptureHistories, other: CaptureHistories) -> bool:
    return np.array_equal(first.patterns, other.patterns) and np.array_equal(first.counts, other.counts)


def require_versions(tables: Sequence[CaptureHistories]) -> None:
    """Refuses tables, as somebody gives them, that cannot be versions of the same data: other lists, or a list of quite
    another size. Versions of a vault are not asked: there the linkage itself may not know how many people there are."""
    _require_same_lists(tables)
    sizes = np.array([[table.n, *table.list_sizes()] for table in tables], dtype=float)
    low, high = sizes.min(axis=0), sizes.max(axis=0)
    far = np.flatnonzero((high > MOST_APART * low) & (high - low > THIN))
    if len(far):
        what = "how many are documented" if far[0] == 0 else f"the size of list {far[0]}"
        raise UsageProblem(
            f"the tables are no versions of the same data: {what} runs from {low[far[0]]:,.0f} to {high[far[0]]:,.0f}",
            hint="replicates differ by who was taken for one person, not by more; estimate other tables apart",
        )


def _require_same_lists(tables: Sequence[CaptureHistories]) -> None:
    if len({table.lists for table in tables}) != 1:
        raise UsageProblem(
            "the tables have different lists: they are no versions of the same data",
            hint="replicates have the same list columns in the same order; other people or places are strata",
        )


def estimate_replicated_strata(
    replicates: Sequence[Strata], plan: Plan | None = None, progress: Progress | None = None
) -> Estimate:
    """Versions of the data, each with a table per stratum: combined within strata, then added by draws.

    A stratum may be missing in some versions. All tables must have the same lists in the same order. The first version
    is the one whose documented people are shown.
    """
    plan, say = plan or Plan(), progress or silent
    if len({table.lists for strata in replicates for table in strata.values()}) != 1:
        raise UsageProblem("all strata of all replicates must have the same lists in the same order")
    if any(not strata for strata in replicates):
        raise UsageProblem("a replicate has no stratum")
    if len(replicates) == 1:
        return estimate_strata(replicates[0], plan, progress)
    whole = estimate_replicates([merge(strata.values()) for strata in replicates], plan, progress)
    return _with_strata(whole, replicates, plan, say)


def _with_strata(whole: Estimate, replicates: Sequence[Strata], plan: Plan, say: Progress) -> Estimate:
    """The estimate of the whole, with its strata and their sum."""
    labels = list(dict.fromkeys(label for strata in replicates for label in strata))
    found = tuple(_stratum(label, [strata.get(label) for strata in replicates], plan, say) for label in labels)
    summed = _sum(found, plan, stream(plan, "strata"))
    findings = replace(
        whole.findings,
        answers=(*whole.findings.answers, summed),
        strata=found,
        whole=whole.findings.recommended,
        recommended=STRATA_SUM if summed.total else None,
    )
    why = summed.refused or f"all {len(found)} strata have an answer, and their sum is taken draw by draw"
    return replace(whole, findings=findings, warnings=all_warnings(findings), why=why)


@dataclass(frozen=True)
class _Version:
    """What one version of a table gave: people documented, and the models' answers."""

    documented: int
    answers: tuple[ModelAnswer, ...]


def _stratum(label: str, tables: Sequence[CaptureHistories | None], plan: Plan, say: Progress) -> StratumFinding:
    """One stratum over all versions of the data."""
    documented = 0 if tables[0] is None else tables[0].n
    usable, refusals, empty = [], [], Counter[str]()
    for table in tables:
        kept, gone, refusal = _usable(table, plan)
        empty.update(gone)
        if kept is None:
            refusals.append(str(refusal))
        else:
            usable.append(kept)
    note = _note(empty, len(tables))
    if len(usable) <= len(tables) // 2:
        reason, times = Counter(refusals).most_common(1)[0]
        told = reason if len(tables) == 1 else f"{reason} (in {times} of {len(tables)} versions)"
        return StratumFinding(label, documented, None, told, note)
    say(f"stratum of {usable[0].n} people")
    quick = replace(plan, thorough=False)
    versions = [
        _Version(table.n, answers_of(table, replace(quick, seed=plan.seed + number), silent))
        for number, table in enumerate(usable)
    ]
    answers = _combined_answers(versions, len(tables), plan)
    recommended, why = recommend(usable[0], answers, plan)
    answer = next((each for each in answers if each.model == recommended), None)
    return StratumFinding(label, documented, answer, None if answer else why, note)


def _usable(table: CaptureHistories | None, plan: Plan) -> tuple[CaptureHistories | None, tuple[str, ...], str | None]:
    """The table without the lists that hold nobody, these lists, and why it cannot be estimated, if so."""
    if table is None:
        return None, (), "nobody is documented here"
    sizes = table.list_sizes()
    present = [j for j in range(table.list_count) if sizes[j] > 0]
    gone = tuple(table.lists[j] for j in range(table.list_count) if sizes[j] == 0)
    if table.n < THIN:
        return None, gone, f"{table.n} people: too few to estimate on its own"
    if len(present) < LEAST_LISTS and plan.model == "auto":
        return None, gone, f"{len(present)} lists hold people here; {LEAST_LISTS} are needed"
    kept = table.keep(present)
    try:
        require_estimable(kept)
    except EstimateRefused as refusal:
        return None, gone, str(refusal)
    return kept, gone, None


def _note(empty: Counter[str], versions: int) -> str:
    """Which lists were left out because nobody here is on them."""
    parts = [label if times == versions else f"{label} (in {times} versions)" for label, times in empty.items()]
    return "left out, nobody here is on them: " + ", ".join(parts) if parts else ""


def _combined_answers(versions: Sequence[_Version], wanted: int, plan: Plan) -> tuple[ModelAnswer, ...]:
    """The answers of each model over the versions; `wanted` counts those that could not be estimated too."""
    if wanted == 1:
        return versions[0].answers
    models = dict.fromkeys(answer.model for version in versions for answer in version.answers)
    return tuple(_combined(model, versions, wanted, plan) for model in models)


def _combined(model: str, versions: Sequence[_Version], wanted: int, plan: Plan) -> ModelAnswer:
    answers = [(version.documented, answer) for version in versions for answer in version.answers
               if answer.model == model]  # fmt: skip
    sound = [(documented, known(answer.draws)) for documented, answer in answers if answer.draws is not None]
    assumption = next((answer.assumption for _, answer in answers if answer.assumption), "")
    diagnostics = {"replicates": wanted, "replicates_used": len(sound), "rule": plan.rule}
    if len(sound) < max(2, wanted // 2 + 1):
        reason = f"only {len(sound)} of {wanted} replicates give an answer"
        return ModelAnswer(model, None, assumption, diagnostics, reason)
    documented, draws = [n for n, _ in sound], [each for _, each in sound]
    total = combine(documented, draws, plan.rule)
    drawn = combined_draws(documented, draws, plan.rule, stream(plan, "replicates " + model))
    shown: dict[str, object] = {**diagnostics, "documented_mean": float(np.mean(documented))}
    shown |= _carried([answer for _, answer in answers])
    if any("found_again" in answer.diagnostics for _, answer in answers):
        shown |= _behaviour([answer for _, answer in answers])
    if model == DIFFERING:
        shown["seen_in"] = sum(people_differ(version.answers) for version in versions)
    return ModelAnswer(model, total, assumption, shown, None, drawn)


def _behaviour(answers: Sequence[ModelAnswer]) -> dict[str, object]:
    """What the models of behaviour say over versions: seen where it is in most of them, the middle factor."""
    told = [each.diagnostics for each in answers if "found_again" in each.diagnostics]
    return {
        "found_again": 2 * sum(bool(each["found_again"]) for each in told) > len(told),
        "better": 2 * sum(bool(each["better"]) for each in told) > len(told),
        "factor": float(np.median([float(each["factor"]) for each in told])),
    }


def _carried(answers: Sequence[ModelAnswer]) -> dict[str, object]:
    """What the warnings read from an answer, over versions: the worst agreement of chains, the largest mass at the end
    of a grid, the ladder of log-linear models of the first version."""
    found: dict[str, object] = {}
    rhats = [float(each.diagnostics["rhat"]["log_n0"]) for each in answers if "rhat" in each.diagnostics]
    sizes = [float(each.diagnostics["ess"]["log_n0"]) for each in answers if "ess" in each.diagnostics]
    if rhats and sizes:
        found |= {"rhat": {"log_n0": max(rhats)}, "ess": {"log_n0": min(sizes)}}
    edges = [float(each.diagnostics["grid_edge_mass"]) for each in answers if "grid_edge_mass" in each.diagnostics]
    found |= {"grid_edge_mass": max(edges)} if edges else {}
    found |= {"lower_bound": True} if any(each.diagnostics.get("lower_bound") for each in answers) else {}
    return found | {
        name: answers[0].diagnostics[name] for name in ("ladder", "pairs") if name in answers[0].diagnostics
    }


def _sum(found: Sequence[StratumFinding], plan: Plan, rng: np.random.Generator) -> ModelAnswer:
    """The strata added draw by draw; refused, by the names of those that miss, where one has no answer."""
    missing = {each.label: each.documented for each in found if each.answer is None}
    usable = {each.label: _draws(each, each.answer) for each in found if each.answer is not None}
    diagnostics: dict[str, object] = {
        "estimated": len(usable),
        "without_answer": len(missing),
        "people_without_answer": sum(missing.values()),
        "missing": missing,
    }
    if not usable:
        return ModelAnswer(STRATA_SUM, None, SUM_ASSUMPTION, diagnostics, "no stratum could be estimated")
    pooled = plan.partial_pooling and len(usable) >= 3
    parts = partial_pooling(usable, rng) if pooled else {label: each.draws for label, each in usable.items()}
    summed = sum_by_draws(list(parts.values()), rng)
    total = total_of_draws(summed)
    if not pooled:
        # The mean of each stratum is that of all its draws: a Student t on the log scale has none.
        means = [each.answer.total.mean for each in found if each.answer is not None and each.answer.total is not None]
        total = replace(total, mean=sum(means))
    diagnostics |= {
        "partial_pooling": pooled,
        "strata": {label: float(np.median(values)) for label, values in parts.items()},
    }
    if missing:
        diagnostics["of_those_with_an_answer"] = total.published()
        return ModelAnswer(STRATA_SUM, None, SUM_ASSUMPTION, diagnostics, _no_sum(found))
    return ModelAnswer(STRATA_SUM, total, SUM_ASSUMPTION, diagnostics, None, summed)


def _no_sum(found: Sequence[StratumFinding]) -> str:
    """Why there is no sum, and what would be needed."""
    without = [each for each in found if each.answer is None]
    named = "; ".join(f"{each.label} ({each.documented:,} documented): {each.reason}" for each in without[:5])
    more = f"; and {len(without) - 5} more" if len(without) > 5 else ""
    return (
        f"{len(without)} of {len(found)} strata have no answer, so they cannot be added to a total: {named}{more}. "
        "Join such strata with others that are like them, or divide by something coarser"
    )


def _draws(stratum: StratumFinding, answer: ModelAnswer) -> StratumDraws:
    documented = round(float(answer.diagnostics.get("documented_mean", stratum.documented)))
    draws: Floats = np.maximum(known(answer.draws), documented)
    return StratumDraws(documented, draws)
