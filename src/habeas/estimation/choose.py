"""`--model auto`: runs what the table can bear, shows all answers side by side, recommends one by written rules.

The rules, in order (docs/explanation/estimation.md has the reasons, docs/explanation/estimation-coverage.md the
figures):

1. Two lists: Chapman's estimate is shown and none is recommended: nothing in the data speaks for its assumption.
2. Three lists or more: "averaged" is recommended. It draws in equal parts from the latent class model, the averaged
graphs
   and the averaged log-linear models, as far as each gives an answer; so it is wide where they disagree.
3. The log-linear average takes no part where its median of the undocumented is more than twice the upper end (97.5
%) of
   each of the others: on people of two kinds it is often many times too high.
4. Where fewer than two of the three give an answer, the latent class model or the graphs are recommended alone, the
   log-linear average never. Where the latent class model was refused because its chains disagree, and fewer than
   half of the pairs of lists share five people, none is.
5. None is recommended where the documented are under 30, or where the 95 % interval of the undocumented spans more
than a
   factor of 30 and reaches beyond five times the documented.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation import assumptions as identifying
from habeas.estimation import closed_forms, mixture_family
from habeas.estimation.capture_histories import CaptureHistories, merge, require_estimable
from habeas.estimation.combine import Rule, combine
from habeas.estimation.findings import Estimate, Findings, StratumFinding
from habeas.estimation.graphs import MOST_LISTS as MOST_LISTS_GRAPHS
from habeas.estimation.graphs import graphs_answer
from habeas.estimation.latent_class import LatentClassSettings, faster, latent_class
from habeas.estimation.loglinear import MOST_LISTS, existence, log_linear
from habeas.estimation.results import Floats, ModelAnswer, Total, total_of_draws
from habeas.estimation.strata import THIN, StratumDraws, partial_pooling, sum_by_draws
from habeas.estimation.warnings import all_warnings

FAMILY = ("M0", "Mt", *(head + kind for kind in mixture_family.HETEROGENEITY for head in ("Mh-", "Mth-")))
MODELS = ("averaged", "latent-class", "graphs", "loglinear", "chao", "sample-coverage", "chapman", *FAMILY)
WIDEST = 30.0
BEYOND = 5.0
OUTLYING = 2.0
PARTS = ("latent-class", "graphs", "loglinear")
AVERAGED = (
    "One of these, with equal weight: people fall into a few groups within which lists are independent; or lists "
    "depend on one another in a way that the documented show and that holds for those on no list too."
)

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to run. `thorough` adds leave-one-list-out, other priors and other assumptions."""

    model: str = "auto"
    seed: int = 20250101
    thorough: bool = True
    latent: LatentClassSettings = field(default_factory=LatentClassSettings)
    rule: Rule = "rubin"
    partial_pooling: bool = False


def estimate(table: CaptureHistories, plan: Plan | None = None, progress: Progress | None = None) -> Estimate:
    """One table to one estimate with its warnings. Refuses (EstimateRefused) what no estimator can use."""
    plan, say = plan or Plan(), progress or _silent
    _check_model(plan.model)
    require_estimable(table)
    answers = _answers(table, plan, say)
    recommended, why = recommend(table, answers, plan)
    findings = Findings(table, answers, recommended, pairwise_code=_pairwise_code(table))
    if plan.thorough:
        findings = _with_sensitivity(findings, plan, say)
    return Estimate(findings, all_warnings(findings), why, plan.seed, program_version())


def estimate_strata(
    strata: Mapping[str, CaptureHistories], plan: Plan | None = None, progress: Progress | None = None
) -> Estimate:
    """Every stratum on its own, then their sum by draws, beside the estimate of the table as a whole.

    Strata under THIN people are counted as documented only, and said so. The sum is the model `strata-sum`.
    """
    plan, say = plan or Plan(), progress or _silent
    whole = estimate(merge(strata.values()), plan, progress)
    found = tuple(_stratum(label, table, plan, say) for label, table in strata.items())
    rng = _generator(plan, "strata")
    summed = _strata_sum(found, whole.documented, plan, rng)
    answers = (*whole.findings.answers, summed)
    findings = replace(whole.findings, answers=answers, strata=found)
    return replace(whole, findings=findings, warnings=all_warnings(findings))


