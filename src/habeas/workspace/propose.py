"""Extract from a text of the vault and journal what is proposed: the step from extraction to claims."""

from habeas.claims.propose import Recorded, record_proposals
from habeas.extraction.propose import propose as extract
from habeas.extraction.second_proposer import Endpoint, propose_with_model
from habeas.vault.ledger import Ledger
from habeas.vault.model import Source
from habeas.vault.read_back import text_of


def propose(ledger: Ledger, source: Source, endpoint: Endpoint | None = None) -> Recorded:
    """Extract from the text of one source and journal what is new. Raises as text_of and record_proposals do.

    By the rules; with an `endpoint`, by the language model there, and as `propose_with_model` raises.
    """
    text = text_of(ledger, source.id)
    published, language = _day(source), source.language or None
    if endpoint is None:
        proposals = extract(
            text, published=published, language=language, document=source.id, publisher=source.publisher or None
        )
    else:
        proposals = propose_with_model(text, endpoint, published=published, language=language or "en")
    return record_proposals(ledger, source.id, text, proposals)


def _day(source: Source) -> str | None:
    """The day of publication. A month or a year gives none: "yesterday" must not become a date nobody said."""
    given = source.published
    return given.earliest if given is not None and given.earliest == given.latest else None
