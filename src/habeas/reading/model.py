"""The nouns of reading."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Status(StrEnum):
    """What came of reading one file."""

    READ = "read"
    PARTLY_READ = "partly_read"
    """There is a text, and something that the file holds is not in it: `remarks` say what."""
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
    NOT_LANGUAGE = "not_language"
    """Letters, but no words of any language: a broken text layer, a wrong encoding, noise."""
    TABLE = "table"
    """A spreadsheet: its rows are read by `habeas import`, not as text."""
    OLD_OFFICE_FILE = "old_office_file"
    """Word, Excel or Outlook of before 2007: .doc, .xls, .msg."""


class Said(StrEnum):
    """What a reader says about what it read: codes, put into words where a person reads them (`reading.words`)."""

    TRACKED_INSERTIONS = "tracked_insertions"
    TRACKED_DELETIONS = "tracked_deletions"
    FOOTNOTES = "footnotes"
    ENDNOTES = "endnotes"
    COMMENTS = "comments"
    TEXT_BOXES = "text_boxes"
    HEADERS = "headers"
    FORM_FIELDS = "form_fields"
    STRUCK_TEXT = "struck_text"
    HIDDEN_TEXT = "hidden_text"
    COVERED_TEXT = "covered_text"
    PICTURES = "pictures"
    EMBEDDED_OBJECTS = "embedded_objects"
    PAGES_WITHOUT_TEXT = "pages_without_text"
    PAGES_NOT_LANGUAGE = "not_language"
    PAGES_BY_OCR = "pages_by_ocr"
    TEXT_BEHIND_PICTURE = "text_behind_picture"
    ORDER_UNCERTAIN = "order_uncertain"
    ENCODING_GUESSED = "encoding_guessed"
    ENCODING_GIVEN = "encoding_given"
    ENCODING_WRONG = "encoding_wrong"
    UNDECODED = "undecoded"
    MESSAGES = "messages"
    MESSAGES_WITHOUT_WORDS = "messages_without_words"
    LINES_UNREAD = "lines_unread"
    ARCHIVE_MEMBERS = "archive_members"
    MEMBERS_ENCRYPTED = "members_encrypted"
    ATTACHMENTS_LEFT_OUT = "attachments_left_out"
    TEXT_OUTSIDE_MAIN = "text_outside_main"
    CLAIMED_TIME = "claimed_time"
    CLAIMED_PLACE = "claimed_place"


LEFT_OUT = frozenset(
    (
        Said.HIDDEN_TEXT,
        Said.COVERED_TEXT,
        Said.PICTURES,
        Said.EMBEDDED_OBJECTS,
        Said.PAGES_WITHOUT_TEXT,
        Said.PAGES_NOT_LANGUAGE,
        Said.UNDECODED,
        Said.MESSAGES_WITHOUT_WORDS,
        Said.LINES_UNREAD,
        Said.MEMBERS_ENCRYPTED,
        Said.ATTACHMENTS_LEFT_OUT,
    )
)
"""What the file holds and its text does not: with one of these a reading is PARTLY_READ."""


@dataclass(frozen=True)
class Remark:
    """One thing that a reader says. A code and numbers, never a word of the file."""

    said: Said
    count: int
    pages: tuple[int, ...] = ()
    """Where, from 1; empty where the file has no pages."""


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
    remarks: tuple[Remark, ...] = ()
    asides: tuple[tuple[int, int], ...] = ()
    """Stretches of the text, [start, end), that are not the file's own statement: struck and deleted words, comments of
    editors. They are shown; nothing is proposed from them."""
    claimed: tuple[tuple[str, str], ...] = ()
    """What the file says of itself, as (name, value as given): `time`, `place`, `language`, `writer`, `device`,
    `title`.
    The word of whoever made the file, or of a camera's clock; offered, never believed."""
    containment: tuple[str, ...] = field(default=())
    """What the parser process was denied on this machine: `network`, `writing`, `programs`, `memory`, `time`."""


def settled(reading: Reading) -> Reading:
    """READ becomes PARTLY_READ where a remark says that something is left out."""
    if reading.status is not Status.READ or not any(remark.said in LEFT_OUT for remark in reading.remarks):
        return reading
    return replace(reading, status=Status.PARTLY_READ)