def estimate_replicates(
    tables: Sequence[CaptureHistories], plan: Plan | None = None, progress: Progress | None = None
) -> Estimate:
    """Every replicate on its own, their answers of each model combined by `plan.rule`; the first table is shown."""
    plan, say = plan or Plan(), progress or _silent
    if len(tables) < 2:
        raise UsageProblem("replicates are two tables at least")
    quick = replace(plan, thorough=False)
    runs = []
    for number, table in enumerate(tables):
        say(f"replicate {number + 1} of {len(tables)}")
        runs.append(estimate(table, replace(quick, seed=plan.seed + number), None))
    return _of_replicates(runs, plan)


def estimate_strata_replicates(
    versions: Sequence[Mapping[str, CaptureHistories]], plan: Plan | None = None, progress: Progress | None = None
) -> Estimate:
    """Every version as `estimate_strata`; of each model, of the sum and of each stratum the answers are combined by
    `plan.rule`. The strata are those of the first version."""
    plan, say = plan or Plan(), progress or _silent
    if len(versions) < 2:
        raise UsageProblem("replicates are two tables at least")
    quick = replace(plan, thorough=False)
    runs = []
    for number, strata in enumerate(versions):
        say(f"replicate {number + 1} of {len(versions)}")
        runs.append(estimate_strata(strata, replace(quick, seed=plan.seed + number), None))
    found = _of_replicates(runs, plan)
    combined = tuple(_combined_stratum(each, runs, plan) for each in runs[0].findings.strata)
    findings = replace(found.findings, strata=combined)
    return replace(found, findings=findings, warnings=all_warnings(findings))


def _of_replicates(runs: Sequence[Estimate], plan: Plan) -> Estimate:
    first = runs[0].findings
    answers = tuple(
        _combined([(run.documented, run.findings.answer(each.model)) for run in runs], plan) for each in first.answers
    )
    recommended, why = recommend(first.histories, answers, plan)
    findings = replace(first, answers=answers, recommended=recommended, replicates=len(runs))
    return Estimate(findings, all_warnings(findings), why, plan.seed, program_version())


def recommend(table: CaptureHistories, answers: Sequence[ModelAnswer], plan: Plan) -> tuple[str | None, str]:
    """The rules at the top of this module: (model or None, why)."""
    by_name = {answer.model: answer for answer in answers}
    if plan.model != "auto":
        only = by_name[plan.model]
        return (plan.model, "it was asked for") if only.total else (None, only.refused or "it gives no answer")
    if table.list_count < 3:
        return None, "two lists cannot show whether they depend on one another; a third is needed"
    if table.n < THIN:
        return None, f"only {table.n} people are documented; {THIN} are needed for a recommendation"
    sound = [name for name in PARTS if name in by_name and by_name[name].total is not None]
    refused = [by_name[name] for name in PARTS if name in by_name and by_name[name].total is None]
    reasons = "; ".join(f"{answer.model}: {answer.refused}" for answer in refused)
    if not sound or sound == ["loglinear"]:
        return None, f"every model that could be recommended alone was refused: {reasons}"
    if "latent-class" not in sound and _solid_share(table) < 0.5:
        return None, f"{reasons}; and most pairs of lists hardly overlap"
    name = "averaged" if "averaged" in by_name else sound[0]
    total = by_name[name].total
    assert total is not None
    low, high = (max(value - table.n, 0.5) for value in total.interval(95))
    if high > WIDEST * low and high > BEYOND * table.n:
        return None, f"its 95 % interval of the undocumented spans a factor of {high / low:.0f}: the table does not say"
    if name == "averaged":
        return name, "it holds what different kinds of model say, in equal parts, and is wide where they disagree"
    return name, f"it is the only one of the models that can be recommended that gives an answer ({reasons})"


def _solid_share(table: CaptureHistories) -> float:
    overlaps = table.overlaps()
    upper = overlaps[np.triu_indices(table.list_count, 1)]
    return float(np.mean(upper >= 5))


def _answers(table: CaptureHistories, plan: Plan, say: Progress) -> tuple[ModelAnswer, ...]:
    wanted = _bearable(table) if plan.model == "auto" else _parts(plan.model)
    answers = []
    for model in wanted:
        say(model)
        answers.append(run_model(table, model, plan, say))
    if plan.model in ("auto", "averaged"):
        averaged = average(table, answers, plan)
        answers = [averaged, *answers] if averaged else answers
    return tuple(answers)


def _parts(model: str) -> tuple[str, ...]:
    return PARTS if model == "averaged" else (model,)


