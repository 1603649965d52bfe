"""`habeas verify`: the steps of the standalone verifier, with libsodium for the signatures.

One set of steps, two signature programs: what an outsider runs and what the door of publication asks is the same code,
so they cannot disagree on anything but Ed25519, and tests hold the two Ed25519 to each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from habeas.crypto.identity import verify_signature
from habeas.errors import EvidenceDiffers, NotFound, ReleaseInvalid
from habeas.verifier.standalone import verify_release


@dataclass(frozen=True)
class Check:
    """One thing that was checked. `what` is a code, `id` the object, `detail` words without names."""

    what: str
    id: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True)
class Verification:
    """What was checked of a release, and what nobody can check from here."""

    checks: tuple[Check, ...]
    unchecked: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(check.ok for check in self.checks)

    @property
    def differing(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.ok)

    def as_json(self) -> Mapping[str, Any]:
        """The shape of `verify --json`."""
        checks = [{"what": c.what, "id": c.id, "ok": c.ok, "detail": c.detail} for c in self.checks]
        return {"ok": self.ok, "checks": checks, "unchecked": list(self.unchecked)}

    def require(self) -> None:
        """Raises ReleaseInvalid where anything does not hold."""
        if not self.ok:
            first = self.differing[0] if self.differing else Check("release", "", False, "nothing was checked")
            raise ReleaseInvalid(
                f"{len(self.differing)} of {len(self.checks)} checks do not hold; first: {first.what} {first.id}: "
                f"{first.detail}",
                hint="ask for the release again, from whoever signed it",
            )


def check_release(folder: Path, *, key: str = "", authorities: Path | None = None) -> Verification:
    """Check a release folder. `key`: the fingerprint that must have signed. `authorities`: PEM, for time stamps.

    Needs no vault, no key and no network. Returns a report for any folder, however damaged; raises NotFound where there
    is none.
    """
    if not folder.is_dir():
        raise NotFound("there is no release folder at the place given")
    found = verify_release(str(folder), key, str(authorities) if authorities else "", _libsodium)
    checks = tuple(Check(str(c["what"]), str(c["id"]), bool(c["ok"]), str(c["detail"])) for c in found["checks"])
    return Verification(checks, tuple(found["unchecked"]))


def _libsodium(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        verify_signature(key, message, signature)
    except EvidenceDiffers:
        return False
    return True
