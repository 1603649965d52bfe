"""Russian sentences -> trees of our own Token, by natasha's taggers (slovnet, news models; weights in the wheel).

The models are loaded once, on first use, about 1.4 CPU seconds. Their trees are Universal Dependencies already:
  1. words and sentences as given; a sentence of more than 400 words is left without a tree
  2. arcs become one tree without cycles (russian_tree.py)
  3. what the tagger gets wrong in the same way again and again is repaired (russian_repairs.py, russian_cases.py)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from habeas.extraction.parse import Bounds, Sentence, Token, flat_sentence
from habeas.extraction.russian_cases import nominative
from habeas.extraction.russian_repairs import repair
from habeas.extraction.russian_tree import Word, fold, root_tree

ENTITIES = {"PER": "PERSON", "ORG": "ORG", "LOC": "GPE"}
RELATIONS = {"nummod:gov": "nummod", "nummod:entity": "nummod", "flat:name": "flat", "flat:foreign": "flat"}
CUSTODY = re.compile(r"(?i)(сизо|ивс|ик|лиу|овд|ровд|уфсин)(?:-?\d+)?")
MAX_WORDS = 400
"""A longer sentence is left without a tree: the parser's memory grows with the square."""


@dataclass(frozen=True)
class Models:
    morph: Any
    syntax: Any
    names: Any
    vocabulary: Any


@cache
def models() -> Models | None:
    """natasha's taggers, loaded once; None where natasha is not installed."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pymorphy2 speaks of setuptools on import
            from natasha import MorphVocab, NewsEmbedding, NewsMorphTagger, NewsNERTagger, NewsSyntaxParser

            embedding = NewsEmbedding()
            return Models(
                NewsMorphTagger(embedding), NewsSyntaxParser(embedding), NewsNERTagger(embedding), MorphVocab()
            )
    except ImportError:
        return None


def parse_russian(text: str, bounds: Sequence[Bounds]) -> tuple[Sentence, ...]:
    """Trees for sentences given as (block index, start, end); relations and cases as `parse.py` says.

    Without natasha: the same sentences with `parsed` False, made by `parse.flat_sentence`.
    """
    loaded = models()
    if loaded is None:
        return tuple(flat_sentence(text, number, *bound) for number, bound in enumerate(bounds))
    pieces = [(bound, tokenize(text, bound)) for bound in bounds]
    pieces = [(bound, words) for bound, words in pieces if words]
    short = [[word.replace("ё", "е") for _, _, word in words] for _, words in pieces if len(words) <= MAX_WORDS]
    trees = zip(loaded.morph.map(short), loaded.syntax.map(short), strict=True)
    names = named_entities(text, bounds, loaded)
    sentences: list[Sentence] = []
    for bound, words in pieces:
        if len(words) > MAX_WORDS:
            sentences.append(flat_sentence(text, len(sentences), *bound))
            continue
        morph, syntax = next(trees)
        tree = build(words, morph.tokens, syntax.tokens, loaded.vocabulary)
        mark_entities(tree, names)
        sentences.append(Sentence(len(sentences), *bound, tuple(map(as_token, repair(tree, loaded.vocabulary)))))
    return tuple(sentences)


def tokenize(text: str, bound: Bounds) -> list[tuple[int, int, str]]:
    from razdel import tokenize as razdel_tokenize

    _, start, end = bound
    return [(start + token.start, start + token.stop, token.text) for token in razdel_tokenize(text[start:end])]


def named_entities(text: str, bounds: Sequence[Bounds], loaded: Models) -> list[tuple[int, int, str]]:
    """(start, end, type) of names, block by block."""
    found: list[tuple[int, int, str]] = []
    for _, group in groupby(bounds, key=lambda bound: bound[0]):
        spans = list(group)
        start, end = spans[0][1], spans[-1][2]
        piece = "".join(" " if sign.isspace() else sign for sign in text[start:end])
        if not piece.strip():
            continue
        for span in loaded.names(piece).spans:
            words = text[start + span.start : start + span.stop]
            shouted = words.isupper() and len(words) > 5 and not any(sign in words for sign in '«"-')
            if not shouted:
                found.append((start + span.start, start + span.stop, ENTITIES[span.type]))
    return found


def mark_entities(tree: Sequence[Word], names: Sequence[tuple[int, int, str]]) -> None:
    for word in tree:
        word.entity = next((kind for a, b, kind in names if a <= word.start and word.end <= b), "")


def build(words: Sequence[tuple[int, int, str]], morph: Any, syntax: Any, vocabulary: Any) -> list[Word]:
    """The tagger's answer as words with heads by index. Step 1: one root, no cycles."""
    tree = []
    for i, ((start, end, word), tags, arc) in enumerate(zip(words, morph, syntax, strict=True)):
        head = int(arc.head_id) - 1
        feats = dict(tags.feats or {})
        lemma = lemma_of(word, tags.pos, feats, vocabulary)
        relation = RELATIONS.get(arc.rel, arc.rel)
        tree.append(Word(i, start, end, word, lemma, tags.pos, relation, i if head < 0 else head, feats))
    root_tree(tree)
    return tree


def lemma_of(word: str, pos: str, feats: dict[str, str], vocabulary: Any) -> str:
    """Base form; the name of a prison («ИК-6») has that of its kind, a noun never that of a verb («заключённый»)."""
    if code := CUSTODY.fullmatch(word):
        return "колония" if code[1].casefold() in ("ик", "лиу") else code[1].casefold()
    lemma = fold(vocabulary.lemmatize(word, pos, feats))
    return nominative(word, vocabulary) or lemma if pos == "NOUN" and lemma.endswith(("ть", "ться")) else lemma


def as_token(word: Word) -> Token:
    feats = word.feats
    form = {"Plur": "p", "Sing": "s"}.get(feats.get("Number", ""), "") if word.pos not in ("VERB", "AUX") else ""
    if feats.get("VerbForm") == "Inf":
        form = "b"
    elif feats.get("VerbForm") in ("Part", "Conv") and word.pos in ("VERB", "AUX"):
        form = "n" if feats.get("Voice") == "Pass" else "g"
    elif word.pos in ("VERB", "AUX"):
        perfective = feats.get("Aspect") == "Perf" and feats.get("Tense") == "Pres"  # "we shall kill", by its form
        tense = {"Past": "d", "Pres": "f" if perfective else "r", "Fut": "f"}.get(feats.get("Tense", ""), "")
        form = "m" if feats.get("Mood") == "Imp" else tense
    alive = feats.get("Animacy") == "Anim" and word.pos in ("NOUN", "PROPN")
    place = (word.i, word.start, word.end, word.text, word.lemma, word.pos, word.rel, word.head)
    return Token(*place, word.case, word.entity, form, alive)
