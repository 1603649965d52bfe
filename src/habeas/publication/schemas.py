"""The entry that a release leaves in the journal, and every schema that a release may have to disclose."""

from collections.abc import Mapping

from habeas.claims import schemas as claims_schemas
from habeas.custody.model import EntrySchema
from habeas.custody.shapes import Id, ListOf, MapOf, Row, Text, Whole, hexadecimal
from habeas.vault.entry_rule import EntryRule, Writer, rule
from habeas.vault.store import VaultProjector

SHOWN = Id("source", "claim", "call", "statement", "person", "group", "place", "event", "individual")
RELEASE_MADE = rule(
    "release.made",
    creates=True,
    about=("release",),
    writer=Writer.FULL_MEMBER,
    record={
        "manifest": hexadecimal(64),  # SHA-256 of manifest.json
        "items": ListOf(SHOWN),  # ids shown: sources, claims, calls, statements, people, groups, places
        "named": ListOf(Id("person", "group", "place")),  # those shown with their name
        "shown": MapOf(Id("source"), ListOf(Row(Whole(), Whole()))),  # stretches shown, code points of its text
        "redaction": Text(40, "[a-z]+"),  # none | names | chosen
        "redacted": Whole(),  # how many stretches were blacked out
        "signer": Text(200),  # fingerprint
        "until": Text(10, r"\d{4}-\d\d-\d\d"),  # day after which it is to be given back or destroyed
    },
    names={"title": Text(), "recipient": Text(), "why": Text()},
    required=("manifest", "items", "shown", "redaction"),
)
ALL: tuple[EntryRule, ...] = (RELEASE_MADE,)

DISCLOSABLE: Mapping[str, EntrySchema] = {
    schema.kind: schema for schema in (*VaultProjector.schemas, *claims_schemas.ALL, RELEASE_MADE)
}
