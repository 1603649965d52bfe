"""Dumps are read as data, to the last escape; anything that would have to be executed is refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.reading.mysql_dump import BrokenDump, tables_of
from habeas.reading.sheets import MAXIMUM_COLUMNS, TooManyCells


def rows(text: str) -> list[tuple[str | None, ...]]:
    return tables_of(text, {"t"})["t"].rows


def quoted(value: str) -> str:
    """As mysqldump writes a string."""
    for character, escape in (
        ("\\", "\\\\"),
        ("\0", "\\0"),
        ("\n", "\\n"),
        ("\r", "\\r"),
        ("\x1a", "\\Z"),
        ("'", "\\'"),
    ):
        value = value.replace(character, escape)
    return f"'{value.replace(chr(34), chr(92) + chr(34))}'"


@given(st.lists(st.lists(st.none() | st.text(max_size=12), min_size=2, max_size=2), min_size=1, max_size=5))
def test_tables_of_what_mysqldump_writes_reads_back(given_: list[list[str | None]]) -> None:
    values = ",".join(f"({','.join('NULL' if v is None else quoted(v) for v in row)})" for row in given_)
    assert rows(f"INSERT INTO `t` (`a`, b) VALUES {values};") == [tuple(row) for row in given_]


@pytest.mark.parametrize(
    ("literal", "cell"),
    [
        ("'it''s'", "it's"),
        ("''''", "'"),
        ("''", ""),
        ('"say ""no"""', 'say "no"'),
        (r"'50\% a\_b \x'", r"50\% a\_b x"),
        (r"'\'; DROP TABLE x; --'", "'; DROP TABLE x; --"),
        ("'/* no comment */ -- nor this'", "/* no comment */ -- nor this"),
        ("0x6974", "it"),
        ("x'6974'", "it"),
        ("0xFF00", "0xFF00"),
        ("b'101'", "5"),
        ("-1.50", "-1.50"),
        ("1e3", "1e3"),
        ("NULL", None),
        ("true", "1"),
        ("_utf8mb4'é'", "é"),
        ("_binary 'x'", "x"),
    ],
)
def test_tables_of_literals(literal: str, cell: str | None) -> None:
    assert rows(f"INSERT INTO t (a) VALUES ({literal})\n;") == [(cell,)]


def test_tables_of_insert_without_columns_takes_them_from_the_table() -> None:
    text = """# a comment with 'a quote
    create table if not exists `base`.`t` (`a` int unsigned default '1,2', b enum('x','y)') comment 'a, (b', `key` text,
      primary key (`a`), unique key `k` (`b`,`key`)) engine=InnoDB;
    insert into base.t values (1,'x','k'),/* here */(2,'y)',NULL);
    INSERT INTO other VALUES (1);"""
    table = tables_of(text, {"t"})["t"]
    assert table.columns == ("a", "b", "key")
    assert list(table.records()) == [{"a": "1", "b": "x", "key": "k"}, {"a": "2", "b": "y)"}]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t (a) VALUES ('open",
        "INSERT INTO t (a) VALUES (1)",
        "INSERT INTO t (a) VALUES (1),",
        "INSERT INTO t (a) VALUES (1",
        "INSERT INTO t (a) VALUES (1, 2);",
        "INSERT INTO t (a, a) VALUES (1, 2);",
        "INSERT INTO t VALUES (1);",
        "INSERT INTO t (a) VALUES (NOW());",
        "INSERT INTO t (a) VALUES (1+1);",
        "INSERT INTO t (a) VALUES (@x);",
        "INSERT INTO t (a) SELECT a FROM u;",
        "INSERT INTO other VALUES (1)",
        "CREATE TABLE t (a int",
        "-- MySQL dump 10.13\nINSERT INTO t (a) VALUES (1);",
    ],
)
def test_tables_of_what_is_cut_short_or_no_literal_is_refused(text: str) -> None:
    with pytest.raises(BrokenDump):
        tables_of(text, {"t"})


def test_tables_of_too_many_columns_are_refused() -> None:
    columns = ", ".join(f"c{number} int" for number in range(MAXIMUM_COLUMNS + 1))
    with pytest.raises(TooManyCells):
        tables_of(f"CREATE TABLE t ({columns});", {"t"})


def test_tables_of_a_quote_that_never_closes_is_refused_fast() -> None:
    before = time.process_time()
    with pytest.raises(BrokenDump):
        tables_of("INSERT INTO t (a) VALUES ('" + "a\\'" * 200_000, {"t"})
    assert time.process_time() - before < 2


@given(st.text(alphabet="INSERTO t(a)VALUES'\"`;,/*-#\\0x1\n", max_size=60))
def test_tables_of_any_text_gives_tables_or_is_refused(text: str) -> None:
    try:
        tables_of(text, {"t"})
    except BrokenDump:
        return
