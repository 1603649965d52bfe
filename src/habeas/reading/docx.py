"""A Word document, whole: the body in the order of the page, then its notes, and what is not its own statement at the
end.

    body       paragraphs, tables (also inside tables), content controls, text boxes, links and fields, wherever they
    are
    changes    as accepted: what was put in is in the text, what was taken out stands at the end, marked, as an aside
    headers, footers, footnotes, endnotes: each once, after the body
    comments and struck words: at the end, marked, as asides; hidden words are left out and counted

The parts are read as XML: a library that gives paragraphs passes over what stands elsewhere. What is in the file and in
no text is counted: pictures, embedded objects.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from habeas.reading.asides import with_asides
from habeas.reading.model import Reading, Reason, Remark, Said, Status

MAXIMUM_UNPACKED = 512 << 20
"""A .docx is a zip; a few kilobytes can say they are gigabytes."""
TOOL = "habeas docx 2"
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
W = f"{{{_NAMESPACE}}}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_OFF = ("0", "false", "off", "none")
_PICTURES = ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "{urn:schemas-microsoft-com:vml}imagedata")
_OBJECTS = (f"{W}object", f"{W}altChunk")
_PARTS = (
    ("header", Said.HEADERS),
    ("footer", Said.HEADERS),
    ("footnotes", Said.FOOTNOTES),
    ("endnotes", Said.ENDNOTES),
    ("comments", Said.COMMENTS),
)


@dataclass
class _Found:
    """What is met on the way through the document."""

    counts: Counter[Said] = field(default_factory=Counter)
    apart: list[tuple[str, str]] = field(default_factory=list)
    """(mark, words) of what is not the document's own statement."""
    boxes: list[Any] = field(default_factory=list)


