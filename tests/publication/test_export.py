"""The whole record out, and back: what is read from an export is what the vault says."""

import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.claims import look_up, review
from habeas.claims.add import add
from habeas.claims.model import Kind
from habeas.errors import BadInput, HabeasError, NotFound, StorageFailed, UsageProblem, WrongKey
from habeas.files import door
from habeas.ids import ItemId
from habeas.publication.export import LINES, export, read_back
from habeas.publication.record_lines import read_lines
from habeas.vault import store
from habeas.vault.admit import admit
from habeas.vault.consent import change_consent
from habeas.vault.erase import erase
from habeas.vault.ledger import Ledger
from habeas.vault.members import add_here
from habeas.vault.model import About, Consent, Role
from habeas.vault.unlock import unlock
from habeas.workspace.open import found, projectors
from tests.cli.command_line import with_floor_keys

MADE = "2026-01-02T03:04:05Z"
WORDS = "three words of one's own"
TEXTS = (
    "Marta Velin was led away by men of the Third Guard in Sarkamen.\n\nJan Orlo saw it.\n",
    '=Report\u2028of Zoran Telek: "he, too", was beaten.\r\nلم يعد كريم حداد.\n',
)


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    with_floor_keys(monkeypatch)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    found(tmp_path / "vault", WORDS)
    with unlock(tmp_path / "vault", WORDS, projectors()) as opened:
        for number, text in enumerate(TEXTS):
            path = tmp_path / f"letter-{number}.txt"
            path.write_bytes(text.encode())
            list(admit(opened, [path], About(origin="by the sister", published="2024-03", consent=Consent.AUTHORITIES)))
        fill(opened)
        yield opened


def sources(ledger: Ledger) -> list[ItemId]:
    return [one.id for one in store.sources(ledger.record, ledger.names)]


def fill(ledger: Ledger) -> None:
    first, second = sources(ledger)
    typed = {
        "act.type": "abduction",
        "victims": "@Marta Velin",
        "perpetrators": "@group:Third Guard",
        "time": "2024-03/..",
    }
    claim = add(
        ledger, Kind.CLAIM, first, {**typed, "place": "@Sarkamen"}, quoted="Marta Velin was led away", accept=True
    )
    review.edit_as_typed(ledger, claim.id, {"modality": "asserted"}, because="=as Jan told it")
    other = add(ledger, Kind.CLAIM, second, {"act.type": "physical_assault", "victims": "@Zoran Telek; @=cmd"})
    review.reject(ledger, [other.id], because="another town")
    review.undo(ledger, other.id)
    add(ledger, Kind.STATEMENT, second, {"kind": "denial", "speaker": "@كريم حداد"})
    add(ledger, Kind.CALL, first, {"action_type": "release", "caller": "@Jan Orlo"}, quoted="Jan Orlo saw it")


def test_what_is_read_back_is_every_source_item_step_and_text_of_the_vault(ledger: Ledger, tmp_path: Path) -> None:
    done = export(ledger, tmp_path / "out", MADE, names=True)
    back = read_back(tmp_path / "out")
    every = {it.id: it for it in look_up.items(ledger, tuple(Kind))}
    assert back.items == every and len(every) == done.items
    assert back.sources == {one.id: one for one in store.sources(ledger.record, ledger.names)}
    assert {item: tuple(steps) for item, steps in back.steps.items()} == {
        item: look_up.history(ledger, item) for item in every
    }
    assert list(back.texts.values()) == [store.text(ledger.names_room(), source) for source in sources(ledger)]


def test_an_export_without_names_holds_no_word_of_the_names_room(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, tmp_path / "out", MADE)
    whole = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir()).decode()
    hidden = ("Velin", "Orlo", "Telek", "Third Guard", "Sarkamen", "كريم", "sister", "letter-", "told", "town", "cmd")
    assert not [word for word in hidden if word in whole]
    back = read_back(tmp_path / "out")
    assert {it.id: dict(it.fields) for it in back.items.values()} == {
        it.id: dict(it.fields) for it in look_up.items(ledger, tuple(Kind))
    }


def test_a_source_whose_consent_does_not_reach_is_withheld_with_all_it_bears_out(
    ledger: Ledger, tmp_path: Path
) -> None:
    first, second = sources(ledger)
    change_consent(ledger, second, Consent.KEEP, "he asked for it")
    done = export(ledger, tmp_path / "out", MADE, names=True)
    assert (done.sources, done.withheld) == ((first,), 1)
    whole = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir()).decode()
    assert second not in whole and "Telek" not in whole and "Velin" in whole
    assert export(ledger, tmp_path / "more", MADE, consent=Consent.PUBLISH_REDACTED).sources == ()


