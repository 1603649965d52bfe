"""Entries that a signing member could write: of every kind, near to right and far from it. Seeded: a run can be had
again."""

import random
from collections.abc import Sequence
from typing import Any

from habeas.custody.model import EntrySchema, NewEntry
from habeas.ids import PREFIXES, ItemId, new_id
from habeas.vault.ledger_projector import LedgerProjector
from habeas.workspace.open import projectors

SCALARS: Sequence[Any] = (
    None, True, False, 0, 1, -1, 3, 7, 1.5, -0.5, 1e15, 2**53 - 1, "", "x", "for", "full", "persons", "same", "read",
    "../../x", "/etc/passwd", "0" * 64, "a" * 64, "2017-03-21", "2017-99-99", "dev-000000000000:0", "act_types", "new",
    "\x00", "\x1b[2J", "ß" * 40, "found", "document", "en", "none",
)  # fmt: skip


class Fuzz:
    """`known`: ids of the vault, which an attacker has read there."""

    def __init__(self, seed: int, known: Sequence[str]) -> None:
        self._random, self._known = random.Random(seed), list(known)
        every = (LedgerProjector(), *projectors())
        self._schemas: list[EntrySchema] = [schema for projector in every for schema in projector.schemas]

    def entry(self) -> NewEntry:
        r = self._random
        schema = r.choice(self._schemas)
        record = {name: self._value(name) for name in schema.record if r.random() < 0.85}
        names = {name: self._value(name) for name in schema.names if r.random() < 0.5} if r.random() < 0.3 else {}
        if r.random() < 0.05:
            record[r.choice(("extra", "blob", "items", "at"))] = self._value("")
        return NewEntry(schema.kind if r.random() < 0.97 else "some.kind", ItemId(self._item(schema)), record, names)

    def _item(self, schema: EntrySchema) -> str:
        r = self._random
        wanted = sorted(getattr(schema, "items", ())) or list(PREFIXES)
        if r.random() < 0.5:
            fitting = [one for one in self._known if any(one.startswith(PREFIXES[kind]) for kind in wanted)]
            if fitting:
                return r.choice(fitting)
        return new_id(r.choice(wanted) if r.random() < 0.9 else r.choice(list(PREFIXES)))

    def _value(self, name: str, depth: int = 0) -> Any:
        r = self._random
        chance = r.random()
        if chance < 0.35 and depth == 0:
            return self._likely(name)
        if chance < 0.55:
            return r.choice(self._known)
        if chance < 0.8 or depth > 3:
            return r.choice(SCALARS)
        if chance < 0.9:
            return [self._value(name, depth + 1) for _ in range(r.randrange(4))]
        keys = ("entity", "span", "start", "type", "edtf", "earliest", "count", "value", r.choice(self._known))
        return {key: self._value(key, depth + 1) for key in r.sample(keys, r.randrange(4))}

    def _likely(self, name: str) -> Any:
        """What fits the field, as far as its name tells: entries that get past the first checks."""
        r, known = self._random, self._known
        sources = [one for one in known if one.startswith("src-")]
        people = [one for one in known if one.startswith("per-")] or [new_id("person")]
        likely: dict[str, Any] = {
            "source": r.choice(sources), "consent": r.randrange(7), "items": r.sample(known, min(3, len(known))),
            "asked_for": r.choice(known), "blobs": [], "sizes": {r.choice(known): r.randrange(10**9)},
            "number": r.randrange(1, 9), "statement": "0" * 64, "change": "found", "into": r.choice(known),
            "undoes": "dev-000000000000:0", "list": r.choice(("act_types", new_id("list"))), "code": "own_word",
            "labels": {"en": "own"}, "one": r.choice(people), "other": r.choice(people), "verdict": "same",
            "run": new_id("run"), "groups": [[new_id("individual"), people]], "records": people, "row": 1,
            "victims": [{"entity": r.choice(people)}], "time": {"edtf": "2017", "earliest": "2017-01-01"},
            "spans": {"cue": [0, 3], "victims.0.span": [1, 2]}, "act": {"type": "torture"}, "stance": "for",
            "sha256": "0" * 64, "size": 3, "media_type": "text/plain", "kind": "document", "reliability": "F",
            "language": "", "blob": "b" * 64, "status": "read", "mode": "full", "cut": 1,
            "about": "persons", "slack": 1,
            "files": {f"keys/members/{r.choice(known)}.wrap": "0" * 64}, "name": "x", "text": "lie", "cue": [0, 3],
            "columns": [["a", "b"]], "rows": 2, "group": new_id("group"), "manifest": "0" * 64, "redaction": "none",
            "shown": {r.choice(sources): [[0, 1]]}, "created": 0, "matched": 0, "repeated": 0, "rejected": [],
            "fields": {}, "cells": {"a": "b"}, "given": {"record_id": "7"}, "values": {"age": 3, "occurrence": 2},
        }  # fmt: skip
        return likely.get(name, r.choice(SCALARS))
