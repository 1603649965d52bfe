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

from habeas.reading.model import Attachment, Reading, Reason, Status

HEADER, BODY = struct.Struct("<I"), struct.Struct("<Q")
MAXIMUM_HEADER = 1 << 24


class BrokenFrame(Exception):
    """The other side stopped in the middle of a frame, or sent what is none."""


def write_frame(stream: IO[bytes], header: Mapping[str, Any], body: bytes) -> None:
    encoded = json.dumps(header).encode()
    stream.write(HEADER.pack(len(encoded)) + encoded + BODY.pack(len(body)))
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes], maximum_body: int) -> tuple[dict[str, Any], bytes] | None:
    """The next frame; None at a clean end. Raises BrokenFrame."""
    start = stream.read(HEADER.size)
    if not start:
        return None
    (size,) = HEADER.unpack(_complete(start, HEADER.size))
    if size > MAXIMUM_HEADER:
        raise BrokenFrame("header too long")
    header = json.loads(_complete(stream.read(size), size))
    (length,) = BODY.unpack(_complete(stream.read(BODY.size), BODY.size))
    if length > maximum_body or not isinstance(header, dict):
        raise BrokenFrame("body too long")
    return header, _complete(stream.read(length), length)


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
    }
    return header, b"".join([text or b"", *(part.data for part in reading.attachments)])


def unpack_reading(header: Mapping[str, Any], body: bytes) -> Reading:
    """The other side is not trusted: anything odd is a BrokenFrame."""
    try:
        length = header["text"]
        text, rest = (None, body) if length is None else (body[:length].decode(), body[length:])
        attachments = []
        for part in header["attachments"]:
            data, rest = rest[: part["size"]], rest[part["size"] :]
            attachments.append(Attachment(str(part["name"]), str(part["media_type"]), data))
        return Reading(
            status=Status(header["status"]),
            media_type=str(header["media_type"]),
            text=text,
            reason=None if header["reason"] is None else Reason(header["reason"]),
            page_starts=tuple(int(start) for start in header["page_starts"]),
            attachments=tuple(attachments),
            attachments_left_out=int(header["attachments_left_out"]),
            tool=str(header["tool"]),
            encoding=str(header["encoding"]),
            date_hint=str(header["date_hint"]),
            containment=tuple(str(word) for word in header["containment"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenFrame("not a reading") from error
