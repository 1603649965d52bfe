"""A web page: its main text without menus and footers, paragraphs apart; the whole text where no main text is found."""

from typing import Any

from habeas.reading.model import Reading, Reason, Status
from habeas.reading.plain_text import decode


def prepare() -> None:
    import lxml.html  # noqa: F401
    import trafilatura  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    import trafilatura

    text = main_text(data)
    if not text:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.NO_TEXT_FOUND)
    metadata = trafilatura.extract_metadata(data)
    date = getattr(metadata, "date", None) or ""
    tool = f"trafilatura {trafilatura.__version__}"
    return Reading(Status.READ, job["media_type"], text=text, tool=tool, date_hint=date)


def main_text(data: bytes) -> str | None:
    """Paragraphs of a page, a blank line between them; None where there is no text."""
    import trafilatura

    found = trafilatura.extract(data, include_comments=False, favor_recall=True, deduplicate=False)
    if found:
        return "\n\n".join(line for line in found.splitlines() if line.strip())
    return all_text(data)


def all_text(data: bytes) -> str | None:
    """Every visible text of a page, one paragraph for each block."""
    import lxml.html

    markup, _ = decode(data)
    if markup is None or not markup.strip():
        return None
    root = lxml.html.document_fromstring(markup.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    for hidden in root.xpath("//script|//style|//noscript|//template"):
        hidden.drop_tree()
    blocks = root.xpath("//p|//li|//h1|//h2|//h3|//h4|//td|//blockquote|//pre") or [root]
    texts = (" ".join(block.text_content().split()) for block in blocks)
    return "\n\n".join(text for text in texts if text) or None
