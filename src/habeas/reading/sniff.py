"""What kind of file the first bytes say it is. The name is a hint for text formats only, never trusted for others."""

import re
from pathlib import PurePosixPath

HEAD_BYTES = 1 << 16

PLAIN = "text/plain"
MARKDOWN = "text/markdown"
CSV = "text/csv"
HTML = "text/html"
PDF = "application/pdf"
EMAIL = "message/rfc822"
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"

TEXT_SUFFIXES = {".md": MARKDOWN, ".markdown": MARKDOWN, ".csv": CSV, ".tsv": "text/tab-separated-values"}
MEDIA_FAMILIES = ("image/", "audio/", "video/")

_HTML = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_HEADER = re.compile(rb"[!-9;-~]+:[ \t]?.*(\r?\n[ \t].*)*\r?\n")
_EMAIL_HEADERS = {b"from", b"to", b"date", b"subject", b"received", b"mime-version", b"message-id", b"return-path"}
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
)
_ISO_BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"avif": "image/avif", b"M4A ": "audio/mp4"}


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
        return HTML
    if _is_email(body):
        return EMAIL
    return TEXT_SUFFIXES.get(PurePosixPath(name or "").suffix.lower(), PLAIN)


def looks_like_text(head: bytes) -> bool:
    """Text in UTF-8, UTF-16 with a mark, or one of the eight-bit encodings: no NUL, hardly a control character."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)
    return b"\x00" not in head and controls * 1000 <= len(head)


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
