"""`--model auto`: runs what the table can bear, shows all answers side by side, recommends one by written rules.

The rules, in order (docs/explanation/estimation.md has the reasons, docs/explanation/estimation-coverage.md the
figures):

1. Two lists: Chapman's estimate is shown and none is recommended: nothing in the data speaks for its assumption.
2. Three lists or more: "averaged" is recommended. It draws in equal parts from the latent class model, the averaged
   graphs and the averaged log-linear models, as far as each gives an answer; so it is wide where they disagree.
3. People who differ by degrees take part by weight, not by a test: Mth-smooth and Mth-darroch, a whole part where they
   fit as well as any dependence of lists, less where they fit worse (averaging.shares_of_differing). With three lists
   the log-linear model of all pairs does, the more the sharper it is (averaging.share_of_all_pairs): a dependence too
   weak to be proven may matter beside a narrow interval.
4. The log-linear average, Mth-darroch and the model of all pairs take no part where their median of the undocumented
   is more than twice the upper end (97.5 %) of the latent class model and of the graphs: on people of two kinds they
   are often many times too high.
5. Where fewer than two of the three are left, the latent class model or the graphs are recommended alone, the
   log-linear average never. With three lists none is where rule 4 left one alone: so few cannot tell two kinds of
   people from lists that depend on one another. Where the latent class model was refused because its chains disagree,
   and fewer than half of the pairs of lists share five people, none is either.
6. None is recommended where the documented are under 30; where the 95 % interval of the undocumented spans more than a
   factor of 30 and reaches beyond five times the documented; or where its median of them is under half of Chao's lower
   bound and under the lower end of that bound's own 95 % interval: then lists avoid one another, or depend on one
   another in ways that these models do not hold.
7. None is recommended where fewer than three lists are left without those that lie inside another (copies.py).
8. With strata the sum over them is recommended where all have an answer, otherwise nothing is (divided.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from habeas.errors import EstimateRefused, UsageProblem
from habeas.estimation import assumptions as identifying
from habeas.estimation import closed_forms, found_again, mixture_family
from habeas.estimation.averaging import PARTS, SMOOTH, WITNESSES, average
from habeas.estimation.capture_histories import CaptureHistories, require_estimable
from habeas.estimation.combine import Rule
from habeas.estimation.copies import copies
from habeas.estimation.doubly_robust import MODEL as DOUBLY_ROBUST
from habeas.estimation.doubly_robust import People, doubly_robust_answer
from habeas.estimation.findings import Estimate, Findings
from habeas.estimation.found_again import if_found_again
from habeas.estimation.graphs import SHORT_WALK, WALK_STEPS, graphs_answer
from habeas.estimation.latent_class import LatentClassSettings, faster, for_size, latent_class
from habeas.estimation.list_order import require_order
from habeas.estimation.loglinear import MOST_LISTS, existence, log_linear, pair_terms
from habeas.estimation.results import Floats, ModelAnswer, Total
from habeas.estimation.smooth_people import smooth_answer
from habeas.estimation.strata import THIN
from habeas.estimation.warnings import all_warnings

FAMILY = ("M0", "Mt", *(head + kind for kind in mixture_family.HETEROGENEITY for head in ("Mh-", "Mth-")))
MODELS = (
    "averaged",
    "latent-class",
    "graphs",
    "loglinear",
    "chao",
    "sample-coverage",
    "chapman",
    SMOOTH,
    DOUBLY_ROBUST,
    *found_again.MODELS,
    *FAMILY,
)
WIDEST = 30.0
BEYOND = 5.0
UNDER_CHAO = 0.5

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
    walk_steps: int = WALK_STEPS
    """Steps of a walk over graphs, from 7 lists on."""
    order: tuple[str, ...] = ()
    """Labels of the lists, the first made first; empty where the order is not known."""


def estimate(
    table: CaptureHistories, plan: Plan | None = None, progress: Progress | None = None, people: People | None = None
) -> Estimate:
    """One table to one estimate with its warnings. Refuses (EstimateRefused) what no estimator can use.

    `people`: the same people one by one with their covariates, for the doubly robust estimate; it stands beside the
    others and takes no part in the average.
    """
    plan, say = plan or Plan(), progress or silent
    _check_model(plan, people)
    require_estimable(table)
    if plan.order:
        require_order(table.lists, plan.order)
    answers = answers_of(table, plan, say) if plan.model != DOUBLY_ROBUST else ()
    if people is not None and plan.model in ("auto", DOUBLY_ROBUST):
        say(DOUBLY_ROBUST)
        answers = (*answers, given_covariates(people, plan))
    recommended, why = recommend(table, answers, plan)
    findings = Findings(
        table,
        answers,
        recommended,
        pairwise_code=_pairwise_code(table),
        if_found_again=None if plan.order or table.list_count < 3 else if_found_again(table, stream(plan, "order")),
    )
    if plan.thorough:
        findings = _with_sensitivity(findings, plan, say)
    return Estimate(findings, all_warnings(findings), why, plan.seed, program_version())


def recommend(table: CaptureHistories, answers: Sequence[ModelAnswer], plan: Plan) -> tuple[str | None, str]:
    """The rules at the top of this module: (model or None, why)."""
    by_name = {answer.model: answer for answer in answers}
    if plan.model != "auto":
        only = by_name[plan.model]
        return (plan.model, "it was asked for") if only.total else (None, only.refused or "it gives no answer")
    if table.list_count < 3:
        return None, "two lists cannot show whether they depend on one another; a third is needed"
    inside = copies(table)
    if inside and table.list_count - len(inside) < 3:
        return None, (
            f"list {inside[0].small + 1} lies inside list {inside[0].large + 1}, as if made from it: "
            f"{table.list_count - len(inside)} lists with a look of their own are left, three are needed"
        )
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
    if name != "averaged" and table.list_count == 3 and "loglinear" in sound:
        return None, f"{name} and loglinear lie far apart, and three lists cannot tell which of them is right"
    total = by_name[name].total
    assert total is not None
    doubt = _says_nothing(table, total, by_name.get("chao"))
    if doubt is not None:
        return None, doubt
    if name == "averaged":
        return name, "it holds what different kinds of model say, in equal parts, and is wide where they disagree"
    return name, f"it is the only one of the models that can be recommended that gives an answer ({reasons})"


def _says_nothing(table: CaptureHistories, total: Total, chao: ModelAnswer | None) -> str | None:
    """Rule 6, of an answer's undocumented: why it is not recommended, or None."""
    low, middle, high = (max(value - table.n, 0.5) for value in (total.q025, total.median, total.q975))
    if high > WIDEST * low and high > BEYOND * table.n:
        return f"its 95 % interval of the undocumented spans a factor of {high / low:.0f}: the table does not say"
    if chao is None or chao.total is None:
        return None
    # Chao's own interval decides: with two or three people seen once, half of its middle is no difference.
    bound, least = chao.total.median - table.n, chao.total.q025 - table.n
    if middle < min(UNDER_CHAO * bound, least):
        return (
            f"its {middle:,.0f} undocumented are less than half of Chao's lower bound, {bound:,.0f}: lists avoid one "
            "another, or depend on one another in ways that the models do not hold"
        )
    return None


