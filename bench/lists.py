"""Whether the invented lists of examples/ tell how many people were taken: estimates beside the 400 there are.

1 the true overlap of the lists that each seed makes: how often the 95 % interval of a model holds the 400
2 the same from linked lists, with the doubt of the linkage carried along, for the committed lists and five seeds

    python -m bench.lists [FIRST LAST]      seeds, 100 to 199 where none are given: the capture model was set on 0 to 99
"""

import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from habeas.estimation.capture_histories import CaptureHistories, from_counts, from_rows
from habeas.estimation.choose import Plan, estimate
from habeas.estimation.divided import estimate_replicates
from habeas.estimation.results import ModelAnswer, Total
from habeas.linkage import replicates
from habeas.linkage.people.link import link
from habeas.linkage.people.records import read_tables

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "lists"
sys.path.insert(0, str(EXAMPLES))
import make_lists  # noqa: E402

PEOPLE = 400
MODELS = ("averaged", "latent-class", "graphs", "loglinear")
LINKED_SEEDS = (2024, 1, 2, 3, 4, 5)


def run(seeds: range = range(100, 200)) -> Iterator[str]:
    yield from _true_overlap(seeds)
    for seed in LINKED_SEEDS:
        yield _linked(seed)


def _true_overlap(seeds: range) -> Iterator[str]:
    held, low, medians, seen = Counter[str](), Counter[str](), dict[str, list[float]](), []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            make_lists.make(Path(folder), PEOPLE, seed)
            table = _true_table(Path(folder))
        seen.append(table.n)
        for model, total in _totals(estimate(table, Plan(thorough=False)).findings.answers).items():
            medians.setdefault(model, []).append(total.median)
            held[model] += total.q025 <= PEOPLE <= total.q975
            low[model] += total.q975 < PEOPLE
    yield f"{len(seeds)} seeds, {PEOPLE} people, {min(seen)} to {max(seen)} on a list (mean {np.mean(seen):.0f})"
    for model, found in medians.items():
        yield (
            f"  {model}: the 95 % interval holds {PEOPLE} in {held[model]} of {len(found)}, ends below it in "
            f"{low[model]}; middle of the middles {np.median(found):.0f}"
        )


def _linked(seed: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        make_lists.make(Path(folder), PEOPLE, seed)
        truth = estimate(_true_table(Path(folder)), Plan(thorough=False))
        records = read_tables([Path(folder) / its.file for its in make_lists.LISTS.values()])
    versions = [
        replicates.histories(labels, records.file_of, len(records.files), records.nobody)
        for labels in replicates.draw(link(records))
    ]
    tables = [from_counts(version.marks, version.counts) for version in versions]
    found = estimate_replicates(tables, Plan(thorough=False))
    linked, true = (_totals(each.findings.answers)["averaged"] for each in (found, truth))
    return f"seed {seed}, averaged: linked {_told(linked)}; true overlap {_told(true)}"


def _true_table(folder: Path) -> CaptureHistories:
    files = [its.file for its in make_lists.LISTS.values()]
    on: dict[str, list[int]] = {}
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["person"]:
                on.setdefault(row["person"], [0] * len(files))[files.index(row["file"])] = 1
    return from_rows(list(on.values()))


def _totals(answers: tuple[ModelAnswer, ...]) -> dict[str, Total]:
    return {answer.model: answer.total for answer in answers if answer.model in MODELS and answer.total}


def _told(total: Total) -> str:
    inside = "holds" if total.q025 <= PEOPLE <= total.q975 else "DOES NOT hold"
    return f"{total.median:.0f} ({total.q025:.0f} to {total.q975:.0f}, {inside} {PEOPLE})"


if __name__ == "__main__":
    given = [range(int(sys.argv[1]), int(sys.argv[2]) + 1)] if len(sys.argv) > 2 else []
    for line in run(*given):
        print(line, flush=True)
