from dataclasses import replace

import numpy as np
import pytest

from bench._numbers_judge import families
from bench.estimation_tables import table
from habeas.errors import UsageProblem
from habeas.estimation.capture_histories import CaptureHistories, from_counts, from_rows
from habeas.estimation.choose import Plan, estimate
from habeas.estimation.divided import (
    estimate_replicated_strata,
    estimate_replicates,
    estimate_strata,
    require_versions,
)
from habeas.estimation.latent_class import LatentClassSettings
from habeas.estimation.plots import people
from habeas.estimation.report import _plots as report_plots
from habeas.estimation.report import plain_text
from habeas.estimation.report_words import words

BRIEF = LatentClassSettings(chains=4, warm_up=200, keep=300, tempered_rounds=())
PLAN = Plan(latent=BRIEF, thorough=False)
GRAPHS = replace(PLAN, model="graphs")


def versions_of(histories: CaptureHistories, count: int, more: int = 1) -> list[CaptureHistories]:
    """The same table with more and more people in its first cell."""
    first = np.arange(len(histories.counts)) == 0
    return [CaptureHistories(histories.lists, histories.patterns, histories.counts + more * k * first)
            for k in range(count)]  # fmt: skip


def few(lists: tuple[str, ...]) -> CaptureHistories:
    return from_counts([[1, 0, 1], [1, 0, 0]], [1, 1], lists)


def test_strata_that_all_answer_are_added_by_draws_and_their_sum_is_the_headline() -> None:
    spina = table("spina_bifida")
    found = estimate_strata({"one": spina, "other": spina}, PLAN)
    summed = found.findings.chosen
    assert found.findings.recommended == "strata-sum" and summed is not None and summed.total is not None
    single = estimate(spina, PLAN).findings.chosen
    assert single is not None and single.total is not None
    assert summed.total.median == pytest.approx(2 * single.total.median, rel=0.02)
    assert summed.total.q975 - summed.total.q025 < 2 * (single.total.q975 - single.total.q025)
    assert "sum-by-draws" in {warned.code for warned in found.warnings}
    told = words(found, None)
    assert told.headline.endswith(f"(95 % interval {people(summed.total.q025)} to {people(summed.total.q975)}).")
    assert f"between {people(summed.total.q025)} and" in told.quotation
    assert found.findings.whole == "averaged"


def test_a_stratum_of_three_people_gives_no_sum_and_nothing_is_recommended() -> None:
    spina = table("spina_bifida")
    found = estimate_strata({"one": spina, "other": spina, "few": few(spina.lists)}, PLAN)
    summed = found.findings.answer("strata-sum")
    assert found.findings.recommended is None and summed is not None and summed.total is None
    assert "few (2 documented)" in found.why and "Join such strata" in found.why
    assert summed.diagnostics["missing"] == {"few": 2}
    assert summed.diagnostics["of_those_with_an_answer"]["median"] > 1400
    assert [each.label for each in found.findings.strata] == ["one", "other", "few"]
    assert "do not allow an estimate" in words(found, None).quotation


def test_strata_that_lists_find_differently_are_warned_of_where_their_sum_is_far_from_the_whole() -> None:
    """Each list sees one half of the people well: together the lists seem to avoid one another."""
    rng = np.random.default_rng(5)
    chances = {"north": [0.6, 0.55, 0.08, 0.08], "south": [0.08, 0.08, 0.6, 0.55]}
    found = {}
    for label, rates in chances.items():
        marks = (rng.random((1500, 4)) < rates).astype(int)
        found[label] = from_rows(marks[marks.any(axis=1)])
    told = estimate_strata(found, GRAPHS)
    assert told.findings.chosen is not None and told.findings.chosen.total is not None
    assert told.findings.chosen.total.q025 < 3000 < told.findings.chosen.total.q975
    whole = told.findings.undivided
    assert whole is not None and whole.total is not None and whole.total.median > 4000
    assert "strata-differ" in {each.code for each in told.warnings}


def test_replicates_are_combined_and_carry_the_linkage() -> None:
    korea = table("korea")
    found = estimate_replicates(versions_of(korea, 10), replace(GRAPHS, rule="verdata"))
    assert found.findings.recommended == "graphs"
    assert found.findings.replicates == 10
    assert "linkage-not-carried" not in {warned.code for warned in found.warnings}
    with pytest.raises(UsageProblem):
        estimate_replicates([korea], PLAN)


