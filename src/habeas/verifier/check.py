"""`habeas verify`: the steps of the standalone verifier, with libsodium for the signatures.

One set of steps, two signature programs: what an outsider runs and what the door of publication asks is the same code,
so they cannot disagree on anything but Ed25519, and tests hold the two Ed25519 to each other.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from habeas.crypto.identity import verify_signature
from habeas.errors import EvidenceDiffers, NotFound, ReleaseInvalid, SignerNotCompared
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
    word: str = "does not hold"
    """holds | intact, signer not compared | does not hold"""
    sentence: str = ""
    """The same in three parts: unchanged, signed by whom, from which vault."""
    signer: str = ""
    """Fingerprint of the key that signed; empty where something does not hold."""
    vault: str = ""
    """Fingerprint of the vault's first statement; empty as above, and for the first format."""
    compared: str = ""
    """key | remembered: how the signer was compared; empty: it was not."""

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(check.ok for check in self.checks)

    @property
    def differing(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.ok)

    def as_json(self) -> Mapping[str, Any]:
        """The shape of `verify --json`."""
        checks = [{"what": c.what, "id": c.id, "ok": c.ok, "detail": c.detail} for c in self.checks]
        said = {"word": self.word, "sentence": self.sentence, "compared": self.compared}
        verdict = {**said, "signer": self.signer, "vault": self.vault}
        return {"ok": self.ok, "verdict": verdict, "checks": checks, "unchecked": list(self.unchecked)}

    def and_also(self, *checks: Check) -> "Verification":
        """With more checks, by a program that can do more than this one."""
        every = (*self.checks, *checks)
        if all(check.ok for check in checks):
            return replace(self, checks=every)
        sentence = "Does not hold: something is not what was signed or logged."
        return Verification(every, self.unchecked, sentence=sentence)

    def require(self) -> None:
        """Raises ReleaseInvalid where anything does not hold, SignerNotCompared where all does but nobody compared
        whose it is."""
        if not self.ok:
            first = self.differing[0] if self.differing else Check("release", "", False, "nothing was checked")
            raise ReleaseInvalid(
                f"{len(self.differing)} of {len(self.checks)} checks do not hold; first: {first.what} {first.id}: "
                f"{first.detail}",
                hint="ask for the release again, from whoever signed it",
            )
        if not self.compared:
            raise SignerNotCompared(
                f"intact, signer not compared: anybody can sign with a key of their own; this one is {self.signer}",
                hint="ask the publisher for the digits by telephone or on paper; then --key, or habeas trust",
            )


def check_release(
    folder: Path, *, key: str = "", authorities: Path | None = None, remembered: Collection[str] = ()
) -> Verification:
    """Check a release folder. `key`: the fingerprint that must have signed. `authorities`: PEM, for time stamps.
    `remembered`: fingerprints that were compared before.

    Needs no vault, no key and no network. Returns a report for any folder, however damaged; raises NotFound where there
    is none.
    """
    if not folder.is_dir():
        raise NotFound("there is no release folder at the place given")
    found = verify_release(str(folder), key, str(authorities) if authorities else "", _libsodium, remembered)
    checks = tuple(Check(str(c["what"]), str(c["id"]), bool(c["ok"]), str(c["detail"])) for c in found["checks"])
    return Verification(checks, tuple(found["unchecked"]), **found["verdict"])


def _libsodium(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        verify_signature(key, message, signature)
    except EvidenceDiffers:
        return False
    return True
