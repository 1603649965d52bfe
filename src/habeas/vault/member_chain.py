"""Who belongs to the vault: signed statements, each chained to the one before, so that a swapped key is noticed.

Rules, in the order in which `replay` applies them to each statement:

    1. The file is the canonical JSON (RFC 8785) of {"signature", "statement"}, to the byte.
    2. Its number is one more than the last; it names the vault and the SHA-256 of the statement before it. Each of its
       fields is of its form (statement_rules.py).
    3. Its signer may make it: the founder `found`s; a full member adds, removes, changes roles and sets up recovery; a
       member adds devices of its own; the recovery key alone says `recovered`.
    4. The signature over the canonical statement holds under the key that the chain, so far, gives the signer.
    5. It leaves at least one full member.

Statements that make a new key epoch (`found`, `remove`, a `role` lowered to analyst) carry a commitment to each room
key: anyone can seal a key of their own choice to a member's public key, so a room key counts only if a full member
signed for it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from habeas.crypto.identity import Identity, PublicIdentity
from habeas.crypto.sealing import derive
from habeas.custody.canonical import canonical
from habeas.custody.model import Room
from habeas.errors import BadInput, EvidenceDiffers, NotFound, UsageProblem
from habeas.ids import DeviceId, MemberId, VaultId
from habeas.vault.layout import RECOVERY
from habeas.vault.model import Member, Role
from habeas.vault.statement_rules import require_form

FORMAT = "habeas-members/1"
SIGNED_AS = b"habeas/members/1\n"
BEFORE_FIRST = "0" * 64
Statement = Mapping[str, Any]


@dataclass(frozen=True)
class Recovery:
    """The recovery key in force, and how its shares were dealt."""

    public: PublicIdentity
    shares: int
    threshold: int
    share_digests: tuple[str, ...]


@dataclass(frozen=True)
class DeviceKey:
    """A device's signing key, whose it is, and from which entry on it counts no more (its member was removed)."""

    member: MemberId
    verify_key: bytes
    closed_at: int | None = None
    """Number of entries the device had written when its member was removed; None: open."""
    since: int = 0
    """Number of the statement that named it."""


@dataclass(frozen=True)
class RoleChange:
    """A role that a statement gave."""

    number: int
    role: Role
    sizes: Mapping[DeviceId, int] | None = None
    """Of a role that was lowered: each device -> the number of its entries that still count by the role before. None in
    statements that do not say so: then the place in the journal decides."""


@dataclass(frozen=True)
class Members:
    """What the chain says after its last statement."""

    vault: VaultId
    members: Mapping[MemberId, Member] = field(default_factory=dict)
    devices: Mapping[DeviceId, DeviceKey] = field(default_factory=dict)
    epochs: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """Epoch -> room -> commitment to the room key, hexadecimal."""
    recovery: Recovery | None = None
    log: tuple[tuple[str, str], ...] = ()
    """(kind, SHA-256) of each statement, in order."""
    number: int = 0
    head: str = BEFORE_FIRST
    """SHA-256 of the last statement, hexadecimal."""
    first: str = BEFORE_FIRST
    """SHA-256 of the first: what a device remembers the vault by."""
    roles: Mapping[MemberId, tuple[RoleChange, ...]] = field(default_factory=dict)
    """Every role that a member ever had, in order."""

    @property
    def epoch(self) -> int:
        """The key epoch that new entries are sealed under."""
        return max(self.epochs)

    def active(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members.values() if member.active)

    def get(self, identifier: MemberId) -> Member:
        """Raises NotFound."""
        try:
            return self.members[identifier]
        except KeyError:
            raise NotFound(f"no member {identifier} in vault {self.vault}", hint="habeas members list") from None

    def role_at(self, device: DeviceId, index: int, place: int) -> Role:
        """What the owner of a device was when it wrote its entry `index`, from 0.

        `place`: the last statement that the journal had recorded by then; a device knows at least its own.
        """
        key = self.devices[device]
        known, role = max(place, key.since), Role.ANALYST
        for change in self.roles[key.member]:
            by_index = change.sizes is not None
            if index >= (change.sizes or {}).get(device, 0) if by_index else change.number <= known:
                role = change.role
        return role


def room_key_commitment(room_key: bytes, vault: VaultId, room: Room, epoch: int) -> str:
    """What a statement says of a room key: fixes it, tells nothing of it. 64 hexadecimal digits."""
    return derive(room_key, "room-key-commitment", f"{vault}/{room.value}/{epoch}".encode()).hex()