def _solid_share(table: CaptureHistories) -> float:
    overlaps = table.overlaps()
    upper = overlaps[np.triu_indices(table.list_count, 1)]
    return float(np.mean(upper >= 5))


def answers_of(table: CaptureHistories, plan: Plan, say: Progress) -> tuple[ModelAnswer, ...]:
    """Every model that the plan wants and the table can bear, with the average first."""
    wanted = _bearable(table) if plan.model == "auto" else _parts(plan.model)
    answers = []
    for model in wanted:
        say(model)
        answers.append(run_model(table, model, plan, say))
    if plan.order and plan.model in ("auto", *found_again.MODELS):
        say("being found again")
        told = found_again.behaviour_answers(table, plan.order, stream(plan, "behaviour"))
        answers += [each for each in told if plan.model in ("auto", each.model)]
    if plan.model in ("auto", "averaged"):
        averaged = average(table, answers, partial(stream, plan))
        answers = [averaged, *answers] if averaged else answers
    return tuple(answers)


def _parts(model: str) -> tuple[str, ...]:
    if model == "averaged":
        return (*PARTS, *WITNESSES)
    return () if model in found_again.MODELS else (model,)


def _bearable(table: CaptureHistories) -> tuple[str, ...]:
    if table.list_count == 2:
        return ("chapman", "chao")
    models = ["latent-class", "graphs", "loglinear"]
    models += ["Mt", "Mth-chao", "Mth-darroch"] if table.list_count <= MOST_LISTS else []
    return (*models, SMOOTH, "chao", "sample-coverage")


