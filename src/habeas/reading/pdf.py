"""A PDF with a text layer: pages, paragraphs put together again from lines; a scan gives its page images for OCR.

A PDF has no paragraphs, only marks on paper. Lines are joined to a paragraph while their distance stays the page's
usual one and the line before runs to the right edge; each paragraph is one line of the text, a blank line between them,
so that a sentence over two lines, or two pages, is one sentence. Ligatures are opened by PDFium itself, before offsets
are fixed.
"""

import io
import itertools
import re
import statistics
from dataclasses import dataclass
from typing import Any

from habeas.reading.model import Attachment, Reading, Reason, Status

MAXIMUM_OCR_PAGES = 40
OCR_DOTS_PER_INCH = 200
POINTS_PER_INCH = 72
PAGE_IMAGE = "image/x-portable-graymap"
LINE_END_HYPHENS = "\x02\ufffe\xad"
"""What PDFium gives for a hyphen that only divides a word at a line's end, and the soft hyphen itself."""
_LINE = re.compile(rf"[^\r\n{LINE_END_HYPHENS}]*[{LINE_END_HYPHENS}]?")
"""PDFium gives such a hyphen instead of the end of its line, not before it."""
PARAGRAPH_GAP = 1.18
"""Times the page's usual line distance: more is a new paragraph."""
SHORT_LINE = 0.85
"""Share of the page's text width: a sentence that ends before it ends its paragraph."""


@dataclass(frozen=True)
class Line:
    """One line of a page; lengths in points, y upwards from the foot of the page."""

    text: str
    top: float
    bottom: float
    right: float


def prepare() -> None:
    import PIL.Image  # noqa: F401
    import pypdfium2  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    import pypdfium2

    tool = f"pypdfium2 {pypdfium2.PYPDFIUM_INFO.version}"
    kind = job["media_type"]
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        return Reading(Status.UNREAD, kind, reason=Reason.ENCRYPTED if locked else Reason.DAMAGED, tool=tool)
    text, starts = _text_of(document)
    if not text.strip():
        return _pages_for_ocr(document, kind, tool)
    if len(text.encode()) > job["text_bytes"]:
        return Reading(Status.UNREAD, kind, reason=Reason.TEXT_TOO_LARGE, tool=tool)
    return Reading(Status.READ, kind, text=text, page_starts=starts, tool=tool)


def _text_of(document: Any) -> tuple[str, tuple[int, ...]]:
    text, starts = "", []
    for page in document:
        paragraphs = paragraphs_of(lines_of(page))
        separator = ("" if not text else " " if _runs_on(text, paragraphs) else "\n\n") if paragraphs else ""
        text += separator
        starts.append(len(text))
        text += "\n\n".join(paragraphs)
    return text, tuple(starts)


def _runs_on(text: str, paragraphs: list[str]) -> bool:
    """Whether a page begins in the middle of the sentence with which the page before ended."""
    return text.rstrip()[-1:].isalnum() and paragraphs[0][:1].islower()


def lines_of(page: Any) -> list[Line]:
    """The lines of a page in the order of its text layer, with where they stand."""
    textpage = page.get_textpage()
    lines = []
    for found in _LINE.finditer(textpage.get_text_range()):
        visible = [found.start() + offset for offset, mark in enumerate(found.group()) if not mark.isspace()]
        if visible:
            _, bottom, _, top = textpage.get_charbox(visible[0], loose=True)
            right = textpage.get_charbox(visible[-1], loose=True)[2]
            lines.append(Line(found.group().strip().replace("\x00", ""), top, bottom, right))
    return lines


def paragraphs_of(lines: list[Line]) -> list[str]:
    """Lines put together to paragraphs."""
    if not lines:
        return []
    distances = [above.bottom - below.bottom for above, below in itertools.pairwise(lines)]
    usual = statistics.median([step for step in distances if step > 0] or [0.0])
    width = max(line.right for line in lines)
    paragraphs = [lines[0].text]
    for above, below in itertools.pairwise(lines):
        if _starts_paragraph(above, below, usual, width):
            paragraphs.append(below.text)
        else:
            paragraphs[-1] = _joined(paragraphs[-1], below.text)
    return [paragraph for paragraph in paragraphs if paragraph]


def _starts_paragraph(above: Line, below: Line, usual: float, width: float) -> bool:
    step = above.bottom - below.bottom
    apart = usual > 0 and (step > usual * PARAGRAPH_GAP or step <= 0)
    larger = abs((above.top - above.bottom) - (below.top - below.bottom)) > 1  # a heading: another size of letters
    ended = above.text[-1:] in '.!?:”»"' and above.right < width * SHORT_LINE
    return apart or larger or ended


def _joined(before: str, after: str) -> str:
    if before[-1:] in LINE_END_HYPHENS:
        return before[:-1] + after
    return before + after if before.endswith("-") else f"{before} {after}"


def _pages_for_ocr(document: Any, kind: str, tool: str) -> Reading:
    """No text layer: the pages as grey pictures, for an OCR program outside this process."""
    import PIL.Image

    PIL.Image.MAX_IMAGE_PIXELS = 100_000_000
    scale = OCR_DOTS_PER_INCH / POINTS_PER_INCH
    images = []
    for page in list(document)[:MAXIMUM_OCR_PAGES]:
        sink = io.BytesIO()
        page.render(scale=scale, grayscale=True).to_pil().convert("L").save(sink, format="PPM")
        images.append(Attachment("", PAGE_IMAGE, sink.getvalue()))
    left_out = max(0, len(document) - MAXIMUM_OCR_PAGES)
    return Reading(Status.NEEDS_OCR, kind, attachments=tuple(images), attachments_left_out=left_out, tool=tool)
