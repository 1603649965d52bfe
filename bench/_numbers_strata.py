"""Strata of the numbers judge: the sum where all answer, nothing where one does not; a line for each kind.

Results stand beside those of the families, in the same form (`_numbers_estimation`).
"""

import time
from collections.abc import Iterator, Sequence

import numpy as np

from bench._numbers_estimation import LATENT, RESULTS, Result, append, line_of, parsed, started_file
from bench._numbers_judge import divided_people
from habeas.errors import EstimateRefused
from habeas.estimation.capture_histories import from_counts
from habeas.estimation.choose import Plan
from habeas.estimation.divided import estimate_strata

PREFIX = "strata-"


def one(kind: str, seed: int) -> str:
    """One divided table: its recommended report, as a line."""
    made = divided_people.simulate(kind, seed)
    tables = {label: from_counts(patterns, counts) for label, (patterns, counts) in made.strata.items()}
    documented = sum(table.n for table in tables.values())
    started = time.process_time()
    try:
        found = estimate_strata(tables, Plan(seed=seed, thorough=False, latent=LATENT))
    except EstimateRefused:
        return line_of(seed, made.truth, documented, None, time.process_time() - started)
    return line_of(seed, made.truth, documented, found, time.process_time() - started)


def run_sets(seeds: Sequence[int]) -> None:
    """Every divided table that is not there yet."""
    done = {(each.family, each.seed) for each in read()}
    for seed in seeds:
        for kind in divided_people.KINDS:
            if (PREFIX + kind, seed) not in done:
                append(started_file(PREFIX + kind), one(kind, seed))


def read() -> list[Result]:
    """All results so far."""
    return [each for kind in divided_people.KINDS for each in parsed(PREFIX + kind, RESULTS)]


def table(results: Sequence[Result], parity: int) -> Iterator[str]:
    """One line a kind, failures included."""
    yield "| strata | sets | sum recommended | whole recommended | nothing | sum holds | bias | `strata-differ` | CPU |"
    yield "|---" * 9 + "|"
    for kind, words in divided_people.KINDS.items():
        rows = [each for each in results if each.family == PREFIX + kind and each.seed % 2 == parity]
        if not rows:
            continue
        summed = [each for each in rows if each.recommended == "strata-sum"]
        other = sum(each.recommended not in ("strata-sum", None) for each in rows)
        bias = np.median([np.log(each.total[1] / each.truth) for each in summed if each.total] or [np.nan])
        yield (
            f"| {kind}: {words} | {len(rows)} | {len(summed)} | {other} | {len(rows) - len(summed) - other} | "
            f"{sum(each.holds for each in summed)} of {len(summed)} | {bias:+.2f} | "
            f"{sum('strata-differ' in each.codes for each in rows)} | {np.mean([each.cpu for each in rows]):.1f} |"
        )
