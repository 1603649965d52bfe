"""The nouns of reading."""

from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """What came of reading one file."""

    READ = "read"
    NO_TEXT = "no_text"
    """A photo, video or sound: kept as a file, has no text by its nature."""
    NEEDS_OCR = "needs_ocr"
    """Pages without a text layer, and no OCR program on this machine."""
    UNREAD = "unread"
    """Kept, not read; `reason` says why."""


class Reason(StrEnum):
    """Why a file was not read. Codes, because these words end up in the record room and in errors."""

    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown_type"
    TOO_LARGE = "too_large"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOOK_TOO_LONG = "took_too_long"
    TOOK_TOO_MUCH_MEMORY = "took_too_much_memory"
    TEXT_TOO_LARGE = "text_too_large"
    PARSER_DIED = "parser_died"
    NO_TEXT_FOUND = "no_text_found"


@dataclass(frozen=True)
class Attachment:
    """A file inside a file. `name` is as given: it identifies people, and is no path to write to."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Reading:
    """One file as read.

    `text` is what every later offset points into, in Unicode code points. For plain text it is the decoded file,
    unchanged to the last character. `page_starts` are offsets into it, one for each page of a PDF.
    """

    status: Status
    media_type: str
    text: str | None = None
    reason: Reason | None = None
    page_starts: tuple[int, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    attachments_left_out: int = 0
    """How many attachments were over the limits; they are still inside the original."""
    tool: str = ""
    """Name and version of what read it, such as `pypdfium2 5.15.2`."""
    encoding: str = ""
    date_hint: str = ""
    """A date that the file itself names as its own (HTML metadata, e-mail header), as given. A hint, not a fact."""
    containment: tuple[str, ...] = field(default=())
    """What the parser process was denied on this machine: `network`, `writing`, `programs`, `memory`, `time`."""
