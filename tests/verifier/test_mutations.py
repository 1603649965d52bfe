"""Bounded: some hundred mutations of a release, with and without a new signature. The full numbers: bench.forgeries."""

import shutil
from pathlib import Path

import pytest

from bench.forgeries import Forger, page_says
from tests.publication.conftest import redacted  # noqa: F401  # fixture
from tests.publication.making import copy


def test_no_mutation_of_a_release_without_a_new_signature_is_accepted(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    forger = Forger(copy(redacted, tmp_path / "r"))
    accepted = [number for number in range(60) if forger.unsigned(number)]
    assert not accepted


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: the page was not tried")
def test_three_verifiers_agree_on_each_mutation_signed_again(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    forger = Forger(copy(redacted, tmp_path / "r"))
    said = [forger.resigned(number) for number in range(80)]
    page = page_says([one.asked for one in said])
    assert [(one.what, one.ours, one.alone) for one in said] == [
        (one.what, found, found) for one, found in zip(said, page, strict=True)
    ]
    assert sum(page) < len(page) / 2


def test_bundle_without_a_change_is_accepted_by_all_three(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    """So that the tests above do not hold because nothing ever is."""
    forger = Forger(copy(redacted, tmp_path / "r"))
    one = forger.signed(forger.raw, "nothing")
    assert one.ours and one.alone
    if shutil.which("node") is not None:
        assert page_says([one.asked]) == [True]
