"""Russian sentences -> trees of our own Token (natasha). Builder: EXTRACT-RU; replaces this skeleton."""

from collections.abc import Sequence

from habeas.extraction.parse import Sentence


def parse_russian(text: str, bounds: Sequence[tuple[int, int, int]]) -> tuple[Sentence, ...]:
    """Trees for sentences given as (block index, start, end); relations and cases as `parse.py` says.

    Without natasha (ImportError): the same sentences with `parsed` False, made by `parse.flat_sentence`.
    """
    raise NotImplementedError
