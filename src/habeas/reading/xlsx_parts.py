"""What stands in an XLSX file beside the values of its cells: merged ranges, hidden rows, struck cells, comments.

Strict Open XML (ISO/IEC 29500 strict, which some programs save) has other name spaces than the usual form, and the same
elements: its names are exchanged before openpyxl reads it.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath

STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3}[0-9]+:[A-Z]{1,3}[0-9]+)"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row (?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col (?=[^>]*\bhidden="(?:1|true)")')
_FONT = re.compile(rb"<font>.*?</font>|<font/>", re.DOTALL)
_STRIKE = re.compile(rb'<strike(?: val="(?:1|true)")?/>')
_CELL_FORMATS = re.compile(rb"<cellXfs.*?</cellXfs>", re.DOTALL)
_FORMAT_FONT = re.compile(rb'<xf [^>]*?\bfontId="(\d+)"')
_WITHOUT_VALUE = re.compile(rb"<f[ >][^<]*</f>(?:<v */>|<v></v>|</c>)")


@dataclass(frozen=True)
class Beside:
    """Of one sheet."""

    merged: tuple[str, ...]
    hidden: tuple[int, ...]
    struck: tuple[int, ...]
    notes: dict[str, int] = field(default_factory=dict)


def transitional(data: bytes) -> bytes:
    """The same workbook with the usual name spaces; unchanged where it has them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if STRICT not in archive.read("xl/workbook.xml"):
            return data
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as made:
            for part in archive.infolist():
                content = archive.read(part)
                if part.filename.endswith((".xml", ".rels")):
                    for strict, usual in _USUAL:
                        content = content.replace(strict, usual)
                made.writestr(part.filename, content)
    return target.getvalue()


def beside_cells(data: bytes, part: str) -> Beside:
    """`part`: the path of the sheet inside the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(part.lstrip("/"))
        names = archive.namelist()
        struck = _struck_rows(xml, archive.read("xl/styles.xml")) if "xl/styles.xml" in names else ()
        comments = _comments(archive, part.lstrip("/"), names)
    hidden = tuple(sorted({int(number) for number in _HIDDEN_ROW.findall(xml) if 0 < int(number) <= 1 << 20}))
    counted = {
        "formula_without_value": len(_WITHOUT_VALUE.findall(xml)),
        "comments": comments,
        "hidden_rows": len(hidden),
        "hidden_columns": len(_HIDDEN_COLUMN.findall(xml)),
        "struck_rows": len(struck),
    }
    merged = tuple(match[1].decode() for match in _MERGE.finditer(xml))
    return Beside(merged, hidden, struck, {code: count for code, count in counted.items() if count})


def _struck_rows(xml: bytes, styles: bytes) -> tuple[int, ...]:
    fonts = [bool(_STRIKE.search(font)) for font in _FONT.findall(styles)]
    formats = _CELL_FORMATS.search(styles)
    if not any(fonts) or formats is None:
        return ()
    of_format = [int(font) for font in _FORMAT_FONT.findall(formats.group())]
    struck = [str(at).encode() for at, font in enumerate(of_format) if font < len(fonts) and fonts[font]]
    if not struck:
        return ()
    cell = re.compile(rb'<c (?=[^>]*\bs="(?:' + b"|".join(struck) + rb')")[^>]*\br="[A-Z]{1,3}(\d{1,7})"')
    return tuple(sorted({int(row) for row in cell.findall(xml)}))


def _comments(archive: zipfile.ZipFile, part: str, names: list[str]) -> int:
    """Comments of a sheet, counted: their words stay in the file, and are never part of a cell."""
    path = PurePosixPath(part)
    links = str(path.parent / "_rels" / f"{path.name}.rels")
    if links not in names:
        return 0
    targets = re.findall(rb'Target="([^"]*comments?[^"]*\.xml)"', archive.read(links), re.IGNORECASE)
    found = 0
    for target in targets:
        end = target.decode("utf-8", "replace").rsplit("/", 1)[-1]
        found += sum(
            len(re.findall(rb"<(?:\w+:)?(?:comment|threadedComment) ", archive.read(name)))
            for name in names
            if name.endswith("/" + end)
        )
    return found


def letters(column: int) -> str:
    """The letters of a column, from 1.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    words = ""
    while column:
        column, rest = divmod(column - 1, 26)
        words = chr(65 + rest) + words
    return words