def prepare() -> None:
    import lxml.etree  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    kind = job["media_type"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if "word/document.xml" not in names:
            return Reading(Status.UNREAD, "application/zip", reason=Reason.UNKNOWN_TYPE)
        if sum(part.file_size for part in archive.infolist()) > MAXIMUM_UNPACKED:
            return Reading(Status.UNREAD, kind, reason=Reason.TOO_LARGE)
        found = _Found()
        blocks = list(_blocks(_body(archive.read("word/document.xml")), found))
        for name in sorted(names):
            blocks += _of_part(name, archive, found)
        claimed = _claimed(archive, names)
    remarks = tuple(Remark(said, count) for said, count in sorted(found.counts.items()))
    if not any(block.strip() for block in blocks):
        return Reading(Status.UNREAD, kind, reason=Reason.NO_TEXT_FOUND, remarks=remarks, tool=TOOL)
    text, asides = with_asides("\n\n".join(block for block in blocks if block.strip()), found.apart)
    if len(text.encode()) > job["text_bytes"]:
        return Reading(Status.UNREAD, kind, reason=Reason.TEXT_TOO_LARGE, tool=TOOL)
    return Reading(Status.READ, kind, text=text, tool=TOOL, remarks=remarks, asides=asides, claimed=claimed)


def xml(data: bytes) -> Any:
    """The root of a part. No entity is resolved, no address is asked."""
    import lxml.etree

    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return lxml.etree.fromstring(data.replace(_STRICT.encode(), _NAMESPACE.encode()), parser)


def _body(data: bytes) -> Any:
    body = xml(data).find(f"{W}body")
    if body is None:
        raise ValueError("a document without a body")
    return body


def _of_part(name: str, archive: zipfile.ZipFile, found: _Found) -> list[str]:
    """Header, footer, notes, comments: the blocks they add to the text."""
    stem = name.removeprefix("word/").removesuffix(".xml")
    said = next((said for start, said in _PARTS if stem.rstrip("0123456789") == start), None)
    if said is None or not name.startswith("word/"):
        return []
    root, blocks = xml(archive.read(name)), []
    entries = list(root) if said is not Said.HEADERS else [root]
    for entry in entries:
        if entry.get(f"{W}type") in ("separator", "continuationSeparator", "continuationNotice"):
            continue
        words = "\n".join(_blocks(entry, found)).strip()
        if not words:
            continue
        found.counts[said] += 1
        if said is Said.COMMENTS:
            found.apart.append(("comment", words))
        else:
            number = entry.get(f"{W}id")
            blocks.append(f"[{number}] {words}" if number else words)
    return blocks


def _blocks(parent: Any, found: _Found) -> Iterator[str]:
    """The paragraphs and table rows of an element, in their order, whatever they are wrapped in."""
    for child in parent:
        if child.tag == f"{W}p":
            yield _paragraph(child, found)
            while found.boxes:
                yield from _blocks(found.boxes.pop(0), found)
        elif child.tag == f"{W}tbl":
            yield "\n".join(_rows(child, found))
        elif child.tag in (f"{W}moveFrom", f"{W}del"):
            _apart(child, found, "deleted", Said.TRACKED_DELETIONS)
        elif child.tag != FALLBACK and isinstance(child.tag, str):
            found.counts.update(_not_text(child))
            yield from _blocks(child, found)


def _rows(table: Any, found: _Found) -> Iterator[str]:
    for row in _inside(table, "tr"):
        if row.find(f"{W}trPr/{W}del") is not None:
            _apart(row, found, "deleted", Said.TRACKED_DELETIONS)
            continue
        if row.find(f"{W}trPr/{W}ins") is not None:
            found.counts[Said.TRACKED_INSERTIONS] += 1
        cells = (" ".join(" ".join(_blocks(cell, found)).split()) for cell in _inside(row, "tc"))
        yield " | ".join(cells)


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """Rows of a table, cells of a row: also those in content controls and other wrappers."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag not in (f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}p"):
            yield from _inside(child, name)


def _paragraph(paragraph: Any, found: _Found) -> str:
    mark = paragraph.find(f"{W}pPr/{W}rPr/{W}ins")
    found.counts.update([Said.TRACKED_INSERTIONS] if mark is not None else [])
    return "".join(_inline(paragraph, found))


def _inline(parent: Any, found: _Found) -> Iterator[str]:
    for child in parent:
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if child.tag == f"{W}r":
            yield from _run(child, found)
        elif name in ("del", "moveFrom"):
            _apart(child, found, "deleted", Said.TRACKED_DELETIONS)
        elif name in ("ins", "moveTo"):
            found.counts[Said.TRACKED_INSERTIONS] += 1
            yield from _inline(child, found)
        elif name != "pPr" and name:
            yield from _inline(child, found)


def _run(run: Any, found: _Found) -> Iterator[str]:
    properties = run.find(f"{W}rPr")
    if _is_on(properties, "vanish") or _is_on(properties, "webHidden"):
        found.counts[Said.HIDDEN_TEXT] += bool("".join(_words(run, found)).strip())
        return
    words = "".join(_words(run, found))
    if words.strip() and (_is_on(properties, "strike") or _is_on(properties, "dstrike")):
        found.counts[Said.STRUCK_TEXT] += 1
        found.apart.append(("struck", words))
        return
    yield words


def _words(run: Any, found: _Found) -> Iterator[str]:
    for child in run:
        if child.tag in (f"{W}t", f"{W}delText"):
            yield child.text or ""
        elif isinstance(child.tag, str) and child.tag.removeprefix(W) in _MARKS:
            yield _MARKS[child.tag.removeprefix(W)]
        elif child.tag == f"{W}sym":
            yield " "
        elif child.tag != FALLBACK and isinstance(child.tag, str):
            found.counts.update(_not_text(child))
            found.boxes += _boxes(child, found)


def _boxes(element: Any, found: _Found) -> Iterator[Any]:
    """Text boxes; of the two forms in which Word writes each, the new one."""
    for child in element:
        if child.tag == f"{W}txbxContent":
            found.counts[Said.TEXT_BOXES] += 1
            yield child
        elif child.tag != FALLBACK and isinstance(child.tag, str):
            found.counts.update(_not_text(child))
            yield from _boxes(child, found)


def _not_text(element: Any) -> list[Said]:
    if element.tag in _PICTURES:
        return [Said.PICTURES]
    return [Said.EMBEDDED_OBJECTS] if element.tag in _OBJECTS else []


def _apart(element: Any, found: _Found, mark: str, said: Said) -> None:
    words = "".join(node.text or "" for node in element.iter(f"{W}t", f"{W}delText"))
    if words.strip():
        found.counts[said] += 1
        found.apart.append((mark, words.strip()))


def _is_on(properties: Any, name: str) -> bool:
    found = None if properties is None else properties.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val", "true").lower() not in _OFF


def _claimed(archive: zipfile.ZipFile, names: list[str]) -> tuple[tuple[str, str], ...]:
    """Title, writer and day of making, as the file's own properties have them."""
    if "docProps/core.xml" not in names:
        return ()
    wanted = {"title": "title", "creator": "writer", "created": "time", "language": "language"}
    pairs = []
    for element in xml(archive.read("docProps/core.xml")):
        name = wanted.get(str(element.tag).rpartition("}")[2])
        if name and (element.text or "").strip():
            pairs.append((name, element.text.strip()))
    return tuple(pairs)
