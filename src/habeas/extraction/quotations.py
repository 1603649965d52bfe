"""Quotations: every pair of marks, also nested ones and ones that never close, block by block.

A mark's shape does not say its role (“ closes in German and Russian, " and ' do both), so its neighbours decide. Single
marks count as a quotation only where they hold several words: they are apostrophes otherwise.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.extraction.layout import Block

MIN_SINGLE_WORDS = 4


@dataclass(frozen=True)
class Quotation:
    """Offsets include the marks. `words`: number of words between them; short ones (scare quotes) are not speech."""

    start: int
    end: int
    block: int
    closed: bool
    words: int


CLOSERS = {"“": "”", "„": '“”"', "‟": "”", "«": "»", '"': '"', "”": "”", "»": "«", "〝": "〞", "″": "″"}
MARKS = re.compile("[" + "".join(CLOSERS) + "]|[”»]")
SINGLE = re.compile(r"(?<![^\W_])[‘'‚](?=\w)")
SINGLE_END = re.compile(r"[’'‘](?!\w)")


def find_quotations(text: str, blocks: Sequence[Block]) -> tuple[Quotation, ...]:
    """Outermost quotations in order. One that a block leaves open ends with the block."""
    found: list[Quotation] = []
    for number, block in enumerate(blocks):
        spans = _doubles(text, block.start, block.end) or _singles(text, block.start, block.end)
        for start, end, closed in spans:
            words = len(re.findall(r"\w+", text[start:end]))
            if words:
                found.append(Quotation(start, end, number, closed, words))
    return tuple(found)


def _doubles(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    found: list[tuple[int, int, bool]] = []
    stack: list[tuple[str, int]] = []
    for mark in MARKS.finditer(text, start, end):
        sign, at = mark.group(), mark.start()
        depth = next((d for d in range(len(stack) - 1, -1, -1) if sign in CLOSERS[stack[d][0]]), None)
        if depth is not None and not (sign in '"“' and _opens(text, at, start) and not _closes(text, at, end)):
            opened = stack[depth][1]
            del stack[depth:]
            if not stack:
                found.append((opened, at + 1, True))
        elif sign in CLOSERS and (sign not in '”»"″' or _opens(text, at, start)):
            stack.append((sign, at))
    if stack:
        found.append((stack[0][1], end, False))
    return found


def _singles(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    found: list[tuple[int, int, bool]] = []
    at = start
    while opening := SINGLE.search(text, at, end):
        at = opening.end()
        after = SINGLE.search(text, at, end)
        limit = after.start() if after else end
        ends = [m.end() for m in SINGLE_END.finditer(text, at, limit)]
        spoken = [e for e in ends if text[e - 2] in ",.?!…"]
        close = spoken[0] if spoken else (ends[-1] if ends else None)
        if close and len(text[opening.start() : close].split()) >= MIN_SINGLE_WORDS:
            found.append((opening.start(), close, True))
            at = close
    return found


def _opens(text: str, at: int, start: int) -> bool:
    return at == start or text[at - 1].isspace() or text[at - 1] in "([{—–-/‘'“«"


def _closes(text: str, at: int, end: int) -> bool:
    return at > 0 and not text[at - 1].isspace() and (at + 1 >= end or not text[at + 1].isalnum())
