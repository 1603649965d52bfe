"""Linkage of 100,000 and 1,000,000 invented records: Splink and ours in one run, each in a process of its own.

    python -m bench.linkage_scale [--engines splink,duckdb,own] [100000 1000000]

    1 people are drawn: names with the skew of real lists, a date of birth, a place. One record in three is a second
      record of someone: each of its names has a typing error one time in four, the date is only a year one time in ten,
      and any cell is missing eight times in a hundred
    2 each engine reads the same file: train, score, cluster. CPU seconds are user and system, children included; memory
      is the peak of the resident set
    3 pairs are judged against ALL true pairs, also those that blocking lost

Names come from the reference material (HABEAS_SHARED, default ../shared beside the checkout) where it is there, else
they are made of syllables with a Zipf-like skew.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bench.linkage import HISTORICAL, SHARED

if TYPE_CHECKING:
    import pyarrow

SIZES = (100_000, 1_000_000)
ENGINES = ("splink", "splink-sampled", "duckdb", "own")
MOST_OWN = 200_000
"""The own engine is run on no more than this unless it is asked for by name: it looks at eighteen pairs a record."""
SEED = 20_261_101
Labels = npt.NDArray[np.int64]


def run(sizes: Sequence[int] = SIZES, engines: Sequence[str] = ENGINES, asked: bool = False) -> Iterator[str]:
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            table, truth = Path(folder) / "people.parquet", make(Path(folder) / "people.parquet", size)
            yield f"{size} records, {truth.max() + 1} persons"
            first: dict[str, float] | None = None
            for engine in engines:
                if engine == "own" and size > MOST_OWN and not asked:
                    yield f"  own: not run above {MOST_OWN} records (name it in --engines to run it)"
                    continue
                found = _measured(engine, table, truth)
                first = first or found
                yield _line(engine, found, first)


def make(path: Path, size: int, seed: int = SEED) -> Labels:
    """1 Writes the table; returns the person of each row."""
    import pyarrow
    import pyarrow.parquet

    rng = np.random.default_rng(seed)
    people = size * 2 // 3
    person = np.concatenate((np.arange(people), rng.integers(0, people, size - people)))
    second = np.arange(size) >= people
    columns = {
        name: _drawn(rng, values, people)[person].astype(object)
        for name, values in zip(("first_name", "surname", "birth_place"), _vocabularies(rng), strict=True)
    }
    born = (np.datetime64("1900-01-01") + rng.integers(0, 36_525, people)).astype(str).astype(object)[person]
    for name in ("first_name", "surname"):
        hit = np.flatnonzero(second & (rng.random(size) < 0.25))
        columns[name][hit] = [_mistyped(text, rng) for text in columns[name][hit]]
    only_year = np.flatnonzero(second & (rng.random(size) < 0.1))
    born[only_year] = [text[:4] for text in born[only_year]]
    columns["dob"] = born
    for cells in columns.values():
        cells[second & (rng.random(size) < 0.08)] = None
    order = rng.permutation(size)
    table = {"unique_id": [f"r{number}" for number in range(size)]}
    table |= {name: cells[order].tolist() for name, cells in columns.items()}
    pyarrow.parquet.write_table(pyarrow.table(table), path)
    _, numbered = np.unique(person[order], return_inverse=True)
    return np.asarray(numbered, dtype=np.int64)


def _vocabularies(rng: np.random.Generator) -> list[Counter[str]]:
    """First names, surnames, places, each with how often it is borne."""
    if (SHARED / HISTORICAL).exists():
        import pyarrow.parquet

        table = pyarrow.parquet.read_table(SHARED / HISTORICAL, columns=["first_name", "surname", "birth_place"])
        return [Counter(cell for cell in column.to_pylist() if cell) for column in table.columns]
    return [_invented(rng, count) for count in (3_000, 12_000, 1_500)]


def _invented(rng: np.random.Generator, count: int) -> Counter[str]:
    syllables = [one + two for one in "b d f g k l m n r s t v z sh".split() for two in "a e i o u an or".split()]
    words = {"".join(rng.choice(syllables, rng.integers(2, 5))) for _ in range(count)}
    return Counter({word: int(100_000 / (rank + 5)) + 1 for rank, word in enumerate(sorted(words))})


def _drawn(rng: np.random.Generator, values: Counter[str], count: int) -> npt.NDArray[np.str_]:
    texts, held = np.asarray(list(values)), np.asarray(list(values.values()), dtype=np.float64)
    return np.asarray(rng.choice(texts, count, p=held / held.sum()))


def _mistyped(text: str, rng: np.random.Generator) -> str:
    """One letter left out, doubled, replaced, or changed with its neighbour."""
    at, letter = int(rng.integers(0, len(text))), "abcdefghijklmnopqrstuvwxyz"[int(rng.integers(0, 26))]
    kinds = (text[:at] + text[at + 1 :], text[:at] + letter + text[at:], text[:at] + letter + text[at + 1 :])
    swapped = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    return (*kinds, swapped)[int(rng.integers(0, 4))] or text


def _measured(engine: str, table: Path, truth: Labels) -> dict[str, float]:
    """2 Runs the engine in a process of its own. 3 Judges what it found."""
    out = table.with_name(f"{engine}.npz")
    command = [sys.executable, "-m", "bench.linkage_scale", "--child", engine, str(table), str(out)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        return {"failed": float(done.returncode)}
    found = json.loads(done.stdout.splitlines()[-1])
    with np.load(out) as arrays:
        labels, left, right = arrays["labels"], arrays["left"], arrays["right"]
    pairs = _pair_count(truth)
    right_ones = float((truth[left] == truth[right]).sum())
    both = _pair_count(labels * (int(truth.max()) + 1) + truth)
    return found | {
        "pairs": float(len(left)),
        "edge_p": right_ones / max(1, len(left)),
        "edge_r": right_ones / pairs,
        "cluster_p": both / max(1, _pair_count(labels)),
        "cluster_r": both / pairs,
        "ratio": len(np.unique(labels)) / (int(truth.max()) + 1),
    }


def _pair_count(labels: Labels) -> int:
    _, held = np.unique(labels, return_counts=True)
    return int((held * (held - 1) // 2).sum())


def _line(engine: str, found: dict[str, float], first: dict[str, float]) -> str:
    if "failed" in found:
        return f"  {engine:14} FAILED with exit code {found['failed']:.0f}"
    cost = ""
    if found is not first and "failed" not in first:
        cost = f"; {found['cpu'] / first['cpu']:.2f} x the CPU, {found['peak'] / first['peak']:.2f} x the memory"
    return (
        f"  {engine:14} {found['cpu']:7.1f} CPU s, {found['wall']:7.1f} s, peak {found['peak']:6.0f} MB; "
        f"{found['scored']:.0f} pairs scored; pairs at .9: P {found['edge_p']:.3f} R {found['edge_r']:.3f}; "
        f"groups P {found['cluster_p']:.3f} R {found['cluster_r']:.3f}; groups/true {found['ratio']:.3f}{cost}"
    )


def _child(engine: str, table: Path, out: Path) -> None:
    begun = time.perf_counter()
    labels, left, right, scored = (
        _by_splink(table, engine) if engine.startswith("splink") else _by_habeas(table, engine)
    )
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(part.ru_utime + part.ru_stime for part in used)
    wall = time.perf_counter() - begun
    np.savez(out, labels=labels, left=left, right=right)
    print(json.dumps({"cpu": cpu, "wall": wall, "peak": _peak(), "scored": scored}))


def _peak() -> float:
    """MB. Not ru_maxrss: that begins with what the parent held when it forked."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _by_habeas(table: Path, engine: str) -> tuple[Labels, Labels, Labels, int]:
    from habeas.linkage.people.link import link
    from habeas.linkage.people.records import read_tables

    found = link(read_tables([table]), engine=engine)
    sure = found.probability >= 0.9
    return found.labels, found.left[sure], found.right[sure], len(found.left)


