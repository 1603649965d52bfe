"""The first bytes say what a file is; a name may only choose among kinds of text."""

import pytest

from habeas.reading import sniff


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"", None, sniff.EMPTY),
        (b"%PDF-1.7\n", "holiday.jpg", sniff.PDF),
        (b"\n\n%PDF-1.4", None, sniff.PDF),
        (b"PK\x03\x04....", None, sniff.ZIP),
        (b"\x00\x00\x00\x18ftypmp42", None, "video/mp4"),
        (b"\x00\x00\x00\x18ftypheic", None, "image/heic"),
        (b"RIFF\x00\x00\x00\x00WAVE", None, "audio/wav"),
        (b"# A report\n\nText", "report.md", sniff.MARKDOWN),
        (b"# A report\n\nText", None, sniff.PLAIN),
        (b"<!-- x --><!DOCTYPE html><html>", "report.txt", sniff.HTML),
        (b"From: a\r\nTo: b\r\nSubject: c\r\n\r\nbody", "x.txt", sniff.EMAIL),
        (b"Note: this begins with a colon.\nAnd goes on.", None, sniff.PLAIN),
        (b"a,b\n1,2\n", "list.csv", sniff.CSV),
        (b"a,b\n1,2\n", "list.pdf", sniff.PLAIN),
        ("Показания".encode("cp1251"), None, sniff.PLAIN),
        (b"\x00\x01\x02\x03" * 20, "report.txt", sniff.UNKNOWN),
    ],
)
def test_media_type_by_content(head: bytes, name: str | None, kind: str) -> None:
    assert sniff.media_type(head, name) == kind
