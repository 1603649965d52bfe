"""Typed ids: a prefix that says what it is, and 60 random bits that say nothing.

An id is never derived from content: a hash of a name is the name, for whoever can guess it.
The alphabet is Crockford's base 32 (no i, l, o, u), so an id survives being read aloud or copied by hand.
"""

import secrets
from typing import NewType

VaultId = NewType("VaultId", str)
CompartmentId = NewType("CompartmentId", str)
MemberId = NewType("MemberId", str)
DeviceId = NewType("DeviceId", str)
ItemId = NewType("ItemId", str)
"""Anything that can be shown, decided about or erased: a source, claim, call, statement, entity, release."""
EntryId = NewType("EntryId", str)
"""`device:index` of a journal entry."""

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
RANDOM_CHARACTERS = 12
_CHARACTER_OF_BYTE = (ALPHABET * 8).encode()
"""Byte -> character. 256 is 8 times 32, so each character is as likely as any other. An import makes two ids a row:
this is ten times faster than a choice for each character."""

PREFIXES = {
    "vault": "vlt",
    "compartment": "cmp",
    "member": "mem",
    "device": "dev",
    "source": "src",
    "claim": "clm",
    "call": "cal",
    "statement": "stm",
    "person": "per",
    "group": "grp",
    "place": "plc",
    "event": "evt",
    "decision": "dec",
    "release": "rel",
    "list": "lst",
    "run": "run",
    "individual": "ind",
    "name": "nam",
}
KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}


def new_id(kind: str) -> str:
    """A fresh id of a kind in PREFIXES, such as `src-7h2k9m4x0q3t`."""
    return PREFIXES[kind] + "-" + secrets.token_bytes(RANDOM_CHARACTERS).translate(_CHARACTER_OF_BYTE).decode()


def kind_of(identifier: str) -> str | None:
    """The kind that an id's prefix names; None where it is not one of our ids."""
    prefix, dash, rest = identifier.partition("-")
    well_formed = dash and len(rest) == RANDOM_CHARACTERS and not set(rest) - set(ALPHABET)
    return KINDS.get(prefix) if well_formed else None
