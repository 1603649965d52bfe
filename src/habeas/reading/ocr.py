"""Optical character recognition by tesseract, where the machine has it. Its text is a reading aid, never the evidence.

Tesseract runs as a program of its own under the same limits on time and memory as a parser; it is given one picture on
its standard input and nothing else. It works page by page: a page with a text layer keeps it, a page that is a picture
gets what OCR makes of it, and the reading says of which pages its text is OCR, and which are in no text.
"""

import functools
import subprocess
from collections.abc import Mapping
from dataclasses import replace

from habeas import programs
from habeas.reading.containment import leave_network, limit_resources
from habeas.reading.language import is_language
from habeas.reading.model import Reading, Reason, Remark, Said, Status, settled
from habeas.settings import ReadingLimits

LANGUAGES = ("eng", "rus", "ara", "fra", "spa", "ukr")
"""In this order, those that are installed."""
ANSWER_SECONDS = 20
PAGE_IMAGE = "image/x-portable-graymap"
UNRECOGNISED = (Said.PAGES_WITHOUT_TEXT,)
"""What is no longer so of a page that OCR read. A text layer that is no language stays one: it is in no text."""


def wanted(reading: Reading) -> bool:
    """Whether a parser handed on pictures of pages."""
    return reading.status is Status.NEEDS_OCR or any(one.media_type == PAGE_IMAGE for one in reading.attachments)


def recognise(reading: Reading, limits: ReadingLimits) -> Reading:
    """The page images of a reading turned into text, each in its page's place. Where no tesseract is installed the
    reading says `needs_ocr`, or which of its pages are in no text."""
    program = programs.find("tesseract")
    images = {int(one.name): one.data for one in reading.attachments if one.media_type == PAGE_IMAGE}
    plain = replace(reading, attachments=())
    if program is None or not images:
        return settled(plain)
    pages: dict[int, str] = {}
    for number, image in images.items():
        recognised = _page_text(program, image, limits)
        if recognised is None:
            return settled(replace(plain, reason=Reason.PARSER_DIED if plain.text is None else None))
        pages[number] = recognised if is_language(recognised) else ""
    return _put_together(plain, {number: words for number, words in pages.items() if words}, _tool(reading, program))


def _put_together(reading: Reading, pages: Mapping[int, str], tool: str) -> Reading:
    if not pages:
        reason = reading.reason or Reason.NO_TEXT_FOUND
        if reading.text is not None:
            return settled(reading)
        return replace(reading, status=Status.UNREAD, reason=reason)
    text, starts = _with_pages(reading, pages)
    remarks = [_without(remark, pages) for remark in reading.remarks]
    remarks.append(Remark(Said.PAGES_BY_OCR, len(pages), tuple(sorted(pages))))
    kept = tuple(remark for remark in remarks if remark.count)
    whole = replace(reading, status=Status.READ, reason=None, text=text, page_starts=starts, remarks=kept, tool=tool)
    return settled(whole)


def _without(remark: Remark, pages: Mapping[int, str]) -> Remark:
    """What is said of pages that have no text, without those that have one now."""
    if remark.said not in UNRECOGNISED:
        return remark
    left = tuple(page for page in remark.pages if page not in pages)
    return Remark(remark.said, len(left), left)


def _with_pages(reading: Reading, pages: Mapping[int, str]) -> tuple[str, tuple[int, ...]]:
    """The text with the recognised pages in their places. `text` of a page without one is empty there."""
    before = reading.text or ""
    starts = reading.page_starts or (0,) * max(pages)
    ends = (*starts[1:], len(before))
    text, new_starts = "", []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        own = before[start:end]
        if number in pages:
            text = text.rstrip() + ("\n\n" if text.strip() else "")
            new_starts.append(len(text))
            text += pages[number] + ("\n\n" if number < len(starts) else "")
        else:
            new_starts.append(len(text))
            text += own
    text = text.rstrip()
    return text, tuple(min(start, len(text)) for start in new_starts)


def _tool(reading: Reading, program: str) -> str:
    return f"{reading.tool}, tesseract {_version(program)} ({_languages(program)})"


def _page_text(program: str, image: bytes, limits: ReadingLimits) -> str | None:
    def locks() -> None:
        leave_network()
        limit_resources(limits.cpu_seconds, limits.memory_bytes)

    command = [program, "stdin", "stdout", "-l", _languages(program)]
    try:
        done = programs.run(command, image, limits.wall_seconds, locks)
    except (subprocess.SubprocessError, OSError):
        return None
    if done.returncode != 0:
        return None
    paragraphs = done.stdout.decode("utf-8", "replace").replace("\f", "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())


@functools.cache
def _languages(program: str) -> str:
    listed = _said(program, "--list-langs")
    return "+".join(code for code in LANGUAGES if code in listed) or "eng"


def _said(program: str, question: str) -> list[str]:
    return programs.run([program, question], seconds=ANSWER_SECONDS).stdout.decode("utf-8", "replace").split()


@functools.cache
def _version(program: str) -> str:
    said = _said(program, "--version")
    return said[1] if len(said) > 1 else "unknown"
