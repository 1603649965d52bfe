"""An e-mail: who, when, about what, then the body; attachments apart."""

import email
import email.policy
from email.message import EmailMessage
from typing import Any

from habeas.reading.html import all_text
from habeas.reading.model import Attachment, Reading, Reason, Status

HEADERS = ("From", "To", "Cc", "Date", "Subject")


def prepare() -> None:
    import lxml.html  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    text = "\n\n".join(part for part in (_header_lines(message), _body(message)) if part)
    if not text:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.NO_TEXT_FOUND)
    kept, left_out = _attachments(message, job["attachments"], job["attachment_bytes"])
    return Reading(
        Status.READ,
        job["media_type"],
        text=_sayable(text),
        attachments=kept,
        attachments_left_out=left_out,
        tool="python email",
        date_hint=str(message.get("Date", "")),
    )


def _header_lines(message: EmailMessage) -> str:
    return "\n".join(f"{name}: {message[name]}" for name in HEADERS if message[name])


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    if part.get_content_subtype() == "html":
        return all_text(content.encode()) or ""
    return str(content).replace("\r\n", "\n").strip()


def _attachments(message: EmailMessage, count: int, size: int) -> tuple[tuple[Attachment, ...], int]:
    kept: list[Attachment] = []
    left_out = 0
    for part in message.iter_attachments():
        data = _part_bytes(part)
        if len(kept) >= count or len(data) > size:
            left_out += 1
            continue
        size -= len(data)
        kept.append(Attachment(_sayable(part.get_filename() or ""), part.get_content_type(), data))
    return tuple(kept), left_out


def _part_bytes(part: Any) -> bytes:
    content = part.get_content()
    if isinstance(content, EmailMessage):
        return content.as_bytes()
    return content if isinstance(content, bytes) else str(content).encode("utf-8", "surrogateescape")


def _sayable(text: str) -> str:
    """Text that UTF-8 can say: undecodable bytes, which `email` keeps as lone surrogates, become question marks."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
