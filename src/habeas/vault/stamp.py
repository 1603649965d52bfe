"""A time stamp of this device's newest checkpoint, from an authority that the user names: it existed before then.

Off unless someone asks for it. The authority sees one hash that says nothing of the content, and a network address.

1 the checkpoint is taken from the open vault  2 the vault is closed, and only then the network is asked: a slow server
keeps nobody out  3 the answer is read and compared with the question  4 it is written beside what is there, under the
vault's lock
"""

from dataclasses import dataclass
from pathlib import Path

from habeas.custody.journal import Journal
from habeas.custody.seen import compare
from habeas.custody.timestamps import DamagedStamp, Stamp, keep_stamp, kept_stamps, request_stamp, verify_stamp
from habeas.errors import BadInput, EvidenceDiffers
from habeas.ids import DeviceId
from habeas.vault.ledger import Ledger
from habeas.vault.lock import VaultLock
from habeas.vault.model import Check


@dataclass(frozen=True)
class Question:
    """What is to be stamped, and where the answer goes. Needs no open vault."""

    note: str
    """The checkpoint, a signed note."""
    log: Path
    lock: Path

    def ask(self, address: str) -> Stamp:
        """Ask, read, keep. Raises UsageProblem (no such address), BadInput (no answer, a refusal, nothing that can be
        read), EvidenceDiffers (it is for something else), VaultBusy, StorageFailed: then nothing was kept."""
        response = request_stamp(self.note, address)  # 2, 3
        lock = VaultLock(self.lock)  # 4
        try:
            return keep_stamp(self.log, self.note, response, address)
        finally:
            lock.release()


def question(ledger: Ledger) -> Question:
    """The newest checkpoint of this device's log, as something to ask about."""
    return Question(ledger.checkpoint(), ledger.place(ledger.device).log, ledger.layout.lock)  # 1


def check_stamps(log: Path, device: DeviceId, journal: Journal) -> tuple[list[Check], list[str]]:
    """Each token of a log: it is for a checkpoint that the log contains. Returns checks, and what is left unchecked.

    Who signed a token, and whether that authority deserves trust, is checked with its certificates when a release is
    made. One that cannot be read proves nothing: it is named as not checked, and no release takes it along.
    """
    checks: list[Check] = []
    unchecked: list[str] = []
    for kept in kept_stamps(log):
        identifier = f"log/{device}/{kept.id}"
        try:
            checks.append(_checked(kept, identifier, journal))
        except BadInput as problem:
            unchecked.append(f"{identifier}: {problem}; it proves nothing, and no release takes it along")
    read = sum(check.ok for check in checks)
    if read:
        unchecked.append(f"log/{device}: the signatures of {read} time stamps (no certificates here)")
    return checks, unchecked


def _checked(kept: Stamp | DamagedStamp, identifier: str, journal: Journal) -> Check:
    if isinstance(kept, DamagedStamp):
        return Check("time stamp", identifier, False, kept.problem)
    try:
        seen = compare(journal, kept.note)
        found = verify_stamp(kept.note, kept.response, None)
    except EvidenceDiffers as problem:
        return Check("time stamp", identifier, False, str(problem))
    return Check("time stamp", identifier, True, f"{seen.size} entries existed before {found.time}")