def run_model(table: CaptureHistories, model: str, plan: Plan, say: Progress | None = None) -> ModelAnswer:
    """One model by its name. What it refuses becomes an answer without a total, with the reason."""
    rng = stream(plan, model)
    try:
        if model == "latent-class":
            return latent_class(table, plan.seed, for_size(plan.latent, table), say)
        if model == "graphs":
            return graphs_answer(table, rng, steps=plan.walk_steps)
        if model == "loglinear":
            return log_linear(table, rng)
        if model == "chao":
            return closed_forms.chao_answer(table, rng)
        if model == "chapman":
            return closed_forms.chapman_answer(table, rng)
        if model == SMOOTH:
            return smooth_answer(table, rng)
        if model == "sample-coverage":
            return closed_forms.sample_coverage_answer(table.canonical(), rng)
        return mixture_family.family_answer(table, model, rng)
    except EstimateRefused as refusal:
        return ModelAnswer(model, None, "", {}, str(refusal))


def given_covariates(people: People, plan: Plan) -> ModelAnswer:
    """The doubly robust estimate; what it refuses becomes an answer without a total, with the reason."""
    try:
        return doubly_robust_answer(people, stream(plan, DOUBLY_ROBUST))
    except EstimateRefused as refusal:
        return ModelAnswer(DOUBLY_ROBUST, None, "", {}, str(refusal))


def known(draws: Floats | None) -> Floats:
    """The draws of an answer that is known to have some."""
    assert draws is not None
    return draws


def _with_sensitivity(findings: Findings, plan: Plan, say: Progress) -> Findings:
    """Leave-one-list-out, other priors, other assumptions."""
    table = findings.histories
    if table.list_count < 3 or findings.recommended in (None, DOUBLY_ROBUST):
        return replace(findings, assumptions=_assumptions(table, plan))
    say("leaving each list out")
    quick = replace(
        plan, latent=faster(plan.latent, table), walk_steps=SHORT_WALK, model=findings.recommended, thorough=False
    )
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
    answers = answers_of(smaller, plan, silent)
    found = next((each for each in answers if each.model == plan.model), None)
    return None if found is None else found.total


def _other_priors(findings: Findings, plan: Plan) -> dict[str, float]:
    table = findings.histories
    found: dict[str, float] = {}
    graphs = findings.answer("graphs")
    if graphs is not None and graphs.total is not None:
        for factor in (0.25, 4.0):
            delta = factor * 2.0**-table.list_count
            other = graphs_answer(table, stream(plan, "delta"), delta, plan.walk_steps)
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
    return tuple(identifying.sensitivity(table, stream(plan, "assumptions")))


def _pairwise_code(table: CaptureHistories) -> int:
    """Existence verdict of the model of all pairs, 3 to 8 lists; 0 beyond (the programme would be too large)."""
    if not 3 <= table.list_count <= 8:
        return 0
    return existence(table, pair_terms(table.list_count)).code


def _check_model(plan: Plan, people: People | None) -> None:
    model = plan.model
    if model in found_again.MODELS and not plan.order:
        raise UsageProblem(f"{model} needs the order of the lists", hint="--order a,b,c, the first made first")
    if model == DOUBLY_ROBUST and people is None:
        raise UsageProblem("the doubly robust estimate needs covariates", hint="name their columns: --covariates age")
    if people is not None and model not in ("auto", DOUBLY_ROBUST):
        raise UsageProblem(f"covariates are for {DOUBLY_ROBUST}, not for the model asked for", hint="use --model auto")
    if model != "auto" and model not in MODELS:
        raise UsageProblem("there is no such model", hint="models: auto, " + ", ".join(MODELS))


def stream(plan: Plan, purpose: str) -> np.random.Generator:
    """A stream of its own for each purpose: adding a model changes no other model's draws."""
    return np.random.default_rng(np.random.SeedSequence([plan.seed, *purpose.encode()]))


def silent(_: str) -> None:
    """Says nothing of the progress."""
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
