"""The first acceptance: a real article and its annotation, which lie beside the checkout."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from habeas.extraction.gold_format import to_json
from habeas.extraction.propose import propose

SHARED = Path(__file__).parents[3] / "shared"
DATA = SHARED / "data/extraction"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the annotated article is not beside this checkout (../shared)"),
]


def score(tmp_path: Path, published: str | None) -> dict[str, float]:
    article = DATA / "article.txt"
    found = propose(article.read_bytes().decode(), published=published, language="en")
    proposed = tmp_path / "proposed.json"
    proposed.write_text(json.dumps(to_json(found, "article.txt")), "utf-8")
    command = [sys.executable, str(SHARED / "tools/score_extraction.py"), str(DATA / "seed-gold.json"), str(proposed)]
    result = subprocess.run([*command, "--text", str(article), "--json"], capture_output=True, text=True, check=True)
    return dict(json.loads(result.stdout))


@pytest.mark.parametrize("published", [None, "2017-04-20"])
def test_article_meets_its_acceptance(tmp_path: Path, published: str | None) -> None:
    figures = score(tmp_path, published)
    assert figures["claims.recall_required"] == 1
    assert figures["claims.recall_expected"] == 1
    assert figures["claims.precision"] >= 0.95
    assert figures["calls.recall_required"] == 1
    assert figures["statements.recall_required"] == 1
    assert figures["slots.attribution_source.f1"] == 1
    assert figures["slots.attribution_mode.f1"] == 1
    assert figures["slots.modality.f1"] == 1
    assert figures["violations"] == 0
    assert figures["offsets.bad"] == 0


def test_article_no_year_is_invented() -> None:
    text = (DATA / "article.txt").read_bytes().decode()
    march = next(t for t in propose(text, language="en").times if t.mention and "March" in t.mention.text)
    assert (march.edtf, march.year_unknown) == (None, True)
    march = next(t for t in propose(text, published="2017-04-20").times if t.mention and "March" in t.mention.text)
    assert march.edtf == "2017-03/.."


def test_article_population_is_nobodys_count() -> None:
    found = propose((DATA / "article.txt").read_bytes().decode(), language="en")
    assert not any(q.is_victim_count for q in found.quantities if q.value == 30_000)
    counts = {v.count for c in found.claims if c.modality != "historical" for v in c.victims if v.count}
    assert not any(q.id in counts for q in found.quantities if q.value == 100_000)


def test_article_place_near_argun_has_no_point() -> None:
    found = propose((DATA / "article.txt").read_bytes().decode(), language="en")
    site = next(p for p in found.places if p.type == "site" and any("Argun" in m.text for m in p.mentions))
    assert site.gazetteer == {}
    assert site.relation == "near"
