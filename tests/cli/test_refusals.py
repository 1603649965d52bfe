"""Every exit code, what its error says, and what it never says."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from habeas import errors
from habeas.cli import main
from habeas.errors import HabeasError
from tests.cli.command_line import PASSPHRASE, Shell

PROGRAM = f"{sys.executable} -c 'from habeas.cli.main import main; main()'"
SECRETS = ("Zarkhova", "Мирнявин", "بهرامیان", "Brunkelheim")
"""Words that stand in file names, origins and texts of these tests, and may be in no error."""


def secret_free(text: str) -> bool:
    return not [word for word in SECRETS if word.casefold() in text.casefold()]


def journal_bytes(vault: Shell) -> bytes:
    """Everything that was ever written down."""
    return b"".join(path.read_bytes() for path in sorted((vault.folder / "vault" / "journal").rglob("*.seg")))


def test_no_vault_is_told_before_a_passphrase_is_asked(shell: Shell) -> None:
    said = shell("list sources", secrets=())
    assert (said.code, said.out) == (10, "")
    assert said.err.startswith("habeas: error: there is no vault here")
    assert "habeas: hint:" in said.err


def test_a_wrong_or_empty_passphrase_exits_12(vault: Shell) -> None:
    for secrets in ((PASSPHRASE + "!",), ("",), ()):
        said = vault("list sources", secrets=secrets)
        assert (said.code, said.out) == (12, "")


def test_an_empty_new_passphrase_is_refused(shell: Shell) -> None:
    said = shell("init vault", secrets=("",))
    assert said.code == 2
    assert not (shell.folder / "vault" / "vault.json").exists()


def test_a_vault_that_another_process_holds_exits_11(vault: Shell) -> None:
    hold = (
        "import fcntl, sys, time; f = open(sys.argv[1], 'r+'); fcntl.flock(f, fcntl.LOCK_EX);"
        " print(1, flush=True); time.sleep(60)"
    )
    lock = str(vault.folder / "vault" / "lock")
    holder = subprocess.Popen([sys.executable, "-c", hold, lock], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None and holder.stdout.readline()
        said = vault("list sources")
        assert (said.code, said.out) == (11, "")
    finally:
        holder.kill()
        holder.wait()


@pytest.mark.parametrize(
    "command",
    [
        "nonsense",
        "list nonsense",
        "admit",
        "admit x --origin o --consent 9",
        "propose --published 2017-04-20",
        "propose one two --no-vault",
        "review --merge clm-000000000000",
        "review --accept nonsense",
        "review --edit clm-000000000000",
        "erase clm-000000000000",
        "show nonsense",
        "words add act_types Torture! --label en=x",
        "words add act_types torture --label en=x",
        "words add modalities certain --label en=x",
        "words list nonsense",
        "search -- -only",
    ],
)
def test_wrong_usage_exits_2_and_changes_nothing(vault: Shell, command: str) -> None:
    before = journal_bytes(vault)
    said = vault(command)
    assert (said.code, said.out) == (2, ""), said
    assert said.err.startswith("habeas: error: ")
    assert journal_bytes(vault) == before


def test_a_file_that_cannot_be_admitted_leaves_the_others_safe_and_exits_3(vault: Shell) -> None:
    (vault.folder / "good.txt").write_text("Nothing happened in Brunkelheim.")
    said = vault("admit good.txt missing-Zarkhova.txt --origin test --json")
    assert said.code == 3
    assert [line["status"] for line in said.lines] == ["read", "refused"]
    assert secret_free(said.err)


def test_a_changed_byte_of_the_journal_exits_20_and_names_the_object(vault: Shell) -> None:
    (vault.folder / "a.txt").write_text("A text about Brunkelheim.")
    vault.json("admit a.txt --origin test")
    (segment,) = (vault.folder / "vault" / "journal").rglob("*.seg")
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    segment.write_bytes(content)
    said = vault("audit --json")
    assert said.code == 20 and secret_free(said.err)
    (line,) = said.lines
    assert not line["ok"] and [check for check in line["checks"] if not check["ok"] and check["id"]]
    assert vault("show src-000000000000").code in (1, 20)


def test_an_unknown_item_exits_1(vault: Shell) -> None:
    for command in (
        "show clm-000000000000",
        "show src-000000000000",
        "review --accept clm-000000000000",
        "erase src-000000000000 --because x --yes",
    ):
        assert vault(command).code == 1, command


def test_what_destroys_wants_a_typed_yes_where_nobody_can_type(vault: Shell) -> None:
    (vault.folder / "a.txt").write_text("A text.")
    (source,) = (line["id"] for line in vault.json("admit a.txt --origin test"))
    said = vault(f"erase {source} --because asked")
    assert said.code == 2 and "--yes" in said.err
    assert vault(f"show {source}").code == 0


ALL_WRONG = """
propose
show Zarkhova
list Zarkhova
list claims --source Zarkhova
list claims --member Zarkhova
search --limit Zarkhova x
review --edit clm-000000000000 --set Zarkhova=x
review --accept Zarkhova
words add Zarkhova x --label en=y
words add act_types x --label Zarkhova
words list Zarkhova
propose Zarkhova.pdf --no-vault
propose Zarkhova
admit x --origin o --published Zarkhova --consent Zarkhova
members remove Zarkhova --yes
members add --public Zarkhova
consent Zarkhova 3 --because x
erase Zarkhova --because Zarkhova
init 'case Zarkhova'
recovery split --shares Zarkhova
release --to 'case Zarkhova' --yes
release --to Zarkhova/out --redact Zarkhova --yes
release --to out --redact Zarkhova:rules --yes
verify Zarkhova
verify 'case Zarkhova'
stamp Zarkhova
Zarkhova
--Zarkhova
admit --Zarkhova
""".strip().splitlines()


def test_errors_hold_no_name_place_file_name_or_testimony(vault: Shell) -> None:
    """The property: whatever goes wrong with material that has names in it, stderr has none of them."""
    folder = vault.folder / "case Zarkhova"
    folder.mkdir()
    text = "According to Мирнявин, بهرامیان was beaten in Brunkelheim."
    files = {
        "Zarkhova.txt": text.encode(),
        "Мирнявин.pdf": b"%PDF-1.4 " + text.encode(),
        "بهرامیان.docx": b"PK\x03\x04" + text.encode(),
        "Brunkelheim.eml": b"Subject: " + b"\xff" * 40,
        "Zarkhova.html": b"<p>" * 20_000 + text.encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "Zarkhova link").symlink_to(folder / "Zarkhova.txt")
    said = vault("admit", folder, folder / "Brunkelheim missing.txt", "--origin", "from Zarkhova")
    assert said.code == 3 and secret_free(said.err)
    for command in ALL_WRONG:
        said = vault(command)
        assert said.code != 0 or command == "propose", command
        assert secret_free(said.err), command


def test_a_defect_is_told_by_class_and_line_never_by_its_text(vault: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from habeas.claims import look_up

    def broken(*_: object, **__: object) -> None:
        raise KeyError("Zarkhova")

    monkeypatch.setattr(look_up, "items", broken)
    said = vault("list claims")
    assert said.code == 1
    assert "KeyError" in said.err and secret_free(said.err)


def test_interruption_exits_130(vault: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from habeas.claims import look_up

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(look_up, "items", interrupted)
    assert vault("list claims").code == 130


def test_a_reader_that_goes_away_is_no_error(vault: Shell) -> None:
    (vault.folder / "many").mkdir()
    for number in range(200):
        (vault.folder / "many" / f"{number}.txt").write_text(f"text {number}")
    assert vault("admit many --origin test").code == 0
    secret = vault.folder / "secret"
    secret.write_text(PASSPHRASE + "\n")
    command = f"{PROGRAM} list sources --passphrase-fd 3 3<{secret} | head -1"
    said = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120)
    assert said.stdout.startswith("src-")
    assert said.stderr == ""


def test_kill_9_in_a_review_keeps_what_was_acknowledged(vault: Shell) -> None:
    text = "Police beat three men on 4 May 2021. Soldiers arrested a woman. Police tortured a student.\n"
    (vault.folder / "a.txt").write_text(text)
    vault.json("admit a.txt --origin test --language en")
    vault.json("propose")
    assert len(vault.json("list claims")) >= 3
    secret = vault.folder / "secret"
    secret.write_text(PASSPHRASE + "\n")
    command = f"exec {PROGRAM} review --json --passphrase-fd 3 3<{secret}"
    process = subprocess.Popen(["bash", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write("a\na\n")
    process.stdin.flush()
    acknowledged = _until(process, '"did"', 2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(acknowledged) == 2
    accepted = [line for line in vault.json("list claims") if line["status"] == "accepted"]
    assert len(accepted) == 2
    assert vault("audit").code == 0
    assert vault("review", stdin="q\n").code == 0


def _until(process: "subprocess.Popen[str]", wanted: str, count: int) -> list[str]:
    assert process.stdout is not None
    found: list[str] = []
    deadline = time.monotonic() + 60
    while len(found) < count and time.monotonic() < deadline:
        line = process.stdout.readline()
        if not line:
            break
        if wanted in line:
            found.append(line)
    return found


def test_the_table_of_exit_codes_is_the_tree_of_errors() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "exit-codes.md").read_text()
    told = {name: int(code) for code, name in re.findall(r"^\| (\d+) \|.*\| `(\w+)` \|$", page, re.MULTILINE)}
    kinds = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type)}
    tree = {name: kind.exit_code for name, kind in kinds.items() if issubclass(kind, HabeasError)}
    assert told == tree | {"KeyboardInterrupt": main.INTERRUPTED, "BrokenPipeError": main.BROKEN_PIPE}
    drawn = dict(re.findall(r"(\w+) +(\d+) ", errors.__doc__ or ""))
    assert {name: int(code) for name, code in drawn.items()} == tree
