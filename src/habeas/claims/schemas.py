"""The kinds of entries this stage writes: where each field lies, what may stand in it, and who may write it.

A field's place in its table is its slot in the entry's VR-1 tree: append new fields, never move one. Each kind is spelt
out, although an edit has the fields of its proposal: a field that is added to one kind must not move the slots of
another. Offsets are `[start, end]` in code points of the text of `source`; a quotation is never copied into an entry,
so the text is stored once, and erasing a source takes the words of its claims with it.

Offsets are written into the field `spans`, whatever field they belong to, and put back when an entry is read: a release
that blacks out a name hides `spans`, because the length of the name stands there, and still proves all other fields.

An `.edited` entry has the fields of its proposal. A field that is there replaces the value before it; a field that is
there and null removes it; a field that is absent changes nothing. What a proposal is of (its source, its proposer, the
proposer's confidence) nobody edits: these slots stay empty.

A value that is an object has the fields listed here and no others: what is new gets a field, and so a slot, of its own.
"""

from collections.abc import Mapping
from typing import Final

from habeas.claims.model import Kind, Verb
from habeas.custody.shapes import (
    Day,
    Either,
    Flag,
    Id,
    ListOf,
    MapOf,
    Never,
    Number,
    Object,
    OneOf,
    Row,
    Shape,
    Text,
    Whole,
)
from habeas.vault.entry_rule import EntryRule, Writer, rule

WORDS: Final = Text()
SHORT: Final = Text(1 << 12)
"""Codes, days in EDTF, the name of a method: words of the program, or of a list of the group."""
SOURCE: Final = Id("source")
ENTITY: Final = Id("person", "group", "place")
ITEM: Final = Id("claim", "call", "statement", "person", "group", "place")
SHARE: Final = Number(0, 1)
OFFSETS: Final = Row(Whole(), Whole())
MANY_OFFSETS: Final = ListOf(OFFSETS)
SPAN: Final = Either(OFFSETS, MANY_OFFSETS, ListOf(Whole(), 2))
SPANS: Final = MapOf(Text(200, r"[a-z_0-9.]+"), SPAN)
"""Every offset of the other fields, by path: {"victims.0.span": [3, 9]} (apart.py)."""
ACT: Final = Object({"type": SHORT, "mt4": SHORT, "method": SHORT, "mt5": SHORT, "cue": SPAN})
"""Words of the closed lists or of the vault's own, and their HURIDOCS codes."""
COUNT: Final = Object(
    {
        "mention": SPAN,
        "value": Number(),
        "minimum": Number(),
        "maximum": Number(),
        "qualifier": SHORT,
        "unit": SHORT,
        "is_victim_count": Flag(),
        "historical": Flag(),
    }
)
PARTICIPANT: Final = Object(
    {
        "entity": ENTITY,
        "span": SPAN,
        "ground": SHORT,
        "ground_span": SPAN,
        "sex": SHORT,
        "count": COUNT,
        "inferred": Flag(),
    }
)
PARTICIPANTS: Final = ListOf(PARTICIPANT, 1 << 14)
ATTRIBUTION: Final = Object(
    {"entity": ENTITY, "kind": SHORT, "cue": SPAN, "spans": SPAN, "quote": SPAN, "verbatim": Flag()}
)
"""`entity` absent or null: the writer's own voice."""
TIME: Final = Object(
    {
        "mention": SPAN,
        "edtf": SHORT,
        "earliest": Day(),
        "latest": Day(),
        "precision": SHORT,
        "basis": SHORT,
        "year_unknown": Flag(),
        "inferred": Flag(),
    }
)
PLACE: Final = Object({"entity": ENTITY, "span": SPAN, "inferred": Flag()})
STANCE: Final = OneOf(("for", "against"))
"""`against`: the text says that it did not happen."""
GAZETTEER: Final = MapOf(SHORT, Either(SHORT, Number(), Flag(), ListOf(Either(SHORT, Number()), 1 << 10)), 1 << 8)
RADIUS: Final = Either(Row(Number(), Number()), Number())
NAMES: Final = ListOf(WORDS, 1 << 12)
BY_PATH: Final = MapOf(SHORT, WORDS)
"""`words` of a saying: what was given in words and has no code yet, by the path of the field it belongs to:
{"victims.0.ground": "..."}."""
CELLS: Final = MapOf(WORDS, WORDS)
VALUES: Final = Object(
    {
        "birth_date": TIME,
        "event_date": TIME,
        "age": Whole(0, 200),
        "sex": SHORT,
        "act": SHORT,
        "occurrence": Whole(),
    }
)
NOBODY_EDITS: Final = Never()