def _bearable(table: CaptureHistories) -> tuple[str, ...]:
    if table.list_count == 2:
        return ("chapman", "chao")
    models = ["latent-class"]
    models += ["graphs"] if table.list_count <= MOST_LISTS_GRAPHS else []
    models += ["loglinear", "Mt", "Mth-chao", "Mth-darroch"] if table.list_count <= MOST_LISTS else []
    return (*models, "chao", "sample-coverage")


def run_model(table: CaptureHistories, model: str, plan: Plan, say: Progress | None = None) -> ModelAnswer:
    """One model by its name. What it refuses becomes an answer without a total, with the reason."""
    rng = _generator(plan, model)
    try:
        if model == "latent-class":
            return latent_class(table, plan.seed, plan.latent, say)
        if model == "graphs":
            return graphs_answer(table, rng)
        if model == "loglinear":
            return log_linear(table, rng)
        if model == "chao":
            return closed_forms.chao_answer(table, rng)
        if model == "chapman":
            return closed_forms.chapman_answer(table, rng)
        if model == "sample-coverage":
            return closed_forms.sample_coverage_answer(table.canonical(), rng)
        return mixture_family.family_answer(table, model, rng)
    except EstimateRefused as refusal:
        return ModelAnswer(model, None, "", {}, str(refusal))


def average(table: CaptureHistories, answers: Sequence[ModelAnswer], plan: Plan) -> ModelAnswer | None:
    """Equal parts of the answers of PARTS, rule 3 applied; None where fewer than two are left."""
    found = {answer.model: answer for answer in answers if answer.model in PARTS and answer.draws is not None}
    others = [float(np.quantile(_known(found[name].draws), 0.975)) for name in found if name != "loglinear"]
    left_out = []
    if "loglinear" in found and others:
        middle = float(np.median(_known(found["loglinear"].draws)))
        if middle - table.n > OUTLYING * (max(others) - table.n):
            left_out.append("loglinear")
            del found["loglinear"]
    if len(found) < 2:
        return None
    rng = _generator(plan, "averaged")
    draws = np.concatenate([rng.choice(_known(found[name].draws), size=8000) for name in PARTS if name in found])
    medians = {name: answer.total.median for name, answer in found.items() if answer.total}
    return ModelAnswer("averaged", total_of_draws(draws), AVERAGED, {"of": medians, "left_out": left_out}, None, draws)


def _known(draws: Floats | None) -> Floats:
    assert draws is not None
    return draws


def _with_sensitivity(findings: Findings, plan: Plan, say: Progress) -> Findings:
    """Leave-one-list-out, other priors, other assumptions."""
    table = findings.histories
    if table.list_count < 3 or findings.recommended is None:
        return replace(findings, assumptions=_assumptions(table, plan))
    say("leaving each list out")
    quick = replace(plan, latent=faster(plan.latent), model=findings.recommended, thorough=False)
    left_out = (
        {table.lists[j]: _without(table, j, quick) for j in range(table.list_count)} if table.list_count > 3 else {}
    )
    say("other priors")
    return replace(
        findings,
        left_out=left_out,
        other_priors=_other_priors(findings, quick),
        assumptions=_assumptions(table, plan),
    )


def _without(table: CaptureHistories, column: int, plan: Plan) -> Total | None:
    smaller = table.without(column)
    try:
        require_estimable(smaller)
    except EstimateRefused:
        return None
    answers = _answers(smaller, plan, _silent)
    found = next((each for each in answers if each.model == plan.model), None)
    return None if found is None else found.total


def _other_priors(findings: Findings, plan: Plan) -> dict[str, float]:
    table = findings.histories
    found: dict[str, float] = {}
    graphs = findings.answer("graphs")
    if graphs is not None and graphs.total is not None:
        for factor in (0.25, 4.0):
            other = graphs_answer(table, _generator(plan, "delta"), delta=factor * 2.0**-table.list_count)
            if other.total:
                found[f"graphs with {factor:g} prior people in all instead of 1"] = other.total.median
    latent = findings.answer("latent-class")
    if latent is not None and latent.total is not None:
        for label, changed in (
            ("latent-class with a = b = 1", replace(plan.latent, a=1.0, b=1.0)),
            ("latent-class with 5 classes", replace(plan.latent, classes=5)),
        ):
            other = latent_class(table, plan.seed, changed)
            if other.total:
                found[label] = other.total.median
    return found


def _assumptions(table: CaptureHistories, plan: Plan) -> tuple[identifying.UnderAssumption, ...]:
    if table.list_count > identifying.MOST_LISTS:
        return ()
    return tuple(identifying.sensitivity(table, _generator(plan, "assumptions")))


