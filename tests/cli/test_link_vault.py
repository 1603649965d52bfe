"""`habeas link` in a real vault, as a person types it: run, look, decide, count, estimate."""

from pathlib import Path

import pytest

from habeas.errors import StorageFailed
from habeas.vault.ledger import Ledger
from tests.cli.command_line import Shell, prepared, settle, with_floor_keys
from tests.linkage.invented import lists

HEADER = "record_id,full_name,birth_date,place,act,event_date\n"
DAYS = ("2024-03-04", "2024-04-11", "2024-04")


def _write_lists(folder: Path) -> None:
    records, _ = lists(90, 17)
    for number, name in enumerate(records.files):
        rows = [row for row in range(len(records)) if records.file_of[row] == number]
        cells = [
            [records.record_ids[row], *(f'"{records.cells[c][row]}"' for c in ("full_name", "birth_date", "place"))]
            for row in rows
        ]
        text = "".join(",".join([*row, "detention", DAYS[place % 3]]) + "\n" for place, row in enumerate(cells))
        (folder / name).write_text(HEADER + text, encoding="utf-8")
    half = (folder / "one.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "three.csv").write_text(HEADER + "".join(half[1::2]), encoding="utf-8")


@pytest.fixture(scope="module")
def linked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linked") / "world"
    with prepared(folder) as shell:
        _write_lists(shell.folder)
        for name in ("one", "two", "three"):
            assert shell(f"table import {name}.csv --list {name}").code == 0
        said = shell("link")
        assert said.code == 0, said.err
    return folder


@pytest.fixture
def linked(linked_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Three lists in a vault, linked once."""
    with_floor_keys(monkeypatch)
    return settle(linked_once, tmp_path / "linked", monkeypatch)


def test_link_says_how_many_persons_and_that_it_only_proposes(linked: Shell) -> None:
    said = linked("link")

    assert "distinct persons: " in said.out and "with 90 % between" in said.out
    assert "these are proposals" in said.err
    assert "0 of them new or changed" in said.out


def test_persons_of_a_list_that_cannot_tell_carries_the_remark_of_the_run(vault: Shell) -> None:
    rows = "".join(f"r{n},Adam Arsanov,,Orlan,detention,2016-03\n" for n in range(40))
    (vault.folder / "alike.csv").write_text(HEADER + rows, encoding="utf-8")
    assert vault("table import alike.csv --list alike").code == 0

    (done,) = vault.json("link")
    (found,) = vault.json("link persons")
    said = vault("link persons")

    assert any("cannot tell" in remark for remark in done["remarks"])
    assert found["remarks"] == done["remarks"]
    assert "note: this list cannot tell" in said.out
    assert found["persons"]["low"] < 10 and found["persons"]["high"] == 40


def test_link_an_empty_vault_is_refused(vault: Shell) -> None:
    said = vault("link")

    assert said.code == 2 and "no named person" in said.err


@pytest.mark.parametrize("command", ["link review", "estimate --vault"])
def test_before_any_run_it_is_said_what_to_do(vault: Shell, command: str) -> None:
    said = vault(command)

    assert said.code == 1 and "habeas link" in said.err


def test_persons_by_list_and_overlap_add_up(linked: Shell) -> None:
    (found,) = linked.json("link persons --by month")

    assert sum(each["persons"] for each in found["overlap"]) == len(found["individuals"])
    assert sum(found["strata"].values()) == len(found["individuals"])
    assert found["persons"]["low"] <= found["persons"]["estimate"] <= found["persons"]["high"]
    assert {each["records"] for each in found["by_list"]} and found["unseen"] == 0
    shown = linked("link persons --by month")
    assert "one + two" in shown.out and "2024-03" in shown.out


def test_review_answers_are_judgements_and_hold(linked: Shell) -> None:
    said = linked("link review --json", stdin="w\ns\nthe same family says so\nu\n\nz\nn\nbrothers\nk\nq\n")

    assert said.code == 0, said.err
    answers = [line for line in said.out.splitlines() if line.startswith("{")]
    assert len(answers) == 4
    assert "2 answered" in said.err
    judged = linked.json("link judgements")
    assert {one["verdict"] for one in judged} == {"same", "not_same"}
    assert {one["because"] for one in judged} == {"the same family says so", "brothers"}
    assert linked("audit").code == 0
    assert linked.json("rebuild")[0]["equal"]


def test_review_split_and_move_take_numbers_and_refuse_others(linked: Shell) -> None:
    said = linked("link review", stdin="p\n7 x\nm\n1 2\nk\nq\n")

    assert "numbers from 1 to" in said.out
    assert "a split needs some records" in said.out
    assert "one record is moved at a time" in said.out
    assert linked.json("link judgements") == []


def test_review_shows_no_line_wider_than_the_screen(linked: Shell) -> None:
    said = linked("link review", stdin="?\nw\nk\nk\nk\nq\n")

    assert max(map(len, said.out.splitlines())) <= 80


def test_judge_and_undo_by_ids(linked: Shell) -> None:
    individuals = linked.json("link persons")[0]["individuals"]
    one, other = (each["records"][0] for each in individuals[:2])

    assert linked(f"link judge {one} {other} same --because passport").code == 0
    assert len(linked.json("link persons")[0]["individuals"]) == len(individuals) - 1
    assert linked(f"link undo {one} {other}").code == 0
    assert len(linked.json("link persons")[0]["individuals"]) == len(individuals)
    assert linked(f"link judge {one} clm-000000000000 same").code == 2
    assert linked(f"link undo {one} {other}").code == 1


def test_judge_against_a_merge_is_said_and_binds_nothing(linked: Shell) -> None:
    individuals = linked.json("link persons")[0]["individuals"]
    one, other = (each["records"][0] for each in individuals[:2])
    assert linked(f"review --merge {one} --into {other} --because passport").code == 0

    said = linked(f"link judge {one} {other} not-same")

    assert "(merged in review); none of these binds" in said.err
    (found,) = linked.json("link persons")
    assert found["contradictions"] == 1 and len(found["individuals"]) == len(individuals)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_persons_whose_source_may_not_be_counted_are_not(linked: Shell, level: int) -> None:
    source = next(each["id"] for each in linked.json("list sources") if each["name"] == "one.csv")
    (before,) = linked.json("link persons")

    assert linked(f"consent {source} {level} --because 'withdrawn by the families'").code == 0

    (found,) = linked.json("link persons")
    gone = {each["records"] for each in before["by_list"]} - {each["records"] for each in found["by_list"]}
    assert len(found["by_list"]) == 2 and before["records"] - found["records"] in gone
    assert linked("link").code == 0 and linked.json("link persons")[0]["records"] == found["records"]
    assert linked("estimate --vault --quick").code == 30


def test_persons_says_what_is_not_counted_and_what_fell_apart(linked: Shell) -> None:
    (linked.folder / "nobody.csv").write_text(HEADER + "N-1,unknown,,Lower Ford,detention,2024-04\n")
    linked("table import nobody.csv --list three")
    linked("link")
    (before,) = linked.json("link persons")
    assert before["nobody"] == 1 and before["fallen_apart"] == 0
    assert "1 rows name nobody" in linked("link persons").err
    group = next(each for each in before["individuals"] if len(each["records"]) > 1)

    linked(f"erase {group['records'][0]} --yes --because asked")

    assert linked.json("link persons")[0]["fallen_apart"] > 0
    assert "count apart (habeas link)" in linked("link persons").err
    linked("link")
    assert linked.json("link persons")[0]["fallen_apart"] == 0


def test_persons_before_any_run_gives_no_number(vault: Shell) -> None:
    _write_lists(vault.folder)
    vault("table import one.csv --list one")

    said = vault("link persons")

    assert "not known before" in said.out and "90 %" not in said.out and "count" in said.err


def test_persons_by_place_tells_places_of_one_name_apart(linked: Shell) -> None:
    shown = linked("link persons --by place").out.split("place\n")[1].split("\n\n")[0].splitlines()
    (found,) = linked.json("link persons --by place")

    assert len(shown) == len({line.split(maxsplit=1)[1] for line in shown}) == len(found["strata"])


def test_estimate_a_list_that_is_not_there_is_refused_without_its_name(linked: Shell) -> None:
    said = linked("estimate --vault --lists one,Nowhere")

    assert said.code == 2 and "1 of the 2" in said.err and "Nowhere" not in said.err


@pytest.mark.parametrize("side", [0, 1])
def test_erase_either_record_takes_the_reasons_of_its_judgements(linked: Shell, side: int) -> None:
    individuals = linked.json("link persons")[0]["individuals"]
    pair = sorted(each["records"][0] for each in individuals[:2])
    linked(f"link judge {pair[0]} {pair[1]} same --because 'Xyloquartz said so'")
    linked(f"link undo {pair[0]} {pair[1]} --because 'Xyloquartz erred'")
    linked(f"link judge {pair[0]} {pair[1]} not-same --because 'Xyloquartz again'")

    said = linked(f"erase {pair[side]} --yes --because asked")

    assert "4 items" in said.err or "3 items" in said.out + said.err
    assert linked.json("link judgements") == []
    assert linked("link").code == 0 and linked("audit --deep").code == 0
    assert linked.json("rebuild")[0]["equal"]
    assert linked.json("link judgements") == []


def test_link_new_only_adds_an_import_that_came_later(linked: Shell) -> None:
    before = {each["id"] for each in linked.json("link persons")[0]["individuals"]}
    (linked.folder / "more.csv").write_text(HEADER + 'Z-1,"Zelim Nowhere",1971,"Far Away",detention,2024-04\n')
    linked("table import more.csv --list two")
    assert "1 records came after the last run" in linked("link persons").err

    (done,) = linked.json("link --new-only")

    assert (done["mode"], done["new"], done["changed"]) == ("new", 1, 1)
    after = {each["id"] for each in linked.json("link persons")[0]["individuals"]}
    assert before < after and len(after) == len(before) + 1


def test_link_disk_full_leaves_the_run_before(linked: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    before = linked.json("link persons")
    append = Ledger.append

    def full(ledger: Ledger, entries: object) -> object:
        raise StorageFailed("the disk is full")

    monkeypatch.setattr(Ledger, "append", full)
    assert linked("link --budget 3").code == 1
    monkeypatch.setattr(Ledger, "append", append)
    assert linked.json("link persons") == before


@pytest.mark.parametrize("by", ["", "--by sex", "--by month"])
def test_estimate_from_the_vault_carries_the_doubt_of_linkage(linked: Shell, by: str) -> None:
    said = linked(f"estimate --vault --quick {by}")

    assert said.code in (0, 30), said.err
    assert "documented" in said.out and "linkage-not-carried" not in said.out


def test_analyst_counts_and_estimates_and_sees_no_name(linked: Shell) -> None:
    theirs = "another long passphrase for tests"
    added = linked("members add --role analyst --json", secrets=[*linked.secrets, theirs])
    me = f"--member {added.lines[0]['member']}"

    counted = linked(f"link persons {me}", secrets=[theirs])
    estimated = linked(f"estimate --vault --quick {me}", secrets=[theirs])
    refused = linked(f"link {me}", secrets=[theirs])

    assert counted.code == 0 and estimated.code in (0, 30)
    assert refused.code == 12 and "names room is closed" in refused.err
    said = counted.out + counted.err + estimated.out + estimated.err + refused.err
    assert "lst-" in counted.out
    for name in ("Gadzhiev", "Umarov", "Lower Ford", "one.csv"):
        assert name not in said


def test_show_an_individual_says_what_each_source_tells_and_what_holds_it_together(linked: Shell) -> None:
    whole = next(each for each in linked.json("link persons")[0]["individuals"] if len(each["records"]) > 1)
    one, other, *_ = whole["records"]
    linked(f"link judge {one} {other} same --because passport")

    (shown,) = linked.json(f"link show {whole['id']}")

    assert [record["record"] for record in shown["records"]] == whole["records"]
    assert all(record["name"] and record["list_name"] and record["claims"] for record in shown["records"])
    assert [judgement["because"] for judgement in shown["judgements"]] == ["passport"]
    text = linked(f"link show {one}").out
    assert whole["id"] in text and "judged same" in text
    assert linked("link show ind-000000000000").code == 1
    assert linked("link show clm-000000000000").code == 2


def test_events_of_the_vault_are_counted_shown_and_parted_by_a_judgement(linked: Shell) -> None:
    ran, *events = linked.json("link events")
    assert ran["claims"] == sum(len(event["claims"]) for event in events)
    several = next(event for event in events if len(event["claims"]) > 1)
    one, other, *_ = several["claims"]

    assert linked(f"link judge {one} {other} not-same --because 'two arrests'").code == 0

    after = linked.json("link events --show")
    assert not any({one, other} <= set(event["claims"]) for event in after)
    again = linked.json("link events")[1:]
    kept = {event["event"]: event["claims"] for event in after}
    assert {event["event"]: event["claims"] for event in again} == kept
    assert linked.json("rebuild")[0]["equal"]
    assert "events" in linked("link events --show").out


def test_events_of_an_empty_vault_are_refused(vault: Shell) -> None:
    assert vault("link events").code == 2


def test_link_lists_without_duplicates_hold_nobody_twice(linked: Shell) -> None:
    said = linked("link --no-duplicates one,two")

    assert said.code == 0
    individuals = linked.json("link persons")[0]["individuals"]
    shown = [linked.json(f"link show {each['id']}")[0] for each in individuals if len(each["records"]) > 2]
    for each in shown:
        own = [record["list"] for record in each["records"] if record["list_name"] in ("one", "two")]
        assert len(own) == len(set(own))
    assert linked("link --no-duplicates nowhere").code == 2
    kept = linked.json("link persons")[0]["individuals"]
    (again,) = linked.json("link")
    assert again["changed"] == 0 and linked.json("link persons")[0]["individuals"] == kept
    assert linked.json("link --no-duplicates none")[0]["individuals"] <= len(kept)
