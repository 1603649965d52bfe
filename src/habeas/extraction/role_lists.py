"""Everybody a list names: one word of it is found in a role, all of it suffers.

From the word that was found, along apposition and conjunction (`_members`): names, kin ("his wife Salma"), further
groups; what only describes ("a teacher", an age) is passed through.
1. A group whose names follow it ("three women - A, B and C", "two residents of X, A and B") is its names, where they
   are as many as its number says or it says none.
2. Where "including" or "among them" stands between, the names are added to the group.
3. "Those killed include A and B": A and B.
"""

from collections.abc import Iterable, Iterator

from habeas.extraction.clauses import expand
from habeas.extraction.number_words import value_of
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.people import POSSESSIVES, People

CHAIN = ("appos", "conj")
PARTS = frozenset(("compound", "flat", "flat:name", "goeswith"))
OPENING = frozenset(",—–-:(")
NOMINAL = frozenset(("NOUN", "PROPN"))
FURTHEST = 8
"""Words between a group and the word that opens the list of some of its members."""


def whole_list(sentence: Sentence, found: Iterable[int], people: People) -> tuple[int, ...]:
    """The tokens of a role, with everybody their lists name, each once and in the order of the text."""
    result: list[int] = []
    for i in found:
        result.extend(_instead(sentence, i) or _widened(sentence, i, people))
    return tuple(dict.fromkeys(result))


def _widened(sentence: Sentence, i: int, people: People) -> list[int]:
    some = list(_some_of(sentence, i, people))
    members = [m for m in _members(sentence, i, people) if m not in some]
    group = _group(sentence, i)
    if group is None:
        return [i, *members, *some]
    names = [m for m in members if sentence.tokens[m].pos == "PROPN"]
    wanted = _number(sentence, group, i)
    after = list(_names_after(sentence, group))
    if not some and wanted is not None and len(names) != wanted and len(after) == wanted:
        names = members = after
    if names and not some and wanted in (None, len(names)):
        return members
    return [i, *members, *some]


def _group(sentence: Sentence, i: int) -> Token | None:
    """The noun of a group: "women" of "three women", "neighbours" of "two of his neighbours"."""
    token = sentence.tokens[i]
    if token.pos in ("NUM", "DET", "PRON", "ADJ"):
        inner = [k for k in sentence.kids(i, "nmod", "obl") if k.i > i and k.pos == "NOUN"]
        return inner[0] if inner else None
    counted = token.form == "p" or bool(sentence.kids(i, "nummod"))
    return token if token.pos == "NOUN" and counted else None


def _number(sentence: Sentence, group: Token, i: int) -> int | None:
    numerals = [*sentence.kids(group.i, "nummod"), sentence.tokens[i]]
    values = (value_of(token.text.lower()) for token in numerals if token.pos == "NUM")
    return next((value for value in values if value is not None), None)


def _members(sentence: Sentence, i: int, people: People) -> Iterator[int]:
    """Along apposition and conjunction, without what only describes."""
    group = _group(sentence, i)
    starts = [i] if group is None or group.i == i else [i, group.i]
    stack = [kid for start in starts for kid in sentence.kids(start, *CHAIN)]
    seen = set(starts)
    while stack:
        token = stack.pop(0)
        if token.i in seen or token.i < i or not _joined(sentence, token):
            continue
        seen.add(token.i)
        stack.extend(sentence.kids(token.i, *CHAIN))
        head = sentence.tokens[token.head]
        if token.pos in NOMINAL and _somebody(sentence, token, people) and not _describes(sentence, token, head):
            yield token.i


def _joined(sentence: Sentence, token: Token) -> bool:
    """A conjunct stands after a comma or an "and"; what only the tree joins ("reporter of the «Gazette» Dana") does
    not."""
    between = sentence.tokens[token.head + 1 : token.i]
    return token.rel != "conj" or any(t.text in OPENING or t.pos in ("CCONJ", "PUNCT") for t in between)


def _somebody(sentence: Sentence, token: Token, people: People) -> bool:
    if sentence.kids(token.i, "nsubj", "cop"):
        return False
    name = token.pos == "PROPN" and token.entity in ("", "PERSON", "ORG", "PRODUCT")
    return name or people.person(sentence, token) or any(_possessive(k) for k in sentence.kids(token.i))


def _possessive(token: Token) -> bool:
    return token.text.lower() in POSSESSIVES


def _describes(sentence: Sentence, token: Token, head: Token) -> bool:
    """Whether an apposition says what its head is, or names it, instead of somebody else."""
    if token.rel != "appos":
        return False
    if token.pos == "PROPN":
        between = sentence.tokens[min(head.i, token.i) + 1 : token.i]
        apart = any(t.text in OPENING for t in between)
        return not apart and head.form != "p"
    possessed = any(_possessive(k) for k in sentence.kids(token.i))
    joined = bool(sentence.kids(token.i, "conj")) and token.form == "p"
    return not (possessed or joined or sentence.kids(token.i, "nummod"))


def _names_after(sentence: Sentence, group: Token) -> Iterator[int]:
    """The names that stand below a group after the comma, dash or colon that ends its words."""
    below = sorted(sentence.subtree(group.i, frozenset(("acl:relcl", "acl", "advcl", "ccomp"))))
    opened = next((i for i in below if i > group.i and sentence.tokens[i].text in OPENING), None)
    if opened is None:
        return
    for i in below:
        token = sentence.tokens[i]
        whole = token.rel not in PARTS and not token.case
        if i > opened and token.pos == "PROPN" and whole and token.entity in ("", "PERSON", "ORG", "PRODUCT"):
            yield i


def _some_of(sentence: Sentence, i: int, people: People) -> Iterator[int]:
    """2. Who stands after "including", "among them"."""
    lower = [token.text.lower() for token in sentence.tokens]
    for cue in (words.split() for words in people.words.cues["including"]):
        for at in range(i + 1, len(lower)):
            if lower[at : at + len(cue)] == cue and _belongs(sentence, i, at):
                yield from _first_named(sentence, at + len(cue), people)
                return


def _belongs(sentence: Sentence, i: int, at: int) -> bool:
    """Whether no other noun for people that a verb could concern stands between."""
    between = sentence.tokens[i + 1 : at]
    others = [t for t in between if t.pos in NOMINAL and t.rel in ("obj", "nsubj", "nsubj:pass")]
    return len(between) <= FURTHEST and not others


def _first_named(sentence: Sentence, start: int, people: People) -> Iterator[int]:
    for token in sentence.tokens[start : start + FURTHEST]:
        if token.pos in NOMINAL and token.rel not in PARTS and _somebody(sentence, token, people):
            yield from expand(sentence, token.i)
            yield from _members(sentence, token.i, people)
            return


def _instead(sentence: Sentence, i: int) -> list[int]:
    """3. "Those killed include A and B", "those arrested were A and B": who they are."""
    token = sentence.tokens[i]
    verb = sentence.tokens[token.head]
    if token.rel != "nsubj" or verb.lemma not in ("include", "be") or token.pos == "PROPN":
        return []
    told = [k for k in sentence.kids(verb.i, "obj", "attr") if k.i > verb.i and k.pos in NOMINAL]
    names = [j for k in told for j in expand(sentence, k.i)]
    named = any(sentence.tokens[j].pos == "PROPN" or sentence.kids(j, "appos") for j in names)
    return names if named else []
