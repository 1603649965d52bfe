"""Plain text, Markdown, CSV: the decoded file, unchanged to the last character.

Offsets of evidence point into this text, so nothing is tidied: no new line is converted, no mark is dropped. Whoever
decodes the file the same way gets the same offsets.
"""

import codecs
from typing import Any

from habeas.reading.model import Reading, Reason, Status

TOOL = "habeas plain_text 1"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def prepare() -> None:
    import charset_normalizer  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    text, encoding = decode(data)
    if text is None:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.UNKNOWN_TYPE)
    if len(text.encode()) > job["text_bytes"]:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.TEXT_TOO_LARGE)
    return Reading(Status.READ, job["media_type"], text=text, tool=TOOL, encoding=encoding)


def decode(data: bytes) -> tuple[str | None, str]:
    """Text and encoding: by its mark, else UTF-8, else the likeliest eight-bit encoding; None where it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding), encoding
    text = _strictly(data, "utf-8")
    if text is not None:
        return (None, "") if "\x00" in text else (text, "utf-8")
    return _guessed(data)


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 without a byte order mark of another encoding."""
    return not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and _strictly(data, "utf-8") is not None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guessed(data: bytes) -> tuple[str | None, str]:
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    return (None, "") if best is None else (str(best), best.encoding)
