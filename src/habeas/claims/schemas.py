"""The kinds of entries this stage writes, and where each field lies.

A field's place in a tuple is its slot in the entry's VR-1 tree: append new fields, never move one
(tests/formats/slots.json holds them). What the fields are is said in fields.py. Offsets are `[start, end]` in code
points of the text of `source`; a quotation is never copied into an entry, so the text is stored once, and erasing a
source takes the words of its claims with it.

Offsets are written into the field `spans`, whatever field they belong to, and put back when an entry is read: a release
that blacks out a name hides `spans`, because the length of the name stands there, and still proves all other fields.

An `.edited` entry has the fields of its proposal. A field that is there replaces the value before it; a field that is
there and null removes it; a field that is absent changes nothing.
"""

from collections.abc import Mapping

from habeas.claims.model import Kind, Verb
from habeas.custody.model import EntrySchema

# The names part of a saying: `reason`, why it was proposed, in words; `words`, what was given in words and has no
# code yet, by the path of the field it belongs to: {"victims.0.ground": "..."}.
CLAIM_RECORD = (
    "source",  # id of the source
    "proposer",  # method and version, or "person"
    "act",  # {type, mt4, method, mt5}: words of the closed lists or of the vault's own
    "cue",  # offsets of the words that speak of the act
    "evidence",  # list of offsets
    "perpetrators",  # list of {entity, span, ground, ground_span, sex, count, inferred}
    "victims",  # the same; count: {mention, value, minimum, maximum, qualifier, unit, is_victim_count, historical}
    "attribution",  # {entity, kind, cue, spans, quote, verbatim}; entity null: the writer's own voice
    "attribution_mode",
    "modality",
    "modality_cue",  # offsets
    "time",  # {mention, edtf, earliest, latest, precision, basis, year_unknown, inferred}
    "place",  # {entity, span, inferred}
    "stance",  # "for", or "against": the text says that it did not happen
    "confidence",  # 0..1, the proposer's
    "spans",  # every offset of the other fields, by path: {"victims.0.span": [3, 9]} (apart.py)
)
CALL_RECORD = (
    "source",
    "proposer",
    "caller",  # entity id or null
    "addressees",  # list of {entity, span, inferred}
    "action",  # offsets
    "action_type",
    "beneficiary",  # offsets
    "evidence",
    "cue",
    "attribution",
    "verbatim",
    "deadline",  # ISO date or EDTF; other words lie in the names part
    "confidence",
    "spans",
)
STATEMENT_RECORD = (
    "source",
    "proposer",
    "speaker",
    "kind",
    "content",
    "attribution",
    "verbatim",
    "confidence",
    "spans",
)
ENTITY_RECORD = (
    "source",
    "proposer",
    "sort",  # extraction's kind of actor, or the type of place
    "mentions",  # list of offsets
    "gazetteer",
    "within",  # entity id
    "relation",
    "anchor",  # entity id
    "radius_km",
    "spans",
)
# `description`: words that say who is meant and name nobody ("a former prisoner"); where it is set, `name` is not.
ENTITY_NAMES = ("name", "aliases", "description")
PROPOSED: Mapping[Kind, EntrySchema] = {
    Kind.CLAIM: EntrySchema("claim.proposed", CLAIM_RECORD, ("reason", "words")),
    Kind.CALL: EntrySchema("call.proposed", CALL_RECORD, ("reason", "words")),
    Kind.STATEMENT: EntrySchema("statement.proposed", STATEMENT_RECORD, ("reason", "words")),
    Kind.PERSON: EntrySchema("person.proposed", ENTITY_RECORD, ENTITY_NAMES),
    Kind.GROUP: EntrySchema("group.proposed", ENTITY_RECORD, ENTITY_NAMES),
    Kind.PLACE: EntrySchema("place.proposed", ENTITY_RECORD, ENTITY_NAMES),
}
# A person as one row of a list says (lists): a second way in which a person is proposed. Spelt out, not built from
# ENTITY_RECORD: a field appended there would move the slots of this one.
LISTED = EntrySchema(
    "person.listed",
    (
        "source",
        "proposer",
        "sort",
        "mentions",
        "gazetteer",
        "within",
        "relation",
        "anchor",
        "radius_km",
        "spans",
        "list",
        "run",
        "row",
        "values",  # what was read from the cells, without names
    ),
    (
        "name",
        "aliases",
        "description",
        "cells",  # every cell that is not empty, as given, by the label of its column
        "given",  # the name, place and record id, by meaning
    ),
)
# An edit has the record slots of the proposal: appending to both at the end keeps each where it is. `because` stands
# where it stood when the first edit was written.
EDITED: Mapping[Kind, EntrySchema] = {
    Kind.CLAIM: EntrySchema("claim.edited", CLAIM_RECORD, ("reason", "words", "because")),
    Kind.CALL: EntrySchema("call.edited", CALL_RECORD, ("reason", "words", "because")),
    Kind.STATEMENT: EntrySchema("statement.edited", STATEMENT_RECORD, ("reason", "words", "because")),
    Kind.PERSON: EntrySchema("person.edited", ENTITY_RECORD, ("name", "aliases", "description", "because")),
    Kind.GROUP: EntrySchema("group.edited", ENTITY_RECORD, ("name", "aliases", "description", "because")),
    Kind.PLACE: EntrySchema("place.edited", ENTITY_RECORD, ("name", "aliases", "description", "because")),
}
DECIDED: Mapping[Verb, EntrySchema] = {
    Verb.ACCEPTED: EntrySchema("item.accepted", (), ("because",)),
    Verb.REJECTED: EntrySchema("item.rejected", (), ("because",)),
    Verb.MERGED: EntrySchema("item.merged", ("into",), ("because",)),
    Verb.SKIPPED: EntrySchema("item.skipped", (), ("because",)),
    Verb.UNDONE: EntrySchema("item.undone", ("undoes",), ("because",)),
}
WORD_ADDED = EntrySchema("word.added", ("list", "code", "labels", "maps_to", "huridocs", "meaning"))

ALL: tuple[EntrySchema, ...] = (*PROPOSED.values(), LISTED, *EDITED.values(), *DECIDED.values(), WORD_ADDED)

KIND_PROPOSED = {schema.kind: kind for kind, schema in PROPOSED.items()} | {LISTED.kind: Kind.PERSON}
KIND_EDITED = {schema.kind: kind for kind, schema in EDITED.items()}
VERB_DECIDED = {schema.kind: verb for verb, schema in DECIDED.items()}
