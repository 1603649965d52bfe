"""The page of fields, from the table of fields: `python -m habeas.cli.fields_page > docs/reference/fields.md`."""

import sys
from collections.abc import Iterator

from habeas.claims.fields import FIELDS, Field, Shown, Sort, editable
from habeas.claims.model import Kind
from habeas.custody.model import Room

HEAD = """# Fields of a claim, call, statement, person, group and place

Made from `src/habeas/claims/fields.py` by `python -m habeas.cli.fields_page`; a test compares the two.

A field is written down there once. What an edit can say, what a release can show, who stands in which role, what counts
as an offset is derived from its row. A value that no row describes is never released. `edit`: what to type after
`--set` (`habeas review --edit ID --set FIELD=VALUE`; nothing after `=` takes the value away). `release`: always; where
nothing is blacked out (offsets give the length of what is under a bar); where the item is shown by its name; never.
"""


def page() -> str:
    """The whole page, ending with a line feed."""
    parts = [HEAD]
    for kind in Kind:
        parts.append(f"## {kind.value}\n\n| field | sort | room | edit | release | means |\n|{'---|' * 6}")
        paths = {id(row): path for path, row in editable(kind).items()}
        parts.append("\n".join(_rows(FIELDS[kind], "", paths)) + "\n")
    return "\n".join(parts)


def _rows(rows: tuple[Field, ...], within: str, paths: dict[int, str]) -> Iterator[str]:
    for row in rows:
        name = f"{within}{row.name}"
        sort = f"list `{row.listed}`" if row.listed else row.sort.value
        sort = f"several: {sort}" if row.many and row.sort is not Sort.OFFSETS else sort
        typed = f"`{paths[id(row)]}`" if id(row) in paths else ""
        yield f"| `{name}` | {sort} | {row.room.value} | {typed} | {_shown(row)} | {row.means} |"
        yield from _rows(row.parts, f"{name}.", paths)


def _shown(row: Field) -> str:
    return "by the rules for names" if row.room is Room.NAMES and row.shown is Shown.NEVER else row.shown.value


if __name__ == "__main__":
    sys.stdout.write(page())
