"""What a page of a PDF holds beside its words, and which of its words a reader of the printed page cannot see.

    hidden    drawn invisibly, in the colour of the paper, in letters of no size, or outside the page
    covered   a filled rectangle, a picture or a mark of redaction is drawn over them
    behind    the text layer of a scan: invisible over, or under, a picture that fills the page. That is the scan's text

Objects are drawn in their order: what comes later lies above. Only objects of the page itself are looked at; what a
form inside it draws is taken as it is.
"""

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]
"""left, bottom, right, top, in points."""
FILLS_PAGE, LARGE = 0.5, 0.1
"""Shares of a page."""
WHITE, OPAQUE = 250, 250
RECTANGLE = 6
"""Segments at most: letters drawn as outlines have more."""
INVISIBLE = (3, 7)
"""Render modes (ISO 32000-1, table 106)."""
NO_SIZE = 1.5
"""Points."""
DRAWN_LETTERS = 20
MOST_OBJECTS = 20_000
"""Of one page that are looked at: a map can have a million."""


@dataclass(frozen=True)
class Cover:
    """Something that is filled, and its place in the order of drawing."""

    order: int
    box: Box
    white: bool
    picture: bool


@dataclass(frozen=True)
class Unseen:
    """Characters of a page's text layer, by index."""

    hidden: frozenset[int]
    covered: frozenset[int]
    behind: bool


@dataclass(frozen=True)
class Held:
    """What a page holds beside words."""

    fills: bool
    """A picture fills it."""
    marks: bool
    """There is something on it that could be words: a picture, an area, letters drawn as outlines."""
    pictures: int
    """Of a tenth of the page or more."""


def held(page: Any) -> Held:
    import pypdfium2.raw as raw

    area = page.get_width() * page.get_height()
    shares, paths = [], 0
    marks = False
    for one in itertools.islice(page.get_objects(max_depth=3), MOST_OBJECTS):
        if one.type == raw.FPDF_PAGEOBJ_IMAGE:
            shares.append(_area(_bounds(one)) / area)
        elif one.type == raw.FPDF_PAGEOBJ_PATH:
            paths += 1
            marks = marks or _area(_bounds(one)) > area * LARGE
    return Held(
        sum(shares) >= FILLS_PAGE,
        bool(shares) or marks or paths > DRAWN_LETTERS,
        sum(share >= LARGE for share in shares),
    )


def unseen(page: Any, textpage: Any, fills: bool) -> Unseen:
    """`fills`: whether a picture fills the page."""
    import pypdfium2.raw as raw

    covers = list(_covers(page))
    orders, odd = {}, {}
    for order, one in enumerate(itertools.islice(page.get_objects(max_depth=1), MOST_OBJECTS)):
        if one.type == raw.FPDF_PAGEOBJ_TEXT:
            address = _address(one.raw)
            orders[address] = order
            kind = _odd(one.raw)
            if kind:
                odd[address] = kind
    outside = _outside(page, textpage)
    if not odd and not any(cover.order > min(orders.values(), default=0) for cover in covers):
        return Unseen(frozenset(outside), frozenset(), False)
    return _sorted_out(textpage, covers, orders, odd, fills, outside, page.get_width() * page.get_height())


def _sorted_out(
    textpage: Any,
    covers: list[Cover],
    orders: dict[int, int],
    odd: dict[int, str],
    fills: bool,
    hidden: set[int],
    area: float,
) -> Unseen:
    import pypdfium2.raw as raw

    covered: set[int] = set()
    behind = False
    for index in range(textpage.count_chars()):
        left, bottom, right, top = textpage.get_charbox(index)
        if right <= left and top <= bottom:
            continue  # a space
        address = _address(raw.FPDFText_GetTextObject(textpage, index))
        order, x, y = orders.get(address, -1), (left + right) / 2, (bottom + top) / 2
        here = [cover for cover in covers if _holds(cover.box, x, y)]
        above = [cover for cover in here if cover.order > order >= 0]
        kind = odd.get(address, "")
        if (kind == "invisible" and fills) or any(
            cover.picture and _area(cover.box) >= FILLS_PAGE * area for cover in above
        ):
            behind = True
        elif above:
            covered.add(index)
        elif (
            kind == "invisible"
            or (kind == "white" and not any(cover.order < order and not cover.white for cover in here))
            or (
                top - bottom > 0
                and textpage.get_charbox(index, loose=True)[3] - textpage.get_charbox(index, loose=True)[1] < NO_SIZE
            )
        ):
            hidden.add(index)
    return Unseen(frozenset(hidden), frozenset(covered), behind)


