"""The judge is frozen: the same people on every machine, and its bench reads torn lines as never run."""

import hashlib
from pathlib import Path

import pytest

from bench import _numbers_estimation as numbers
from bench import _stanlcmcr
from bench._numbers_judge import divided_people, families, wide

DIGEST = "f0690f3333d849d0929667ef136db743ea15865a5814773f0156f3e8f6ea9548"


def test_the_simulated_people_are_the_frozen_ones() -> None:
    digest = hashlib.sha256()
    for name in families.FAMILIES:
        for seed in (0, 1):
            made = families.simulate(name, seed)
            digest.update(f"{name} {seed} {made.truth} {made.patterns.tolist()} {made.counts.tolist()}".encode())
    for kind in divided_people.KINDS:
        strata = divided_people.simulate(kind, 1).strata
        digest.update(f"{kind} {[(label, c.tolist()) for label, (_, c) in strata.items()]}".encode())
    digest.update(str(wide.simulate(11, 1)[1].tolist()).encode())
    assert digest.hexdigest() == DIGEST


def test_hrdags_sets_are_drawn_as_r_draws_them() -> None:
    first = [round(float(value), 8) for value in _stanlcmcr.RGenerator(100).runif(3)]
    assert first == [0.30776611, 0.2576725, 0.55232243]
    assert [(made.name, made.marks.shape) for made in _stanlcmcr.published()][:2] == [
        ("sim1", (707, 5)),
        ("sim2", (829, 5)),
    ]


def test_a_torn_line_is_a_set_that_was_not_run_and_other_rules_are_refused(tmp_path: Path) -> None:
    path = numbers.started_file("alike", tmp_path)
    numbers.append(path, "1 500 300 averaged 450 500 560 80 assumption,order-unknown")
    with path.open("a") as sink:
        sink.write("3 500 300 aver")
    found = numbers.read(["alike"], tmp_path)
    assert [each.seed for each in found] == [1] and found[0].holds
    path.write_text("rules 1\n")
    with pytest.raises(SystemExit, match="other rules"):
        numbers.read(["alike"], tmp_path)


def test_a_warning_that_stands_in_every_report_on_people_alike_does_not_count() -> None:
    alike = [_result("alike", seed, {"always", "rare"} if seed < 2 else {"always"}) for seed in range(20)]
    assert numbers.rare_codes(alike) == {"rare"}


def _result(family: str, seed: int, codes: set[str]) -> numbers.Result:
    return numbers.Result(family, seed, 500, 300, "averaged", (400.0, 450.0, 490.0), 0.1, frozenset(codes))