def statement_hash(statement: Statement) -> str:
    """SHA-256 of the canonical statement, hexadecimal: what the next statement names as `previous`."""
    return hashlib.sha256(canonical(statement)).hexdigest()


def sign_statement(state: Members, kind: str, by: str, signer: Identity, at: str, **fields: Any) -> bytes:
    """The bytes of the next file of the chain. `by`: a member's id, or RECOVERY."""
    statement = {
        "at": at,
        "by": by,
        "format": FORMAT,
        "kind": kind,
        "number": state.number + 1,
        "previous": state.head,
        "vault": state.vault,
        **fields,
    }
    signature = signer.sign(SIGNED_AS + canonical(statement))
    return canonical({"signature": signature.hex(), "statement": statement})


def public_fields(public: PublicIdentity) -> dict[str, str]:
    """A public identity as a statement carries it."""
    return {"box_key": public.box_key.hex(), "verify_key": public.verify_key.hex()}


def replay(vault: VaultId, files: Sequence[bytes]) -> Members:
    """What the files 1..n say. Raises EvidenceDiffers naming the statement that breaks a rule."""
    state = Members(vault)
    for content in files:
        state = advance(state, content)
    if not files:
        raise EvidenceDiffers(f"members of vault {vault}: expected at least the founding statement, found none")
    return state


def is_whole(content: bytes) -> bool:
    """Whether a file is JSON at all: one that came in part is not. What it says is for `replay` to judge."""
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True


def statements(state: Members) -> list[tuple[int, str, str]]:
    """(number, SHA-256, kind) of each statement."""
    return [(number, digest, kind) for number, (kind, digest) in enumerate(state.log, start=1)]


def advance(state: Members, content: bytes) -> Members:
    """The state after one more statement. Raises EvidenceDiffers."""
    number = state.number + 1
    statement, signature = _parsed(content, number)
    expected = {"format": FORMAT, "number": number, "previous": state.head, "vault": state.vault}
    for name, value in expected.items():
        if statement.get(name) != value:
            raise EvidenceDiffers(f"member statement {number}: {name} is not what the chain calls for ({value})")
    require_form(statement, number)
    try:
        changed = _apply(state, statement, signature)
    except (KeyError, TypeError, ValueError, BadInput):
        raise EvidenceDiffers(f"member statement {number}: malformed") from None
    if not any(member.role is Role.FULL for member in changed.active()):
        raise EvidenceDiffers(f"member statement {number}: would leave no full member")
    head = statement_hash(statement)
    return replace(
        changed,
        number=number,
        head=head,
        first=state.first if state.number else head,
        log=(*state.log, (str(statement["kind"]), head)),
    )


def _parsed(content: bytes, number: int) -> tuple[Statement, bytes]:
    try:
        outer = json.loads(content)
        statement, signature = outer["statement"], bytes.fromhex(outer["signature"])
        spelled = canonical({"signature": signature.hex(), "statement": statement})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, UsageProblem):
        raise EvidenceDiffers(f"member statement {number}: not a signed statement") from None
    if spelled != content or not isinstance(statement, dict):
        raise EvidenceDiffers(f"member statement {number}: not in canonical form")
    return statement, signature


def _apply(state: Members, statement: Statement, signature: bytes) -> Members:
    """Rules 3 and 4, then the change itself. KeyError, TypeError and ValueError mean: malformed."""
    kind, by, number = str(statement["kind"]), str(statement["by"]), state.number + 1
    changes = {
        "found": _found,
        "add": _add,
        "remove": _remove,
        "role": _role,
        "device": _device,
        "recovery": _recovery,
        "recovered": _add,
    }
    if kind not in changes or (kind == "found") != (number == 1):
        raise EvidenceDiffers(f"member statement {number}: kind is not allowed here")
    signer = _signer_key(state, statement, kind, by)
    try:
        signer.verify(SIGNED_AS + canonical(statement), signature)
    except EvidenceDiffers:
        raise EvidenceDiffers(
            f"member statement {number}: its signature does not hold; the statement or a key was changed"
        ) from None
    return changes[kind](state, statement)


def _signer_key(state: Members, statement: Statement, kind: str, by: str) -> PublicIdentity:
    """Rule 3: the key of whoever may make this statement."""
    number = state.number + 1
    if kind == "found":
        return _public(statement)
    if kind == "recovered":
        if by != RECOVERY or state.recovery is None:
            raise EvidenceDiffers(f"member statement {number}: there is no recovery key that could have made it")
        return state.recovery.public
    member = state.members.get(MemberId(by))
    own_device = kind == "device" and statement["member"] == by
    if member is None or not member.active or not (member.role is Role.FULL or own_device):
        raise EvidenceDiffers(f"member statement {number}: {by[:16]} may not make it")
    if kind == "device" and not own_device:
        raise EvidenceDiffers(f"member statement {number}: only a member adds its own devices")
    return PublicIdentity(member.verify_key, member.box_key)


