"""Exports of other programs into a real vault and out of it, as a person types it."""

import os
import subprocess
import sys

import pytest

from habeas.vault.ledger import Ledger
from tests.cli.command_line import PASSPHRASE, Shell
from tests.lists import exported

FILES = {
    "kobo.xlsx": (exported.kobo_xlsx(), "kobo", 3),
    "kobo.json": (exported.kobo_json(), "kobo", 3),
    "odk.zip": (exported.odk_zip(), "odk", 3),
    "uwazi.csv": (exported.csv_bytes(exported.UWAZI_CSV), "uwazi", 2),
    "uwazi.json": (exported.uwazi_json(), "uwazi", 2),
    "people.ftm.json": (exported.json_lines(exported.ftm_entities()), "ftm", 2),
    "openevsys.sql": (exported.OPENEVSYS.encode(), "openevsys", 3),
}


def test_import_of_every_export_accounts_for_its_rows_and_again_adds_nothing(vault: Shell) -> None:
    for name, (data, format_, rows) in FILES.items():
        (vault.folder / name).write_bytes(data)
        (dry,) = vault.json(f"table preview {name} --list {name}")
        (account,) = vault.json(f"table import {name} --list {name}")
        assert (dry["format"], dry["created"], account["created"]) == (format_, rows, rows)
        assert account["rows"] == account["created"] + account["matched"] + account["rejected"] == rows
        (again,) = vault.json(f"table import {name} --list {name}")
        assert (again["created"], again["matched"], again["run"]) == (0, rows, None)
    assert vault("audit").code == 0


def test_import_of_our_own_export_of_each_means_the_same_in_another_vault(
    vault: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> tuple[dict[str, str], list[list[object]]]:
        """Names by person; victim, sex, act and days of each claim."""
        claims = [
            [one["victims"], one["act"], {key: one["time"].get(key) for key in ("edtf", "earliest", "latest")}]
            for one in vault.json("list claims")
            if one["time"]
        ]
        return {one["id"]: one["name"] for one in vault.json("list people")}, sorted(claims, key=str)

    for number, (name, (data, _, rows)) in enumerate(FILES.items()):
        (vault.folder / name).write_bytes(data)
        vault.json(f"table import {name} --list {name}")
        vault.json(f"table export --list {name} --to {number}.csv")
        (back,) = vault.json(f"table import {number}.csv --list {name}")
        assert (back["created"], back["matched"]) == (0, rows)
    before = said()
    assert len(before[1]) == 3 and len(before[0]) == sum(rows for _, _, rows in FILES.values())
    assert vault("init other").code == 0
    monkeypatch.setenv("HABEAS_VAULT", str(vault.folder / "other"))
    for number, (name, (_, _, rows)) in enumerate(FILES.items()):
        (there,) = vault.json(f"table import {number}.csv --list {name}")
        assert (there["created"], there["rejected"]) == (rows, 0)
    assert said() == before


def test_import_next_export_of_a_form_adds_what_is_new_only(vault: Shell) -> None:
    (vault.folder / "one.xlsx").write_bytes(exported.kobo_xlsx(victims=exported.KOBO_VICTIMS[:3]))
    (vault.folder / "two.xlsx").write_bytes(exported.kobo_xlsx())
    vault.json("table import one.xlsx --list Lantern")
    (account,) = vault.json("table import two.xlsx --list Lantern")
    assert (account["created"], account["matched"], account["rejected"]) == (1, 2, 0)


def test_import_mapping_names_the_sheet(vault: Shell) -> None:
    (vault.folder / "kobo.xlsx").write_bytes(exported.kobo_xlsx())
    mapping = vault.folder / "map.toml"
    mapping.write_text('sheet = "Incident form"\nact = "detention"\n', encoding="utf-8")
    (account,) = vault.json("table import kobo.xlsx --list Lantern --mapping map.toml")
    assert account["created"] == 3 and len(vault.json("list claims")) == 3
    mapping.write_text('sheet = "Gone"\n', encoding="utf-8")
    assert vault("table import kobo.xlsx --list Other --mapping map.toml").code == 2
    mapping.write_text("sheet = 3\n", encoding="utf-8")
    assert vault("table import kobo.xlsx --list Other --mapping map.toml").code == 2
    assert len(vault.json("list sources")) == 1


def test_import_of_a_damaged_export_changes_nothing(vault: Shell) -> None:
    for name, (data, _, _) in FILES.items():
        if not name.endswith(".csv"):
            (vault.folder / name).write_bytes(data[: len(data) * 2 // 3])
            said = vault(f"table import {name} --list Lantern")
            assert said.code == 1, name
    assert vault.json("list sources") == []


def test_import_while_another_is_under_way_is_told_so_and_changes_nothing(
    vault: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vault.folder / "kobo.xlsx").write_bytes(exported.kobo_xlsx())
    (vault.folder / "people.json").write_bytes(exported.json_lines(exported.ftm_entities()))
    append, second = Ledger.append, []

    def appends(ledger: Ledger, entries: object) -> object:
        """Before each frame of the first import another process tries its own."""
        if not second:
            second.append(_in_another_process(vault, "table import people.json --list Lantern"))
        return append(ledger, entries)  # type: ignore[arg-type]

    monkeypatch.setattr(Ledger, "append", appends)
    (account,) = vault.json("table import kobo.xlsx --list Lantern")
    assert second[0] == 11
    assert account["created"] == 3 and len(vault.json("list people")) == 3
    assert len(vault.json("list sources")) == 1
    assert vault("table import people.json --list Lantern").code == 0


def _in_another_process(vault: Shell, command: str) -> int:
    reading, writing = os.pipe()
    os.write(writing, f"{PASSPHRASE}\n".encode())
    os.close(writing)
    words = [sys.executable, "-c", "from habeas.cli.main import main; main()", *command.split()]
    done = subprocess.run(
        [*words, "--passphrase-fd", str(reading)],
        cwd=vault.folder,
        pass_fds=(reading,),
        capture_output=True,
        check=False,
    )
    os.close(reading)
    return done.returncode
