"""A bundle -> dossier.pdf: PDF/A-2a and PDF/UA-1 in one file, the same bytes every time.

Typst reads the data as JSON text, so nothing in it is ever code; its root is this package, so it reads no other file;
the fonts are the package's own. The PDF carries no author and no tool's clock: its date is the release's.
"""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from habeas.errors import ReleaseRefused
from habeas.verifier.standalone import Dossier

if TYPE_CHECKING:
    import typst

STANDARDS: Final[list[Literal["a-2a", "ua-1"]]] = ["a-2a", "ua-1"]
_HERE = Path(__file__).parent


def make_pdf(bundle: dict[str, Any]) -> bytes:
    """The dossier on paper. Raises ReleaseRefused where it cannot be set as PDF/A and PDF/UA."""
    import typst

    content = json.dumps(Dossier(bundle).whole(), ensure_ascii=False)
    made = bundle["release"]["made"]
    try:
        found = _compiler().compile(
            input=str(_HERE / "dossier.typ"),
            format="pdf",
            sys_inputs={"dossier": content},
            pdf_standards=[*STANDARDS],
            timestamp=_seconds(made),
        )
    except typst.TypstError:
        raise ReleaseRefused(
            "the dossier could not be set in type as PDF/A-2a and PDF/UA-1; nothing was written"
        ) from None
    assert isinstance(found, bytes)
    return found


def _seconds(moment: str) -> int:
    from datetime import datetime

    return int(datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp())


@cache
def _compiler() -> "typst.Compiler":
    import typst

    return typst.Compiler(root=str(_HERE), font_paths=[str(_HERE / "fonts")], ignore_system_fonts=True)
