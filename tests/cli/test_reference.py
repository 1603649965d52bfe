"""What the documents say of the commands is what the commands do."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from habeas.cli import fields_page, word_lists_page
from habeas.cli.main import COMMANDS, habeas, is_installed
from habeas.cli.reference import page
from tests.cli.command_line import Shell

DOCS = Path(__file__).parents[2] / "docs"


def test_reference_of_commands_is_what_the_commands_say() -> None:
    assert (DOCS / "reference" / "commands.md").read_text() == page(), (
        "python -m habeas.cli.reference > docs/reference/commands.md"
    )


def test_page_of_word_lists_is_what_the_lists_say() -> None:
    made = word_lists_page.page()
    assert (DOCS / "reference" / "word-lists.md").read_text() == made, "python -m habeas.cli.word_lists_page > ..."


def test_page_of_fields_is_what_the_table_says() -> None:
    made = fields_page.page()
    assert (DOCS / "reference" / "fields.md").read_text() == made, "python -m habeas.cli.fields_page > ..."


def commands(group: click.Group, context: click.Context) -> list[tuple[str, click.Command]]:
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((name, command))
        if isinstance(command, click.Group):
            found += commands(command, click.Context(command, info_name=name, parent=context))
    return found


def test_no_option_takes_a_secret_and_every_command_has_help() -> None:
    for name, command in commands(habeas, click.Context(habeas)):
        assert command.help, name
        for parameter in command.params:
            assert not {"--passphrase", "--password", "--secret", "--share", "--code"} & set(parameter.opts), name
            assert parameter.envvar in (None, "HABEAS_VAULT"), name


def test_every_command_that_opens_a_vault_takes_its_passphrase_from_a_descriptor() -> None:
    for name, command in commands(habeas, click.Context(habeas)):
        options = {option for parameter in command.params for option in parameter.opts}
        if "--vault" in options and name not in ("estimate", "link"):
            assert "--passphrase-fd" in options, name


def test_every_installed_command_has_a_module_and_a_line_in_the_readme_of_json() -> None:
    told = (DOCS / "reference" / "json.md").read_text()
    for name, place in COMMANDS.items():
        if is_installed(place) and name not in (
            "demo",
            "words",
            "members",
            "recovery",
            "stamp",
            "link",
            "table",
            "estimate",
        ):
            assert f"`{name}" in told, name


@pytest.mark.parametrize("heavy", ["spacy", "sqlcipher3", "rich", "numpy", "typst", "nacl", "habeas.workspace.open"])
def test_help_imports_nothing_heavy(heavy: str) -> None:
    code = f"import sys; from habeas.cli.main import run; run(['--help']); sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_help_lists_each_command_in_eighty_columns(shell: Shell) -> None:
    said = shell("--help")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 80
    assert [name for name, place in COMMANDS.items() if is_installed(place) and f"  {name} " not in said.out] == []
