"""Makers of files as people have them: raw parts put together by hand, so that no library hides what a file holds."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pikepdf

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MORE = (
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of `parts`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def run(text: str, properties: str = "") -> str:
    """A run of a Word paragraph."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def par(*runs: str) -> str:
    """A paragraph of runs; a bare text is one run."""
    return "<w:p>" + "".join(one if one.startswith("<") else run(one) for one in runs) + "</w:p>"


def docx(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A Word file with `body` and more parts of it, each named by its kind: footnotes, endnotes, comments, header1,
    footer1."""
    more = dict(parts or {})
    kinds = {name: name.rstrip("0123456789") for name in more}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
        for at, (name, kind) in enumerate(kinds.items(), start=1)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{overrides}</Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f"{head}<Relationships "
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
        "word/document.xml": f"{head}<w:document {W} {R} {MORE}><w:body>{body}</w:body></w:document>",
    }
    for name, content in more.items():
        files[f"word/{name}.xml"] = f"{head}{content.replace('<w:', '<w:', 1)}"
    return packed(files)


def word_part(tag: str, inside: str) -> str:
    """A part of a Word file beside the document, as `word_part("ftr", par("Page 1"))`."""
    return f"<w:{tag} {W} {R} {MORE}>{inside}</w:{tag}>"


def pdf(pages: Sequence[str], rotate: int = 0, more: str = "") -> bytes:
    """A PDF of content streams, Helvetica as /F1; `more` is for the catalog."""
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for stream in pages:
        page = document.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(stream.encode("cp1252"))
        if rotate:
            page.Rotate = rotate
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def lines(texts: Sequence[str], left: int = 60, top: int = 780, size: int = 12, prefix: str = "") -> str:
    """A content stream that prints lines downwards from (left, top)."""
    return "\n".join(
        f"BT {prefix} /F1 {size} Tf 1 0 0 1 {left} {top - 16 * at} Tm ({text}) Tj ET" for at, text in enumerate(texts)
    )


def form_pdf(fields: Sequence[tuple[str, str, int]], labels: str) -> bytes:
    """A PDF form: printed labels, and fields as (name, value, distance from the bottom)."""
    document = pikepdf.open(io.BytesIO(pdf([labels])))
    page = document.pages[0]
    widgets = [
        document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String(name),
                V=pikepdf.String(value),
                Rect=[220, bottom, 500, bottom + 18],
                P=page.obj,
            )
        )
        for name, value, bottom in fields
    ]
    page.Annots = pikepdf.Array(widgets)
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(widgets))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def picture(kind: str = "PNG", text: str = "", pages: int = 1, exif: bool = False) -> bytes:
    """A picture, with printed words where `text` is given; many pages for TIFF."""
    from PIL import Image, ImageDraw, ImageFont

    def one(number: int) -> "Image.Image":
        image = Image.new("RGB", (1000, 300), "white")
        if text:
            words = f"{text} {number}" if pages > 1 else text
            ImageDraw.Draw(image).text((40, 100), words, fill="black", font=ImageFont.load_default(40))
        return image

    images = [one(number) for number in range(1, pages + 1)]
    target = io.BytesIO()
    options: dict[str, object] = {}
    if pages > 1:
        options |= {"save_all": True, "append_images": images[1:]}
    if exif:
        data = Image.Exif()
        data[306] = "2022:05:06 07:08:09"
        data.get_ifd(34665)[36867] = "2022:05:06 07:08:09"
        data.get_ifd(34665)[36881] = "+03:00"
        gps = data.get_ifd(34853)
        gps[1], gps[2], gps[3], gps[4] = "N", (43.0, 7.0, 30.0), "E", (45.0, 15.0, 0.0)
        options["exif"] = data
    images[0].save(target, kind, **options)
    return target.getvalue()


def zip_with_cp866_names(parts: Mapping[str, bytes]) -> bytes:
    """An archive as an old Russian program writes it: names in cp866, no flag for UTF-8."""
    names = {f"{at:0{len(name.encode('cp866'))}d}": name for at, name in enumerate(parts)}
    content = packed({stand_in: parts[name] for stand_in, name in names.items()})
    for stand_in, name in names.items():
        content = content.replace(stand_in.encode("ascii"), name.encode("cp866"))
    return content


def odt(body: str) -> bytes:
    """An OpenDocument text."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<?xml version="1.0"?><office:document-content {spaces} '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        }
    )


def written(folder: Path, name: str, content: bytes) -> Path:
    """The file of a case on disk."""
    path = folder / name
    path.write_bytes(content)
    return path
