"""Sheets through the wire."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.reading.sheets import (
    MAXIMUM_COLUMNS,
    MAXIMUM_SHEETS,
    BrokenSheets,
    Sheet,
    Sheets,
    TooManyCells,
    from_records,
    pack,
    unpack,
)

CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4).map(lambda row: (*row, "end")), max_size=4)


@given(st.lists(st.tuples(CELLS, ROWS), max_size=4))
def test_pack_then_unpack_gives_the_same_sheets(given_: list[tuple[str, list[tuple[str, ...]]]]) -> None:
    sheets = tuple(Sheet(name, tuple(rows), ("A1:B1",), {"code": 2}) for name, rows in given_)
    found = Sheets("kobo", sheets, {"other_sheets": 1}, ("a", "b"))
    assert unpack(pack(found)) == found


def test_pack_frozen_form_of_the_wire() -> None:
    found = Sheets("xlsx", (Sheet("S", [("a", "b", ""), (), ("1",), ()]),), {"other_sheets": 1}, ("S", "T"))
    assert pack(found).split("\n") == [
        '{"format": "xlsx", "notes": {"other_sheets": 1}, "names": ["S", "T"], '
        '"sheets": [{"name": "S", "merged": [], "notes": {}, "rows": 3}]}',
        '["a", "b"]',
        "[]",
        '["1"]',
    ]


def test_pack_lone_surrogate_becomes_a_character_that_can_be_said() -> None:
    (sheet,) = unpack(pack(Sheets("kobo", (Sheet("S", [("a\ud800b",)]),)))).sheets
    assert sheet.rows == (("a\ufffdb",),)


@pytest.mark.parametrize(
    "found",
    [
        Sheets("csv", (Sheet("S", [("x",) * (MAXIMUM_COLUMNS + 1)]),)),
        Sheets("csv", (Sheet("S", ()),) * (MAXIMUM_SHEETS + 1)),
    ],
)
def test_pack_too_many_cells_are_refused(found: Sheets) -> None:
    with pytest.raises(TooManyCells):
        pack(found)


def test_from_records_too_many_labels_are_refused() -> None:
    with pytest.raises(TooManyCells):
        from_records("S", [{str(number): "x" for number in range(MAXIMUM_COLUMNS + 1)}])


def _changed(**fields: object) -> str:
    head = {"format": "csv", "notes": {}, "names": [], "sheets": [{"name": "S", "merged": [], "notes": {}, "rows": 1}]}
    return json.dumps({**head, **fields}) + '\n["a"]'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "[" * 100_000,
        _changed(format="Darya Zhukovec"),
        _changed(format=["csv"]),
        _changed(sheets=3),
        _changed(sheets=[{"name": "S", "merged": [], "notes": {}, "rows": 2}]),
        _changed(sheets=[]),
        _changed(notes={"Darya Zhukovec": 1}),
        _changed(notes={"code": "words"}),
        _changed().replace('["a"]', '["a", 1]'),
        _changed().replace('["a"]', '{"a": 1}'),
    ],
)
def test_unpack_what_no_reader_gives_back_is_refused(text: str) -> None:
    with pytest.raises(BrokenSheets):
        unpack(text)
