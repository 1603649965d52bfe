"""Frames between this program and the parser process: round trips, and refusals of what is cut or odd."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.reading import wire
from habeas.reading.model import Attachment, Reading, Status

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(st.none() | texts, st.lists(st.tuples(texts, st.binary())))
def test_reading_packed_and_unpacked_is_the_same(text: str | None, parts: list[tuple[str, bytes]]) -> None:
    attachments = tuple(Attachment(name, "image/png", data) for name, data in parts)
    reading = Reading(Status.READ, "text/plain", text=text, attachments=attachments, containment=("time",))
    assert wire.unpack_reading(*wire.pack_reading(reading)) == reading


def test_frame_cut_anywhere_is_refused() -> None:
    sink = io.BytesIO()
    wire.write_frame(sink, {"a": 1}, b"body")
    whole = sink.getvalue()
    for length in range(1, len(whole)):
        with pytest.raises((wire.BrokenFrame, ValueError)):
            wire.read_frame(io.BytesIO(whole[:length]), 100)


def test_frame_that_claims_a_huge_body_is_refused_before_it_is_read() -> None:
    header = wire.HEADER.pack(2) + b"{}" + wire.BODY.pack(1 << 60)
    with pytest.raises(wire.BrokenFrame):
        wire.read_frame(io.BytesIO(header), 1 << 20)


def test_result_with_an_unknown_status_is_refused() -> None:
    header, body = wire.pack_reading(Reading(Status.READ, "text/plain", text="x"))
    with pytest.raises(wire.BrokenFrame):
        wire.unpack_reading({**header, "status": "splendid"}, body)
