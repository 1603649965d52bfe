"""Chats as their programs export them -> messages with their times and writers.

    WhatsApp   lines `03/04/2021, 21:14 - Name: words` or `[03.04.21, 21:14:05] Name: words`, more lines of one
    message after
    Telegram   result.json, and messages.html
    Facebook, Instagram   message_1.json, whose letters are encoded twice

The text is one paragraph for each message, after a line that is an aside, so that nothing is proposed from it:

    ⟦2021-04-03 21:15⟧ Name
    words

Times are as the export has them: the clock of whoever exported (WhatsApp, Telegram), UTC, marked Z (Facebook). Whether
day or month stands first in WhatsApp's dates is decided once for a file, by a number that no month has; where there is
none, it is a guess, and said to be.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from habeas.reading.model import Reading, Reason, Remark, Said, Status
from habeas.reading.plain_text import about_encoding, decoded

TOOL = "habeas messages 1"
_CLOCK = r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[\s\u202f\u00a0]?([AaPp])\.?[\s\u00a0]?[Mm]\.?)?"
LINE = re.compile(
    rf"^[\u200e\u200f\ufeff]*\[?(\d{{1,4}})[./-](\d{{1,2}})[./-](\d{{2,4}}),?[\s\u202f]+{_CLOCK}(?:\]|[\s\u202f]+[-–])[\s\u200e]+(.*)$"
)
_WITHOUT_WORDS = re.compile(
    r"^[\u200e\u200f]*(?:<[^<>\n]{3,80}>|[^\n]{1,120}\.\w{2,4} \([^()\n]{4,40}\)|"
    r"(?:image|video|audio|sticker|GIF|document|Contact card) omitted)\s*$",
    re.IGNORECASE,
)
MOST_MESSAGES = 500_000


@dataclass(frozen=True)
class Message:
    """`when`: `2021-04-03 21:15`. `writer` is empty for a word of the program itself."""

    when: str
    writer: str
    words: str


class NoMessages(ValueError):
    """The file is no export that is known."""


def prepare() -> None:
    import charset_normalizer  # noqa: F401
    import lxml.html  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    given = str(job.get("options", {}).get("encoding", ""))
    text, encoding, guessed = decoded(data, given)
    if text is None:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.UNKNOWN_TYPE)
    extra: tuple[Remark, ...] = about_encoding(guessed, given)
    try:
        messages, uncertain = _messages(text)
    except NoMessages:
        return Reading(Status.READ, "text/plain", text=text, tool=TOOL, encoding=encoding, remarks=extra)
    out, asides, silent = said(messages)
    if len(out.encode()) > job["text_bytes"] or len(messages) > MOST_MESSAGES:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.TEXT_TOO_LARGE)
    counted = ((Said.MESSAGES, len(messages)), (Said.MESSAGES_WITHOUT_WORDS, silent), (Said.ORDER_UNCERTAIN, uncertain))
    extra += tuple(Remark(said_, count) for said_, count in counted if count)
    return Reading(
        Status.READ, job["media_type"], text=out, tool=TOOL, encoding=encoding, remarks=extra, asides=tuple(asides)
    )


def said(messages: list[Message]) -> tuple[str, list[tuple[int, int]], int]:
    """The text of messages, its asides, and how many messages have no words of their own."""
    pieces: list[str] = []
    asides, length, silent = [], 0, 0
    for message in messages:
        head = f"⟦{message.when}⟧ {message.writer}".rstrip()
        own = message.words.strip()
        wordless = bool(message.writer) and (not own or _WITHOUT_WORDS.match(own) is not None)
        silent += wordless
        piece = f"{head}\n{own}\n\n"
        apart = len(piece) - 2 if wordless or not message.writer else len(head)
        asides.append((length, length + apart))
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces), asides, silent


def _messages(text: str) -> tuple[list[Message], int]:
    """Raises NoMessages. The number: 1 where the order of day and month is a guess."""
    body = text.lstrip("\ufeff \r\n\t")
    start, first = body[:1], body.partition("\n")[0].rstrip("\r")
    if start in "{[" and not LINE.match(first):
        return _of_json(text), 0
    if start == "<":
        return list(_of_html(text)), 0
    return _whatsapp(text)


# --- WhatsApp --------------------------------------------------------------------------------------------------------


def _whatsapp(text: str) -> tuple[list[Message], int]:
    found: list[tuple[re.Match[str], list[str]]] = []
    for line in text.removeprefix("\ufeff").splitlines():
        if match := LINE.match(line):
            found.append((match, [match[8]]))
        elif found:
            found[-1][1].append(line)
    if not found:
        raise NoMessages
    order, uncertain = _order([match for match, _ in found])
    return [_of_line(match, lines, order) for match, lines in found], int(uncertain)


def _order(lines: list[re.Match[str]]) -> tuple[str, bool]:
    """`dmy`, `mdy` or `ymd`, and whether that is a guess: dates of a chat also run forward."""
    if all(len(line[1]) == 4 for line in lines):
        return "ymd", False
    if any(int(line[1]) > 12 for line in lines):
        return "dmy", False
    if any(int(line[2]) > 12 for line in lines):
        return "mdy", False
    forward = [order for order in ("dmy", "mdy") if _runs_forward(lines, order)]
    if len(forward) == 1:
        return forward[0], False
    return ("mdy" if any(line[7] for line in lines) and "/" in lines[0][0][:6] else "dmy"), True


def _runs_forward(lines: list[re.Match[str]], order: str) -> bool:
    days = [_day(line, order) for line in lines]
    return days == sorted(days)


def _day(line: re.Match[str], order: str) -> tuple[int, int, int]:
    parts = dict(zip(order, (int(line[1]), int(line[2]), int(line[3])), strict=True))
    return (parts["y"] + 2000 if parts["y"] < 100 else parts["y"], parts["m"], parts["d"])


def _of_line(line: re.Match[str], lines: list[str], order: str) -> Message:
    year, month, day = _day(line, order)
    hour, half = int(line[4]), (line[7] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    writer, separator, words = lines[0].partition(": ")
    if not separator or len(writer) > 80:
        writer, words = "", lines[0]
    clock = f"{hour:02d}:{line[5]}" + (f":{line[6]}" if line[6] else "")
    return Message(
        f"{year:04d}-{month:02d}-{day:02d} {clock}",
        writer.strip("\u200e\u200f ~\u202f"),
        "\n".join([words, *lines[1:]]),
    )


# --- JSON ------------------------------------------------------------------------------------------------------------


def _of_json(text: str) -> list[Message]:
    try:
        root = json.loads(text)
    except (ValueError, RecursionError):
        raise NoMessages from None
    chats = root.get("chats", {}).get("list", [root]) if isinstance(root, dict) else []
    found = [message for chat in chats for message in _of_chat(chat)]
    if not found:
        raise NoMessages
    return found


def _of_chat(chat: Any) -> Iterator[Message]:
    entries = chat.get("messages", []) if isinstance(chat, dict) else []
    entries = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    if entries and all("timestamp_ms" in entry for entry in entries):
        yield from sorted((_facebook(entry) for entry in entries), key=lambda message: message.when)
    else:
        yield from (_telegram(entry) for entry in entries if "date" in entry and "type" in entry)


def _facebook(entry: dict[str, Any]) -> Message:
    when = dt.datetime.fromtimestamp(int(entry["timestamp_ms"]) / 1000, dt.UTC)
    return Message(f"{when:%Y-%m-%d %H:%M}Z", _once(entry.get("sender_name", "")), _once(entry.get("content", "")))


def _once(words: object) -> str:
    """Facebook writes the bytes of UTF-8 as letters of their own: put back where they are."""
    given = str(words or "")
    try:
        return given.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return given


def _telegram(entry: dict[str, Any]) -> Message:
    when = str(entry["date"]).replace("T", " ")[:19]
    if entry["type"] != "message":
        return Message(when, "", " ".join(str(entry.get(name) or "") for name in ("actor", "action", "title")).strip())
    return Message(when, str(entry.get("from") or entry.get("from_id") or "?"), _flat(entry.get("text", "")))


def _flat(text: Any) -> str:
    if isinstance(text, list):
        return "".join(_flat(part) for part in text)
    return str(text.get("text", "")) if isinstance(text, dict) else str(text)


# --- Telegram's pages ------------------------------------------------------------------------------------------------

_TITLE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4}) (\d{2}:\d{2}(?::\d{2})?)")


def _of_html(text: str) -> Iterator[Message]:
    import lxml.html

    root = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    has: Callable[[str], str] = lambda name: f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"  # noqa: E731
    writer, found = "", False
    for entry in root.xpath(f"//div[{has('message')}]"):
        dates = [match for title in entry.xpath(".//@title") if (match := _TITLE.search(title))]
        if not dates:
            continue
        found = True
        names = entry.xpath(f".//div[{has('from_name')}]")
        writer = " ".join(names[0].text_content().split()) if names else writer
        words = "\n".join(_lines(one) for one in entry.xpath(f".//div[{has('text')}]"))
        day, month, year, clock = dates[0].groups()
        yield Message(f"{year}-{month}-{day} {clock}", writer or "?", words)
    if not found:
        raise NoMessages


def _lines(element: Any) -> str:
    for line_break in element.xpath(".//br"):
        line_break.tail = "\n" + (line_break.tail or "")
    return "\n".join(" ".join(line.split()) for line in element.text_content().strip().splitlines())
