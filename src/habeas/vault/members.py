"""Who may open the vault: add, remove, list, change a role, bring a second device.

Adding a person can go two ways. Either they made an identity on their own laptop (`request_identity`) and sent its
public line: compare the fingerprint with them by voice, then `add_public`; with a copy of the vault folder they
`join`. Or they stand beside you and choose a passphrase here: `add_here`.

Removing (`remove`) begins a new key epoch: everything written from then on is sealed under room keys that the removed
member never had. It takes back nothing: what they could read before, they may have copied. What they signed stays
valid.

Order of a change: keys first, then the statement (from here on it holds), then the journal entry that ties the
statement to the log. An interruption before the statement leaves nothing in force; one after it is finished at the
next open.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from habeas.crypto.identity import Identity, PublicIdentity, new_identity
from habeas.crypto.passphrase import DEFAULT, KdfParameters, wrap_seed
from habeas.crypto.sealing import new_key
from habeas.custody import durable
from habeas.errors import UsageProblem, WrongKey
from habeas.ids import DeviceId, MemberId, VaultId, new_id
from habeas.vault import identity_request
from habeas.vault.clock import now
from habeas.vault.credentials import device_identity
from habeas.vault.device import Device, DeviceMember, device_code, read_device, secret_from_code, write_device
from habeas.vault.founding import Founding, read_founding
from habeas.vault.layout import Layout
from habeas.vault.ledger import Ledger, Projector
from habeas.vault.lock import VaultLock
from habeas.vault.member_chain import Members, advance, check_can_remove, public_fields, sign_statement
from habeas.vault.model import Member, Role
from habeas.vault.room_keys import RoomKeys, commitments, new_epoch_keys, rooms_of, seal_to, seal_to_all
from habeas.vault.unlock import open_credentials, open_seed, read_members


@dataclass(frozen=True, repr=False)
class Added:
    """A new member, or a new device of one. `device_code` is shown once: it enrols another device."""

    member: MemberId
    fingerprint: str
    device: DeviceId | None = None
    device_code: str | None = None


def list_members(ledger: Ledger) -> tuple[Member, ...]:
    """All members that ever were, in the order in which they were added."""
    return tuple(sorted(ledger.members.members.values(), key=lambda member: member.since))


def add_public(ledger: Ledger, public: PublicIdentity, role: Role = Role.FULL) -> Added:
    """Add a person by the public line of an identity made elsewhere; they `join` with a copy of the folder.

    Compare `public.fingerprint()` with them by voice first: whoever owns this key can open the vault afterwards.
    Raises WrongKey (only a full member adds), UsageProblem (this key is a member already), StorageFailed.
    """
    require_full(ledger)
    member = MemberId(new_id("member"))
    _seal_and_add(ledger, member, public, role, {})
    return Added(member, public.fingerprint())


def add_here(ledger: Ledger, passphrase: str, role: Role = Role.FULL, *, parameters: KdfParameters = DEFAULT) -> Added:
    """Add a person who chooses a passphrase on this laptop. Raises as `add_public`."""
    require_full(ledger)
    seed, identity = new_identity()
    member, device, secret = MemberId(new_id("member")), DeviceId(new_id("device")), new_key()
    wrapped = _write_wrap(ledger.layout, member, wrap_seed(seed, passphrase, secret, parameters))
    remember_member(ledger.vault_id, member, DeviceMember(device, secret))
    _seal_and_add(ledger, member, identity.public, role, wrapped)
    state_device(ledger, member, identity, device, device_identity(seed, device))
    return Added(member, identity.public.fingerprint(), device, device_code(secret))


def remove(ledger: Ledger, identifier: MemberId) -> int:
    """Remove a member and begin a new key epoch; returns its number.

    Raises NotFound, UsageProblem (removed before, or the last full member), WrongKey (only a full member removes).
    """
    require_full(ledger)
    if identifier == ledger.member:
        raise UsageProblem(f"member {identifier} cannot remove itself", hint="another full member can")
    member = check_can_remove(ledger.members, identifier)
    sizes = {device: ledger.log_size(device) for device in member.devices}
    return _new_epoch(ledger, "remove", member=identifier, devices=sizes)


def change_role(ledger: Ledger, identifier: MemberId, role: Role) -> None:
    """Open the names room to an analyst, or close it (a new key epoch) to a full member."""
    require_full(ledger)
    member = ledger.members.get(identifier)
    if not member.active or member.role is role or identifier == ledger.member:
        raise UsageProblem(f"member {identifier}: the role stays {member.role.value}")
    if role is Role.ANALYST:
        sizes = {device: ledger.log_size(device) for device in member.devices}
        _new_epoch(ledger, "role", devices=sizes, member=identifier, role=role.value)
        return
    written = seal_to(ledger.layout, ledger.credentials.rooms, identifier, _public(member), rooms_of(role))
    state(ledger, "role", written, member=identifier, role=role.value)


def join(folder: Path, passphrase: str, projectors: Sequence[Projector]) -> Added:
    """Open a copy of the vault for the first time, with the identity that was requested on this device.

    Raises NotFound where the vault does not name any identity of this device: it was not added, or this copy is older.
    """
    layout = Layout(folder)
    founding = read_founding(layout)
    with _Locked(layout) as lock:
        members = read_members(layout, founding)
        request = identity_request.find(members)
        seed = request.open(passphrase)
        member, device = request.member, DeviceId(new_id("device"))
        durable.replace(layout.member_wrap(member), request.wrapped)
        entry = DeviceMember(device, request.secret)
        ledger = first_open(layout, founding, members, projectors, lock, entry, member, seed)
        with ledger:
            identity_request.forget(request)
            return Added(member, request.fingerprint, device, device_code(request.secret))


def enrol(
    folder: Path, passphrase: str, code: str, projectors: Sequence[Projector], *, member: MemberId | None = None
) -> Added:
    """Open a copy of the vault on another device of the same person: passphrase and device code.

    Raises WrongKey (code or passphrase), UsageProblem (which member?), and as `unlock`.
    """
    layout, secret = Layout(folder), secret_from_code(code)
    founding = read_founding(layout)
    with _Locked(layout) as lock:
        members = read_members(layout, founding)
        who = _which(members, member)
        seed = open_seed(layout, founding, who, passphrase, secret)
        device = DeviceId(new_id("device"))
        entry = DeviceMember(device, secret)
        with first_open(layout, founding, members, projectors, lock, entry, who, seed):
            return Added(who, members.get(who).fingerprint, device)


def change_passphrase(ledger: Ledger, old: str, new: str, *, parameters: KdfParameters = DEFAULT) -> None:
    """Wrap this member's identity anew. Copies of the old wrap still open with the old passphrase and device secret."""
    secret = read_device(ledger.vault_id).members[ledger.member].secret
    seed = open_seed(ledger.layout, read_founding(ledger.layout), ledger.member, old, secret)
    wrapped = wrap_seed(seed, new, secret, parameters)
    ledger.key_files_written(_write_wrap(ledger.layout, ledger.member, wrapped))


