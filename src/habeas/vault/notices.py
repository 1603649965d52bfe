"""What whoever opens a vault must know before they rely on it, in words without a name: told by every command."""

from collections import Counter
from collections.abc import Iterator, Sequence

from habeas.ids import DeviceId, ItemId
from habeas.vault.ledger_reading import LedgerReading
from habeas.vault.projector import Projector
from habeas.vault.tombstones import Waiting, waiting


def notices(ledger: LedgerReading, projectors: Sequence[Projector]) -> Iterator[str]:
    """Entries that were left out; logs that are not here as far as somebody says; erasures that wait."""
    unfit = ledger.unfit()
    newer, amiss = sum(one.newer for one in unfit), Counter(one.member for one in unfit if not one.newer)
    if newer:
        yield (f"{newer} entries were written by a newer version of Habeas and are left out: update the program")
    for member, count in sorted(amiss.items()):
        yield f"{count} entries signed by {member} do not fit, or are not theirs to write; left out: habeas audit"
    for by, device, size in ledger.unmet():
        yield missing_entries(by, device, size, ledger.log_size(device))
    for one in waiting(ledger, projectors):
        yield waits(one)


def missing_entries(by: DeviceId, device: DeviceId, size: int, here: int) -> str:
    """A claim of one device about the log of another."""
    return (
        f"log/{device}: {here} entries are here; the log of {by} says that it had {size}: "
        "the others have not arrived here, or that word is false"
    )


def waits(one: Waiting) -> str:
    """An erasure of another member, with its size."""
    more = f", {len(one.beyond)} of them more than what was asked for" if one.beyond else ""
    return (
        f"an erasure by {one.member} waits: {_count(one.items)}{more}. Nothing of it is done on this device before you "
        "saw it: habeas erase --arrived"
    )


def _count(items: tuple[ItemId, ...]) -> str:
    return f"{len(items)} item" if len(items) == 1 else f"{len(items)} items"
