"""Does the interval hold the truth? Simulated populations, the whole recommended report on each, failures counted too.

    python -m bench.estimation_coverage run --scenarios S1,S4 --lists 4 --people 2000 --sets 200
    python -m bench.estimation_coverage table            (Markdown, from whatever has been run so far)

`run` is resumable: a data set already in the results file is not run again; stop it when you like. Records go to
build/estimation_coverage.jsonl, one line each, so that several processes may write at once. Data sets are numbered;
their seeds follow from (scenario, lists, people, number) alone and none was used to choose the rules of `--model
auto` above number 39 (the pilot used 0 to 39).
The latent class sampler runs shorter than by default (4 chains, 600 draws, one attempt with temperatures); its
agreement is checked by the same limits, so what does not converge is refused, and counted as a refusal.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.estimation_scenarios import INVISIBLE, RECOVERABLE, SCENARIOS, VISIBLE, draw
from habeas.errors import EstimateRefused
from habeas.estimation.capture_histories import from_rows
from habeas.estimation.choose import Plan, estimate
from habeas.estimation.latent_class import LatentClassSettings

RESULTS = Path("build/estimation_coverage.jsonl")
LISTS, PEOPLE = (3, 4, 5, 8), (500, 2000, 20000)
LATENT = LatentClassSettings(chains=4, warm_up=400, keep=300, blocks=4, tempered_rounds=(1000,), replicas=14)
MODELS = ("averaged", "latent-class", "graphs", "loglinear", "Mt", "chao")
ALWAYS = {"assumption", "linkage-not-carried", "lower-bound", "mean-not-median"}
"""Warnings that stand in nearly every report: they are not counted as having seen the trouble."""

Record = dict[str, object]
LEAST = 20
"""Cells with fewer data sets are not shown."""


def one(scenario: str, lists: int, people: int, number: int) -> Record:
    """One data set: the recommended report, or the refusal."""
    simulated = draw(scenario, lists, people, number)
    record: Record = {"scenario": scenario, "lists": lists, "people": people, "number": number}
    started = time.process_time()
    plan = Plan(seed=number, thorough=False, latent=replace(LATENT))
    try:
        found = estimate(from_rows(simulated.marks), plan)
    except EstimateRefused as refusal:
        return record | {
            "recommended": None,
            "refused": str(refusal),
            "codes": [],
            "cpu": time.process_time() - started,
        }
    chosen = found.findings.chosen
    totals = {
        answer.model: answer.total for answer in found.findings.answers if answer.model in MODELS and answer.total
    }
    return record | {
        "n": found.documented,
        "recommended": found.findings.recommended,
        "total": None if chosen is None or chosen.total is None else _figures(chosen.total),
        "models": {
            model: [round(total.q025, 1), round(total.median, 1), round(total.q975, 1)]
            for model, total in totals.items()
        },
        "codes": [warned.code for warned in found.warnings],
        "cpu": round(time.process_time() - started, 2),
    }


def _figures(total: object) -> dict[str, float]:
    return {
        name: round(float(getattr(total, name)), 1) for name in ("q025", "q10", "q25", "median", "q75", "q90", "q975")
    }


def read(path: Path = RESULTS) -> list[Record]:
    """All records so far. A line torn by a stop is passed over: its data set will be run again."""
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line.startswith("{") and line.endswith("}")]


def enough(records: list[Record]) -> list[Record]:
    """The records of cells with LEAST data sets or more."""
    sets = Counter((r["scenario"], r["lists"], r["people"]) for r in records)
    return [r for r in records if sets[(r["scenario"], r["lists"], r["people"])] >= LEAST]


def run_cells(scenarios: list[str], lists: list[int], people: list[int], sets: range) -> None:
    """Every wanted data set that is not there yet; the sets in the outer loop, so that all cells grow together."""
    RESULTS.parent.mkdir(exist_ok=True)
    done = {(r["scenario"], r["lists"], r["people"], r["number"]) for r in read()}
    for number in sets:
        for scenario in scenarios:
            for size in people:
                for count in lists:
                    if (scenario, count, size, number) not in done:
                        line = json.dumps(one(scenario, count, size, number))
                        with RESULTS.open("a") as sink:
                            sink.write(line + "\n")


def table(records: list[Record]) -> Iterator[str]:
    """The whole table in Markdown, failures included."""
    yield "| scenario | lists | people | sets | answered | 95 % | 80 % | 50 % | bias | width | score | warned | CPU |"
    yield "|---" * 13 + "|"
    cells: dict[tuple[str, int, int], list[Record]] = {}
    for record in records:
        cells.setdefault((str(record["scenario"]), int(str(record["lists"])), int(str(record["people"]))), []).append(
            record
        )
    for key in sorted(cells, key=lambda cell: (int(cell[0][1:]), cell[2], cell[1])):
        yield _line(key, cells[key])


def _line(key: tuple[str, int, int], rows: list[Record]) -> str:
    scenario, lists, people = key
    totals = [dict(row["total"]) for row in rows if row.get("total")]  # type: ignore[call-overload]
    warned = np.mean([_warned(row) for row in rows])
    head = f"| {scenario} | {lists} | {people} | {len(rows)} | {len(totals) / len(rows):.0%} |"
    tail = f" {warned:.0%} | {np.mean([float(str(row['cpu'])) for row in rows]):.1f} |"
    if not totals:
        return f"{head} | | | | | |{tail}"
    inside = [
        np.mean([each[low] <= people <= each[high] for each in totals])
        for low, high in (("q025", "q975"), ("q10", "q90"), ("q25", "q75"))
    ]
    bias = np.median([np.log(each["median"] / people) for each in totals])
    width = np.median([(each["q975"] - each["q025"]) / people for each in totals])
    score = np.median([_interval_score(each, people) for each in totals])
    shares = " ".join(f"{share:.0%} |" for share in inside)
    return f"{head} {shares} {bias:+.2f} | {width:.2f} | {score:.2f} |{tail}"


def _interval_score(total: dict[str, float], truth: int) -> float:
    """Width plus 2/0.05 of what is missed, over the truth: lower is better (Gneiting & Raftery 2007)."""
    low, high = total["q025"], total["q975"]
    return (high - low + 40 * (max(low - truth, 0) + max(truth - high, 0))) / truth


def _warned(row: Record) -> bool:
    codes = set(row["codes"])  # type: ignore[call-overload]
    return row["recommended"] is None or bool(codes - ALWAYS)


def by_model(records: list[Record]) -> Iterator[str]:
    """Coverage of each model's 95 % interval over all data sets of a scenario: refusals are left out and counted."""
    yield "| scenario | " + " | ".join(MODELS) + " |"
    yield "|---|" + "---|" * len(MODELS)
    for scenario in SCENARIOS:
        rows = [record for record in records if record["scenario"] == scenario]
        cells = []
        for model in MODELS:
            found = [(row["models"][model], row["people"]) for row in rows if model in row.get("models", {})]  # type: ignore
            hit = np.mean([low <= truth <= high for (low, _, high), truth in found]) if found else np.nan
            cells.append(f"{hit:.0%} of {len(found)}" if found else "-")
        if rows:
            yield f"| {scenario} {SCENARIOS[scenario]} | " + " | ".join(cells) + " |"


