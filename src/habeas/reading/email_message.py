"""An e-mail: who, when, about what, then the body; attachments apart.

A body is decoded by the charset that its part names. Where it names none, or one in which its bytes cannot be, the
likeliest is taken (`plain_text`), and that is said: a replacement sign is never called read.
"""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from habeas.reading.html import all_text
from habeas.reading.model import Attachment, Reading, Reason, Remark, Said, Status
from habeas.reading.plain_text import decoded

HEADERS = ("From", "To", "Cc", "Date", "Subject")
CLAIMED = (("Date", "time"), ("From", "writer"), ("Subject", "title"))


@dataclass
class Letter:
    """One message as read."""

    text: str
    files: list[tuple[str, str, bytes]]
    """(name, media type, bytes) of what is attached."""
    remarks: dict[Said, int] = field(default_factory=dict)
    claimed: tuple[tuple[str, str], ...] = ()
    date: str = ""
    encoding: str = ""


def prepare() -> None:
    import charset_normalizer  # noqa: F401
    import lxml.html  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    letter = read_letter(data, str(job.get("options", {}).get("encoding", "")))
    if not letter.text:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.NO_TEXT_FOUND)
    kept, left_out = within(letter.files, job["attachments"], job["attachment_bytes"])
    if left_out:
        letter.remarks[Said.ATTACHMENTS_LEFT_OUT] = left_out
    return Reading(
        Status.READ,
        job["media_type"],
        text=letter.text,
        attachments=kept,
        attachments_left_out=left_out,
        tool="python email",
        encoding=letter.encoding,
        date_hint=letter.date,
        remarks=tuple(Remark(said, count) for said, count in letter.remarks.items()),
        claimed=letter.claimed,
    )


def read_letter(data: bytes, given: str = "") -> Letter:
    """`given`: the encoding that a person says the text is in."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    letter = Letter("", [])
    bodies = [_body(part, given, letter) for part in _text_parts(message, letter)]
    head = "\n".join(f"{name}: {_header(message, name)}" for name in HEADERS if message[name])
    letter.text = _sayable("\n\n".join(part for part in (head, *bodies) if part))
    letter.claimed = tuple((claim, _header(message, name)) for name, claim in CLAIMED if message[name])
    letter.date = _header(message, "Date")
    if lost := letter.text.count("\ufffd"):
        letter.remarks[Said.UNDECODED] = lost
    return letter


def _header(message: EmailMessage, name: str) -> str:
    """Undecodable bytes are kept by `email` as lone surrogates: they are decoded as a body would be."""
    words = str(message[name] or "")
    if words.isascii() or not any("\udc80" <= mark <= "\udcff" for mark in words):
        return words
    return decoded(words.encode("utf-8", "surrogateescape"))[0] or _sayable(words)


def _text_parts(part: EmailMessage, letter: Letter) -> Iterator[EmailMessage]:
    """The parts that are the letter's own words; everything else is put with its files."""
    if part.get_content_type() == "multipart/alternative":
        choices = [one for one in part.iter_parts() if isinstance(one, EmailMessage)]
        plain = [one for one in choices if one.get_content_type() == "text/plain" and one.get_payload(decode=True)]
        yield from _text_parts(plain[0] if plain else choices[-1], letter) if choices else ()
    elif part.is_multipart() and part.get_content_maintype() == "multipart":
        for one in part.iter_parts():
            if isinstance(one, EmailMessage):
                yield from _text_parts(one, letter)
    elif _is_body(part):
        yield part
    else:
        letter.files.append((_sayable(part.get_filename() or ""), part.get_content_type(), _part_bytes(part)))


def _is_body(part: EmailMessage) -> bool:
    named = part.get_filename() or part.get_content_disposition() == "attachment"
    return part.get_content_type() in ("text/plain", "text/html") and not named


def _body(part: EmailMessage, given: str, letter: Letter) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    text = _decoded(payload, given, part.get_content_charset() or "", letter)
    if part.get_content_subtype() == "html":
        return all_text(text.encode()) or ""
    return text.replace("\r\n", "\n").strip()


def _decoded(payload: bytes, given: str, named: str, letter: Letter) -> str:
    if not given and named:
        try:
            text = payload.decode(named)
            letter.encoding = letter.encoding or named.lower()
            return text
        except (UnicodeError, LookupError):
            letter.remarks[Said.ENCODING_WRONG] = letter.remarks.get(Said.ENCODING_WRONG, 0) + 1
    text_, encoding, guessed = decoded(payload, given)
    if given:
        letter.remarks[Said.ENCODING_GIVEN] = 1
    elif guessed:
        letter.remarks[Said.ENCODING_GUESSED] = letter.remarks.get(Said.ENCODING_GUESSED, 0) + 1
    letter.encoding = encoding or letter.encoding
    return text_ if text_ is not None else payload.decode("utf-8", "replace")


def within(files: list[tuple[str, str, bytes]], count: int, size: int) -> tuple[tuple[Attachment, ...], int]:
    """Those within the limits, and how many are not."""
    kept: list[Attachment] = []
    for name, kind, data in files:
        if len(kept) < count and len(data) <= size:
            size -= len(data)
            kept.append(Attachment(name, kind, data))
    return tuple(kept), len(files) - len(kept)


def _part_bytes(part: Any) -> bytes:
    if part.get_content_maintype() == "message" and part.is_multipart():
        return bytes(part.get_payload(0).as_bytes())
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else str(part.get_payload()).encode("utf-8", "surrogateescape")


def _sayable(text: str) -> str:
    """Text that UTF-8 can say: undecodable bytes become replacement signs."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "\ufffd")
