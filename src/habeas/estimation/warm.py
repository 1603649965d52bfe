"""Fills numba's cache, once, at set-up: `python -m habeas.estimation.warm`. Afterwards the first estimate starts at
once.

The compiled code lies beside the sources where these can be written to, otherwise in the user's cache folder. Nothing
breaks without it: the first estimate then takes some 20 seconds longer.
"""

import sys
import time

from habeas.estimation.capture_histories import from_counts
from habeas.estimation.choose import Plan, estimate, run_model
from habeas.estimation.intervals import best_model_procedure, profile_loglinear, stepwise_procedure
from habeas.estimation.latent_class import LatentClassSettings, prepare, run_chains


def warm() -> float:
    """Runs every compiled function once, briefly; returns the seconds it took."""
    import numpy as np

    from habeas.estimation.graphs import walk_over_graphs

    started = time.perf_counter()
    marks = [[(code >> j) & 1 for j in range(4)] for code in range(1, 16)]
    table = from_counts(marks, [30, 28, 9, 26, 8, 7, 5, 24, 7, 6, 4, 6, 4, 3, 3])
    brief = LatentClassSettings(chains=2, warm_up=8, keep=20, tempered_rounds=(), worst_rhat=1e9)
    estimate(table, Plan(latent=brief, thorough=False))
    run_chains(prepare(table), brief, np.random.SeedSequence(1).spawn(2), 10)
    walk_over_graphs(table, np.random.default_rng(1), steps=40, chains=1)
    cells = table.table().astype(float)[None]
    stepwise_procedure(4)(cells)
    best_model_procedure(table, 5)(cells)
    profile_loglinear(table, ())
    run_model(table, "loglinear", Plan())
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.stderr.write(f"estimation: compiled code is ready ({warm():.1f} s)\n")