CLAIM_PROPOSED = rule(
    "claim.proposed",
    creates=True,
    about=("claim",),
    writer=Writer.FULL_MEMBER,
    record={
        "source": SOURCE,
        "proposer": SHORT,  # method and version, or "person"
        "act": ACT,
        "cue": SPAN,  # offsets of the words that speak of the act
        "evidence": SPAN,
        "perpetrators": PARTICIPANTS,
        "victims": PARTICIPANTS,
        "attribution": ATTRIBUTION,
        "attribution_mode": SHORT,
        "modality": SHORT,
        "modality_cue": SPAN,
        "time": TIME,
        "place": PLACE,
        "stance": STANCE,
        "confidence": SHARE,  # the proposer's
        "spans": SPANS,
    },
    names={"reason": WORDS, "words": BY_PATH},
    required=("source",),
)
CALL_PROPOSED = rule(
    "call.proposed",
    creates=True,
    about=("call",),
    writer=Writer.FULL_MEMBER,
    record={
        "source": SOURCE,
        "proposer": SHORT,
        "caller": ENTITY,
        "addressees": PARTICIPANTS,
        "action": SPAN,
        "action_type": SHORT,
        "beneficiary": SPAN,
        "evidence": SPAN,
        "cue": SPAN,
        "attribution": ATTRIBUTION,
        "verbatim": Flag(),
        "deadline": SHORT,  # ISO date or EDTF; other words lie in the names part
        "confidence": SHARE,
        "spans": SPANS,
    },
    names={"reason": WORDS, "words": BY_PATH},
    required=("source",),
)
STATEMENT_PROPOSED = rule(
    "statement.proposed",
    creates=True,
    about=("statement",),
    writer=Writer.FULL_MEMBER,
    record={
        "source": SOURCE,
        "proposer": SHORT,
        "speaker": ENTITY,
        "kind": SHORT,
        "content": SPAN,
        "attribution": ATTRIBUTION,
        "verbatim": Flag(),
        "confidence": SHARE,
        "spans": SPANS,
    },
    names={"reason": WORDS, "words": BY_PATH},
    required=("source",),
)


def _entity_proposed(kind: str) -> EntryRule:
    """`description`: words that say who is meant and name nobody ("a former prisoner"); then there is no `name`."""
    return rule(
        f"{kind}.proposed",
        creates=True,
        about=(kind,),
        writer=Writer.FULL_MEMBER,
        record={
            "source": SOURCE,
            "proposer": SHORT,
            "sort": SHORT,  # extraction's kind of actor, or the type of place
            "mentions": SPAN,
            "gazetteer": GAZETTEER,
            "within": ENTITY,
            "relation": SHORT,
            "anchor": ENTITY,
            "radius_km": RADIUS,
            "spans": SPANS,
        },
        names={"name": WORDS, "aliases": NAMES, "description": WORDS},
        required=("source",),
    )


PERSON_PROPOSED, GROUP_PROPOSED, PLACE_PROPOSED = map(_entity_proposed, ("person", "group", "place"))
LISTED = rule(
    "person.listed",
    creates=True,
    about=("person",),
    writer=Writer.FULL_MEMBER,
    record={
        "source": SOURCE,
        "proposer": SHORT,
        "sort": SHORT,
        "mentions": SPAN,
        "gazetteer": GAZETTEER,
        "within": ENTITY,
        "relation": SHORT,
        "anchor": ENTITY,
        "radius_km": RADIUS,
        "spans": SPANS,
        "list": Id("list"),
        "run": Id("run"),
        "row": Whole(),
        "values": VALUES,
    },
    names={"name": WORDS, "aliases": NAMES, "description": WORDS, "cells": CELLS, "given": CELLS},
    required=("source", "list", "run", "row"),
)
"""A person as one row of a list says (lists): a second way in which a person is proposed. `values`: what was
read from the cells, without names; `cells`: every cell that is not empty, as given, by the label of its column;
`given`: the name, place and record id by meaning."""

