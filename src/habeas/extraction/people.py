"""Who is who among nouns: people, forces, organisations; and the stretch of text that names them.

Questions of a token are answered from its entity, its lemma in the word lists, and, for English, the endings of nouns
for
people (-er, -ist, -man). They are guesses, used to choose between roles, never shown as facts.
"""

from dataclasses import dataclass

from habeas.extraction.lexicon import Lexicon
from habeas.extraction.model import Span
from habeas.extraction.parse import Sentence, Token

PRONOUNS = frozenset(
    "i we you he she they him her them me us who whom myself himself herself themselves ourselves someone "
    "somebody everyone "
    "everybody anyone nobody those others я мы он она они его её ее их меня нас ему ей им мне нам них него неё нее ним "
    "ней ними нами мной кто кого кому кто-то никто все всех те тех".split()
)
POSSESSIVES = frozenset(
    "my our his her their your its whose мой моя моё мои наш наша наши его её ее их свой своя свои".split()
)
ENDINGS = ("er", "or", "ist", "ian", "man", "men", "ee", "woman", "women", "person", "ant", "ent")
SURE_ENDINGS = ("ist", "man", "men", "woman", "women", "person", "people", "ees")
PARTITIVE = frozenset(
    "many most some several few all both none one two three four five six seven eight nine ten dozen dozens "
    "hundred hundreds "
    "thousand thousands number group majority handful score scores couple half lot rest each any part member "
    "members crowd "
    "pair team band gang bunch total series type kind sort tens others fourth third".split()
)


@dataclass(frozen=True)
class People:
    """Answers for one language, from its word lists."""

    words: Lexicon

    def person(self, sentence: Sentence, token: Token) -> bool:
        """Whether the token names a person or a group of people."""
        lower, lemma, cues = token.text.lower(), token.lemma, self.words.cues
        if token.entity == "PERSON" or lower in PRONOUNS or lemma in cues["person"]:
            return True
        if inner := self.inside_of(sentence, token):
            return self.person(sentence, inner)
        if token.entity in ("GPE", "LOC", "DATE", "TIME", "FAC", "MONEY", "PERCENT"):
            return lemma in cues["force"]
        if token.animate:
            return lemma not in cues["not_person"]
        if token.entity == "ORG":
            return self._miscalled(sentence, token)
        if token.entity == "NORP" or lemma.endswith(SURE_ENDINGS):
            return True
        if token.pos == "NOUN" and token.text.isascii() and lemma not in cues["not_person"]:
            return len(lemma) > 4 and lemma.endswith(("er", "or", "ian", "ee"))
        if token.pos in ("ADJ", "NUM", "DET"):
            return token.rel in ("nsubj", "nsubj:pass", "obj", "obl:agent")
        return token.pos == "PROPN" and token.entity == "" and token.rel != "compound"

    def _miscalled(self, sentence: Sentence, token: Token) -> bool:
        """A name the parser calls an organisation, that has no article, no capitals only, and no word for an
        organisation."""
        words = [token, *sentence.kids(token.i, "compound", "det", "amod", "nmod")]
        if token.pos != "PROPN" or token.text.isupper() or any(t.rel in ("det", "nmod") for t in words):
            return False
        cues = self.words.cues
        return len(words) <= 3 and not any(
            t.text.lower() in cues["organisation"] or t.text.lower() in cues["force"] for t in words
        )

    def force(self, sentence: Sentence, token: Token) -> bool:
        """Whether the token names an authority, a force, an armed group, an official, or the noun phrase says so."""
        if token.lemma in self.words.cues["force"]:
            return True
        if inner := self.inside_of(sentence, token):
            return self.force(sentence, inner)
        words = (sentence.tokens[k] for k in sentence.children[token.i])
        return any(
            k.lemma in self.words.cues["force"] and k.rel in ("compound", "amod", "nmod:poss", "appos") for k in words
        )

    def organisation(self, token: Token) -> bool:
        return token.entity == "ORG" or token.lemma in self.words.cues["organisation"]

    def can_act(self, sentence: Sentence, token: Token) -> bool:
        """Whether the token can be who did something: not an event, a thing or a time."""
        if token.entity in ("GPE", "NORP", "PERSON"):
            return True
        if token.entity in ("DATE", "TIME", "CARDINAL", "EVENT", "MONEY", "LAW", "FAC") and not token.text[0].isupper():
            return self.person(sentence, token)
        return self.person(sentence, token) or self.force(sentence, token) or self.organisation(token)

    def inside_of(self, sentence: Sentence, token: Token) -> Token | None:
        """ "men" of "many of the men", "youths" of "a group of youths"."""
        if token.lemma not in PARTITIVE and token.text.lower() not in PARTITIVE and token.pos != "NUM":
            return None
        kids = sentence.kids(token.i, "nmod", "obl")
        return next((k for k in kids if k.case in ("of", "+gen", "из") and k.i > token.i), None)


LEFT_OUT = frozenset(
    ("acl:relcl", "acl", "appos", "conj", "cc", "parataxis", "advcl", "punct", "ccomp", "dep", "case", "mark")
)


OF = frozenset(("of", "+gen", "из"))
OF_OR_FROM = OF | {"from", "in"}


def noun_phrase(text: str, sentence: Sentence, head: int, clauses: bool = True) -> Span:
    """The words that name what `head` names: its determiners, modifiers and "of" phrases, a short clause that
    restricts it."""
    kept = set(_core(sentence, head))
    for kid in sentence.kids(head, "acl", "acl:relcl"):
        below = sentence.subtree(kid.i)
        if clauses and kid.i > head and len(below) <= 10 and not _comma_before(sentence, min(below)):
            kept.update(below)
    for kid in sentence.kids(head, "conj"):
        if kid.pos == "ADJ" and sentence.tokens[head].pos == "ADJ":
            kept.update(sentence.subtree(kid.i))
    first, last = _contiguous(sentence, kept, head)
    start, end = sentence.tokens[first].start, sentence.tokens[last].end
    return Span(start, end, text[start:end])


def _core(sentence: Sentence, head: int) -> list[int]:
    found, stack = [head], [head]
    while stack:
        at = stack.pop()
        for kid in sentence.kids(at):
            if kid.rel == "case" and kid.i > at != head:
                found.append(kid.i)
            if kid.rel in LEFT_OUT and not (
                kid.rel in ("conj", "cc", "punct") and at != head and sentence.tokens[at].i < head
            ):
                continue
            if (
                kid.rel in ("nmod", "obl")
                and kid.i > head
                and at == head
                and kid.case not in (OF if sentence.tokens[head].pos == "PROPN" else OF_OR_FROM)
            ):
                continue
            if kid.entity in ("DATE", "TIME") and sentence.tokens[at].entity not in ("DATE", "TIME"):
                continue
            found.append(kid.i)
            found.extend(c.i for c in sentence.kids(kid.i, "case") if c.i > head)
            stack.append(kid.i)
    return found


def _contiguous(sentence: Sentence, kept: set[int], head: int) -> tuple[int, int]:
    """First and last token of the run of kept tokens round the head; a hyphen or an inner comma does not break it."""
    first = last = head
    while first - 1 in kept or (first - 2 in kept and sentence.tokens[first - 1].text in "-–/,'’."):
        first -= 1 if first - 1 in kept else 2
    while last + 1 in kept or (last + 2 in kept and sentence.tokens[last + 1].text in "-–/'’."):
        last += 1 if last + 1 in kept else 2
    return first, last


def _comma_before(sentence: Sentence, i: int) -> bool:
    return i > 0 and sentence.tokens[i - 1].text in ",—–("
