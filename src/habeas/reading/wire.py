"""How a job goes to the parser process and its result comes back: lengths, one JSON header, then bytes.

    frame  = u32 length of header | header (JSON, UTF-8) | u64 length of body | body
    job    = header {format, name, cpu_seconds, memory_bytes, text_bytes, attachments}, body: the file
    result = header {status, ...., text: length, attachments: [{name, media_type, size}]}, body: text, then attachments

All lengths are little endian.
"""

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

from habeas.reading.model import Attachment, Reading, Reason, Remark, Said, Status

HEADER, BODY = struct.Struct("<I"), struct.Struct("<Q")
MAXIMUM_HEADER = 1 << 24
MAXIMUM_COUNT = 1 << 48
MAXIMUM_WORDS = 1 << 16
"""Letters of a name or a media type."""


class BrokenFrame(Exception):
    """The other side stopped in the middle of a frame, or sent what is none."""


def write_frame(stream: IO[bytes], header: Mapping[str, Any], body: bytes) -> None:
    encoded = json.dumps(header).encode()
    stream.write(HEADER.pack(len(encoded)) + encoded + BODY.pack(len(body)))
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes], maximum_body: int) -> tuple[dict[str, Any], bytes] | None:
    """The next frame; None at a clean end. Raises BrokenFrame, and of what the other side may say nothing else."""
    start = stream.read(HEADER.size)
    if not start:
        return None
    (size,) = HEADER.unpack(_complete(start, HEADER.size))
    if size > MAXIMUM_HEADER:
        raise BrokenFrame("header too long")
    header = _parsed(_complete(stream.read(size), size))
    (length,) = BODY.unpack(_complete(stream.read(BODY.size), BODY.size))
    if length > maximum_body:
        raise BrokenFrame("body too long")
    return header, _complete(stream.read(length), length)


def _parsed(encoded: bytes) -> dict[str, Any]:
    try:
        header = json.loads(encoded)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, a number of a million digits, nested a million deep
        raise BrokenFrame("a header that is not JSON") from None
    if not isinstance(header, dict):
        raise BrokenFrame("a header that is no object")
    return header


def _complete(data: bytes, size: int) -> bytes:
    if len(data) != size:
        raise BrokenFrame("frame cut short")
    return data


def pack_reading(reading: Reading) -> tuple[dict[str, Any], bytes]:
    text = None if reading.text is None else reading.text.encode()
    header = {
        "status": reading.status,
        "media_type": reading.media_type,
        "reason": reading.reason,
        "text": None if text is None else len(text),
        "page_starts": reading.page_starts,
        "attachments": [
            {"name": part.name, "media_type": part.media_type, "size": len(part.data)} for part in reading.attachments
        ],
        "attachments_left_out": reading.attachments_left_out,
        "tool": reading.tool,
        "encoding": reading.encoding,
        "date_hint": reading.date_hint,
        "containment": reading.containment,
        "remarks": [[remark.said, remark.count, remark.pages] for remark in reading.remarks],
        "asides": reading.asides,
        "claimed": reading.claimed,
    }
    return header, b"".join([text or b"", *(part.data for part in reading.attachments)])


def unpack_reading(header: Mapping[str, Any], body: bytes) -> Reading:
    """The other side is not trusted: anything odd is a BrokenFrame, and nothing is converted that was not asked for."""
    try:
        return _unpacked(header, body)
    except (KeyError, TypeError, ValueError) as error:  # missing; not to be iterated; no such status; not UTF-8
        raise BrokenFrame("not a reading") from error


def _unpacked(header: Mapping[str, Any], body: bytes) -> Reading:
    length = None if header["text"] is None else _count(header["text"])
    text, rest = (None, body) if length is None else (_piece(body, length).decode(), body[length:])
    attachments = []
    for part in _items(header["attachments"]):
        data = _piece(rest, _count(part["size"]))
        rest = rest[len(data) :]
        attachments.append(Attachment(_words(part["name"]), _words(part["media_type"]), data))
    if rest:
        raise BrokenFrame("bytes that belong to nothing")
    starts = tuple(_count(start) for start in _items(header["page_starts"]))
    if list(starts) != sorted(starts) or (starts and starts[-1] > len(text or "")):
        raise BrokenFrame("pages outside the text")
    return Reading(
        status=Status(_words(header["status"])),
        media_type=_words(header["media_type"]),
        text=text,
        reason=None if header["reason"] is None else Reason(_words(header["reason"])),
        page_starts=starts,
        attachments=tuple(attachments),
        attachments_left_out=_count(header["attachments_left_out"]),
        tool=_words(header["tool"]),
        encoding=_words(header["encoding"]),
        date_hint=_words(header["date_hint"]),
        containment=tuple(_words(word) for word in _items(header["containment"])),
        remarks=tuple(_remark(one) for one in _items(header["remarks"])),
        asides=_asides(header["asides"], len(text or "")),
        claimed=tuple((_words(name), _words(value)) for name, value in _items(header["claimed"])),
    )


def _remark(given: object) -> Remark:
    said, count, pages = _items(given)
    return Remark(Said(_words(said)), _count(count), tuple(_count(page) for page in _items(pages)))


def _asides(given: object, length: int) -> tuple[tuple[int, int], ...]:
    """Stretches inside the text, in order, none over another."""
    found = tuple((_count(start), _count(end)) for start, end in _items(given))
    edges = [edge for stretch in found for edge in stretch]
    if edges != sorted(edges) or (edges and edges[-1] > length):
        raise BrokenFrame("asides outside the text")
    return found


def _piece(body: bytes, size: int) -> bytes:
    return _complete(body[:size], size)


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MAXIMUM_COUNT:
        raise BrokenFrame("not a count")
    return value


def _words(value: object) -> str:
    """A text that UTF-8 can say."""
    if not isinstance(value, str) or len(value) > MAXIMUM_WORDS:
        raise BrokenFrame("not a text")
    value.encode()
    return value


def _items(value: object) -> "list[Any] | tuple[Any, ...]":
    if not isinstance(value, (list, tuple)):
        raise BrokenFrame("not a list")
    return value
