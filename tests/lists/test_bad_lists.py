"""Bad input: each is refused with a clear error, or is taken whole; nothing in between."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.errors import BadInput, HabeasError, TooLarge
from habeas.lists.accounting import NothingKnown, dry_run
from habeas.lists.bring_in import read_file
from habeas.lists.columns import recognise
from habeas.lists.files import read_table
from tests.lists import exported
from tests.reading import material

WIDE = [f"c{number}" for number in range(10_000)]
VALUES = {label: [{"value": "x"}] for label in WIDE}


def _parquet() -> bytes:
    import io

    import pyarrow
    import pyarrow.parquet

    sink = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({label: ["x"] for label in WIDE}), sink)
    return sink.getvalue()


@pytest.mark.parametrize(
    "made",
    [
        lambda: exported.csv_bytes([WIDE, WIDE]),
        lambda: exported.xlsx_bytes({"S": [WIDE, WIDE]}),
        _parquet,
        lambda: exported.json_bytes([{"_uuid": "u", "_id": 1, **dict.fromkeys(WIDE, "x")}]),
        lambda: exported.json_bytes([exported.uwazi_entity("s", "en", "A", **VALUES)]),
        lambda: exported.json_bytes([{"id": "1", "schema": "Person", "properties": VALUES}]),
        lambda: ("CREATE TABLE act (a int);CREATE TABLE person (" + ",".join(f"{c} int" for c in WIDE) + ");").encode(),
    ],
    ids=["csv", "xlsx", "parquet", "kobo", "uwazi", "ftm", "openevsys"],
)
def test_ten_thousand_columns_are_refused_as_too_large(made: Callable[[], bytes]) -> None:
    with pytest.raises(TooLarge):
        read_table(made())


def test_two_gigabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.write(b"name,place\n")
        stream.truncate(2 << 30)
    before = time.monotonic()
    with pytest.raises(TooLarge):
        read_file(path)
    assert time.monotonic() - before < 1
    assert os.stat(path).st_size == 2 << 30


@pytest.mark.parametrize(
    "data",
    [
        material.page(),
        material.letter(),
        material.word_document(),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        b"{\\rtf1 rich text}\n",
        b'[{"name": "Ilya"}]',
        b'{"schema": "Person", "properties": {"name": ["Ilya"]}',
        b"INSERT INTO `people` VALUES (1,'Ilya');\n",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        exported.zip_bytes({"notes.txt": b"words"}),
        exported.kobo_xlsx()[:-200],
        exported.odk_zip()[:300],
        exported.kobo_json()[:-30],
    ],
    ids="html,e-mail,docx,png,rtf,json of nothing known,json cut,sql of nothing known,deep list,deep object,zip,"
    "xlsx cut,zip cut,kobo cut".split(","),
)
def test_file_of_another_kind_is_refused_whatever_it_is_called(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_table(data)


def test_json_as_deep_as_a_parser_takes_it_is_refused() -> None:
    inner = '{"a":' * 200 + "1" + "}" * 200
    for entity in (
        f'[{{"_uuid": "u", "_id": 1, "x": {inner}}}]',
        f'[{{"_uuid": "u", "_id": 1, "x": [{inner}]}}]',
        f'[{{"sharedId": "s", "template": "t", "title": "A", "metadata": {{"x": [{{"value": {inner}}}]}}}}]',
        f'[{{"id": "1", "schema": "Person", "properties": {{"name": [{inner}]}}}}]',
    ):
        with pytest.raises(BadInput):
            read_table(entity.encode())


def test_archive_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_table(exported.claiming(2 << 30))
    with pytest.raises(BadInput):
        read_table(exported.claiming(4))


def test_list_that_contains_itself_twice_makes_each_person_once() -> None:
    once = exported.csv_bytes([("name", "place"), ("Ilya Morozan", "Lomna"), ("Darya Zhukovec", "Selmir")])
    table = read_table(once + once)
    account = dry_run(table, recognise(table.labels), NothingKnown())
    assert (account.rows, account.created, account.matched, account.repeated) == (4, 2, 2, 2)
    assert "repeated_header:1" in table.notes


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-8-sig"])
def test_kobo_csv_in_another_encoding_is_read(encoding: str) -> None:
    rows = [("имя", "фамилия", "место", "_uuid", "_id")]
    rows += [("Дарья", "Жуковец", "посёлок Верхний Брод", f"u-{number}", str(number)) for number in range(20)]
    table = read_table(exported.csv_bytes(rows, ";", encoding))
    assert (table.format, table.rows[3].cells[1]) == ("kobo", "Жуковец")


def test_right_to_left_marks_stay_in_their_cells() -> None:
    rows = [("الاسم", "_uuid", "_id"), ("\u202bسليم قوس\u202c", "u-1", "1")]
    table = read_table(exported.csv_bytes(rows))
    assert table.rows[0].cells[0] == "\u202bسليم قوس\u202c"
    assert recognise(table.labels, table.hints).meanings["الاسم"] == "full_name"


def test_kobo_xlsx_days_are_days_and_numbers_that_lost_their_format_are_numbers() -> None:
    import datetime as dt

    rows = [("name", "date_of_birth", "date", "_uuid", "_id"), ("Ilya", dt.datetime(1986, 3, 1), 45355, "u-1", 1)]
    table = read_table(exported.xlsx_bytes({"S": rows}))
    assert table.rows[0].cells[:3] == ("Ilya", "1986-03-01", "45355")


SAMPLES = {
    "kobo_json": exported.kobo_json(),
    "kobo_xlsx": exported.kobo_xlsx(),
    "odk": exported.odk_zip(),
    "uwazi_json": exported.uwazi_json(),
    "ftm": exported.json_lines(exported.ftm_entities()),
    "openevsys": exported.OPENEVSYS.encode(),
}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_export_with_a_byte_changed_or_cut_is_a_table_or_a_habeas_error(kind: str, data: st.DataObject) -> None:
    whole = SAMPLES[kind]
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:place] + (b"" if data.draw(st.booleans()) else b"\xf1" + whole[place + 1 :])
    try:
        read_table(damaged)
    except HabeasError:
        return
