"""add: a person puts in what nobody proposed. The rules are in claims/add.py; here it is asked and said."""

import sys
from typing import TYPE_CHECKING

import click

from habeas.cli.in_words import ASSIGNED, IN_WORDS
from habeas.cli.opening import Opening, as_json, identifier, opens_vault
from habeas.cli.speaking import WIDTH, emit, note, say
from habeas.errors import UsageProblem
from habeas.ids import ItemId

if TYPE_CHECKING:
    from habeas.claims.add import Added
    from habeas.claims.model import Offsets
    from habeas.workspace.open import Workspace

KINDS = ("claim", "call", "statement", "person", "group", "place")
AROUND = 60
"""Characters shown before and after the words, where it is asked which place is meant."""


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--source", required=True, metavar="ID", help="The source that bears it out.")
@click.option("--quote", type=IN_WORDS, default="", metavar="WORDS", help="Its words; else the source as a whole.")
@click.option("--at", type=click.IntRange(1), metavar="N", help="Which place, where the words stand in several.")
@click.option(
    "--set", "set_", type=ASSIGNED, multiple=True, metavar="FIELD=VALUE", help="Fields: docs/reference/fields.md."
)
@click.option("--accept", is_flag=True, help="Make it part of the record at once; else it waits for review.")
@click.option("--because", type=IN_WORDS, default="", metavar="TEXT", help="With --accept: why. Kept with the names.")
@as_json
@opens_vault
def add(
    opening: Opening,
    kind: str,
    source: str,
    quote: str,
    at: int | None,
    set_: tuple[str, ...],
    accept: bool,
    because: str,
    json_: bool,
) -> None:
    """Put in a claim, call, statement, person, group or place that nobody proposed.

    The words given with --quote must stand in the source's text; spaces, line breaks and the form of quotation marks do
    not count. A person, group or place is called by them, unless --set name=NAME says otherwise.

    Someone in a role is an id, or a name: --set victims=@NAME, --set perpetrators=@group:NAME, --set place=@NAME. A
    name that this source does not have yet makes a new person, group or place.
    """
    from habeas.claims import add as verb
    from habeas.claims.model import Kind
    from habeas.cli.review import settings_of

    wanted, typed = identifier(source, "source"), settings_of(set_)
    if because and not accept:
        raise UsageProblem("--because belongs to --accept: it is the reason of the decision")
    with opening.workspace() as workspace:
        if quote and at is None and sys.stdin.isatty():
            at = _which(workspace, wanted, quote)
        added = verb.add(
            workspace.ledger, Kind(kind), wanted, typed, quoted=quote, at=at, accept=accept, because=because
        )
    _report(added, wanted, json_)


def _which(workspace: "Workspace", source: ItemId, quote: str) -> int | None:
    """Which of several places is meant, asked on the terminal."""
    from habeas.claims.add import find_quotation
    from habeas.cli.asking import number

    text, found = find_quotation(workspace.ledger, source, quote)
    if len(found) < 2:
        return None
    for place, span in enumerate(found, start=1):
        _print_place(place, text, span)
    return number("which place", len(found))


def _print_place(place: int, text: str, span: "Offsets") -> None:
    from habeas.cli.item_screen import marked, wrapped

    first, last = max(0, span[0] - AROUND), min(len(text), span[1] + AROUND)
    say(f"{place:3d}  at {span[0]}")
    for line in wrapped(marked(text[first:last], [(span[0] - first, span[1] - first)]), WIDTH - 5):
        click.echo("     " + line)


def _report(added: "Added", source: ItemId, json_: bool) -> None:
    if json_:
        made = [{"id": one.id, "kind": one.kind.value, "same_name": list(one.namesakes)} for one in added.made]
        said = {"id": added.id, "kind": added.kind.value, "status": added.status.value, "source": source}
        emit(said | {"span": list(added.span) if added.span else None, "made": made})
        return
    where = f"at {added.span[0]} of {source}" if added.span else f"{source} as a whole"
    say(f"{added.id}  {added.status.value}, {where}")
    for one in added.made:
        say(f"{one.id}  new {one.kind.value}")
        if one.namesakes:
            note(f"habeas: {one.id} has the name of {', '.join(one.namesakes)}; if they are one: habeas review --merge")
