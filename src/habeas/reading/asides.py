"""Asides: words that stand in a file and are not its own statement, shown at the end of its text and marked.

    ⟦deleted⟧ not

A mark is a code, not a sentence: a screen says it in its reader's language. Nothing is proposed from an aside.
"""

from collections.abc import Sequence


def with_asides(text: str, apart: Sequence[tuple[str, str]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text with its asides after it, each (mark, words); and the stretches [start, end) that they take."""
    stretches = []
    for mark, words in apart:
        text += "\n\n"
        start = len(text)
        text += f"⟦{mark}⟧ {' '.join(words.split())}"
        stretches.append((start, len(text)))
    return text, tuple(stretches)
