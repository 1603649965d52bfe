"""What has come of each device's log, and what is still on its way: the states of C2SP's tlog-mirror, for a folder.

    arrived      all that its checkpoint covers is here, and is taken in
    pending      some is on its way: frames, their checkpoint, keys, or entries of others that it was written on top of
    missing      this device saw more of it before than is here now: hidden, or put back
    differs      what is there is not what the device signed
    contradicts  it is signed, and cannot both be true with what was signed and seen before

Reading goes on in all of them, with a line for each; what is taken in is what proves itself. Writing stops only where
this device's own log is not `arrived`: a second history under one key could never be told from the first.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from habeas.custody import durable
from habeas.custody.arriving import ArrivingJournal
from habeas.custody.journal import Journal
from habeas.custody.notes import Signer, open_checkpoint
from habeas.custody.place import Place, create_journal, read_note
from habeas.custody.seen import SEEN, check_seen, remembered
from habeas.custody.segment import START, Position
from habeas.errors import EvidenceDiffers, HistoryRolledBack
from habeas.files import door
from habeas.ids import DeviceId

SET_ASIDE = "set-aside"


class State(StrEnum):
    ARRIVED = "arrived"
    PENDING = "pending"
    MISSING = "missing"
    DIFFERS = "differs"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True)
class Arrival:
    """One log. `here`: entries that are taken in. `known`: entries that are known to have been written."""

    device: DeviceId
    state: State
    here: int
    known: int
    why: str = ""
    set_aside: int = 0
    """Entries signed after the end that the chain of members set: kept as evidence, not taken in."""

    @property
    def complete(self) -> bool:
        return self.state is State.ARRIVED and not self.set_aside

    def told(self) -> str:
        """One line. Ids, numbers, hashes; never a name."""
        if self.state is State.ARRIVED:
            return (
                f"log {self.device}: {self.set_aside} entries, signed after its member was removed, are set aside as "
                "evidence and count for nothing"
            )
        lacking = max(0, self.known - self.here)
        count = f"{lacking} of {self.known} entries are not here" if lacking else f"{self.here} entries are here"
        return f"log {self.device}: {self.state.value}: {count}; {self.why}"


@dataclass(frozen=True)
class Seen:
    """What this device remembers, and what it knows to have remembered (device.json)."""

    folder: Path
    expected: Collection[str]


class Arrivals:
    """Opens every log as far as it goes."""

    def __init__(self, seen: Seen, own: DeviceId, signer: Signer) -> None:
        self._seen, self._own, self._signer = seen, own, signer
        self.journals: dict[DeviceId, Journal] = {}
        self.states: dict[DeviceId, Arrival] = {}
        self.repairs: list[str] = []
        self.accepted: dict[DeviceId, int] = {}
        """Entries of each log that this device once had, all with their keys: only then a checkpoint is remembered."""
        self.refusal: EvidenceDiffers | None = None
        """Why nothing may be written; None where it may."""

    # --- opening -----------------------------------------------------------------------------------------------------

    def open_own(self, place: Place, resume: Position) -> None:
        """This device's own log: for writing where it is all that it was, for reading where it is not."""
        try:
            if not self._began():
                create_journal(place, self._signer)
            else:
                self._require_all(place)
            journal = Journal(place, self._signer, resume)
            try:
                check_seen(self._seen.folder, journal)
                self._require_memory()
            except BaseException:
                journal.close()
                raise
            self._keep(journal, State.ARRIVED)
            self.accepted[self._own] = journal.position.entries
        except EvidenceDiffers as found:
            self.refusal = found
            self._open_foreign(place, resume, str(found))
            self._compare_with_memory(place, None)

    def open_other(self, place: Place, resume: Position, closed_at: int | None) -> None:
        """A log that others write. `closed_at`: where the chain of members ended it."""
        try:
            journal = Journal(place, None, resume)
        except EvidenceDiffers as found:
            self._open_foreign(place, resume, str(found))
        else:
            self._keep(journal, State.ARRIVED)
            self._without_tiles(journal)
        device = place.series.device
        if closed_at is not None:
            self._close(device, closed_at)
        self._compare_with_memory(place, closed_at)

    def _began(self) -> bool:
        return self._own in self._seen.expected or door.is_there(self._seen.folder / SEEN / self._own)

    def _require_all(self, place: Place) -> None:
        """Before the log is opened for writing, which repairs: it must not be shorter than it was."""
        before = remembered(self._seen.folder, place.note_key, self._own)
        if not door.is_there(place.segment) or not door.names(place.log):
            raise HistoryRolledBack(
                f"log of {self._own}: this device began it, and it is gone", hint="take it from another copy"
            )
        now = open_checkpoint(read_note(place), place.note_key)
        if before is not None and now.size < before.size:
            raise HistoryRolledBack(
                f"log of {self._own}: it had {before.size} entries when it was last seen, now it has {now.size}",
                hint="the vault was put back to an older state: compare with another member's copy before you go on",
            )

    def _require_memory(self) -> None:
        if self._own in self._seen.expected and not door.is_there(self._seen.folder / SEEN / self._own):
            raise HistoryRolledBack(
                f"log of {self._own}: this device's memory of it was deleted, so nobody can tell whether it is whole",
                hint="compare with another member's copy; then enrol this device anew",
            )

    def _open_foreign(self, place: Place, resume: Position, problem: str) -> None:
        device = place.series.device
        try:
            journal = ArrivingJournal(place)
        except EvidenceDiffers:
            self.states[device] = Arrival(device, State.PENDING, 0, resume.entries, "its journal has not come")
            return
        self._keep(journal, State.PENDING)
        arrival = self.states[device]
        state = State.DIFFERS if journal.broken else State.PENDING
        if not journal.reason and device == self._own:
            state, journal.reason = State.MISSING, problem
        if not journal.reason:
            state = State.ARRIVED  # only its tiles have not come, or the databases know another beginning
        known = max(arrival.known, journal.checkpoint.size)
        self.states[device] = replace(arrival, state=state, known=known, why=journal.reason)
        if resume != START and not self._contains(journal, resume):
            self._is_behind(device, resume.entries, "the databases were made from another history of it")

    def _without_tiles(self, journal: Journal) -> None:
        """All entries are here and give the signed root, but not the tiles, which can be made of them at any time."""
        if journal.repairs:
            device = journal.series.device
            arrived = self.states[device]
            self.states[device] = replace(arrived, state=State.PENDING, why="tiles of its log are not here yet")
            journal.repairs.clear()

    def _keep(self, journal: Journal, state: State) -> None:
        device, size = journal.series.device, journal.position.entries
        self.journals[device] = journal
        self.states[device] = Arrival(device, state, size, max(size, journal.checkpoint.size))
        self.repairs += journal.repairs

    def _contains(self, journal: Journal, resume: Position) -> bool:
        return any(begin.after(frame) == resume for begin, frame in journal.frames())

    # --- what is known besides ---------------------------------------------------------------------------------------

    def _close(self, device: DeviceId, closed_at: int) -> None:
        """Read up to the end that the chain of members set. What was signed beyond it is kept as evidence."""
        arrival, journal = self.states[device], self.journals.get(device)
        written = journal.position.entries if journal else 0
        if journal is None or written <= closed_at:
            lacking = closed_at - written
            if lacking:
                why = f"its member was removed when it had {closed_at} entries"
                self.states[device] = replace(arrival, state=State.PENDING, known=closed_at, why=why)
            elif arrival.state is State.PENDING:  # a checkpoint of entries beyond the end, which are not here
                self.states[device] = replace(arrival, state=State.ARRIVED, known=closed_at)
            return
        end = _end_of(journal, closed_at)
        self._keep_evidence(journal, end)
        journal.stop_at(end)
        self.states[device] = Arrival(device, State.ARRIVED, end.entries, end.entries, set_aside=written - end.entries)

    def _keep_evidence(self, journal: Journal, end: Position) -> None:
        """Frames after the end, verbatim, with the checkpoint that covers them: the folder may lose them again."""
        name = f"{journal.series.device}-{end.entries}-{journal.position.entries}"
        path = self._seen.folder / SET_ASIDE / f"{name}.frames"
        if not door.is_there(path):
            durable.replace(path, journal.raw(end.offset, journal.position.offset))
            durable.replace(path.with_suffix(".checkpoint"), journal.note.encode())

    def _compare_with_memory(self, place: Place, closed_at: int | None) -> None:
        device, journal = place.series.device, self.journals.get(place.series.device)
        try:
            before = remembered(self._seen.folder, place.note_key, device)
        except EvidenceDiffers as found:
            self._set(device, State.CONTRADICTS, 0, str(found))
            return
        if before is None:
            if device in self._seen.expected:
                self._set(
                    device, State.MISSING, 0, "this device's memory of it was deleted: nobody can tell what is gone"
                )
            return
        self.accepted[device] = before.size
        wanted = before.size if closed_at is None else min(before.size, closed_at)
        if (journal.size if journal is not None else 0) < wanted:
            self._is_behind(device, wanted, "seen here before, and gone: hidden, or the folder was put back")
        elif journal is not None and journal.size >= before.size:
            try:
                check_seen(self._seen.folder, journal)
            except EvidenceDiffers as found:
                self._set(device, State.CONTRADICTS, before.size, str(found))

    def _is_behind(self, device: DeviceId, known: int, why: str) -> None:
        self._set(device, State.MISSING, known, why)

    def _set(self, device: DeviceId, state: State, known: int, why: str) -> None:
        arrival = self.states.get(device) or Arrival(device, state, 0, known)
        self.states[device] = replace(arrival, state=state, known=max(arrival.known, known), why=why)

    def hold_back(self, device: DeviceId, end: Position, why: str) -> None:
        """Some of a log cannot be taken in yet."""
        journal = self.journals[device]
        arrival, written = self.states[device], journal.position.entries
        journal.stop_at(end)
        state = State.PENDING if arrival.state is State.ARRIVED else arrival.state
        if state is State.PENDING and end.entries < self.accepted.get(device, 0):
            state, why = State.MISSING, f"seen here before, and gone: {why}"
        known = max(arrival.known, written)
        self.states[device] = replace(arrival, state=state, here=end.entries, known=known, why=arrival.why or why)
        if device == self._own and self.refusal is None:
            self.refusal = EvidenceDiffers(
                f"log of {device}, this device's own: {why}", hint="take keys/ from another copy of the vault"
            )

    def to_remember(self) -> list[Journal]:
        """Logs that are all here and passed every check: what is remembered of them may be advanced."""
        whole = (device for device, arrival in self.states.items() if arrival.complete)
        return [self.journals[device] for device in whole if device in self.journals]


def _end_of(journal: Journal, entries: int) -> Position:
    """The last place between two frames that has at most so many entries before it."""
    end = START
    for begin, frame in journal.frames():
        if begin.entries + frame.head.count > entries:
            break
        end = begin.after(frame)
    return end
