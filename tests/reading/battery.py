"""Files as people have them and what a reading of each must say: written from complaints, before the readers were read.

`kept` cases are for one look at the end, when nothing is changed any more for their sake.
"""

# ruff: noqa: E501  rows of the battery stay on their lines

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.reading.makers import (
    docx,
    form_pdf,
    lines,
    odt,
    packed,
    par,
    pdf,
    picture,
    run,
    word_part,
    zip_with_cp866_names,
)

READ, PARTLY, UNREAD, PICTURE = "read", "partly_read", "unread", "needs_ocr"


@dataclass(frozen=True)
class Case:
    """A file, the statuses it may end in, what its text must and must not hold, and what must be said."""

    name: str
    file: str
    make: Callable[[], bytes]
    status: tuple[str, ...]
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    kept: bool = False


def note(number: int, text: str) -> str:
    return f'<w:footnote w:id="{number}">{par(text)}</w:footnote>'


def box(text: str) -> str:
    """A text box as Word writes it: the new form, and the old one again as a fallback."""
    inside = f"<w:txbxContent>{par(text)}</w:txbxContent>"
    return (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic><a:graphicData>"
        f"<wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def cell(inside: str) -> str:
    return f"<w:tc>{inside}</w:tc>"


def table(*rows: tuple[str, ...]) -> str:
    return "<w:tbl>" + "".join("<w:tr>" + "".join(cell(one) for one in row) + "</w:tr>" for row in rows) + "</w:tbl>"


REPORT = "On 7 February 2022 soldiers detained Anzor Keledin near the market of Tarsk."
RUSSIAN = "Седьмого февраля 2022 года военные задержали Анзора Келедина возле рынка в городе Тарск. Его избили."
WHATSAPP_IPHONE = (
    "[14.02.22, 21:05:10] Rita K: Soldiers took Anzor Keledin today\n"
    "they came in two cars\n"
    "[15.02.22, 08:00:01] ~ Oleg: \u200e<attached: 00000012-PHOTO-2022-02-15.jpg>\n"
)
FACEBOOK = {
    "participants": [{"name": "Рита Келедина".encode().decode("latin-1")}],
    "messages": [
        {
            "sender_name": "Рита Келедина".encode().decode("latin-1"),
            "timestamp_ms": 1644872710000,
            "content": "Военные забрали Анзора".encode().decode("latin-1"),
        },
        {
            "sender_name": "Рита Келедина".encode().decode("latin-1"),
            "timestamp_ms": 1644872720000,
            "photos": [{"uri": "a"}],
        },
    ],
    "title": "Рита",
}
TELEGRAM = {
    "name": "Tarsk Watch",
    "type": "public_channel",
    "messages": [
        {"id": 1, "type": "service", "date": "2022-02-14T10:00:00", "action": "create_channel"},
        {
            "id": 2,
            "type": "message",
            "date": "2022-02-14T21:05:10",
            "from": "Tarsk Watch",
            "text": ["Soldiers took ", {"type": "bold", "text": "Anzor Keledin"}, " today"],
        },
        {
            "id": 3,
            "type": "message",
            "date": "2022-02-14T21:06:10",
            "from": "Rita",
            "text": "",
            "photo": "photos/1.jpg",
        },
    ],
}
MBOX = (
    b"From rita@example.org Mon Feb 14 21:05:10 2022\nFrom: Rita <rita@example.org>\nSubject: one\n"
    b"Date: Mon, 14 Feb 2022 21:05:10 +0300\n\nSoldiers took Anzor Keledin.\n\n"
    b"From oleg@example.org Tue Feb 15 08:00:00 2022\nFrom: Oleg <oleg@example.org>\nSubject: two\n"
    b"Date: Tue, 15 Feb 2022 08:00:00 +0300\n\nHe is in the hospital of Tarsk.\n>From the doctor we know it.\n\n"
)
MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/news\r\nSubject: News\r\n"
    b"Date: Mon, 14 Feb 2022 18:05:10 -0000\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n'
    b"------B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<html><body><main><p>On 7 February 2022 soldiers detained Anzor Keledin near the market =\r\nof Tarsk.</p>"
    b"<p>He was beaten for three hours, said the lawyer of the family to this paper.</p></main></body></html>\r\n"
    b"------B--\r\n"
)
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/\r\nContent-Type: application/http\r\n"
    b"Content-Length: 84\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>Anzor</p></body></html>\r\n\r\n"
)