def _pairwise_code(table: CaptureHistories) -> int:
    """Existence verdict of the model of all pairs, 3 to 8 lists; 0 beyond (the programme would be too large)."""
    if not 3 <= table.list_count <= 8:
        return 0
    pairs = [(1 << i) | (1 << j) for i in range(table.list_count) for j in range(i + 1, table.list_count)]
    return existence(table, pairs).code


def _stratum(label: str, table: CaptureHistories, plan: Plan, say: Progress) -> StratumFinding:
    if table.n < THIN:
        return StratumFinding(label, table.n, None, f"{table.n} people: too few to estimate on its own")
    say(f"stratum of {table.n} people")
    present = [j for j in range(table.list_count) if table.list_sizes()[j] > 0]
    mine = table.keep(present)
    try:
        require_estimable(mine)
    except EstimateRefused as refusal:
        return StratumFinding(label, table.n, None, str(refusal))
    answers = _answers(mine, replace(plan, thorough=False), _silent)
    recommended, why = recommend(mine, answers, plan)
    found = next((answer for answer in answers if answer.model == recommended), None)
    return StratumFinding(label, table.n, found, None if found else why)


def _strata_sum(found: Sequence[StratumFinding], documented: int, plan: Plan, rng: np.random.Generator) -> ModelAnswer:
    text = "The assumption of each stratum's model, in each stratum."
    usable = {each.label: each.answer for each in found if each.answer is not None and each.answer.draws is not None}
    if not usable:
        return ModelAnswer("strata-sum", None, text, {}, "no stratum could be estimated")
    draws = {
        label: StratumDraws(next(each.documented for each in found if each.label == label), _known(answer.draws))
        for label, answer in usable.items()
    }
    pooled = plan.partial_pooling and len(draws) >= 3
    parts = partial_pooling(draws, rng) if pooled else {label: each.draws for label, each in draws.items()}
    bare = documented - sum(each.documented for each in draws.values())
    summed = sum_by_draws(list(parts.values()), rng) + bare
    diagnostics = {
        "estimated": len(draws),
        "documented_only": len(found) - len(draws),
        "people_documented_only": bare,
        "partial_pooling": pooled,
        "strata": {label: float(np.median(values)) for label, values in parts.items()},
    }
    return ModelAnswer("strata-sum", total_of_draws(summed), text, diagnostics, None, summed)


def _combined_stratum(first: StratumFinding, runs: Sequence[Estimate], plan: Plan) -> StratumFinding:
    """A stratum of the first version, with its answers in all versions combined."""
    if first.answer is None:
        return first
    found = [next((each for each in run.findings.strata if each.label == first.label), None) for run in runs]
    answer = _combined([(each.documented, each.answer) if each else (0, None) for each in found], plan)
    return replace(first, answer=answer if answer.total else None, reason=answer.refused)


def _combined(found: Sequence[tuple[int, ModelAnswer | None]], plan: Plan) -> ModelAnswer:
    """(people documented, answer) of each replicate, the first of which has one, made one answer."""
    sound = [(n, answer.draws) for n, answer in found if answer is not None and answer.draws is not None]
    first = found[0][1]
    assert first is not None
    diagnostics = {"replicates": len(found), "replicates_used": len(sound), "rule": plan.rule}
    diagnostics |= {key: value for key, value in first.diagnostics.items() if key == "lower_bound"}
    if len(sound) < max(2, len(found) // 2 + 1):
        return ModelAnswer(first.model, None, first.assumption, diagnostics, "most replicates give no answer")
    total = combine([n for n, _ in sound], [draws for _, draws in sound], plan.rule)
    return ModelAnswer(
        first.model, total, first.assumption, diagnostics, None, np.concatenate([draws for _, draws in sound])
    )


def _check_model(model: str) -> None:
    if model != "auto" and model not in MODELS:
        raise UsageProblem("there is no such model", hint="models: auto, " + ", ".join(MODELS))


def _generator(plan: Plan, purpose: str) -> np.random.Generator:
    """A stream of its own for each purpose: adding a model changes no other model's draws."""
    return np.random.default_rng(np.random.SeedSequence([plan.seed, *purpose.encode()]))


def _silent(_: str) -> None:
    return None


def program_version() -> str:
    """`habeas 0.1.0, numpy 2.4.6, numba 0.68.1`."""
    parts = []
    for package in ("habeas", "numpy", "numba"):
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            parts.append(f"{package} unknown")
    return ", ".join(parts)
