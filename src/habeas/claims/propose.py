"""What extraction proposes about the text of one source -> entries of the journal.

1. every span is held against the text: a proposer is a program, and a quotation that is not in the text is refused
2. what was proposed before is left out: the same act in the same words, whatever was decided about it since
3. entities that a new proposal speaks of get an item; one that nothing speaks of gets none
4. everything is appended at once: a source has its proposals or has none

A quotation is not copied: entries hold offsets (schemas.py). Nothing here is part of the record: review.py decides
that.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from habeas.claims import look_up, schemas
from habeas.claims.apart import apart
from habeas.claims.entities_of_text import EntitiesOfText, fits
from habeas.claims.model import SAYINGS, Item, Journal, Kind, mapping, offsets
from habeas.claims.proposal_fields import FieldsOfText
from habeas.custody.model import Fields, NewEntry
from habeas.errors import EvidenceDiffers, WrongKey
from habeas.extraction.model import Proposals, ProposedCall, ProposedClaim, ProposedStatement, Span
from habeas.ids import ItemId, new_id

Sayable = ProposedClaim | ProposedCall | ProposedStatement
Mark = tuple[Kind, object, object]
"""What makes two proposals about one text the same: what is said to be done, and the words that say so."""


@dataclass(frozen=True)
class Recorded:
    """What became of one text's proposals."""

    source: ItemId
    added: tuple[ItemId, ...]
    """New claims, calls and statements, in the order of the text."""
    entities: tuple[ItemId, ...]
    known: int
    """Proposed before; nothing was written for these."""
    refused: int
    """Not as the text has it; nothing was written for these."""
    unread: int = 0
    """Stretches from which nothing was proposed and that a person must read."""


def record_proposals(journal: Journal, source: ItemId, text: str, proposals: Proposals) -> Recorded:
    """Journal what is new in `proposals` about `text`, the text of `source`.

    Raises EvidenceDiffers where the proposals are about another text; WrongKey where the names room is closed.
    """
    if journal.names is None:
        raise WrongKey("proposals quote texts: this member does not hold the key of the names room")
    if proposals.length != len(text):
        raise EvidenceDiffers(
            f"proposals for {source} are about a text of {proposals.length} characters, not {len(text)}"
        )
    # 1
    every: list[Sayable] = [*proposals.claims, *proposals.calls, *proposals.statements]
    sound = [proposal for proposal in every if all(fits(text, span) for span in _own_spans(proposal))]
    # 2
    known = _known_marks(journal, source)
    fresh = {mark: proposal for proposal in sound if (mark := _mark(proposal)) not in known}
    # 3
    entities = EntitiesOfText(journal, source, text, proposals)
    build = FieldsOfText(source, proposals, entities.item)
    sayings = [_entry(kind, *build.of(proposal)) for (kind, _, _), proposal in fresh.items()]
    # 4
    if sayings:
        journal.append([*entities.new, *sayings])
    return Recorded(
        source=source,
        added=tuple(entry.item for entry in sayings),
        entities=tuple(entry.item for entry in entities.new),
        known=len(sound) - len(fresh),
        refused=len(every) - len(sound),
        unread=len(proposals.unread),
    )


def _entry(kind: Kind, record: Fields, names: Fields) -> NewEntry:
    return NewEntry(schemas.PROPOSED[kind].kind, ItemId(new_id(kind.value)), apart(record), names)


def _own_spans(proposal: Sayable) -> Iterator[Span]:
    match proposal:
        case ProposedClaim():
            yield proposal.act.cue
            yield from proposal.evidence
            optional = [proposal.modality_cue, proposal.place_span]
            for participant in (*proposal.perpetrators, *proposal.victims):
                optional += [participant.span, participant.ground_span]
        case ProposedCall():
            yield from (proposal.action, proposal.cue, *proposal.evidence)
            optional = [proposal.beneficiary, *(participant.span for participant in proposal.addressees)]
        case ProposedStatement():
            yield proposal.content
            optional = []
    yield from (span for span in optional if span is not None)


def _mark(proposal: Sayable) -> Mark:
    match proposal:
        case ProposedClaim(act=act):
            return Kind.CLAIM, act.type, (act.cue.start, act.cue.end)
        case ProposedCall(action=action):
            return Kind.CALL, proposal.action_type, (action.start, action.end)
        case ProposedStatement(content=content):
            return Kind.STATEMENT, proposal.kind, (content.start, content.end)


def _known_marks(journal: Journal, source: ItemId) -> set[Mark]:
    """Marks of what was proposed about a source before, as proposed: an edit must not let it be proposed again."""
    marks = set()
    for it in look_up.items(journal, SAYINGS, source=source):
        first = look_up.history(journal, it.id)[0].fields if it.edited else it.fields
        marks.add(_mark_of(it, first))
    return marks


def _mark_of(it: Item, fields: Fields) -> Mark:
    match it.kind:
        case Kind.CLAIM:
            return it.kind, mapping(fields.get("act")).get("type"), offsets(fields.get("cue"))
        case Kind.CALL:
            return it.kind, fields.get("action_type"), offsets(fields.get("action"))
        case _:
            return it.kind, fields.get("kind"), offsets(fields.get("content"))
