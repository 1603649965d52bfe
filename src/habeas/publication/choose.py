"""What goes into a release, taken from the vault: the only module here that reads it.

1. the sayings: those asked for, else all that were accepted; with each, the accepted claims that stand against it
2. their sources, each with a consent that reaches publication (else ReleaseRefused)
3. the passages: the evidence of each saying, joined where it meets
4. what is blacked out: names and words of the rules, in whole tokens
5. names: of each person, group and place the release speaks of, its name or a pseudonym
6. the fields that may be shown: none with offsets into a text that is blacked out, and no hash of such a text
7. the entries that prove each item, and their logs
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from habeas.claims import entities, look_up, words
from habeas.claims.disputes import dispute, disputed
from habeas.claims.fields import releasable
from habeas.claims.model import ENTITIES, SAYINGS, Item, Kind, Status
from habeas.claims.roles import roles_in
from habeas.custody.model import Entry, Fields, JsonValue, Room
from habeas.errors import NotFound, ReleaseRefused, UsageProblem
from habeas.ids import EntryId, ItemId, new_id
from habeas.publication.model import (
    LoggedEntry,
    Passage,
    Range,
    Release,
    ReleasedItem,
    ReleasedText,
)
from habeas.publication.names_registry import accused_in, names_in_texts, names_of, redactor_for
from habeas.publication.opposed import against
from habeas.publication.passages import (
    FINGERPRINTS,
    evidence_of,
    inside,
    joined,
    readable,
)  # fmt: skip
from habeas.publication.read_again import left_readable
from habeas.publication.redact import Redactor, Rules, whole_tokens, without
from habeas.publication.vault_view import ReleaseVault, lineage, logged_entry, logs_of, refuse_erased
from habeas.publication.views import Words, call_view, claim_view, place_view, statement_view
from habeas.vault import store as vault_store
from habeas.vault.model import Consent, Source
from habeas.vault.read_back import text_seed
from habeas.vault.schemas import FOUNDED

SOURCE_FIELDS = (
    *("media_type", "kind", "reliability", "published", "published_earliest", "published_latest", "language", "status"),
    *("text_root", "remarks", *sorted(FINGERPRINTS)),
)
NO_RULES = Rules()


@dataclass(frozen=True)
class Choice:
    """What was asked for."""

    title: str = "Dossier"
    items: tuple[ItemId, ...] = ()
    """Claims, calls, statements, or sources (all that was accepted from them). None given: all that was accepted."""
    rules: Rules = NO_RULES
    language: str = "en"
    recipient: str = ""
    """To whom it is given, why, and until what day (YYYY-MM-DD): for the journal, not for the release."""
    why: str = ""
    until: str = ""


@dataclass(frozen=True)
class Chosen:
    """A release ready to be made, and what it takes to search it for what it must not hold."""

    release: Release
    redactor: Redactor
    named: frozenset[ItemId]
    """Entities that are shown with their name."""


@dataclass
class _Choosing:
    """One release being put together: the numbered steps of this module."""

    vault: ReleaseVault
    choice: Choice
    made: str
    sayings: list[Item] = field(default_factory=list)
    sources: dict[ItemId, Source] = field(default_factory=dict)
    texts: dict[ItemId, str] = field(default_factory=dict)
    wanted: dict[ItemId, list[Range]] = field(default_factory=dict)
    shown: dict[ItemId, list[Range]] = field(default_factory=dict)
    labels: dict[ItemId, str] = field(default_factory=dict)
    named: set[ItemId] = field(default_factory=set)
    found: dict[EntryId, Entry] = field(default_factory=dict)
    widen: dict[ItemId, Callable[[Iterable[Range]], list[Range]]] = field(default_factory=dict)
    beside: dict[ItemId, tuple[ItemId, ...]] = field(default_factory=dict)  # what stands against each claim

    def run(self) -> Chosen:
        if self.vault.names is None:
            raise UsageProblem("a release quotes texts: this member does not hold the key of the names room")
        self.choose_sayings()  # 1
        self.choose_sources()  # 2
        passages = self.cut_passages()  # 3
        guarded = any(source.consent < Consent.PUBLISH_IDENTITY for source in self.sources.values())
        self.redactor = redactor_for(
            self.vault, self.choice.rules, accused=accused_in(self.vault, self.sayings), guarded=guarded
        )
        self.black_out()  # 4
        self.refuse_unconsented_names()
        entity_items = self.name_entities()  # 5
        refuse_erased(self.vault, [it.id for it in entity_items])
        self.read_entries(entity_items)
        items = [self.source_item(source) for source in self.sources.values()]  # 6
        by_place = {(passage.source, passage.range): passage for passage in passages}
        items += [self.saying_item(it, by_place) for it in self.sayings]
        items += [self.entity_item(it) for it in entity_items]
        return Chosen(self.release(tuple(items), passages), self.redactor, frozenset(self.named))

    # --- 1

    def choose_sayings(self) -> None:
        asked = self.choice.items
        if asked:
            for identifier in asked:
                self.sayings += self._asked_for(identifier)
        else:
            self.sayings = list(look_up.items(self.vault, SAYINGS, statuses=(Status.ACCEPTED,)))
        self.beside = dict(against(self.vault, [it for it in self.sayings if it.kind is Kind.CLAIM]))
        others = {other for found in self.beside.values() for other in found}
        found = [*self.sayings, *(look_up.item(self.vault, other) for other in sorted(others))]
        in_doubt = set(disputed(self.vault))
        self.sayings = list(
            {it.id: it for it in found if it.status is Status.ACCEPTED and it.id not in in_doubt}.values()
        )
        self.present = {it.id for it in self.sayings}
        if not self.sayings:
            raise ReleaseRefused(
                "nothing to release: no claim, call or statement was accepted",
                hint="habeas review; a proposal becomes part of the record when a person accepts it",
            )

    def _asked_for(self, identifier: ItemId) -> list[Item]:
        if identifier.startswith("src-"):
            vault_store.source(self.vault.record, self.vault.names, identifier)
            return list(look_up.items(self.vault, SAYINGS, source=identifier, statuses=(Status.ACCEPTED,)))
        it = look_up.item(self.vault, identifier)
        if it.kind in ENTITIES:
            raise UsageProblem(
                f"{identifier} is a {it.kind}; a release is made of claims, calls, statements and sources"
            )
        if it.status is not Status.ACCEPTED:
            raise ReleaseRefused(f"{identifier} is {it.status.value}: only what a person accepted is released")
        if dispute(self.vault, identifier):
            raise ReleaseRefused(
                f"{identifier} is disputed: members decided differently, neither knowing of the other",
                hint=f"habeas show {identifier}; decide again, and it is settled",
            )
        return [it]

    # --- 2

    def choose_sources(self) -> None:
        refuse_erased(self.vault, [it.id for it in self.sayings] + [it.source for it in self.sayings])
        for identifier in dict.fromkeys(it.source for it in self.sayings):
            source = vault_store.source(self.vault.record, self.vault.names, identifier)
            if source.consent < Consent.PUBLISH_REDACTED:
                raise ReleaseRefused(
                    f"source {identifier} has consent {int(source.consent)}; publication needs at least "
                    f"{int(Consent.PUBLISH_REDACTED)}, and nothing was written",
                    hint=f"ask whoever it depends on and record it: habeas consent {identifier} 5 --because TEXT "
                    "(5: without names, 6: with them); or leave the source out",
                )
            names = self.vault.names
            text = vault_store.text(names, identifier) if names is not None else None
            if text is None or source.read_entry is None or source.text_root is None:
                raise NotFound(f"source {identifier} has no text to quote")
            self.sources[identifier], self.texts[identifier] = source, text

    def refuse_unconsented_names(self) -> None:
        """Consent to publish without identity: no known person's name may stand in what is shown of the source."""
        guarded = [source for source in self.sources.values() if source.consent < Consent.PUBLISH_IDENTITY]
        known = names_of(self.vault, (Kind.PERSON,)) + names_in_texts(self.vault, undecided=False) if guarded else ()
        people = Redactor(known) if guarded else None
        for source in guarded:
            text, shown = self.texts[source.id], self.shown[source.id]
            if people and any(inside(hit, shown) for hit in people.ranges(text)):
                raise ReleaseRefused(
                    f"source {source.id} has consent {int(source.consent)}, to publish without identity, and a name "
                    "of a person would be readable in it; nothing was written",
                    hint="--redact people, or --redact with the ids of the people it names",
                )

    # --- 3

    def cut_passages(self) -> tuple[Passage, ...]:
        """Each stretch of evidence once, in the order of its source; those that only touch stay apart."""
        for it in self.sayings:
            self.wanted.setdefault(it.source, []).extend(self.whole(it))
        every = [(source, one) for source, ranges in self.wanted.items() for one in sorted(set(ranges))]
        return tuple(Passage(f"p{number}", source, one) for number, (source, one) in enumerate(every, 1))

    def whole(self, it: Item) -> list[Range]:
        """The evidence of an item in whole tokens."""
        if it.source not in self.widen:
            self.widen[it.source] = whole_tokens(self.texts[it.source])
        return [whole for one in joined(evidence_of(it)) for whole in self.widen[it.source]([one])]

    # --- 4

    def black_out(self) -> None:
        for source, ranges in self.wanted.items():
            text, hidden = self.texts[source], self.redactor.ranges(self.texts[source])
            shown = without(joined(ranges, gap=0), self.widen[source](hidden))
            while left := left_readable(self.redactor, text, shown, ranges):
                hidden += left
                shown = without(joined(ranges, gap=0), self.widen[source](hidden))
            self.shown[source] = shown

    # --- 5

    def name_entities(self) -> list[Item]:
        found: dict[ItemId, Item] = {}
        for it in self.sayings:
            for _, entity in roles_in(it.kind, it.fields):
                head = look_up.item(self.vault, look_up.resolved(self.vault, entity))
                found.setdefault(head.id, head)
                self.labels.setdefault(entity, head.id)
        numbers: dict[Kind, int] = {}
        for head in found.values():
            names = entities.names_of(self.vault, head.id, described=False)
            described = str(head.private.get("description") or "")
            hidden = head.id in self.choice.rules.ids
            if names and not hidden and not self.redactor.touches(names[0]):
                label = names[0]
                self.named.add(head.id)
            elif described and not names and not hidden and not self.redactor.touches(described):
                label = described
            else:
                numbers[head.kind] = numbers.get(head.kind, 0) + 1
                label = f"{head.kind.value.capitalize()} {numbers[head.kind]}"
            for entity, resolved in list(self.labels.items()):
                if resolved == head.id:
                    self.labels[entity] = label
            self.labels[head.id] = label
        return list(found.values())

    # --- 6

    def read_entries(self, entity_items: Sequence[Item]) -> None:
        """The entries of everything shown, in one pass over the journal."""
        wanted = {entry for it in (*self.sayings, *entity_items) for entry in it.entries}
        wanted |= {EntryId(entry) for s in self.sources.values() for entry in (s.admitted_entry, s.read_entry) if entry}
        every = self.vault.entries()
        self.found = {entry.id: entry for entry in every if entry.id in wanted or entry.kind == FOUNDED.kind}

    def source_item(self, source: Source) -> ReleasedItem:
        entries = tuple(self.entry(EntryId(one)) for one in (source.admitted_entry, source.read_entry) if one)
        record, names = self._values(entries)
        secret = source.id in self.choice.rules.ids
        hidden = FINGERPRINTS if secret or not self.redactor.idle else frozenset()
        said = {name: str(names[name]) for name in ("origin", "publisher") if names.get(name) and not secret}
        return ReleasedItem(
            id=source.id,
            kind="source",
            entries=entries,
            record={name: record[name] for name in SOURCE_FIELDS if name in record and name not in hidden},
            names={name: words for name, words in said.items() if not self.redactor.touches(words)},
            view={
                "number": list(self.sources).index(source.id) + 1,
                "language": source.language,
                "admitted": source.admitted,
            },
        )

    def saying_item(self, it: Item, passages: Mapping[tuple[ItemId, Range], Passage]) -> ReleasedItem:
        entries = tuple(self.entry(one) for one in it.entries)
        mine = [passages[it.source, one].id for one in self.whole(it)]
        record = self._shown_of(it, entries)
        view = self._view(it) | self._decision(it, entries)
        return ReleasedItem(it.id, it.kind.value, entries, record, {}, tuple(mine), view)

    def entity_item(self, it: Item) -> ReleasedItem:
        mine = [one for one in it.entries if self.found[one].kind.endswith((".proposed", ".edited"))]
        entries = tuple(self.entry(one) for one in mine)
        _, names = self._values(entries)
        record = self._shown_of(it, entries)
        shown = {field: names[field] for field in ("name", "description") if names.get(field) == self.labels[it.id]}
        view: Fields = (
            place_view(record, self.labels[it.id]) if it.kind is Kind.PLACE else {"label": self.labels[it.id]}
        )
        return ReleasedItem(it.id, it.kind.value, entries, record, shown, (), view)

    def _shown_of(self, it: Item, entries: Sequence[LoggedEntry]) -> dict[str, JsonValue]:
        """The fields of an item that may be shown. One entry with a value that may not hides the field in all of them:
        a slot is shown or hidden in every step of a history."""
        values, _ = self._values(entries)
        whole, named = self.redactor.idle and it.kind in SAYINGS, it.id in self.named
        held = [(self.found[logged.id].record or {}) for logged in entries]
        return {
            name: value
            for name, value in values.items()
            if value is not None
            and all(
                one.get(name) is None or releasable(it.kind, name, one[name], whole=whole, named=named) for one in held
            )
        }

    def _values(self, entries: Sequence[LoggedEntry]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Record and names fields as these entries leave them, later ones over earlier ones."""
        record: dict[str, Any] = {}
        names: dict[str, Any] = {}
        for logged in entries:
            entry = self.found[logged.id]
            record.update(entry.record or {})
            names.update(entry.names or {})
        return record, names

    def _view(self, it: Item) -> dict[str, JsonValue]:
        text, shown = self.texts[it.source], self.shown[it.source]
        speak = Words(
            label=lambda entity: self.labels.get(ItemId(entity), "") if isinstance(entity, str) else "",
            given=lambda value: "" if self.redactor.touches(said := readable(text, shown, value)) else said,
            word=lambda listed, code: self._word(listed, code),
        )
        view: dict[str, JsonValue]
        match it.kind:
            case Kind.CLAIM:
                view = claim_view(it.fields, speak)
                beside: list[JsonValue] = [other for other in self.beside.get(it.id, ()) if other in self.present]
                return view | ({"against": beside} if beside else {})
            case Kind.CALL:
                view = call_view(it.fields, speak)
            case _:
                view = statement_view(it.fields, speak)
        return view

    def _decision(self, it: Item, entries: Sequence[LoggedEntry]) -> dict[str, JsonValue]:
        last = self.found[entries[-1].id]
        decision: dict[str, JsonValue] = {
            "status": it.status.value,
            "at": last.at,
            "member": last.member,
            "entry": last.id,
        }
        return {"decision": decision, "edited": it.edited}

    def _word(self, listed: str, code: object) -> str:
        word = words.all_words(self.vault, listed).get(code) if isinstance(code, str) else None
        return word.label(self.choice.language) if word else str(code or "").replace("_", " ")

    # --- 7

    def entry(self, identifier: EntryId) -> LoggedEntry:
        return logged_entry(self.vault, self.found[identifier])

    def release(self, items: tuple[ReleasedItem, ...], passages: tuple[Passage, ...]) -> Release:
        texts = tuple(self._text(source) for source in self.sources.values())
        empty = Release(
            id=ItemId(new_id("release")),
            title=self.choice.title,
            made=self.made,
            vault=self.vault.vault_id,
            compartment=self.vault.compartment,
            member=self.vault.member,
            redaction=self.choice.rules.redaction,
            items=items,
            texts=texts,
            passages=passages,
            logs=(),
            summary=self._summary(),
            origin=next((logged_entry(self.vault, e) for e in self.found.values() if e.kind == FOUNDED.kind), None),
        )
        logs = logs_of(self.vault, [entry for entry, _ in empty.entries().values()])
        members = lineage(self.vault.statements(), self.vault.member, [log.device for log in logs])
        return replace(empty, logs=logs, members=members)

    def _text(self, source: Source) -> ReleasedText:
        key = self.vault.item_key(source.id, Room.NAMES)
        entry = EntryId(source.read_entry or "")
        return ReleasedText(source.id, entry, self.texts[source.id], text_seed(key), tuple(self.shown[source.id]))

    def _summary(self) -> dict[str, JsonValue]:
        kinds = {kind: sum(it.kind is kind for it in self.sayings) for kind in SAYINGS}
        return {
            "claims": kinds[Kind.CLAIM],
            "calls": kinds[Kind.CALL],
            "statements": kinds[Kind.STATEMENT],
            "sources": len(self.sources),
            "language": self.choice.language,
        }


def choose(vault: ReleaseVault, choice: Choice, made: str) -> Chosen:
    """Everything a release takes from the vault. `made`: UTC, RFC 3339.

    Raises ReleaseRefused (consent, nothing accepted), NotFound, UsageProblem, EvidenceDiffers.
    """
    return _Choosing(vault, choice, made).run()
