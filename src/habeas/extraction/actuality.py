"""Whether an act that is spoken of is said to have happened: denials, fears, laws, plans, conditions fall out here.

For a mention the tree is climbed from the act to the root, and each step is asked:

1. Is it negated here?                         "was not tortured", "nobody was hurt", "without being charged"
2. Is it only possible, planned, due?          "could be arrested", "will be tried"; "may have been" -> suspected
3. Does it stand under a condition?            "if they are caught", "whether he was beaten"
4. Does the verb above leave it open?          "want to", "threatened to", "refused to"; "appears to" -> hedged
5. Is it a norm, a fear, a demand above it?    "the right not to be", "fear of arrest", "must prosecute"
6. Is it taken for granted inside a demand?    "release those detained" -> presupposed
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from habeas.extraction.lexicon import Lexicon
from habeas.extraction.model import Span
from habeas.extraction.negation import called_untrue, negation, untrue_subject
from habeas.extraction.parse import Sentence, Token

BESIDE = frozenset(("nsubj", "nsubj:pass", "conj"))
ASKED = frozenset(("xcomp", "advcl", "obl", "obj", "ccomp"))
MODIFIES = frozenset(("acl", "acl:relcl", "amod"))
UNTRUE = frozenset("false untrue unfounded baseless unconfirmed fabricated wrong".split())
DEMAND_DEPTH = 12


@dataclass(frozen=True)
class Actuality:
    """`real` False: no claim; `why` says what stands against it. `modality` None: nothing special about it."""

    real: bool
    why: str = ""
    modality: str | None = None
    cue: Span | None = None
    attempted: bool = False
    hearsay: bool = False
    """A vague source: "reportedly", "reports of"."""
    told: bool = False
    """The vague source is a noun: "credible reports that", not an adverb."""
    demanded: bool = False
    """Inside a demand."""


REAL = Actuality(True)


def no(why: str) -> Actuality:
    return Actuality(False, why)


def span(token: Token) -> Span:
    return Span(token.start, token.end, token.text)


def verb_actuality(sentence: Sentence, i: int, words: Lexicon, negated_counts: bool = False) -> Actuality:
    """What the clause of verb i, and the clauses above it, say about whether it happened."""
    if not sentence.parsed:
        return flat(sentence, i, words)
    result = _clause(sentence, i, words, negated_counts)
    if not result.real:
        return result
    at = i
    for _ in range(DEMAND_DEPTH):
        token = sentence.tokens[at]
        if token.head == at:
            break
        above = _step(sentence, token, sentence.tokens[token.head], words)
        if not above.real:
            return above
        result = join(result, above)
        at = token.head
        if token.rel in MODIFIES:
            return join(result, _modifier(sentence, sentence.tokens[at], words))
    return result


def join(left: Actuality, right: Actuality) -> Actuality:
    if not (left.real and right.real):
        return left if not left.real else right
    return replace(
        left,
        modality=left.modality or right.modality,
        cue=left.cue or right.cue,
        attempted=left.attempted or right.attempted,
        hearsay=left.hearsay or right.hearsay,
        told=left.told or right.told,
        demanded=left.demanded or right.demanded,
    )


def _clause(sentence: Sentence, i: int, words: Lexicon, negated_counts: bool) -> Actuality:
    """1 to 3 within the clause itself."""
    cues, token = words.cues, sentence.tokens[i]
    negated = negation(sentence, i, words)
    if negated and not negated_counts:
        return no("negated")
    if _instructs(sentence, token):
        return no("an instruction")
    if negated_counts and not negated:
        return no("only its absence is an act")
    if token.case in cues["negative"]:
        return no("negated")
    if token.form == "f":
        return no("not said to have happened")  # Russian: what will be done
    for aux in _auxiliaries(sentence, i):
        lower = aux.text.lower()
        if lower in cues["modal_maybe"]:
            perfect = any(k.lemma in ("have", "'ve") and k.rel == "aux" for k in sentence.kids(i))
            return Actuality(True, modality="suspected", cue=span(aux)) if perfect else no("only possible")
        if (
            lower in cues["modal_unreal"]
            and not (negated_counts and lower in ("would", "could", "'d", "’d"))
            and not _habitual(sentence, i, lower)
        ):
            return no("not said to have happened")
    for kid in sentence.kids(i, "mark", "advmod"):
        if kid.text.lower() in cues["conditional_mark"]:
            return no("a condition")
        if kid.text.lower() in cues["nearly"]:
            return no("it only came near it")
    return adverbs(sentence, i, words)


def _instructs(sentence: Sentence, token: Token) -> bool:
    """ "Follow us on ...", "Do not post": an imperative."""
    bare = (
        token.form == "b" and token.rel == "root" and not sentence.kids(token.i, "nsubj", "nsubj:pass", "aux", "expl")
    )
    return bare and token.i <= 2


def _auxiliaries(sentence: Sentence, i: int) -> list[Token]:
    """Its auxiliaries; those of the verb it is joined to where it has none and no subject of its own."""
    found = sentence.kids(i, "aux", "aux:pass")
    token = sentence.tokens[i]
    if token.rel == "conj" and not sentence.kids(i, "nsubj", "nsubj:pass") and token.head != i:
        own = {t.text.lower() for t in found} - {"to"}
        return found if own else found + _auxiliaries(sentence, token.head)
    return found


def _habitual(sentence: Sentence, i: int, modal: str) -> bool:
    """ "Every night they would beat us"."""
    lower = {t.text.lower() for t in sentence.tokens}
    return modal in ("would", "'d", "’d") and bool(
        lower & {"every", "each", "often", "sometimes", "usually", "always", "nights"}
    )


def adverbs(sentence: Sentence, i: int, words: Lexicon) -> Actuality:
    """Adverbs and adjectives at token i that hedge it."""
    cues, result = words.cues, REAL
    near = [t for t in _just_before(sentence, i) if t.pos == "ADV"]
    for kid in (*sentence.kids(i, "advmod", "amod", "nmod", "compound", "parataxis", "dep"), *near):
        lower, found = kid.text.lower(), span(kid)
        if lower in cues["hearsay_adverb"]:
            told = "second-hand" if lower in TOLD else "hedged"
            result = join(result, Actuality(True, modality=told, cue=found, hearsay=True))
        elif lower in cues["alleged_word"] or lower in cues["hedge_adverb"]:
            result = join(result, Actuality(True, modality="hedged", cue=found))
        elif lower in cues["suspect_word"]:
            result = join(result, Actuality(True, modality="suspected", cue=found))
    return result


def _just_before(sentence: Sentence, i: int) -> list[Token]:
    """The few words before token i up to a comma, a noun or another verb: where the tree hangs an adverb elsewhere."""
    found = []
    for token in reversed(sentence.tokens[max(0, i - 5) : i]):
        if token.pos in ("PUNCT", "VERB", "NOUN", "PROPN"):
            break
        found.append(token)
    return found


def _step(sentence: Sentence, token: Token, head: Token, words: Lexicon) -> Actuality:
    """4 and 5: what the word above says of the clause below it."""
    cues, relation = words.cues, token.rel
    to = any(k.text.lower() in ("to", "чтобы") for k in sentence.kids(token.i, "aux", "mark"))
    infinitive = token.form == "b" and (to or token.text[0].lower() >= "\u0430")  # Russian needs no "to"
    if relation in ("xcomp", "ccomp"):
        return _complement(sentence, token, head, infinitive, words)
    if relation == "advcl" and infinitive and head.lemma not in cues["real_verbs"]:
        return no("a purpose or a demand")
    if relation == "advcl" and any(k.text.lower() in cues["conditional_mark"] for k in sentence.kids(token.i, "mark")):
        return no("a condition")
    if relation == "acl" and infinitive:
        return no("a plan, an order or a demand")
    if relation == "acl" and head.lemma in cues["norm_noun"] and head.lemma not in cues["hearsay_noun"]:
        return no("not said to have happened")
    if relation in ("acl", "ccomp") and head.lemma in cues["hearsay_noun"] and untrue_subject(sentence, head, words):
        return no("called untrue")
    if relation in ("csubj", "csubj:pass") and called_untrue(sentence, head.i, words):
        return no("called untrue")
    if head.lemma in cues["guilty"] and (negation(sentence, head.i, words) or negation(sentence, head.head, words)):
        return no("not found guilty of it")
    if relation in ("csubj", "csubj:pass") and head.lemma in cues["unreal_verbs"]:
        return no("not said to have happened")
    if head.lemma in cues["acquit"] and token.rel in ("advcl", "xcomp", "obl", "ccomp"):
        return no("acquitted of it")
    if relation in ("acl", "ccomp") and head.lemma in cues["hearsay_noun"]:
        return no("no evidence of it") if lacking(sentence, head, words) else hearsay_noun(head)
    if relation == "conj" and head.pos in ("VERB", "AUX"):
        if any(k.text.lower() in cues["conditional_mark"] for k in sentence.kids(head.i, "mark")):
            return no("a condition")
        return _under_modal(sentence, token, head, words)
    if relation in ("advcl", "parataxis", "conj"):
        return REAL
    return REAL


def unconfirmed(sentence: Sentence, i: int, words: Lexicon) -> Span | None:
    """ "Posts that X was killed could not be confirmed", "reports ... are false": the words that contradict."""
    path = [i, *(t.i for t in sentence.ancestors(i))]
    for at in path:
        token = sentence.tokens[at]
        if token.lemma in words.cues["hearsay_noun"] and token.rel.startswith("nsubj"):
            verb = sentence.tokens[token.head]
            false = [k for k in sentence.kids(verb.i, "attr") if k.lemma in UNTRUE]
            if false or (
                verb.lemma in ("confirm", "verify", "substantiate", "corroborate") and negation(sentence, verb.i, words)
            ):
                return span(false[0] if false else verb)
    return None


def lacking(sentence: Sentence, noun: Token, words: Lexicon) -> bool:
    """ "found no evidence that", "did not receive reports of"."""
    if any(k.text.lower() in words.cues["negative"] for k in sentence.kids(noun.i, "det", "neg", "amod")):
        return True
    verb = sentence.tokens[noun.head]
    doubted = verb.lemma in ("confirm", "verify", "substantiate", "corroborate", "rule", "deny", "reject")
    return noun.rel == "obj" and verb.pos == "VERB" and not doubted and negation(sentence, verb.i, words)


def _under_modal(sentence: Sentence, token: Token, head: Token, words: Lexicon) -> Actuality:
    own = sentence.kids(token.i, "nsubj", "nsubj:pass")
    to = any(k.text.lower() == "to" for k in sentence.kids(token.i, "aux"))
    if own or not to:
        return REAL
    return (
        REAL
        if head.lemma in words.cues["real_verbs"] or head.rel in ("xcomp", "ccomp", "conj")
        else no("a purpose or a demand")
    )


def hearsay_noun(head: Token) -> Actuality:
    return Actuality(True, modality="second-hand", cue=span(head), hearsay=True, told=True)


def _complement(sentence: Sentence, token: Token, head: Token, infinitive: bool, words: Lexicon) -> Actuality:
    """4. "wanted to", "threatened to", "is said to have", "appears to", "denied that", "fears that"."""
    cues, lemma = words.cues, head.lemma
    if lemma in cues["deny"]:
        return no("denied")
    if called_untrue(sentence, head.i, words):
        return no("called untrue")
    if lemma in cues["acquit"]:
        return no("acquitted of it")
    if token.rel == "ccomp" and _subjunctive(sentence, token):
        return no("demanded")
    if any(k.text.lower() in cues["conditional_mark"] for k in sentence.kids(token.i, "mark")):
        return no("a question")
    cut_off = any(t.text in (":", ";", "—") for t in sentence.tokens[min(head.i, token.i) : max(head.i, token.i)])
    if cut_off:
        return REAL
    if negation(sentence, head.i, words) and lemma not in ("know", "see", "deny", "doubt"):
        return no("negated above")
    if lemma in cues["seem"]:
        return Actuality(True, modality="hedged", cue=span(head))
    if lemma in cues["try_verbs"] and infinitive:
        return Actuality(True, attempted=True)
    passive = bool(sentence.kids(head.i, "nsubj:pass", "aux:pass"))
    if passive and lemma in cues["hearsay_verb"]:
        return Actuality(
            True,
            modality="hedged" if lemma not in ("fear", "suspect", "presume") else "suspected",
            cue=span(head),
            hearsay=True,
        )
    if lemma in cues["fear"]:
        return no("a fear")
    if lemma in ("suspect", "suggest", "indicate"):
        return Actuality(True, modality="suspected", cue=span(head))
    if token.rel == "ccomp":
        return no("not said to have happened") if lemma in cues["unreal_verbs"] and lemma not in cues["say"] else REAL
    if infinitive and (lemma not in cues["real_verbs"] or (lemma == "go" and head.form == "g")):
        return no("not said to have happened")
    if not infinitive and lemma in cues["unreal_verbs"] and lemma not in cues["real_verbs"]:
        return no("not said to have happened")
    return REAL


def _subjunctive(sentence: Sentence, token: Token) -> bool:
    """ "demands that the ministry suspend him", "urged that he be jailed": the base form with a subject."""
    bare = token.form in ("b", "r") and token.text.lower() == token.lemma
    singular = all(k.form == "s" for k in sentence.kids(token.i, "nsubj") if k.pos in ("NOUN", "PROPN"))
    finite = (bare and (token.form == "b" or singular)) or (
        token.form == "n" and any(k.text.lower() == "be" for k in sentence.kids(token.i, "aux:pass", "aux"))
    )
    modal = any(k.text.lower() != "be" for k in sentence.kids(token.i, "aux"))
    marked = any(k.text.lower() == "that" for k in sentence.kids(token.i, "mark"))
    return finite and marked and not modal


def _modifier(sentence: Sentence, noun: Token, words: Lexicon) -> Actuality:
    """6. A participle or relative clause: its noun may stand inside a demand, a condition, a norm."""
    if noun.lemma in ("anyone", "whoever", "anybody"):
        return no("nobody in particular")
    if noun.lemma in ("everyone", "everybody", "person", "each") and _norm_above(sentence, noun):
        return no("a norm")
    if demanded(sentence, noun.i, words):
        return Actuality(True, modality="presupposed", demanded=True)
    for verb in (noun, *sentence.ancestors(noun.i)):
        if verb.pos in ("VERB", "AUX") and any(
            k.text.lower() in words.cues["conditional_mark"] for k in sentence.kids(verb.i, "mark")
        ):
            return no("a condition")
    return adverbs(sentence, noun.i, words)


def _norm_above(sentence: Sentence, noun: Token) -> bool:
    """ "Everyone who is arrested shall be informed"."""
    return any(k.text.lower() == "shall" for t in sentence.ancestors(noun.i) for k in sentence.kids(t.i, "aux"))


def demanded(sentence: Sentence, i: int, words: Lexicon) -> bool:
    """Whether token i stands inside what is demanded: below a verb or noun of demand, or a verb with must or should."""
    path = [sentence.tokens[i], *sentence.ancestors(i)]
    for below, above in pairwise(path):
        asks = above.lemma in words.cues["call_on"] and above.pos == "VERB" and below.rel not in BESIDE
        if asks and (above.lemma not in words.cues["say"] or below.rel in ASKED):
            return True
        if above.lemma in words.cues["call_noun"] and above.pos == "NOUN":
            return True
        if above.pos == "VERB" and any(
            k.text.lower() in ("must", "should", "ought", "shall") for k in sentence.kids(above.i, "aux")
        ):
            return True
        if above.lemma == "need" and below.rel == "xcomp":
            return True
    root = path[-1]
    return root.pos == "VERB" and root.form == "b" and not sentence.kids(root.i, "nsubj", "nsubj:pass", "aux")


FALSE = frozenset("ложь выдумка клевета фейк неправда вымысел провокация lie fabrication slander fiction".split())
TOLD = frozenset("говорят говорили рассказывают рассказывали".split())
"""Hearsay by word of mouth; «сообщается», "reportedly" only hedge."""
UNCONFIRMED = frozenset(
    "confirm verify substantiate corroborate подтвердить подтвердиться подтверждать подтверждаться обнаружить "
    "выявить найти находить установить "
    "соответствовать".split()
)


def flat(sentence: Sentence, i: int, words: Lexicon) -> Actuality:
    """Without a tree: the words of the same clause (between commas) before the act, and little trust."""
    before = []
    for token in reversed(sentence.tokens[:i]):
        if token.text in ",;:—":
            break
        before.append(token.text.lower())
    cues = words.cues
    for name, why in (
        ("negative", "negated"),
        ("modal_unreal", "not said to have happened"),
        ("conditional_mark", "a condition"),
    ):
        if cues[name].intersection(before):
            return no(why)
    if cues["modal_maybe"].intersection(before) or cues["fear"].intersection(before):
        return no("only possible")
    return REAL
