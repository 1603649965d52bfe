"""What a release would show, before anything is written: its passages with their bars, and what is left readable in
them, in the title and in the origins, that could name somebody.

    1 words with a capital that no dictionary knows as ordinary, or that stand within a sentence
    2 tokens with figures, but for days and years
    3 words that touch a bar: what they say, they say of whom it hides

What a person decided to be no name, or that of a place or an organisation (`habeas names decide`), is left out of 1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from habeas.claims.names_seen.see import names_seen_of
from habeas.extraction.names_seen.model import KnownAs
from habeas.names.folding import fold
from habeas.names.letters import Page
from habeas.names.ordinary import is_function, is_ordinary
from habeas.names.small_words import MONTHS
from habeas.publication.bundle import make_bundle
from habeas.publication.check import search_strings
from habeas.publication.choose import Choice, choose
from habeas.publication.vault_view import ReleaseVault

BAR = "█████"
_FIGURES = re.compile(r"[^\s█]*\d[^\s█]*")
_NO_NUMBER = re.compile(r"\W*(?:(?:19|20)\d\d|[12]?\d|3[01]|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d\d)?\d\d)\W*")
_TOUCHES = re.compile(rf"(\w[\w'’-]*)[ ,]{{0,2}}{BAR}|{BAR}[ ,]{{0,2}}(\w[\w'’-]*)")


@dataclass(frozen=True)
class Left:
    """Something readable that could name somebody."""

    words: str
    why: str
    """capital, figures, beside_bar"""
    where: tuple[str, ...]
    """Ids of passages, `title`, or `origin of src-...`."""


@dataclass(frozen=True)
class Preview:
    """A release as its reader will see it."""

    passages: tuple[tuple[str, str, str], ...]
    """(id, source, text with bars)."""
    left: tuple[Left, ...]

    def as_json(self) -> dict[str, Any]:
        passages = [{"id": one, "source": source, "text": text} for one, source, text in self.passages]
        return {"passages": passages, "left": [{"words": x.words, "why": x.why, "where": x.where} for x in self.left]}


def preview(vault: ReleaseVault, choice: Choice, made: str) -> Preview:
    """Nothing is written, nothing is journaled. Raises what making the release would: ReleaseRefused, UsageProblem,
    NotFound."""
    chosen = choose(vault, choice, made)
    bundle = make_bundle(chosen.release, vault.signer.public)
    search_strings(bundle, chosen.redactor)
    passages = [(one["id"], one["source"], _with_bars(one["runs"])) for one in bundle["passages"]]
    texts = [("title", choice.title), *((identifier, text) for identifier, _, text in passages)]
    texts += [
        (f"{name} of {item.id}", str(words)) for item in chosen.release.items for name, words in item.names.items()
    ]
    return Preview(tuple(passages), tuple(_left(texts, _decided(vault))))


def _with_bars(runs: list[str | None]) -> str:
    return " ".join("".join(f" {BAR} " if run is None else run for run in runs).split())


def _decided(vault: ReleaseVault) -> frozenset[str]:
    """Folded words of names of which a person said that they are nobody's."""
    readable = (KnownAs.NO_NAME, KnownAs.PLACE, KnownAs.ORGANISATION)
    seen = [one.name for one in names_seen_of(vault) if one.by == "person" and one.known_as in readable]
    return frozenset(word.folded for name in seen for word in Page(name).words())


def _left(texts: list[tuple[str, str]], decided: frozenset[str]) -> Iterator[Left]:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for where, text in texts:
        for words, why in {*_capitals(text, decided), *_figures(text), *_beside(text)}:
            found.setdefault((words, why), {})[where] = None
    for (words, why), places in sorted(found.items(), key=lambda pair: (pair[0][1], pair[0][0])):
        yield Left(words, why, tuple(places))


def _capitals(text: str, decided: frozenset[str]) -> Iterator[tuple[str, str]]:
    """1"""
    for word in Page(text).words():
        if word.lower or word.folded in decided or word.folded in MONTHS or is_function(word.folded):
            continue
        if word.raw[:1].isdigit() or (word.first and is_ordinary(word.folded)) or word.raw == BAR:
            continue
        yield word.raw, "capital"


def _figures(text: str) -> Iterator[tuple[str, str]]:
    """2"""
    for hit in _FIGURES.finditer(text):
        if not _NO_NUMBER.fullmatch(hit.group()):
            yield hit.group().strip(".,;:()“”\"'"), "figures"


def _beside(text: str) -> Iterator[tuple[str, str]]:
    """3"""
    for hit in _TOUCHES.finditer(text):
        word = hit.group(1) or hit.group(2)
        if not is_function(fold(word)) and len(word) > 1:
            yield word, "beside_bar"
