"""The review on a real terminal: keys without Enter, 80 columns, Ctrl-C."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time

import pytest

from habeas.cli.item_screen import marked, wrapped
from habeas.cli.speaking import MARK, STACKED, WIDTH, cut, left_to_right, safe, width_of
from tests.cli.command_line import PASSPHRASE, Shell

TEXT = """According to the Lantern Committee, Ilya Morozan was abducted by soldiers in Sarkamen on 4 March 2024.

Police beat three lawyers in Velna on 5 March 2024, the Lantern Committee said.
"""
STYLES = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """A program on a pseudo-terminal of 80 columns."""

    def __init__(self, shell: Shell, command: str) -> None:
        secret = shell.folder / "secret"
        secret.write_text(PASSPHRASE + "\n")
        line = f"stty cols 80; exec {sys.executable} -c 'from habeas.cli.main import main; main()' {command} 3<{secret}"
        self.ours, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "xterm"}
        self.process = subprocess.Popen(
            ["bash", "-c", line], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
        )
        os.close(theirs)
        self.shown = ""

    def until(self, wanted: str, seconds: float = 60) -> str:
        """What was shown since the last call, up to and with `wanted`."""
        deadline = time.monotonic() + seconds
        while wanted not in self.shown and time.monotonic() < deadline:
            if select.select([self.ours], [], [], 0.2)[0]:
                try:
                    self.shown += os.read(self.ours, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        assert wanted in self.shown, self.shown
        before, _, self.shown = self.shown.partition(wanted)
        return before + wanted

    def key(self, keys: str) -> None:
        """Types, once the program listens: what is typed before it asks is thrown away.

        It listens for a key when the terminal gives single letters, however long a busy machine takes to get there.
        """
        deadline = time.monotonic() + 60
        while len(keys) == 1 and termios.tcgetattr(self.ours)[3] & termios.ICANON and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.5)
        os.write(self.ours, keys.encode())

    def end(self) -> int:
        code = self.process.wait(timeout=60)
        os.close(self.ours)
        return code


@pytest.fixture
def proposed(vault: Shell) -> Shell:
    (vault.folder / "a.txt").write_text(TEXT)
    vault.json("admit a.txt --origin test --published 2024-03-10")
    vault.json("propose")
    return vault


def test_one_key_decides_and_the_next_proposal_comes(proposed: Shell) -> None:
    screen = Terminal(proposed, "review --passphrase-fd 3")
    first = screen.until("? help")
    assert "\x1b[" in first and "abducted" in first
    plain = STYLES.sub("", first)
    assert all(width_of(line.rstrip("\r")) <= WIDTH for line in plain.split("\n"))
    screen.key("a")
    screen.until("accepted.")
    screen.until("? help")
    screen.key("r")
    screen.until("why: ")
    screen.key("a rumour\n")
    screen.until("rejected.")
    screen.until("? help")
    screen.key("q")
    screen.until("2 decided")
    assert screen.end() == 0
    assert sorted(line["status"] for line in proposed.json("list claims"))[0] == "accepted"


def test_ctrl_c_ends_with_130_and_keeps_what_was_decided(proposed: Shell) -> None:
    screen = Terminal(proposed, "review --passphrase-fd 3")
    screen.until("? help")
    screen.key("a")
    screen.until("accepted.")
    screen.until("? help")
    screen.key("\x03")
    screen.until("interrupted")
    assert screen.end() == 130
    assert [line["status"] for line in proposed.json("list claims")].count("accepted") == 1
    assert proposed("audit").code == 0


def test_a_hangup_in_a_review_loses_nothing(proposed: Shell) -> None:
    screen = Terminal(proposed, "review --passphrase-fd 3")
    screen.until("? help")
    screen.key("a")
    screen.until("accepted.")
    screen.process.send_signal(signal.SIGHUP)
    assert screen.end() != 0
    assert [line["status"] for line in proposed.json("list claims")].count("accepted") == 1


def test_a_report_cannot_move_the_cursor_or_turn_the_line() -> None:
    hostile = "a\x1b[2Jb\x07c\u202ed\u2066e\rf\ng"
    assert safe(hostile) == "a\ufffd[2Jb\ufffdc\ufffdd\ufffde f g"
    drawn = "".join(wrapped(marked(hostile, [(0, 3)]), 70, styles=False))
    assert "\x1b" not in drawn and "\u202e" not in drawn


@pytest.mark.parametrize("styles", [True, False])
def test_no_line_is_wider_than_asked_for_in_any_script(styles: bool) -> None:
    text = ("слово " * 30) + ("長い文章です" * 20) + " " + "x" * 200 + " مُحَمَّد " * 20
    cells = marked(text, [(5, 60), (200, 260)], [(10, 20)])
    lines = list(wrapped(cells, 60, styles=styles))
    assert all(width_of(STYLES.sub("", line)) <= 62 for line in lines)
    kept = "".join(STYLES.sub("", "".join(lines)).split())
    assert [letter for letter in kept if letter not in "[]*"] == [letter for letter in text if not letter.isspace()]


def test_a_cut_cell_fits_its_column() -> None:
    assert cut("長い文章です", 7) == "長い文…"
    assert width_of(cut("長い文章です", 8)) <= 8
    assert cut("short", 8) == "short"


def test_marks_piled_on_one_letter_are_cut_down() -> None:
    piled = "Zu" + "\u0301" * 9_000 + "zka" + "\u200b" * 9_000 + "!"

    assert safe(piled) == "Zu" + "\u0301" * STACKED + "zka" + "\u200b" * STACKED + "!"
    assert safe("Nguyễn Thị Ánh é́") == "Nguyễn Thị Ánh é́"


def test_cells_with_right_to_left_words_stay_in_their_order() -> None:
    cells = ["12", "يوسف", "أحمد"]

    line = left_to_right(cells, "  ")

    assert line.startswith(MARK) and line.replace(MARK, "") == "  ".join(cells)
    assert all(line[line.index(cell) + len(cell)] == MARK for cell in cells)
    assert left_to_right(["12", "Yusuf"], "  ") == "12  Yusuf"


def typed(shell: Shell, *lines: str) -> list[dict[str, object]]:
    """What a review says it did, where these lines are its standard input."""
    said = shell("review --json", stdin="".join(line + "\n" for line in lines))
    assert said.code == 0, said.err
    return [json.loads(line) for line in said.out.splitlines() if line.startswith("{")]


def test_a_field_is_chosen_by_its_name(proposed: Shell) -> None:
    (done,) = typed(proposed, "e", "modality", "suspected", "", "q")
    assert (done["did"], done["field"]) == ("edited", "modality")


@pytest.mark.parametrize(
    "lines",
    [
        ("e", "weapon", "gun", "attack", "rejected", "q"),
        ("e", "99", "a", "r", "gun"),
        ("e", "act.type", "gun", "a", "r", "attack"),
        ("e", "act.type", "gun", ".", "gun", "accept", "reject", "q"),
        ("e", "time", "last spring", "a"),
        ("attack", "accept", "rejected", "skip"),
        ("m", "gun", "a", "r", "gun"),
    ],
    ids=" ".join,
)
def test_words_left_over_by_an_edit_that_failed_decide_nothing(proposed: Shell, lines: tuple[str, ...]) -> None:
    assert typed(proposed, *lines) == []
    assert {one["status"] for one in proposed.json("list claims")} == {"proposed"}


def test_a_wrong_value_is_asked_again_and_the_right_one_is_written(proposed: Shell) -> None:
    (done,) = typed(proposed, "e", "nothing of it", "act.type", "gun", "torture", "as she told it", "q")
    assert (done["did"], done["field"]) == ("edited", "act.type")


def test_keys_typed_ahead_on_a_terminal_are_no_decisions(proposed: Shell) -> None:
    screen = Terminal(proposed, "review --passphrase-fd 3")
    os.write(screen.ours, b"aaaa\nr\ngun\n")  # before anything is shown
    screen.until("? help")
    screen.key("e")
    screen.until("none)")
    screen.key("weapon\n")
    screen.until("none of them")
    screen.key("\n")
    screen.until("? help")
    screen.key("q")
    screen.until("0 decided")
    assert screen.end() == 0


@pytest.mark.parametrize("given", ["0.5", "a-b", "0.9-0.1", "0.5-7", "nan-1"])
def test_a_confidence_that_is_no_interval_is_refused(proposed: Shell, given: str) -> None:
    assert proposed("review --confidence", given).code == 2


def test_a_review_is_narrowed_by_what_is_said_on_the_command_line(proposed: Shell) -> None:
    said = proposed("review --act no_such_act --confidence 0.1-", stdin="a\n")
    assert (said.code, "0 decided, 0 left" in said.err) == (0, True)
    assert proposed("review --list Nobody", stdin="a\n").code == 1
