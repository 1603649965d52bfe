"""Pairs and their evidence by Splink, on DuckDB in this process or on Spark: for lists too long for candidates.py.

    1 the columns are prepared (prepared.py) and the keys chosen within the budget (keys.py)
    2 Splink learns u from random pairs, and m by expectation maximisation in blocks (model.training_rules)
    3 m is held near what is usual; pairs that share a key are scored
    4 the share of matches is then fitted to what was found, for pairs within a list and between lists

What follows, groups and the number of persons, is the same as after the own engine (link.py).
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from habeas.linkage.mixture import LOG2, Floats, Places
from habeas.linkage.people.by_splink.keys import keys_of
from habeas.linkage.people.by_splink.model import (
    DUCKDB,
    Dialect,
    Json,
    comparisons,
    held,
    settings,
    table,
    training_rules,
)
from habeas.linkage.people.by_splink.prepared import Prepared, prepared
from habeas.linkage.people.records import Records
from habeas.linkage.people.scoring import groups_of_pairs

FEW = 2_500_000
PAIRS_A_RECORD = 5
"""How many pairs keys may make: so many for each record of a long list, but FEW are always looked at."""
RANDOM_PAIRS = 1e6
TRAINING_PAIRS = 5e5
SEED = 20_250_101
LEAST_WEIGHT = -20.0
"""Bits: a pair with less is not brought back from the database. It could not change any group."""
ROUNDS = 50


@dataclass(frozen=True)
class Evidence:
    """Pairs of rows, left < right, by row. `weight`: bits, the share of matches left out; `log_odds`: natural, with
    it."""

    left: Places
    right: Places
    weight: Floats
    log_odds: Floats


@dataclass(frozen=True)
class Backend:
    """A database that Splink can use. `api`: Splink's own object; `fetch`: its result as a pyarrow.Table."""

    dialect: Dialect
    api: Any
    fetch: Callable[[Any], Any]


def evidence(records: Records, backend: Backend, wanted: int | None = None) -> Evidence:
    """The scored pairs of the records. `wanted`: how many pairs keys may make."""
    columns = prepared(records)  # 1
    keys = keys_of(columns, wanted or max(FEW, PAIRS_A_RECORD * len(records)))
    none = np.zeros(0, dtype=np.int64)
    if keys.pairs == 0:
        return Evidence(none, none, np.zeros(0), np.zeros(0))
    its = comparisons(columns, backend.dialect)
    prior = _first_share(records)
    with _quiet():
        data = backend.api.register(table(columns, keys))
        trained = _trained(data, settings(its, prior), columns)  # 2
        ready = held(trained, its, 0.5 * len(records))  # 3
        ready["probability_two_random_records_match"] = prior
        rows = backend.fetch(_linker(data, ready).inference.predict(threshold_match_weight=LEAST_WEIGHT))
    left, right = (rows.column(f"unique_id_{side}").to_numpy().astype(np.int64) for side in "lr")
    weight = rows.column("match_weight").to_numpy() - np.log2(prior / (1 - prior))
    order = np.lexsort((right, left))
    left, right, weight = left[order], right[order], np.asarray(weight[order], dtype=np.float64)
    return Evidence(left, right, weight, _log_odds(records, left, right, weight))  # 4


def _first_share(records: Records) -> float:
    possible = len(records) * (len(records) - 1) / 2
    return float(np.clip(0.5 * len(records) / max(1.0, possible), 1e-12, 0.3))


def _linker(data: Any, given: Json) -> Any:
    from splink import Linker

    return Linker(data, given, log_level=None)


def _trained(data: Any, given: Json, columns: Prepared) -> Json:
    """2 Splink's settings with what it learned. A block in which nothing can be learned is passed over: what no block
    taught keeps its start."""
    from splink.internals.exceptions import SplinkException

    linker = _linker(data, given)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS)
    learned = linker.misc.save_model_to_json()
    for rule in training_rules(columns):
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True, max_pairs=TRAINING_PAIRS
            )
            learned = linker.misc.save_model_to_json()
        except (SplinkException, ValueError):  # no pairs in the block; no match among them, and an m ran towards 0
            linker = _linker(data, learned)  # the broken off training left its linker without some comparisons
    return learned


def _log_odds(records: Records, left: Places, right: Places, weight: Floats) -> Floats:
    """4 With the share of matches that agrees with itself: as many expected matches as it says, for each group."""
    groups, space = groups_of_pairs(records, left, right)
    first = _first_share(records)
    share = np.full(len(space), first)
    evidence = weight * LOG2
    for _ in range(ROUNDS):
        odds = evidence + (np.log(share) - np.log1p(-share))[groups]
        chance = 1 / (1 + np.exp(-np.clip(odds, -60, 60)))
        matched = np.bincount(groups, weights=chance, minlength=len(space))
        before, share = share, np.clip((matched + 1000 * first) / (space + 1000), 1e-12, 0.95)
        if np.abs(np.log(share / before)).max() < 1e-4:
            break
    return np.asarray(evidence + (np.log(share) - np.log1p(-share))[groups])


@contextmanager
def duckdb_backend() -> Iterator[Backend]:
    """DuckDB in this process, in memory: nothing is written to disk."""
    import duckdb
    from splink import DuckDBAPI

    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    connection.execute("SET enable_progress_bar = false")  # it would be printed among the JSON

    def fetch(found: Any) -> Any:
        pairs = found.as_duckdbpyrelation().select("unique_id_l, unique_id_r, match_weight")
        return pairs.to_arrow_table()

    try:
        yield Backend(DUCKDB, DuckDBAPI(connection), fetch)
    finally:
        connection.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Splink says what it does in its log; its words would stand among ours."""
    log = logging.getLogger("splink")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
