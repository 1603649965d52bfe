"""Does the interval hold the truth? Simulated populations, the whole recommended report on each, failures counted too.

    python -m bench.estimation_coverage run --scenarios S1,S4 --lists 4 --people 2000 --sets 200
    python -m bench.estimation_coverage table            (Markdown, from whatever has been run so far)

`run` goes on where it stopped: results stand in bench/coverage/, one file a scenario, one line a data set, and a data
set that is there is not run again. Lines are appended whole, so several processes may write at once. The sets are in
the outer loop: all cells grow together, whenever it is stopped. **Where the rules of choose.py or a model change, the
files are to be deleted and run anew**; `RULES` says for which rules they hold.

Data sets are numbered; their seeds follow from (scenario, lists, people, number) alone. Numbers 0 to 39 were used to
choose the rules of `--model auto`; those above never, and only these are run here.
The latent class sampler runs shorter than by default (4 chains, blocks of 300 draws, one attempt with temperatures);
its agreement is checked by the same limits, so what does not converge is refused, and counted as a refusal.

A line: lists, people, number, documented, recommended model (- for none), CPU in 1/100 s, numbers of the warnings (in
CODES), seven quantiles of the undocumented as recommended (Q), then for each model with an answer its letter and three
quantiles (SHORT). Models stand as letters (LETTERS).
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.estimation_scenarios import INVISIBLE, RECOVERABLE, SCENARIOS, VISIBLE, draw
from habeas.errors import EstimateRefused
from habeas.estimation.capture_histories import from_rows
from habeas.estimation.choose import Plan, estimate
from habeas.estimation.latent_class import LatentClassSettings
from habeas.estimation.results import Total
from habeas.estimation.warnings import CHECKS

RESULTS = Path(__file__).parent / "coverage"
RULES = 3
"""2: log-linear average by AIC, Mth-darroch takes part where people differ. 3: with three lists the model of all pairs
takes part and nothing is recommended where two kinds of model lie far apart; nothing far below Chao's bound."""
CURRENT = 4
"""4: people who differ by degrees have a part by weight (docs/adr/0130). Not run yet: the results are of RULES."""
HEAD = "lists people number documented recommended cpu codes"
LISTS, PEOPLE = (3, 4, 5, 8), (500, 2000, 20000)
LATENT = LatentClassSettings(chains=4, warm_up=400, keep=300, blocks=8, tempered_rounds=(600,), replicas=12)
MODELS = ("averaged", "latent-class", "graphs", "loglinear", "Mth-darroch", "Mt", "chao")
Q = ("q025", "q10", "q25", "median", "q75", "q90", "q975")
SHORT = ("q025", "median", "q975")
LETTERS = dict(zip(MODELS, "algodmc", strict=True))
CODES = tuple(CHECKS)
ALWAYS = {"assumption", "linkage-not-carried", "lower-bound", "mean-not-median"}
"""Warnings that stand in nearly every report: they are not counted as having seen the trouble."""

Record = dict[str, object]
ENOUGH = 100
"""Data sets with an answer from which a cell within its goal is said to be so."""


def one(scenario: str, lists: int, people: int, number: int) -> str:
    """One data set: the recommended report, or the refusal, as a line."""
    simulated = draw(scenario, lists, people, number)
    histories = from_rows(simulated.marks)
    started = time.process_time()
    try:
        found = estimate(histories, Plan(seed=number, thorough=False, latent=LATENT))
    except EstimateRefused:
        return f"{lists} {people} {number} {histories.n} - {_hundredths(started)} refused"
    chosen, codes = found.findings.chosen, ",".join(str(CODES.index(warned.code)) for warned in found.warnings)
    letter = LETTERS[chosen.model] if chosen else "-"
    words: list[object] = [lists, people, number, histories.n, letter, _hundredths(started), codes]
    if chosen is not None and chosen.total is not None:
        words += _unseen(chosen.total, histories.n, Q)
    for answer in found.findings.answers:
        if answer.model in MODELS and answer.total is not None:
            words += [LETTERS[answer.model], *_unseen(answer.total, histories.n, SHORT)]
    return " ".join(map(str, words))


