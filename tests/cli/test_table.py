"""Lists in and out of a real vault, as a person types it."""

from pathlib import Path

import pytest

from habeas.errors import StorageFailed
from habeas.lists import bring_in
from habeas.vault.ledger import Ledger
from tests.cli.command_line import Shell

LIST = """record_id,name,birth_date,place,act
A-1,Ilya Morozan,1986,Lomna,detention
A-2,Дарья Жуковец,04/03/1990,Lomna,Похищение
A-2,Somebody Else,1990,Selmir,detention
,,,Lomna,detention
A-5,Renat Rustan,spring,Selmir,something odd
A-1,Ilya Morozan,1986,Lomna,detention
"""


@pytest.fixture
def listed(vault: Shell) -> Shell:
    (vault.folder / "list.csv").write_text(LIST, encoding="utf-8")
    return vault


def test_import_every_row_is_accounted_for_and_again_adds_nothing(listed: Shell) -> None:
    said = listed("table import list.csv --list Lantern --json")
    assert said.code == 3
    (account,) = said.lines
    assert (account["rows"], account["created"], account["matched"], account["repeated"]) == (6, 3, 1, 1)
    assert account["rejections"] == [{"row": 4, "why": "record_id_taken"}, {"row": 5, "why": "nobody_named"}]
    assert account["unread"] == {"birth_date": 1, "act": 1}
    (again,) = listed("table import list.csv --list Lantern --json").lines
    assert (again["created"], again["matched"], again["run"]) == (0, 4, None)
    assert len(listed.json("list people")) == 3
    assert len(listed.json("list claims")) == 3
    assert listed("audit").code == 0


def test_preview_says_what_the_import_does_and_writes_nothing(listed: Shell) -> None:
    (dry,) = listed.json("table preview list.csv --list Lantern")
    (account,) = listed("table import list.csv --list Lantern --json").lines
    for name in ("rows", "created", "matched", "rejections", "unread"):
        assert dry[name] == account[name]


def test_undo_then_import_again_makes_the_rows_anew(listed: Shell) -> None:
    listed("table import list.csv --list Lantern")
    (undone,) = listed.json("table import list.csv --list Lantern --undo --because mistake")
    assert undone["rejected"] == 3 + 3 + 2 and undone["kept"] == 0
    assert listed("table import list.csv --list Lantern --undo").code == 1
    (again,) = listed("table import list.csv --list Lantern --json").lines
    assert again["created"] == 3
    assert listed("audit").code == 0


def test_undo_leaves_what_someone_accepted(listed: Shell) -> None:
    listed("table import list.csv --list Lantern")
    claim = listed.json("list claims")[0]["id"]
    assert listed(f"review --accept {claim}").code == 0
    (undone,) = listed.json("table import list.csv --list Lantern --undo")
    assert undone["kept"] == 1


@pytest.mark.parametrize("failing", range(7))
def test_import_stopped_at_any_batch_goes_on_without_loss(
    listed: Shell, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    rows = "".join(f"B-{number},Person {number},1980,Lomna,detention\n" for number in range(10))
    (listed.folder / "list.csv").write_text("record_id,name,birth_date,place,act\n" + rows, encoding="utf-8")
    monkeypatch.setattr(bring_in, "BATCH", 3)
    append, calls = Ledger.append, iter(range(100))

    def stops(ledger: Ledger, entries: object) -> object:
        if next(calls) == failing:
            raise StorageFailed("the disk is full")
        return append(ledger, entries)  # type: ignore[arg-type]

    monkeypatch.setattr(Ledger, "append", stops)
    assert listed("table import list.csv --list Lantern").code == 1
    monkeypatch.setattr(Ledger, "append", append)
    if failing > 2:  # before that the run was not begun
        assert listed("table import list.csv --list Lantern --resume").code == 0
    (account,) = listed("table import list.csv --list Lantern --json").lines
    assert account["created"] + account["matched"] == 10
    assert len(listed.json("list people")) == 10
    assert listed("table import list.csv --list Lantern --resume").code == 1


@pytest.mark.parametrize(("level", "rows"), [("0", 0), ("1", 0), ("2", 3)])
def test_export_leaves_out_whom_consent_withholds(listed: Shell, level: str, rows: int) -> None:
    listed("table import list.csv --list Lantern")
    (source,) = listed.json("list sources")
    assert listed(f"consent {source['id']} {level} --because 'the families said so'").code == 0

    (done,) = listed.json("table export --to out.csv")

    assert (done["rows"], done["withheld"]) == (rows, 3 - rows)
    assert ("Morozan" in (listed.folder / "out.csv").read_text(encoding="utf-8")) is bool(rows)


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_export_reads_back_the_same_ids_in_another_vault(
    listed: Shell, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (listed.folder / "list.csv").open("a", encoding="utf-8") as stream:
        stream.write("A-9,=Formula Name,'=1,007,detention\n")
    listed("table import list.csv --list Lantern")
    before = {one["id"] for one in listed.json("list people")}
    listed.json(f"table export --to {name}")
    (again,) = listed.json(f"table import {name} --list Lantern")
    assert (again["created"], again["matched"]) == (0, 4)
    assert listed("init other").code == 0
    monkeypatch.setenv("HABEAS_VAULT", str(listed.folder / "other"))
    (there,) = listed.json(f"table import {name} --list Lantern")
    assert there["created"] == 4
    assert {one["id"] for one in listed.json("list people")} == before
    assert listed(f"table export --to {name}").code == 2


def test_import_wrong_mapping_changes_nothing(listed: Shell) -> None:
    (listed.folder / "map.toml").write_text('[columns]\nGone = "place"\n', encoding="utf-8")
    assert listed("table import list.csv --list Lantern --mapping map.toml").code == 2
    assert listed.json("list sources") == []
