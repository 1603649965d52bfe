"""Evidence -> passages; what of a text may be read; which fields would tell what is hidden."""

from collections.abc import Sequence

from habeas.claims.model import Item, offsets, spans
from habeas.publication.model import Range

FINGERPRINTS = frozenset(("sha256", "size", "text_sha256", "text_length"))
"""An unsalted hash, or a length, of a text that is blacked out: whoever guesses the name can check the guess."""
BAR = "\n\n\u2588\n\n"
"""A bar where readable text is searched again."""
JOIN = 3
"""Code points between two spans of evidence that still make one passage."""


def evidence_of(it: Item) -> tuple[Range, ...]:
    """The spans that bear an item out."""
    found = spans(it.fields.get("evidence"))
    single = offsets(it.fields.get("content")) or offsets(it.fields.get("action"))
    return found or ((single,) if single else ())


def joined(ranges: Sequence[Range], gap: int = JOIN) -> list[Range]:
    """Sorted; those that meet, or are no more than `gap` code points apart, as one."""
    found: list[Range] = []
    for low, high in sorted(ranges):
        if found and low - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def readable(text: str, shown: Sequence[Range], value: object) -> str:
    span = offsets(value)
    return text[span[0] : span[1]].strip() if span and covered(span, shown) else ""


def covered(span: Range, shown: Sequence[Range]) -> bool:
    return any(low <= span[0] and span[1] <= high for low, high in shown)


def within(ranges: Sequence[Range], outer: Range) -> list[Range]:
    """The parts of ranges that lie in `outer`."""
    return [(max(low, outer[0]), min(high, outer[1])) for low, high in ranges if meet((low, high), outer)]


def inside(hit: Range, shown: Sequence[Range]) -> bool:
    return any(meet(hit, one) for one in shown)


def meet(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def as_read(text: str, shown: Sequence[Range]) -> tuple[str, list[int]]:
    """What a reader has of a text, a bar for each stretch that is not shown; and the place of each character in the
    text, -1 for those of a bar. A bar keeps what stands on its two sides apart."""
    said, places = "", []
    for low, high in shown:
        said += BAR + text[low:high]
        places += [-1] * len(BAR) + list(range(low, high))
    return said, places
