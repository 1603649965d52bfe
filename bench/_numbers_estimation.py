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
from habeas.estimation.findings import Estimate
from habeas.estimation.latent_class import LatentClassSettings

RESULTS = Path(__file__).parent / "_numbers_judge" / "results"
RULES = 4
LATENT = LatentClassSettings(chains=4, warm_up=400, keep=300, blocks=8, tempered_rounds=(600,), replicas=12)
CONTROL = "alike"
RARE = 0.20
"""A warning counts only where it stands in at most this share of the reports on people alike: else it is always on."""
REFUSED = "refused"
WITNESS = "Mtb"
BEHAVIOUR = "found-again"


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
        return line_of(seed, made.truth, table.n, None, time.process_time() - started)
    return line_of(seed, made.truth, table.n, found, time.process_time() - started)


def line_of(seed: int, truth: int, documented: int, found: Estimate | None, cpu: float) -> str:
    """An answer as a line; None: it was refused."""
    chosen = None if found is None else found.findings.chosen
    total = None if chosen is None else chosen.total
    figures = (0, 0, 0) if total is None else tuple(round(v) for v in (total.q025, total.median, total.q975))
    codes = REFUSED if found is None else ",".join(warned.code for warned in found.warnings)
    name = "-" if chosen is None or total is None else chosen.model
    return f"{seed} {truth} {documented} {name} {' '.join(map(str, figures))} {round(100 * cpu)} {codes}"


def started_file(name: str, folder: Path = RESULTS) -> Path:
    """The file of a family, with its head."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.txt"
    if not path.exists():
        path.write_text(f"rules {RULES}\n")
    return path


def append(path: Path, line: str) -> None:
    """One whole line, so that several processes may write at once."""
    with path.open("a") as sink:
        sink.write(line + "\n")


def read(names: Sequence[str] = tuple(families.FAMILIES), folder: Path = RESULTS) -> list[Result]:
    """All results of these families so far."""
    return [each for name in names for each in parsed(name, folder)]


def parsed(name: str, folder: Path) -> list[Result]:
    """The results of one family. A line torn by a stop is passed over: its data set will be run again."""
    path = folder / f"{name}.txt"
    lines = path.read_text().split("\n")[:-1] if path.is_file() else []
    if lines and lines[0] != f"rules {RULES}":
        raise SystemExit(f"the results of {name} are of other rules: delete them and run anew")
    return [each for line in lines[1:] if (each := _parsed(name, line))]


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
    done = {(each.family, each.seed) for each in read(names, folder)}
    for seed in seeds:
        for name in names:
            if (name, seed) not in done:
                append(started_file(name, folder), one(name, seed))


def rare_codes(results: Sequence[Result]) -> frozenset[str]:
    """Codes of warnings that are not always on: those in at most RARE of the reports on people alike."""
    control = [each for each in results if each.family == CONTROL]
    seen = {code for each in results for code in each.codes}
    return frozenset(code for code in seen if np.mean([code in each.codes for each in control] or [0.0]) <= RARE)


def table(results: Sequence[Result], parity: int) -> Iterator[str]:
    """Families that ask for coverage, one line each, in Markdown, failures included."""
    rows = [each for each in results if each.seed % 2 == parity]
    rare = rare_codes(rows)
    yield (
        "| people | sets | answered | 95 % holds | misses warned of | silent misses | held, refused or warned | "
        "95 % interval of that | bias | width | CPU |"
    )
    yield "|---" * 11 + "|"
    for name, family in families.FAMILIES.items():
        mine = [each for each in rows if each.family == name]
        if mine and family.asks == "coverage":
            yield f"| {name}: {family.words} | {_cells(mine, rare)} |"
    yield ""
    yield "Warnings that count, for they are not always on: " + ", ".join(f"`{code}`" for code in sorted(rare)) + "."


def _cells(rows: Sequence[Result], rare: frozenset[str]) -> str:
    answered = [each for each in rows if each.total]
    missed = [each for each in answered if not each.holds]
    warned = [each for each in missed if each.codes & rare]
    silent = len(missed) - len(warned)
    bias = np.median([np.log(each.total[1] / each.truth) for each in answered if each.total] or [np.nan])
    width = np.median([(each.total[2] - each.total[0]) / each.truth for each in answered if each.total] or [np.nan])
    good = len(rows) - silent
    cells = (
        len(rows), len(answered), f"{sum(each.holds for each in answered)} ({_share(answered)})", len(warned), silent,
        f"{good / len(rows):.0%}", exact(good, len(rows)), f"{bias:+.2f}", f"{width:.2f}",
        f"{np.mean([each.cpu for each in rows]):.1f}",
    )  # fmt: skip
    return " | ".join(map(str, cells))


def behaviour_table(results: Sequence[Result], parity: int) -> Iterator[str]:
    """Families whose lists have an order: how often the warning fires, and whether Mtb holds the truth."""
    yield "| lists in order | asked | sets | `found-again` fires | 95 % interval of that | Mtb holds | its bias | CPU |"
    yield "|---" * 8 + "|"
    for name, family in families.FAMILIES.items():
        rows = [each for each in results if each.family == name and each.seed % 2 == parity]
        if not rows or family.asks == "coverage":
            continue
        fired = sum(BEHAVIOUR in each.codes for each in rows)
        bias = np.median([np.log(each.total[1] / each.truth) for each in rows if each.total] or [np.nan])
        yield (
            f"| {name}: {family.words} | {family.asks} | {len(rows)} | {fired} ({fired / len(rows):.0%}) | "
            f"{exact(fired, len(rows))} | {sum(each.holds for each in rows)} ({_share(rows)}) | {bias:+.2f} | "
            f"{np.mean([each.cpu for each in rows]):.1f} |"
        )


def exact(found: int, of: int) -> str:
    """The exact (Clopper-Pearson) 95 % interval of a share, in percent."""
    from scipy.stats import beta

    low = beta.ppf(0.025, found, of - found + 1) if found else 0.0
    high = beta.ppf(0.975, found + 1, of - found) if found < of else 1.0
    return f"{100 * low:.0f} to {100 * high:.0f} %"


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
    for line in (*table(read(), parity), "", *behaviour_table(read(), parity)):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
