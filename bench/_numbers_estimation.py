"""The part of `python -m bench numbers` that asks how many nobody recorded: simulated people, strata, wide tables.

    python -m bench._numbers_estimation run --seeds even --sets 100     (goes on where it stopped)
    python -m bench._numbers_estimation table

Simulated people come from `bench/_numbers_judge`, written from the task before the models were read. Results stand in
`bench/_numbers_judge/results`, one file a family, one line a data set; `RULES` says for which rules they hold. Seeds
are even or odd: even ones were looked at while the models were changed, odd ones once, at the end.

Families whose lists have an order are asked for the model Mtb alone (the warning `found-again` reads nothing else), so
their column "holds" is of that witness: the recommended answer does not hold such a change, and misses nearly always.

A line: seed, true number, documented, recommended model (- for none), 2.5 %, 50 %, 97.5 % of the total (0 for none),
CPU in 1/100 s, codes of the warnings.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench._numbers_judge import families
from habeas.errors import EstimateRefused
from habeas.estimation.capture_histories import from_counts
from habeas.estimation.choose import Plan, estimate
from habeas.estimation.latent_class import LatentClassSettings

RESULTS = Path(__file__).parent / "_numbers_judge" / "results"
RULES = 4
LATENT = LatentClassSettings(chains=4, warm_up=400, keep=300, blocks=8, tempered_rounds=(600,), replicas=12)
CONTROL = "alike"
RARE = 0.20
"""A warning counts only where it stands in at most this share of the reports on people alike: else it is always on."""
REFUSED = "refused"
WITNESS = "Mtb"


@dataclass(frozen=True)
class Result:
    """One data set as answered. `total`: 2.5 %, 50 %, 97.5 %, or None; `codes` of its warnings."""

    family: str
    seed: int
    truth: int
    documented: int
    recommended: str | None
    total: tuple[float, float, float] | None
    cpu: float
    codes: frozenset[str]

    @property
    def holds(self) -> bool:
        return self.total is not None and self.total[0] <= self.truth <= self.total[2]


def one(name: str, seed: int) -> str:
    """One data set: the recommended report, or the refusal, as a line."""
    made = families.simulate(name, seed)
    table = from_counts(made.patterns, made.counts)
    plan = Plan(seed=seed, thorough=False, latent=LATENT)
    if made.order is not None:
        plan = replace(plan, model=WITNESS, order=tuple(table.lists[place] for place in made.order))
    started = time.process_time()
    try:
        found = estimate(table, plan)
    except EstimateRefused:
        return f"{seed} {made.truth} {table.n} - 0 0 0 {_hundredths(started)} {REFUSED}"
    chosen = found.findings.chosen
    total = None if chosen is None else chosen.total
    figures = (0, 0, 0) if total is None else tuple(round(v) for v in (total.q025, total.median, total.q975))
    codes = ",".join(warned.code for warned in found.warnings)
    name_ = "-" if chosen is None or total is None else chosen.model
    return f"{seed} {made.truth} {table.n} {name_} {' '.join(map(str, figures))} {_hundredths(started)} {codes}"


def _hundredths(started: float) -> int:
    return round(100 * (time.process_time() - started))


def read(names: Sequence[str] = tuple(families.FAMILIES), folder: Path = RESULTS) -> list[Result]:
    """All results so far. A line torn by a stop is passed over: its data set will be run again."""
    found = []
    for name in names:
        path = folder / f"{name}.txt"
        lines = path.read_text().split("\n")[:-1] if path.is_file() else []
        if lines and lines[0] != f"rules {RULES}":
            raise SystemExit(f"the results of {name} are of other rules: delete them and run anew")
        found += [each for line in lines[1:] if (each := _parsed(name, line))]
    return found


def _parsed(name: str, line: str) -> Result | None:
    words = line.split(" ")
    if len(words) != 9:
        return None
    low, middle, high = map(float, words[4:7])
    known = words[3] != "-"
    return Result(
        name, int(words[0]), int(words[1]), int(words[2]), words[3] if known else None,
        (low, middle, high) if known else None, int(words[7]) / 100, frozenset(words[8].split(",")),
    )  # fmt: skip


def run_sets(names: Sequence[str], seeds: Sequence[int], folder: Path = RESULTS) -> None:
    """Every wanted data set that is not there yet; seeds in the outer loop, so that all families grow together."""
    folder.mkdir(exist_ok=True)
    done = {(each.family, each.seed) for each in read(names, folder)}
    for seed in seeds:
        for name in names:
            path = folder / f"{name}.txt"
            if not path.exists():
                path.write_text(f"rules {RULES}\n")
            if (name, seed) not in done:
                line = one(name, seed) + "\n"
                with path.open("a") as sink:
                    sink.write(line)


def rare_codes(results: Sequence[Result]) -> frozenset[str]:
    """Codes of warnings that are not always on: those in at most RARE of the reports on people alike."""
    control = [each for each in results if each.family == CONTROL]
    seen = {code for each in results for code in each.codes}
    return frozenset(code for code in seen if np.mean([code in each.codes for each in control] or [0.0]) <= RARE)


def table(results: Sequence[Result], parity: int) -> Iterator[str]:
    """One line a family, in Markdown, failures included."""
    rare = rare_codes([each for each in results if each.seed % 2 == parity])
    yield "| family | sets | answered | holds | misses warned of | silent misses | held, refused or warned | bias | width | behaviour warned | CPU |"  # noqa: E501
    yield "|---" * 11 + "|"
    for name, family in families.FAMILIES.items():
        rows = [each for each in results if each.family == name and each.seed % 2 == parity]
        if rows:
            yield f"| {name}: {family.words} | {_cells(rows, rare)} |"


def _cells(rows: Sequence[Result], rare: frozenset[str]) -> str:
    answered = [each for each in rows if each.total]
    missed = [each for each in answered if not each.holds]
    warned = [each for each in missed if each.codes & rare]
    silent = len(missed) - len(warned)
    bias = np.median([np.log(each.total[1] / each.truth) for each in answered if each.total] or [np.nan])
    width = np.median([(each.total[2] - each.total[0]) / each.truth for each in answered if each.total] or [np.nan])
    behaviour = np.mean(["found-again" in each.codes for each in rows])
    cells = (
        len(rows), len(answered), f"{sum(each.holds for each in answered)} ({_share(answered)})", len(warned), silent,
        f"{1 - silent / len(rows):.1%}", f"{bias:+.2f}", f"{width:.2f}", f"{behaviour:.0%}",
        f"{np.mean([each.cpu for each in rows]):.1f}",
    )  # fmt: skip
    return " | ".join(map(str, cells))


def _share(rows: Sequence[Result]) -> str:
    return f"{np.mean([each.holds for each in rows]):.0%}" if rows else "-"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["run", "table"])
    parser.add_argument("--families", default=",".join(families.FAMILIES))
    parser.add_argument("--seeds", choices=["even", "odd"], default="even")
    parser.add_argument("--sets", type=int, default=200)
    wanted = parser.parse_args()
    parity = int(wanted.seeds == "odd")
    if wanted.what == "run":
        os.nice(15)
        run_sets(wanted.families.split(","), range(parity, 2 * wanted.sets, 2))
    for line in table(read(), parity):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
