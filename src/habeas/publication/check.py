"""The door: searches the bytes of every file of a release for every name that was to be blacked out.

The names were taken out where the dossier is made; this looks again, from outside, at what was really written:

1. each file in every way it can be read: as text, with HTML entities, JSON escapes and URL escapes resolved, with tags
   taken out; Base64 and hexadecimal strings decoded; the text of a PDF, its streams unpacked, its metadata
2. folded and transliterated, so that case, accents, full-width letters, soft hyphens and other scripts hide nothing
3. whole names anywhere; single words of people's names too, but for words that the program's own pages use

A find is refused with the id of the person or group, never the name. Nothing is weakened for the user's convenience: a
title that says what a bar hides is refused as well.
"""

import base64
import binascii
import html
import re
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from habeas.errors import ReleaseRefused
from habeas.names.letters import Page
from habeas.names.model import Found, How
from habeas.publication.dossier_html import shipped
from habeas.publication.redact import Redactor
from habeas.verifier.standalone import folder_files

SHORTEST = 4
"""Letters. A shorter word is found by chance in bytes that are no words; the fine net (search_strings) has no limit."""
_SURE = {How.FORM, How.JOINED, How.PHRASE}
"""What only sounds alike was hidden where the text was read; bytes of a font sound like anything."""
LONG = 6
"""Letters. Random text (hashes in Base64) does not spell a word of this length by chance; shorter ones it does."""
_CODED = re.compile(r"[A-Za-z0-9+/_-]{22,}={0,2}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{8,}={0,2}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){4,}")
_JSON_ESCAPE = re.compile(r"(?:\\+u[0-9A-Fa-f]{4})+")
_LINE_BREAK = re.compile(r"\\+[nrt]")
"""As JSON writes it: the letter is none. Two in a row before a word would spell the initials of an "N. N."."""
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_STRETCH = re.compile("[^\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd]{12,}")
_ONE_KIND = re.compile(
    "[\t\n\r\x20-\x7e\xa0-\u206f\ufb00-\ufeff\uff00-\uffef]{12,}|[\x20-\x7e\u3000-\u9fff\uf900-\ufaff]{12,}"
    "|[\x20-\x7e\u1100-\u11ff\uac00-\ud7a3]{12,}"
)
_OF_FONTS = "Bitstream Vera DejaVu Tavmjong Bah Libertinus Khaled Hosny Philipp Poll"
"""Who made the fonts, as each PDF says in its fonts."""
_OWN_FILES = ("dossier.css", "verify.js", "dossier.typ", "readme.txt")


def search(folder: Path, redactor: Redactor) -> None:
    """Raises ReleaseRefused where a file of the folder holds what the redactor hides."""
    if redactor.idle:
        return
    for name in sorted(folder_files(str(folder))):
        data = (folder / name).read_bytes()
        for view in views(name, data):
            found = _found_in(view, redactor)
            if found:
                raise ReleaseRefused(
                    f"{name} would hold what is to be blacked out ({found}); nothing was written",
                    hint="look at the title and the rules: a name stands in a place that the rules do not reach",
                )


def views(name: str, data: bytes) -> Iterator[str]:
    """A file in every way it can be read."""
    whole = _stretches(data) if data.startswith(b"%PDF") else data.decode("utf-8", "ignore")
    texts = [whole, *(_pdf_texts(data) if data.startswith(b"%PDF") else ())]
    if b"\x00" in data:
        texts += _as_utf16(data)
    for text in texts:
        yield text
        plain = unquote(html.unescape(_unescaped(text)))
        if plain != text:
            yield plain
        if name.endswith(".html"):
            yield re.sub(r"<[^>]*>", "", plain)
        yield from _decoded(text)


def _unescaped(text: str) -> str:
    """JSON escapes resolved, those within a string within a string too, surrogate pairs joined."""

    def resolve(hit: re.Match[str]) -> str:
        units = re.findall(r"u([0-9A-Fa-f]{4})", hit.group())
        return b"".join(int(unit, 16).to_bytes(2, "big") for unit in units).decode("utf-16-be", "ignore")

    return _JSON_ESCAPE.sub(resolve, text)


