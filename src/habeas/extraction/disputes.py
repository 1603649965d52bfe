"""What a document denies further on: claims of a source that another source rejects at once become disputed.

Only claims of named or vague sources, in the paragraph of the denial or the one before it: "rejected the allegations"
speaks of
what was just alleged. The writer's own words, and those of the document's voice, stay as they are; the denial itself is
proposed as a statement.
"""

from collections.abc import Sequence
from dataclasses import replace

from habeas.extraction.model import ProposedClaim
from habeas.extraction.parse import Sentence
from habeas.extraction.reading import Reading

ALLEGED = frozenset(("alleged", "hedged"))
BLANKET = frozenset(
    "allegation claim accusation report charge this it wrongdoing involvement обвинение утверждение это "
    "причастность".split()
)


def dispute(reading: Reading, claims: Sequence[ProposedClaim]) -> list[ProposedClaim]:
    """The claims, with those disputed that a denial answers."""
    denials = [sentence for sentence in reading.sentences if sentence.parsed and _denies(reading, sentence)]
    result = list(claims)
    for denial in denials:
        for number, claim in enumerate(result):
            if _answered(reading, denial, claim):
                result[number] = replace(claim, modality="disputed", reason=f"{claim.reason}; denied further on")
    return result


def _denies(reading: Reading, sentence: Sentence) -> bool:
    for token in sentence.tokens:
        if token.pos == "VERB" and token.lemma in reading.words.cues["deny"]:
            objects = [
                sentence.tokens[i].lemma
                for kid in sentence.kids(token.i, "obj", "xcomp", "ccomp")
                for i in sentence.subtree(kid.i)
            ]
            if any(lemma in BLANKET for lemma in objects) and any(k.rel == "nsubj" for k in sentence.kids(token.i)):
                return True
    return False


def _answered(reading: Reading, denial: Sentence, claim: ProposedClaim) -> bool:
    if claim.attribution_mode not in ("explicit", "quoted", "inherited", "hedged") or claim.modality not in ALLEGED:
        return False
    before = [s for s in reading.sentences if s.start < denial.start and denial.block - s.block <= 1]
    return any(s.start <= claim.act.cue.start < s.end for s in before)
