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

LOOKED_AT = 16 << 20
"""Bytes of an old Office file that are searched for the mark of encryption."""

FORMATS = {
    sniff.PLAIN: "plain",
    sniff.MARKDOWN: "plain",
    sniff.CSV: "plain",
    "text/tab-separated-values": "plain",
    sniff.HTML: "html",
    sniff.PDF: "pdf",
    sniff.DOCX: "docx",
    sniff.ZIP: "listing",  # a .docx is a zip; the parser says whether this one is
    sniff.EMAIL: "email",
    sniff.MBOX: "mbox",
    sniff.MHTML: "mhtml",
    sniff.CHAT: "messages",
    sniff.RTF: "rtf",
    sniff.TIFF: "picture",
    "image/jpeg": "picture",
    "image/heic": "picture",
    "image/png": "picture",
}


def read(
    source: bytes | BinaryIO, name: str | None = None, limits: ReadingLimits | None = None, encoding: str = ""
) -> Reading:
    """The reading of one file, given as bytes or as a seekable binary stream at its start. `encoding`: the one a person
    says its text is in; empty: told from the bytes.

    Never raises for what is in the file: `status` and `reason` say what came of it. A stream that fails to deliver
    raises OSError.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    head = stream.read(sniff.HEAD_BYTES)
    kind = sniff.media_type(head, name)  # 1
    if kind == sniff.EMPTY:
        return Reading(Status.UNREAD, kind, reason=Reason.EMPTY)
    if kind not in FORMATS:  # 2
        return _not_read(kind, head + stream.read(LOOKED_AT))
    data = head + stream.read(MAXIMUM_INPUT + 1 - len(head))
    if len(data) > MAXIMUM_INPUT:  # 3
        if sniff.is_media(kind):
            return Reading(Status.NO_TEXT, kind)
        return Reading(Status.UNREAD, kind, reason=Reason.TOO_LARGE)
    limits = limits or ReadingLimits()
    declared = sniff.DOCX if kind == sniff.ZIP else kind
    options = {"encoding": encoding} if encoding else {}
    reading = sandbox.shared().parse(FORMATS[kind], declared, data, limits, options)  # 4
    if sniff.is_media(kind):
        return _picture(reading, kind, limits)
    return ocr.recognise(reading, limits) if ocr.wanted(reading) else reading  # 5


def _picture(reading: Reading, kind: str, limits: ReadingLimits) -> Reading:
    """Kept as a file, whatever its parser says; a TIFF in which OCR finds words has a text."""
    recognised = ocr.recognise(reading, limits) if ocr.wanted(reading) else reading
    if recognised.status in (Status.READ, Status.PARTLY_READ, Status.NEEDS_OCR):
        return recognised
    return Reading(Status.NO_TEXT, kind, date_hint=reading.date_hint, remarks=reading.remarks, claimed=reading.claimed)


def _not_read(kind: str, data: bytes) -> Reading:
    """Said of a file that nothing here reads."""
    if sniff.is_media(kind):
        return Reading(Status.NO_TEXT, kind)
    if kind == sniff.OLE:
        locked = "EncryptedPackage".encode("utf-16-le") in data
        return Reading(Status.UNREAD, kind, reason=Reason.ENCRYPTED if locked else Reason.OLD_OFFICE_FILE)
    return Reading(Status.UNREAD, kind, reason=Reason.UNKNOWN_TYPE)
