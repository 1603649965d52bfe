import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bench.estimation_tables import table
from habeas.errors import StorageFailed
from habeas.estimation import plots
from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.choose import Plan, estimate
from habeas.estimation.findings import Estimate
from habeas.estimation.latent_class import LatentClassSettings
from habeas.estimation.report import plain_text, write_report
from habeas.estimation.report_words import words

DAY = date(2026, 1, 2)


@pytest.fixture(scope="module")
def kosovo() -> Estimate:
    brief = LatentClassSettings(chains=4, warm_up=200, keep=300, tempered_rounds=())
    return estimate(table("kosovo"), Plan(latent=brief))


@pytest.fixture(scope="module")
def without(kosovo: Estimate) -> Estimate:
    return replace(kosovo, findings=replace(kosovo.findings, recommended=None, left_out={}), why="chains disagree")


def test_a_mean_that_a_few_draws_make_is_not_shown_as_people(kosovo: Estimate) -> None:
    answers = tuple(
        replace(each, total=replace(each.total, mean=5e11)) if each.total and each.model == "graphs" else each
        for each in kosovo.findings.answers
    )
    text = plain_text(replace(kosovo, findings=replace(kosovo.findings, answers=answers)))
    (line,) = [line for line in text.splitlines() if line.split()[:1] == ["graphs"]]
    assert line.split()[2] == "none" and "500,000" not in text


def test_report_says_everything_it_must(kosovo: Estimate) -> None:
    text = plain_text(kosovo)
    needs = "4,400 documented|Estimated to be on no list|80 %|95 %|It rests on this|Without the list ABA"
    needs += "|An estimate is not a count|how to quote it|Seed 20250101|numba|no list at all"
    for needed in needs.split("|"):
        assert needed in text


def test_no_estimated_figure_stands_without_its_interval(kosovo: Estimate) -> None:
    found = words(kosovo, DAY)
    for sentence in (found.headline, found.quotation):
        assert re.search(r"between|interval", sentence)
    assert len(found.intervals) == 3


def test_a_refused_estimate_gives_no_figure_but_the_documented(without: Estimate) -> None:
    found = words(without, DAY)
    assert found.intervals == ()
    assert re.findall(r"[\d,]{3,}", found.headline) == ["4,400"]
    assert "do not allow an estimate" in found.quotation


def test_html_and_pdf_are_written_whole_and_the_same_each_time(kosovo: Estimate, tmp_path: Path) -> None:
    page, paper = write_report(kosovo, tmp_path / "a", DAY)
    again = write_report(kosovo, tmp_path / "b", DAY)
    assert page.read_bytes() == again[0].read_bytes()
    assert paper.read_bytes() == again[1].read_bytes()
    assert paper.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["report.html", "report.pdf"]


def test_html_asks_nobody_for_anything(kosovo: Estimate, tmp_path: Path) -> None:
    text = write_report(kosovo, tmp_path, DAY)[0].read_text()
    assert not re.search(r"<script|<link|src=|href=|url\(|@import", text)
    assert "Content-Security-Policy" in text


def test_labels_of_lists_are_never_markup(kosovo: Estimate, tmp_path: Path) -> None:
    old = kosovo.findings.histories
    named = CaptureHistories(("<b>x</b>", "a&b", '"q"', "#let x"), old.patterns, old.counts)
    evil = replace(kosovo, findings=replace(kosovo.findings, histories=named))
    page, _ = write_report(evil, tmp_path, DAY)
    assert "<b>x" not in page.read_text()


def test_plots_are_well_formed_and_described(kosovo: Estimate) -> None:
    findings = kosovo.findings
    rows = [(answer.model, answer.total) for answer in findings.answers] + [("nothing", None)]
    drawn = [
        plots.densities(findings),
        plots.intervals("rows", rows, 4400),
        plots.ladder(findings),
        plots.upset(findings),
    ]
    for svg in drawn:
        root = ElementTree.fromstring(svg)
        assert root.find("{http://www.w3.org/2000/svg}title") is not None
        assert "nan" not in svg


def test_plots_of_a_table_without_answers_do_not_break(without: Estimate) -> None:
    bare = replace(without.findings, answers=())
    for svg in (plots.densities(bare), plots.ladder(bare), plots.intervals("none", [], 4400)):
        ElementTree.fromstring(svg)


def test_axis_ticks_are_few_and_inside() -> None:
    for low, high in ((96, 110), (4400, 20_000), (10, 1e7), (700, 5000)):
        ticks = plots._Axis(low, high).ticks()
        assert 3 < len(ticks) < 10
        assert all(low * (1 - 1e-9) <= tick <= high * (1 + 1e-9) for tick in ticks)


def test_a_folder_that_cannot_be_written_leaves_what_was_there(
    kosovo: Estimate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _ = write_report(kosovo, tmp_path, DAY)
    before = page.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageFailed, match="28"):
        write_report(replace(kosovo, seed=3), tmp_path, DAY)
    assert page.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.pdf"]


def test_numbers_of_people_have_three_figures() -> None:
    assert [plots.people(value) for value in (0.4, 97.6, 1234, 99_950, np.inf)] == [
        "0",
        "98",
        "1,230",
        "100,000",
        "no upper end",
    ]
