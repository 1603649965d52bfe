"""A report goes in, a dossier that proves itself comes out, a correction follows: all real, by the command line."""

import json
import shutil
import subprocess
import sys

from habeas.settings import device_folder
from tests.cli.command_line import PASSPHRASE, Shell
from tests.flow.conftest import REPORT


def test_what_the_report_says_is_in_the_record_with_its_words_in_place(released: Shell) -> None:
    texts = {line["id"]: (released.folder / line["name"]).read_text() for line in released.json("list sources")}
    claims = released.json("list claims")
    assert {"abduction", "arrest"} <= {claim["act"]["type"] for claim in claims}
    for claim in claims:
        for span in [*claim["evidence"], claim["act"]["cue"]]:
            assert texts[claim["source"]][span["start"] : span["end"]] == span["text"]
    abduction = next(claim for claim in claims if claim["act"]["type"] == "abduction")
    assert abduction["attribution"]["name"] == "Lantern Committee"
    assert abduction["time"]["edtf"] == "2024-03-04"
    assert abduction["status"] == "accepted"


def test_the_release_verifies_with_its_own_verifier_and_with_ours(released: Shell) -> None:
    out = released.folder / "out"
    said = released("verify out --json")
    assert said.code == 22 and said.lines[0]["ok"]
    command = [sys.executable, "-I", "-S", str(out / "verify.py"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env={}, timeout=120)
    assert done.returncode == 22 and json.loads(done.stdout)["ok"]


def test_no_name_of_a_person_is_in_any_byte_of_the_release(released: Shell) -> None:
    people = [line["name"] for line in released.json("list people")]
    assert "Ilya Morozan" in people
    for path in (released.folder / "out").rglob("*"):
        if path.is_file():
            content = path.read_bytes().decode("utf-8", "ignore")
            assert "Morozan" not in content and "Галиев" not in content, path.name


def test_a_changed_byte_in_any_file_fails_both_verifiers(released: Shell) -> None:
    for path in sorted((released.folder / "out").rglob("*")):
        if not path.is_file() or path.name == "verify.py":
            continue
        spoilt = released.folder / "spoilt"
        shutil.copytree(released.folder / "out", spoilt)
        changed = spoilt / path.relative_to(released.folder / "out")
        content = bytearray(changed.read_bytes())
        content[len(content) // 2] ^= 1
        changed.write_bytes(content)
        said = released("verify spoilt")
        assert said.code == 21, path.name
        command = [sys.executable, "-I", "-S", str(released.folder / "out" / "verify.py"), str(spoilt)]
        assert subprocess.run(command, capture_output=True, env={}, timeout=120).returncode != 0, path.name
        shutil.rmtree(spoilt)


def test_a_correction_is_a_new_release_and_the_old_one_still_verifies(released: Shell) -> None:
    abduction = next(c for c in released.json("list claims") if c["act"]["type"] == "abduction")
    released.json(
        "review --edit", abduction["id"], "--set", "act.type=enforced_disappearance", "--because", "denied since"
    )
    released.json("release --to corrected --redact names --yes --title Velna")
    assert released("verify out").code == 22
    assert released("verify corrected").code == 22
    bundle = (released.folder / "corrected" / "bundle.json").read_text()
    assert "enforced_disappearance" in bundle
    history = released.json("show", abduction["id"])[0]["history"]
    assert [step["verb"] for step in history] == ["proposed", "accepted", "edited"]


def test_after_a_withdrawal_nothing_goes_out_and_the_source_can_be_erased(released: Shell) -> None:
    first, second = (line["id"] for line in released.json("list sources"))
    (past,) = released.json("releases list", "--source", first)
    told = released.json("consent", first, "0", "--because", "withdrawn by telephone")[0]
    assert [one["release"] for one in told["released"]] == [past["id"]], "whoever holds it is to be told"
    assert past["id"] in released("releases show", past["id"]).out
    assert released("releases compare", past["id"], past["id"]).code == 0
    said = released("release --to again --only", first, "--yes")
    assert said.code == 30
    assert not (released.folder / "again").exists()
    erased = released.json("erase", first, "--because", "withdrawn by telephone", "--yes")[0]
    assert first in erased["items"]
    assert {claim["source"] for claim in released.json("list claims")} <= {second}
    assert released("verify out").code == 22
    assert released("audit --deep").code == 0
    rebuilt = released.json("rebuild")[0]
    assert rebuilt["equal"]
    for path in (released.folder / "vault").rglob("*"):
        if path.is_file():
            assert b"Morozan" not in path.read_bytes(), path.name


def test_no_plaintext_word_lies_in_any_file_of_the_vault_or_the_device(released: Shell) -> None:
    words = [b"Morozan", "Галиев".encode(), b"Lantern", b"report.txt", b"abduction", PASSPHRASE.encode()]
    places = [released.folder / "vault", released.folder.parent / "home"]
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        content = path.read_bytes()
        assert not [word for word in words if word in content], path.name


def test_rebuilding_gives_the_same_answers_line_by_line(released: Shell) -> None:
    asked = [
        "list sources",
        "list claims",
        "list calls",
        "list people",
        "list groups",
        "list places",
        "search sarkamen",
    ]
    before = [released(f"{command} --json").out for command in asked]
    (cache,) = device_folder("").rglob("cache")
    shutil.rmtree(cache)
    assert [released(f"{command} --json").out for command in asked] == before
    assert released.json("rebuild")[0]["equal"]


def test_proposing_without_a_vault_is_pure_and_the_same(released: Shell) -> None:
    before = released("list claims").out
    found = [released.json("propose report.txt --no-vault --published 2024-03-10")[0] for _ in range(2)]
    assert found[0] == found[1]
    assert found[0]["format"] == "hr-claim-gold/0.1"
    for claim in found[0]["claims"]:
        for span in claim["evidence"]:
            assert REPORT[span["start"] : span["end"]] == span["text"]
    assert released("list claims").out == before
