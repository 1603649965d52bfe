"""A vault that its members can no longer open, opened by colleagues together.

`split` makes a recovery key: an ordinary recipient of the room keys, whose secret is dealt as SLIP-39 shares and kept
nowhere. `recover`, on any device with a copy of the vault, takes enough of the shares and makes a new member with a new
passphrase. It never brings back anyone's identity: who recovered signs as the new member, and the chain of members
says so.

Whoever gathers enough shares has everything in the vault: deal them across houses, and better across borders. After a
recovery deal new ones: the old key was put together on a laptop.
"""

from collections.abc import Sequence
from pathlib import Path

from habeas.crypto.identity import Identity, new_identity
from habeas.crypto.passphrase import DEFAULT, KdfParameters, wrap_seed
from habeas.crypto.sealing import new_key
from habeas.crypto.shares import combine, share_digest
from habeas.crypto.shares import split as split_secret
from habeas.custody import durable
from habeas.custody.model import Room
from habeas.errors import UsageProblem, WrongKey
from habeas.ids import DeviceId, MemberId, new_id
from habeas.vault.clock import now
from habeas.vault.device import DeviceMember, device_code
from habeas.vault.founding import read_founding
from habeas.vault.layout import RECOVERY, Layout
from habeas.vault.ledger import Ledger, Projector
from habeas.vault.lock import VaultLock
from habeas.vault.member_chain import Members, Recovery, advance, public_fields, sign_statement
from habeas.vault.members import Added, first_open, remove, require_full, state
from habeas.vault.model import Role
from habeas.vault.room_keys import open_room_keys, rooms_of, seal_to
from habeas.vault.unlock import read_members


def split(ledger: Ledger, *, shares: int, threshold: int) -> tuple[str, ...]:
    """Deal a new recovery key: `shares` lines of words, any `threshold` of which recover the vault. Shown once.

    Shares dealt before stop working with this copy of the vault. Raises UsageProblem (numbers), WrongKey (an analyst).
    """
    require_full(ledger)
    seed, identity = new_identity()
    dealt = split_secret(seed, shares=shares, threshold=threshold)
    # The statement comes first: from then on only these shares count. Interrupted before the keys are sealed, the
    # shares
    # were not shown, and dealing again puts it right.
    state(
        ledger,
        "recovery",
        {},
        **public_fields(identity.public),
        share_digests=[share_digest(share) for share in dealt],
        shares=shares,
        threshold=threshold,
    )
    ledger.key_files_written(seal_to(ledger.layout, ledger.credentials.rooms, RECOVERY, identity.public, tuple(Room)))
    return dealt


def recover(
    folder: Path,
    shares: Sequence[str],
    passphrase: str,
    projectors: Sequence[Projector],
    *,
    replaces: MemberId | None = None,
    parameters: KdfParameters = DEFAULT,
) -> Added:
    """Open the vault with shares, as a new full member with this passphrase on this device.

        1 the shares that are not of the set in force are told by their place, before anything is put together
        2 the secret must be the recovery key that the chain of members names
        3 the room keys, as for any recipient
        4 a new identity, wrapped by the new passphrase and a new device secret
        5 statements: recovered, device
        6 `replaces`: that member is removed, with a new key epoch (a lost laptop may have been taken)

    Raises WrongKey, UsageProblem (no recovery key was ever dealt), and as `unlock`.
    """
    layout = Layout(folder)
    founding = read_founding(layout)
    lock = VaultLock(layout.lock)
    try:
        members = read_members(layout, founding)
        recovery_key = _recovery_key(members, shares)  # 1, 2
        rooms = open_room_keys(layout, members, RECOVERY, recovery_key, tuple(Room))  # 3
        seed, identity = new_identity()  # 4
        member, secret = MemberId(new_id("member")), new_key()
        entry = DeviceMember(DeviceId(new_id("device")), secret)
        durable.replace(layout.member_wrap(member), wrap_seed(seed, passphrase, secret, parameters))
        seal_to(layout, rooms, member, identity.public, rooms_of(Role.FULL))
        fields = {"member": member, "role": Role.FULL.value, **public_fields(identity.public)}
        recovered = sign_statement(members, "recovered", RECOVERY, recovery_key, now(), **fields)  # 5
        members = advance(members, recovered)
        durable.replace(layout.statement(members.number), recovered)
        with first_open(layout, founding, members, projectors, lock, entry, member, seed) as ledger:
            if replaces is not None:
                remove(ledger, replaces)  # 6
    finally:
        lock.release()
    return Added(member, identity.public.fingerprint(), entry.device, device_code(secret))


def _recovery_key(members: Members, shares: Sequence[str]) -> Identity:
    if members.recovery is None:
        raise UsageProblem(f"no recovery shares were ever dealt for vault {members.vault}")
    foreign = _foreign(members.recovery, shares)
    if foreign:
        raise WrongKey(
            f"of {len(shares)} shares, number {', '.join(map(str, foreign))} is not of the set that was dealt last",
            hint="check it for typing errors; shares dealt earlier do not count any more",
        )
    different = list({share_digest(share): share for share in shares}.values())
    if len(different) < members.recovery.threshold:
        raise WrongKey(f"{len(different)} different shares, {members.recovery.threshold} are needed")
    identity = Identity(combine(different[: members.recovery.threshold]))
    if identity.public != members.recovery.public:
        raise WrongKey("the shares give another key than the recovery key of this vault")
    return identity


def _foreign(recovery: Recovery, shares: Sequence[str]) -> list[int]:
    known = set(recovery.share_digests)
    return [place for place, share in enumerate(shares, start=1) if share_digest(share) not in known]