CASES: tuple[Case, ...] = (
    # -- Word files --
    Case(
        "docx_moved_and_changed_paragraph",
        "s.docx",
        lambda: docx(
            par(
                run("Anzor Keledin was "),
                f'<w:del w:id="1" w:author="E">{run("released").replace("w:t", "w:delText")}</w:del>',
                f'<w:ins w:id="2" w:author="E">{run("taken away")}</w:ins>',
                run(" at night."),
            )
            + f'<w:p><w:moveTo w:id="3" w:author="E">{run("The neighbours saw two cars.")}</w:moveTo></w:p>'
            + f'<w:p><w:moveFrom w:id="3" w:author="E">{run("The neighbours saw two cars.")}</w:moveFrom></w:p>'
        ),
        (READ,),
        ("Anzor Keledin was", "taken away at night.", "The neighbours saw two cars."),
        ("was releasedtaken",),
        ("tracked_insertions", "tracked_deletions"),
    ),
    Case(
        "docx_footnote_endnote_and_comment",
        "n.docx",
        lambda: docx(
            par(run(REPORT), '<w:r><w:footnoteReference w:id="1"/></w:r>', '<w:r><w:endnoteReference w:id="1"/></w:r>')
            + par('<w:r><w:commentReference w:id="0"/></w:r>'),
            {
                "footnotes": word_part("footnotes", note(1, "Interview with Rita Keledina, 9 February 2022.")),
                "endnotes": word_part("endnotes", note(1, "Files of Lantern, box 4.").replace("footnote", "endnote")),
                "comments": word_part(
                    "comments", f'<w:comment w:id="0" w:author="Oleg">{par("Check the date!")}</w:comment>'
                ),
            },
        ),
        (READ,),
        (REPORT, "Interview with Rita Keledina", "Files of Lantern, box 4."),
        (),
        ("footnotes", "endnotes", "comments"),
    ),
    Case(
        "docx_text_box_once",
        "b.docx",
        lambda: docx(par(REPORT) + box("WITNESS: the shopkeeper of Mill Street")),
        (READ,),
        (REPORT, "WITNESS: the shopkeeper of Mill Street"),
        (),
        ("text_boxes",),
    ),
    Case(
        "docx_header_and_footer",
        "h.docx",
        lambda: docx(
            par(REPORT),
            {
                "header1": word_part("hdr", par("Confidential: case of Keledin")),
                "footer1": word_part("ftr", par("Lantern Committee, Tarsk")),
            },
        ),
        (READ,),
        (REPORT, "Confidential: case of Keledin", "Lantern Committee, Tarsk"),
        (),
        ("headers",),
    ),
    Case(
        "docx_nested_table",
        "t.docx",
        lambda: docx(
            par("Victims")
            + table(
                (
                    par("Tarsk"),
                    table((par("Anzor Keledin"), par("b. 1980")), (par("Vera Lom"), par("b. 1990"))) + par("two"),
                )
            ),
        ),
        (READ,),
        ("Anzor Keledin", "b. 1980", "Vera Lom", "two"),
    ),
    Case(
        "docx_table_in_content_control_in_cell",
        "c.docx",
        lambda: docx(
            table((par("Name"), f"<w:sdt><w:sdtContent>{par('Anzor Keledin')}</w:sdtContent></w:sdt>"))
            + f"<w:sdt><w:sdtContent>{table((par('Place'), par('Tarsk')))}</w:sdtContent></w:sdt>"
            + f'<w:p><w:hyperlink r:id="rId9">{run("Vera Lom")}</w:hyperlink></w:p>'
            + f'<w:p><w:fldSimple w:instr="DATE">{run("9 February 2022")}</w:fldSimple></w:p>'
            + f"<w:p><w:smartTag>{run('Mill Street')}</w:smartTag></w:p>"
        ),
        (READ,),
        ("Anzor Keledin", "Tarsk", "Vera Lom", "9 February 2022", "Mill Street"),
    ),
    Case(
        "docx_struck_and_hidden_words",
        "x.docx",
        lambda: docx(
            par(
                run("Anzor Keledin was "),
                run("shot", "<w:strike/>"),
                run(" beaten. "),
                run("source: Rita", "<w:vanish/>"),
            )
        ),
        (READ, PARTLY),
        ("Anzor Keledin was", "beaten."),
        (),
        ("struck_text", "hidden_text"),
    ),
    Case(
        "docx_of_a_picture_and_a_line",
        "p.docx",
        lambda: docx(
            par("See the statement below.")
            + "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><a:blip/></a:graphicData></a:graphic></wp:inline>"
            "</w:drawing></w:r></w:p>"
        ),
        (PARTLY,),
        ("See the statement below.",),
        (),
        ("pictures",),
    ),
    Case(
        "docx_alternative_chunk",
        "a.docx",
        lambda: docx(par("Part one.") + '<w:altChunk r:id="rId5"/>' + par("Part three.")),
        (PARTLY,),
        ("Part one.", "Part three."),
        (),
        ("embedded_objects",),
        kept=True,
    ),
    Case(
        "docx_tracked_row_and_symbol",
        "r.docx",
        lambda: docx(
            table((par("Vera Lom"),)).replace("<w:tr>", '<w:tr><w:trPr><w:del w:id="1" w:author="E"/></w:trPr>')
            + par(run("Anzor"), "<w:r><w:noBreakHyphen/></w:r>", run("Khan"), "<w:r><w:tab/></w:r>", run("Keledin"))
        ),
        (READ,),
        ("Anzor-Khan", "Keledin"),
        (),
        ("tracked_deletions",),
        kept=True,
    ),
    # -- PDF files --
    Case(
        "pdf_shifted_letters_is_no_language",
        "b.pdf",
        lambda: pdf(
            [
                lines(
                    [
                        "Uqnfkgtu fgvckpgf Cpbqt Mgngfkp pgct vjg octmgv",
                        "qh Vctum qp 9 Hgdtwcta cpf dgcv jko xgta dcfna",
                    ]
                )
            ]
        ),
        (UNREAD, PICTURE, PARTLY),
        (),
        (),
        ("not_language",),
    ),
    Case(
        "pdf_page_of_text_page_of_nothing",
        "m.pdf",
        lambda: pdf(
            [lines([REPORT[:44], REPORT[44:]]), "0.5 g 50 50 400 700 re f", lines(["Signed in Tarsk by the lawyer."])]
        ),
        (PARTLY,),
        ("Signed in Tarsk by the lawyer.",),
        (),
        ("pages_without_text",),
    ),
    Case(
        "pdf_form_values_by_their_labels",
        "f.pdf",
        lambda: form_pdf(
            [("a", "Anzor Keledin", 760), ("b", "7 February 2022", 730), ("c", "He was beaten.", 700)],
            lines(["Victim:"], top=764) + "\n" + lines(["Date:"], top=734) + "\n" + lines(["Story:"], top=704),
        ),
        (READ,),
        ("Victim: Anzor Keledin", "Date: 7 February 2022", "Story: He was beaten."),
        (),
        ("form_fields",),
    ),
    Case(
        "pdf_covered_by_a_box_is_not_shown",
        "k.pdf",
        lambda: pdf(
            [
                lines(["The soldiers came at night to the market.", "Told by Rita Keledina of Mill Street."])
                + "\n0 g 55 758 400 18 re f"
            ]
        ),
        (PARTLY,),
        ("The soldiers came at night",),
        ("Rita Keledina",),
        ("covered_text",),
    ),
    Case(
        "pdf_text_on_a_grey_box_is_shown",
        "g.pdf",
        lambda: pdf(["0.8 g 50 750 450 60 re f 0 g\n" + lines(["The soldiers came at night to the market of Tarsk."])]),
        (READ,),
        ("The soldiers came at night to the market of Tarsk.",),
    ),
    Case(
        "pdf_white_and_invisible_words",
        "w.pdf",
        lambda: pdf(
            [
                lines(["The soldiers came at night to the market of Tarsk."])
                + "\n1 g\n"
                + lines(["Secret source Rita"], top=700)
                + "\n0 g\n"
                + lines(["Unseen word Oleg"], top=600, prefix="3 Tr")
            ]
        ),
        (PARTLY,),
        ("The soldiers came at night",),
        ("Secret source Rita", "Unseen word Oleg"),
        ("hidden_text",),
    ),
    Case(
        "pdf_two_columns_in_their_order",
        "2.pdf",
        lambda: pdf(
            [
                "\n".join(
                    lines([left], left=50, top=780 - 16 * at) + "\n" + lines([right], left=320, top=780 - 16 * at)
                    for at, (left, right) in enumerate(
                        [
                            ("On Monday the soldiers came to the", "The doctor of Tarsk saw the man on"),
                            ("market of Tarsk and took away Anzor", "Tuesday and wrote down each of his"),
                            ("Keledin, a baker of Mill Street, in", "wounds, which were many, and gave a"),
                            ("a grey car with no number plates on", "paper to his wife, who keeps it in"),
                            ("it, as two of the neighbours saw.", "the house of her mother in Kesh."),
                        ]
                    )
                )
            ]
        ),
        (READ, PARTLY),
        ("took away Anzor Keledin, a baker",),
        ("came to the The doctor",),
    ),
    Case(
        "pdf_rotated_page",
        "q.pdf",
        lambda: pdf([lines(["The soldiers came at night to the market of Tarsk."])], rotate=90),
        (READ,),
        ("The soldiers came at night to the market of Tarsk.",),
    ),
    Case(
        "pdf_words_written_upwards",
        "u.pdf",
        lambda: pdf(
            [
                "BT /F1 12 Tf 0 1 -1 0 100 60 Tm (The soldiers came at night to the market of Tarsk.) Tj ET\n"
                "BT /F1 12 Tf 0 1 -1 0 116 60 Tm (They took away the baker of Mill Street.) Tj ET"
            ]
        ),
        (READ, PARTLY),
        ("The soldiers came at night to the market of Tarsk.", "They took away the baker of Mill Street."),
        kept=True,
    ),
    Case(
        "pdf_check_box_form",
        "cb.pdf",
        lambda: form_pdf([("x", "Vera Lom", 760)], lines(["Name of the woman who was taken from the market"], top=790)),
        (READ,),
        ("Vera Lom",),
        (),
        ("form_fields",),
        kept=True,
    ),
    # -- other documents --
    Case(
        "rtf_cyrillic_and_notes",
        "l.rtf",
        lambda: (
            rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}{\*\generator X;}\f0 "
            + b"\\'c0\\'ed\\'e7\\'ee\\'f0 was beaten\\par in \\u1058?\\u1072?\\u1088?\\u1089?\\u1082?.\\par}"
        ),
        (READ,),
        ("Анзор was beaten", "in Тарск."),
        ("Arial", "\\par", "generator"),
    ),
    Case(
        "odt_with_note_and_table",
        "o.odt",
        lambda: odt(
            f"<text:h>Report</text:h><text:p>{REPORT}<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>Told by Rita.</text:p></text:note-body></text:note></text:p><table:table><table:table-row>"
            "<table:table-cell><text:p>Vera<text:s/>Lom</text:p></table:table-cell></table:table-row></table:table>"
            "<text:list><text:list-item><text:p>Mill Street</text:p></text:list-item></text:list>"
        ),
        (READ,),
        ("Report", REPORT, "Told by Rita.", "Vera Lom", "Mill Street"),
        (),
        ("footnotes",),
    ),
    Case(
        "odt_tracked_deletion",
        "d.odt",
        lambda: odt(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>released</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes><text:p>Anzor was taken.</text:p>"
        ),
        (READ,),
        ("Anzor was taken.",),
        (),
        ("tracked_deletions",),
        kept=True,
    ),
    Case(
        "msg_is_said",
        "m.msg",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        (UNREAD,),
        (),
        (),
        ("old_office_file",),
    ),
    Case(
        "zip_cp866_names",
        "z.zip",
        lambda: zip_with_cp866_names({"рассказ.txt": RUSSIAN.encode("cp1251"), "фото.jpg": picture("JPEG")}),
        (UNREAD, PARTLY, READ),
        ("рассказ.txt", "фото.jpg"),
        (),
        ("archive_members",),
    ),
    Case(
        "zip_utf8_names",
        "y.zip",
        lambda: packed({"папка/показания Риты.txt": RUSSIAN}),
        (UNREAD, PARTLY, READ),
        ("папка/показания Риты.txt",),
        (),
        ("archive_members",),
        kept=True,
    ),
    # -- pages and messages --
    Case(
        "html_list_of_links",
        "v.html",
        lambda: (
            "<html><body><nav><a href='/'>Home</a></nav><main><h1>The taken of Tarsk</h1>"
            f"<p>{REPORT} The family has asked for help since then, and the committee has written down all it heard.</p>"
            "<ol><li><a href='/1'>Vera Lom</a></li><li><a href='/2'>Pavel Grid</a></li><li><a href='/3'>Anna Sorn</a></li></ol>"
            "<dl><dt><a href='/4'>Ilya Marn</a></dt><dd>Kesh</dd></dl></main></body></html>"
        ).encode(),
        (READ, PARTLY),
        (REPORT, "Vera Lom", "Pavel Grid", "Anna Sorn", "Ilya Marn"),
    ),
    Case(
        "html_hidden_and_struck",
        "hs.html",
        lambda: (
            f"<html><body><p>{REPORT} It was told by three of the neighbours on the next day.</p>"
            "<p style='display:none'>Secret source Rita</p><p><s>He was shot.</s> He was beaten.</p></body></html>"
        ).encode(),
        (READ, PARTLY),
        ("He was beaten.",),
        ("Secret source Rita",),
        ("hidden_text",),
        kept=True,
    ),
    Case(
        "telegram_json",
        "result.json",
        lambda: json.dumps(TELEGRAM, ensure_ascii=False).encode(),
        (READ, PARTLY),
        ("Soldiers took Anzor Keledin today", "2022-02-14", "21:05", "Tarsk Watch"),
        (),
        ("messages",),
    ),
    Case(
        "facebook_json_doubly_encoded",
        "message_2.json",
        lambda: json.dumps(FACEBOOK).encode(),
        (READ, PARTLY),
        ("Рита Келедина", "Военные забрали Анзора", "2022-02-14"),
        ("Ð",),
        ("messages",),
    ),
    Case(
        "whatsapp_of_an_iphone",
        "_chat.txt",
        lambda: WHATSAPP_IPHONE.encode(),
        (READ, PARTLY),
        ("Rita K", "Soldiers took Anzor Keledin today", "they came in two cars", "2022-02-14"),
        (),
        ("messages",),
    ),
    Case(
        "whatsapp_month_first",
        "WhatsApp Chat.txt",
        lambda: b"2/14/22, 9:05 PM - Rita: Soldiers took Anzor today\n2/3/22, 9:05 PM - Rita: earlier\n",
        (READ, PARTLY),
        ("2022-02-14", "21:05", "2022-02-03"),
        (),
        ("messages",),
        kept=True,
    ),
    Case(
        "mbox_of_two",
        "m.mbox",
        lambda: MBOX,
        (READ,),
        ("Soldiers took Anzor Keledin.", "He is in the hospital of Tarsk.", "\nFrom the doctor we know it.", "Oleg"),
        (),
        ("messages",),
    ),
    Case(
        "mhtml_page",
        "p.mhtml",
        lambda: MHTML,
        (READ, PARTLY),
        ("soldiers detained Anzor Keledin near the market of Tarsk",),
    ),
    Case("warc_is_said", "c.warc", lambda: WARC, (UNREAD, PARTLY, READ), (), ("Content-Length",), ()),
    Case(
        "eml_without_charset",
        "e.eml",
        lambda: (
            b"From: Rita <r@example.org>\nDate: Mon, 14 Feb 2022 21:05:10 +0300\nSubject: x\n\n"
            + RUSSIAN.encode("cp1251")
        ),
        (READ, PARTLY),
        (RUSSIAN,),
        ("\ufffd",),
        ("encoding_guessed",),
    ),
    Case(
        "eml_with_wrong_charset",
        "w.eml",
        lambda: (
            b"From: Rita <r@example.org>\nSubject: x\nContent-Type: text/plain; charset=utf-8\n"
            b"Content-Transfer-Encoding: 8bit\n\n" + RUSSIAN.encode("koi8-r")
        ),
        (READ, PARTLY),
        (RUSSIAN,),
        ("\ufffd",),
        ("encoding_guessed",),
        kept=True,
    ),
    Case(
        "eml_two_text_parts_and_forwarded",
        "f.eml",
        lambda: (
            b"From: Rita <r@example.org>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n"
            b"--B\nContent-Type: text/plain\n\nFirst words of Rita.\n--B\nContent-Type: text/plain\n\nSecond words of Rita.\n"
            b"--B\nContent-Type: message/rfc822\n\nFrom: Oleg <o@example.org>\nSubject: y\n\nForwarded words of Oleg.\n--B--\n"
        ),
        (READ, PARTLY),
        ("First words of Rita.", "Second words of Rita."),
    ),
    # -- encodings --
    Case(
        "utf16_be_without_mark",
        "u.txt",
        lambda: RUSSIAN.encode("utf-16-be"),
        (READ,),
        (RUSSIAN,),
        ("\x00",),
        ("encoding_guessed",),
    ),
    Case("cp1251_text", "c.txt", lambda: RUSSIAN.encode("cp1251"), (READ,), (RUSSIAN,), (), ("encoding_guessed",)),
    Case("koi8_text", "k.txt", lambda: RUSSIAN.encode("koi8-r"), (READ,), (RUSSIAN,), (), ("encoding_guessed",)),
    Case(
        "cp866_text",
        "8.txt",
        lambda: RUSSIAN.encode("cp866"),
        (READ,),
        (RUSSIAN,),
        (),
        ("encoding_guessed",),
        kept=True,
    ),
    Case(
        "cp1252_french",
        "f.txt",
        lambda: "Le maire a été arrêté à Évreux par les forces de sécurité.".encode("cp1252"),
        (READ,),
        ("été arrêté à Évreux",),
        (),
        ("encoding_guessed",),
    ),
    Case(
        "noise_is_no_language",
        "n.txt",
        lambda: ("xqz wvk jjq zzt qkx vvp " * 30).encode(),
        (UNREAD, PARTLY),
        (),
        (),
        ("not_language",),
    ),
    Case(
        "russian_name_alone",
        "r.txt",
        lambda: "КЕЛЕДИН АНЗОР".encode("cp1251"),
        (READ,),
        ("КЕЛЕДИН АНЗОР",),
        (),
        ("encoding_guessed",),
    ),
    # -- pictures, sound --
    Case(
        "tiff_of_three_pages",
        "t.tiff",
        lambda: picture("TIFF", "Soldiers took the baker", pages=3),
        (PICTURE, PARTLY, READ),
    ),
    Case(
        "photograph",
        "p.jpg",
        lambda: picture("JPEG", exif=True),
        ("no_text",),
        (),
        (),
        ("claimed_time", "claimed_place"),
    ),
    Case("video", "v.mp4", lambda: b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(900), ("no_text",)),
    Case("sound", "s.ogg", lambda: b"OggS\x00\x02" + bytes(900), ("no_text",)),
    Case("voice_amr", "s.amr", lambda: b"#!AMR\n" + bytes(900), ("no_text",), kept=True),
)
