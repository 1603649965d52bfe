"""propose, list, show, search: the commands that read the record and feed its queue."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from habeas.cli.in_words import IN_WORDS
from habeas.cli.opening import Opening, as_json, identifier, opens_vault
from habeas.cli.speaking import cut, emit, note, progress, say, table
from habeas.errors import BadInput, PartlyDone, UsageProblem
from habeas.ids import ItemId, kind_of
from habeas.reading.words import about_reading

if TYPE_CHECKING:
    from habeas.extraction.second_proposer import Endpoint
    from habeas.vault.model import Source
    from habeas.workspace.open import Workspace

KINDS = ("sources", "claims", "calls", "statements", "people", "groups", "places")
STATUSES = ("proposed", "accepted", "rejected", "merged")


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--no-vault", is_flag=True, help="Read one FILE, open no vault, keep nothing; prints JSON.")
@click.option("--published", metavar="DATE", help="With --no-vault: the day of publication, such as 2017-04-20.")
@click.option("--language", metavar="CODE", help="With --no-vault: en or ru; told from the text if absent.")
@click.option(
    "--endpoint", metavar="URL", help="Ask a language model on this machine instead: http://127.0.0.1:PORT/..."
)
@click.option("--model", metavar="NAME", default="local", help="With --endpoint: the model's name there.")
@as_json
@opens_vault
def propose(
    opening: Opening,
    sources: tuple[str, ...],
    no_vault: bool,
    published: str | None,
    language: str | None,
    endpoint: str | None,
    model: str,
    json_: bool,
) -> None:
    """Propose claims, calls and statements from the text of sources: of those given, or of all.

    Nothing becomes part of the record before a person has decided (`habeas review`). Proposing again adds only what is
    new. With --no-vault, the argument is a file, and the proposals are printed in the format hr-claim-gold/0.1.

    With --endpoint a language model is asked that runs on this machine; no other address is taken. What it says is
    shown for review only where its quotations stand in the text word for word.
    """
    if no_vault and endpoint:
        raise UsageProblem("--endpoint proposes into a vault; it does not go with --no-vault")
    if no_vault:
        if len(sources) != 1:
            raise UsageProblem("--no-vault takes one FILE")
        emit(_proposals_of(Path(sources[0]), published, language))
        return
    if published or language:
        raise UsageProblem("--published and --language belong to --no-vault; a source has its own, from admit")
    wanted = [identifier(source, "source") for source in sources]
    with opening.workspace() as workspace:
        _propose_all(workspace, wanted, _second_proposer(endpoint, model), json_)


def _second_proposer(url: str | None, model: str) -> "Endpoint | None":
    """Refused before the vault is read, where the address is not on this machine."""
    if url is None:
        return None
    from habeas.extraction.second_proposer import Endpoint, loopback

    loopback(url)
    return Endpoint(url, model)


def _proposals_of(file: Path, published: str | None, language: str | None) -> dict[str, Any]:
    """Text in, proposals out: nothing is opened but the file, nothing is written."""
    from habeas.extraction.gold_format import to_json
    from habeas.extraction.propose import propose as propose_text
    from habeas.reading.read import read
    from habeas.workspace.propose import own_words

    try:
        with file.open("rb") as stream:
            reading = read(stream, file.name)
    except OSError as problem:
        raise BadInput(f"the file cannot be read (errno {problem.errno})") from None
    if reading.text is None:
        raise BadInput(f"the file has no text: {reading.status.value} {reading.reason or ''}".rstrip())
    day = _calendar_day(published)
    text = own_words(reading.text, reading.asides)
    return to_json(propose_text(text, published=day, language=language, document=file.name))


def _calendar_day(given: str | None) -> str | None:
    from datetime import date

    if given is None:
        return None
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise UsageProblem("--published is not a day", hint="write it as 2017-04-20") from None


def _propose_all(workspace: "Workspace", wanted: list[ItemId], endpoint: "Endpoint | None", json_: bool) -> None:
    from habeas.workspace.propose import propose

    readable = workspace.readable(wanted)
    without_text = len(wanted) - len(readable) if wanted else 0
    added = 0
    with progress("proposing", len(readable)) as bar:
        for source in readable:
            recorded = propose(workspace.ledger, source, endpoint)
            bar.step()
            added += len(recorded.added)
            if json_:
                counts = {"added": len(recorded.added), "known": recorded.known, "refused": recorded.refused}
                counts["read_yourself"] = recorded.unread
                emit({"source": source.id, **counts, "entities": len(recorded.entities), "items": list(recorded.added)})
            else:
                told = f"  {recorded.unread:4d} to read yourself" if recorded.unread else ""
                say(f"{source.id}  {len(recorded.added):4d} new  {recorded.known:4d} proposed before{told}")
    if not json_:
        say(f"{added} new proposals. Decide about them: habeas review")
    if without_text:
        raise PartlyDone(f"{without_text} of {len(wanted)} sources have no text to propose from")


@click.command("list")
@click.argument("what", type=click.Choice(KINDS))
@click.option("--status", type=click.Choice(STATUSES), help="Only those that stand here.")
@click.option("--source", metavar="ID", help="Only those from this source.")
@as_json
@opens_vault
def list_(opening: Opening, what: str, status: str | None, source: str | None, json_: bool) -> None:
    """List sources, claims, calls, statements, people, groups or places, with their ids."""
    with opening.workspace() as workspace:
        if what == "sources":
            _list_sources(workspace, json_)
        else:
            _list_items(workspace, what, status, identifier(source, "source") if source else None, json_)


def _list_sources(workspace: "Workspace", json_: bool) -> None:
    for source in workspace.sources():
        if json_:
            emit(source_as_json(source))
        else:
            table([(source.id, source.status.value, str(source.consent.value), source.name or "")], (16, 11, 1))
            for line in about_reading(source.remarks, source.remark_pages, source.encoding, {}, left_out_only=True):
                say(f"{'':18}{line}")


def source_as_json(source: "Source") -> dict[str, Any]:
    """A source as `list sources --json` prints it. Names are null where the names room is closed."""
    published = source.published
    return {
        "id": source.id,
        "kind": source.kind.value,
        "status": source.status.value,
        "reason": source.reason or None,
        "encoding": source.encoding or None,
        "remarks": dict(source.remarks),
        "remark_pages": {code: list(pages) for code, pages in source.remark_pages.items()},
        "claimed": dict(source.claimed),
        "sha256": source.sha256,
        "size": source.size,
        "media_type": source.media_type,
        "language": source.language or None,
        "published": published.as_given if published else None,
        "published_earliest": published.earliest if published else None,
        "published_latest": published.latest if published else None,
        "consent": source.consent.value,
        "reliability": source.reliability.value,
        "parent": source.parent,
        "text_sha256": source.text_sha256,
        "text_length": source.text_length,
        "admitted": source.admitted,
        "admitted_by": source.admitted_by,
        "sightings": source.sightings,
        "name": source.name,
        "origin": source.origin,
        "publisher": source.publisher,
    }


def _list_items(workspace: "Workspace", what: str, status: str | None, source: ItemId | None, json_: bool) -> None:
    from habeas.claims import look_up
    from habeas.claims.model import ENTITIES, Kind, Status
    from habeas.claims.show import Shower

    shower = Shower(workspace.ledger)
    kind = next(kind for kind in Kind if kind.plural == what)
    wanted = Status(status) if status else None
    # An entity is accepted by way of what is said of it, which its own row does not know.
    statuses = tuple(Status) if wanted is None or kind in ENTITIES else (wanted,)
    found = look_up.items(workspace.ledger, (kind,), source=source, statuses=statuses)
    while some := list(islice(found, look_up.CHUNK)):
        for shown in shower.page(some):
            if wanted is not None and shown["status"] != wanted:
                continue
            if json_:
                emit(shown)
            else:
                table([(shown["id"], in_status(shown), *in_short(kind.value, shown))], (16, 8, 24))


def in_status(shown: dict[str, Any]) -> str:
    """How an item stands: `disputed` where two members decided differently, neither knowing of the other."""
    return "disputed" if shown.get("disputed") else str(shown["status"])


def in_short(kind: str, shown: dict[str, Any]) -> tuple[str, str]:
    """What an item is, in a column of 24, and the words that say so."""

    def text(span: dict[str, Any] | None) -> str:
        return (span or {}).get("text") or ""

    match kind:
        case "claim":
            against = "not: " if shown["negated"] else ""
            return against + shown["act"].get("type", ""), " ".join(text(span) for span in shown["evidence"])
        case "call":
            return shown["action_type"] or "", text(shown["action"])
        case "statement":
            return shown["kind"] or "", text(shown["content"])
        case _:
            return shown["sort"] or "", ", ".join([shown["name"] or "", *shown["aliases"]])


@click.command()
@click.argument("item", metavar="ID")
@as_json
@opens_vault
def show(opening: Opening, item: str, json_: bool) -> None:
    """Show one item whole: what it says, where, according to whom, and every decision about it."""
    from habeas.cli.item_screen import print_item, print_source

    wanted = identifier(item)
    kind = str(kind_of(item))
    with opening.workspace() as workspace:
        if kind == "source":
            shown = source_as_json(workspace.source(wanted)) | {"items": _items_of(workspace, wanted)}
            emit(shown) if json_ else print_source(shown)
        else:
            from habeas.claims.show import Shower

            shown = Shower(workspace.ledger).whole(wanted)
            emit(shown) if json_ else print_item(kind, shown)


def _items_of(workspace: "Workspace", source: ItemId) -> list[str]:
    from habeas.claims import look_up

    return [it.id for it in look_up.items(workspace.ledger, source=source)]


@click.command()
@click.argument("words", nargs=-1, required=True, type=IN_WORDS)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@as_json
@opens_vault
def search(opening: Opening, words: tuple[str, ...], limit: int, json_: bool) -> None:
    """Search all texts and names: words, "a phrase", beginnin*, and after -- also -without.

    What is typed in the command stands in this machine's list of processes: `habeas search -` asks for it instead.

    Case, accents, Arabic vowel signs and letter forms, and the dots of ё make no difference. Up to 5,000 matches come
    best first; more than that, newest first.
    """
    from habeas.claims.search import search as search_all

    with opening.workspace() as workspace:
        found = search_all(workspace.ledger, " ".join(words), limit=limit)
    for named in found.names:
        if json_:
            emit({"what": "name", "id": named.entity, "name": named.name})
        else:
            say(f"{named.entity}  {cut(named.name, 60)}")
    for passage in found.passages:
        if json_:
            place = {"source": passage.source, "start": passage.start, "end": passage.end}
            marks = [list(mark) for mark in passage.marks]
            emit({"what": "passage", **place, "snippet": passage.snippet, "marks": marks, "items": list(passage.items)})
        else:
            _print_passage(passage.source, passage.start, passage.snippet, passage.marks, passage.items)
    if not json_:
        counted = f"more than {found.matches}, newest first" if found.more else f"{found.matches}"
        note(f"{counted} passages, {len(found.names)} names" + ("; add a word to narrow it" if found.more else ""))


def _print_passage(
    source: ItemId, start: int, snippet: str, marks: tuple[tuple[int, int], ...], items: tuple[ItemId, ...]
) -> None:
    from habeas.cli.item_screen import marked, wrapped

    say(f"{source} at {start}" + (f"  {', '.join(items[:3])}" if items else ""))
    for line in wrapped(marked(snippet, marks)):
        say_styled("  " + line)


def say_styled(line: str) -> None:
    """A line that already went through `safe` and may carry our own marks."""
    click.echo(line)
