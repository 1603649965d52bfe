"""What is read in a PDF: words, wherever the format lets them stand; not its syntax, not its fonts."""

from pathlib import Path

import pikepdf
import pytest

from habeas.publication.pdf_words import pdf_words


def _changed(open_release: Path, folder: Path, place: str) -> bytes:
    target = folder / "x.pdf"
    with pikepdf.open(open_release / "dossier.pdf") as document:
        if place == "outline":
            with document.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem("Zaur Ebelov", 0))
        elif place == "note":
            note = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents="Zaur Ebelov", Rect=[0, 0, 9, 9]
            )
            document.pages[0].Annots = document.make_indirect([document.make_indirect(note)])
        elif place == "xmp":
            with document.open_metadata() as metadata:
                metadata["dc:description"] = "Zaur Ebelov"
        elif place == "attachment":
            document.attachments["list.txt"] = pikepdf.AttachedFileSpec(document, b"seen: Zaur Ebelov")
        elif place == "replacement":
            drawn = b"/Span <</ActualText (Zaur Ebelov)>> BDC EMC"
            document.pages[0].contents_add(document.make_stream(drawn))
        else:
            document.docinfo["/Keywords"] = "Zaur Ebelov"
        document.save(target)
    return target.read_bytes()


@pytest.mark.parametrize("place", ["outline", "note", "xmp", "attachment", "replacement", "keywords"])
def test_a_name_anywhere_a_program_reads_is_read(open_release: Path, tmp_path: Path, place: str) -> None:
    assert any("Zaur Ebelov" in words for words in pdf_words(_changed(open_release, tmp_path, place)))


def test_syntax_and_fonts_are_no_words(open_release: Path) -> None:
    said = "\n".join(pdf_words((open_release / "dossier.pdf").read_bytes()))
    assert "Karim Haddad" in said, "the pages are read"
    assert not [word for word in ("MarkInfo", "StructTreeRoot", "ObjStm", "Bitstream", "\x00") if word in said]
    odd = [character for character in said if not (character.isprintable() or character.isspace())]
    assert len(odd) < 20, odd[:20]
