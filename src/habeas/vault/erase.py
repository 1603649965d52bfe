"""Make items unreadable for ever in this vault, and say so.

    1 what goes: the item, and what carries its words (a source's attachments, the claims that quote it, ...)
    2 the tombstone `item.erased` is written: who, when, which ids, because of what. From here on the erasure holds
    3 the items' keys are removed from the key files, which are overwritten: their entries become noise
    4 their originals are deleted: noise already
    5 the databases are thrown away, their key with them, and made again from what is left

The tombstone comes first, because an act is journalled before it is done: an interruption anywhere after 2 is
finished at the next open. A tombstone that arrives from another member is not carried out by opening the vault
(tombstones.py): the person here sees first what it takes, and then it is done by `carry_out`. The log keeps the leaves
of the erased entries: noise, whose place in the tree still proves that nothing else was touched. What erasure does not
reach is in docs/explanation/erasure.md.
"""

from dataclasses import dataclass

from habeas.custody.model import NewEntry
from habeas.errors import NotFound, UsageProblem, WrongKey
from habeas.ids import EntryId, ItemId, kind_of, new_id
from habeas.vault import store
from habeas.vault.ledger import Ledger
from habeas.vault.model import Role
from habeas.vault.tombstones import Waiting, carriers


@dataclass(frozen=True)
class Erasure:
    """What an erasure took, or would take."""

    asked_for: ItemId
    items: tuple[ItemId, ...]
    """All that go, the one asked for first."""
    blobs: tuple[str, ...]
    """Names of the originals that go."""
    tombstone: EntryId | None = None
    """None: only planned."""


def plan_erasure(ledger: Ledger, item: ItemId) -> Erasure:
    """Step 1: what `erase` would take. Changes nothing.

    Raises NotFound (unknown, or erased before), UsageProblem (an attachment: its bytes also lie inside its parent; or
    something that is no item of the record), WrongKey (an analyst).
    """
    if ledger.role is not Role.FULL:
        raise WrongKey(f"member {ledger.member} is an analyst: only a full member erases")
    if store.is_erased(ledger.record, item):
        raise NotFound(f"{item} was erased before")
    if kind_of(item) in (None, "decision", "vault", "member", "device", "compartment") or not ledger.key_places(item):
        raise NotFound(f"there is no item {item} that could be erased")
    _refuse_attachment(ledger, item)
    items = carriers(ledger, ledger.projectors, item)
    blobs = tuple(store.blob_of(ledger.record, found) for found in items if kind_of(found) == "source")
    return Erasure(item, items, blobs)


def erase(ledger: Ledger, item: ItemId, because: str) -> Erasure:
    """Erase an item and what carries its words. `because` is kept, in the names room.

    Raises as `plan_erasure`; UsageProblem without a reason; StorageFailed (begun: the next open finishes it).
    """
    if not because.strip():
        raise UsageProblem("an erasure needs a reason: who asked for it, on which ground")
    plan = plan_erasure(ledger, item)  # 1
    record = {"items": list(plan.items), "asked_for": item, "blobs": list(plan.blobs)}
    tombstone = NewEntry("item.erased", ItemId(new_id("decision")), record, {"because": because})
    (entry,) = ledger.append([tombstone])  # 2
    ledger.finish_erasures()  # 3, 4, 5; also what an interruption left
    return Erasure(plan.asked_for, plan.items, plan.blobs, entry.id)


def _refuse_attachment(ledger: Ledger, item: ItemId) -> None:
    parent = store.source(ledger.record, None, item).parent if kind_of(item) == "source" else None
    if parent is not None:
        raise UsageProblem(
            f"{item} is an attachment of {parent}, whose original holds its bytes too: nothing was erased",
            hint=f"erase {parent}: that takes its attachments with it",
        )


def carry_out(ledger: Ledger, arrived: Waiting) -> tuple[ItemId, ...]:
    """Do here what another member erased: steps 3 to 5, after the person at this device saw what it takes.

    Returns what is gone. Nothing is written to the journal: the tombstone is there already.
    """
    return ledger.finish_erasures([arrived.tombstone])
