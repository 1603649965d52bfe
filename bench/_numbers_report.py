"""The part of `python -m bench numbers` that asks how many nobody recorded, put together.

1. Simulated people and strata: what stands in `bench/_numbers_judge/results` (see `_numbers_estimation`), odd seeds.
2. Published tables: those of MultipleSystemsEstimation beside its and LCMCR's results, where they were measured;
   HRDAG's simulated sets of StanLCMCR beside their truth.
3. Tables of 8 to 11 lists, each in a process of its own: CPU seconds and the most memory, all checks included.
4. A whole call beside LCMCR's.
R is run nowhere here: its figures are those measured once (R 4.2.2) and restated in `estimation_reference`.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench import _numbers_estimation as simulated
from bench import _numbers_strata as strata
from bench import _stanlcmcr
from bench._numbers_judge import wide
from bench.estimation_tables import table
from habeas.estimation.capture_histories import CaptureHistories, from_counts, from_rows
from habeas.estimation.choose import Plan, estimate
from habeas.estimation.findings import Estimate

NUMBERS = 20
ODD = 1
PEERS = {
    # table: (MultipleSystemsEstimation / SparseMSE stepwise p < .02 with BCa, LCMCR mean [95 %])
    "kosovo": ("14,342 [12,661, 16,616]", "10,701 [9,100, 13,900]"),
    "ukdat": ("11,418 [9,897, 14,497]", "does not mix"),
    "ukdat_5": ("25,311 (best BIC)", "does not mix"),
    "neworl_186": ("1,110 (published)", "-"),
    "neworl_5": ("1,034 [745, 1,655]", "868 [564, 1,393]"),
    "western": ("2,483 [1,431, 3,776]", "1,922 [1,315, 3,022]"),
    "ned": ("-", "does not mix"),
    "ned_5": ("-", "does not mix"),
    "korea": ("269 [123, 406]", "143 [124, 195]"),
    "artificial_3": ("refused: no finite estimate (AB)", "436 [235, 822]"),
}
LCMCR_START = 0.04
LCMCR_ESS_A_SECOND = (70, 95)
"""Of log n0 on Kosovo, K = 10, over runs of 210,000 iterations, 20 microseconds each, warm-up included."""


def run() -> Iterator[str]:
    """Everything, in Markdown."""
    results = simulated.read()
    yield "### How many nobody recorded: people who differ (odd seeds, one look)"
    yield ""
    yield from simulated.table(results, ODD)
    yield ""
    yield "### Being found once changes the chance to be found again"
    yield ""
    yield from simulated.behaviour_table(results, ODD)
    yield ""
    yield "### Strata"
    yield ""
    yield from strata.table(strata.read(), ODD)
    yield ""
    yield "### Public tables of MultipleSystemsEstimation, and LCMCR on them"
    yield ""
    yield from published()
    yield ""
    yield "### HRDAG's simulated sets (StanLCMCR)"
    yield ""
    yield from stanlcmcr()
    yield ""
    yield "### Eight to eleven lists"
    yield ""
    yield from wide_tables()
    yield ""
    yield from whole_call()


def published() -> Iterator[str]:
    """Each table answered as a user would have it, beside what the R packages said."""
    yield "| table | documented | MultipleSystemsEstimation | LCMCR | ours, recommended | CPU |"
    yield "|---|---|---|---|---|---|"
    for name, (stepwise, latent) in PEERS.items():
        found, cpu = timed(table(name))
        yield f"| {name} | {found.documented:,} | {stepwise} | {latent} | {answer(found)} | {cpu:.1f} |"


def stanlcmcr() -> Iterator[str]:
    """Each set drawn as they draw it, beside its truth; what each model refuses is said."""
    yield "| set | lists | documented | truth | ours, recommended | holds | latent-class | Mth-smooth | refused | CPU |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for made in _stanlcmcr.published():
        # A list that nobody is on says nothing and is refused: a user leaves it out.
        found, cpu = timed(from_rows(made.marks[:, made.marks.any(axis=0)]))
        chosen = found.findings.chosen
        total = None if chosen is None else chosen.total
        holds = "-" if total is None else "yes" if total.q025 <= made.truth <= total.q975 else "NO"
        refused = ", ".join(each.model for each in found.findings.answers if each.refused) or "none"
        yield (
            f"| {made.name} | {made.marks.shape[1]} | {found.documented:,} | {made.truth:,} | {answer(found)} | "
            f"{holds} | {one(found, 'latent-class')} | {one(found, 'Mth-smooth')} | {refused} | {cpu:.1f} |"
        )


def timed(histories: CaptureHistories) -> tuple[Estimate, float]:
    """The report without side calculations, and its CPU seconds."""
    started = time.process_time()
    found = estimate(histories, Plan(thorough=False))
    return found, time.process_time() - started


def answer(found: Estimate) -> str:
    chosen = found.findings.chosen
    if chosen is None or chosen.total is None:
        return f"none: {found.why[:90]}"
    return f"{chosen.total.median:,.0f} [{chosen.total.q025:,.0f}, {chosen.total.q975:,.0f}]"


def one(found: Estimate, model: str) -> str:
    total = next((each.total for each in found.findings.answers if each.model == model), None)
    return "-" if total is None else f"{total.median:,.0f} [{total.q025:,.0f}, {total.q975:,.0f}]"


def wide_tables() -> Iterator[str]:
    """CPU and memory of the whole report, each table in a fresh process with a warm cache."""
    yield "| lists | documented | truth | answer | models that answered | CPU s (goal 30) | MB (goal 500) |"
    yield "|---|---|---|---|---|---|---|"
    for lists in (8, 9, 10, 11):
        told = fresh(str(lists))
        yield (
            f"| {lists} | {told['documented']:,} | {told['truth']:,} | {told['answer']} | {told['models']} | "
            f"{told['cpu']:.1f} | {told['memory']:.0f} |"
        )


def fresh(what: str) -> dict[str, object]:
    """What `main` prints of one table, from a process of its own."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "bench._numbers_report", what],
        capture_output=True, text=True, check=True, env=environment, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    found: dict[str, object] = json.loads(done.stdout)
    return found


def whole_call() -> Iterator[str]:
    """What a user pays for the latent class model of Kosovo: start, import, warm-up, sampling; effective draws a
    second."""
    told = fresh("kosovo")
    ours = float(str(told["ess"])) / float(str(told["cpu"]))
    low, high = LCMCR_ESS_A_SECOND
    yield (
        f"Kosovo, latent classes, whole call with imports and warm-up: {told['cpu']:.1f} CPU s, {told['ess']:.0f} "
        f"effective draws of log n0, {ours:,.0f} a second. LCMCR, its start ({LCMCR_START} s) and warm-up in the "
        f"count: {low} to {high} a second, on another machine: {ours / high:.0f} to {ours / low:.0f} times (goal 20)."
    )


def main(what: str) -> None:
    """One table in this process, as JSON."""
    import resource

    if what == "kosovo":
        found, truth = estimate(table("kosovo"), Plan(model="latent-class", thorough=False)), 0
    else:
        patterns, counts, truth = wide.simulate(int(what), 1)
        found = estimate(from_counts(patterns, counts), Plan())
    latent = found.findings.answer("latent-class")
    print(
        json.dumps(
            {
                "documented": found.documented,
                "truth": truth,
                "answer": answer(found),
                "models": sum(each.total is not None for each in found.findings.answers),
                "ess": latent.diagnostics["ess"]["log_n0"] if latent and latent.total else 0,
                "cpu": time.process_time(),
                "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
