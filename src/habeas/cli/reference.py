"""The reference of all commands, from the commands: `python -m habeas.cli.reference > docs/reference/commands.md`.

A test compares the page with what this prints, so help and page cannot drift apart.
"""

import sys
from collections.abc import Iterator

import click

from habeas.cli.main import COMMANDS, LazyGroup, habeas

HEAD = """# Commands

Made from the program's own help by `python -m habeas.cli.reference`; a test compares the two.
Exit codes: [exit-codes.md](exit-codes.md). What `--json` prints: [json.md](json.md).
"""


def page() -> str:
    """The whole page, ending with a line feed."""
    context = click.Context(habeas, info_name="habeas", **habeas.context_settings)
    return "\n".join([HEAD, *_sections(habeas, context)]).rstrip() + "\n"


def _sections(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        yield f"## {inner.command_path}\n"
        if isinstance(group, LazyGroup):
            yield COMMANDS[name].help + "\n"
        inner.terminal_width = 100
        yield "```\n" + command.get_help(inner).rstrip() + "\n```\n"
        if isinstance(command, click.Group):
            yield from _sections(command, inner)


if __name__ == "__main__":
    sys.stdout.write(page())
