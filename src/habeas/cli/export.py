"""export: the whole record in open formats. The rules are in publication/export.py."""

from pathlib import Path

import click

from habeas.cli.opening import Opening, as_json, opens_vault, says_yes
from habeas.cli.speaking import confirm, emit, note, say


@click.command()
@click.option("--to", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A new folder.")
@click.option("--with-names", is_flag=True, help="Names, texts, file names and reasons too; else ids and codes.")
@click.option(
    "--consent",
    type=click.IntRange(2, 6),
    default=2,
    show_default=True,
    help="Only sources whose consent reaches this step.",
)
@says_yes
@as_json
@opens_vault
def export(opening: Opening, to: Path, with_names: bool, consent: int, yes: bool, json_: bool) -> None:
    """Write the whole record to a new folder: JSON lines, CSV and FollowTheMoney, with the ids of the vault.

    Everything is in it, proposed and rejected too, with its history; record.jsonl loses nothing. Sources whose consent
    was refused or that are kept sealed (0 and 1) are left out with all they bear out, and counted. What is for others
    is a release: an export is blacked out nowhere, and proves nothing.
    """
    from habeas.publication.export import export as make
    from habeas.vault.clock import now
    from habeas.vault.model import Consent

    with opening.workspace() as workspace:
        what = "The whole record, with names and texts," if with_names else "The whole record, without names,"
        confirm(f"{what} will be written to a folder in clear. The journal keeps that you did.", yes=yes)
        done = make(workspace.ledger, to, now(), names=with_names, consent=Consent(consent))
    if json_:
        emit({"files": done.files, "sources": len(done.sources), "items": done.items, "withheld": done.withheld})
        return
    say(f"{len(done.sources)} sources and {done.items} items written, in {len(done.files)} files")
    if done.withheld:
        say(f"{done.withheld} sources left out with all they bear out: their consent does not reach {consent}")
    note("habeas: this folder lies in clear, and is not sealed; delete it when it has done its work")
