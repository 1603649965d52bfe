"""Open a vault: from a passphrase to a ledger.

    1 vault.json: format, the founder's signature
    2 the lock: one process at a time
    3 the chain of members, replayed; its founder is the one of vault.json
    4 what this device remembers: the same vault, no member statement gone
    5 one key derivation (never below the floor) opens the member's identity
    6 that identity is the one the chain names: a swapped key is noticed; a removed member stays outside
    7 the room keys, each compared with what the chain committed to
    8 the ledger: logs against checkpoints seen before, repair of what an interruption left, projections caught up

Nothing is written before step 8. The memory of this device is advanced after it: a folder that was not accepted must
not make the good one, put back, look like a rollback.
"""

from collections.abc import Sequence
from pathlib import Path

from habeas.crypto.identity import Identity
from habeas.crypto.passphrase import unwrap_seed
from habeas.errors import EvidenceDiffers, HistoryRolledBack, WrongKey
from habeas.files import door
from habeas.ids import MemberId
from habeas.vault.credentials import Credentials, device_identity
from habeas.vault.device import Device, DeviceMember, check_remembered, read_device, remember_members
from habeas.vault.founding import Founding, check_founder, read_founding
from habeas.vault.layout import Layout
from habeas.vault.ledger import Ledger, Projector
from habeas.vault.lock import VaultLock
from habeas.vault.member_chain import Members, advance, is_whole, replay
from habeas.vault.room_keys import open_room_keys, rooms_of


def unlock(
    folder: Path,
    passphrase: str,
    projectors: Sequence[Projector],
    *,
    member: MemberId | None = None,
) -> Ledger:
    """The open vault, caught up. Close it, or use it as a context manager.

    `member`: who, where several people use this device. Raises NoVault, VaultBusy, WrongKey (also for an empty
    passphrase, a device that was never enrolled, a removed member),
    UnsafeEnvironment (key derivation below the floor), EvidenceDiffers and HistoryRolledBack (naming what differs).
    """
    layout = Layout(folder)
    founding = read_founding(layout)  # 1
    lock = VaultLock(layout.lock)  # 2
    try:
        problem: EvidenceDiffers | None = None
        try:
            members, device = open_members(layout, founding)  # 3, 4
        except HistoryRolledBack as found:  # read as far as it goes; nothing is written
            members, device, problem = read_members(layout, founding), read_device(founding.vault), found
        except EvidenceDiffers as found:  # a statement that nobody may have made stops no one from reading
            members, device, problem = *_before_what_does_not_fit(layout, founding, found), found
        who = device.only(member, members.members)
        seed = open_seed(layout, founding, who, passphrase, device.members[who].secret)  # 5
        credentials = open_credentials(layout, members, who, device.members[who], seed)  # 6, 7
        later = later_statements(layout, members)
        ledger = Ledger(layout, founding, members, credentials, projectors, lock, later=later, refusal=problem)  # 8
        if ledger.refusal is None:
            remember_members(founding.vault, members)
        return ledger
    except BaseException:
        lock.release()
        raise


def read_members(layout: Layout, founding: Founding) -> Members:
    """Step 3: the chain, as far as it has come. Raises EvidenceDiffers naming the statement.

    A statement that is cut, or that is missing before later ones, ends it: a synchroniser keeps no order. Whether this
    device saw more of it before is compared in step 4.
    """
    members = replay(founding.vault, _statements(layout))
    check_founder(founding, members)
    return members


def _statements(layout: Layout) -> list[bytes]:
    files: list[bytes] = []
    while door.is_there(path := layout.statement(len(files) + 1)) and is_whole(content := door.read(path)):
        files.append(content)
    return files


def _before_what_does_not_fit(layout: Layout, founding: Founding, found: EvidenceDiffers) -> tuple[Members, Device]:
    """The chain up to a statement that breaks its rules: signed by somebody who may not, malformed, of a later version.

    It counts for nothing, and nothing is written before it is settled: it might be a removal that this version cannot
    read. Raises `found` where this device saw more of the chain before: then what is there was damaged.
    """
    files = _statements(layout)
    members = replay(founding.vault, files[:1])
    for content in files[1:]:
        try:
            members = advance(members, content)
        except EvidenceDiffers:
            break
    check_founder(founding, members)
    try:
        return members, check_remembered(read_device(founding.vault), members)
    except HistoryRolledBack:
        raise found from None


def later_statements(layout: Layout, members: Members) -> int:
    """How many files of statements lie there beyond the end of the chain: on their way, or what is before them is."""
    listed = [name.removesuffix(".json") for name in door.names(layout.members) if name.endswith(".json")]
    return sum(int(_digits(stem)) > members.number for stem in listed)


def open_members(layout: Layout, founding: Founding) -> tuple[Members, Device]:
    """Steps 3 and 4. The device as it is to be remembered."""
    members = read_members(layout, founding)
    device = check_remembered(read_device(founding.vault), members)
    return members, device


def open_seed(layout: Layout, founding: Founding, member: MemberId, passphrase: str, secret: bytes) -> bytes:
    """Step 5: one key derivation. Raises WrongKey, UnsafeEnvironment, EvidenceDiffers."""
    if not passphrase:
        raise WrongKey("an empty passphrase opens nothing")
    try:
        wrapped = door.read(layout.member_wrap(member))
    except FileNotFoundError:
        raise EvidenceDiffers(
            f"keys/members/{member}.wrap: missing", hint="take this file from another copy of the vault"
        ) from None
    try:
        return unwrap_seed(wrapped, passphrase, secret, founding.floor)
    except WrongKey:
        raise WrongKey(
            f"the passphrase does not open the identity of member {member}",
            hint="try again, with --member if several people use this device; if it is lost, colleagues can recover "
            "with their shares: habeas recovery recover",
        ) from None
    except EvidenceDiffers as found:
        raise EvidenceDiffers(f"keys/members/{member}.wrap: {found}", hint="take it from another copy") from None


def open_credentials(layout: Layout, members: Members, who: MemberId, here: DeviceMember, seed: bytes) -> Credentials:
    """Steps 6 and 7."""
    device = here.device
    identity, member = Identity(seed), members.get(who)
    if (identity.public.verify_key, identity.public.box_key) != (member.verify_key, member.box_key):
        raise EvidenceDiffers(
            f"member {who}: the chain of members names another key ({member.fingerprint}) than this one "
            f"({identity.public.fingerprint()}): it was swapped",
            hint="take members/ and keys/ from a copy you trust; tell the others",
        )
    if not member.active:
        raise WrongKey(f"member {who} was removed from this vault (statement {member.until})")
    signing = device_identity(seed, device)
    known = members.devices.get(device)
    if known is None or known.member != who or known.verify_key != signing.public.verify_key:
        raise EvidenceDiffers(f"device {device}: the chain of members does not name its key")
    rooms = open_room_keys(layout, members, who, identity, rooms_of(member.role))
    return Credentials(who, device, identity, signing, rooms, here.secret)


def _digits(stem: str) -> str:
    return stem if stem.isdecimal() else "0"
