"""Whether a clause is negated, or what it tells is called untrue."""

from habeas.extraction.lexicon import Lexicon
from habeas.extraction.parse import Sentence, Token

PREDICATES = ("attr", "acomp", "xcomp", "oprd", "amod", "advcl", "obl", "obj")


def negation(sentence: Sentence, i: int, words: Lexicon) -> bool:
    """Whether the clause of token i is negated: by a particle, its subject, or the verb it is joined to by "or"."""
    negative = words.cues["negative"]
    for kid in sentence.kids(i):
        lower = kid.text.lower()
        if kid.rel == "neg" or (lower in negative and kid.rel in ("advmod", "aux", "cc", "det")):
            return True
        if kid.rel in ("nsubj", "nsubj:pass", "obl", "obj", "iobj"):
            if any(
                k.text.lower() in negative and k.rel in ("det", "neg", "advmod", "amod") for k in sentence.kids(kid.i)
            ):
                return kid.rel != "obj" or True
            if lower in negative and (kid.pos in ("PRON", "DET", "ADV") or kid.rel.startswith("nsubj")):
                return True
            if any(_not_one(sentence, k) for k in sentence.kids(kid.i)):
                return True
    token = sentence.tokens[i]
    if token.rel == "conj" and token.head != i and not sentence.kids(i, "nsubj", "nsubj:pass"):
        joined = {k.text.lower() for k in sentence.kids(token.head, "cc")} | {
            k.text.lower() for k in sentence.kids(i, "cc")
        }
        return bool(joined & {"or", "nor", "или", "ни"}) and negation(sentence, token.head, words)
    return False


def _not_one(sentence: Sentence, token: Token) -> bool:
    """ "Not one of the villagers": the negation stands on the number."""
    return token.text.lower() in ("not", "ни") and token.i + 1 < len(sentence.tokens)


def called_untrue(sentence: Sentence, i: int, words: Lexicon) -> bool:
    """Whether what token i says is called untrue: "it is false that", "turned out to be unfounded", "not true"."""
    predicate = sentence.tokens[i]
    below = [predicate, *sentence.kids(i, *PREDICATES)]
    below += [deeper for kid in below[1:] for deeper in sentence.kids(kid.i, *PREDICATES)]
    if any(token.lemma in words.cues["untrue"] or token.text.lower() in words.cues["untrue"] for token in below):
        return not negation(sentence, i, words)
    return any(token.lemma in words.cues["true"] for token in below) and negation(sentence, i, words)


def untrue_subject(sentence: Sentence, noun: Token, words: Lexicon) -> bool:
    """ "Reports that X were untrue"."""
    return noun.rel.startswith("nsubj") and called_untrue(sentence, noun.head, words)