@pytest.mark.parametrize("rule", ["rubin", "verdata", "pool"])
def test_replicated_strata_are_combined_within_and_added_over(rule: str) -> None:
    spina, korea = table("spina_bifida"), table("korea")
    korea = CaptureHistories(spina.lists, korea.patterns, korea.counts)
    replicates = [
        {"north": one, "south": other}
        for one, other in zip(versions_of(spina, 4, 30), versions_of(korea, 4, 3), strict=True)
    ]
    plan = replace(GRAPHS, rule=rule)  # type: ignore[arg-type]
    found = estimate_replicated_strata(replicates, plan)
    alone = {label: estimate_replicates([each[label] for each in replicates], plan) for label in ("north", "south")}
    for stratum in found.findings.strata:
        wanted = alone[stratum.label].findings.chosen
        assert stratum.answer is not None and wanted is not None
        assert stratum.answer.total == wanted.total
    summed = found.findings.answer("strata-sum")
    assert summed is not None and summed.total is not None
    totals = [each.answer.total for each in found.findings.strata if each.answer and each.answer.total]
    assert summed.total.mean == pytest.approx(sum(total.mean for total in totals), rel=1e-9)
    assert max(total.q975 for total in totals) < summed.total.q975 < sum(total.q975 for total in totals)
    assert found.findings.replicates == 4


def test_a_wider_disagreement_of_replicates_widens_the_sum() -> None:
    spina = table("spina_bifida")
    widths = []
    for more in (0, 60):
        replicates = [{"a": each, "b": spina} for each in versions_of(spina, 4, more)]
        summed = estimate_replicated_strata(replicates, GRAPHS).findings.answer("strata-sum")
        assert summed is not None and summed.total is not None
        widths.append(summed.total.q975 - summed.total.q025)
    assert widths[1] > 1.3 * widths[0]


def test_the_sum_names_the_strata_that_are_not_estimated_and_their_people() -> None:
    spina = table("spina_bifida")
    two = from_counts([[1, 1, 0], [1, 0, 0], [0, 1, 0]], [20, 30, 40], spina.lists)
    strata = {"full": spina, "thin": few(spina.lists), "two lists": two}
    found = estimate_replicated_strata([strata] * 3, PLAN)
    summed = found.findings.answer("strata-sum")
    assert summed is not None and summed.total is None and found.findings.recommended is None
    assert summed.diagnostics["missing"] == {"thin": 2, "two lists": 90}
    assert summed.diagnostics["people_without_answer"] == 92
    reasons = {each.label: str(each.reason) for each in found.findings.strata}
    assert "too few" in reasons["thin"] and "2 lists hold people" in reasons["two lists"]
    assert "in 3 of 3 versions" in reasons["two lists"]
    texts = {warned.code: warned.text for warned in found.warnings}
    assert "thin (2)" in texts["sum-by-draws"] and "two lists (90)" in texts["sum-by-draws"]
    assert "3 replicates are few" in texts["thin-data"] and "are the same" in texts["linkage-not-carried"]
    alone = estimate_replicates([spina] * 3, PLAN).findings.chosen
    assert alone is not None and alone.total is not None
    answered = summed.diagnostics["of_those_with_an_answer"]["median"]
    assert answered == pytest.approx(alone.total.median, rel=0.02)


def test_a_list_that_is_empty_in_a_stratum_is_left_out_there_and_said() -> None:
    spina = table("spina_bifida")
    four = ("a", "b", "c", "d")
    wide = from_counts(np.column_stack([spina.marks(), np.zeros(len(spina.counts))]), spina.counts, four)
    hiv = CaptureHistories(four, table("hiv_rome").patterns, table("hiv_rome").counts)
    found = estimate_replicated_strata([{"x": wide, "y": hiv}] * 2, GRAPHS)
    narrow = found.findings.strata[0]
    assert narrow.note == "left out, nobody here is on them: d"
    assert narrow.answer is not None and narrow.answer.total is not None
    alone = estimate_replicates([spina] * 2, GRAPHS).findings.chosen
    assert alone is not None and alone.total is not None
    assert narrow.answer.total.median == pytest.approx(alone.total.median, rel=1e-6)
    assert found.findings.strata[1].note == ""
    assert "left out, nobody here is on them: d" in " ".join(plain_text(found).split())
    published = found.published()["strata"]
    assert isinstance(published, list) and published[0]["note"] == narrow.note


