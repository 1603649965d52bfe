"""What was not read is said where a person looks: admit, list, show; what is said of a source can be corrected."""

import json

import pytest

from habeas.vault.model import SourceStatus
from tests.cli.command_line import Shell
from tests.reading import makers
from tests.reading.battery import CASES

MADE = {case.name: case for case in CASES}


def given(shell: Shell, *names: str) -> None:
    for name in names:
        (shell.folder / MADE[name].file).write_bytes(MADE[name].make())


def test_admit_one_file_of_every_status_says_each_and_ends_well(vault: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("habeas.programs.find", lambda _: None)  # a machine without OCR
    given(vault, "docx_text_box_once", "pdf_page_of_text_page_of_nothing", "photograph", "noise_is_no_language")
    (vault.folder / "scan.pdf").write_bytes(makers.pdf(["0.5 g 50 50 400 700 re f"]))
    said = vault("admit b.docx m.pdf p.jpg n.txt scan.pdf --origin desk")
    assert said.code == 0, said.err
    found = {source["status"] for source in vault.json("list sources")}
    assert found == {status.value for status in SourceStatus} - {"erased"}
    assert "admitted and partly read" in said.out and "1 pages are pictures: not in the text (page 2)" in said.out
    assert "admitted; kept as a file" in said.out and "taken at 43.12500 45.25000" in said.out
    assert "not_language" in said.out


def test_partly_read_is_said_by_list_show_and_json(vault: Shell) -> None:
    given(vault, "pdf_covered_by_a_box_is_not_shown")
    (admitted,) = vault.json("admit k.pdf --origin desk")
    assert (admitted["status"], admitted["remark_pages"]) == ("partly_read", {"covered_text": [1]})
    shown = vault(f"show {admitted['id']}")
    assert "under something drawn over them" in shown.out and "Rita" not in shown.out
    assert "under something drawn over them" in vault("list sources").out
    (object_,) = vault.json(f"show {admitted['id']}")
    assert object_["remarks"]["covered_text"] > 10
    vault("rebuild")
    assert vault.json(f"show {admitted['id']}") == [object_]


def test_archive_becomes_a_source_for_each_of_its_files(vault: Shell) -> None:
    given(vault, "zip_cp866_names")
    whole, *files = vault.json("admit z.zip --origin desk")
    assert [one["parent"] for one in files] == [whole["id"]] * 2
    assert {one["name"] for one in vault.json("list sources")} == {"z.zip", "рассказ.txt", "фото.jpg"}


def test_encoding_given_by_a_person_wins_and_a_wrong_name_is_refused(vault: Shell) -> None:
    (vault.folder / "x.txt").write_bytes("Келедин".encode("koi8-r"))
    assert vault("admit x.txt --origin desk --encoding klingon").code == 2
    (said,) = vault.json("admit x.txt --origin desk --encoding koi8-r")
    assert (said["encoding"], said["remarks"]) == ("koi8-r", {"encoding_given": 1})


def test_words_of_a_chat_are_of_the_day_of_their_message(vault: Shell) -> None:
    words = (
        "03/04/2021, 21:14 - Messages and calls are end-to-end encrypted. No one outside can read them.\n"
        "03/04/2021, 21:15 - Rita: Tonight soldiers detained Anzor Keledin in the town of Tarsk.\n"
        "13/04/2021, 09:02 - Oleg: This morning soldiers shot Pavel Grid in the town of Kesh.\n"
    )
    (vault.folder / "WhatsApp Chat.txt").write_text(words, encoding="utf-8")
    vault("admit", "WhatsApp Chat.txt", "--origin", "desk")
    assert vault("propose").code == 0
    claims = vault.json("list claims")
    days = sorted(claim["time"]["earliest"] for claim in claims if claim.get("time"))
    assert days == ["2021-04-03", "2021-04-13"], json.dumps(claims)[:800]
    assert not [claim for claim in claims if "Messages" in json.dumps(claim)]


def test_nothing_is_proposed_from_words_that_were_taken_out(vault: Shell) -> None:
    gone = makers.run("On 14 March 2021 soldiers killed Ruslan Omar in the town of Kesh.").replace("w:t", "w:delText")
    body = makers.par("On 7 February 2022 soldiers detained Anzor Keledin in the town of Tarsk.") + makers.par(
        f'<w:del w:id="1" w:author="E">{gone}</w:del>'
    )
    (vault.folder / "s.docx").write_bytes(makers.docx(body))
    assert vault("admit s.docx --origin desk").code == 0
    vault("propose")
    assert len(vault.json("list claims")) == 1
    assert "⟦deleted⟧" in vault("search Ruslan").out, "it is in the text, marked, and can be found"


def test_source_edit_is_a_new_entry_beside_the_old_one(vault: Shell) -> None:
    (vault.folder / "x.txt").write_text("Soldiers detained Anzor Keledin.", encoding="utf-8")
    (source,) = vault.json("admit x.txt --origin desk --publisher Lantern --published 2020")
    command = f"source edit {source['id']} --published 2021-04-03 --language en --because letter"
    assert vault(command).code == 0
    assert vault(f"source edit {source['id']} --publisher Beacon --because letter").code == 0
    (shown,) = vault.json("list sources")
    assert (shown["published_earliest"], shown["publisher"], shown["language"]) == ("2021-04-03", "Beacon", "en")
    first, second = vault.json(f"source history {source['id']}")
    assert (first["said"]["published"], second["said"]["publisher"]) == ("2021-04-03", "Beacon")
    assert vault("rebuild").code == 0 and vault("audit").code == 0
    assert vault.json("list sources") == [shown]


def test_source_edit_of_many_takes_all_rows_or_none(vault: Shell) -> None:
    for name in ("a", "b"):
        (vault.folder / f"{name}.txt").write_text(f"Soldiers detained somebody {name}.", encoding="utf-8")
    one, two = vault.json("admit a.txt b.txt --origin desk")
    rows = f"source,publisher,published\n{one['id']},Lantern,2021-04\n{two['sha256']},,2021-05-06\n"
    (vault.folder / "bad.csv").write_text(rows + "src-nothing,Lantern,2020\n", encoding="utf-8")
    assert vault("source edit --table bad.csv --because list").code == 1
    assert {source["publisher"] for source in vault.json("list sources")} == {None}
    (vault.folder / "good.csv").write_text(rows, encoding="utf-8")
    assert vault("source edit --table good.csv --because list").code == 0
    assert [source["published"] for source in vault.json("list sources")] == ["2021-04", "2021-05-06"]


@pytest.mark.parametrize(
    "words",
    [
        "source edit SRC --because letter",
        "source edit SRC --publisher x --table t.csv --because l",
        "source edit --because l",
    ],
)
def test_source_edit_that_says_nothing_is_refused(vault: Shell, words: str) -> None:
    (vault.folder / "x.txt").write_text("Soldiers detained Anzor Keledin.", encoding="utf-8")
    (source,) = vault.json("admit x.txt --origin desk")
    assert vault(words.replace("SRC", source["id"])).code == 2
    assert vault.json(f"source history {source['id']}") == []


def test_export_of_all_lists_reads_back_with_the_same_persons(
    vault: Shell, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (vault.folder / "en.csv").write_text(
        "Name,Date of arrest\nAnzor Keledin,2022-02-07\nVera Lom,2022-02-08\n", "utf-8"
    )
    (vault.folder / "ru.csv").write_text("ФИО,Дата\nГрид Павел,14.03.2021\nСорн Анна,15.03.2021\n", "utf-8")
    vault("table import en.csv --list Lantern")
    vault("table import ru.csv --list Маяк")
    people = {one["id"] for one in vault.json("list people")}
    assert vault("table export --to all.csv").code == 0
    (vault.folder / "other").mkdir()
    other = Shell(vault.folder, vault.secrets)
    assert (
        other("init other/vault").code == 0
        or other("init other/vault", secrets=[*vault.secrets, *vault.secrets]).code == 0
    )
    said = other("table import all.csv --vault other/vault")
    assert said.code == 0, said.err
    assert {one["id"] for one in other.json("list people --vault other/vault")} == people and len(people) == 4


def test_preview_shows_first_rows_as_understood_and_the_odd_ones(vault: Shell) -> None:
    rows = "Name,Date of arrest,Place\nAnzor Keledin,02/28/2022,Tarsk\nVera Lom,02/07/2022,Kesh\nTotal,2,\n"
    (vault.folder / "list.csv").write_text(rows, encoding="utf-8")
    said = vault("table preview list.csv")
    assert "2022-02-28" in said.out and "2022-02-07" in said.out and "no_person" in said.out
    (object_,) = vault.json("table preview list.csv")
    assert [row["row"] for row in object_["odd_rows"]] == [4] and len(object_["first_rows"]) == 2


def test_row_that_looks_like_several_is_taken_where_the_mapping_says_so(vault: Shell) -> None:
    (vault.folder / "list.csv").write_text("Name,Place\nMarta and Sons Kel,Tarsk\nVera Lom,Kesh\n", encoding="utf-8")
    assert vault("table import list.csv --list Lantern").code == 3
    (vault.folder / "map.toml").write_text("take = [2]\n")
    assert vault("table import list.csv --list Lantern --mapping map.toml").code == 0
    assert len(vault.json("list people")) == 2


def test_release_of_a_source_that_was_partly_read_says_so(vault: Shell) -> None:
    body = makers.par("On 7 February 2022 soldiers detained Anzor Keledin in the town of Tarsk.")
    body += "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>"
    (vault.folder / "s.docx").write_bytes(makers.docx(body))
    (said,) = vault.json("admit s.docx --origin desk --publisher Lantern --published 2022-02-09 --consent 6")
    assert (said["status"], said["remarks"]) == ("partly_read", {"pictures": 1})
    vault("propose")
    (claim,) = vault.json("list claims")
    assert vault("review --accept", claim["id"]).code == 0
    released = vault("release --to out --title Case --yes")
    assert released.code == 0, released.err
    held = "".join(path.read_text("utf-8", "replace") for path in (vault.folder / "out").iterdir() if path.is_file())
    assert '"partly_read"' in held and '"pictures":1' in held.replace(" ", "")
    assert vault("verify out").code == 22  # everything holds; nobody has vouched for the key yet
