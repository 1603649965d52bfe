"""A photograph: no text, but what the camera wrote into it, offered as claimed. A TIFF of pages goes on to OCR."""

import io
from collections.abc import Iterator
from typing import Any

from habeas.reading.model import Attachment, Reading, Remark, Said, Status

MAXIMUM_PAGES = 40
PAGE_IMAGE = "image/x-portable-graymap"
TIFF = "image/tiff"
MOST_PIXELS = 100_000_000
TIME, MADE, ZONE, EXIF, GPS, MAKER, MODEL = 306, 36867, 36881, 34665, 34853, 271, 272


def prepare() -> None:
    import PIL.ExifTags
    import PIL.Image
    import pillow_heif

    PIL.Image.init()
    pillow_heif.register_heif_opener(thumbnails=False)
    del PIL


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    import PIL.Image

    kind = job["media_type"]
    PIL.Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        image = PIL.Image.open(io.BytesIO(data))
        claimed = tuple(_claimed(image.getexif()))
    except Exception:  # noqa: BLE001 - no picture that is known here, or a damaged one: it is kept as a file all the same
        return Reading(Status.NO_TEXT, kind)
    said = {"time": Said.CLAIMED_TIME, "place": Said.CLAIMED_PLACE}
    remarks = tuple(Remark(said[name], 1) for name, _ in claimed if name in said)
    date = dict(claimed).get("time", "")
    if kind != TIFF:
        return Reading(Status.NO_TEXT, kind, date_hint=date, remarks=remarks, claimed=claimed)
    pages = getattr(image, "n_frames", 1)
    kept = tuple(_pages(image, min(pages, MAXIMUM_PAGES)))
    left_out = pages - len(kept)
    return Reading(
        Status.NEEDS_OCR,
        kind,
        attachments=kept,
        attachments_left_out=left_out,
        tool="pillow",
        date_hint=date,
        remarks=remarks,
        claimed=claimed,
    )


def _pages(image: Any, count: int) -> Iterator[Attachment]:
    for page in range(count):
        image.seek(page)
        sink = io.BytesIO()
        image.convert("L").save(sink, format="PPM")
        yield Attachment(str(page + 1), PAGE_IMAGE, sink.getvalue())


def _claimed(exif: Any) -> Iterator[tuple[str, str]]:
    more = exif.get_ifd(EXIF)
    time = str(more.get(MADE) or exif.get(TIME) or "").strip("\x00 ")
    if time and not time.startswith("0000"):
        day, _, clock = time.partition(" ")
        yield "time", f"{day.replace(':', '-')} {clock} {more.get(ZONE) or ''}".strip()
    place = _place(exif.get_ifd(GPS))
    if place:
        yield "place", place
    device = " ".join(str(exif[tag]).strip("\x00 ") for tag in (MAKER, MODEL) if exif.get(tag))
    if device:
        yield "device", device


def _place(gps: Any) -> str:
    """Degrees north and east, `43.12500 45.25000`; empty where the camera gave none, or gave nonsense."""
    try:
        north, east = (_degrees(gps[tag]) for tag in (2, 4))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    north, east = -north if gps.get(1) == "S" else north, -east if gps.get(3) == "W" else east
    return f"{north:.5f} {east:.5f}" if abs(north) <= 90 and abs(east) <= 180 else ""


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
