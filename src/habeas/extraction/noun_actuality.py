"""Whether an act spoken of by a noun is said to have happened: what its phrase, the nouns and the verb above it say.

A norm, a fear, a plan or a denial above it ends it; a report or an allegation makes it second-hand; a demand takes it
for granted; a light verb ("carried out", "faced") lends it its own actuality. Some acts lie in the lack of something.
"""

from dataclasses import replace

from habeas.extraction.actuality import (
    DEMAND_DEPTH,
    FALSE,
    REAL,
    UNCONFIRMED,
    Actuality,
    adverbs,
    demanded,
    flat,
    hearsay_noun,
    join,
    lacking,
    no,
    verb_actuality,
)
from habeas.extraction.lexicon import Lexicon
from habeas.extraction.negation import called_untrue, negation
from habeas.extraction.parse import Sentence, Token

LEADING = frozenset(
    "have involve take occur happen result lead cause mean include bring trigger prompt risk invite".split()
)
GIVING = frozenset("give receive provide get allow grant offer see let дать получать давать предоставить".split())


def noun_actuality(sentence: Sentence, i: int, words: Lexicon, negated_counts: bool = False) -> Actuality:
    """What the phrase of noun i, and the words above it, say about whether it happened."""
    if not sentence.parsed:
        return flat(sentence, i, words)
    cues, result = words.cues, adverbs(sentence, i, words)
    if negated_counts:
        return _absence(sentence, i, words)
    if any(k.text.lower() in cues["negative"] for k in sentence.kids(i, "det", "neg", "amod")):
        return no("negated")
    at = i
    for _ in range(DEMAND_DEPTH):
        token = sentence.tokens[at]
        head = sentence.tokens[token.head]
        if token.case in cues["negative"]:
            return no("negated")
        if token.head == at:
            break
        above = _noun_step(sentence, token, head, words)
        if not above.real:
            return above
        result = join(result, above)
        at = token.head
        if head.pos in ("VERB", "AUX"):
            return join(result, _governed(sentence, token, head, words))
    return result


def _absence(sentence: Sentence, i: int, words: Lexicon) -> Actuality:
    """An act that lies in the lack of something: "without access to a lawyer", "no contact", "were denied access"."""
    token, cues = sentence.tokens[i], words.cues
    lacking = token.case in cues["negative"] or any(
        k.text.lower() in cues["negative"] for k in sentence.kids(i, "det", "neg", "amod", "advmod")
    )
    for above in sentence.ancestors(i):
        if above.pos in ("VERB", "AUX"):
            giving = above.lemma in GIVING or (above.lemma == "have" and token.lemma in ("access", "contact"))
            lacking = lacking or above.lemma in cues["refuse"] or (giving and negation(sentence, above.i, words))
            above_real = verb_actuality(sentence, above.i, words, negation(sentence, above.i, words))
            return above_real if lacking else no("only its absence is an act")
    return REAL if lacking else no("only its absence is an act")


def _noun_step(sentence: Sentence, token: Token, head: Token, words: Lexicon) -> Actuality:
    """5 for nouns: what the noun above says."""
    cues = words.cues
    if token.rel == "compound" and head.pos in ("NOUN", "PROPN"):
        event = head.lemma in cues["event_noun"] or head.lemma in words.nouns
        return REAL if event and head.lemma not in cues["dead_head"] else no("names something else")
    if token.rel == "nsubj" and head.lemma in FALSE:
        return no("called false")
    if head.pos not in ("NOUN", "PROPN", "ADJ"):
        return REAL
    if token.rel in ("nmod", "obl", "acl") and head.lemma in cues["norm_noun"]:
        return no("a norm, a fear or a plan")
    if token.rel in ("nmod", "obl") and head.lemma in cues["fear"]:
        return no("a fear")
    if token.rel in ("conj", "appos"):
        return adverbs(sentence, head.i, words)
    result = adverbs(sentence, head.i, words)
    if head.lemma in cues["hearsay_noun"] and lacking(sentence, head, words):
        return no("no evidence of it")
    if head.lemma in cues["hearsay_noun"] and token.rel in ("nmod", "obl"):
        result = join(result, hearsay_noun(head))
    return result


def _governed(sentence: Sentence, token: Token, verb: Token, words: Lexicon) -> Actuality:
    """The verb above the noun: a demand takes the act for granted; a norm, a denial, a light verb in the negative
    ends it."""
    cues = words.cues
    if verb.form == "m":
        return no("an appeal")  # Russian marks the imperative
    if verb.lemma in UNCONFIRMED and negation(sentence, verb.i, words):
        return no("not confirmed")
    if verb.lemma in cues["norm_verb"] and token.rel in ("obj", "obl", "nsubj:pass", "xcomp"):
        return no("a norm or a fear")
    if verb.lemma in cues["deny"]:
        return no("denied")
    if verb.lemma in cues["evade"] and token.rel == "obj":
        return no("it was escaped")
    if verb.lemma in cues["acquit"]:
        return no("acquitted of it")
    if token.rel.startswith("nsubj") and called_untrue(sentence, verb.i, words):
        return no("called untrue")
    if any(k.text.lower() == "shall" for k in sentence.kids(verb.i, "aux")):
        return no("a norm")
    if demanded(sentence, token.i, words):
        return Actuality(True, modality="presupposed", demanded=True)
    light = verb.lemma in cues["light_patient"] or verb.lemma in cues["light_agent"] or verb.lemma == "be"
    if light or verb.lemma in LEADING:
        return verb_actuality(sentence, verb.i, words)
    result = verb_actuality(sentence, verb.i, words)
    return replace(result, attempted=False) if result.real else REAL
