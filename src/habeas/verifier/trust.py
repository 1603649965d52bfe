"""Fingerprints that this reader compared with their owners, by telephone or on paper: `habeas trust`.

Kept by the device, outside any vault, as lines of thirty digits: no name stands beside them, and whoever reads the file
learns which keys this reader has compared. Who can write to it can make a signer count as compared.
"""

import re

from habeas.custody import durable
from habeas.errors import BadInput, NotFound, StorageFailed, UsageProblem
from habeas.settings import device_home

_MOST_BYTES = 1 << 20


def normal(fingerprint: str) -> str:
    """Thirty digits in six groups. Raises UsageProblem."""
    digits = "".join(fingerprint.split())
    if not re.fullmatch("[0-9]{30}", digits):
        raise UsageProblem("a fingerprint is thirty digits, as a release or `habeas members list` shows them")
    return " ".join(digits[start : start + 5] for start in range(0, 30, 5))


def remembered() -> tuple[str, ...]:
    """All of them, in the order in which they were given. Raises BadInput where the file was damaged."""
    path = device_home() / "trusted"
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadInput(
                "the file of remembered fingerprints is too large to be one", hint="delete it: compare again"
            )
        lines = path.read_bytes().decode("ascii").splitlines()
        return tuple(normal(line) for line in lines)
    except FileNotFoundError:
        return ()
    except (UnicodeDecodeError, UsageProblem):
        raise BadInput("the file of remembered fingerprints is damaged", hint="delete it, and compare again") from None
    except OSError as problem:
        raise StorageFailed(f"the remembered fingerprints cannot be read (errno {problem.errno})") from None


def remember(fingerprint: str) -> str:
    """Add one; twice is once. Returns it as it is kept."""
    found = normal(fingerprint)
    _write(dict.fromkeys((*remembered(), found)))
    return found


def forget(fingerprint: str) -> str:
    """Raises NotFound where it was not there."""
    found, known = normal(fingerprint), remembered()
    if found not in known:
        raise NotFound("this fingerprint is not remembered; nothing was changed", hint="habeas trust")
    _write({one: None for one in known if one != found})
    return found


def _write(fingerprints: dict[str, None]) -> None:
    durable.replace(device_home() / "trusted", "".join(f"{one}\n" for one in fingerprints).encode())
