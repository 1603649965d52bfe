"""A time stamp of this device's newest checkpoint, from an authority that the user names: it existed before then.

Off unless someone asks for it. The authority sees one hash that says nothing of the content, and a network address.
"""

from pathlib import Path

from habeas.custody.journal import Journal
from habeas.custody.seen import compare
from habeas.custody.timestamps import Stamp, keep_stamp, kept_stamps, request_stamp, verify_stamp
from habeas.errors import EvidenceDiffers
from habeas.ids import DeviceId
from habeas.vault.ledger import Ledger
from habeas.vault.model import Check


def stamp(ledger: Ledger, address: str) -> Stamp:
    """Ask for a time stamp (RFC 3161) and keep the answer verbatim, whatever it is.

    Raises UsageProblem (no such address), BadInput (no answer, or a refusal), StorageFailed.
    """
    note = ledger.checkpoint()
    return keep_stamp(ledger.place(ledger.device).log, note, request_stamp(note, address), address)


def check_stamps(log: Path, device: DeviceId, journal: Journal) -> tuple[list[Check], list[str]]:
    """Each token of a log: it is for a checkpoint that the log contains. Returns checks, and what is left unchecked.

    Who signed a token, and whether that authority deserves trust, is checked with its certificates when a release is
    made.
    """
    checks: list[Check] = []
    unread = 0
    try:
        for kept in kept_stamps(log):
            checks.append(_checked(kept, device, journal))
            unread += 1
    except EvidenceDiffers as found:
        checks.append(Check("time stamp", f"log/{device}", False, str(found)))
    return checks, [f"log/{device}: the signatures of {unread} time stamps (no certificates here)"] if unread else []


def _checked(kept: Stamp, device: DeviceId, journal: Journal) -> Check:
    identifier = f"log/{device}/{kept.id}"
    try:
        seen = compare(journal, kept.note)
        found = verify_stamp(kept.note, kept.response, None)
    except EvidenceDiffers as problem:
        return Check("time stamp", identifier, False, str(problem))
    when = found.time or "an unreadable time"
    return Check("time stamp", identifier, True, f"{seen.size} entries existed before {when}")
