"""Rich text (.rtf): its words, by striprtf; never its markup. The code page is the one that the file names."""

import re
from typing import Any

from habeas.reading import language
from habeas.reading.model import Reading, Reason, Remark, Said, Status

_OBJECTS = re.compile(rb"\\(pict|object)\b")
_SAID = (
    (Said.PICTURES, re.compile(rb"\\pict\b")),
    (Said.EMBEDDED_OBJECTS, re.compile(rb"\\object\b")),
    (Said.FOOTNOTES, re.compile(rb"\\footnote\b")),
    (Said.TRACKED_DELETIONS, re.compile(rb"\\deleted\b")),
    (Said.TRACKED_INSERTIONS, re.compile(rb"\\revised\b")),
    (Said.HIDDEN_TEXT, re.compile(rb"\\v(?:1)?(?=[ \\])(?!\\v0)")),
)
_NOT_STATED = re.compile(rb"\{\\(?:\*\\)?(?:deleted|v)\b[^{}]*\}")
"""Groups of deleted or hidden words: out of the text."""


def prepare() -> None:
    import striprtf.striprtf  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    from striprtf.striprtf import rtf_to_text

    kind = job["media_type"]
    remarks = tuple(Remark(said, count) for said, pattern in _SAID if (count := len(pattern.findall(data))))
    text = rtf_to_text(
        _NOT_STATED.sub(b"", data).decode("latin-1"), encoding=_code_page(data), errors="replace"
    ).strip()
    if not text:
        return Reading(Status.UNREAD, kind, reason=Reason.NO_TEXT_FOUND, remarks=remarks)
    if not language.is_language(text):
        return Reading(Status.UNREAD, kind, reason=Reason.NOT_LANGUAGE, remarks=remarks)
    if lost := text.count("\ufffd"):
        remarks += (Remark(Said.UNDECODED, lost),)
    return Reading(Status.READ, kind, text=text, tool="striprtf", remarks=remarks)


def _code_page(data: bytes) -> str:
    found = re.search(rb"\\ansicpg(\d{3,5})", data)
    return f"cp{found[1].decode()}" if found else "cp1252"
