"""A PDF, page by page: its text layer in the order of reading, what was filled into its form, and what is in no text.

Each paragraph is one line of the text, a blank line between them, so that a sentence over two lines, or two pages, is
one sentence. Of each page one of these holds, and the reading says how many there are of each:

    its text layer is words                       they are its text
    it has none, and something is on it           `pages_without_text`, and its picture goes on to OCR
    its text layer is no words of any language    `not_language` (a broken font table), and its picture goes on to OCR
    some words cannot be seen, or are covered     they are left out, and counted: nobody who reads the page reads them
"""

import io
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from habeas.reading import pdf_forms, pdf_lines, pdf_objects
from habeas.reading.language import is_language
from habeas.reading.model import Attachment, Reading, Reason, Remark, Said, Status
from habeas.reading.ocr import PAGE_IMAGE

MAXIMUM_OCR_PAGES = 40
OCR_DOTS_PER_INCH = 200
POINTS_PER_INCH = 72
FEW_WORDS = 100
"""Characters over a picture that fills the page: a stamp of the scanner, not the page's text."""


@dataclass
class _Found:
    """What was met on the way through the pages."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    counts: Counter[Said] = field(default_factory=Counter)
    pages: dict[Said, list[int]] = field(default_factory=dict)
    for_ocr: list[int] = field(default_factory=list)

    def say(self, said: Said, page: int, count: int = 1) -> None:
        if count:
            self.counts[said] += count
            self.pages.setdefault(said, []).append(page)

    def remarks(self) -> tuple[Remark, ...]:
        return tuple(Remark(said, self.counts[said], tuple(pages)) for said, pages in sorted(self.pages.items()))


def prepare() -> None:
    import PIL.Image  # noqa: F401
    import pypdfium2.raw  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    import pypdfium2

    tool = f"pypdfium2 {pypdfium2.PYPDFIUM_INFO.version}"
    kind = job["media_type"]
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        return Reading(Status.UNREAD, kind, reason=Reason.ENCRYPTED if locked else Reason.DAMAGED, tool=tool)
    found = _of_pages(document)
    claimed = tuple(_claimed(document))
    if not found.text.strip():
        pages = list(range(1, len(document) + 1))
        reason = Reason.NOT_LANGUAGE if found.counts[Said.PAGES_NOT_LANGUAGE] else None
        images, left_out = _pictures(document, pages)
        remarks = found.remarks()
        return Reading(
            Status.NEEDS_OCR, kind, None, reason, (), images, left_out, tool, remarks=remarks, claimed=claimed
        )
    if len(found.text.encode()) > job["text_bytes"]:
        return Reading(Status.UNREAD, kind, reason=Reason.TEXT_TOO_LARGE, tool=tool)
    images, left_out = _pictures(document, found.for_ocr)
    return Reading(
        Status.READ,
        kind,
        found.text,
        None,
        tuple(found.starts),
        images,
        left_out,
        tool,
        remarks=found.remarks(),
        claimed=claimed,
    )


def _of_pages(document: Any) -> _Found:
    forms = _forms(document)
    found = _Found()
    for number, page in enumerate(document, 1):
        paragraphs = _paragraphs(page, number, forms, found)
        separator = (
            ("" if not found.text else " " if pdf_lines.runs_on(found.text, paragraphs) else "\n\n")
            if paragraphs
            else ""
        )
        found.text += separator
        found.starts.append(len(found.text))
        found.text += "\n\n".join(paragraphs)
    return found


def _forms(document: Any) -> Any:
    """PDFium's form environment, where the file is a form of fields."""
    import pypdfium2

    try:
        document.init_forms()
    except pypdfium2.PdfiumError:
        return None
    return document.formenv.raw if document.formenv is not None else None


def _paragraphs(page: Any, number: int, forms: Any, found: _Found) -> list[str]:
    held = pdf_objects.held(page)
    unseen = pdf_objects.unseen(page, page.get_textpage(), held.fills)
    fields = pdf_forms.filled(page, forms)
    lines = pdf_lines.ordered(page, unseen.hidden | unseen.covered, fields)
    paragraphs = lines.paragraphs()
    found.say(Said.HIDDEN_TEXT, number, len(unseen.hidden))
    found.say(Said.COVERED_TEXT, number, len(unseen.covered))
    found.say(Said.TEXT_BEHIND_PICTURE, number, int(unseen.behind))
    found.say(Said.FORM_FIELDS, number, len(fields))
    text = "\n".join(paragraphs)
    if text.strip() and not is_language(text):
        found.say(Said.PAGES_NOT_LANGUAGE, number)
        found.for_ocr.append(number)
        return []
    if not text.strip() or (held.fills and not unseen.behind and len(text) < FEW_WORDS):
        if held.marks:
            found.say(Said.PAGES_WITHOUT_TEXT, number)
            found.for_ocr.append(number)
        return paragraphs
    found.say(Said.ORDER_UNCERTAIN, number, int(lines.uncertain))
    found.say(Said.PICTURES, number, 0 if held.fills else held.pictures)
    return paragraphs


def _pictures(document: Any, pages: list[int]) -> tuple[tuple[Attachment, ...], int]:
    """Pages as grey pictures, for an OCR program outside this process; and how many are too many."""
    import PIL.Image

    PIL.Image.MAX_IMAGE_PIXELS = 100_000_000
    scale = OCR_DOTS_PER_INCH / POINTS_PER_INCH
    images = []
    for number in pages[:MAXIMUM_OCR_PAGES]:
        sink = io.BytesIO()
        document[number - 1].render(scale=scale, grayscale=True).to_pil().convert("L").save(sink, format="PPM")
        images.append(Attachment(str(number), PAGE_IMAGE, sink.getvalue()))
    return tuple(images), len(pages) - len(images)


def _claimed(document: Any) -> Any:
    """Title, writer and time of making, as the file has them."""
    wanted = {"Title": "title", "Author": "writer", "CreationDate": "time"}
    for key, value in document.get_metadata_dict(skip_empty=True).items():
        if key in wanted:
            yield wanted[key], value.replace("\x00", "")[:1000]