def test_an_export_is_an_entry_that_outlives_its_sources_and_cannot_be_erased(ledger: Ledger, tmp_path: Path) -> None:
    done = export(ledger, tmp_path / "out", MADE, names=True)
    erase(ledger, sources(ledger)[0], "asked for")
    (entry,) = [one for one in ledger.entries() if one.kind == "record.exported"]
    assert entry.record is not None and entry.record["files"] == done.files and entry.record["with_names"] is True
    with pytest.raises(HabeasError):
        erase(ledger, entry.item, "hide it")
    export(ledger, tmp_path / "later", MADE, names=True)
    assert "Velin" not in (tmp_path / "later" / LINES).read_text()


def test_tables_escape_what_a_spreadsheet_would_compute_and_keep_ids(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, tmp_path / "out", MADE, names=True)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out" / "people.csv").read_text("utf-8-sig"), newline="")))
    assert {row["id"] for row in rows} == {it.id for it in look_up.items(ledger, (Kind.PERSON,))}
    assert "'=cmd" in {row["name"] for row in rows}
    (claim, _) = csv.DictReader(io.StringIO((tmp_path / "out" / "claims.csv").read_text("utf-8-sig"), newline=""))
    assert (claim["act.type"], claim["time.edtf"], claim["stance"]) == ("abduction", "2024-03/..", "for")


def test_entities_of_follow_the_money_have_our_ids_a_name_and_point_at_what_is_there(
    ledger: Ledger, tmp_path: Path
) -> None:
    export(ledger, tmp_path / "out", MADE, names=True)
    found = [json.loads(line) for line in (tmp_path / "out" / "record.ftm.jsonl").read_text().split("\n") if line]
    by_id = {one["id"]: one for one in found}
    assert len(by_id) == len(found) and {one["schema"] for one in found} >= {
        "Person",
        "Organization",
        "Address",
        "Event",
    }
    for one in found:
        assert all(isinstance(text, str) for values in one["properties"].values() for text in values)
        assert one["properties"].get("name") or one["schema"] in ("Address", "Document")
        for name in ("involved", "addressEntity", "proof"):
            assert set(one["properties"].get(name, ())) <= set(by_id)


def test_nothing_is_overwritten_and_nothing_written_into_the_vault(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for to in (tmp_path / "there", tmp_path / "vault" / "out"):
        with pytest.raises(UsageProblem):
            export(ledger, to, MADE)
    assert not [one for one in ledger.entries() if one.kind == "record.exported"]


@pytest.mark.parametrize("step", ["make_file", "write_all", "rename"])
def test_a_disk_that_does_not_take_it_leaves_no_folder(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    real, folder = getattr(door, step), tmp_path / "here"
    folder.mkdir()

    def full(*given: object, **more: object) -> object:
        if step != "write_all" and not any(isinstance(one, Path) and folder in one.parents for one in given):
            return real(*given, **more)
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(door, step, full)
        with pytest.raises(StorageFailed):
            export(ledger, folder / "out", MADE, names=True)
    assert os.listdir(folder) == []


def test_an_analyst_exports_nothing(ledger: Ledger, tmp_path: Path) -> None:
    analyst = add_here(ledger, "another long passphrase", Role.ANALYST).member
    ledger.close()
    theirs = unlock(tmp_path / "vault", "another long passphrase", projectors(), member=analyst)
    with theirs, pytest.raises(WrongKey):
        export(theirs, tmp_path / "out", MADE)
    assert not (tmp_path / "out").exists()


def test_what_is_no_export_or_not_whole_is_refused_without_its_words(ledger: Ledger, tmp_path: Path) -> None:
    export(ledger, tmp_path / "out", MADE, names=True)
    whole = (tmp_path / "out" / LINES).read_bytes()
    lines = whole.splitlines(keepends=True)
    bad = [b"", b"{}", b"[]\n", b"Velin\n", lines[0], b"".join(lines[:-1]), whole[:-20], b"".join(lines[1:])]
    bad += [lines[0] + b'{"what": "item", "id": "Velin"}\n' + b"".join(lines[2:]), b"\xff" + whole]
    for data in bad:
        with pytest.raises(BadInput) as refused:
            read_lines(data)
        assert "Velin" not in str(refused.value)
    with pytest.raises((StorageFailed, NotFound)):
        read_back(tmp_path / "nowhere")
