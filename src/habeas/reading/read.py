"""Reads one file.

1 the first bytes say what kind of file it is; the name is a hint for text formats
2 a kind without text by its nature, or one that nothing here reads, is said to be so and left
3 a file larger than a parser is given is left unread, and said to be
4 the bytes go to the parser process; what comes back is the reading
5 a scan goes on to OCR, where the machine has it
"""

import io
from typing import BinaryIO

from habeas.reading import ocr, sandbox, sniff
from habeas.reading.model import Reading, Reason, Status
from habeas.settings import ReadingLimits

MAXIMUM_INPUT = 256 << 20
"""Bytes given to a parser; a larger file of a readable kind is kept and said to be unread."""

FORMATS = {
    sniff.PLAIN: "plain",
    sniff.MARKDOWN: "plain",
    sniff.CSV: "plain",
    "text/tab-separated-values": "plain",
    sniff.HTML: "html",
    sniff.PDF: "pdf",
    sniff.DOCX: "docx",
    sniff.ZIP: "docx",  # a .docx is a zip; the parser says whether this one is
    sniff.EMAIL: "email",
}


def read(source: bytes | BinaryIO, name: str | None = None, limits: ReadingLimits | None = None) -> Reading:
    """The reading of one file, given as bytes or as a seekable binary stream at its start.

    Never raises for what is in the file: `status` and `reason` say what came of it. A stream that fails to deliver
    raises OSError.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    head = stream.read(sniff.HEAD_BYTES)
    kind = sniff.media_type(head, name)  # 1
    if kind == sniff.EMPTY:
        return Reading(Status.UNREAD, kind, reason=Reason.EMPTY)
    if sniff.is_media(kind):  # 2
        return Reading(Status.NO_TEXT, kind)
    if kind not in FORMATS:
        return Reading(Status.UNREAD, kind, reason=Reason.UNKNOWN_TYPE)
    data = head + stream.read(MAXIMUM_INPUT + 1 - len(head))
    if len(data) > MAXIMUM_INPUT:  # 3
        return Reading(Status.UNREAD, kind, reason=Reason.TOO_LARGE)
    limits = limits or ReadingLimits()
    declared = sniff.DOCX if kind == sniff.ZIP else kind
    reading = sandbox.shared().parse(FORMATS[kind], declared, data, limits)  # 4
    return ocr.recognise(reading, limits) if reading.status is Status.NEEDS_OCR else reading  # 5
