"""What the taggers take for names: spaCy in Latin letters, natasha in Cyrillic."""

import re
from collections.abc import Iterator

from habeas.extraction.names_seen.model import Stretch
from habeas.extraction.parse import english_model
from habeas.extraction.russian_parse import models

_SPACY = {"PERSON": "tagged_person", "ORG": "tagged_organisation", "GPE": "tagged_place", "LOC": "tagged_place",
          "FAC": "tagged_place", "NORP": "people"}  # fmt: skip
_NATASHA = {"PER": "tagged_person", "ORG": "tagged_organisation", "LOC": "tagged_place"}
_CYRILLIC, _LATIN = re.compile(r"[\u0400-\u04ff]{2}"), re.compile(r"[A-Za-z]{2}")
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?!\s*\n))+")
_OFF = ["parser", "tagger", "attribute_ruler", "lemmatizer"]


def tagged(text: str) -> Iterator[Stretch]:
    """Paragraph by paragraph, so that what one of them holds changes nothing in another."""
    pieces = [(hit.start(), hit.group()) for hit in _PARAGRAPH.finditer(text)]
    yield from _english([piece for piece in pieces if _LATIN.search(piece[1])])
    yield from _russian([piece for piece in pieces if _CYRILLIC.search(piece[1])])


def _english(pieces: list[tuple[int, str]]) -> Iterator[Stretch]:
    model = english_model()
    if model is None or not pieces:
        return
    documents = model.pipe([re.sub(r"\s", " ", piece) for _, piece in pieces], disable=_OFF)
    for (start, _), document in zip(pieces, documents, strict=True):
        for entity in document.ents:
            if reason := _SPACY.get(entity.label_):
                yield Stretch(start + entity.start_char, start + entity.end_char, frozenset((reason,)))


def _russian(pieces: list[tuple[int, str]]) -> Iterator[Stretch]:
    loaded = models()
    if loaded is None:
        return
    for start, piece in pieces:
        for span in loaded.names(re.sub(r"\s", " ", piece)).spans:
            yield Stretch(start + span.start, start + span.stop, frozenset((_NATASHA[span.type],)))
