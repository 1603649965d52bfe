"""Trees of our own: what spaCy (English) or natasha (Russian) says of a sentence, in one form.

Relations are those of Universal Dependencies, so that roles, modality, attribution, calls and statements share their logic
between languages. spaCy's trees are turned into that form: a preposition does not stand between verb and noun, it is the
`case` of the noun. Relations used by the rules:

    nsubj nsubj:pass obj iobj obl obl:agent nmod nmod:poss amod nummod compound appos det case mark cc conj
    acl acl:relcl advcl xcomp ccomp csubj cop aux aux:pass advmod neg attr parataxis root punct dep

- `obl:agent`: "by X" of a passive, the Russian instrumental of a passive. `neg`: "not", "n't", "never", "не", "ни".
- `attr`: predicate noun or adjective, head is the verb "be" (English keeps that form; Russian without a copula: root).
- `case` of a token: its prepositions in lower case, joined by a blank ("out of"), or "" ("by" for an agent too); Russian: the
  preposition, or for a bare noun its grammatical case as "+ins", "+gen", "+dat" (`obl` and `nmod` only).
"""

from typing import NamedTuple


class Token(NamedTuple):
    """One token. `i` and `head` count within its sentence; the root is its own head. Offsets are those of the text."""

    i: int
    start: int
    end: int
    text: str
    lemma: str
    """Lower case. Russian: ё folded to е, participles under the lemma of their verb."""
    pos: str
    """Universal: NOUN PROPN VERB AUX ADJ ADV PRON NUM ADP DET PART PUNCT ... Participles: VERB."""
    rel: str
    head: int
    case: str = ""
    entity: str = ""
    """PERSON | ORG | GPE | LOC | NORP | FAC | DATE ... or empty."""
    form: str = ""
    """Letters: p plural, s singular, past "d", present "r", base/infinitive "b", participle "n" (passive) or "g" (active)."""


class Sentence:
    """A tree of tokens with its place in the text.

    `parsed` is False where there was no model: every token then hangs on token 0 with the relation "dep".
    """

    __slots__ = ("block", "children", "end", "index", "parsed", "start", "tokens")

    def __init__(
        self, index: int, block: int, start: int, end: int, tokens: tuple[Token, ...], parsed: bool = True
    ) -> None:
        self.index, self.block, self.start, self.end, self.tokens, self.parsed = index, block, start, end, tokens, parsed
        children: list[list[int]] = [[] for _ in tokens]
        for token in tokens:
            if token.head != token.i:
                children[token.head].append(token.i)
        self.children = children

    def kids(self, i: int, *relations: str) -> list[Token]:
        """Dependents of token i with one of these relations (all without any), in the order of the text."""
        return [self.tokens[k] for k in self.children[i] if not relations or self.tokens[k].rel in relations]

    def subtree(self, i: int, skip: frozenset[str] = frozenset()) -> list[int]:
        """Indices of token i and all below it, sorted; branches whose relation is in `skip` are left out."""
        found, stack = [i], [i]
        while stack:
            for k in self.children[stack.pop()]:
                if self.tokens[k].rel not in skip:
                    found.append(k)
                    stack.append(k)
        return sorted(found)

    def ancestors(self, i: int) -> list[Token]:
        """From the head of token i up to the root."""
        found: list[Token] = []
        while self.tokens[i].head != i and len(found) < len(self.tokens):
            i = self.tokens[i].head
            found.append(self.tokens[i])
        return found

    def at(self, offset: int) -> Token | None:
        """The token that covers this offset of the text."""
        return next((t for t in self.tokens if t.start <= offset < t.end), None)


def flat_sentence(text: str, index: int, block: int, start: int, end: int) -> Sentence:
    """A sentence without a tree: words by pattern, every token hangs on token 0."""
    raise NotImplementedError
