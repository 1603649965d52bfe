"""releases: what left the vault, to whom, why, until when, and what two releases show together."""

from typing import TYPE_CHECKING

import click

from habeas.cli.opening import Opening, as_json, identifier, opens_vault
from habeas.cli.speaking import emit, say, table
from habeas.errors import NotFound

if TYPE_CHECKING:
    from habeas.publication.store import PastRelease
    from habeas.workspace.open import Workspace


@click.group()
def releases() -> None:
    """What left the vault: to whom, why, until when, and what two releases show together."""


@releases.command("list")
@click.option("--source", metavar="ID", help="Only releases that show something of this source.")
@as_json
@opens_vault
def list_(opening: Opening, source: str | None, json_: bool) -> None:
    """List all releases that were made, oldest first."""
    with opening.workspace() as workspace:
        found = [past for past in _every(workspace) if source is None or source in past.items]
    for past in found:
        if json_:
            emit(_as_json(past))
        else:
            until = f"until {past.until}" if past.until else "no day"
            table([(past.id, past.at[:10], past.recipient or "nobody named", f"{until}; {past.why}")], (16, 10, 24))


@releases.command()
@click.argument("given", metavar="ID")
@as_json
@opens_vault
def show(opening: Opening, given: str, json_: bool) -> None:
    """Show one release: who made it, who holds it, what it holds."""
    with opening.workspace() as workspace:
        past = _one(workspace, given)
    if json_:
        emit(_as_json(past))
        return
    say(f"{past.id}  {past.at}  by {past.member}  {past.title or ''}")
    say(f"given to: {past.recipient or 'nobody named'}; until: {past.until or 'not said'}")
    say(f"why: {past.why or 'not said'}")
    say(f"manifest {past.manifest}; {len(past.items)} items, {len(past.named)} of them with their name")
    for source, ranges in past.shown.items():
        say(f"{source}  {len(ranges)} stretches, {sum(high - low for low, high in ranges)} characters readable")


@releases.command()
@click.argument("first", metavar="ID")
@click.argument("second", metavar="ID")
@as_json
@opens_vault
def compare(opening: Opening, first: str, second: str, json_: bool) -> None:
    """Compare two releases: what each shows that the other does not. Who holds both has it all."""
    from habeas.publication.compare import compare as beside

    with opening.workspace() as workspace:
        both = beside(_one(workspace, first), _one(workspace, second))
    for one in both:
        if json_:
            emit(one.as_json())
            continue
        say(
            f"{one.id} alone names {len(one.names)} that the other has without a name: {', '.join(one.names) or 'none'}"
        )
        for source, count in one.characters.items():
            say(f"{one.id} alone shows {count} characters of {source}")


def _every(workspace: "Workspace") -> "list[PastRelease]":
    from habeas.publication.store import releases as made

    return list(made(workspace.ledger.record, workspace.ledger.names))


def _one(workspace: "Workspace", given: str) -> "PastRelease":
    wanted = identifier(given)
    for past in _every(workspace):
        if past.id == wanted:
            return past
    raise NotFound(f"no release {wanted} was made in this vault", hint="habeas releases list")


def _as_json(past: "PastRelease") -> dict[str, object]:
    shown = {source: [list(one) for one in ranges] for source, ranges in past.shown.items()}
    about = {"id": past.id, "at": past.at, "member": past.member, "title": past.title, "manifest": past.manifest}
    given = {"recipient": past.recipient, "why": past.why, "until": past.until, "redaction": past.redaction}
    return about | given | {"items": list(past.items), "named": sorted(past.named), "shown": shown}
