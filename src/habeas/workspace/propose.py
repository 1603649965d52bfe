"""Extract from a text of the vault and journal what is proposed: the step from extraction to claims.

1 stretches that are not the file's own statement (asides) are blanked: offsets stay true, nothing is proposed of them
2 a chat is read day by day, each day as a text published on it: "tonight" is that night
"""

import re
from collections.abc import Iterator, Sequence

from habeas.claims.propose import Recorded, record_proposals
from habeas.extraction.propose import propose as extract
from habeas.extraction.second_proposer import Endpoint, propose_with_model
from habeas.vault.ledger import Ledger
from habeas.vault.model import Source
from habeas.vault.read_back import text_of
from habeas.vault.readings import asides

Stretches = Sequence[tuple[int, int]]
_MESSAGE = re.compile(r"⟦(\d{4}-\d{2}-\d{2})")
"""How the head of a message begins (reading.messages)."""
MOST_DAYS = 400
"""Of one chat: each day is read with the text before it blank, so that more would cost its square."""


def propose(ledger: Ledger, source: Source, endpoint: Endpoint | None = None) -> Recorded:
    """Extract from the text of one source and journal what is new. Raises as text_of and record_proposals do.

    By the rules; with an `endpoint`, by the language model there, and as `propose_with_model` raises.
    """
    whole, apart = text_of(ledger, source.id), asides(ledger.record, source.id)
    published, language = _day(source), source.language or None
    recorded = None
    for day, text in by_day(whole, own_words(whole, apart), apart):
        if endpoint is None:
            proposals = extract(
                text,
                published=day or published,
                language=language,
                document=source.id,
                publisher=source.publisher or None,
            )
        else:
            proposals = propose_with_model(text, endpoint, published=day or published, language=language or "en")
        found = record_proposals(ledger, source.id, text, proposals)
        recorded = found if recorded is None else together(recorded, found)
    assert recorded is not None
    return recorded


def together(first: Recorded, second: Recorded) -> Recorded:
    """What became of both."""
    return Recorded(
        first.source,
        first.added + second.added,
        tuple(dict.fromkeys(first.entities + second.entities)),
        first.known + second.known,
        first.refused + second.refused,
        first.unread + second.unread,
    )


def own_words(text: str, apart: Stretches) -> str:
    """1 The text with blanks where it is not the file's own statement."""
    for start, end in apart:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def by_day(whole: str, own: str, apart: Stretches) -> Iterator[tuple[str | None, str]]:
    """2 The days of a chat, each with a text of the same length that holds only its messages; any other text once."""
    heads = [(start, match[1]) for start, _ in apart if (match := _MESSAGE.match(whole, start))]
    days = list(dict.fromkeys(day for _, day in heads))
    if not heads or len(days) > MOST_DAYS:
        yield None, own
        return
    ends = [start for start, _ in heads[1:]] + [len(own)]
    for day in days:
        pieces, place = [], 0
        for (start, of_day), end in zip(heads, ends, strict=True):
            if of_day == day:
                pieces += ["\n" * (start - place), own[start:end]]
                place = end
        yield day, "".join([*pieces, "\n" * (len(own) - place)])


def _day(source: Source) -> str | None:
    """The day of publication. A month or a year gives none: "yesterday" must not become a date nobody said."""
    given = source.published
    return given.earliest if given is not None and given.earliest == given.latest else None
