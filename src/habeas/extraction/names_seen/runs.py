"""Runs of words that look like names: capitals, all capitals, initials, particles between; handles; lists.

A capital where a sentence begins says nothing of an ordinary word; anywhere else, and on a word that is in no
dictionary, it is a name until somebody says that it is not.
"""

import re
from collections.abc import Iterator, Sequence

from habeas.extraction.names_seen.model import Stretch
from habeas.names.given_names import is_given_name
from habeas.names.letters import Page, Word
from habeas.names.matcher import has_case
from habeas.names.ordinary import is_function, is_ordinary
from habeas.names.small_words import PARTICLES, TITLES

_WITHIN = re.compile(r"[ \t\u00a0]{1,2}|[ \t]*\r?\n[ \t]*|[-‐‑'’ʼ]|\.[ \u00a0]?|")
_HANDLE = re.compile(r"(?<![\w.])[@#][\w.]{2,}|(?:https?://)?(?:t\.me|vk\.com|facebook\.com|instagram\.com)/[\w./]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_ROW = re.compile(r"[ \t•*\-–\d.)]*([^\W\d_]+(?:[ '’-][^\W\d_]+){0,3})[ \t]*[,;.]?[ \t]*")
_CODE = re.compile(r"(?<![\w/.-])[A-ZА-Я]{1,3}-?\d{1,3}(?![\w/-])")
_LETTERS_ALONE = frozenset("IAАИЯВКСОУ")
"""Letters that are words: alone and without a point they are nobody's."""
_QUOTES = tuple("«„“\"‘'")
FEWEST_ROWS = 3


def runs(text: str) -> Iterator[Stretch]:
    """Every run of the text; they may overlap."""
    page = Page(text)
    words = page.words()
    yield from _capitals(text, words)
    for expression, reason in ((_MAIL, "mail"), (_HANDLE, "handle"), (_CODE, "code")):
        yield from (Stretch(hit.start(), hit.end(), frozenset((reason,))) for hit in expression.finditer(text))
    yield from _lists(text)
    yield from (
        Stretch(word.start, word.end, frozenset(("capitals",))) for word in page.joined(words) if not word.lower
    )


def _capitals(text: str, words: Sequence[Word]) -> Iterator[Stretch]:
    run: list[Word] = []
    for before, word in zip((None, *words), words, strict=False):
        if run and before is not None and not _in_one_run(text, before, word):
            yield from _as_run(text, run)
            run = []
        if (
            _speaks_for_itself(text, before, word)
            or is_nameish(word)
            or (run and word.folded in PARTICLES and not is_function(word.folded))
        ):
            run.append(word)
        elif run:
            yield from _as_run(text, run)
            run = []
    yield from _as_run(text, run)


def _speaks_for_itself(text: str, before: Word | None, word: Word) -> bool:
    """An initial with its point; a capital after a title; a capital within quotation marks before another capital."""
    if word.lower or not has_case(word.raw):
        return False
    if len(word.raw) == 1:
        return text[word.end : word.end + 1] == "." and word.raw not in "IАИЯВКСОУ"
    if before is not None and before.folded in TITLES and text[before.end : word.start].strip() in ("", "."):
        return not is_function(word.folded)
    after = text[word.end : word.end + 2]
    quoted = (
        text[word.start - 1 : word.start] in _QUOTES and bool(after.strip()) and after[0] == " " and after[1].isupper()
    )
    return quoted and not is_function(word.folded)


def _in_one_run(text: str, before: Word, word: Word) -> bool:
    """Whether nothing but a blank, a hyphen or the point of an initial or a title lies between two words."""
    between = text[before.end : word.start]
    ended = "." in between and len(before.raw) > 1 and before.folded not in TITLES
    return bool(_WITHIN.fullmatch(between)) and not ended


def is_nameish(word: Word) -> bool:
    """A capital that means something."""
    if not has_case(word.raw) or word.lower:
        return False
    if len(word.raw) > 1 and word.raw.isupper():
        return is_given_name(word.folded) or not is_ordinary(word.folded)
    if word.first:
        return not is_function(word.folded) and (is_given_name(word.folded) or not is_ordinary(word.folded))
    return not is_function(word.folded) or len(word.raw) == 1


def _as_run(text: str, run: Sequence[Word]) -> Iterator[Stretch]:
    kept = list(run)
    while kept and kept[-1].lower and kept[-1].folded in PARTICLES:
        kept.pop()
    while kept and kept[0].folded in TITLES and len(kept) > 1:
        kept.pop(0)
    if not kept or (kept[0].raw in _LETTERS_ALONE and len(kept) == 1 and not _dotted(text, kept)):
        return
    reasons = {"all_capitals" if all(word.raw.isupper() for word in kept) else "capitals"}
    reasons |= {"title"} if len(kept) < len(run) and run[0].folded in TITLES else set()
    reasons |= {"title"} if _after_title(text, kept[0].start) else set()
    reasons |= {"initials"} if any(len(word.raw) == 1 for word in kept) else set()
    reasons |= {"given_name"} if any(is_given_name(word.folded) for word in kept) else set()
    reasons |= {"patronymic"} if any(_PATRONYMIC.search(word.folded) for word in kept) else set()
    end = kept[-1].end
    if len(kept[-1].raw) == 1 and text[end : end + 1] == ".":
        end += 1
    yield Stretch(kept[0].start, end, frozenset(reasons))


def _dotted(text: str, run: Sequence[Word]) -> bool:
    return all(text[word.end : word.end + 1] == "." for word in run)


def _after_title(text: str, start: int) -> bool:
    before = Page(text[max(0, start - 24) : start]).words()
    return bool(before) and before[-1].folded in TITLES and text[start - 1 : start] in (" ", ".", "\u00a0")


_PATRONYMIC = re.compile(
    r"..(?:ович|евич|овна|евна|ична|инична|ивна|йович)(?:а|у|ем|ом|е|ы|ой|і|ю)?$|..(?:овны|евны|ичны|овне|евне)$"
)


def _lists(text: str) -> Iterator[Stretch]:
    """Three lines or more, one after another, of one to four words in small letters: `rahim bostan`."""
    block: list[tuple[int, int]] = []
    place = 0
    for line in [*text.splitlines(keepends=True), "\0"]:
        hit = _ROW.fullmatch(line.rstrip("\r\n"))
        if hit and hit[1] == hit[1].lower() and any(not is_ordinary(one.folded) for one in Page(hit[1]).words()):
            block.append((place + hit.start(1), place + hit.end(1)))
        else:
            if len(block) >= FEWEST_ROWS:
                yield from (Stretch(start, end, frozenset(("list",))) for start, end in block)
            block = []
        place += len(line)
