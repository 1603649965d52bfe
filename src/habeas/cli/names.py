"""names: show the names seen in the texts, and say what each is."""

from typing import TYPE_CHECKING

import click

from habeas.cli.in_words import IN_WORDS
from habeas.cli.opening import Opening, as_json, opens_vault
from habeas.cli.speaking import emit, say, table

if TYPE_CHECKING:
    from habeas.claims.names_seen.model import SeenName

_KNOWN = click.Choice(["person", "organisation", "place", "no_name", "undecided"])


@click.group()
def names() -> None:
    """Show the names seen in the texts, and say what each is: a person, an organisation, a place, or no name.

    A name of a person, and one that nobody has decided about, is blacked out by `release --redact people`, whatever was
    decided about claims and people that have it. What the program holds for an organisation or a place is not.
    """


@names.command("list")
@click.option("--as", "wanted", type=_KNOWN, help="Only names held for this.")
@click.option("--source", metavar="ID", help="Only names seen in this source.")
@as_json
@opens_vault
def list_(opening: Opening, wanted: str | None, source: str | None, json_: bool) -> None:
    """Show every name seen: what it is held for, by whom, how often, and why the program saw a name."""
    from habeas.claims.names_seen.see import names_seen_of

    with opening.workspace() as workspace:
        seen = names_seen_of(workspace.ledger)
    for name in seen:
        if wanted in (None, name.known_as.value) and (
            source is None or any(mention.source == source for mention in name.mentions)
        ):
            emit(_as_json(name)) if json_ else _show(name)


def _as_json(name: "SeenName") -> dict[str, object]:
    places = [{"source": one.source, "start": one.start, "end": one.end} for one in name.mentions]
    reasons = sorted({reason for mention in name.mentions for reason in mention.reasons})
    found = {"name": name.name, "known_as": name.known_as.value, "by": name.by, "hidden": name.hidden}
    return found | {"reasons": reasons, "mentions": places}


def _show(name: "SeenName") -> None:
    reasons = ", ".join(sorted({reason for mention in name.mentions for reason in mention.reasons}))
    sources = len({mention.source for mention in name.mentions})
    where = f"{len(name.mentions)} times in {sources} source{'s' if sources > 1 else ''}"
    table([(" ".join(name.name.split()), name.known_as.value, f"{name.by}; {where}; {reasons}")], (30, 13))


@names.command("decide")
@click.argument("words", metavar="NAME...", type=IN_WORDS, nargs=-1, required=True)
@click.option("--as", "known_as", type=_KNOWN, required=True, help="What it is; `undecided` takes a decision back.")
@click.option("--because", type=IN_WORDS, default="", metavar="TEXT", help="Needed where the name shall be readable.")
@as_json
@opens_vault
def decide(opening: Opening, words: tuple[str, ...], known_as: str, because: str, json_: bool) -> None:
    """Say what a name is, for every text of the vault. A decision is an entry of the journal, and can be taken back."""
    from habeas.claims.names_seen.decide import decide as decided
    from habeas.extraction.names_seen.model import KnownAs

    with opening.workspace() as workspace:
        entries = decided(workspace.ledger, words, KnownAs(known_as), because=because)
    if json_:
        emit({"known_as": known_as, "entries": [entry.id for entry in entries]})
    else:
        readable = known_as not in ("person", "undecided")
        say(f"{len(entries)} decided: {known_as}." + (" A release may show it now." if readable else ""))
