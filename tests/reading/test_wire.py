"""Frames between this program and the parser process: round trips, and refusals of what is cut or odd."""

import contextlib
import io
import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.reading import sandbox, wire
from habeas.reading.model import Attachment, Reading, Reason, Status
from habeas.settings import ReadingLimits

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
        with pytest.raises(wire.BrokenFrame):
            wire.read_frame(io.BytesIO(whole[:length]), 100)


def test_frame_that_claims_a_huge_body_is_refused_before_it_is_read() -> None:
    header = wire.HEADER.pack(2) + b"{}" + wire.BODY.pack(1 << 60)
    with pytest.raises(wire.BrokenFrame):
        wire.read_frame(io.BytesIO(header), 1 << 20)


def test_result_with_an_unknown_status_is_refused() -> None:
    header, body = wire.pack_reading(Reading(Status.READ, "text/plain", text="x"))
    with pytest.raises(wire.BrokenFrame):
        wire.unpack_reading({**header, "status": "splendid"}, body)


def _whole() -> bytes:
    parts = (Attachment("a.png", "image/png", b"\x89PNG"), Attachment("b", "text/plain", b""))
    reading = Reading(
        Status.READ, "text/html", text="détenu", attachments=parts, page_starts=(0, 3), containment=("time", "memory")
    )
    sink = io.BytesIO()
    wire.write_frame(sink, *wire.pack_reading(reading))
    return sink.getvalue()


ODD: tuple[object, ...] = (
    None, True, -1, 1 << 70, 1.5, float("inf"), float("nan"), "", "x", "\ud800", [], {}, [[]], [None], [{}], [-1],
    {"size": -1}, [1 << 70], "9" * 100_000, [{"name": "a", "media_type": "b", "size": -3}],
)  # fmt: skip


@pytest.mark.parametrize("key", sorted(wire.pack_reading(Reading(Status.READ, "text/plain"))[0]))
def test_result_with_any_odd_value_is_a_reading_or_a_broken_frame(key: str) -> None:
    header, body = wire.pack_reading(Reading(Status.READ, "text/plain", text="x"))
    missing = {name: value for name, value in header.items() if name != key}
    for odd in (missing, *({**header, key: value} for value in ODD)):
        sink = io.BytesIO()
        wire.write_frame(sink, odd, body)
        _only_foreseen(sink.getvalue())


@pytest.mark.parametrize(
    "header",
    [b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe", b"[]", b"1", b"null", b'{"text": ' + b"9" * 10_000 + b"}", b""],
)
def test_header_that_is_no_object_is_a_broken_frame(header: bytes) -> None:
    frame = wire.HEADER.pack(len(header)) + header + wire.BODY.pack(0)
    with pytest.raises(wire.BrokenFrame):
        sandbox.unpack_result(frame)


def test_twenty_thousand_mutated_results_raise_nothing_but_broken_frames() -> None:
    """Bytes changed, taken out, put in, doubled, moved; and values of the header exchanged."""
    chance, whole = random.Random(20261128), _whole()
    for _ in range(20_000):
        mutated = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            start, length = chance.randrange(len(mutated) + 1), chance.randint(0, 6)
            match chance.randrange(4):
                case 0:
                    mutated[start : start + length] = chance.randbytes(length)
                case 1:
                    del mutated[start : start + length]
                case 2:
                    mutated[start:start] = chance.choice([b"[", b"{", b'"', b"-", b"9" * 50, b"\\ud800", b"1e999"])
                case _:
                    mutated[start:start] = mutated[: chance.randrange(len(mutated) + 1)]
        _only_foreseen(bytes(mutated))


def _only_foreseen(frame: bytes) -> None:
    try:
        reading = sandbox.unpack_result(frame)
    except wire.BrokenFrame:
        return
    for word in (reading.text or "", reading.tool, reading.encoding, reading.date_hint, *reading.containment):
        word.encode()


def test_sandbox_whose_parser_answers_nonsense_says_that_the_parser_died(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in ({"outcome": "splendid"}, {}, {"outcome": ["done"]}, {"outcome": {}}, {"outcome": "done"}):
        with contextlib.closing(sandbox.Sandbox()) as box:
            said = io.BytesIO()
            wire.write_frame(said, answer, b"garbage")
            code = f"import sys; sys.stdout.buffer.write(bytes.fromhex('{said.getvalue().hex()}'))"
            monkeypatch.setattr(sandbox.programs, "own_python", lambda *_, code=code: [sys.executable, "-c", code])
            reading = box.parse("html", "text/html", b"<p>", ReadingLimits())
        assert reading.reason is Reason.PARSER_DIED
