"""What was not proposed and must be read by a person: said, so that nobody takes silence for absence.

1. Sentences in which a word for an act stands and from which no claim and no call was proposed, with the reason.
2. Stretches in a language in which no claims are proposed.
"""

from collections.abc import Iterable, Sequence

from habeas.extraction.languages import name_of
from habeas.extraction.layout import Block, span_of
from habeas.extraction.model import ProposedCall, ProposedClaim, Unread
from habeas.extraction.parse import Sentence

NO_ROLES = "nobody it could concern"
NO_SUPPORT = "a topic rather than an act"


def unclaimed(
    text: str,
    passed: Iterable[tuple[Sentence, str]],
    claims: Sequence[ProposedClaim],
    calls: Sequence[ProposedCall],
) -> tuple[Unread, ...]:
    """1. One entry a sentence, in the order of the text. `passed`: acts that were passed over, each with the reason."""
    told = [claim.act.cue.start for claim in claims] + [call.action.start for call in calls]
    found: dict[int, Unread] = {}
    for sentence, why in passed:
        if not any(sentence.start <= start < sentence.end for start in told):
            found.setdefault(sentence.index, Unread(span_of(text, sentence.start, sentence.end), why))
    return tuple(found[index] for index in sorted(found))


def in_other_languages(text: str, blocks: Iterable[tuple[Block, str]]) -> tuple[Unread, ...]:
    """2. One entry a stretch; blocks of one language that follow each other are one."""
    found: list[Unread] = []
    for block, code in blocks:
        why = f"in {name_of(code)}: no claims are proposed in it"
        if found and found[-1].why == why and not text[found[-1].span.end : block.start].strip():
            found[-1] = Unread(span_of(text, found[-1].span.start, block.end), why)
        else:
            found.append(Unread(span_of(text, block.start, block.end), why))
    return tuple(found)
