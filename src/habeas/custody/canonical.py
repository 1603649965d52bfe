"""Canonical JSON (RFC 8785): one spelling for one value, so that what is signed can be written again to the byte."""

import json
from typing import Final

import rfc8785

from habeas.custody.model import JsonValue
from habeas.errors import UsageProblem

LARGEST_INTEGER: Final = (1 << 53) - 1
"""RFC 8785 numbers are IEEE doubles: beyond this two integers would share a spelling."""

_encode_text = json.encoder.encode_basestring
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode


def canonical(value: JsonValue) -> bytes:
    """RFC 8785 bytes. Raises UsageProblem for what JSON cannot hold (NaN, lone surrogates, integers over 2**53 - 1).

    The standard encoder writes the same bytes, ten times faster, where there are no floats and all keys are ASCII
    (tests/custody/test_canonical.py holds the two to each other); anything else goes to the reference implementation.
    """
    try:
        if type(value) is str:
            return _encode_text(value).encode()
        return _encode(value).encode() if _plain(value) else rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, ValueError, TypeError, RecursionError):
        raise UsageProblem("a value of an entry cannot be written as canonical JSON") from None


def _plain(value: JsonValue) -> bool:
    """A loop over an object, not `all()` over generators: half the time, and each entry has several."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return -LARGEST_INTEGER <= value <= LARGEST_INTEGER  # type: ignore[operator]
    if kind is list or kind is tuple:
        return all(map(_plain, value))  # type: ignore[arg-type]
    if kind is dict:
        for key, inner in value.items():  # type: ignore[union-attr]
            if type(key) is not str or not key.isascii() or (type(inner) is not str and not _plain(inner)):
                return False
        return True
    return False
