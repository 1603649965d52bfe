"""Archives: what is in them says what they are."""

import zipfile

import pytest

from habeas.reading import archive
from habeas.reading.model import Reason
from tests.lists.exported import claiming, zip_bytes
from tests.reading import material

JOB = {"media_type": "application/zip", "text_bytes": 1 << 20}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/document.xml": b"<w/>"}, Reason.UNKNOWN_TYPE),
        ({"a.csv": b"name,place\nA,L\n"}, Reason.UNKNOWN_TYPE),
        ({"a.csv": b"name,KEY\nA,1\n", "b.csv": b"name,place\nA,L\n"}, Reason.UNKNOWN_TYPE),
        ({"folder/import.csv": b"title\nA\n"}, Reason.UNKNOWN_TYPE),
        ({"import.csv": b"title" + b",x" * 10_000}, Reason.TOO_LARGE),
        ({f"{number}.csv": b"KEY\n" for number in range(300)}, Reason.TOO_LARGE),
    ],
)
def test_parse_archive_that_is_no_export_is_unread(parts: dict[str, bytes], reason: Reason) -> None:
    assert archive.parse(zip_bytes(parts), JOB).reason is reason


def test_parse_word_document_is_no_table() -> None:
    assert archive.parse(material.word_document(), JOB).reason is Reason.UNKNOWN_TYPE


def test_parse_table_that_says_it_unpacks_to_two_gigabytes_is_not_unpacked() -> None:
    assert archive.parse(claiming(2 << 30), JOB).reason is Reason.TOO_LARGE


def test_parse_table_that_says_less_than_it_unpacks_to_is_refused() -> None:
    with pytest.raises(zipfile.BadZipFile):
        archive.parse(claiming(4), JOB)


def test_parse_archive_of_a_file_server_leaves_what_a_mac_adds() -> None:
    parts = {"import.csv": b"title\nA\n", "__MACOSX/._import.csv": b"\0\5", "._import.csv": b"\0\5"}
    assert (archive.parse(zip_bytes(parts), JOB).text or "").endswith('["title"]\n["A"]')
