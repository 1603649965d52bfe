"""The PDF reads as its bundle does, or is refused."""

import json
from pathlib import Path

from habeas.publication.dossier_pdf import make_pdf
from habeas.publication.paper import compare_paper
from tests.publication.making import copy


def test_paper_of_a_release_is_what_its_bundle_makes(redacted: Path) -> None:
    assert compare_paper(redacted).ok


def test_paper_of_another_bundle_is_refused(redacted: Path, tmp_path: Path) -> None:
    folder = copy(redacted, tmp_path / "r")
    bundle = json.loads((folder / "bundle.json").read_text())
    bundle["release"]["title"] = "The mayor paid"
    (folder / "dossier.pdf").write_bytes(make_pdf(bundle))
    assert not compare_paper(folder).ok


def test_paper_with_a_word_more_a_script_or_garbage_is_refused(
    redacted: Path, open_release: Path, tmp_path: Path
) -> None:
    folder = copy(redacted, tmp_path / "r")
    good = (folder / "dossier.pdf").read_bytes()
    for bad in (
        b"",
        b"garbage",
        good[:-200],
        (open_release / "dossier.pdf").read_bytes(),
        good + b"\n/JavaScript (x)\n",
    ):
        (folder / "dossier.pdf").write_bytes(bad)
        assert not compare_paper(folder).ok


def test_paper_that_another_typesetter_spelt_otherwise_but_reads_the_same_holds(redacted: Path, tmp_path: Path) -> None:
    folder = copy(redacted, tmp_path / "r")
    (folder / "dossier.pdf").write_bytes((folder / "dossier.pdf").read_bytes() + b"\n% another program\n")
    found = compare_paper(folder)
    assert found.ok and "set otherwise" in found.detail
