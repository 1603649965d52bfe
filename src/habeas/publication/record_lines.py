"""The whole record as JSON lines, and back: the form of an export from which nothing is lost (docs/formats/record.md).

One object a line; `what` says which: export (the first line), source, item, step, list, word, judgement, individual,
text. Keys of the names room (`private`, a source's name ...) are there only in an export with names.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from habeas.claims import look_up, words
from habeas.claims.model import Item, Kind, Status, Step, Verb
from habeas.errors import BadInput
from habeas.ids import EntryId, ItemId, MemberId
from habeas.linkage import store as linkage_store
from habeas.lists import store as lists_store
from habeas.vault import store as vault_store
from habeas.vault.ledger import Ledger
from habeas.vault.model import Consent, Published, Reliability, Source, SourceKind, SourceStatus

FORMAT: Final = "habeas-record/1"
Json = dict[str, Any]
WITHOUT_NAMES: Final = frozenset(
    "id sha256 size media_type kind status reason language consent reliability published parent text_sha256 text_length"
    " text_root admitted admitted_by admitted_entry read_entry sightings same_as remarks remark_pages encoding".split()
)
"""What an export without names tells of a source. A field that is new is told only with names until it stands here."""


@dataclass(frozen=True)
class Record:
    """What an export holds, as it was in the vault. `other`: lists, words, judgements, individuals, as their lines."""

    about: Json
    sources: dict[ItemId, Source] = field(default_factory=dict)
    items: dict[ItemId, Item] = field(default_factory=dict)
    steps: dict[ItemId, list[Step]] = field(default_factory=dict)
    texts: dict[ItemId, str] = field(default_factory=dict)
    other: list[Json] = field(default_factory=list)


def lines(ledger: Ledger, sources: Sequence[Source], names: bool) -> Iterator[Json]:
    """Everything that these sources bear out, in an order that stays: sources, items with their steps, the rest."""
    let = {source.id for source in sources}
    for source in sources:
        yield _source_line(source, names)
    every: list[ItemId] = []
    for it in look_up.items(ledger, tuple(Kind)):
        if it.source in let:
            every.append(it.id)
            yield _item_line(it, names)
            yield from (_step_line(it.id, step, names) for step in look_up.history(ledger, it.id))
    yield from _rest(ledger, frozenset(every), names)
    if names:
        for source in sources:
            text = vault_store.text(ledger.names_room(), source.id)
            if text is not None:
                yield {"what": "text", "source": source.id, "text": text}


def _source_line(source: Source, names: bool) -> Json:
    own = asdict(source)
    kept = {name: value for name, value in own.items() if names or name in WITHOUT_NAMES}
    return {"what": "source", **kept}


def _item_line(it: Item, names: bool) -> Json:
    own: Json = {"id": it.id, "kind": it.kind, "source": it.source, "status": it.status, "into": it.into}
    own |= {"skips": it.skips, "edited": it.edited, "entries": list(it.entries), "fields": dict(it.fields)}
    return {"what": "item", **own, **({"private": dict(it.private)} if names else {})}


def _step_line(item: ItemId, step: Step, names: bool) -> Json:
    own = {"item": item, **asdict(step)}
    return {"what": "step", **{name: value for name, value in own.items() if names or name != "private"}}


def _rest(ledger: Ledger, let: frozenset[ItemId], names: bool) -> Iterator[Json]:
    for list_, name in lists_store.lists(ledger).items():
        yield {"what": "list", "id": list_, **({"name": name} if names else {})}
    for listed in words.EXTENDABLE:
        for word in words.all_words(ledger, listed).values():
            if word.added:
                yield {"what": "word", **{key: value for key, value in asdict(word).items() if key != "added"}}
    for judgement in linkage_store.in_force(ledger.record, ledger.names if names else None):
        if judgement.one in let and judgement.other in let:
            own = asdict(judgement)
            yield {"what": "judgement", **{k: v for k, v in own.items() if names or k != "because"}}
    for record, individual in sorted(linkage_store.memberships(ledger.record).items()):
        if record in let:
            yield {"what": "individual", "id": individual, "record": record}


def as_line(value: Mapping[str, Any]) -> bytes:
    """One line: keys in order, so that the same record gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def read_lines(data: bytes) -> Record:
    """An export, read back. Raises BadInput where it is none, or not whole; repeats none of its words."""
    found: Record | None = None
    count = 0
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            value = json.loads(line)
            what = value.pop("what")
            if found is None:
                if what != "export" or value.get("format") != FORMAT:
                    raise BadInput(f"line {number}: not an export of the form {FORMAT}")
                found = Record(value)
                continue
            _take(found, what, value)
            count += 1
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise BadInput(f"line {number}: not a line of an export ({type(problem).__name__})") from None
    if found is None or count != found.about.get("lines"):
        raise BadInput("the export is not whole: it has not as many lines as it says")
    return found


def _take(found: Record, what: str, value: Json) -> None:
    match what:
        case "source":
            source = _source(value)
            found.sources[source.id] = source
        case "item":
            it = _item(value)
            found.items[it.id] = it
        case "step":
            found.steps.setdefault(ItemId(value.pop("item")), []).append(_step(value))
        case "text":
            found.texts[ItemId(value["source"])] = value["text"]
        case _:
            found.other.append({"what": what, **value})


def _source(value: Json) -> Source:
    published = Published(**value["published"]) if value["published"] else None
    coded: Json = {"kind": SourceKind(value["kind"]), "status": SourceStatus(value["status"]), "published": published}
    coded |= {"consent": Consent(value["consent"]), "reliability": Reliability(value["reliability"])}
    coded["remark_pages"] = {remark: tuple(pages) for remark, pages in value["remark_pages"].items()}
    return Source(**{**value, **coded})


def _item(value: Json) -> Item:
    coded = {"kind": Kind(value["kind"]), "status": Status(value["status"])}
    return Item(**{**value, **coded, "entries": tuple(map(EntryId, value["entries"]))})


def _step(value: Json) -> Step:
    return Step(**{**value, "verb": Verb(value["verb"]), "member": MemberId(value["member"])})
