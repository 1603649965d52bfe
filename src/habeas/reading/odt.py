"""An OpenDocument text (.odt): paragraphs, lists, tables, notes, boxes in their order; asides as of a Word document."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from habeas.reading.asides import with_asides
from habeas.reading.docx import MAXIMUM_UNPACKED, xml
from habeas.reading.model import Reading, Reason, Remark, Said, Status

TOOL = "habeas odt 1"
_SPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, TABLE, DRAW, OFFICE = (_SPACE % name for name in ("text", "table", "drawing", "office"))
_MARKS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}


class _Found:
    def __init__(self) -> None:
        self.counts: Counter[Said] = Counter()
        self.apart: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.boxes: list[Any] = []


def prepare() -> None:
    import lxml.etree  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAXIMUM_UNPACKED:
            return Reading(Status.UNREAD, job["media_type"], reason=Reason.TOO_LARGE)
        root = xml(archive.read("content.xml"))
    found, body = _Found(), root.find(f"{OFFICE}body/{OFFICE}text")
    blocks = [] if body is None else [block for block in _blocks(body, found) if block.strip()]
    remarks = tuple(Remark(said, count) for said, count in sorted(found.counts.items()))
    if not blocks:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.NO_TEXT_FOUND, remarks=remarks, tool=TOOL)
    text, asides = with_asides("\n\n".join([*blocks, *found.notes]), found.apart)
    return Reading(Status.READ, job["media_type"], text=text, tool=TOOL, remarks=remarks, asides=asides)


def _blocks(parent: Any, found: _Found) -> Iterator[str]:
    for child in parent:
        if child.tag in (f"{TEXT}p", f"{TEXT}h"):
            yield "".join(_inline(child, found))
            while found.boxes:
                found.counts[Said.TEXT_BOXES] += 1
                yield from _blocks(found.boxes.pop(0), found)
        elif child.tag == f"{TABLE}table-row":
            yield " | ".join(" ".join(" ".join(_blocks(cell, found)).split()) for cell in child)
        elif child.tag == f"{TEXT}tracked-changes":
            _changes(child, found)
        elif isinstance(child.tag, str):
            yield from _blocks(child, found)


def _inline(parent: Any, found: _Found) -> Iterator[str]:
    yield parent.text or ""
    for child in parent:
        if child.tag == f"{TEXT}s":
            yield " " * min(int(child.get(f"{TEXT}c", "1")), 100)
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag == f"{TEXT}note":
            found.counts[Said.FOOTNOTES] += 1
            words = " ".join("".join(body.itertext()) for body in child.iter(f"{TEXT}note-body"))
            found.notes.append(f"[{found.counts[Said.FOOTNOTES]}] {' '.join(words.split())}")
        elif child.tag == f"{OFFICE}annotation":
            found.counts[Said.COMMENTS] += 1
            found.apart.append(("comment", " ".join("".join(part.itertext()) for part in child.iter(f"{TEXT}p"))))
        elif child.tag == f"{DRAW}text-box":
            found.boxes.append(child)
        elif child.tag == f"{DRAW}image":
            found.counts[Said.PICTURES] += 1
        elif isinstance(child.tag, str):
            yield from _inline(child, found)
        yield child.tail or ""


def _changes(element: Any, found: _Found) -> None:
    for deletion in element.iter(f"{TEXT}deletion"):
        found.counts[Said.TRACKED_DELETIONS] += 1
        found.apart.append(("deleted", " ".join("".join(part.itertext()) for part in deletion.iter(f"{TEXT}p"))))
    found.counts[Said.TRACKED_INSERTIONS] += sum(1 for _ in element.iter(f"{TEXT}insertion"))
    found.counts += Counter()