def _unseen(total: Total, documented: int, names: Sequence[str]) -> list[int]:
    return [round(max(getattr(total, name) - documented, 0)) for name in names]


def _hundredths(started: float) -> int:
    return round(100 * (time.process_time() - started))


def read(folder: Path = RESULTS) -> list[Record]:
    """All records so far. A line torn by a stop is passed over: its data set will be run again."""
    records = []
    for scenario in SCENARIOS:
        path = folder / f"{scenario}.txt"
        lines = path.read_text().split("\n")[:-1] if path.is_file() else []
        if lines and lines[0] != f"rules {RULES}: {HEAD}":
            raise SystemExit(f"{path} holds results of other rules: delete it and run anew")
        records += [record for line in lines[1:] if (record := parsed(scenario, line))]
    return records


def parsed(scenario: str, line: str) -> Record | None:
    """A line as a record, quantiles as totals; None for a torn one."""
    words = line.split(" ")
    recommended = next((model for model, letter in LETTERS.items() if len(words) > 6 and words[4] == letter), None)
    first = 7 + (len(Q) if recommended else 0)
    if len(words) < first or (len(words) - first) % (1 + len(SHORT)):
        return None
    lists, people, number, documented = map(int, words[:4])

    def totals(start: int, names: Sequence[str]) -> dict[str, float]:
        return {name: float(documented + int(words[start + place])) for place, name in enumerate(names)}

    models = {letter: totals(start + 1, SHORT) for start in range(first, len(words), 1 + len(SHORT))
              for letter in words[start]}  # fmt: skip
    return {
        "scenario": scenario,
        "lists": lists,
        "people": people,
        "number": number,
        "recommended": recommended,
        "total": totals(7, Q) if recommended else None,
        "models": {model: models[letter] for model, letter in LETTERS.items() if letter in models},
        "codes": [] if words[6] in ("refused", "") else [CODES[int(code)] for code in words[6].split(",")],
        "cpu": int(words[5]) / 100,
    }


def run_cells(scenarios: list[str], lists: list[int], people: list[int], sets: range) -> None:
    """Every wanted data set that is not there yet; the sets in the outer loop, so that all cells grow together."""
    RESULTS.mkdir(exist_ok=True)
    done = {(r["scenario"], r["lists"], r["people"], r["number"]) for r in read()}
    for number in sets:
        for scenario in scenarios:
            path = RESULTS / f"{scenario}.txt"
            if not path.exists():
                path.write_text(f"rules {RULES}: {HEAD}\n")
            for size in people:
                for count in lists:
                    if (scenario, count, size, number) not in done:
                        line = one(scenario, count, size, number) + "\n"
                        with path.open("a") as sink:
                            sink.write(line)


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
            hit = np.mean([each["q025"] <= truth <= each["q975"] for each, truth in found]) if found else np.nan
            cells.append(f"{hit:.0%} of {len(found)}" if found else "-")
        if rows:
            yield f"| {scenario} {SCENARIOS[scenario]} | " + " | ".join(cells) + " |"


def pooled(records: list[Record], over: str) -> Iterator[str]:
    """Coverage of the recommended 95 % interval, and of how many data sets, over all cells alike in `over`."""
    values = sorted({int(str(record[over])) for record in records})
    yield f"| scenario | {' | '.join(f'{value} {over}' for value in values)} | all | warned or refused |"
    yield "|---" * (len(values) + 3) + "|"
    for scenario in SCENARIOS:
        rows = [record for record in records if record["scenario"] == scenario]
        cells = [_share([row for row in rows if row[over] == value]) for value in values]
        warned = f"{np.mean([_warned(row) for row in rows]):.0%}" if rows else "-"
        yield f"| {scenario} {SCENARIOS[scenario]} | {' | '.join([*cells, _share(rows), warned])} |"


