"""A zip archive. A Word or OpenDocument file is one: it goes to its own reader. Of any other archive the text is the
list of its files, with their sizes, and the files themselves are handed on, to become sources of their own.

Names are in UTF-8 where the archive says so; old programs wrote them in the code page of their machine and did not say
which: cp866 or cp1251 for Russian, guessed and said to be a guess. A name is a label, never a path to write to.
"""

import io
import zipfile
from typing import Any

from habeas.reading import docx, odt
from habeas.reading.language import likeliness
from habeas.reading.model import Attachment, Reading, Reason, Remark, Said, Status
from habeas.reading.plain_text import READS_WELL

TOOL = "habeas listing 1"
UTF8_NAMES = 0x800
ENCRYPTED = 1
MOST_RATIO, SMALL = 200, 4 << 20
"""A member beyond both is not unpacked: a bomb."""
MOST_NAMES = 10_000
NAME_ENCODINGS = ("cp866", "cp1251", "cp437", "cp1252")
ODT = "application/vnd.oasis.opendocument.text"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ZIP = "application/zip"


def prepare() -> None:
    docx.prepare()


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "word/document.xml" in names:
            return docx.parse(data, job)
        packed_as = _mimetype(archive, names)
        if packed_as == ODT:
            return odt.parse(data, {**job, "media_type": ODT})
        if packed_as == ODS or "xl/workbook.xml" in names or "xl/workbook.bin" in names:
            return Reading(Status.UNREAD, ODS if packed_as == ODS else XLSX, reason=Reason.TABLE)
        if packed_as or "[Content_Types].xml" in names:
            return Reading(Status.UNREAD, packed_as or ZIP, reason=Reason.UNKNOWN_TYPE)
        return _listed(archive, job)


def _mimetype(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" not in names or archive.getinfo("mimetype").file_size > 200:
        return ""
    return archive.read("mimetype").decode("ascii", "replace").strip()


def _listed(archive: zipfile.ZipFile, job: dict[str, Any]) -> Reading:
    files = [part for part in archive.infolist() if not part.is_dir()]
    if not files:
        return Reading(Status.UNREAD, ZIP, reason=Reason.EMPTY)
    names, guessed = _names(files)
    kept: list[Attachment] = []
    left_out, locked, room = 0, 0, job["attachment_bytes"]
    for part, name in zip(files, names, strict=True):
        locked += bool(part.flag_bits & ENCRYPTED)
        bomb = part.file_size > max(SMALL, MOST_RATIO * part.compress_size)
        if part.flag_bits & ENCRYPTED or bomb or len(kept) >= job["attachments"] or part.file_size > room:
            left_out += 1
            continue
        with archive.open(part) as stream:
            content = stream.read(part.file_size + 1)
        room -= len(content)
        kept.append(Attachment(name, "", content))
    text = "\n".join(f"{name}\t{part.file_size}" for part, name in zip(files, names, strict=True) if len(name) < 4096)
    counted = (
        (Said.ARCHIVE_MEMBERS, len(files)),
        (Said.ENCODING_GUESSED, int(guessed)),
        (Said.MEMBERS_ENCRYPTED, locked),
        (Said.ATTACHMENTS_LEFT_OUT, left_out - locked),
    )
    return Reading(
        Status.READ,
        ZIP,
        text=text,
        attachments=tuple(kept),
        attachments_left_out=left_out,
        tool=TOOL,
        encoding="",
        remarks=tuple(Remark(said, count) for said, count in counted if count),
        asides=((0, len(text)),),
    )


def _names(files: list[zipfile.ZipInfo]) -> tuple[list[str], bool]:
    """The names of the files, and whether their encoding is a guess. zipfile reads what is not said as cp437."""
    raw = [None if part.flag_bits & UTF8_NAMES else part.filename.encode("cp437", "replace") for part in files]
    foreign = b" ".join(name for name in raw if name is not None and not name.isascii())
    encoding = _encoding(foreign) if foreign else "cp437"
    names = [
        part.filename if name is None or name.isascii() else name.decode(encoding, "replace")
        for part, name in zip(files, raw, strict=True)
    ]
    return [name.replace("\n", " ").replace("\x00", "") for name in names], bool(foreign)


def _encoding(names: bytes) -> str:
    """A short name in cp866 can be UTF-8 of some far script by accident: the one that reads as words is taken."""
    best = max(NAME_ENCODINGS, key=lambda encoding: likeliness(names.decode(encoding, "replace")))
    try:
        as_utf8 = likeliness(names.decode("utf-8"))
    except UnicodeDecodeError:
        return best
    return best if likeliness(names.decode(best, "replace")) >= READS_WELL > as_utf8 else "utf-8"
