"""The entry that a release leaves in the journal, and every schema that a release may have to disclose."""

from collections.abc import Mapping

from habeas.claims import schemas as claims_schemas
from habeas.custody.model import EntrySchema
from habeas.vault.store import VaultProjector

RELEASE_MADE = EntrySchema(
    "release.made",
    record=(
        "manifest",  # SHA-256 of manifest.json, hexadecimal
        "items",  # ids shown: sources, claims, calls, statements, people, groups, places
        "named",  # ids of people, groups, places shown with their name
        "shown",  # source id -> list of [start, end] shown, code points of its text
        "redaction",  # none | names | chosen
        "redacted",  # how many stretches were blacked out
        "signer",  # fingerprint
    ),
    names=("title",),
)

DISCLOSABLE: Mapping[str, EntrySchema] = {
    schema.kind: schema for schema in (*VaultProjector.schemas, *claims_schemas.ALL, RELEASE_MADE)
}
