"""Links lead somewhere, and what the documents say of the program is what the program does."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "examples").rglob("*.md"))]
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_links_to_files_that_are_there(page: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(page.read_text()) if "://" not in link]
    missing = [target for target in targets if target and not (page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=lambda page: page.name)
def test_decision_fits_a_screen_and_names_its_consequences(page: Path) -> None:
    text = page.read_text()
    assert re.match(r"# \d+\. .+", text) and int(page.name[:4]) == int(text[2:].partition(".")[0])
    assert "## Consequences" in text and text.count("\n") <= 80


def test_every_stage_is_on_the_map_of_the_house() -> None:
    page = (ROOT / "docs" / "explanation" / "the-house.md").read_text()
    stages = [path.parent.name for path in (ROOT / "src" / "habeas").glob("*/__init__.py")]
    assert not [stage for stage in stages if f"`{stage}`" not in page]
