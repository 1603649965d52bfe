"""What this device keeps outside the vault: its secrets, and what it remembers the vault by.

A device secret is one half of what opens a member's identity (the passphrase is the other), so a vault folder that
was copied or seized cannot be opened by guessing. The memory is what a vault cannot say of itself: which vault it
was, and how far its chain of members had come. The newest checkpoints lie beside it (custody.seen).

One file, `device.json`, readable by its owner only. Several people may share a laptop: each has an own device id and
secret.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from habeas.crypto.sealing import KEY_BYTES
from habeas.custody import durable
from habeas.custody.canonical import canonical
from habeas.custody.model import JsonValue
from habeas.errors import EvidenceDiffers, HistoryRolledBack, WrongKey
from habeas.files import door
from habeas.ids import DeviceId, MemberId, VaultId
from habeas.settings import device_folder
from habeas.vault.disk import make_folder
from habeas.vault.member_chain import Members, statements

FORMAT = "habeas-device/2"
FORMAT_1 = "habeas-device/1"
"""Without `seen`: what it remembers is what lies in seen/. Read; written as FORMAT at the next open."""
_CODE_PREFIX = "HD1"
_CHECK_BYTES = 3


@dataclass(frozen=True)
class DeviceMember:
    """One person's use of this device."""

    device: DeviceId
    secret: bytes


@dataclass(frozen=True)
class Device:
    """The content of device.json."""

    vault: VaultId
    founding: str
    """SHA-256 of the founding statement: which vault this is."""
    members_number: int
    """How far the chain of members had come when this device last saw it."""
    members_head: str
    members: Mapping[MemberId, DeviceMember] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
    """The devices whose logs are remembered in seen/: that a memory must be there is known apart from it."""

    def only(self, wanted: MemberId | None, in_order: Iterable[MemberId]) -> MemberId:
        """The member to unlock for: the one wanted, else of those who use this device the one who was added first.

        `in_order`: all members as the chain names them. Whoever made the vault here goes on as before when a colleague
        is added on the same laptop; the colleague says --member. Raises WrongKey (not on this device).
        """
        if wanted is None:
            wanted = next((member for member in in_order if member in self.members), None)
        if wanted is None:
            raise WrongKey(
                f"no member of vault {self.vault} uses this device",
                hint="enrol this device with a member's passphrase and device code",
            )
        if wanted not in self.members:
            raise WrongKey(
                f"this device holds no secret of member {wanted}",
                hint="enrol this device with the member's passphrase and device code",
            )
        return wanted


def device_path(vault: VaultId) -> Path:
    return door.guard(device_folder(vault)) / "device.json"