# --- what the verbs share --------------------------------------------------------------------------------------------


class _Locked:
    """The vault's lock until the end of the block, unless a ledger took it over and let it go."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def __enter__(self) -> VaultLock:
        self._lock = VaultLock(self._layout.lock)
        return self._lock

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def remember_member(vault: VaultId, member: MemberId, entry: DeviceMember) -> None:
    """Add a person to this device's file, which is there already."""
    device = read_device(vault)
    write_device(replace(device, members={**device.members, member: entry}))


def first_open(
    layout: Layout,
    founding: Founding,
    members: Members,
    projectors: Sequence[Projector],
    lock: VaultLock,
    entry: DeviceMember,
    who: MemberId,
    seed: bytes,
) -> Ledger:
    """Make this device one of the member's: state it, remember it, open the ledger on it."""
    identity, signing = Identity(seed), device_identity(seed, entry.device)
    known = _known_device(founding.vault)
    statement = _device_statement(members, who, identity, entry.device, signing)
    members = advance(members, statement)
    credentials = open_credentials(layout, members, who, entry.device, seed)
    durable.replace(layout.statement(members.number), statement)
    others = known.members if known is not None else {}
    write_device(Device(founding.vault, members.first, members.number, members.head, {**others, who: entry}))
    return Ledger(layout, founding, members, credentials, projectors, lock)


