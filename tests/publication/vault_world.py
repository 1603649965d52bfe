"""A vault for tests of releases: the shared fake world, with real keys, commitments, log and checkpoint over it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from habeas.claims.apart import apart
from habeas.crypto.identity import Identity
from habeas.custody import merkle
from habeas.custody.commitment import HEAD, Head, commitment, field_slots, names_seed, record_seed
from habeas.custody.model import Entry, NewEntry, Room
from habeas.custody.notes import Checkpoint, NoteKey, origin, sign_checkpoint
from habeas.custody.redactable import record_root, text_root
from habeas.ids import CompartmentId, DeviceId, ItemId, MemberId, VaultId, new_id
from habeas.publication.model import Log, Stamp
from habeas.publication.schemas import DISCLOSABLE
from habeas.publication.store import PublicationProjector
from habeas.vault.member_chain import Members, public_fields, replay, sign_statement
from habeas.vault.read_back import text_seed
from tests.world import DEVICE, MEMBER, World

MADE = "2024-01-01T00:00:00Z"
VAULT, COMPARTMENT = VaultId("vlt-000000000000"), CompartmentId("cmp-000000000000")
ENGLISH = (
    "On 3 May 2024 guards of the Port Authority took Karim Haddad from his house in Selmir, said Lia Matseva.\n\n"
    "She said about 20 men were held there. The Port Authority denies it: “Nobody was taken,” said Ruben Sole.\n\n"
    "Harbour Line calls on the government to release Karim Haddad at once.\n"
)
RUSSIAN = "3 мая 2024 года Карима Хаддада увезли из дома. Об этом сообщила Лия Мацева.\n"
ARABIC = "في 2024-05-03 أخذ الحراس كريم حداد من منزله.\n"


def chain(vault: VaultId, founder: Identity, device: Identity, another: Identity | None = None) -> list[bytes]:
    """The statements of a vault with one member and one device; `another`: who is added after both."""
    rooms = {room.value: "0" * 64 for room in Room}
    fields = public_fields(founder.public)
    files = [
        sign_statement(
            Members(vault), "found", MEMBER, founder, MADE, epoch=1, member=MEMBER, role="full", rooms=rooms, **fields
        )
    ]
    key = device.public.verify_key.hex()
    state = replay(vault, files)
    files.append(sign_statement(state, "device", MEMBER, founder, MADE, device=DEVICE, device_key=key, member=MEMBER))
    if another is not None:
        state, fields = replay(vault, files), public_fields(another.public)
        files.append(
            sign_statement(state, "add", MEMBER, founder, MADE, member="mbr-000000000001", role="full", **fields)
        )
    return files


@dataclass
class ReleaseWorld(World):
    """Entries here are committed to and logged as the real journal does it."""

    leaves: list[bytes] = field(default_factory=list)
    roots: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    vault_id: VaultId = VAULT
    compartment: CompartmentId = COMPARTMENT
    member: MemberId = MEMBER
    identity: Identity = field(default_factory=lambda: Identity(bytes(range(32))))
    device: Identity = field(default_factory=lambda: Identity(bytes(range(1, 33))))
    stamps: list[Stamp] = field(default_factory=list)
    chain: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.projectors = (*self.projectors, PublicationProjector())
        self.projectors[-1].create(self._record, self._names)
        founder = ItemId(new_id("decision"))
        self.chain = chain(self.vault_id, self.identity, self.device)
        founding = replay(self.vault_id, self.chain).first
        record = {"vault": self.vault_id, "compartment": self.compartment, "founding": founding}
        self.append([NewEntry("vault.founded", founder, record)])

    @property
    def signer(self) -> Identity:
        return self.identity

    def item_key(self, item: ItemId, room: Room) -> bytes:
        return hashlib.sha256(f"{item} {room}".encode()).digest()

    def _entry(self, new: NewEntry, index: int) -> Entry:
        entry = super()._entry(new, index)
        schema = DISCLOSABLE[new.kind]
        head = Head(new.kind, new.item, self.vault_id, self.compartment, DEVICE, index, MEMBER, entry.at)
        assert len(head.slots()) == len(HEAD)
        names_key = self.item_key(new.item, Room.NAMES) if new.names else None
        seed = record_seed(self.item_key(new.item, Room.RECORD), entry.id)
        record = record_root([*head.slots(), *field_slots(new.record, schema.record)], seed)
        slots = field_slots(new.names, schema.names) if names_key else []
        names = record_root(slots, names_seed(self.item_key(new.item, Room.RECORD), names_key, entry.id))
        self.leaves.append(merkle.leaf_hash(commitment(record, names)))
        self.roots[entry.id] = record, names
        return replace(entry, commitment=commitment(record, names))

    def checkpoint(self) -> str:
        tree = merkle.Tree(self.leaves)
        name = origin(self.vault_id, DEVICE)
        key = NoteKey(name, self.device.public.verify_key)
        return sign_checkpoint(Checkpoint(name, tree.size, tree.root()), key, self.device.sign)

    def statements(self) -> list[str]:
        return [content.decode() for content in self.chain]

    def log(self, device: DeviceId, indexes: Sequence[int]) -> Log:
        tree = merkle.Tree(self.leaves)
        paths = {index: merkle.inclusion_path(tree.nodes, index, tree.size) for index in indexes}
        return Log(DEVICE, self.device.public.verify_key, self.checkpoint(), tree.size, paths, tuple(self.stamps))

    def admit(self, text: str, *, name: str = "report.txt", language: str = "en", consent: int = 6) -> ItemId:
        """As vault.admit would leave it, with the true root of the text."""
        source = ItemId(new_id("source"))
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        root = text_root(text, text_seed(self.item_key(source, Room.NAMES))).hex()
        admitted = {
            "sha256": sha256, "size": len(text.encode()), "media_type": "text/plain", "kind": "document",
            "consent": consent, "reliability": "B", "language": language, "blob": sha256, "published": "2024-05-06",
            "published_earliest": "2024-05-06", "published_latest": "2024-05-06",
        }  # fmt: skip
        read = {
            "status": "read", "media_type": "text/plain", "language": language, "text_sha256": sha256,
            "text_length": len(text), "text_root": root,
        }  # fmt: skip
        names = {"name": name, "origin": "handed over by Lia Matseva", "publisher": "Harbour Line"}
        self.append(
            [
                NewEntry("source.admitted", source, admitted, names),
                NewEntry("source.read", source, read, {"text": text}),
            ]
        )
        return source

    def entity(self, kind: str, source: ItemId, name: str, *aliases: str, sort: str = "person") -> ItemId:
        item = ItemId(new_id(kind))
        names: dict[str, Any] = {"name": name} | ({"aliases": list(aliases)} if aliases else {})
        self.append([NewEntry(f"{kind}.proposed", item, {"source": source, "proposer": "person", "sort": sort}, names)])
        return item

    def accept(self, kind: str, record: dict[str, Any]) -> ItemId:
        item = ItemId(new_id(kind))
        self.append(
            [
                NewEntry(f"{kind}.proposed", item, apart(record), {"reason": "because Karim Haddad is named"}),
                NewEntry("item.accepted", item, {}, {"because": "read with a colleague"}),
            ]
        )
        return item


@dataclass(frozen=True)
class Story:
    """A small record in three languages: a claim for, one against, a call, a statement."""

    world: ReleaseWorld
    sources: tuple[ItemId, ...]
    karim: ItemId
    lia: ItemId
    ruben: ItemId
    port: ItemId
    claim: ItemId
    against: ItemId


def at(text: str, words: str) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


class AsVault:
    """A ReleaseWorld under the names that publication asks for (`entries` is a list in the shared world)."""

    def __init__(self, world: ReleaseWorld) -> None:
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world, name)

    def entries(self) -> Iterator[Entry]:
        return iter(self._world.entries)


def story(folder: Path, *, consent: int = 6) -> Story:
    world = ReleaseWorld(folder)
    english = world.admit(ENGLISH, consent=consent)
    russian = world.admit(RUSSIAN, language="ru", consent=consent)
    arabic = world.admit(ARABIC, language="ar", consent=consent)
    karim = world.entity("person", english, "Karim Haddad", "Карим Хаддад", "كريم حداد")
    lia = world.entity("person", english, "Lia Matseva", "Лия Мацева")
    ruben = world.entity("person", english, "Ruben Sole")
    port = world.entity("group", english, "Port Authority", sort="security_force")
    line = world.entity("group", english, "Harbour Line", sort="organisation")
    selmir = world.entity("place", english, "Selmir", sort="populated_place")
    day = {"edtf": "2024-05-03", "earliest": "2024-05-03", "latest": "2024-05-03"}
    when = {"mention": at(ENGLISH, "On 3 May 2024"), **day}
    first = [0, ENGLISH.index("\n")]
    claim = world.accept(
        "claim",
        {
            "source": english, "proposer": "person", "act": {"type": "abduction", "method": None},
            "cue": at(ENGLISH, "took"), "evidence": [first],
            "perpetrators": [{"entity": port, "span": at(ENGLISH, "Port Authority")}],
            "victims": [{"entity": karim, "span": at(ENGLISH, "Karim Haddad")}],
            "attribution": {"entity": lia, "kind": "person", "cue": at(ENGLISH, "said")},
            "attribution_mode": "explicit",
            "modality": "asserted", "time": when, "place": {"entity": selmir, "span": at(ENGLISH, "Selmir")},
            "stance": "for", "confidence": 0.9,
        },
    )  # fmt: skip
    against = world.accept(
        "claim",
        {
            "source": english, "proposer": "person", "act": {"type": "abduction"}, "cue": at(ENGLISH, "taken"),
            "evidence": [at(ENGLISH, "The Port Authority denies it: “Nobody was taken,” said Ruben Sole.")],
            "perpetrators": [{"entity": port}], "victims": [], "attribution": {"entity": ruben, "kind": "person"},
            "attribution_mode": "quoted", "modality": "denied", "stance": "against", "confidence": 0.8,
        },
    )  # fmt: skip
    for source, text, name in ((russian, RUSSIAN, "Карима Хаддада"), (arabic, ARABIC, "كريم حداد")):
        world.accept(
            "claim",
            {
                "source": source, "proposer": "person", "act": {"type": "abduction"}, "evidence": [[0, len(text) - 1]],
                "perpetrators": [], "victims": [{"entity": karim, "span": at(text, name)}], "modality": "asserted",
                "attribution": {"entity": None, "kind": "narrator"}, "attribution_mode": "narrator",
                "time": day, "stance": "for",
            },
        )  # fmt: skip
    call = "Harbour Line calls on the government to release Karim Haddad at once."
    world.accept(
        "call",
        {
            "source": english, "proposer": "person", "caller": line,
            "action": at(ENGLISH, "release Karim Haddad at once"),
            "action_type": "release", "evidence": [at(ENGLISH, call)], "cue": at(ENGLISH, "calls on"), "addressees": [],
            "attribution": {"entity": line, "kind": "organisation"},
        },
    )  # fmt: skip
    world.accept(
        "statement",
        {
            "source": english, "proposer": "person", "speaker": ruben, "kind": "denial",
            "content": at(ENGLISH, "Nobody was taken"), "attribution": {"entity": ruben},
        },
    )  # fmt: skip
    return Story(world, (english, russian, arabic), karim, lia, ruben, port, claim, against)
