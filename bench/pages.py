"""What a page of a hundred items costs, of 20,000 claims and 5,000 people: CPU ms, warm, median.

goal: under 15 ms each. Beside it: the same page asked item by item, as a program would that has no page in mind.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from habeas.claims import look_up, schemas
from habeas.claims.apart import apart
from habeas.claims.model import Kind
from habeas.claims.show import Shower
from habeas.claims.store import ClaimsProjector
from habeas.custody.model import Entry, NewEntry
from habeas.database.encrypted import Database, open_encrypted
from habeas.ids import DeviceId, EntryId, ItemId, MemberId, new_id
from habeas.vault.store import VaultProjector

CLAIMS, PEOPLE, SOURCES, PAGE, REPEATS, GOAL_MS = 20_000, 5_000, 400, 100, 15, 15.0
TEXT = "On a day in May guards took a man from his house, said his neighbour, who saw it from the window. " * 40


@dataclass
class Rooms:
    record: Database
    names: Database | None


def entries(rng: random.Random) -> Iterator[NewEntry]:
    sources = [ItemId(new_id("source")) for _ in range(SOURCES)]
    for source in sources:
        read = {
            "status": "read", "media_type": "text/plain", "language": "en", "text_length": len(TEXT),
            "text_sha256": source, "text_root": source,
        }  # fmt: skip
        admitted = {
            "sha256": source, "size": 1, "media_type": "text/plain", "kind": "document", "consent": 6,
            "reliability": "F", "language": "en", "blob": source,
        }  # fmt: skip
        yield NewEntry("source.admitted", source, admitted, {"name": "report.txt", "origin": "invented"})
        yield NewEntry("source.read", source, read, {"text": TEXT})
    people = [ItemId(new_id("person")) for _ in range(PEOPLE)]
    for number, person in enumerate(people):
        about = {"source": rng.choice(sources), "proposer": "bench", "sort": "person", "spans": {"mentions": [[3, 9]]}}
        yield NewEntry("person.proposed", person, about, {"name": f"Invented Name {number}", "aliases": ["I. Name"]})
    for _ in range(CLAIMS):
        claim, victim = ItemId(new_id("claim")), rng.choice(people)
        fields = {
            "source": rng.choice(sources), "proposer": "bench", "act": {"type": "torture"}, "evidence": [[0, 80]],
            "victims": [{"entity": victim, "span": [20, 30]}], "perpetrators": [], "modality": "asserted",
            "attribution": {"entity": rng.choice(people), "kind": "person"}, "stance": "for", "confidence": 0.5,
        }  # fmt: skip
        yield NewEntry(schemas.PROPOSED[Kind.CLAIM].kind, claim, apart(fields), {"reason": "invented"})
        if rng.random() < 0.5:
            yield NewEntry("item.accepted", claim, {}, {})


def fill(folder: Path) -> Rooms:
    record, names = open_encrypted(folder / "record.db", b"r" * 32), open_encrypted(folder / "names.db", b"n" * 32)
    projectors = (VaultProjector(), ClaimsProjector())
    with record.transaction(), names.transaction():
        for projector in projectors:
            projector.create(record, names)
        for index, new in enumerate(entries(random.Random(5))):
            entry = Entry(
                EntryId(f"dev-000000000000:{index}"), DeviceId("dev-000000000000"), index, MemberId("mem-000000000000"),
                "2026-01-01T00:00:00Z", new.kind, new.item, dict(new.record), dict(new.names), b"",
            )  # fmt: skip
            for projector in projectors:
                projector.apply(entry, record, names)
    return Rooms(record, names)


def page(rooms: Rooms, kind: Kind, start: int) -> int:
    return len(Shower(rooms).page(list(look_up.items(rooms, (kind,), start=start, most=PAGE))))


def one_by_one(rooms: Rooms, kind: Kind, start: int) -> int:
    shower = Shower(rooms)
    found = islice(look_up.items(rooms, (kind,), start=start), PAGE)
    return len([shower.item(look_up.item(rooms, it.id)) for it in found])


def cost(act: Callable[[int], int], last: int) -> float:
    act(0)
    spent = []
    for number in range(REPEATS):
        start = time.process_time()
        assert act(number * (last // REPEATS)) == PAGE
        spent.append(time.process_time() - start)
    return statistics.median(spent) * 1000


def run() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        rooms = fill(Path(folder))
        for kind, last in ((Kind.CLAIM, CLAIMS - PAGE), (Kind.PERSON, PEOPLE - PAGE)):
            whole = cost(lambda start, kind=kind: page(rooms, kind, start), last)
            single = cost(lambda start, kind=kind: one_by_one(rooms, kind, start), last)
            mark = "" if whole <= GOAL_MS else "  NOT REACHED"
            goal = f"(goal {GOAL_MS:.0f}){mark}"
            yield f"a page of {PAGE} {kind.plural}: {whole:.1f} CPU ms {goal}; one by one {single:.1f}"
