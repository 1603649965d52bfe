"""Walks the frames of one journal file: form, order, chain. Knows no keys and changes nothing.

`file` is the descriptor of the file; reads are by offset, so that no buffer stands between a write and its check.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from habeas.custody.frames import HEADER, NO_LINK, Frame, FrameHead, Link, Series, decode_frame, decode_head
from habeas.errors import EvidenceDiffers


@dataclass(frozen=True)
class Position:
    """A place between two frames: all before it was read and is chained up to `link`."""

    offset: int
    """Bytes."""
    frames: int
    entries: int
    link: Link
    """Of the last frame before, 32 bytes."""
    last: int
    """Offset at which that frame begins."""

    def after(self, frame: Frame) -> "Position":
        return Position(
            self.offset + frame.head.length,
            self.frames + 1,
            self.entries + frame.head.count,
            frame.link,
            self.offset,
        )


START: Final = Position(0, 0, 0, NO_LINK, 0)


def read_frame(file: int, series: Series, position: Position) -> Frame | None:
    """The frame at `position`, chained to what is before it; None at the end of the file.

    Raises EvidenceDiffers where what follows is no such frame: cut off, changed, repeated, out of order.
    """
    frame = load_frame(file, series, position.offset)
    if frame is not None:
        require_next(series, frame.head, position)
    return frame


def load_frame(file: int, series: Series, offset: int) -> Frame | None:
    """The frame that begins at `offset`, whole but not chained to anything; None at the end of the file.

    Raises EvidenceDiffers. The length is compared with the file before it is read: a changed bit must not make us ask
    for a gigabyte of memory.
    """
    header = os.pread(file, HEADER.size, offset)
    if not header:
        return None
    try:
        head, _ = decode_head(series, header)
        left = os.fstat(file).st_size - offset
        if head.length > left:
            raise EvidenceDiffers(f"frame {head.number}: {left} bytes of {head.length} are there")
        return decode_frame(series, header + os.pread(file, head.length - HEADER.size, offset + HEADER.size))
    except EvidenceDiffers as problem:
        raise EvidenceDiffers(f"journal of {series.device}, byte {offset}: {problem}") from None


def walk(file: int, series: Series, start: Position, until: int | None = None) -> Iterator[tuple[Position, Frame]]:
    """(where it begins, frame) for each frame from `start` to the end, or to entry number `until`."""
    position = start
    while until is None or position.entries < until:
        frame = read_frame(file, series, position)
        if frame is None:
            return
        yield position, frame
        position = position.after(frame)


def hop(file: int, series: Series, start: Position = START) -> Iterator[tuple[int, FrameHead]]:
    """(offset, head) of each frame, reading heads only: to find a frame, not to trust it."""
    offset = start.offset
    while True:
        header = os.pread(file, HEADER.size, offset)
        if len(header) < HEADER.size:
            return
        head, _ = decode_head(series, header)
        yield offset, head
        offset += head.length


def ends_inside(file: int, series: Series, position: Position) -> bool:
    """Whether the file ends inside a frame that begins at `position` as it should: its rest has not come."""
    header = os.pread(file, HEADER.size, position.offset)
    if len(header) < HEADER.size:
        return True
    try:
        head, _ = decode_head(series, header)
        require_next(series, head, position)
    except EvidenceDiffers:
        return False
    return os.fstat(file).st_size - position.offset < head.length


def require_next(series: Series, head: FrameHead, position: Position) -> None:
    """Raises EvidenceDiffers where a frame with this head does not belong at `position`."""
    where = f"journal of {series.device}, byte {position.offset}"
    if (head.number, head.first_index) != (position.frames, position.entries):
        raise EvidenceDiffers(
            f"{where}: expected frame {position.frames} with entry {position.entries}, found frame {head.number} with "
            f"entry {head.first_index}"
        )
    if head.previous != position.link:
        raise EvidenceDiffers(f"{where}: frame {head.number} does not follow from the frame before it")


def link_before(file: int, series: Series, position: Position) -> bytes | None:
    """The link of the frame that ends at `position`; None where none does."""
    try:
        last = load_frame(file, series, position.last)
    except EvidenceDiffers:
        return None
    ends = last is not None and position.last + last.head.length == position.offset
    return last.link if last is not None and ends else None
