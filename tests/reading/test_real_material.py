"""The lines of the index of real material that are about reading: each input has its right answer."""

import zipfile
from pathlib import Path

import pytest

from habeas.reading.model import Reading
from habeas.reading.read import read

MATERIAL = Path(__file__).parents[3] / "shared" / "data" / "real-material"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not MATERIAL.is_dir(), reason="the reference material is not beside this checkout"),
]


def of(path: str) -> Reading:
    file = MATERIAL / path
    return read(file.read_bytes(), file.name)


def said(reading: Reading) -> set[str]:
    return {remark.said.value for remark in reading.remarks} | ({reading.reason.value} if reading.reason else set())


def test_01_tracked_changes_are_accepted_and_deletions_stand_apart() -> None:
    reading = of("01-docx-tracked-changes/statement.docx")
    assert reading.text is not None
    own = reading.text[: reading.asides[0][0]]
    assert (
        "Marat Iskanov and Timur Belov in the town" in own and "was severely beaten" in own and "Ruslan Omarov" in own
    )
    assert "not" not in own and reading.text.endswith("⟦deleted⟧ not")
    assert {"tracked_insertions", "tracked_deletions"} <= said(reading)


def test_03_content_controls_are_read() -> None:
    text = of("03-docx-form-fields/intake-form.docx").text or ""
    assert "Name of victim: Salim Berkov" in text and "4 June 2021" in text and "beat him with cables" in text


def test_05_utf16_without_a_mark_is_read_and_said_to_be_a_guess() -> None:
    reading = of("05-text-encodings/utf16le-nobom.txt")
    assert "\x00" not in (reading.text or "") and "Искан" in (reading.text or "")
    assert reading.encoding == "utf-16-le" and "encoding_guessed" in said(reading)


def test_09_whatsapp_day_first_by_a_later_date_and_the_programs_own_words_apart() -> None:
    reading = of("09-whatsapp-export/WhatsApp Chat with Selmir Watch.txt")
    text = reading.text or ""
    assert "⟦2021-04-03 21:15⟧ Aslan B." in text and "⟦2021-04-13 09:02⟧ Lida" in text
    start = text.index("Messages and calls")
    assert any(first <= start < last for first, last in reading.asides)
    assert {"messages", "messages_without_words"} <= said(reading)


def test_11_facebook_letters_are_put_back() -> None:
    text = of("11-facebook-json/message_1.json").text or ""
    assert "Мертова" in text and "Исканова" in text and "⟦2021-04-03" in text


def test_14_mail_without_charset_is_decoded_by_a_guess() -> None:
    reading = of("14-eml-no-charset/nocharset.eml")
    assert "\ufffd" not in (reading.text or "") and "Марат" in (reading.text or "")
    assert reading.encoding == "cp1251" and "encoding_guessed" in said(reading)


def test_17_archive_names_its_files_and_hands_them_on() -> None:
    reading = of("17-zip-cp866/архив.zip")
    # the index calls the second one показания.txt; in the file it has this name
    assert [attachment.name for attachment in reading.attachments] == ["список.txt", "список.txtxxx"]
    assert "archive_members" in said(reading)


def test_21_shifted_letters_are_no_text() -> None:
    reading = of("21-pdf-broken-tounicode/report.pdf")
    assert reading.status.value != "read" and "Pdufk" not in (reading.text or "") and "not_language" in said(reading)


def test_22_scanned_pages_beside_a_text_page_are_said() -> None:
    reading = of("22-pdf-text-plus-scan/letter-with-annex.pdf")
    assert "Dear colleagues" in (reading.text or "")
    pages = {page for remark in reading.remarks for page in remark.pages}
    assert pages == {2, 3} and said(reading) & {"pages_without_text", "pages_by_ocr"}


def test_26_form_values_stand_beside_their_labels() -> None:
    text = of("26-pdf-form-fields/questionnaire.pdf").text or ""
    assert "Name of victim: Salim Berkov" in text and "Date of arrest: 4 June 2021" in text


def test_27_text_under_a_drawn_box_is_told_and_not_shown() -> None:
    reading = of("27-pdf-black-box/redacted-by-drawing.pdf")
    assert "covered_text" in said(reading) and reading.status.value != "read"
    assert "Lida Mertova" not in (reading.text or "")


def test_30_photograph_is_kept_and_its_camera_is_quoted() -> None:
    reading = of("30-photo-exif/IMG_0403.jpg")
    assert reading.status.value == "no_text" and {"time", "place"} <= {name for name, _ in reading.claimed}


def test_33_rich_text_never_gives_its_markup() -> None:
    text = of("33-documents-unread/letter.rtf").text or ""
    assert "\\" not in text and "police arrested Salim Berkov in Orsa" in text


def test_43_lists_of_links_are_in_the_text() -> None:
    text = of("43-html-names-as-links/victims.html").text or ""
    assert all(name in text for name in ("Salim Berkov", "Amina Salieva", "Timur Belov", "nine days"))


def test_45_telegram_page_gives_whole_sentences_and_times() -> None:
    text = of("45-html-telegram-export/messages.html").text or ""
    assert "Tonight police officers detained Marat Iskanov in Selmir." in text and "⟦2021-04-03 21:15:02⟧" in text


def test_every_input_can_be_opened_again_by_its_name() -> None:
    """The index and the folder agree: no line of it was passed over because its file is not there."""
    lines = (MATERIAL / "INDEX.tsv").read_text(encoding="utf-8").splitlines()[1:]
    folders = {line.split("/")[0] for line in lines}
    assert folders == {path.name for path in MATERIAL.iterdir() if path.is_dir()}
    assert zipfile.is_zipfile(MATERIAL / "17-zip-cp866" / "архив.zip")
