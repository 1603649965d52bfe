"""The lines of the index of real material that go through the whole program, as a person types it."""

import shutil
from pathlib import Path

import pytest

from tests.cli.command_line import Shell

MATERIAL = Path(__file__).parents[3] / "shared" / "data" / "real-material"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not MATERIAL.is_dir(), reason="the reference material is not beside this checkout"),
]


def test_09_tonight_of_a_chat_is_the_day_of_its_message(vault: Shell) -> None:
    shutil.copytree(MATERIAL / "09-whatsapp-export", vault.folder / "chat")
    assert vault("admit chat --origin desk").code == 0
    assert vault("propose").code == 0
    claims = vault.json("list claims")
    assert claims
    days = {claim["time"]["earliest"] for claim in claims if (claim.get("time") or {}).get("earliest")}
    assert days and days <= {"2021-04-03", "2021-04-13"}
    assert "Messages" not in vault("list people").out + vault("list groups").out


def test_11_words_of_a_facebook_export_are_found(vault: Shell) -> None:
    shutil.copytree(MATERIAL / "11-facebook-json", vault.folder / "facebook")
    vault("admit facebook --origin desk")
    assert "1 passages" in vault("search Мертова").err and "1 passages" in vault("search Исканова").err


@pytest.mark.parametrize("folder", ["30-photo-exif", "30b-folder-with-photo"])
def test_30_photographs_are_admitted_and_kept_as_files(vault: Shell, folder: str) -> None:
    shutil.copytree(MATERIAL / folder, vault.folder / "in")
    said = vault("admit in --origin desk")
    assert said.code == 0 and "kept as a file" in said.out and "defect" not in said.err
    assert {source["status"] for source in vault.json("list sources")} <= {"no_text", "read"}


def test_76_export_of_all_lists_reads_back_in_a_new_vault(vault: Shell) -> None:
    for name in ("en", "ru"):
        shutil.copy(MATERIAL / "76-export-all-lists" / f"{name}.csv", vault.folder)
        assert vault(f"table import {name}.csv --list {name}").code == 0
    people = {one["id"] for one in vault.json("list people")}
    vault("table export --to all.csv")
    assert vault("init other", secrets=[*vault.secrets, *vault.secrets]).code == 0
    assert vault("table import all.csv --vault other").code == 0
    assert {one["id"] for one in vault.json("list people --vault other")} == people and len(people) == 4
