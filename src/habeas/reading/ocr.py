"""Optical character recognition by tesseract, where the machine has it. Its text is a reading aid, never the evidence.

Tesseract runs as a program of its own under the same limits on time and memory as a parser; it is given one picture on
its standard input and nothing else.
"""

import functools
import subprocess

from habeas import programs
from habeas.reading.containment import leave_network, limit_resources
from habeas.reading.model import Reading, Reason, Status
from habeas.settings import ReadingLimits

LANGUAGES = ("eng", "rus", "ara", "fra", "spa", "ukr")
"""In this order, those that are installed."""
ANSWER_SECONDS = 20


def recognise(reading: Reading, limits: ReadingLimits) -> Reading:
    """A scan's page images turned into text; where no tesseract is installed the reading says `needs_ocr` as before."""
    program = programs.find("tesseract")
    if program is None or not reading.attachments:
        return _without_images(reading, Status.NEEDS_OCR, None)
    text, starts = "", []
    for page in reading.attachments:
        recognised = _page_text(program, page.data, limits)
        if recognised is None:
            return _without_images(reading, Status.NEEDS_OCR, Reason.PARSER_DIED)
        text += "\n\n" if text and recognised else ""
        starts.append(len(text))
        text += recognised
    if not text:
        return _without_images(reading, Status.UNREAD, Reason.NO_TEXT_FOUND)
    return Reading(
        Status.READ,
        reading.media_type,
        text=text,
        page_starts=tuple(starts),
        attachments_left_out=reading.attachments_left_out,
        tool=f"{reading.tool}, tesseract {_version(program)} ({_languages(program)})",
        containment=reading.containment,
    )


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


def _without_images(reading: Reading, status: Status, reason: Reason | None) -> Reading:
    return Reading(
        status,
        reading.media_type,
        reason=reason,
        attachments_left_out=reading.attachments_left_out,
        tool=reading.tool,
        containment=reading.containment,
    )