def _decoded(text: str) -> Iterator[str]:
    """Base64 and hexadecimal strings that turn out to be text."""
    found = []
    for hit in _BASE64.finditer(text):
        try:
            found.append(base64.b64decode(hit.group() + "=" * (-len(hit.group()) % 4)).decode())
        except (binascii.Error, UnicodeDecodeError):
            continue
    for hit in _HEX.finditer(text):
        try:
            found.append(bytes.fromhex(hit.group()).decode())
        except UnicodeDecodeError:
            continue
    readable = [one for one in found if one.isprintable()]
    if readable:
        yield "\n".join(readable)


def _pdf_texts(data: bytes) -> Iterator[str]:
    """What a reader shows and copies, page by page and as one; every stream unpacked; metadata."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
        yield "\n".join(pages)
        yield " ".join(pages).replace("\r\n", " ").replace("\ufffe", "")
        yield "\n".join(str(value) for value in document.get_metadata_dict().values())
    finally:
        document.close()
    for hit in _STREAM.finditer(data):
        try:
            unpacked = zlib.decompress(hit.group(1))
        except zlib.error:
            unpacked = hit.group(1)
        yield _stretches(unpacked)
        if b"\x00" in unpacked:
            yield from _as_utf16(unpacked)


def _as_utf16(data: bytes) -> list[str]:
    """What can be read as UTF-16, in either order: stretches of at least 12 characters of alphabets, of Chinese or of
    Korean. Any bytes are some characters; a picture read so is Chinese and Korean in turn, and among its thousands of
    words stands one that is spelt like a name."""
    texts = (data.decode(order, "ignore") for order in ("utf-16-be", "utf-16-le"))
    return ["\n".join(_ONE_KIND.findall(text)) for text in texts]


def _stretches(data: bytes) -> str:
    """What can be read in bytes that are partly none: stretches of at least 12 characters.

    A font spells a name of four letters by chance in one release of twenty-five; within twelve readable characters in a
    row it does not, while a title, a label or a line of text is longer than that with what stands round it.
    """
    return "\n".join(_STRETCH.findall(data.decode("utf-8", "replace")))


def _found_in(view: str, redactor: Redactor) -> str:
    """The id of what was found; empty where nothing was."""
    clear = _CODED.sub(" ", _LINE_BREAK.sub(" ", view))
    for text, shortest in ((clear, SHORTEST), (view, LONG)):
        hits = redactor.matcher.find(text, handles=text is clear)
        for hit in (*(one for one in hits if one.how in _SURE), *_side_by_side(text, hits)):
            words = [word.folded for word in Page(text[hit.start : hit.end]).words()]
            if sum(map(len, words)) >= shortest and not own_words().issuperset(words):
                return redactor.item(hit.keys) or "words of the rules"
    return "a pattern of the rules" if any(re.search(pattern, view) for pattern in redactor.patterns) else ""


def _side_by_side(text: str, hits: Sequence[Found]) -> Iterator[Found]:
    """Two words of one name that only sound like it: together that is no chance."""
    for one, other in pairwise(hits):
        keys = one.keys & other.keys
        if keys and one.end < other.start and other.start - one.end < 3 and text[one.end : other.start].isspace():
            yield Found(one.start, other.end, How.PHRASE, keys)


@cache
def own_words() -> frozenset[str]:
    """Words of the program's own pages: `Made`, `Claim`, `May`. A name spelt like one is searched for only in what the
    release says, by the redactor itself."""
    from habeas.publication.release_files import verifier_source

    texts = [*map(shipped, _OWN_FILES), verifier_source()]
    return frozenset(word for text in (*texts, _OF_FONTS) for word in (one.folded for one in Page(text).words()))


def search_strings(bundle: object, redactor: Redactor) -> None:
    """The fine net: every string of the bundle, without exception for the program's own words.

    Raises ReleaseRefused.
    """
    for text in _strings(bundle):
        if not _CODED.fullmatch(text) and redactor.touches(text):
            raise ReleaseRefused(
                "the bundle would hold what is to be blacked out; nothing was written",
                hint="look at the title and the rules: a name stands in a place that the rules do not reach",
            )


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