def _share(rows: list[Record]) -> str:
    hits = [_hit(row) for row in rows if row["total"]]
    return (
        f"{np.mean(hits):.0%} of {len(hits)}" + ("" if len(hits) == len(rows) else f" ({len(rows)})") if hits else "-"
    )


def _hit(row: Record) -> bool:
    total, people = dict(row["total"]), float(str(row["people"]))  # type: ignore[call-overload]
    return bool(total["q025"] <= people <= total["q975"])


def run() -> Iterator[str]:
    """For `python -m bench`: the table of what has been run, and the goals."""
    records = read()
    if not records:
        yield "coverage: nothing has been run yet; see `python -m bench.estimation_coverage --help`"
        return
    sets = Counter((r["scenario"], r["lists"], r["people"]) for r in records)
    yield f"{len(records)} data sets in {len(sets)} cells, {min(sets.values())} to {max(sets.values())} in each."
    yield ""
    yield "Pooled over people, then over lists: 95 % interval holds the truth, of data sets with an answer (of all)."
    yield ""
    yield from pooled(records, "lists")
    yield ""
    yield from pooled(records, "people")
    yield ""
    yield from by_model(records)
    yield ""
    yield from (f"- {line}" for line in _goals(records))
    yield ""
    yield from table(records)


def _goals(records: list[Record]) -> Iterator[str]:
    for scenario in (*RECOVERABLE, "S3"):
        low, high = (0.92, 0.98) if scenario in RECOVERABLE else (0.85, 1.0)
        rows = [record for record in records if record["scenario"] == scenario and record["total"]]
        cells: dict[tuple[object, object], list[bool]] = {}
        for row in rows:
            cells.setdefault((row["lists"], row["people"]), []).append(_hit(row))
        counted = Counter(_verdict(hits, low, high) for hits in cells.values())
        told = ", ".join(f"{counted[verdict]} {verdict}" for verdict in ("within", "below", "above", "undecided"))
        yield (
            f"{scenario}, goal {low:.0%} to {high:.0%}: all cells together {_share(rows)}; of {len(cells)} cells {told}"
        )
    for scenario in (*VISIBLE, *INVISIBLE):
        rows = [record for record in records if record["scenario"] == scenario]
        if rows:
            share = np.mean([_warned(row) for row in rows])
            goal = "goal: 90 %, " + ("reached" if share >= 0.9 else "not reached") if scenario in VISIBLE else "no goal"
            yield f"{scenario}: warned or refused in {share:.0%} of {len(rows)} ({goal})"


def _verdict(hits: list[bool], low: float, high: float) -> str:
    """Where a cell stands to its goal: below or above it for sure (exact binomial, 5 %), within it, or too few sets."""
    from scipy.stats import binom

    count, found = len(hits), sum(hits)
    if binom.cdf(found, count, low) < 0.025:
        return "below"
    if high < 1 and binom.sf(found - 1, count, high) < 0.025:
        return "above"
    return "within" if count >= ENOUGH and low <= found / count <= high else "undecided"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["run", "table"])
    parser.add_argument("--scenarios", default=",".join(SCENARIOS))
    parser.add_argument("--lists", default=",".join(map(str, LISTS)))
    parser.add_argument("--people", default=",".join(map(str, PEOPLE)))
    parser.add_argument("--sets", type=int, default=200, help="data sets a cell")
    parser.add_argument("--first", type=int, default=40, help="number of the first data set")
    wanted = parser.parse_args()
    if wanted.what == "run" and RULES != CURRENT:
        raise SystemExit(
            f"the results are of rules {RULES}, the program has {CURRENT}: delete bench/coverage, set RULES"
        )
    if wanted.what == "run":
        numbers = range(wanted.first, wanted.first + wanted.sets)
        lists, people = ([int(part) for part in text.split(",")] for text in (wanted.lists, wanted.people))
        run_cells(wanted.scenarios.split(","), lists, people, numbers)
    for line in run():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
