"""The part of `python -m bench numbers` that asks who is one person: kin, true pairs, intervals, on the judge's sets.

    python -m bench._numbers_people run --seeds even --sets 40      (goes on where it stopped)
    python -m bench._numbers_people table

Each set of _people_judge.py is linked as `habeas link FILES --no-vault` does it. Counted: pairs of people who are never
one person, by relation, and how many of them were joined; true pairs found; in how many sets the 90 % interval holds
the number of persons. Even seeds were looked at while the code was changed; odd ones are for one look at the end.

Results stand in `bench/_people_results`, one file each for even and odd seeds, one line a set; the first line says for
which rules of linkage they hold (RULES) and how many rows a set had at most.
"""

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench._people_judge import Judged, families_only, judged
from habeas.linkage.people.link import link
from habeas.linkage.people.records import gathered

NUMBERS = 10
RULES = 1
MOST = 500
"""Rows of a set, at most."""
RESULTS = Path(__file__).parent / "_people_results"
PARITIES = ("even", "odd")


@dataclass(frozen=True)
class Result:
    """One set as answered. `trapped` and `joined`: pairs of people who are never one person, by relation."""

    seed: int
    kind: str
    rows: int
    persons: int
    estimate: float
    low: float
    high: float
    true_pairs: int
    found_pairs: int
    trapped: dict[str, int]
    joined: dict[str, int]
    cpu: float

    @property
    def holds(self) -> bool:
        return self.low <= self.persons <= self.high


def one(of: Judged) -> Result:
    started = time.process_time()
    found = link(gathered(of.tables))
    cpu = time.process_time() - started
    labels, counted = found.labels.tolist(), found.persons
    trapped: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    for relation, left, right in of.trapped_rows():
        trapped[relation] += 1
        joined[relation] += not {labels[row] for row in left}.isdisjoint(labels[row] for row in right)
    return Result(
        of.seed, of.kind, len(labels), of.persons, counted.estimate, counted.low, counted.high,
        _pairs(of.person_of), _pairs(zip(of.person_of, labels, strict=True)), dict(trapped), dict(joined),
        round(cpu, 2),
    )  # fmt: skip


def _pairs(keys: Sequence[object] | Iterator[object]) -> int:
    """Pairs of rows with one key."""
    return sum(n * (n - 1) // 2 for n in Counter(keys).values())


def set_of(seed: int) -> Judged:
    """Every twelfth set is families alone."""
    of = families_only(seed, 50) if seed // 2 % 12 == 11 else judged(seed)
    return judged(seed, MOST) if len(of.person_of) > MOST else of


def file_of(parity: str, folder: Path = RESULTS) -> Path:
    return folder / f"{parity}.jsonl"


def run_sets(parity: str, sets: int, folder: Path = RESULTS) -> None:
    """The first `sets` seeds that have no line yet; each line is on the disk before the next set is begun."""
    path, head = file_of(parity, folder), json.dumps({"rules": RULES, "most": MOST})
    if not path.exists() or path.read_text("utf-8").partition("\n")[0] != head:
        path.write_text(f"{head}\n", encoding="utf-8")
    there = {result.seed for result in read(parity, folder)}
    for seed in range(PARITIES.index(parity), 2 * sets, 2):
        if seed not in there:
            with path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(asdict(one(set_of(seed)))) + "\n")
                stream.flush()
                os.fsync(stream.fileno())


def read(parity: str, folder: Path = RESULTS) -> list[Result]:
    """What was run by the rules as they are; nothing else is shown."""
    path = file_of(parity, folder)
    head, *lines = path.read_text("utf-8").splitlines() if path.exists() else [""]
    if head != json.dumps({"rules": RULES, "most": MOST}):
        return []
    return [Result(**json.loads(line)) for line in lines]


def table(parity: str, results: Sequence[Result]) -> Iterator[str]:
    yield f"## Who is one person: {len(results)} sets of {parity} seeds, at most {MOST} rows each"
    yield ""
    yield "| people who are never one person | pairs | joined unasked | goal |"
    yield "|---|---|---|---|"
    trapped, joined = _added(each.trapped for each in results), _added(each.joined for each in results)
    for relation, number in trapped.most_common():
        share = joined[relation] / number
        yield f"| {relation} | {number} | {joined[relation]} ({share:.0%}) | {'reached' if share <= 0.02 else 'NOT'} |"
    true, found = sum(each.true_pairs for each in results), sum(each.found_pairs for each in results)
    yield ""
    yield f"True pairs found: {found} of {true} ({found / max(1, true):.1%})."
    yield ""
    yield "| sets | 90 % interval holds the number of persons | too low | too high |"
    yield "|---|---|---|---|"
    for kind in sorted({each.kind for each in results}):
        yield _held(kind, [each for each in results if each.kind == kind])
    yield _held("all", results)
    yield ""
    for each in results:
        if not each.holds:
            yield (
                f"- seed {each.seed} ({each.kind}): {each.rows} rows, {each.persons} persons; said "
                f"{each.estimate:.0f} [{each.low:.0f}, {each.high:.0f}]: outside"
            )
    yield f"- {sum(each.cpu for each in results):.0f} CPU seconds"
    yield ""


def _held(kind: str, results: Sequence[Result]) -> str:
    held = sum(each.holds for each in results)
    low, high = sum(each.high < each.persons for each in results), sum(each.low > each.persons for each in results)
    return f"| {kind} | {held} of {len(results)} ({held / max(1, len(results)):.0%}) | {low} | {high} |"


def _added(counts: Iterator[dict[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in counts:
        found.update(each)
    return found


def run() -> Iterator[str]:
    """The tables of what was run; what was not is said."""
    for parity in PARITIES:
        if results := read(parity):
            yield from table(parity, results)
        else:
            yield f"{parity} seeds: not run by these rules (python -m bench._numbers_people run --seeds {parity})"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("what", choices=("run", "table"))
    asked.add_argument("--seeds", choices=PARITIES, default="even")
    asked.add_argument("--sets", type=int, default=40)
    given = asked.parse_args()
    if given.what == "run":
        run_sets(given.seeds, given.sets)
    for line in run():
        print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
