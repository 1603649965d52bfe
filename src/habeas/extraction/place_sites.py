"""Sites (a prison, a basement, a square) and the surroundings of places ("near X"), and words that repeat a place.

A site is read from the tree: a noun of the list of sites after a preposition of place, with its modifiers and what
continues it ("an unofficial detention center near the city of Argun", «в подвале рядом с городским рынком»).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from habeas.extraction.layout import span_of
from habeas.extraction.model import Span
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.place_words import PlaceWords
from habeas.gazetteer.look_up import Hit, fold

STREETS = frozenset("улица проспект переулок площадь шоссе набережная бульвар".split())
LONGEST = 14
"""Tokens of a site's phrase."""
MODIFIES = frozenset(("det", "amod", "compound", "nummod", "nmod:poss", "flat", "case", "fixed", "appos"))
PLACED = frozenset(("obl", "nmod", "appos", "conj", "root", "attr", "advmod", "parataxis"))
WORDS_BEFORE_NUMBER = re.compile(r"№|-|\d")


@dataclass(frozen=True)
class Found:
    """A name or a site in the text. `mention` holds the noun beside a name, or the whole phrase of a site."""

    key: str
    name: str
    kind: str
    mention: Span
    name_span: Span
    hits: tuple[Hit, ...] = ()
    relation: str = ""
    anchor: Span | None = None


def find_sites(text: str, sentence: Sentence, words: PlaceWords, names: Sequence[Found]) -> list[Found]:
    """Sites of a sentence; then the surroundings of names that stand in no site."""
    inside = [name for name in names if sentence.start <= name.mention.start < sentence.end]
    sites: list[Found] = []
    if sentence.parsed:
        for token in sentence.tokens:
            site = read_site(text, sentence, token, words, inside)
            if site is not None and not any(overlaps(site.mention, other.mention) for other in sites):
                sites.append(site)
    return sites + [
        near
        for name in inside
        if (near := surroundings(text, name, words)) and not any(overlaps(near.mention, s.mention) for s in sites)
    ]


