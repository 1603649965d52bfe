"""Quotations: every pair of marks, also nested, unclosed by paragraph, and dialogue dashes of Russian reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.extraction.layout import Block


@dataclass(frozen=True)
class Quotation:
    """Offsets include the marks. `words`: number of words between them; short ones (scare quotes) are not speech."""

    start: int
    end: int
    block: int
    closed: bool
    words: int


def find_quotations(text: str, blocks: Sequence[Block]) -> tuple[Quotation, ...]:
    """Outermost quotations in order. A paragraph that opens and never closes continues in the next that opens again."""
    raise NotImplementedError
