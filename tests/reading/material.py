"""Small files of every kind, made by the programs that people make them with."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

PARAGRAPHS = (
    "Three men were taken from a bus near the village of Sarn, according to two witnesses who asked not to be named.",
    "“They hit us with cables,” one of them said. His brother, 24, has not been seen since the second week of March.",
    "Родственники обратились в прокуратуру, но ответа не получили.",
)


def page(paragraphs: tuple[str, ...] = PARAGRAPHS) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        "<!doctype html><html><head><meta charset='utf-8'><meta name='date' content='2021-04-02'></head>"
        f"<body><nav>Home About Donate</nav><article>{body}</article><footer>All rights reserved</footer></body></html>"
    ).encode()


def pdf(folder: Path, paragraphs: tuple[str, ...] = PARAGRAPHS, width: str = "9cm", height: str = "auto") -> bytes:
    """A justified, hyphenated page set by Typst, so that lines and words break."""
    import typst

    source = folder / "page.typ"
    size = f"#set page(width: {width}, height: {height})\n"
    rules = '#set text(lang: "en", hyphenate: true)\n#set par(justify: true)\n'
    source.write_text(size + rules + "\n\n".join(paragraphs), encoding="utf-8")
    return bytes(typst.compile(source))


def scan(folder: Path, words: str = "DETAINED IN MARCH") -> bytes:
    """A PDF that is only a picture of words."""
    import pypdfium2

    drawn = pypdfium2.PdfDocument(pdf(folder, (f"#text(size: 30pt)[{words}]",), width="16cm"))
    picture = drawn[0].render(scale=3).to_pil().convert("RGB")
    sink = io.BytesIO()
    picture.save(sink, format="PDF", resolution=216)
    return sink.getvalue()


def word_document(paragraphs: tuple[str, ...] = PARAGRAPHS) -> bytes:
    import docx

    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Sarn", "14 March"
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def zip_bomb(size: int = 700 << 20) -> bytes:
    """A .docx of a few hundred kilobytes whose one part says it is `size` bytes long."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        block = b"\0" * (1 << 20)
        for _ in range(size >> 20):
            part.write(block)
    return sink.getvalue()


def letter(attachment: bytes = b"%PDF-1.4 not really", count: int = 1) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Свидетель из Сарна"
    message["Date"] = "Wed, 02 Apr 2031 09:30:00 +0300"
    message.set_content("\n\n".join(PARAGRAPHS))
    for number in range(count):
        message.add_attachment(attachment, maintype="application", subtype="pdf", filename=f"письмо {number}.pdf")
    return message.as_bytes()