def overlaps(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end


def read_site(text: str, sentence: Sentence, token: Token, words: PlaceWords, names: Sequence[Found]) -> Found | None:
    lemma = fold(token.lemma)
    code = bool(re.fullmatch(r"(?:сизо|ивс|ик|лиу|овд|ровд)(?:-\d+)?", fold(token.text).replace(" ", "-")))
    if (lemma not in words.sites and not code) or token.pos not in ("NOUN", "PROPN", "X"):
        return None
    if not stands_in(token, lemma, words):
        return None
    if any(overlaps(Span(token.start, token.end, ""), name.name_span) for name in names):
        return None
    first, last = phrase(sentence, token, words)
    mention = span_of(text, sentence.tokens[first].start, sentence.tokens[last].end)
    anchor = next((n for n in names if mention.start <= n.mention.start and n.mention.end <= mention.end + 1), None)
    if anchor is None:
        anchor = next((n for n in names if joined(text[mention.end : n.mention.start], words)), None)
        mention = span_of(text, mention.start, anchor.mention.end) if anchor else mention
    elif re.fullmatch(
        r"(?:the\s+)?(?:center|centre|центр\w?)\s+(?:of\s+)?(?:the\s+)?", text[mention.start : anchor.mention.start]
    ):
        return None  # the centre of a town is the town
    relation = relation_in(text[mention.start : anchor.mention.start] if anchor else mention.text, words)
    if anchor is None and relation:
        relation = "near"
    key = "site " + fold(
        " ".join(t.lemma for t in sentence.tokens[first : last + 1] if t.rel not in ("det", "case", "punct"))
    )
    return Found(key, mention.text, "site", mention, mention, (), relation, anchor.mention if anchor else None)


def stands_in(token: Token, lemma: str, words: PlaceWords) -> bool:
    """Whether the preposition before a noun for a site says that something was there."""
    case = token.case.split(" ")[0] if token.case else ""
    placed = case in words.inside or case in words.towards or token.case in words.relations
    sure = lemma not in words.weak or case in words.inside or case in ("from", "из", "near", "outside")
    return placed and sure and token.rel in PLACED


def joined(gap: str, words: PlaceWords) -> bool:
    """Whether only a preposition of place stands between a site and a name."""
    between = gap.casefold().strip(" ,")
    return 0 < len(gap) < 25 and (between in words.relations or between in words.inside or between == "in the")


def relation_in(words_between: str, words: PlaceWords) -> str:
    """The relation that the words before the anchor name; "" for being in it."""
    lower = words_between.casefold()
    for phrase_words, relation in words.relations.items():
        if re.search(rf"(?<!\w){re.escape(phrase_words)}(?!\w)", lower):
            return relation
    return ""


def phrase(sentence: Sentence, token: Token, words: PlaceWords) -> tuple[int, int]:
    """First and last token of the noun phrase: modifiers before it, and what continues it without a break."""
    kept = {token.i}
    stack = [token.i]
    while stack:
        at = stack.pop()
        for kid in sentence.kids(at):
            links = (
                kid.rel in ("nmod", "obl")
                and kid.i > at
                and (kid.case.split(" ")[0] in words.link or kid.case in words.link)
            )
            quoted = kid.rel == "punct" and kid.text in "«»“”-"
            modifies = (kid.rel in MODIFIES or quoted) and not (at == token.i and kid.rel == "case" and kid.i < at)
            if links or modifies:
                kept.update(own_case(sentence, kid))
                stack.append(kid.i)
    first = last = token.i
    while first - 1 in kept and last - first < LONGEST:
        first -= 1
    while last + 1 in kept and last - first < LONGEST:
        last += 1
    while last > token.i and sentence.tokens[last].pos in ("PUNCT", "ADP", "DET", "ADV"):
        last -= 1
    last = beside(sentence, last, words)
    if last + 1 < len(sentence.tokens) and sentence.tokens[last + 1].text == "»":
        last += 1
    return first, last


def beside(sentence: Sentence, last: int, words: PlaceWords) -> int:
    """The last token, with the name of a street, or with «рядом с рынком» that the parser hung on the verb."""
    tokens = sentence.tokens
    if fold(tokens[last].lemma) in STREETS:
        while last + 1 < len(tokens) and tokens[last + 1].text[0].isupper():
            last += 1
    if last + 1 < len(tokens) and tokens[last + 1].rel == "case":
        noun = tokens[tokens[last + 1].head]
        if noun.case in words.relations and noun.i - last <= 5:
            right = [k.i for k in sentence.kids(noun.i, "nmod", "appos", "flat") if k.i == noun.i + 1]
            return max([noun.i, *right])
    return last


def own_case(sentence: Sentence, kid: Token) -> set[int]:
    """A dependent with the prepositions before it."""
    return {kid.i, *(k.i for k in sentence.kids(kid.i, "case", "fixed", "det", "amod"))}


def surroundings(text: str, name: Found, words: PlaceWords) -> Found | None:
    """ "near X", "outside X" without a site: an area of its own, anchored at X."""
    relation = words.relations.get(name.relation)
    if relation is None or name.relation in ("у", "за", "between", "между"):
        return None
    start = text.casefold().rfind(name.relation, max(0, name.mention.start - 40), name.mention.start)
    if start < 0:
        return None
    mention = span_of(text, start, name.mention.end)
    return Found(f"{relation} {name.key}", mention.text, "area", mention, mention, (), relation, name.mention)


Named = tuple[str, str, str, list[Span]]
"""Key, name, type and mentions of a place."""


def echoes(text: str, words: PlaceWords, places: Sequence[Named]) -> Iterator[tuple[str, Span]]:
    """(key of the place, span) of phrases that repeat a place: where one of its type was named before, or where a
    word of the sentence shares the stem of one of their names ("Chechen men in the country" -> Chechnya)."""
    for phrase_words, types in words.echoes.items():
        for match in re.finditer(rf"(?i:(?<!\w){phrase_words}(?!\w))(?!\s+(?:of\b|[A-ZА-ЯЁ«]))", text):
            before = [place for place in places if min(place[3]).start < match.start()]
            fitting = [place for place in before if place[2] in types]
            first = [place for place in fitting if place[2] == types[0]]
            sentence = text[
                max(text.rfind(mark, 0, match.start()) for mark in (".", "!", "?", "\n")) + 1 : match.start()
            ]
            akin = [place for place in fitting if shares_stem(sentence, place[1])]
            chosen = akin if len(akin) == 1 else first if len(first) == 1 and len(fitting) == 1 else fitting
            if len(chosen) == 1:
                yield chosen[0][0], Span(match.start(), match.end(), match.group())


def shares_stem(sentence: str, name: str) -> bool:
    stem = fold(name)[:5]
    return len(stem) == 5 and any(fold(word).startswith(stem) for word in re.findall(r"\b[A-ZА-ЯЁ][\w-]+", sentence))
