"""A web page: its main text without menus and footers, paragraphs apart; the whole text where no main text is found.

The main text is trafilatura's. What it passes over inside the page's main part (lists of links, definitions, tables:
names
of people often stand there) is put back in its place. Hidden words are left out and counted; struck ones are asides.
"""

from collections.abc import Iterator
from typing import Any

from habeas.reading.asides import with_asides
from habeas.reading.model import Reading, Reason, Remark, Said, Status
from habeas.reading.plain_text import about_encoding, decoded

_BLOCKS = "p h1 h2 h3 h4 h5 h6 li dt dd blockquote pre figcaption tr td th".split()
_MENUS = "nav header footer aside form button select".split()
_UNSEEN = "//script|//style|//noscript|//template"
_HIDDEN = (
    "//*[@hidden]|//*[contains(translate(@style, ' ', ''), 'display:none')]"
    "|//*[contains(translate(@style, ' ', ''), 'visibility:hidden')]"
)
_STRUCK = "//s|//strike|//del"
_TIMES = ("article:published_time", "date", "dc.date", "pubdate", "article:modified_time")


def prepare() -> None:
    import charset_normalizer  # noqa: F401
    import lxml.html  # noqa: F401
    import trafilatura  # noqa: F401


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    import trafilatura

    given = str(job.get("options", {}).get("encoding", ""))
    root, counts, apart, remarks = _page(data, given)
    source = data if root is None else _markup(root)
    text = main_text(source)
    if not text:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.NO_TEXT_FOUND, remarks=remarks)
    metadata = trafilatura.extract_metadata(source)
    date = getattr(metadata, "date", None) or ""
    text, asides = with_asides(text, apart)
    remarks += tuple(Remark(said, count) for said, count in counts.items() if count)
    return Reading(
        Status.READ,
        job["media_type"],
        text=text,
        tool=f"trafilatura {trafilatura.__version__}",
        date_hint=date,
        remarks=remarks,
        asides=asides,
        claimed=() if root is None else tuple(_claimed(root, date)),
    )


def _page(data: bytes, given: str) -> tuple[Any, dict[Said, int], list[tuple[str, str]], tuple[Remark, ...]]:
    """The tree without hidden and struck words; how many of each; the struck ones; what is to be said of the encoding.

    A page that names its encoding is left to the library, as it is where no text can be made of the bytes.
    """
    named = b"charset" in data[:4096].lower()
    markup, _, guessed = decoded(data, given)
    if markup is None or not markup.strip():
        return None, {}, [], ()
    if guessed and named:
        root = _tree(data, None)
        remarks: tuple[Remark, ...] = ()
    else:
        root, remarks = _tree(markup.encode("utf-8", "replace"), "utf-8"), about_encoding(guessed, given)
    hidden = [element for element in root.xpath(_HIDDEN) if element.getparent() is not None]
    counted = sum(bool(element.text_content().strip()) and not _is_menu(element) for element in hidden)
    struck = [element for element in root.xpath(_STRUCK) if element.text_content().strip()]
    apart = [("struck", element.text_content()) for element in struck]
    for element in (*hidden, *struck):
        if element.getparent() is not None:
            element.drop_tree()
    return root, {Said.HIDDEN_TEXT: counted, Said.STRUCK_TEXT: len(apart)}, apart, remarks


def _tree(markup: bytes, encoding: str | None) -> Any:
    import lxml.html

    return lxml.html.document_fromstring(markup, parser=lxml.html.HTMLParser(encoding=encoding))


def _markup(root: Any) -> bytes:
    import lxml.html

    markup: bytes = lxml.html.tostring(root, encoding="utf-8", doctype="<!doctype html>")
    return markup


def main_text(data: bytes) -> str | None:
    """Paragraphs of a page, a blank line between them; None where there is no text."""
    import trafilatura

    found = trafilatura.extract(data, include_comments=False, favor_recall=True, deduplicate=False)
    if not found:
        return all_text(data)
    text = "\n\n".join(line for line in found.splitlines() if line.strip())
    return _with_passed_over(data, text)


def _with_passed_over(data: bytes, text: str) -> str:
    """The main text with the blocks of the page's main part that are not in it, each in its place."""
    root = _root(data)
    if root is None:
        return text
    main = next(iter(root.xpath("//main|//article|//*[@role='main']")), None)
    known = "".join(text.split()).replace("|", "")
    blocks = list(_blocks(root if main is None else main))
    missing = [block for block in blocks if "".join(block.split()).replace("|", "") not in known]
    if main is None:
        first = next((at for at, block in enumerate(blocks) if block not in missing and len(block) > 40), 0)
        missing = [block for block in missing if blocks.index(block) > first]
    if not missing:
        return text
    kept = set(missing)
    return "\n\n".join(block for block in blocks if block in kept or "".join(block.split()).replace("|", "") in known)


def _blocks(parent: Any) -> Iterator[str]:
    """The text of every block that holds no other block, a table's row as one."""
    for element in parent.iter(*_BLOCKS):
        if any(element.iterancestors("tr")) or _is_menu(element):
            continue
        if element.tag == "tr":
            cells = (" ".join(cell.text_content().split()) for cell in element if cell.tag in ("td", "th"))
            text = " | ".join(cell for cell in cells if cell)
        elif any(True for _ in element.iterdescendants(*_BLOCKS)):
            text = " ".join((element.text or "").split())
        else:
            text = " ".join(element.text_content().split())
        if text:
            yield text


def _is_menu(element: Any) -> bool:
    return element.tag in _MENUS or any(True for _ in element.iterancestors(*_MENUS))


def _root(data: bytes) -> Any:
    markup = decoded(data)[0]
    if markup is None or not markup.strip():
        return None
    root = _tree(markup.encode("utf-8", "replace"), "utf-8")
    for unseen in root.xpath(_UNSEEN):
        unseen.drop_tree()
    return root


def all_text(data: bytes) -> str | None:
    """Every visible text of a page, one paragraph for each block."""
    root = _root(data)
    if root is None:
        return None
    blocks = root.xpath("//p|//li|//h1|//h2|//h3|//h4|//td|//blockquote|//pre|//dt|//dd") or [root]
    texts = (" ".join(block.text_content().split()) for block in blocks)
    return "\n\n".join(text for text in texts if text) or None


def _claimed(root: Any, date: str) -> Iterator[tuple[str, str]]:
    """Time, language, title and writer, as the page's own metadata have them."""
    metas = {
        (meta.get("property") or meta.get("name") or "").lower(): meta.get("content") or ""
        for meta in root.iter("meta")
    }
    time = next((metas[name] for name in _TIMES if metas.get(name)), date)
    title = root.findtext(".//title")
    found = {"time": time, "language": root.get("lang"), "title": title, "writer": metas.get("author")}
    yield from ((name, " ".join(value.split())[:1000]) for name, value in found.items() if value and value.strip())
