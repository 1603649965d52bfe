"""An identity made on a device before its owner belongs to any vault: the public line is sent, the rest stays here.

Kept under the device's own folder in `identities/`, wrapped by passphrase and device secret like a member's identity
in a vault, until a copy of a vault arrives that names it.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from habeas.crypto.identity import PublicIdentity, new_identity
from habeas.crypto.passphrase import DEFAULT, KdfParameters, unwrap_seed, wrap_seed
from habeas.crypto.sealing import new_key
from habeas.custody import durable
from habeas.custody.canonical import canonical
from habeas.errors import BadInput, NotFound, WrongKey
from habeas.files import door
from habeas.ids import MemberId, VaultId
from habeas.settings import device_folder
from habeas.vault.disk import make_folder, overwrite_and_unlink
from habeas.vault.member_chain import Members

FORMAT = "habeas-identity-request/1"
_FOLDER = VaultId("identities")


@dataclass(frozen=True, repr=False)
class IdentityRequest:
    """An identity of this device that a vault names."""

    path: Path
    member: MemberId
    fingerprint: str
    secret: bytes
    wrapped: bytes

    def open(self, passphrase: str) -> bytes:
        """The seed. Raises WrongKey."""
        if not passphrase:
            raise WrongKey("an empty passphrase opens nothing")
        return unwrap_seed(self.wrapped, passphrase, self.secret)


def request_identity(passphrase: str, *, parameters: KdfParameters = DEFAULT) -> PublicIdentity:
    """Make an identity on this device; send `.to_text()` to a member, read `.fingerprint()` to each other."""
    seed, identity = new_identity()
    secret = new_key()
    public = identity.public
    content = {
        "format": FORMAT,
        "public": public.to_text(),
        "secret": secret.hex(),
        "wrapped": wrap_seed(seed, passphrase, secret, parameters).hex(),
    }
    folder = door.guard(device_folder(_FOLDER))
    make_folder(folder)
    durable.replace(folder / f"{public.verify_key.hex()[:16]}.json", canonical(content))
    return public


def find(members: Members) -> IdentityRequest:
    """The request of this device that an active member of the vault was made from. Raises NotFound."""
    by_key = {(member.verify_key, member.box_key): member.id for member in members.active()}
    folder = door.guard(device_folder(_FOLDER))
    for path in (folder / name for name in door.names(folder) if name.endswith(".json")):
        try:
            content = json.loads(door.read(path))
            public = PublicIdentity.from_text(content["public"])
            secret, wrapped = bytes.fromhex(content["secret"]), bytes.fromhex(content["wrapped"])
        except (ValueError, KeyError, TypeError, AttributeError, BadInput):
            continue  # damaged: it cannot be the one, and the error below says that none was found
        member = by_key.get((public.verify_key, public.box_key))
        if member is not None:
            return IdentityRequest(path, member, public.fingerprint(), secret, wrapped)
    raise NotFound(
        f"vault {members.vault} names no identity of this device",
        hint="ask the member who added you for a newer copy of the folder, and compare the fingerprint",
    )


def forget(request: IdentityRequest) -> None:
    """Remove it: the vault's device file has taken over."""
    overwrite_and_unlink(request.path)
