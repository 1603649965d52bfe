"""The door: searches the bytes of every file of a release for every name that was to be blacked out.

The names were taken out where the dossier is made; this looks again, from outside, at what was really written:

1. each file in every way it can be read: as text, with HTML entities, JSON escapes and URL escapes resolved, with tags
   taken out; Base64 and hexadecimal strings decoded; of a PDF what is words in it (pdf_words.py), not its syntax
2. folded and transliterated, so that case, accents, full-width letters, soft hyphens and other scripts hide nothing
3. whole names anywhere; single words of people's names too, but for words that the program's own pages use

A find is refused with the id of the person or group, never the name; word and place are for the screen alone. Nothing
is weakened for the user's convenience: a title that says what a bar hides is refused as well.
"""

import base64
import binascii
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from habeas.errors import ReleaseRefused
from habeas.files import door
from habeas.names.letters import Page
from habeas.names.model import Found, How
from habeas.publication.dossier_html import shipped
from habeas.publication.machine_words import MachineWords, machine_words
from habeas.publication.passages import BAR
from habeas.publication.pdf_words import as_utf16, pdf_words
from habeas.publication.redact import Redactor
from habeas.verifier.standalone import folder_files

SHORTEST = 4
"""Letters. A shorter word is found by chance in bytes that are no words; the fine net (search_strings) has no limit."""
_SURE = {How.FORM, How.JOINED, How.PHRASE}
"""What only sounds alike was hidden where the text was read; bytes of a font sound like anything."""
MOST_BYTES = 1 << 30
"""Of one file of a release."""
LONG = 6
"""Letters. Random text (hashes in Base64) does not spell a word of this length by chance; shorter ones it does."""
_CODED = re.compile(r"[A-Za-z0-9+/_-]{22,}={0,2}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{8,}={0,2}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){4,}")
_JSON_ESCAPE = re.compile(r"(?:\\+u[0-9A-Fa-f]{4})+")
_LINE_BREAK = re.compile(r"\\+[nrt]")
"""As JSON writes it: the letter is none. Two in a row before a word would spell the initials of an "N. N."."""
_OF_FONTS = "Bitstream Vera DejaVu Tavmjong Bah Libertinus Khaled Hosny Philipp Poll"
"""Who made the fonts, as each PDF says in its fonts."""
_OWN_FILES = ("dossier.css", "verify.js", "dossier.typ", "readme.txt")


_HINT = "look at the title and the rules: a name stands in a place that the rules do not reach"


_IN_WORDS = ("passage", "text ", "release.title", "items.view", "items.shown.names", "entries.names")
"""Where a bundle has words. Elsewhere it has codes, days and counts, which are no numbers of anybody."""


@dataclass(frozen=True)
class Sanctioned:
    """What may stand in the files of a release: the ids and keys of its bundle, and single words that its passages
    show, where the redactor read them with what stands round them (`March` of `26 March`)."""

    machine: MachineWords = field(default_factory=MachineWords)
    words: frozenset[str] = frozenset()


def sanctioned(bundle: dict[str, Any]) -> Sanctioned:
    """Of a bundle that `search_strings` let through."""
    texts = [*map(_as_read, bundle["passages"]), *(_as_one(text["text"]) for text in bundle["texts"])]
    words = frozenset(word.folded for text in texts for word in Page(text).words())
    return Sanctioned(machine_words(bundle), words)


def search(folder: Path, redactor: Redactor, known: Sanctioned | None = None) -> None:
    """Raises ReleaseRefused where a file of the folder holds what the redactor hides."""
    if redactor.idle:
        return
    known = known or Sanctioned()
    for name in sorted(folder_files(str(folder))):
        data = door.read(folder / name, MOST_BYTES)
        for view in views(name, data):
            found, words = _found_in(known.machine.taken_out(view), redactor, known.words)
            if found:
                raise ReleaseRefused(
                    f"{name} would hold what is to be blacked out ({found}); nothing was written",
                    hint=_HINT,
                    seen=(f"{words} in {name}",),
                )


def views(name: str, data: bytes) -> Iterator[str]:
    """A file in every way it can be read."""
    is_pdf = data.startswith(b"%PDF")
    texts = list(pdf_words(data)) if is_pdf else [data.decode("utf-8", "ignore")]
    if b"\x00" in data and not is_pdf:
        texts += as_utf16(data)
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


def _found_in(view: str, redactor: Redactor, shown: frozenset[str]) -> tuple[str, str]:
    """(the id of what was found, the words with what stands round them); both empty where nothing was."""
    clear = _CODED.sub(" ", _LINE_BREAK.sub(" ", view))
    for text, shortest in ((clear, SHORTEST), (view, LONG)):
        hits = redactor.matcher.find(text, handles=text is clear)
        pairs = list(_side_by_side(text, hits))
        single = [one for one in hits if one.how in _SURE and not any(meets(one, pair) for pair in pairs)]
        for hit in (*pairs, *single):
            words = [word.folded for word in Page(text[hit.start : hit.end]).words()]
            read = hit not in pairs and len(words) == 1 and words[0] in shown
            if sum(map(len, words)) >= shortest and not read and not own_words().issuperset(words):
                return redactor.item(hit.keys) or "words of the rules", _round(text, hit.start, hit.end)
    for pattern in redactor.patterns:
        if hit_of := re.search(pattern, view):
            return "a pattern of the rules", _round(view, *hit_of.span())
    return "", ""


def meets(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _round(text: str, start: int, end: int) -> str:
    return " ".join(f"{text[max(0, start - 24) : start]}[{text[start:end]}]{text[end : end + 24]}".split())


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


def search_strings(bundle: dict[str, Any], redactor: Redactor) -> None:
    """The fine net: every string of the bundle that a reader or a program can read, without exception for the program's
    own words. Texts and passages are read as they stand, a bar for what is hidden; ids, keys and hashes are no words.

    Raises ReleaseRefused.
    """
    if redactor.idle:
        return
    machine = machine_words(bundle)
    for place, text in _readings(bundle, machine):
        for low, high in redactor.ranges(text, numbers=place.startswith(_IN_WORDS)):
            raise ReleaseRefused(
                "the bundle would hold what is to be blacked out; nothing was written",
                hint=_HINT,
                seen=(f"{_round(text, low, high)} in {place} of bundle.json",),
            )


def _readings(bundle: dict[str, Any], machine: MachineWords) -> Iterator[tuple[str, str]]:
    """(place, what is read there)."""
    for passage in bundle["passages"]:
        yield f"passage {passage['id']}", _as_read(passage)
    for text in bundle["texts"]:
        yield f"text {text['source']}", _as_one(text["text"])
    rest = {name: value for name, value in bundle.items() if name not in ("texts", "passages")}
    for place, text in dict.fromkeys(_strings(rest)):
        if not _CODED.fullmatch(text) or text not in machine.signs:
            yield place, machine.taken_out(text)


def _as_read(passage: dict[str, Any]) -> str:
    return "".join(BAR if run is None else run for run in passage["runs"])


def _as_one(value: object) -> str:
    """What a disclosed text shows, in order."""
    if isinstance(value, dict):
        return _as_one(value["parts"])
    if not isinstance(value, list):
        return value if isinstance(value, str) else ""
    if value and value[0] == "hide":
        return BAR
    if value and value[0] in ("show", "open"):
        return "".join(map(_as_one, value[2:] if value[0] == "open" else value[3:]))
    return "".join(map(_as_one, value))


def _strings(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """(place, string) of all in a JSON value."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, f"{place}.{name}" if place else str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, place)
