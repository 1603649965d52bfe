"""The clause of a verb: subject, object, agent, shared along "and" and borrowed from the clause above where it has
none.

Participles take the noun they stand with, relative pronouns stand for their noun, infinitives take the object or
subject above
them. Tokens are given by their index in the sentence; joined ones ("militia and local security") each on their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from habeas.extraction.parse import Sentence, Token

RELATIVE = frozenset(("who", "whom", "that", "which", "который", "кто"))
ACCUSED_OF = frozenset(("of", "for", "with", "в", "во"))
NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X"))


@dataclass(frozen=True)
class Clause:
    """Subject, object and the rest of a verb. `passive`: the subject suffers."""

    subjects: tuple[int, ...]
    objects: tuple[int, ...]
    indirect: tuple[int, ...]
    agents: tuple[int, ...]
    passive: bool


def expand(sentence: Sentence, i: int) -> tuple[int, ...]:
    """Token i and the nouns joined to it by "and"."""
    found = [i]
    for kid in sentence.kids(i, "conj"):
        if kid.pos in NOMINAL and not sentence.kids(kid.i, "nsubj", "aux", "cop"):
            found.extend(expand(sentence, kid.i))
    return tuple(found)


def _all(sentence: Sentence, tokens: Iterable[Token]) -> tuple[int, ...]:
    return tuple(i for token in tokens for i in expand(sentence, token.i))


def clause_of(sentence: Sentence, v: int, depth: int = 0) -> Clause:
    """The clause of verb v."""
    token = sentence.tokens[v]
    active, suffered = sentence.kids(v, "nsubj"), sentence.kids(v, "nsubj:pass")
    objects = _all(sentence, sentence.kids(v, "obj"))
    indirect = _all(sentence, sentence.kids(v, "iobj"))
    agents = _all(sentence, sentence.kids(v, "obl:agent")) + _at_the_hands(sentence, v)
    passive = bool(suffered or sentence.kids(v, "aux:pass")) or (
        token.form == "n" and not _has_aux(sentence, v) and not (objects and not active) and not active
    )
    passive = passive or (not suffered and not active and _got(sentence, token))
    passive = passive or (not active and not sentence.kids(v, "obj") and _joined_to_passive(sentence, token))
    if passive and not agents:
        agents = _agent_below(sentence, v) or _agent_in(sentence, v)
    subjects = _resolve(sentence, _all(sentence, [*suffered, *active]), v)
    objects = _resolve(sentence, objects, v)
    if not subjects and depth < 4:
        subjects, passive = _borrowed(sentence, token, passive, depth)
    if not objects and not passive and depth < 4:
        objects = (
            _shared_object(sentence, token)
            or _gap(sentence, token, bool(active))
            or _carried_object(sentence, token, depth)
        )
    return Clause(subjects, objects, indirect, agents, passive)


def _joined_to_passive(sentence: Sentence, token: Token) -> bool:
    """ "was taken away and held": the tagger reads "held" as a past tense."""
    head = sentence.tokens[token.head]
    if token.rel != "conj" or token.form != "d" or head.i == token.i:
        return False
    return bool(sentence.kids(head.i, "nsubj:pass", "aux:pass"))


def _agent_below(sentence: Sentence, v: int) -> tuple[int, ...]:
    """ "shot on the steps of the building by a gunman": the parser hangs "by" on the building."""
    for kid in sentence.kids(v, "obl"):
        for i in sentence.subtree(kid.i, frozenset(("acl", "acl:relcl", "advcl", "ccomp"))):
            token = sentence.tokens[i]
            if (
                token.case == "by"
                and token.pos in ("NOUN", "PROPN")
                and token.entity not in ("DATE", "TIME", "CARDINAL")
            ):
                return expand(sentence, i)
    return ()


FORCEFUL = frozenset(
    "firing shooting raid attack action operation shelling strike airstrike bombing charge assault ambush gunfire "
    "crackdown "
    "bombardment fire".split()
)


def _agent_in(sentence: Sentence, v: int) -> tuple[int, ...]:
    """ "killed in police firing", "died in an army raid": the police, the army."""
    for kid in sentence.kids(v, "obl", "obl:agent"):
        if kid.case not in ("in", "during", "by", "from"):
            continue
        if kid.lemma in FORCEFUL:
            return tuple(k.i for k in sentence.kids(kid.i, "compound", "nmod:poss") if k.pos in ("NOUN", "PROPN"))[-1:]
        if any(k.lemma == "fire" and k.form == "g" for k in sentence.kids(kid.i, "acl")):
            return (kid.i,)
    return ()


def _has_aux(sentence: Sentence, v: int) -> bool:
    return any(k.lemma in ("have", "'ve") for k in sentence.kids(v, "aux"))


def _got(sentence: Sentence, token: Token) -> bool:
    return token.form == "n" and any(k.lemma == "get" for k in sentence.kids(token.i, "aux", "aux:pass"))


def _at_the_hands(sentence: Sentence, v: int) -> tuple[int, ...]:
    hands = (k for k in sentence.kids(v, "obl", "nmod") if k.lemma == "hand" and k.case == "at")
    return tuple(
        i for hand in hands for k in sentence.kids(hand.i, "nmod") if k.case == "of" for i in expand(sentence, k.i)
    )


def _resolve(sentence: Sentence, found: tuple[int, ...], v: int) -> tuple[int, ...]:
    """A relative pronoun stands for the noun that its clause belongs to."""
    token = sentence.tokens[v]
    while token.rel == "conj" and token.head != token.i:
        token = sentence.tokens[token.head]
    if token.rel not in ("acl:relcl", "acl"):
        return found
    heads = (
        (_somebody(sentence, token.head),) if any(sentence.tokens[i].lemma == "who" for i in found) else (token.head,)
    )
    return tuple(h for i in found for h in (heads if sentence.tokens[i].lemma in RELATIVE else (i,)))


NOBODY = frozenset(("ORG", "GPE", "FAC", "LOC", "PRODUCT", "WORK_OF_ART"))


def _somebody(sentence: Sentence, i: int) -> int:
    """ "a reporter of the weekly Zorka, who was beaten": not the weekly but the reporter, and whose name stands
    before him."""
    token = sentence.tokens[i]
    while token.pos == "PROPN" and token.entity in NOBODY and token.rel in ("nmod", "compound", "appos", "obl"):
        if sentence.tokens[token.head].pos not in ("NOUN", "PROPN"):
            break
        token = sentence.tokens[token.head]
    if token.i != i and token.rel == "appos" and sentence.tokens[token.head].pos == "PROPN":
        token = sentence.tokens[token.head]
    return token.i


PERCEIVING = frozenset(
    "see hear watch witness observe notice recall remember видеть слышать увидеть услышать вспоминать".split()
)
"""Who perceives an act does not do it."""


def _borrowed(sentence: Sentence, token: Token, passive: bool, depth: int) -> tuple[tuple[int, ...], bool]:
    """The subject of a verb that has none of its own, and whether the verb is passive."""
    head = sentence.tokens[token.head]
    if token.head == token.i:
        return (), passive
    if _impersonal(sentence, token, head):
        return (), passive
    if token.rel in ("amod", "acl", "acl:relcl") and head.pos in NOMINAL:
        if token.rel == "acl" and token.form == "b":
            return (), passive
        if token.case:
            return (), passive
        return (head.i,), token.form == "n" or passive
    if token.rel in ("conj", "ccomp") and head.lemma in PERCEIVING:
        return (), passive
    if token.rel == "conj" and head.pos in ("VERB", "AUX", "ADJ"):
        above = clause_of(sentence, head.i, depth + 1)
        same = token.form == head.form or (token.form == "n" and above.passive)
        return above.subjects, above.passive if same else passive
    if token.rel in ("xcomp", "advcl", "ccomp", "dep", "parataxis") and head.pos in ("VERB", "AUX", "ADJ"):
        above = clause_of(sentence, head.i, depth + 1)
        if token.rel == "xcomp" or token.case in ACCUSED_OF:
            return (above.objects or above.subjects) if not above.passive else above.subjects, passive
        return above.subjects, passive
    return (), passive


def _russian(token: Token) -> bool:
    return token.text[:1].lower() >= "\u0430"


def _impersonal(sentence: Sentence, token: Token, head: Token) -> bool:
    """Russian says "they beat people" without "they": a finite verb of its own clause lends no subject from above,
    nor one
    joined by "and" whose number differs or that stands after a semicolon."""
    if not _russian(token) or token.form not in ("d", "r", "f"):
        return False
    if token.rel in ("ccomp", "advcl", "parataxis", "dep"):
        return True
    between = {t.text for t in sentence.tokens[min(token.i, head.i) : max(token.i, head.i)]}
    plural = token.text.lower().endswith(("ли", "лись")), head.text.lower().endswith(("ли", "лись"))
    return token.rel == "conj" and (
        bool(between & {";", ":"}) or (token.form == "d" == head.form and plural[0] != plural[1])
    )


def _carried_object(sentence: Sentence, token: Token, depth: int) -> tuple[int, ...]:
    """Russian names the object once: "stopped him, took out of the car and drove away"."""
    head = sentence.tokens[token.head]
    if (
        not _russian(token)
        or token.rel not in ("conj", "parataxis", "dep")
        or head.pos != "VERB"
        or head.i == token.i
        or depth > 3
    ):
        return ()
    above = clause_of(sentence, head.i, depth + 1)
    return above.subjects if above.passive else above.objects or above.indirect


def _shared_object(sentence: Sentence, token: Token) -> tuple[int, ...]:
    """ "beat and arrested him": the first verb shares the object of the one joined to it."""
    for kid in sentence.kids(token.i, "conj"):
        between = sentence.tokens[token.i + 1 : kid.i]
        joined = kid.pos == "VERB" and all(t.rel in ("cc", "punct", "advmod", "conj") for t in between)
        if joined and (found := _all(sentence, sentence.kids(kid.i, "obj"))):
            return found
    return ()


def _gap(sentence: Sentence, token: Token, has_subject: bool) -> tuple[int, ...]:
    """ "the men police arrested": the noun is the object."""
    pronoun = any(t.lemma in RELATIVE for t in sentence.kids(token.i, "nsubj"))
    if token.rel == "acl:relcl" and has_subject and not pronoun:
        return (token.head,)
    return ()
