"""The sampler beside a plain Gibbs sampler written from the model alone: z, n0 and alpha drawn, nothing summed out.

On the Korean table LCMCR 0.4.14 gives a mean of 142.4 and an upper end of 194 to 195 from two seeds; this oracle,
like our sampler, gives 144.4 and 203 (four chains of a million sweeps). Importance sampling from the prior agrees on
smaller tables.
"""

import numpy as np
import pytest

from bench._gibbs_oracle import run
from bench.estimation_tables import table
from habeas.estimation import chains
from habeas.estimation.latent_class import LatentClassSettings, log_n0, prepare, run_chains


@pytest.mark.parametrize("name", ["korea", "spina_bifida"])
def test_sampler_agrees_with_a_gibbs_sampler_that_sums_nothing_out(name: str) -> None:
    histories = table(name)
    theirs = log_n0(np.stack([run(histories, seed, burn=12_000, keep=5400) for seed in range(4)]))
    plan = LatentClassSettings(chains=4, keep=4000)
    ours = log_n0(run_chains(prepare(histories), plan, np.random.SeedSequence(1).spawn(4), None).n0)
    error = float(np.hypot(chains.mean_error(theirs), chains.mean_error(ours)))
    assert abs(theirs.mean() - ours.mean()) < 4 * error
    for level in (0.025, 0.5, 0.975):
        assert np.quantile(np.exp(ours), level) == pytest.approx(np.quantile(np.exp(theirs), level), rel=0.12, abs=1.5)