def _known_device(vault: VaultId) -> Device | None:
    try:
        return read_device(vault)
    except WrongKey:
        return None


def _which(members: Members, wanted: MemberId | None) -> MemberId:
    if wanted is not None:
        return members.get(wanted).id
    active = [member.id for member in members.active()]
    if len(active) != 1:
        raise UsageProblem(f"the vault has {len(active)} members", hint="say which one you are: --member ID")
    return active[0]


def require_full(ledger: Ledger) -> None:
    if ledger.role is not Role.FULL:
        raise WrongKey(f"member {ledger.member} is an analyst: only a full member changes who belongs to the vault")


def _write_wrap(layout: Layout, member: MemberId, wrapped: bytes) -> dict[str, str]:
    path = layout.member_wrap(member)
    durable.replace(path, wrapped)
    return {layout.relative(path): hashlib.sha256(wrapped).hexdigest()}


def _seal_and_add(
    ledger: Ledger, member: MemberId, public: PublicIdentity, role: Role, written: Mapping[str, str]
) -> None:
    if any(known.verify_key == public.verify_key for known in ledger.members.members.values()):
        raise UsageProblem(f"the identity {public.fingerprint()} is, or was, a member already")
    sealed = seal_to(ledger.layout, ledger.credentials.rooms, member, public, rooms_of(role))
    fields = {"member": member, "role": role.value, **public_fields(public)}
    state(ledger, "add", {**sealed, **written}, **fields)


def state_device(ledger: Ledger, member: MemberId, identity: Identity, device: DeviceId, signing: Identity) -> None:
    """Write the statement that a member has this device."""
    content = _device_statement(ledger.members, member, identity, device, signing)
    _write(ledger, content, ledger.credentials.rooms, {})


def _device_statement(
    members: Members, member: MemberId, identity: Identity, device: DeviceId, signing: Identity
) -> bytes:
    key = signing.public.verify_key.hex()
    return sign_statement(members, "device", member, identity, now(), device=device, device_key=key, member=member)


def state(ledger: Ledger, kind: str, written: Mapping[str, str], **fields: Any) -> None:
    """Sign and write a statement as this member; `written`: the key files that go with it."""
    content = sign_statement(ledger.members, kind, ledger.member, ledger.credentials.identity, now(), **fields)
    _write(ledger, content, ledger.credentials.rooms, written)


def _new_epoch(ledger: Ledger, kind: str, **fields: Any) -> int:
    """New room keys, sealed to those whom the statement leaves in, then the statement itself."""
    epoch = ledger.members.epoch + 1
    fresh = new_epoch_keys(epoch)
    rooms = RoomKeys(ledger.vault_id, {**ledger.credentials.rooms.keys, **fresh})
    content = sign_statement(
        ledger.members,
        kind,
        ledger.member,
        ledger.credentials.identity,
        now(),
        epoch=epoch,
        rooms=commitments(ledger.vault_id, fresh),
        **fields,
    )
    written = seal_to_all(ledger.layout, RoomKeys(ledger.vault_id, fresh), advance(ledger.members, content))
    _write(ledger, content, rooms, written)
    return epoch


def _write(ledger: Ledger, content: bytes, rooms: RoomKeys, written: Mapping[str, str]) -> None:
    members = advance(ledger.members, content)
    durable.replace(ledger.layout.statement(members.number), content)
    ledger.members_changed(members, rooms, written)


def _public(member: Member) -> PublicIdentity:
    return PublicIdentity(member.verify_key, member.box_key)