def test_a_stratum_that_most_versions_lack_is_refused_and_one_that_few_lack_is_not() -> None:
    spina = table("spina_bifida")
    replicates = [{"a": spina, "b": spina}, {"a": spina, "b": spina}, {"a": spina}]
    found = estimate_replicated_strata(replicates, GRAPHS)
    assert all(each.answer is not None for each in found.findings.strata)
    found = estimate_replicated_strata([replicates[0], {"a": spina}, {"a": spina}], GRAPHS)
    lacking = found.findings.strata[1]
    assert lacking.answer is None and lacking.documented == 621
    assert lacking.reason == "nobody is documented here (in 2 of 3 versions)"


def test_partial_pooling_lends_strength_to_strata_of_replicates() -> None:
    spina = table("spina_bifida")
    small = CaptureHistories(spina.lists, spina.patterns, np.maximum(spina.counts // 12, 1))
    replicates = [{"a": spina, "b": spina, "c": spina, "small": small}] * 2
    apart = estimate_replicated_strata(replicates, GRAPHS).findings.answer("strata-sum")
    pooled = estimate_replicated_strata(replicates, replace(GRAPHS, partial_pooling=True)).findings.answer("strata-sum")
    assert apart is not None and pooled is not None
    assert pooled.diagnostics["partial_pooling"] and not apart.diagnostics["partial_pooling"]
    assert pooled.diagnostics["strata"]["small"] != apart.diagnostics["strata"]["small"]


def test_versions_that_are_all_the_same_carry_no_doubt_and_that_is_said() -> None:
    korea = table("korea")
    texts = {each.code: each.text for each in estimate_replicates([korea] * 10, GRAPHS).warnings}
    assert "All 10 versions are the same" in texts["linkage-not-carried"]


def test_being_found_again_is_asked_of_every_version() -> None:
    made = families.simulate("mtb-double", 2)
    first = from_counts(made.patterns, made.counts)
    found = estimate_replicates(versions_of(first, 3), replace(PLAN, model="Mtb", order=first.lists))
    assert "found-again" in {each.code for each in found.warnings}
    assert found.findings.chosen is not None and found.findings.chosen.diagnostics["found_again"]


def test_tables_of_other_data_are_no_replicates() -> None:
    spina = table("spina_bifida")
    with pytest.raises(UsageProblem, match="different lists"):
        estimate_replicates([spina, table("kosovo")], PLAN)
    more = CaptureHistories(spina.lists, spina.patterns, spina.counts * 2)
    with pytest.raises(UsageProblem, match="how many are documented runs from 621 to 1,242"):
        require_versions([spina, more])
    turned = spina.keep([1, 0, 2])
    other = CaptureHistories(spina.lists, turned.patterns, turned.counts)
    with pytest.raises(UsageProblem, match="the size of list 1"):
        require_versions([spina, other])
    require_versions(versions_of(spina, 10))


def test_replicates_with_other_lists_or_without_strata_are_refused() -> None:
    spina, korea = table("spina_bifida"), table("korea")
    with pytest.raises(UsageProblem, match="same lists"):
        estimate_replicated_strata([{"a": spina}, {"a": korea}], PLAN)
    with pytest.raises(UsageProblem, match="no stratum"):
        estimate_replicated_strata([{"a": spina}, {}], PLAN)
    with pytest.raises(UsageProblem):
        estimate_replicated_strata([], PLAN)


def test_one_replicate_is_a_plain_table_with_strata() -> None:
    spina = table("spina_bifida")
    first = estimate_replicated_strata([{"a": spina, "b": spina}], GRAPHS)
    assert first.published() == estimate_strata({"a": spina, "b": spina}, GRAPHS).published()
    assert "linkage-not-carried" in {warned.code for warned in first.warnings}


def test_what_warnings_read_is_carried_over_replicates() -> None:
    rng = np.random.default_rng(6)
    own = 1 / (1 + np.exp(-(np.log([0.47, 0.35, 0.25, 0.14]) + rng.standard_normal((4000, 1)))))
    marks = rng.random(own.shape) < own
    histories = from_rows(marks[marks.any(axis=1)])
    found = estimate_replicates(versions_of(histories, 3), PLAN)
    assert "people-differ" in {warned.code for warned in found.warnings}
    carried = {each.model: each.diagnostics for each in found.findings.answers}
    assert carried["latent-class"]["rhat"]["log_n0"] < 1.2 and carried["latent-class"]["ess"]["log_n0"] > 0
    assert carried["loglinear"]["ladder"] and carried["chao"]["lower_bound"]
    assert "Of the first version" in " ".join(caption for caption, _ in report_plots(found))
    spina = estimate_replicates(versions_of(table("spina_bifida"), 3), PLAN)
    assert "people-differ" not in {warned.code for warned in spina.warnings}
