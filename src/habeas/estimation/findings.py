"""Everything that was found out about one table: what the warnings are read from, and the report is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from habeas.estimation.assumptions import UnderAssumption
from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.found_again import IfFoundAgain
from habeas.estimation.results import ModelAnswer, Total, Warned

DIFFERING = "Mth-darroch"
"""Everybody has a chance of their own, normal on the logit scale (Darroch et al. 1993, doi:10.2307/2290811)."""
STRATA_SUM = "strata-sum"
"""The answer of strata added draw by draw."""
PROVEN = 6.635
"""Drop of the deviance from one chance for all (1 % of a chi-square with one degree of freedom)."""
AS_GOOD = 4.0
"""By how much its AIC may lie above the best log-linear model's: dependence of lists explains the table no better."""


def people_differ(answers: Sequence[ModelAnswer]) -> bool:
    """Whether people seem to differ smoothly in how easily they are found.

    1. Mth-darroch fits better than Mt, by PROVEN; 2. the difference is of people, not of lists that avoid one another:
    it raises the total; 3. no dependence between lists explains the table better, by AS_GOOD.
    """
    by_name = {each.model: each for each in answers}
    same, own, loglinear = (by_name.get(name) for name in ("Mt", DIFFERING, "loglinear"))
    if same is None or own is None or loglinear is None or own.total is None or same.total is None:
        return False
    if "seen_in" in own.diagnostics:
        return 2 * int(own.diagnostics["seen_in"]) > int(own.diagnostics["replicates"])
    if "deviance" not in own.diagnostics or "deviance" not in same.diagnostics:
        return False
    best = min((float(step["aic"]) for step in loglinear.diagnostics.get("ladder", ())), default=float("-inf"))
    gain = float(same.diagnostics["deviance"]) - float(own.diagnostics["deviance"])
    return gain > PROVEN and own.total.median > same.total.median and float(own.diagnostics["aic"]) <= best + AS_GOOD


@dataclass(frozen=True)
class StratumFinding:
    """One stratum: its label, people documented, its answer, or why there is none; `note`: lists left out in it."""

    label: str
    documented: int
    answer: ModelAnswer | None
    reason: str | None = None
    note: str = ""

    def published(self) -> dict[str, object]:
        total = None if self.answer is None or self.answer.total is None else self.answer.total.published()
        return {
            "stratum": self.label,
            "documented": self.documented,
            "model": None if self.answer is None else self.answer.model,
            "total": total,
            "refused": self.reason,
            "note": self.note or None,
        }


@dataclass(frozen=True)
class Findings:
    """`left_out`: list label -> the recommended kind of model without that list (None where it gives no answer);
    `other_priors`: what was changed -> the median total under it; `replicates`: how many versions of the data were
    combined (0: one table, linkage taken as certain); `pairwise_code`: existence verdict of the model of all pairs;
    `if_found_again`: where the lists have no order, how far the answer moves if being found changes the chance;
    `whole`: with strata, what is recommended of the table as a whole; `versions_alike`: all replicates are one table.
    """

    histories: CaptureHistories
    answers: tuple[ModelAnswer, ...]
    recommended: str | None
    left_out: Mapping[str, Total | None] = field(default_factory=dict)
    other_priors: Mapping[str, float] = field(default_factory=dict)
    assumptions: tuple[UnderAssumption, ...] = ()
    strata: tuple[StratumFinding, ...] = ()
    replicates: int = 0
    pairwise_code: int = 0
    if_found_again: IfFoundAgain | None = None
    whole: str | None = None
    versions_alike: bool = False

    def answer(self, model: str | None) -> ModelAnswer | None:
        return next((each for each in self.answers if each.model == model), None)

    @property
    def people_differ(self) -> bool:
        """Whether the models say that people differ smoothly in how easily they are found; see `people_differ`."""
        return people_differ(self.answers)

    @property
    def chosen(self) -> ModelAnswer | None:
        """The recommended answer."""
        return self.answer(self.recommended)

    @property
    def undivided(self) -> ModelAnswer | None:
        """The recommended answer of the table as a whole: what the checks of lists left out are compared with."""
        return self.answer(self.whole) if self.strata else self.chosen


@dataclass(frozen=True)
class Estimate:
    """What `habeas estimate` returns: the findings, the warnings, and what is needed to do it again."""

    findings: Findings
    warnings: tuple[Warned, ...]
    why: str
    """Why this model is recommended, or why none is."""
    seed: int
    version: str

    @property
    def documented(self) -> int:
        return self.findings.histories.n

    def published(self) -> dict[str, object]:
        """The `--json` object; `strata` is in it only where there are strata."""
        strata = [each.published() for each in self.findings.strata]
        return {
            "documented": self.documented,
            "recommended": self.findings.recommended,
            "models": [answer.published() for answer in self.findings.answers],
            **({"strata": strata} if strata else {}),
            "warnings": [warned.published() for warned in self.warnings],
            "seed": self.seed,
            "version": self.version,
        }