CLAIM_EDITED = rule(
    "claim.edited",
    about=("claim",),
    writer=Writer.ANY_MEMBER,
    record={
        "source": NOBODY_EDITS,
        "proposer": NOBODY_EDITS,
        "act": ACT,
        "cue": SPAN,
        "evidence": SPAN,
        "perpetrators": PARTICIPANTS,
        "victims": PARTICIPANTS,
        "attribution": ATTRIBUTION,
        "attribution_mode": SHORT,
        "modality": SHORT,
        "modality_cue": SPAN,
        "time": TIME,
        "place": PLACE,
        "stance": STANCE,
        "confidence": NOBODY_EDITS,
        "spans": SPANS,
    },
    names={"reason": WORDS, "words": BY_PATH, "because": WORDS},
)
CALL_EDITED = rule(
    "call.edited",
    about=("call",),
    writer=Writer.ANY_MEMBER,
    record={
        "source": NOBODY_EDITS,
        "proposer": NOBODY_EDITS,
        "caller": ENTITY,
        "addressees": PARTICIPANTS,
        "action": SPAN,
        "action_type": SHORT,
        "beneficiary": SPAN,
        "evidence": SPAN,
        "cue": SPAN,
        "attribution": ATTRIBUTION,
        "verbatim": Flag(),
        "deadline": SHORT,
        "confidence": NOBODY_EDITS,
        "spans": SPANS,
    },
    names={"reason": WORDS, "words": BY_PATH, "because": WORDS},
)
STATEMENT_EDITED = rule(
    "statement.edited",
    about=("statement",),
    writer=Writer.ANY_MEMBER,
    record={
        "source": NOBODY_EDITS,
        "proposer": NOBODY_EDITS,
        "speaker": ENTITY,
        "kind": SHORT,
        "content": SPAN,
        "attribution": ATTRIBUTION,
        "verbatim": Flag(),
        "confidence": NOBODY_EDITS,
        "spans": SPANS,
    },
    names={"reason": WORDS, "words": BY_PATH, "because": WORDS},
)


def _entity_edited(kind: str) -> EntryRule:
    return rule(
        f"{kind}.edited",
        about=(kind,),
        writer=Writer.ANY_MEMBER,
        record={
            "source": NOBODY_EDITS,
            "proposer": NOBODY_EDITS,
            "sort": SHORT,
            "mentions": SPAN,
            "gazetteer": GAZETTEER,
            "within": ENTITY,
            "relation": SHORT,
            "anchor": ENTITY,
            "radius_km": RADIUS,
            "spans": SPANS,
        },
        names={"name": WORDS, "aliases": NAMES, "description": WORDS, "because": WORDS},
    )


PERSON_EDITED, GROUP_EDITED, PLACE_EDITED = map(_entity_edited, ("person", "group", "place"))


def _decided(kind: str, record: Mapping[str, Shape], required: tuple[str, ...] = ()) -> EntryRule:
    """Whoever reviews decides: an analyst too, without words."""
    about = ("claim", "call", "statement", "person", "group", "place")
    return rule(kind, about=about, writer=Writer.ANY_MEMBER, record=record, names={"because": WORDS}, required=required)


ENTRY: Final = Text(40, r"dev-[0-9a-z]{12}:[0-9]{1,15}")
PROPOSED: Mapping[Kind, EntryRule] = {
    Kind.CLAIM: CLAIM_PROPOSED,
    Kind.CALL: CALL_PROPOSED,
    Kind.STATEMENT: STATEMENT_PROPOSED,
    Kind.PERSON: PERSON_PROPOSED,
    Kind.GROUP: GROUP_PROPOSED,
    Kind.PLACE: PLACE_PROPOSED,
}
EDITED: Mapping[Kind, EntryRule] = {
    Kind.CLAIM: CLAIM_EDITED,
    Kind.CALL: CALL_EDITED,
    Kind.STATEMENT: STATEMENT_EDITED,
    Kind.PERSON: PERSON_EDITED,
    Kind.GROUP: GROUP_EDITED,
    Kind.PLACE: PLACE_EDITED,
}
DECIDED: Mapping[Verb, EntryRule] = {
    Verb.ACCEPTED: _decided("item.accepted", {}),
    Verb.REJECTED: _decided("item.rejected", {}),
    Verb.MERGED: _decided("item.merged", {"into": ITEM}, ("into",)),
    Verb.SKIPPED: _decided("item.skipped", {}),
    Verb.UNDONE: _decided("item.undone", {"undoes": ENTRY}, ("undoes",)),
}
WORD_ADDED = rule(
    "word.added",
    about=("decision",),
    writer=Writer.ANY_MEMBER,
    record={
        "list": Text(60, "[a-z_]+"),
        "code": Text(60, "[a-z][a-z0-9_]{1,59}"),
        "labels": MapOf(Text(2, "[a-z]{2}"), SHORT, 16),
        "maps_to": SHORT,
        "huridocs": SHORT,
        "meaning": WORDS,
    },
    required=("list", "code", "labels"),
)

ALL: tuple[EntryRule, ...] = (*PROPOSED.values(), LISTED, *EDITED.values(), *DECIDED.values(), WORD_ADDED)

KIND_PROPOSED = {each.kind: kind for kind, each in PROPOSED.items()} | {LISTED.kind: Kind.PERSON}
KIND_EDITED = {each.kind: kind for kind, each in EDITED.items()}
VERB_DECIDED = {each.kind: verb for verb, each in DECIDED.items()}
