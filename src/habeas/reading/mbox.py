"""A mailbox (mbox): every letter, one after the other, as `email_message` reads one; their attachments together."""

import re
from collections import Counter
from typing import Any

from habeas.reading import email_message
from habeas.reading.model import Reading, Reason, Remark, Said, Status

TOOL = "habeas mbox 1"
_START = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def prepare() -> None:
    email_message.prepare()


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    given = str(job.get("options", {}).get("encoding", ""))
    letters = [email_message.read_letter(_QUOTED.sub(rb"\1", piece), given) for piece in pieces(data)]
    counts: Counter[Said] = Counter({Said.MESSAGES: len(letters)})
    for letter in letters:
        counts.update(letter.remarks)
    files = [file for letter in letters for file in letter.files]
    kept, left_out = email_message.within(files, job["attachments"], job["attachment_bytes"])
    counts[Said.ATTACHMENTS_LEFT_OUT] += left_out
    text = "\n\n\n".join(letter.text for letter in letters if letter.text)
    if len(text.encode()) > job["text_bytes"]:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.TEXT_TOO_LARGE)
    return Reading(
        Status.READ if text else Status.UNREAD,
        job["media_type"],
        text=text or None,
        reason=None if text else Reason.NO_TEXT_FOUND,
        attachments=kept,
        attachments_left_out=left_out,
        tool=TOOL,
        remarks=tuple(Remark(said, count) for said, count in counts.items() if count),
    )


def pieces(data: bytes) -> list[bytes]:
    """The letters of a mailbox: each begins with a line `From ...` after an empty line."""
    starts = [
        found
        for found in _START.finditer(data)
        if found.start() == 0 or data[: found.start()].endswith((b"\n\n", b"\r\n\r\n"))
    ]
    ends = [found.start() for found in starts[1:]] + [len(data)]
    return [data[found.end() : end] for found, end in zip(starts, ends, strict=True)]
