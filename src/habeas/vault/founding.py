"""vault.json: what a vault says of itself in the clear, signed by the member who founded it.

It is public: ids, names of algorithms, and the least work that a passphrase must cost. Its signature is checked with
the founder's key, and that key with what this device remembers of the vault, before a passphrase is used on anything.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from habeas.crypto.identity import Identity, PublicIdentity
from habeas.crypto.passphrase import FLOOR, KdfParameters
from habeas.custody.canonical import canonical
from habeas.custody.model import JsonValue
from habeas.errors import BadInput, EvidenceDiffers, NoVault, UsageProblem
from habeas.files import door
from habeas.ids import CompartmentId, MemberId, VaultId
from habeas.vault.layout import Layout
from habeas.vault.member_chain import Members, public_fields
from habeas.vault.model import FORMAT, MAIN_COMPARTMENT

SIGNED_AS = b"habeas/vault/1\n"
ALGORITHMS = {
    "blob": "AES-256-GCM STREAM 64 KiB, key-committing (habeas-blob/1)",
    "commitment": "SHA-256 over VR-1 roots",
    "database": "SQLCipher 4, raw key",
    "derive": "HKDF-SHA-256",
    "log": "RFC 6962, C2SP tlog-tiles",
    "passphrase": "Argon2id, with device secret",
    "seal": "XChaCha20-Poly1305, key-committing (habeas-sealed/1)",
    "sign": "Ed25519, as verified by libsodium",
    "wrap": "X25519 sealed box (libsodium)",
}


@dataclass(frozen=True)
class Founding:
    """The content of vault.json."""

    vault: VaultId
    compartment: CompartmentId
    founder: MemberId
    public: PublicIdentity
    floor: KdfParameters


def founding_bytes(
    vault: VaultId, compartment: CompartmentId, founder: MemberId, identity: Identity, floor: KdfParameters
) -> bytes:
    """vault.json, signed."""
    content: dict[str, JsonValue] = {
        "algorithms": ALGORITHMS,
        "compartments": [{"id": compartment, "name": MAIN_COMPARTMENT}],
        "format": FORMAT,
        "founder": {"member": founder, **public_fields(identity.public)},
        "kdf_floor": asdict(floor),
        "vault": vault,
    }
    signature = identity.sign(SIGNED_AS + canonical(content))
    return canonical({**content, "signature": signature.hex()})


def read_founding(layout: Layout) -> Founding:
    """Raises NoVault (none here, or of a later format), EvidenceDiffers (damaged, or the signature does not hold)."""
    try:
        content = door.read(layout.vault_json)
    except (FileNotFoundError, NotADirectoryError):
        hint = "go to the vault's folder, or say where it is with --vault; `habeas init` makes a new one"
        raise NoVault("there is no vault here (no vault.json)", hint=hint) from None
    try:
        loaded = json.loads(content)
        spelled = canonical(loaded)
    except (ValueError, RecursionError, UsageProblem):
        raise _damaged(len(content)) from None
    if not isinstance(loaded, dict):
        raise _damaged(len(content))
    if loaded.get("format") != FORMAT and str(loaded.get("format")).startswith("habeas-vault/"):
        raise NoVault(f"the vault here has a format that this version cannot read; it reads {FORMAT}")
    if spelled != content:
        raise _damaged(len(content))
    try:
        return _checked(loaded)
    except (KeyError, TypeError, ValueError, BadInput, LookupError):
        raise _damaged(len(content)) from None


def _checked(loaded: dict[str, Any]) -> Founding:
    signature = bytes.fromhex(loaded.pop("signature"))
    founder = loaded["founder"]
    public = PublicIdentity(bytes.fromhex(founder["verify_key"]), bytes.fromhex(founder["box_key"]))
    try:
        public.verify(SIGNED_AS + canonical(loaded), signature)
    except EvidenceDiffers:
        raise EvidenceDiffers(
            "vault.json: the founder's signature does not hold; it was changed",
            hint="take vault.json from another copy of the vault",
        ) from None
    floor = KdfParameters(**loaded["kdf_floor"])
    if loaded["format"] != FORMAT:
        raise ValueError("format")
    compartment = CompartmentId(loaded["compartments"][0]["id"])
    return Founding(VaultId(loaded["vault"]), compartment, MemberId(founder["member"]), public, floor)


def check_founder(founding: Founding, members: Members) -> None:
    """The founder of vault.json is the founder of the chain of members. Raises EvidenceDiffers."""
    first = members.members.get(founding.founder)
    keys = (founding.public.verify_key, founding.public.box_key)
    if first is None or first.since != 1 or (first.verify_key, first.box_key) != keys:
        raise EvidenceDiffers(
            "vault.json and the founding statement name different founders; one of them was swapped",
            hint="take vault.json and members/ from another copy of the vault",
        )


def default_floor() -> KdfParameters:
    return FLOOR


def _damaged(size: int) -> EvidenceDiffers:
    return EvidenceDiffers(
        f"vault.json: damaged ({size} bytes, not a signed founding)",
        hint="take vault.json from another copy of the vault",
    )
