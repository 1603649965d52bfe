"""What kind of file the first bytes say it is. The name is a hint for text formats only, never trusted for others."""

import re
from pathlib import PurePosixPath

from habeas.reading.plain_text import looks_like_utf16

HEAD_BYTES = 1 << 16

PLAIN = "text/plain"
MARKDOWN = "text/markdown"
CSV = "text/csv"
HTML = "text/html"
PDF = "application/pdf"
EMAIL = "message/rfc822"
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RTF = "application/rtf"
MBOX = "application/mbox"
MHTML = "multipart/related"
WARC = "application/warc"
OLE = "application/x-ole-storage"
TIFF = "image/tiff"
CHAT = "application/x-chat-export"
"""Messages with their times and writers: WhatsApp, Telegram, Facebook."""
UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"

TEXT_SUFFIXES = {".md": MARKDOWN, ".markdown": MARKDOWN, ".csv": CSV, ".tsv": "text/tab-separated-values"}
MEDIA_FAMILIES = ("image/", "audio/", "video/")

_HTML = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_HEADER = re.compile(rb"[!-9;-~]+:[ \t]?.*(\r?\n[ \t].*)*\r?\n")
_EMAIL_HEADERS = {b"from", b"to", b"date", b"subject", b"received", b"mime-version", b"message-id", b"return-path"}
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ZIP),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
    (OLE_MARK, OLE),
    (b"WARC/", WARC),
    (b"{\\rtf", RTF),
)
_CHAT_LINE = re.compile(
    rb"^(?:\xef\xbb\xbf|"
    rb"\xe2\x80\x8e)*\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?[ \xe2\x80\xaf]+\d{1,2}[:.]\d{2}[^\n]{0,14}?(?:\]| [-\xe2])",
    re.MULTILINE,
)
_CHAT_JSON = re.compile(rb'"timestamp_ms"\s*:\s*\d|"type"\s*:\s*"(?:message|service|public_channel|personal_chat)"')
_TELEGRAM_PAGE = b"chat_page"
_FROM_LINE = re.compile(rb"From [^\r\n]*\d{2}:\d{2}[^\r\n]*\r?\n[!-9;-~]+:")
_ISO_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"avif": "image/avif",
    b"M4A ": "audio/mp4",
}


def media_type(head: bytes, name: str | None = None) -> str:
    """The media type of a file from its first `HEAD_BYTES` bytes; `application/octet-stream` where unknown."""
    if not head:
        return EMPTY
    return _binary_type(head) or _text_type(head, name) or _library_type(head) or UNKNOWN


def is_media(kind: str) -> bool:
    """Whether a file of this type has no text by its nature."""
    return kind.startswith(MEDIA_FAMILIES)


def _binary_type(head: bytes) -> str | None:
    if b"%PDF-" in head[:1024]:  # the header may stand anywhere in the first 1024 bytes (ISO 32000-1, annex H)
        return PDF
    if head[4:8] == b"ftyp":
        return _ISO_BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(head[8:12], UNKNOWN)
    return next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)


def _text_type(head: bytes, name: str | None) -> str | None:
    if not looks_like_text(head):
        return None
    body = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(body):
        return CHAT if _TELEGRAM_PAGE in body and b"from_name" in body else HTML
    if _FROM_LINE.match(body):
        return MBOX
    if _is_email(body):
        return MHTML if _is_saved_page(body) else EMAIL
    if _is_chat(body):
        return CHAT
    return TEXT_SUFFIXES.get(PurePosixPath(name or "").suffix.lower(), PLAIN)


def looks_like_text(head: bytes) -> bool:
    """Text in UTF-8, UTF-16 with a mark, or one of the eight-bit encodings: no NUL, hardly a control character."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        return bool(looks_like_utf16(head))
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)
    return b"\x00" not in head and controls * 1000 <= len(head)


def _is_chat(body: bytes) -> bool:
    """An export of messages: its first line, and another, begin with a time; or its JSON has messages in it."""
    start = body.lstrip(b"\r\n\t \xe2\x80\x8e")
    if start[:1] == b"{":
        return b'"messages"' in body and _CHAT_JSON.search(body) is not None
    return _CHAT_LINE.match(start) is not None and len(_CHAT_LINE.findall(body)) >= 2


def _is_saved_page(body: bytes) -> bool:
    head = body[:4096].lower()
    return b"multipart/related" in head and (b"snapshot-content-location" in head or b"saved by" in head)


def _is_email(body: bytes) -> bool:
    names, position = set(), 0
    while match := _HEADER.match(body, position):
        names.add(match.group().partition(b":")[0].lower())
        position = match.end()
    return len(names & _EMAIL_HEADERS) >= 2 and b"from" in names | {n for n in names if n == b"received"}


def _library_type(head: bytes) -> str | None:
    import puremagic

    try:
        found: str = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return None
    return found or None
