"""JSON of other programs: what is none, what is too deep, what would lose a value."""

import pytest

from habeas.reading.json_export import objects_of, parse
from habeas.reading.model import Reason, Status

JOB = {"media_type": "application/json", "text_bytes": 1 << 20}
ENTITY = b'{"id": "p-1", "schema": "Person", "properties": {"name": ["Ilya"]}}'


def test_objects_of_lines_and_arrays_are_the_same() -> None:
    assert objects_of('{"a": 1}\n\n{"a": "x\u2028y"}\n') == objects_of('[{"a": 1}, {"a": "x\u2028y"}]')


def test_objects_of_numbers_stay_as_they_are_written() -> None:
    ((found,), _) = objects_of('{"a": 1.10, "b": 12345678901234567890123, "c": 1e2}')
    assert found == {"a": "1.10", "b": "12345678901234567890123", "c": "1e2"}


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"a": 1}\n{"b": ', "[1, 2", '{"a": 1} {"b": 2}'])
def test_objects_of_what_would_lose_a_value_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        objects_of(text)


def test_parse_values_that_are_no_records_are_counted() -> None:
    reading = parse(b"[" + b",".join([ENTITY] * 3) + b", 7, null]", JOB)
    assert reading.status is Status.READ and '"values_that_are_no_records": 2' in (reading.text or "")


def test_parse_json_of_no_known_export_is_unread() -> None:
    assert parse(b'[{"name": "Ilya"}]', JOB).reason is Reason.UNKNOWN_TYPE
    assert parse(b"[]", JOB).reason is Reason.UNKNOWN_TYPE


def test_parse_more_text_than_allowed_is_unread() -> None:
    assert parse(ENTITY, {**JOB, "text_bytes": 10}).reason is Reason.TEXT_TOO_LARGE