def _by_splink(table: Path, how: str) -> tuple[Labels, Labels, Labels, int]:
    """Splink as its documentation has it: four rules, usual comparisons, groups of what is sure to 0.9. m is learned
    from all pairs of a block, which is its default; `splink-sampled`: from a million of them, as Splink 5 also can."""
    import duckdb
    import pyarrow.parquet
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    sys.stdout = sys.stderr  # Splink says what it does on stdout
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("first_name", "surname", "birth_place"),
            block_on("surname", "birth_place", "substr(dob,1,4)"),
        ],
        comparisons=[
            compare.JaroWinklerAtThresholds("first_name").configure(term_frequency_adjustments=True),
            compare.JaroWinklerAtThresholds("surname").configure(term_frequency_adjustments=True),
            compare.DateOfBirthComparison("dob", input_is_string=True),
            compare.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
        ],
    )
    rows = pyarrow.parquet.read_table(table)
    linker = Linker(DuckDBAPI(duckdb.connect()).register(rows), settings)
    sure = [block_on("first_name", "surname", "dob")]
    most = 1e6 if how == "splink-sampled" else None
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on("first_name", "surname"), max_pairs=most
    )
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"), max_pairs=most)
    scored = linker.inference.predict(threshold_match_probability=0.0001)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, 0.9)
    found = clusters.as_duckdbpyrelation().to_arrow_table()
    pairs = scored.as_duckdbpyrelation()
    sure_ones = pairs.filter("match_probability >= 0.9").select("unique_id_l, unique_id_r").to_arrow_table()
    labels = np.zeros(len(rows), dtype=np.int64)
    labels[_rows_of(found.column("unique_id"))] = _rows_of(found.column("cluster_id"))
    left, right = (_rows_of(sure_ones.column(name)) for name in ("unique_id_l", "unique_id_r"))
    sys.stdout = sys.__stdout__
    return labels, left, right, int(pairs.count("*").limit(1).fetchall()[0][0])


def _rows_of(identifiers: "pyarrow.ChunkedArray") -> Labels:
    """`r17` is row 17; without a Python object for each, for the peer's memory is measured."""
    import pyarrow.compute

    numbers = pyarrow.compute.cast(pyarrow.compute.utf8_slice_codeunits(identifiers, 1), "int64")
    return np.asarray(numbers.to_numpy())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--engines", default="")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if given.child:
        _child(given.child[0], Path(given.child[1]), Path(given.child[2]))
    else:
        chosen = tuple(filter(None, given.engines.split(","))) or ENGINES
        for line in run(given.sizes, chosen, bool(given.engines)):
            print(line, flush=True)
