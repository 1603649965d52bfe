"""What people hand in is read, or is said to be unread and why; nothing in a file makes reading raise."""

import io
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from habeas.reading import ocr
from habeas.reading.model import Reason, Status
from habeas.reading.read import MAXIMUM_INPUT, read
from habeas.settings import ReadingLimits
from tests.reading import material


def flat(text: str | None) -> str:
    return " ".join((text or "").split())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1).filter(lambda text: "\x00" not in text))
def test_plain_text_any_unicode_is_the_decoded_file_to_the_last_character(text: str) -> None:
    data = text.encode()
    reading = read(data, "report.txt")
    if reading.status is Status.READ and reading.media_type.startswith("text/plain"):
        assert reading.text == text


def test_only_strict_utf8_is_decoded_without_a_child_of_its_own() -> None:
    plain, guessed = read("Показания".encode(), "x.txt"), read(("Показания свидетеля. " * 9).encode("cp1251"), "x.txt")
    assert set(plain.containment) <= {"network"}
    assert {"time", "memory"} <= set(guessed.containment)


def test_plain_text_with_windows_line_ends_keeps_them() -> None:
    assert read("a\r\n\r\nb — c".encode(), "x.txt").text == "a\r\n\r\nb — c"


def test_plain_text_in_an_eight_bit_encoding_is_decoded_and_the_encoding_is_said() -> None:
    text = " ".join([material.PARAGRAPHS[2]] * 4)
    reading = read(text.encode("cp1251"), "x.txt")
    assert (reading.text, reading.encoding) == (text, "cp1251")


def test_utf16_with_mark_is_read() -> None:
    assert read("Прокуратура".encode("utf-16"), "x.txt").text == "Прокуратура"


def test_web_page_gives_its_paragraphs_without_menu_and_its_date() -> None:
    reading = read(material.page(), "x.html")
    assert reading.text == "\n\n".join(material.PARAGRAPHS)
    assert reading.date_hint == "2021-04-02"


def test_pdf_lines_and_divided_words_are_put_together_to_the_paragraphs(tmp_path: Path) -> None:
    reading = read(material.pdf(tmp_path))
    assert (reading.text or "").split("\n\n") == list(material.PARAGRAPHS)


def test_pdf_of_two_pages_says_where_the_second_begins(tmp_path: Path) -> None:
    reading = read(material.pdf(tmp_path, material.PARAGRAPHS * 3, width="12cm", height="8cm"))
    assert len(reading.page_starts) >= 2
    assert flat(reading.text) == flat("\n\n".join(material.PARAGRAPHS * 3))
    assert list(reading.page_starts) == sorted(reading.page_starts)


def test_word_document_keeps_paragraphs_and_table_rows_in_order() -> None:
    reading = read(material.word_document())
    assert reading.text == "\n\n".join([*material.PARAGRAPHS, "Sarn | 14 March"])


def test_email_gives_headers_body_and_attachments() -> None:
    reading = read(material.letter())
    assert reading.text is not None and "Свидетель из Сарна" in reading.text and material.PARAGRAPHS[1] in reading.text
    (attachment,) = reading.attachments
    assert (attachment.name, attachment.data) == ("письмо 0.pdf", b"%PDF-1.4 not really")


def test_email_with_more_attachments_than_allowed_says_how_many_were_left() -> None:
    reading = read(material.letter(count=5), limits=ReadingLimits(attachments=2))
    assert (len(reading.attachments), reading.attachments_left_out) == (2, 3)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed: OCR was not tested")
def test_scan_with_ocr_program_is_read_and_says_by_what(tmp_path: Path) -> None:
    reading = read(material.scan(tmp_path))
    assert reading.status is Status.READ and "DETAINED IN MARCH" in flat(reading.text)
    assert "tesseract" in reading.tool


def test_scan_without_ocr_program_is_said_to_need_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr.programs, "find", lambda program: None)
    reading = read(material.scan(tmp_path))
    assert (reading.status, reading.text, reading.attachments) == (Status.NEEDS_OCR, None, ())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"\x00\x01\x02" * 100, Reason.UNKNOWN_TYPE),
        (b"PK\x03\x04" + b"x" * 200, Reason.DAMAGED),
        (b"%PDF-1.7 and then nothing of the kind", Reason.DAMAGED),
        (b"<html><head><script>1</script></head></html>", Reason.NO_TEXT_FOUND),
    ],
)
def test_bad_content_is_unread_with_its_reason(data: bytes, reason: Reason) -> None:
    reading = read(data)
    assert (reading.status, reading.reason, reading.text) == (Status.UNREAD, reason, None)


def test_photo_has_no_text_by_its_nature() -> None:
    assert read(b"\xff\xd8\xff\xe0" + b"\x10" * 64).status is Status.NO_TEXT


def test_zip_bomb_is_refused_by_what_it_claims() -> None:
    assert read(material.zip_bomb()).reason is Reason.TOO_LARGE


def test_file_larger_than_a_parser_is_given_is_left_unread_at_constant_memory() -> None:
    class Endless(io.RawIOBase):
        left = MAXIMUM_INPUT + 10

        def read(self, size: int = -1) -> bytes:
            size = min(size, self.left)
            self.left -= size
            return b"a" * size

    assert read(Endless(), "big.txt").reason is Reason.TOO_LARGE  # type: ignore[arg-type]


def test_text_larger_than_the_limit_is_unread() -> None:
    assert read(b"word " * 1000, limits=ReadingLimits(text_bytes=100)).reason is Reason.TEXT_TOO_LARGE


def test_parser_over_its_time_is_killed_and_the_next_file_is_read() -> None:
    slow = read(material.page(), limits=ReadingLimits(wall_seconds=0))
    assert slow.reason is Reason.TOOK_TOO_LONG
    assert read(b"The next file.").status is Status.READ


def test_parser_over_its_memory_is_unread_and_the_next_file_is_read() -> None:
    tight = ReadingLimits(memory_bytes=400 << 20)
    assert read(material.zip_bomb(500 << 20), limits=tight).status is Status.UNREAD
    assert read(b"The next file.").status is Status.READ


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["pdf", "docx", "email", "html"]), st.data())
def test_damaged_file_any_byte_changed_or_cut_never_raises(kind: str, data: st.DataObject) -> None:
    whole = SAMPLES[kind]
    position = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    damaged = whole[:position] if cut else whole[:position] + b"\xf1" + whole[position + 1 :]
    assert read(damaged).status in Status


SAMPLES = {"docx": material.word_document(), "email": material.letter(), "html": material.page()}


@pytest.fixture(scope="module", autouse=True)
def pdf_sample(tmp_path_factory: pytest.TempPathFactory) -> None:
    SAMPLES["pdf"] = material.pdf(tmp_path_factory.mktemp("pdf"))
