"""What kind of document this is, and whose voice speaks where nobody is named."""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.extraction.layout import Block
from habeas.extraction.model import Span
from habeas.extraction.parse import Sentence
from habeas.extraction.quotations import Quotation


@dataclass(frozen=True)
class Voice:
    """`kind`: article | testimony | release (press release, statement, NGO report: one organisation's voice) | court | bulletin.
    `name`, `mentions`: the source where the document as a whole is one source's voice (testimony, release)."""

    kind: str
    name: str | None
    mentions: tuple[Span, ...] = ()


def find_voice(
    text: str, blocks: Sequence[Block], sentences: Sequence[Sentence], quotations: Sequence[Quotation], language: str
) -> Voice:
    """The voice of the document."""
    raise NotImplementedError
