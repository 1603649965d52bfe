"""The page is what its bundle makes, to the byte: hostile edits are refused, signed again or not."""

from pathlib import Path

import pytest

from habeas.verifier import standalone
from habeas.verifier.check import check_release
from tests.publication.conftest import open_release, redacted  # noqa: F401  # fixtures
from tests.publication.making import copy, sealed
from tests.verifier.hostile_pages import EDITS


@pytest.mark.parametrize("name", EDITS)
def test_hostile_edit_of_the_page_is_refused_even_when_its_signer_signs_it_again(
    open_release: Path,  # noqa: F811
    redacted: Path,  # noqa: F811
    tmp_path: Path,
    name: str,
) -> None:
    folder = copy(redacted if "bar" in name else open_release, tmp_path / "r")
    page = (folder / "dossier.html").read_text()
    edited = EDITS[name](page)
    assert edited != page, "the edit must change something"
    (folder / "dossier.html").write_text(edited)
    for again in (False, True):
        found = check_release(sealed(folder) if again else folder)
        assert (
            [check.what for check in found.checks if not check.ok] == ["page"] + ["file"] * 0 if again else not found.ok
        )
    assert not standalone.verify_release(str(folder))["ok"]


def test_page_of_a_release_is_what_the_verifier_makes(open_release: Path) -> None:  # noqa: F811
    assert check_release(open_release).ok


@pytest.mark.parametrize("title", ["{bundle}", "{seal}", "{title} {0} %s", "</script><p>x", "<!--", "$1 \\1 {{ x }}"])
def test_title_of_placeholders_is_only_text(tmp_path: Path, title: str) -> None:
    from tests.publication.making import make
    from tests.publication.vault_world import story

    made = make(story(tmp_path / "vault"), tmp_path / "release", title=title)
    assert check_release(made.directory).ok
    assert title in (tmp_path / "release" / "README.txt").read_text()
