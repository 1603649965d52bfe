"""Testimony and names need not stand in the list of processes: `-` asks for them, everywhere in one way."""

import click
import pytest
from click.testing import CliRunner

from habeas.cli.in_words import LONGEST_LINE, InWords
from habeas.cli.main import COMMANDS, habeas
from habeas.errors import UsageProblem
from tests.cli.command_line import Shell

CARRY = {"origin", "publisher", "because", "title", "meaning", "list_name", "set_", "labels", "words", "redact"}
CARRY |= {"quote", "recipient", "why"}


def commands(group: click.Group, path: str = "") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        found += (
            commands(command, f"{path} {name}") if isinstance(command, click.Group) else [(f"{path} {name}", command)]
        )
    return found


def test_every_option_that_carries_words_takes_them_from_elsewhere() -> None:
    assert COMMANDS
    carrying = [(path, one) for path, command in commands(habeas) for one in command.params if one.name in CARRY]
    assert {one.name for _, one in carrying} == CARRY
    assert not [(path, one.name) for path, one in carrying if not isinstance(one.type, InWords)]


def test_words_are_lines_of_standard_input_in_the_order_of_the_command(vault: Shell) -> None:
    (vault.folder / "a.txt").write_text("Taken from a bus near Sarn.")
    said = vault("admit a.txt --publisher - --origin -", stdin="The Sarn Courier\na colleague in Sarn\n")
    assert said.code == 0, said.err

    [source] = [line["id"] for line in vault.json("list sources")]
    [shown] = vault.json("show", source)
    assert (shown["publisher"], shown["origin"]) == ("The Sarn Courier", "a colleague in Sarn")
    assert (
        len([line for line in vault("search --json -", stdin='"near Sarn"\n').lines if line["what"] == "passage"]) == 1
    )


def test_words_promised_and_not_there_are_refused_and_nothing_is_done(vault: Shell) -> None:
    (vault.folder / "a.txt").write_text("Taken.")
    said = vault("admit a.txt --origin -")
    assert said.code == 2 and "standard input ended" in said.err
    assert not vault.json("list sources")


@click.command()
@click.option("--set", "set_", type=InWords(assigns=True), multiple=True)
@click.option("--because", type=InWords(), default="")
def probe(set_: tuple[str, ...], because: str) -> None:
    click.echo(repr((set_, because)))


def test_assigned_words_keep_their_field_and_other_dashes_are_words() -> None:
    given = ["--set", "place=-", "--set", "who=-x", "--because", "--", "--set", "note=a=-"]
    done = CliRunner().invoke(probe, given, input="Sarn\n", catch_exceptions=False)
    assert done.output.strip() == "(('place=Sarn', 'who=-x', 'note=a=-'), '--')"


def test_line_beyond_the_limit_is_refused() -> None:
    with pytest.raises(UsageProblem, match="longer"):
        CliRunner().invoke(probe, ["--because", "-"], input="x" * (LONGEST_LINE + 1), catch_exceptions=False)
