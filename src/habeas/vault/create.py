"""Found a vault: keys, the first member, this device, the first entries of the journal.

1 the database library has a cipher, the folder is new or empty: nothing is ever written over
2 ids and keys from the operating system's randomness
3 the member's identity wrapped by passphrase and device secret; the room keys sealed to it
4 the chain of members: found, device
5 this device's own file, outside the vault
6 vault.json last: without it there is no vault, so an interrupted founding is none
7 the journal begins
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from habeas.crypto.identity import Identity, new_identity
from habeas.crypto.passphrase import DEFAULT, FLOOR, KdfParameters, wrap_seed
from habeas.crypto.sealing import new_key
from habeas.custody import durable
from habeas.custody.model import NewEntry
from habeas.database.encrypted import require_cipher
from habeas.errors import UsageProblem
from habeas.files import door
from habeas.ids import CompartmentId, DeviceId, ItemId, MemberId, VaultId, new_id
from habeas.vault.clock import now
from habeas.vault.credentials import Credentials, device_identity
from habeas.vault.device import Device, DeviceMember, device_code, write_device
from habeas.vault.disk import make_folder
from habeas.vault.founding import founding_bytes, read_founding
from habeas.vault.layout import Layout
from habeas.vault.ledger import Ledger, Projector
from habeas.vault.lock import VaultLock
from habeas.vault.member_chain import Members, advance, public_fields, sign_statement
from habeas.vault.model import Role
from habeas.vault.room_keys import RoomKeys, commitments, new_epoch_keys, seal_to_all

WHAT_IS_LOST = """\
Two things together open this vault for you: your passphrase, and a secret that this device keeps outside the vault.

  If the passphrase is lost            nobody can open your identity: not we, not anyone.
  If the device (its secret) is lost   the passphrase alone opens nothing. The device code below stands in for it.
  If both are lost                     your identity is gone for good.

In each case what the vault holds is lost, unless another full member can still open it, or you have dealt recovery
shares to colleagues: habeas recovery split --shares 5 --threshold 3. Do that now, and keep a copy of the vault folder.
"""


@dataclass(frozen=True, repr=False)
class Created:
    """A vault that was founded, and what to tell the person who founded it, once."""

    vault: VaultId
    compartment: CompartmentId
    member: MemberId
    device: DeviceId
    fingerprint: str
    """Of the founder: what colleagues compare."""
    device_code: str
    """The device secret to write down and keep apart from the vault: it enrols another device."""
    words: str
    """What is lost if what is lost."""


def create(
    folder: Path, passphrase: str, projectors: Sequence[Projector], *, parameters: KdfParameters = DEFAULT
) -> Created:
    """Found a vault in a new or empty folder; it is closed again when this returns.

    Raises UsageProblem (folder not empty, empty passphrase), UnsafeEnvironment (no cipher, parameters below the floor),
    StorageFailed.
    """
    layout = Layout(folder)
    require_cipher()
    _require_empty(layout)  # 1
    vault, compartment = VaultId(new_id("vault")), CompartmentId(new_id("compartment"))  # 2
    member, device = MemberId(new_id("member")), DeviceId(new_id("device"))
    seed, identity = new_identity()
    secret = new_key()
    rooms = RoomKeys(vault, new_epoch_keys(1))
    wrapped = wrap_seed(seed, passphrase, secret, parameters)
    make_folder(layout.members)
    lock = VaultLock(layout.lock)
    try:
        durable.replace(layout.member_wrap(member), wrapped)  # 3
        signing = device_identity(seed, device)
        members = _found(layout, vault, member, identity, device, signing, rooms)  # 4
        write_device(
            Device(vault, members.first, members.number, members.head, {member: DeviceMember(device, secret)})
        )  # 5
        seal_to_all(layout, rooms, members)
        durable.replace(layout.vault_json, founding_bytes(vault, compartment, member, identity, FLOOR))  # 6
        credentials = Credentials(member, device, identity, signing, rooms, secret)
        with Ledger(layout, read_founding(layout), members, credentials, projectors, lock) as ledger:
            _first_entry(ledger, members)  # 7
    except BaseException:
        lock.release()
        raise
    return Created(vault, compartment, member, device, identity.public.fingerprint(), device_code(secret), WHAT_IS_LOST)


def _require_empty(layout: Layout) -> None:
    try:
        found = len(door.names(layout.folder))
    except NotADirectoryError:
        raise UsageProblem("a vault is a folder; a file of that name is in the way") from None
    if door.is_there(layout.vault_json):
        raise UsageProblem("there is a vault in this folder already; nothing was changed")
    if found:
        raise UsageProblem(
            f"the folder for a new vault is not empty ({found} entries); nothing was changed",
            hint="give a new folder; what an interrupted init left holds nothing and can be deleted",
        )


def _found(
    layout: Layout,
    vault: VaultId,
    member: MemberId,
    identity: Identity,
    device: DeviceId,
    signing: Identity,
    rooms: RoomKeys,
) -> Members:
    fields = {
        **public_fields(identity.public),
        "epoch": 1,
        "member": member,
        "role": Role.FULL.value,
        "rooms": commitments(vault, rooms.keys),
    }
    first = sign_statement(Members(vault), "found", member, identity, now(), **fields)
    founded = advance(Members(vault), first)
    key = signing.public.verify_key.hex()
    second = sign_statement(founded, "device", member, identity, now(), device=device, device_key=key, member=member)
    durable.replace(layout.statement(1), first)
    durable.replace(layout.statement(2), second)
    return advance(founded, second)


def _first_entry(ledger: Ledger, members: Members) -> None:
    record = {"vault": ledger.vault_id, "compartment": ledger.compartment, "founding": members.first}
    ledger.append([NewEntry("vault.founded", ItemId(new_id("decision")), record)])