def read_device(vault: VaultId) -> Device:
    """Raises WrongKey where this device was never enrolled, EvidenceDiffers where the file is damaged."""
    try:
        content = door.read(device_path(vault))
    except FileNotFoundError:
        raise WrongKey(
            f"this device holds no secret of vault {vault}",
            hint="enrol it with your passphrase and device code, or recover with the shares",
        ) from None
    try:
        return _parsed(vault, content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise EvidenceDiffers(
            f"device file of vault {vault}: damaged ({len(content)} bytes)",
            hint="enrol this device again with your passphrase and device code",
        ) from None


def _parsed(vault: VaultId, content: bytes) -> Device:
    loaded = json.loads(content)
    check = loaded.pop("check")
    if loaded["format"] not in (FORMAT, FORMAT_1) or loaded["vault"] != vault or check != _check(loaded):
        raise ValueError("not this vault's device file")
    members = {
        MemberId(member): DeviceMember(DeviceId(entry["device"]), bytes.fromhex(entry["secret"]))
        for member, entry in loaded["members"].items()
    }
    seen = frozenset(loaded["seen"]) if loaded["format"] == FORMAT else frozenset()
    return Device(vault, loaded["founding"], loaded["members_number"], loaded["members_head"], members, seen)


def write_device(device: Device) -> None:
    """Replace device.json: whole or not at all, mode 0600 in a folder of mode 0700."""
    _write(device, {"format": FORMAT, "seen": sorted(device.seen)})


def write_device_of_version_1(device: Device) -> None:
    """As earlier versions of the program wrote it: for the test of the upgrade."""
    _write(device, {"format": FORMAT_1})


def _write(device: Device, versioned: Mapping[str, JsonValue]) -> None:
    content: dict[str, JsonValue] = {
        **versioned,
        "founding": device.founding,
        "members": {
            member: {"device": entry.device, "secret": entry.secret.hex()} for member, entry in device.members.items()
        },
        "members_head": device.members_head,
        "members_number": device.members_number,
        "vault": device.vault,
    }
    path = device_path(device.vault)
    make_folder(path.parent)
    door.make_private(path.parent)
    durable.replace(path, canonical(content | {"check": _check(content)}), mode=0o600)


def _check(content: Mapping[str, JsonValue]) -> str:
    """Notices damage, not an attacker: whoever can write here has the device."""
    return hashlib.sha256(b"habeas/device/1" + canonical(dict(content))).hexdigest()


def check_remembered(device: Device, members: Members) -> Device:
    """Compare the chain of members with what this device saw before; returns what to remember now.

    Raises EvidenceDiffers (another vault under the same id) or
    HistoryRolledBack (the chain is shorter than it was, or another).
    """
    if device.founding != members.first:
        raise EvidenceDiffers(
            f"vault {members.vault}: its founding statement is {members.first[:16]}, "
            f"the one known here is {device.founding[:16]}",
            hint="this is not the vault you opened here before: take the folder from a copy you trust",
        )
    heads = {number: digest for number, digest, _ in statements(members)}
    if heads.get(device.members_number) != device.members_head:
        raise HistoryRolledBack(
            f"members of vault {members.vault}: statement {device.members_number} was seen here before and is gone or "
            f"changed; the chain ends at {members.number}",
            hint="the folder was put back to an older state, or forged: compare with another member's copy",
        )
    return replace(device, members_number=members.number, members_head=members.head)


def remember_members(vault: VaultId, members: Members) -> None:
    """Remember how far the chain of members has come."""
    _rewrite(vault, members_number=members.number, members_head=members.head)


def remember_seen(vault: VaultId, devices: Iterable[str]) -> None:
    """Remember that the memory holds these logs."""
    _rewrite(vault, seen=read_device(vault).seen.union(devices))


def _rewrite(vault: VaultId, **changes: object) -> None:
    """Written only where something changes."""
    before = read_device(vault)
    after = replace(before, **changes)  # type: ignore[arg-type]  # fields of Device
    if after != before:
        write_device(after)


def device_code(secret: bytes) -> str:
    """The device secret to write down: base 32 in groups of four, with a check against typing errors."""
    checked = secret + hashlib.sha256(b"habeas/device-code/1" + secret).digest()[:_CHECK_BYTES]
    letters = base64.b32encode(checked).decode().rstrip("=")
    return "-".join([_CODE_PREFIX, *(letters[start : start + 4] for start in range(0, len(letters), 4))])


def secret_from_code(code: str) -> bytes:
    """Raises WrongKey where the code is incomplete or mistyped."""
    letters = "".join(code.upper().split()).replace("-", "")
    body = letters.removeprefix(_CODE_PREFIX)
    try:
        decoded = base64.b32decode(body + "=" * (-len(body) % 8))
    except (binascii.Error, ValueError):
        decoded = b""
    secret = decoded[:KEY_BYTES]
    if not letters.startswith(_CODE_PREFIX) or len(secret) != KEY_BYTES or device_code(secret) != _grouped(letters):
        raise WrongKey("the device code is incomplete or mistyped", hint="it begins with HD1 and has 14 groups of four")
    return secret


def _grouped(letters: str) -> str:
    body = letters.removeprefix(_CODE_PREFIX)
    return "-".join([_CODE_PREFIX, *(body[start : start + 4] for start in range(0, len(body), 4))])
