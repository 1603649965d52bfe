"""A release with as many passages as wanted, from a real vault: the material of bench.verify and bench.dossier."""

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from habeas.claims.apart import apart
from habeas.custody.model import NewEntry
from habeas.ids import ItemId, new_id
from habeas.publication.choose import Choice, Chosen, choose
from habeas.publication.redact import parse_rules
from habeas.publication.vault_view import OpenVault
from habeas.vault.admit import admit
from habeas.vault.model import About, Consent
from habeas.workspace.open import Workspace, found

PASSPHRASE = "a passphrase for the bench"
MADE = "2026-01-01T00:00:00Z"
WORDS = [
    "on",
    "the",
    "evening",
    "guards",
    "of",
    "port",
    "took",
    "several",
    "men",
    "from",
    "their",
    "houses",
    "near",
    "harbour",
    "and",
    "nobody",
    "was",
    "told",
    "where",
    "they",
    "were",
    "held",
    "for",
    "days",
    "while",
    "families",
    "asked",
    "at",
    "every",
    "office",
    "and",
    "were",
    "sent",
    "away",
    "with",
    "no",
    "answer",
    "again",
]


def _report(chance: random.Random, passages: int) -> str:
    return "".join(" ".join(chance.choices(WORDS, k=24)).capitalize() + ".\n\n" for _ in range(passages))


@contextmanager
def vault_with(passages: int, *, sources: int = 20) -> Iterator[OpenVault]:
    """An open vault in which `passages` claims were accepted, each with a passage of 24 words of its own."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as place:
        folder, before = Path(place), os.environ.get("XDG_DATA_HOME")
        os.environ["XDG_DATA_HOME"] = str(folder / "device")
        try:
            found(folder / "vault", PASSPHRASE)
            with Workspace.open(folder / "vault", PASSPHRASE) as workspace:
                files = []
                for number in range(min(sources, passages)):
                    files.append(folder / f"{number}.txt")
                    files[-1].write_text(_report(chance, -(-passages // min(sources, passages))))
                about = About(origin="given by hand", consent=Consent.PUBLISH_IDENTITY, language="en")
                admitted = [one.id for one in admit(workspace.ledger, files, about) if one.id is not None]
                vault = OpenVault(workspace.ledger)
                _accept(vault, [(s, f.read_text()) for s, f in zip(admitted, files, strict=True)], passages)
                yield vault
        finally:
            os.environ.pop("XDG_DATA_HOME") if before is None else os.environ.update(XDG_DATA_HOME=before)


def _accept(vault: OpenVault, texts: list[tuple[ItemId, str]], passages: int) -> None:
    acts: list[NewEntry] = []
    person = ItemId(new_id("person"))
    acts.append(
        NewEntry("person.proposed", person, {"source": texts[0][0], "proposer": "person"}, {"name": "Karim Haddad"})
    )
    for source, text in texts:
        start = 0
        for line in text.split("\n\n")[:-1]:
            if sum(act.kind == "claim.proposed" for act in acts) == passages:
                break
            item = ItemId(new_id("claim"))
            record = {
                "source": source, "proposer": "person", "act": {"type": "abduction"},
                "evidence": [[start, start + len(line)]],
                "perpetrators": [], "victims": [{"entity": person}], "modality": "asserted",
                "stance": "for",
                "attribution": {"entity": None, "kind": "narrator"}, "attribution_mode": "narrator",
            }  # fmt: skip
            acts += [
                NewEntry("claim.proposed", item, apart(record), {"reason": "bench"}),
                NewEntry("item.accepted", item, {}, {}),
            ]
            start += len(line) + 2
    vault.append(acts)


def chosen_of(vault: OpenVault, *rules: str) -> Chosen:
    """All of it, ready to be made."""
    return choose(vault, Choice(title="Bench", rules=parse_rules(rules)), MADE)
