"""source edit, source history: what is said of sources, corrected."""

from pathlib import Path

import click

from habeas.cli.in_words import IN_WORDS
from habeas.cli.opening import Opening, as_json, identifier, opens_vault
from habeas.cli.speaking import emit, say
from habeas.errors import UsageProblem
from habeas.vault.model import SourceKind


@click.group()
def source() -> None:
    """Correct what is said of sources, and see what was said before."""


@source.command("edit")
@click.argument("item", metavar="[SOURCE]", required=False)
@click.option("--publisher", type=IN_WORDS, default="", metavar="TEXT", help="Who published it.")
@click.option("--published", default="", metavar="DATE", help="As given: 2017-04-20, 2017-04, 2017 or other words.")
@click.option("--language", default="", metavar="CODE", help="Language of the text: en, ru ...")
@click.option("--origin", type=IN_WORDS, default="", metavar="TEXT", help="Where it came from, in words.")
@click.option("--reliability", type=click.Choice(list("ABCDEF")), help="A reliable ... F cannot be judged.")
@click.option("--kind", type=click.Choice([kind.value for kind in SourceKind]))
@click.option(
    "--table",
    "table_",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Many at once: a CSV or sheet with a column source (id or SHA-256) and columns of these names.",
)
@click.option("--because", type=IN_WORDS, required=True, metavar="TEXT", help="How it is known. Kept with the names.")
@as_json
@opens_vault
def edit(
    opening: Opening,
    item: str | None,
    publisher: str,
    published: str,
    language: str,
    origin: str,
    reliability: str | None,
    kind: str | None,
    table_: Path | None,
    because: str,
    json_: bool,
) -> None:
    """Say something of a source anew: a new entry beside the old one, which stays in the journal.

    Consent has a command of its own. With --table all rows are taken, or none.
    """
    from habeas.vault.edit import Correction, from_table
    from habeas.vault.edit import edit as edit_sources

    fields = {
        "publisher": publisher,
        "published": published,
        "language": language,
        "origin": origin,
        "reliability": reliability or "",
        "kind": kind or "",
    }
    said = {name: value for name, value in fields.items() if value}
    if (item is None) == (table_ is None) or (table_ is not None and said):
        raise UsageProblem("say one source and what is corrected, or --table FILE", hint="habeas source edit --help")
    with opening.workspace() as workspace:
        if table_ is None:
            corrections = [Correction(identifier(str(item), "source"), said)] if said else []
        else:
            labels, rows = _rows(table_)
            corrections = from_table(workspace.ledger, labels, rows)
        entries = edit_sources(workspace.ledger, corrections, because)
    for entry in entries:
        emit({"id": entry.item, "entry": entry.id}) if json_ else say(f"{entry.item} is corrected; entry {entry.id}")


def _rows(path: Path) -> tuple[list[str], list[tuple[int, tuple[str, ...]]]]:
    """The header and the rows of a table, read confined like every table."""
    from habeas.errors import BadInput
    from habeas.reading.tables import read_file

    rows = next((sheet.rows for sheet in read_file(path).sheets.sheets if sheet.rows), None)
    if rows is None:
        raise BadInput("the table has no rows")
    return list(rows[0]), list(enumerate(rows[1:], 2))


@source.command("history")
@click.argument("item", metavar="SOURCE")
@as_json
@opens_vault
def history(opening: Opening, item: str, json_: bool) -> None:
    """What was said of a source after it was admitted, the oldest first: by whom, when and why."""
    from habeas.vault import readings

    wanted = identifier(item, "source")
    with opening.workspace() as workspace:
        workspace.source(wanted)
        edits = list(readings.edits(workspace.ledger.record, workspace.ledger.names, wanted))
    for one in edits:
        if json_:
            emit({"id": item, "entry": one.entry, "at": one.at, "member": one.member, "said": dict(one.said)})
        else:
            words = "; ".join(f"{name}: {value}" for name, value in one.said.items())
            say(f"{one.at}  {one.member}  {words}")
    if not edits and not json_:
        say("nothing was said of it since it was admitted")
