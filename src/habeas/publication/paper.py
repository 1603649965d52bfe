"""Whether dossier.pdf reads as the bundle does: it is set in type again and compared.

The same typesetter makes the same bytes. Another version of it may break lines elsewhere: then the text of both, as a
reader copies it, is compared without its white space, and what else a PDF can carry (annotations, attachments, scripts,
forms) is refused by its name.
"""

import json
import re
from pathlib import Path
from typing import Final

from habeas.errors import HabeasError
from habeas.files import door
from habeas.publication.dossier_pdf import make_pdf
from habeas.verifier.check import Check
from habeas.verifier.standalone import FORMAT

MOST_BYTES: Final = 1 << 28
_EXTRAS: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFile|AcroForm|RichMedia|OpenAction|AA|SubmitForm|ImportData|XFA)\b"
)


def compare_paper(folder: Path) -> Check | None:
    """Only for a release that verifies otherwise: bundle and PDF are then the signed ones.

    None for a release of an earlier format: an earlier program set its paper, in words that this one does not have.
    """
    bundle = json.loads(door.read(folder / "bundle.json", MOST_BYTES))
    paper = door.read(folder / "dossier.pdf", MOST_BYTES)
    if bundle["format"] != FORMAT:
        return None
    try:
        again = make_pdf(bundle)
    except (HabeasError, KeyError, TypeError, ValueError):
        return Check("paper", "dossier.pdf", False, "cannot be made from the bundle")
    if again == paper:
        return Check("paper", "dossier.pdf", True, "to the byte what its bundle makes")
    if _EXTRAS.search(paper):
        return Check("paper", "dossier.pdf", False, "carries what a dossier has not: a script, a form, an attachment")
    try:
        same = _words(again) == _words(paper)
    except (ValueError, RuntimeError):
        return Check("paper", "dossier.pdf", False, "cannot be read as a PDF")
    detail = "reads as its bundle does, set otherwise" if same else "reads otherwise than its bundle"
    return Check("paper", "dossier.pdf", same, detail)


def _words(data: bytes) -> tuple[str, ...]:
    """The text of a PDF without white space and page numbers, its title, and how many things of each kind it draws."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
        drawn = sorted({str(thing.type) for page in document for thing in page.get_objects(max_depth=9)})
        about = document.get_metadata_dict()
    finally:
        document.close()
    lines = [line for page in pages for line in page.splitlines() if not re.search(r"[0-9]+ / [0-9]+$", line)]
    return re.sub(r"[\s\ufffe\u00ad]+", "", "".join(lines)), str(about.get("Title")), *drawn
