"""A modified client: signs whatever it is told to, with the keys of a real member, and asks nobody whether it may.

It goes past every check of `Ledger.append` and writes a frame that is whole, chained and signed, as a colleague who
changed the program could.
"""

from collections.abc import Sequence
from pathlib import Path

from habeas.crypto.passphrase import FLOOR
from habeas.custody.entries import Author, Keyed
from habeas.custody.model import EntrySchema, Fields, NewEntry, Room
from habeas.ids import DeviceId, ItemId, MemberId, new_id
from habeas.vault.clock import now
from habeas.vault.ledger import Ledger
from habeas.vault.members import add_here
from habeas.vault.model import Role
from habeas.workspace.open import Workspace
from tests.vault.scene import PASSPHRASE, Scene

ANALYST, COLLEAGUE = "the analyst's words", "the colleague's words"


def sign(ledger: Ledger, *acts: NewEntry, at: str | None = None, member: MemberId | None = None) -> DeviceId:
    """One frame of these acts; the databases of this client do not hear of it. The ledger is closed after it."""
    journal, keys, rooms = ledger._journals[ledger.device], ledger.item_keys(), ledger.credentials.rooms
    batch = [_keyed(ledger, act) for act in acts]
    keys.write_fresh({act.item for act in acts}, ledger.device, journal.position.frames)
    journal.append(Author(member or ledger.member, at or now()), batch, rooms.epoch, keys.directory_key(rooms.epoch))
    device = ledger.device
    ledger.close()
    return device


def _keyed(ledger: Ledger, act: NewEntry) -> Keyed:
    keys = ledger.item_keys()
    names = keys.new(act.item, Room.NAMES) if act.names and ledger.credentials.rooms.holds(Room.NAMES) else None
    if act.names and names is None:
        names = bytes(32)  # a key of its own making: nobody gave it that of the item
    return Keyed(
        act, EntrySchema(act.kind, tuple(act.record), tuple(act.names)), keys.new(act.item, Room.RECORD), names
    )


def act(kind: str, record: Fields, names: Fields | None = None, item: str | None = None) -> NewEntry:
    return NewEntry(kind, ItemId(item or new_id("decision")), record, names or {})


def with_member(scene: Scene, role: Role, passphrase: str) -> MemberId:
    """Another person of this vault, on this laptop."""
    with workspace(scene) as opened:
        return add_here(opened.ledger, passphrase, role, parameters=FLOOR).member


def workspace(scene: Scene, member: MemberId | None = None, passphrase: str | None = None) -> Workspace:
    """The vault with all stages, as the commands open it; `member` None: its founder."""
    assert scene.created is not None
    return Workspace.open(scene.vault, passphrase or PASSPHRASE, member=member or scene.created.member)


def forge(scene: Scene, member: MemberId, passphrase: str, *acts: NewEntry, at: str | None = None) -> DeviceId:
    """A member signs these acts with a modified client."""
    return sign(workspace(scene, member, passphrase).ledger, *acts, at=at)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every key file and original of a vault, to see that nothing of them was touched."""
    places: Sequence[Path] = [*(folder / "keys" / "items").rglob("*.keys"), *(folder / "blobs").rglob("*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in places if path.is_file()}
