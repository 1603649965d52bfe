"""Short ways to ask what a text proposes."""

from habeas.extraction.model import Proposals, ProposedClaim
from habeas.extraction.propose import propose


def claims(text: str, published: str | None = None) -> list[str]:
    """Types of the proposed claims, sorted."""
    return sorted(claim.act.type for claim in propose(text, published=published, language="en").claims)


def one(text: str, kind: str) -> ProposedClaim:
    """The only claim of this type."""
    (found,) = [claim for claim in propose(text, language="en").claims if claim.act.type == kind]
    return found


def people(claim: ProposedClaim, role: str) -> list[str]:
    """The words that name the people in a role."""
    return [person.span.text for person in getattr(claim, role) if person.span]


def source(found: Proposals, claim: ProposedClaim) -> str | None:
    """The name of the source of a claim."""
    actor = next(a.source for a in found.attributions if a.id == claim.attribution)
    return next((a.name for a in found.actors if a.id == actor), None)


def told(text: str, kind: str) -> tuple[str | None, str, str]:
    """(source, mode, modality) of the only claim of this type."""
    found = propose(text, language="en")
    (claim,) = [claim for claim in found.claims if claim.act.type == kind]
    return source(found, claim), claim.attribution_mode, claim.modality


def calls(text: str) -> list[tuple[str, str, list[str]]]:
    """(type, words of the action, words of the addressees) of each call."""
    found = propose(text, language="en").calls
    return [(c.action_type, c.action.text, [a.span.text for a in c.addressees if a.span]) for c in found]


def statements(text: str) -> list[tuple[str | None, str]]:
    """(speaker, content) of each statement."""
    found = propose(text, language="en")
    names = {actor.id: actor.name for actor in found.actors}
    return [(names.get(s.speaker or ""), s.content.text) for s in found.statements]
