"""What a second reading of docs/formats needs: the vectors, and functions that share no code with ours."""

import base64
import json
import math
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))


def raw(text: str) -> bytes:
    return base64.b64decode(text)


def derive(key: bytes, label: str, context: bytes = b"") -> bytes:
    """keys.md, "Derived keys"."""
    return HKDF(SHA256(), 32, None, b"habeas/1 " + label.encode() + b"\x00" + context).derive(key)


def padme(size: int) -> int:
    """keys.md, "Padding"."""
    exponent = math.floor(math.log2(size))
    step = 2 ** (exponent - (math.floor(math.log2(exponent)) + 1)) if exponent > 1 else 1
    return math.ceil(size / step) * step


def unpadded(padded: bytes) -> bytes:
    size = int.from_bytes(padded[:4], "big")
    assert not any(padded[4 + size :])
    return padded[4 : 4 + size]
