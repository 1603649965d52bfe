"""A Word document: paragraphs and tables in the order of the page."""

import io
import zipfile
from typing import Any

from habeas.reading.model import Reading, Reason, Status

MAXIMUM_UNPACKED = 512 << 20
"""A .docx is a zip; a few kilobytes can say they are gigabytes."""


def prepare() -> None:
    import docx  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    import docx

    kind = job["media_type"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "word/document.xml" not in archive.namelist():
            return Reading(Status.UNREAD, "application/zip", reason=Reason.UNKNOWN_TYPE)
        if sum(part.file_size for part in archive.infolist()) > MAXIMUM_UNPACKED:
            return Reading(Status.UNREAD, kind, reason=Reason.TOO_LARGE)
    document = docx.Document(io.BytesIO(data))
    blocks = [text for block in document.iter_inner_content() if (text := _block_text(block)).strip()]
    if not blocks:
        return Reading(Status.UNREAD, kind, reason=Reason.NO_TEXT_FOUND)
    version = getattr(docx, "__version__", "")
    return Reading(Status.READ, kind, text="\n\n".join(blocks), tool=f"python-docx {version}")


def _block_text(block: Any) -> str:
    if hasattr(block, "rows"):
        return "\n".join(" | ".join(" ".join(cell.text.split()) for cell in row.cells) for row in block.rows)
    return str(block.text)
