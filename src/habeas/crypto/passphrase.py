"""A seed wrapped by something a person remembers and something a device keeps.

key = HKDF(Argon2id(passphrase) || device secret). A stolen vault without the device secret cannot be opened by
guessing, a stolen device without the passphrase costs one Argon2id per guess. Parameters lie in the clear, so they
are refused below a floor (whoever holds the file could lower them) and above a ceiling (they could be raised until
the machine stands still).
"""

import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from argon2.exceptions import HashingError
from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

from habeas.crypto.sealing import KEY_BYTES, OVERHEAD_BYTES, derive, new_key, seal, unseal
from habeas.errors import EvidenceDiffers, UnsafeEnvironment, UsageProblem, WrongKey

MAGIC: Final = b"HBW1"
SALT_BYTES: Final = 32
_LAYOUT: Final = struct.Struct(f">4sBBHIII{SALT_BYTES}s")
_ARGON2ID: Final = 1


@dataclass(frozen=True)
class KdfParameters:
    """Argon2id (RFC 9106), version 0x13, 32 bytes out."""

    passes: int
    memory_kib: int
    lanes: int


FLOOR: Final = KdfParameters(passes=3, memory_kib=64 * 1024, lanes=1)
"""RFC 9106's second recommendation for t and m: nothing weaker is written or read."""
DEFAULT: Final = KdfParameters(passes=3, memory_kib=256 * 1024, lanes=4)
"""About one CPU second on a laptop of 2020."""
CEILING: Final = KdfParameters(passes=16, memory_kib=1024 * 1024, lanes=16)
"""Four times what this program writes: whoever holds the file could ask for more, to keep its owner out."""


def wrap_seed(seed: bytes, passphrase: str, device_secret: bytes, parameters: KdfParameters = DEFAULT) -> bytes:
    """The seed, to be opened with passphrase and device secret together. Raises UsageProblem on an empty passphrase."""
    if not passphrase:
        raise UsageProblem("an empty passphrase protects nothing")
    _check_range(parameters, FLOOR)
    salt = new_key()
    header = _LAYOUT.pack(
        MAGIC, _ARGON2ID, ARGON2_VERSION, 0, parameters.passes, parameters.memory_kib, parameters.lanes, salt
    )
    return header + seal(_wrapping_key(passphrase, device_secret, parameters, salt), seed, header)


def unwrap_seed(wrapped: bytes, passphrase: str, device_secret: bytes, floor: KdfParameters = FLOOR) -> bytes:
    """The seed. One key derivation.

    Raises WrongKey (passphrase or device secret), UnsafeEnvironment (parameters below the floor or above the ceiling:
    nothing was derived) or EvidenceDiffers (not a wrap, or changed).
    """
    if len(wrapped) != _LAYOUT.size + OVERHEAD_BYTES + KEY_BYTES:
        raise EvidenceDiffers(f"wrapped seed: {len(wrapped)} bytes are not one")
    header = wrapped[: _LAYOUT.size]
    magic, algorithm, version, reserved, passes, memory_kib, lanes, salt = _LAYOUT.unpack(header)
    if (magic, algorithm, version, reserved) != (MAGIC, _ARGON2ID, ARGON2_VERSION, 0):
        raise EvidenceDiffers("wrapped seed: unknown format or key derivation")
    parameters = KdfParameters(passes, memory_kib, lanes)
    _check_range(parameters, floor)
    return unseal(_wrapping_key(passphrase, device_secret, parameters, salt), wrapped[_LAYOUT.size :], header)


def parameters_of(wrapped: bytes) -> KdfParameters:
    """What a wrap says of itself, unchecked: for reports."""
    if len(wrapped) < _LAYOUT.size:
        raise EvidenceDiffers(f"wrapped seed: {len(wrapped)} bytes are not one")
    _, _, _, _, passes, memory_kib, lanes, _ = _LAYOUT.unpack_from(wrapped)
    return KdfParameters(passes, memory_kib, lanes)


def _wrapping_key(passphrase: str, device_secret: bytes, parameters: KdfParameters, salt: bytes) -> bytes:
    if len(device_secret) != KEY_BYTES:
        raise WrongKey(f"device secret: expected {KEY_BYTES} bytes, found {len(device_secret)}")
    _check_memory(parameters)
    stretched = _argon2id(_passphrase_bytes(passphrase), parameters, salt)
    return derive(stretched + device_secret, "passphrase-wrap")


def _argon2id(secret: bytes, parameters: KdfParameters, salt: bytes) -> bytes:
    try:
        return hash_secret_raw(
            secret=secret,
            salt=salt,
            time_cost=parameters.passes,
            memory_cost=parameters.memory_kib,
            parallelism=parameters.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
            version=ARGON2_VERSION,
        )
    except HashingError:
        raise UnsafeEnvironment(
            f"key derivation: this machine cannot spare {parameters.memory_kib} KiB of memory",
            hint="close other programs and try again",
        ) from None


def _passphrase_bytes(passphrase: str) -> bytes:
    """UTF-8 of the NFC form (as RFC 8265 OpaqueString): one passphrase on every keyboard and system."""
    try:
        return unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        raise WrongKey("the passphrase is not text in UTF-8") from None


def _check_memory(parameters: KdfParameters) -> None:
    """Before it is begun: a machine that runs out of memory midway kills what it likes."""
    free = _available_kib()
    if free is not None and parameters.memory_kib > free:
        raise UnsafeEnvironment(
            f"key derivation: it needs {parameters.memory_kib} KiB of memory, {free} are free; it was not begun",
            hint="close other programs and try again",
        )


def _available_kib() -> int | None:
    """None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def _check_range(parameters: KdfParameters, floor: KdfParameters) -> None:
    for name in ("passes", "memory_kib", "lanes"):
        least = max(getattr(floor, name), getattr(FLOOR, name))
        most, found = getattr(CEILING, name), getattr(parameters, name)
        if not least <= found <= most:
            raise UnsafeEnvironment(
                f"key derivation: {name} is {found}, allowed are {least} to {most}; nothing was opened",
                hint="the file may have been changed to make guessing cheap: take it from a copy you trust",
            )
