"""What stands against the claims of a release: a release that shows one side shows the other."""

from collections.abc import Iterator, Sequence

from habeas.claims import contradictions, entities, look_up
from habeas.claims.model import Item, Kind, Status
from habeas.ids import ItemId
from habeas.publication.vault_view import ReleaseVault


def against(vault: ReleaseVault, claims: Sequence[Item]) -> Iterator[tuple[ItemId, tuple[ItemId, ...]]]:
    """What was accepted and stands against each claim. Asked only where there is something it could be: the full
    comparison of every claim with every other grows with the square of their number."""
    every = list(look_up.items(vault, (Kind.CLAIM, Kind.STATEMENT), statuses=(Status.ACCEPTED,)))
    stances = {(entities.what(it), str(it.fields.get("stance") or "for")) for it in every if it.kind is Kind.CLAIM}
    denied = any(it.fields.get("kind") == "denial" for it in every if it.kind is Kind.STATEMENT)
    accepted = {it.id for it in every}
    for claim in claims:
        opposite = "for" if claim.fields.get("stance") == "against" else "against"
        if denied or (entities.what(claim), opposite) in stances:
            near = contradictions.beside(vault, claim.id)
            found = tuple(other for other in (*near.against, *near.denials) if other in accepted)
            if found:
                yield claim.id, found
