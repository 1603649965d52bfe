"""original, text: what a source holds, out of the vault again. The rules are in vault/take_out.py."""

import hashlib
import sys
from pathlib import Path

import click

from habeas.cli.opening import Opening, as_json, identifier, opens_vault
from habeas.cli.speaking import emit, note, say

_TO = click.Path(path_type=Path)
IN_CLEAR = "habeas: this file lies in clear, and is not sealed; delete it when it has done its work"


@click.command()
@click.argument("source", metavar="ID")
@click.option("--to", type=_TO, required=True, metavar="FILE", help="A new file, outside the vault.")
@as_json
@opens_vault
def original(opening: Opening, source: str, to: Path, json_: bool) -> None:
    """Write the bytes of a source to a new file, as they were admitted: compared with the journal as they come.

    Consent is compared first: what was refused goes to nobody, what is kept sealed only to whoever took it in. The
    journal keeps who took it out, and when.
    """
    from habeas.vault.take_out import take_out_original

    wanted = identifier(source, "source")
    with opening.workspace() as workspace:
        sha256 = workspace.source(wanted).sha256
        size = take_out_original(workspace.ledger, wanted, to)
    emit({"id": wanted, "size": size, "sha256": sha256}) if json_ else say(f"{wanted}  {size} bytes, SHA-256 {sha256}")
    note(IN_CLEAR)


@click.command()
@click.argument("source", metavar="ID")
@click.option("--to", type=_TO, metavar="FILE", help="A new file, outside the vault; else it is shown here.")
@as_json
@opens_vault
def text(opening: Opening, source: str, to: Path | None, json_: bool) -> None:
    """Show the text of a source, which every offset points into, or write it to a new file (UTF-8).

    Consent is compared first, as for `habeas original`, and the journal keeps that it was taken out.
    """
    from habeas.vault.take_out import take_out_text

    wanted = identifier(source, "source")
    with opening.workspace() as workspace:
        found = take_out_text(workspace.ledger, wanted, to)
    sha256 = hashlib.sha256(found.encode()).hexdigest()
    if json_:
        emit({"id": wanted, "length": len(found), "sha256": sha256} | ({} if to else {"text": found}))
    elif to is not None:
        say(f"{wanted}  {len(found)} characters, SHA-256 {sha256}")
    else:
        _print(found)
    if to is not None:
        note(IN_CLEAR)


def _print(found: str) -> None:
    """On a terminal without what could move its cursor; elsewhere as it is, character by character."""
    if sys.stdout.isatty():
        for line in found.split("\n"):
            say(line)
        return
    sys.stdout.buffer.write(found.encode())
    sys.stdout.buffer.flush()
