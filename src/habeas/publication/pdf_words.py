"""A PDF -> the words in it that a reader shows or a program reads.

    1 the text of its pages, page by page and as one
    2 its metadata: the information that readers show, the XMP packet
    3 text strings of its objects: titles of an outline, alternative texts, notes, links, fields, names of attachments
    4 replacement texts within the drawing of a page

Names of the format (`/MarkInfo`), fonts, licences in fonts and rows of glyph numbers are no words of the release: a
font spells a name of four letters by chance, and no release was possible.
"""

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_LITERAL = re.compile(rb"\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)", re.DOTALL)
_HEX = re.compile(rb"(?<!<)<([0-9A-Fa-f\s]{4,})>(?!>)")
_REPLACEMENT = re.compile(rb"/(?:ActualText|Alt|E|Contents|Title|TU?|URI)\s*(?=[(<])")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|\r?\n|(.))", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_FONT = re.compile(rb"/Length1|/FontFile|/CIDFont|/Type1C|/OpenType|/Subtype\s*/Image|/CMapName|/XRef|/ICCBased|/N \d")
_FONT_HEADS = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"\x01\x00\x04", b"/CIDInit", b"%!PS")
_DRAWING = re.compile(rb"(?<!\w)(?:BT|re|cm|Do|BMC|BDC)\s")
_ONE_KIND = re.compile(
    "[\t\n\r\x20-\x7e\xa0-\u206f\ufb00-\ufeff\uff00-\uffef]{12,}|[\x20-\x7e\u3000-\u9fff\uf900-\ufaff]{12,}"
    "|[\x20-\x7e\u1100-\u11ff\uac00-\ud7a3]{12,}"
)


def pdf_words(data: bytes) -> Iterator[str]:
    """In the order above; a stretch may come more than once. Raises nothing for a PDF that this program made."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
        yield "\n".join(pages)  # 1
        yield " ".join(pages).replace("\r\n", " ").replace("\ufffe", "")
        yield "\n".join(str(value) for value in document.get_metadata_dict().values())  # 2
    finally:
        document.close()
    yield from _of_objects(data)


def _of_objects(data: bytes) -> Iterator[str]:
    yield "\n".join(_strings(_STREAM.sub(b" ", data)))  # 3
    for hit in _STREAM.finditer(data):
        kind = data[max(0, hit.start() - 800) : hit.start()].rpartition(b" obj")[2]
        content = _unpacked(hit.group(1))
        if b"/ObjStm" in kind:
            yield "\n".join(_strings(content))
        elif b"/Metadata" in kind or content.lstrip()[:1] == b"<" or b"/EmbeddedFile" in kind:
            yield content.decode("utf-8", "replace")
        elif _FONT.search(kind) or content.startswith(_FONT_HEADS):
            continue
        elif not _DRAWING.search(content):
            yield _as_text(content)  # a stream that nobody shows: whoever takes the file apart reads it
        else:
            ends = [found.end() for found in _REPLACEMENT.finditer(content)]
            yield "\n".join(text for end in ends for text in _strings(content[end : end + 4000], most=1))  # 4


def _as_text(content: bytes) -> str:
    try:
        return content.decode("utf-8") if b"\x00" not in content else "\n".join(as_utf16(content))
    except UnicodeDecodeError:
        return ""


def as_utf16(data: bytes) -> list[str]:
    """What can be read as UTF-16, in either order: stretches of at least 12 characters of alphabets, of Chinese or of
    Korean. Any bytes are some characters; a picture read so is Chinese and Korean in turn, and among its thousands of
    words stands one that is spelt like a name."""
    texts = (data.decode(order, "ignore") for order in ("utf-16-be", "utf-16-le"))
    return ["\n".join(_ONE_KIND.findall(text)) for text in texts]


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content)
    except zlib.error:
        return content


def _strings(content: bytes, most: int = 0) -> Iterator[str]:
    """Text strings (ISO 32000, 7.9.2): UTF-16, UTF-8, or one byte a letter. Bytes that are no text, as the identifier
    of a file, are left out."""
    found = [(hit.start(), _literal(hit.group(1))) for hit in _LITERAL.finditer(content)]
    found += [(hit.start(), _from_hex(hit.group(1))) for hit in _HEX.finditer(content)]
    texts = [_decoded(raw) for _, raw in sorted(found)]
    for text in texts[: most or None]:
        if text and all(character.isprintable() or character.isspace() for character in text):
            yield text


def _literal(raw: bytes) -> bytes:
    def resolve(hit: re.Match[bytes]) -> bytes:
        octal, sign = hit.groups()
        return bytes([int(octal, 8) & 255]) if octal else _SIGNS.get(sign, sign or b"")

    return _ESCAPE.sub(resolve, raw)


def _from_hex(raw: bytes) -> bytes:
    figures = b"".join(raw.split())
    return bytes.fromhex((figures + b"0" * (len(figures) % 2)).decode())


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return raw.decode("utf-16", "replace")
    if raw[:3] == b"\xef\xbb\xbf":
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("latin-1")