def _found(state: Members, statement: Statement) -> Members:
    if statement["by"] != statement["member"] or statement["role"] != Role.FULL:
        raise EvidenceDiffers("member statement 1: the founder founds, as a full member")
    return _with_epoch(_add(state, statement), statement)


def _add(state: Members, statement: Statement) -> Members:
    identifier, public = MemberId(statement["member"]), _public(statement)
    if identifier in state.members:
        raise EvidenceDiffers(f"member statement {state.number + 1}: member {identifier} is there already")
    member = Member(
        id=identifier,
        role=Role(statement["role"]),
        fingerprint=public.fingerprint(),
        verify_key=public.verify_key,
        box_key=public.box_key,
        devices=(),
        active=True,
        since=state.number + 1,
    )
    given = RoleChange(state.number + 1, member.role)
    return replace(state, members={**state.members, identifier: member}, roles={**state.roles, identifier: (given,)})


def _remove(state: Members, statement: Statement) -> Members:
    member = state.members[MemberId(statement["member"])]
    removed = replace(member, active=False, until=state.number + 1)
    sizes = statement["devices"]
    if not member.active or sorted(sizes) != sorted(member.devices):
        raise EvidenceDiffers(f"member statement {state.number + 1}: does not close what the member had open")
    closed = {device: replace(state.devices[device], closed_at=_count(sizes[device])) for device in member.devices}
    changed = replace(state, members={**state.members, member.id: removed}, devices={**state.devices, **closed})
    return _with_epoch(changed, statement)


def _role(state: Members, statement: Statement) -> Members:
    member, role = state.members[MemberId(statement["member"])], Role(statement["role"])
    sizes = statement.get("devices")
    if sizes is not None and (role is not Role.ANALYST or sorted(sizes) != sorted(member.devices)):
        raise EvidenceDiffers(f"member statement {state.number + 1}: does not count what the member had written")
    counted = None if sizes is None else {DeviceId(device): _count(size) for device, size in sizes.items()}
    given = (*state.roles[member.id], RoleChange(state.number + 1, role, counted))
    changed = replace(
        state,
        members={**state.members, member.id: replace(member, role=role)},
        roles={**state.roles, member.id: given},
    )
    return _with_epoch(changed, statement) if role is Role.ANALYST else changed


def _device(state: Members, statement: Statement) -> Members:
    member, device = state.members[MemberId(statement["member"])], DeviceId(statement["device"])
    if device in state.devices:
        raise EvidenceDiffers(f"member statement {state.number + 1}: device {device} is there already")
    verify_key = bytes.fromhex(statement["device_key"])
    with_device = replace(member, devices=(*member.devices, device))
    return replace(
        state,
        members={**state.members, member.id: with_device},
        devices={**state.devices, device: DeviceKey(member.id, verify_key, since=state.number + 1)},
    )


def _recovery(state: Members, statement: Statement) -> Members:
    recovery = Recovery(
        public=_public(statement),
        shares=_count(statement["shares"]),
        threshold=_count(statement["threshold"]),
        share_digests=tuple(str(digest) for digest in statement["share_digests"]),
    )
    return replace(state, recovery=recovery)


def _with_epoch(state: Members, statement: Statement) -> Members:
    epoch, commitments = _count(statement["epoch"]), dict(statement["rooms"])
    if epoch != len(state.epochs) + 1 or sorted(commitments) != sorted(room.value for room in Room):
        raise EvidenceDiffers(f"member statement {state.number + 1}: the key epoch does not follow the last one")
    return replace(state, epochs={**state.epochs, epoch: commitments})


def _public(statement: Statement) -> PublicIdentity:
    return PublicIdentity(bytes.fromhex(statement["verify_key"]), bytes.fromhex(statement["box_key"]))


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("not a count")
    return value


def check_can_remove(state: Members, identifier: MemberId) -> Member:
    """The active member to be removed. Raises NotFound, or UsageProblem for the last full member."""
    member = state.get(identifier)
    if not member.active:
        raise UsageProblem(f"member {identifier} was removed before (statement {member.until})")
    others = [other for other in state.active() if other.id != identifier and other.role is Role.FULL]
    if not others:
        raise UsageProblem(
            f"member {identifier} is the last full member: nobody could open the vault",
            hint="add another full member first",
        )
    return member