def _outside(page: Any, textpage: Any) -> set[int]:
    """Characters beside the paper: the page's corners are asked first, because there are hardly ever any."""
    left, bottom, right, top = page.get_cropbox()
    found = set()
    for number in range(textpage.count_rects()):
        box = textpage.get_rect(number)
        if box[2] < left or box[0] > right or box[3] < bottom or box[1] > top:
            found.add(number)
    if not found:
        return set()
    boxes = ((index, textpage.get_charbox(index)) for index in range(textpage.count_chars()))
    return {i for i, box in boxes if box[2] < left or box[0] > right or box[3] < bottom or box[1] > top}


def _covers(page: Any) -> Iterator[Cover]:
    import pypdfium2.raw as raw

    order = 0
    for order, one in enumerate(itertools.islice(page.get_objects(max_depth=1), MOST_OBJECTS)):
        if one.type == raw.FPDF_PAGEOBJ_IMAGE:
            yield Cover(order, _bounds(one), white=False, picture=True)
        elif one.type == raw.FPDF_PAGEOBJ_PATH and (colour := _filled(one.raw)) is not None:
            box = _bounds(one)
            if box[2] - box[0] >= 4 and box[3] - box[1] >= 4:
                yield Cover(order, box, white=min(colour[:3]) >= WHITE, picture=False)
    for at in range(raw.FPDFPage_GetAnnotCount(page)):
        box_ = _of_annotation(page, at)
        if box_ is not None:
            yield Cover(order + 1 + at, box_, white=False, picture=False)


def _of_annotation(page: Any, at: int) -> Box | None:
    """A filled square, or a mark of redaction, laid over the page."""
    import pypdfium2.raw as raw

    annotation = raw.FPDFPage_GetAnnot(page, at)
    try:
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        filled = raw.FPDFAnnot_HasKey(annotation, b"IC") and not raw.FPDFAnnot_HasKey(annotation, b"CA")
        if kind != raw.FPDF_ANNOT_REDACT and not (kind == raw.FPDF_ANNOT_SQUARE and filled):
            return None
        rect = raw.FS_RECTF()
        if not raw.FPDFAnnot_GetRect(annotation, rect):
            return None
        return (rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top))
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _filled(path: Any) -> tuple[int, int, int, int] | None:
    """Colour and opacity of a filled rectangle."""
    import pypdfium2.raw as raw

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(path, mode, stroke) or mode.value == 0:
        return None
    colour = _colour(path)
    return colour if colour[3] >= OPAQUE and raw.FPDFPath_CountSegments(path) <= RECTANGLE else None


def _odd(text: Any) -> str:
    import pypdfium2.raw as raw

    if raw.FPDFTextObj_GetTextRenderMode(text) in INVISIBLE:
        return "invisible"
    *colour, opacity = _colour(text)
    if opacity == 0:
        return "invisible"
    return "white" if min(colour) >= WHITE else ""


def _colour(one: Any) -> tuple[int, int, int, int]:
    import pypdfium2.raw as raw

    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(one, red, green, blue, opacity):
        return (0, 0, 0, 255)
    return (red.value, green.value, blue.value, opacity.value)


def _bounds(one: Any) -> Box:
    left, bottom, right, top = one.get_bounds()
    return (left, bottom, right, top)


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0
