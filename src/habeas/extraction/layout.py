"""The lie of a text: blocks (headings, list items, paragraphs), then sentences, by rules without any model.

Sentences never run over a block. The parser gets these boundaries as given: parsers run over paragraph breaks and break
inside quotations otherwise. Offsets are code points of the whole text.
"""

import re
from dataclasses import dataclass

from habeas.extraction.model import Span


@dataclass(frozen=True)
class Block:
    """One paragraph, heading or list item, without surrounding white space."""

    start: int
    end: int
    kind: str
    """paragraph | heading | item"""
    section: str = ""
    """Text of the nearest heading above, lower case ("recommendations"), or empty."""


def find_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text in order; they do not overlap, and hold all that is not white space."""
    raise NotImplementedError


def split_sentences(text: str, block: Block, language: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of the sentences of a block, trimmed of white space, in order."""
    raise NotImplementedError


def span_of(text: str, start: int, end: int) -> Span:
    """A span without the white space at its ends."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return Span(start + left, start + max(left, right), piece.strip())


WORD = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