def run() -> Iterator[str]:
    """For `python -m bench`: the table of what has been run, and the goals."""
    every = read()
    records = enough(every)
    if not records:
        yield "coverage: nothing has been run yet; see `python -m bench.estimation_coverage --help`"
        return
    yield from table(records)
    if len(every) > len(records):
        yield ""
        yield f"{len(every) - len(records)} data sets in cells with fewer than {LEAST} are not shown."
    yield ""
    yield from by_model(records)
    yield ""
    yield from (f"- {line}" for line in _goals(records))


def _goals(records: list[Record]) -> Iterator[str]:
    for scenario in RECOVERABLE:
        cells = {(r["lists"], r["people"]) for r in records if r["scenario"] == scenario}
        good = 0
        for lists, people in cells:
            totals = [
                dict(r["total"])  # type: ignore[call-overload]
                for r in records
                if (r["scenario"], r["lists"], r["people"]) == (scenario, lists, people) and r.get("total")
            ]
            hits = [each["q025"] <= float(str(people)) <= each["q975"] for each in totals]
            good += bool(hits) and 0.92 <= float(np.mean(hits)) <= 0.98
        yield f"goal {scenario}: 95 % interval covers 92 to 98 %: reached in {good} of {len(cells)} cells"
    for scenario in (*VISIBLE, *INVISIBLE):
        rows = [record for record in records if record["scenario"] == scenario]
        if rows:
            share = np.mean([_warned(row) for row in rows])
            goal = "goal: 90 %, " + ("reached" if share >= 0.9 else "not reached") if scenario in VISIBLE else "no goal"
            yield f"{scenario}: warned or refused in {share:.0%} of {len(rows)} ({goal})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["run", "table"])
    parser.add_argument("--scenarios", default=",".join(SCENARIOS))
    parser.add_argument("--lists", default=",".join(map(str, LISTS)))
    parser.add_argument("--people", default=",".join(map(str, PEOPLE)))
    parser.add_argument("--sets", type=int, default=200, help="data sets a cell")
    parser.add_argument("--first", type=int, default=40, help="number of the first data set")
    wanted = parser.parse_args()
    if wanted.what == "run":
        numbers = range(wanted.first, wanted.first + wanted.sets)
        lists, people = ([int(part) for part in text.split(",")] for text in (wanted.lists, wanted.people))
        run_cells(wanted.scenarios.split(","), lists, people, numbers)
    for line in run():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
