"""Which words of a sentence speak of an act of the lexicon.

1. Each token whose lemma begins an entry is tried against its entries, longest first.
2. The further words of an entry must follow: for verbs below the verb within a few words, for nouns side by side.
3. A word belongs to one mention only; the longer wins.
Whether the act is real, and who is in it, is decided elsewhere (actuality.py, roles.py).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from habeas.extraction.lexicon import IDIOM, Entry, Lexicon
from habeas.extraction.model import Span
from habeas.extraction.parse import Sentence, Token

REACH = 9
"""Words that may stand between the first and the last word of a verb phrase."""
AFTER_TO = 4
NOUN_REACH = 3
CLAUSES = frozenset(("acl", "acl:relcl", "advcl", "conj"))
NOUNS = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "X"))
VERBS = frozenset(("VERB", "AUX", "ADJ", "X"))


Follow = Callable[[Sentence, Token, Entry], tuple[int, ...] | None]
"""The tokens of an entry's words from its trigger on; None where they do not follow."""


@dataclass(frozen=True)
class ActMention:
    """An act spoken of: `at` is the token on which its dependents hang, `entries` the readings in order of trust."""

    sentence: Sentence
    at: int
    entries: tuple[Entry, ...]
    tokens: tuple[int, ...]

    @property
    def token(self) -> Token:
        return self.sentence.tokens[self.at]

    def cue(self, text: str) -> Span:
        """The words that speak of the act, from the first to the last."""
        start = self.sentence.tokens[min(self.tokens)].start
        end = self.sentence.tokens[max(self.tokens)].end
        return Span(start, end, text[start:end])


def find_acts(sentence: Sentence, words: Lexicon) -> tuple[ActMention, ...]:
    """The acts a sentence speaks of, in the order of the text; no word twice."""
    found = [mention for token in sentence.tokens for mention in _at(sentence, token, words)]
    taken: set[int] = set()
    kept: list[ActMention] = []
    for mention in sorted(
        found, key=lambda m: (-len(m.tokens), m.entries[0].type != IDIOM, m.entries[0].method is None, m.at)
    ):
        if not taken.intersection(mention.tokens):
            taken.update(mention.tokens)
            kept.append(mention)
    return tuple(sorted(kept, key=lambda m: m.at))


def _at(sentence: Sentence, token: Token, words: Lexicon) -> Iterator[ActMention]:
    # 1. entries by the lemma, as a verb, then as a noun
    if token.pos in VERBS:
        for lemma in _lemmas(token):
            yield from _matches(sentence, token, words.verbs.get(lemma, ()), _below)
        yield from _with_manner(sentence, token, words)
        if token.i >= 2 and sentence.tokens[token.i - 1].text == "-":  # "strip-searched" comes as three tokens
            whole = f"{sentence.tokens[token.i - 2].lemma}-{token.lemma}"
            for mention in _matches(sentence, token, words.verbs.get(whole, ()), _below):
                yield replace(mention, tokens=(token.i - 2, *mention.tokens))
    entries = words.nouns.get(token.lemma, ()) or words.nouns.get(token.text.lower(), ())
    if entries and (token.pos in NOUNS or token.pos == "ADP"):
        yield from _matches(sentence, token, entries, _beside)


def _with_manner(sentence: Sentence, token: Token, words: Lexicon) -> Iterator[ActMention]:
    """ "sexually abused": entries that begin with the adverb, which may stand anywhere beside the verb."""
    for kid in sentence.kids(token.i, "advmod"):
        entries = words.verbs.get(kid.text.lower(), ())
        fitting = tuple(entry for entry in entries if len(entry.words) == 2 and entry.words[1] in _lemmas(token))
        if fitting:
            yield ActMention(sentence, token.i, fitting, tuple(sorted((kid.i, token.i))))


def _lemmas(token: Token) -> tuple[str, ...]:
    """The lemma; for a participle that the tagger calls an adjective, the verb it may come from."""
    lower = token.text.lower()
    if not lower.endswith("ed") or not lower.isascii():
        return (token.lemma,)
    return tuple(dict.fromkeys((token.lemma, lower[:-1], lower[:-2])))  # "raped": the lemmatizer says "rap"


def _matches(sentence: Sentence, token: Token, entries: Sequence[Entry], follow: Follow) -> Iterator[ActMention]:
    # 2. entries of one length share the words they match: they are readings of one mention
    by_tokens: dict[tuple[int, ...], list[Entry]] = {}
    for entry in entries:
        tokens = follow(sentence, token, entry)
        if tokens:
            by_tokens.setdefault(tokens, []).append(entry)
    for tokens, readings in by_tokens.items():
        at = token.i if readings[0].kind == "verb" else _top(sentence, tokens)
        yield ActMention(sentence, at, tuple(readings), tokens)


def _below(sentence: Sentence, token: Token, entry: Entry) -> tuple[int, ...] | None:
    tokens, at = [token.i], token.i
    for word in entry.words[1:]:
        wanted = word.split("|")
        span = [*range(at + 1, min(at + REACH, len(sentence.tokens)))]
        if token.text[0].lower() >= "\u0430" and sentence.parsed:  # Russian words stand in any order
            span += range(max(0, token.i - REACH), token.i)
        place = next((k for k in span if _is(sentence.tokens[k], wanted) and _under(sentence, k, token.i)), None)
        if place is None:
            place = _suffering(sentence, token, wanted)
        if place is None:
            return None
        tokens.append(place)
        at = max(place, token.i)
    return tuple(sorted(tokens))


def _suffering(sentence: Sentence, verb: Token, wanted: Sequence[str]) -> int | None:
    """ "their house was burned": the object of the phrase is the subject of a passive."""
    clipped = verb.form in ("n", "d") and not sentence.kids(verb.i, "obj", "aux", "aux:pass")
    state = verb.lemma in ("be", "remain", "stay")
    subjects = ("nsubj:pass", "nsubj") if state or clipped else ("nsubj:pass",)
    below = (i for k in sentence.kids(verb.i, *subjects) for i in sentence.subtree(k.i, CLAUSES))
    return next((i for i in below if _is(sentence.tokens[i], wanted)), None)


def _beside(sentence: Sentence, token: Token, entry: Entry) -> tuple[int, ...] | None:
    tokens, at = [token.i], token.i
    for word in entry.words[1:]:
        wanted = word.split("|")
        reach = 1 if not _is_preposition(sentence.tokens[at]) else NOUN_REACH
        span = range(at + 1, min(at + 1 + reach, len(sentence.tokens)))
        place = next((k for k in span if _is(sentence.tokens[k], wanted)), None)
        if place is None:
            return None
        tokens.append(place)
        at = place
    return tuple(tokens)


def _is(token: Token, wanted: Sequence[str]) -> bool:
    return token.lemma in wanted or token.text.lower() in wanted


def _is_preposition(token: Token) -> bool:
    return token.pos == "ADP" or token.rel == "case"


def _under(sentence: Sentence, k: int, verb: int) -> bool:
    """Whether token k hangs below the verb, not beyond another clause beside it. Flat sentences: no comma between."""
    if not sentence.parsed:
        return not any(t.text in ",;:." for t in sentence.tokens[verb:k])
    while sentence.tokens[k].head != k:
        token = sentence.tokens[k]
        if token.head == verb:
            return token.rel != "conj"
        k = token.head
    return False


def _top(sentence: Sentence, tokens: Sequence[int]) -> int:
    """The token of a noun phrase on which the others hang."""
    return next(
        (i for i in tokens if sentence.tokens[i].head not in tokens or sentence.tokens[i].head == i), tokens[-1]
    )
