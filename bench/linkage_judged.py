"""What judgements of people add to linkage: historical_50k, unsupervised and with 200, 1,000 and 4,000 judged pairs.

Judged are pairs of a fifth of the persons (chosen by a hash of their id), as a reviewer would take them: seven of ten
near the cut, the others at random among pairs that are not hopeless. All figures are of the other four fifths: what was
judged binds, and would flatter them.
"""

import hashlib
import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from bench._partition_measures import Labels, numbers
from bench.linkage import HISTORICAL, SHARED, figures, known_places
from habeas.linkage.linked import Linked
from habeas.linkage.people.link import link
from habeas.linkage.people.records import read_tables

COUNTS = (200, 1_000, 4_000)
SEEDS = (0, 1)


def run() -> Iterator[str]:
    path = SHARED / HISTORICAL
    if not path.exists():
        yield "historical_50k: skipped, the reference material is not beside the checkout"
        return
    import pyarrow.parquet

    clusters = pyarrow.parquet.read_table(path, columns=["cluster"]).column(0).to_pylist()
    truth = numbers(clusters)
    fifth = np.asarray([hashlib.sha256(f"fifth{cluster}".encode()).digest()[0] < 51 for cluster in clusters])
    records = read_tables([path], {"postcode_fake": "code:postcode"})
    free = link(records, gazetteer=known_places)
    yield f"historical_50k, the other four fifths, no judgements: {figures(free.labels[~fifth], truth[~fifth])}"
    for count in COUNTS:
        for seed in SEEDS:
            judged = _judged(free, truth, fifth, count, seed)
            begun = time.process_time()
            found = link(records, judged=judged, gazetteer=known_places)
            seconds = time.process_time() - begun
            learned = found.learned
            assert learned is not None
            yield f"  {count} judged pairs (seed {seed}): {figures(found.labels[~fifth], truth[~fifth])}"
            yield (
                f"    {'used' if learned.used else 'not used'}: log loss {learned.before:.3f} -> {learned.after:.3f} "
                f"({learned.same} of {learned.judged} the same), {seconds:.1f} CPU s"
            )


def _judged(
    free: Linked, truth: Labels, fifth: npt.NDArray[np.bool_], count: int, seed: int
) -> list[tuple[int, int, bool]]:
    rng = np.random.default_rng(seed)
    chance = np.clip(free.probability, 1e-12, 1 - 1e-12)
    odds = np.log(chance) - np.log1p(-chance)
    pool = np.flatnonzero(fifth[free.left] & fifth[free.right])
    from_cut = np.abs(odds[pool] - free.cut / 2) + rng.exponential(2.0, len(pool))
    near = pool[np.argsort(from_cut)][: int(0.7 * count)]
    rest = np.setdiff1d(pool[chance[pool] > 0.001], near)
    chosen = np.concatenate((near, rng.choice(rest, count - len(near), replace=False)))
    return [(int(free.left[k]), int(free.right[k]), bool(truth[free.left[k]] == truth[free.right[k]])) for k in chosen]


if __name__ == "__main__":
    for line in run():
        print(line, flush=True)
