"""Times of a text: what `calendar` read in it, as mentions with ids."""

from collections.abc import Sequence

from habeas.calendar.expressions import Found, find_expressions, read_iso
from habeas.calendar.points import Point
from habeas.extraction.layout import span_of
from habeas.extraction.model import Time


def find_times(
    text: str, published: str | None, language: str, points: Sequence[Point] | None = None
) -> tuple[Time, ...]:
    """Every expression of time in the text, in order, each with `mention` set and an id "T1", "T2", ...

    `published`: ISO date; anything else counts as unknown.
    """
    found = find_expressions(text, language, read_iso(published), points)
    return tuple(_as_time(text, number, one) for number, one in enumerate(found, 1))


def time_notes(times: Sequence[Time]) -> tuple[str, ...]:
    """What a person must decide: times with two readings, in ids, offsets and dates only."""
    return tuple(
        f"{time.id} at {time.mention.start}-{time.mention.end}: two readings, {time.earliest} or {time.latest}; ask"
        for time in times
        if time.mention and time.edtf is None and time.precision == "unknown" and time.earliest and time.latest
    )


def _as_time(text: str, number: int, found: Found) -> Time:
    extent = found.extent
    return Time(
        id=f"T{number}",
        mention=span_of(text, found.start, found.end),
        edtf=extent.edtf,
        earliest=extent.earliest.isoformat() if extent.earliest else None,
        latest=extent.latest.isoformat() if extent.latest else None,
        precision=extent.precision,
        basis="year_unknown" if found.lacks_year else found.basis,
        year_unknown=found.lacks_year,
    )
