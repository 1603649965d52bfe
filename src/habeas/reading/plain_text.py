"""Plain text, Markdown, CSV: the decoded file, unchanged to the last character.

Offsets of evidence point into this text, so nothing is tidied: no new line is converted, no mark is dropped. Whoever
decodes the file the same way gets the same offsets.

Which encoding, in this order:

    1 the one that a person gave (`--encoding`)
    2 a byte order mark
    3 UTF-8, where all of the bytes are
    4 UTF-16 without a mark: every other byte says so
    5 of the eight-bit encodings of Russian and of European languages the one whose letters read best (`language`);
    where none reads as words, what charset-normalizer thinks. 4 and 5 are guesses, and are said to be
"""

import codecs
from typing import Any

from habeas.reading import language
from habeas.reading.encodings import is_encoding
from habeas.reading.model import Reading, Reason, Remark, Said, Status

TOOL = "habeas plain_text 2"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
EIGHT_BIT = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp1252", "cp1250", "cp1254", "cp1257")
"""Tried in this order; the first of equals is taken."""
READS_WELL = 1.2
"""`language.likeliness` of a decoding that is believed without asking further. Three Cyrillic letters reach it."""
LIKELY_BEFORE = 0.15
"""What a later encoding must read better by: Western European is likelier than Central European, and so on."""


def prepare() -> None:
    import charset_normalizer  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    given = str(job.get("options", {}).get("encoding", ""))
    text, encoding, guessed = decoded(data, given)
    if text is None:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.UNKNOWN_TYPE)
    if len(text.encode()) > job["text_bytes"]:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.TEXT_TOO_LARGE)
    remarks = about_encoding(guessed, given)
    if not language.is_language(text):
        return Reading(
            Status.UNREAD, job["media_type"], reason=Reason.NOT_LANGUAGE, tool=TOOL, encoding=encoding, remarks=remarks
        )
    return Reading(Status.READ, job["media_type"], text=text, tool=TOOL, encoding=encoding, remarks=remarks)


def about_encoding(guessed: bool, given: str = "") -> tuple[Remark, ...]:
    if given:
        return (Remark(Said.ENCODING_GIVEN, 1),)
    return (Remark(Said.ENCODING_GUESSED, 1),) if guessed else ()


def decode(data: bytes) -> tuple[str | None, str]:
    """Text and encoding; None where it is no text."""
    return decoded(data)[:2]


def decoded(data: bytes, given: str = "") -> tuple[str | None, str, bool]:
    """Text, encoding, and whether it is a guess; None where it is no text, or not in the encoding given."""
    if given:
        return (_strictly(data, given), given, False) if is_encoding(given) else (None, "", False)  # 1
    for mark, encoding in _MARKS:  # 2
        if data.startswith(mark):
            return _strictly(data, encoding), encoding, False
    text = _strictly(data, "utf-8")
    if text is not None and "\x00" not in text:  # 3
        return text, "utf-8", False
    if b"\x00" in data:
        return (*_utf16(data), True)  # 4
    return (*_guessed(data), True)  # 5


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 without a byte order mark of another encoding."""
    return not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and _strictly(data, "utf-8") is not None


def looks_like_utf16(data: bytes) -> str:
    """`utf-16-le` or `utf-16-be` where the bytes are text in one of them without a mark, else empty.

    Spaces, line ends and points have a zero in one half; letters of one alphabet have one and the same byte there.
    """
    even = data[: len(data) & ~1]
    if len(even) < 8:
        return ""
    for encoding, high in (("utf-16-le", even[1::2]), ("utf-16-be", even[::2])):
        text = _strictly(even, encoding)
        usual = sum(high.count(byte) for byte in {0, *_script(high)})
        if (
            text
            and usual >= 0.9 * len(high)
            and all(mark.isprintable() or mark in "\t\r\n\ufeff" for mark in text[:4096])
        ):
            return encoding
    return ""


def _script(high: bytes) -> list[int]:
    """The commonest byte but zero: the block of Unicode that an alphabet stands in."""
    return sorted(set(high[:8192]) - {0}, key=high[:8192].count, reverse=True)[:1]


def _utf16(data: bytes) -> tuple[str | None, str]:
    encoding = looks_like_utf16(data)
    text = _strictly(data, encoding) if encoding else None
    return (text, encoding) if text is not None else (None, "")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _guessed(data: bytes) -> tuple[str | None, str]:
    best, text, encoding = 0.0, None, ""
    for candidate in EIGHT_BIT:
        tried = _strictly(data, candidate)
        if tried is None:
            continue
        score = language.likeliness(tried)
        if text is None or score > best + LIKELY_BEFORE:
            best, text, encoding = score, tried, candidate
    return (text, encoding) if text is not None and best >= READS_WELL else _library_guess(data, text, encoding)


def _library_guess(data: bytes, text: str | None, encoding: str) -> tuple[str | None, str]:
    """Other scripts; the best of ours where the library finds none."""
    import charset_normalizer

    found = charset_normalizer.from_bytes(data).best()
    return (text, encoding) if found is None else (str(found), found.encoding)
