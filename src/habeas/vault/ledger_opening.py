"""How a ledger opens: every log as far as it has come, databases caught up, what an interruption left put right.

    1 this device's own log, then each other's, against what this device remembers (arrival)
    2 the keys that conflict copies hold are brought together (key_copies)
    3 the databases catch up with what can be taken in (waiting)
    4 an erasure that was begun, or that arrived, is finished; what came back of the erased is erased again
    5 originals on their way in are settled, or removed
    6 the memory is advanced, for the logs that are all here, after everything else was in order

Where this device's own log contradicts its memory, nothing of 4 and 5 is done and nothing is written: `refusal` says
why. Reading goes on.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from pathlib import Path

from habeas.custody.model import Entry, Room
from habeas.custody.place import Place
from habeas.custody.seen import remember, remembered_logs
from habeas.custody.segment import START, Position
from habeas.errors import EvidenceDiffers, StorageFailed
from habeas.files import door
from habeas.ids import DeviceId, EntryId, ItemId
from habeas.vault import store
from habeas.vault.agreements import remember_agreed
from habeas.vault.arrival import Arrival, Arrivals, Seen, State
from habeas.vault.blob_store import BlobStore
from habeas.vault.device import read_device, remember_seen
from habeas.vault.key_copies import settle_copies
from habeas.vault.ledger_reading import LedgerReading
from habeas.vault.merge_order import merged
from habeas.vault.model import Role
from habeas.vault.notices import missing_entries
from habeas.vault.projection import Projection, sqlite_error
from habeas.vault.projector import Projector
from habeas.vault.tombstones import Tombstone, Waiting, left_behind, originals_of, standing, waiting
from habeas.vault.waiting import taken_in


class LedgerOpening(LedgerReading):
    """The half of `Ledger` that brings it up to date with the folder."""

    blobs: BlobStore
    repairs: list[str]
    arrivals: Mapping[DeviceId, Arrival]
    """What has come of each device's log."""
    refusal: EvidenceDiffers | None
    """Why nothing may be written; None where it may."""
    later: int = 0
    """Statements of members that are here but do not follow: what comes before them is on its way."""
    projectors: tuple[Projector, ...]
    _memory: Path
    _stale: bool

    @property
    def incomplete(self) -> list[str]:
        """A line for each log of which not all is here, or not all counts; empty where the copy is complete."""
        told = [
            arrival.told() for arrival in self.arrivals.values() if arrival.state is State.ARRIVED and arrival.set_aside
        ]
        return self.lacking + told

    @property
    def lacking(self) -> list[str]:
        """Of `incomplete`, what is not here: without what is here and does not count."""
        told = [arrival.told() for arrival in self.arrivals.values() if arrival.state is not State.ARRIVED]
        told += [
            missing_entries(device, other, size, self.log_size(other))
            for device, other, size in self.unmet()
            if self.members.devices[device].closed_at is None
        ]
        told += (
            [f"members: {self.later} later statements are here, what comes before them is not"] if self.later else []
        )
        return told + ([f"nothing can be written: {self.refusal}"] if self.refusal is not None else [])

    # --- logs --------------------------------------------------------------------------------------------------------

    def _open_journals(self) -> None:
        """Step 1."""
        applied = self._projection.applied()
        expected = self._expected()
        logs = Arrivals(Seen(self._memory, expected), self.device, self.credentials.device_identity.sign)
        self._journals, self.arrivals, self._logs = logs.journals, logs.states, logs
        for device, key in self.members.devices.items():
            place = self.place(device)
            resume = applied[device].position if device in applied else START
            if device == self.device:
                logs.open_own(place, resume)
            elif device in applied or device in expected or key.closed_at or _began(place):
                logs.open_other(place, resume, key.closed_at)
        self.repairs += logs.repairs

    def _expected(self) -> frozenset[str]:
        """The logs that the memory must hold. A device file of version 1 does not say: then those that it does hold."""
        return read_device(self.vault_id).seen | remembered_logs(self._memory)

    def _remember(self) -> None:
        """Step 6."""
        journals = self._logs.to_remember()
        for journal in journals:
            remember(self._memory, journal)
        remember_seen(self.vault_id, {journal.series.device for journal in journals} | self._expected())

    # --- databases ---------------------------------------------------------------------------------------------------

    def _catch_up_or_rebuild(self) -> None:
        """Step 3."""
        try:
            self._catch_up()
        except sqlite_error():
            self.repairs.append("the databases contradicted the journal: they were made again from it")
            self._replay_anew()
        except StorageFailed:
            self._projection.move_to_memory()
            self._replay_anew()

    def _catch_up(self) -> None:
        """Apply what the databases have not seen; begin anew where it belongs before what they have."""
        applied = self._projection.applied()
        starts = {device: applied[device].position if device in applied else START for device in self._journals}
        behind = self._behind(starts)
        if not behind:
            return
        self._take_in(self._projection, behind)
        behind = self._behind(behind)
        if len(self.unmet()) < len(self._projection.unmet()):
            self._replay_anew()  # entries that were missing when they were spoken of have arrived
            return
        latest = max((row.at for row in applied.values()), default="")
        foreign = [device for device in behind if device != self.device] if applied else []
        if any(self._begins_before(device, behind[device], latest) for device in foreign):
            self._replay_anew()
            return
        streams = {device: self.stream(self._journals[device], start) for device, start in behind.items()}
        done = {device: start.entries for device, start in starts.items()}
        ends = {device: self._journals[device].position for device in behind}
        here = self.log_sizes()
        if ends:
            self._projection.apply(merged(streams, done, here), ends, self.judge(), here)

    def _behind(self, starts: Mapping[DeviceId, Position]) -> dict[DeviceId, Position]:
        return {
            device: start
            for device, start in starts.items()
            if start.entries < self._journals[device].position.entries and self._goes_on(device, start)
        }

    def _goes_on(self, device: DeviceId, start: Position) -> bool:
        """Whether the log here is the one that the databases know; another one is told, and not mixed with it."""
        journal = self._journals[device]
        return start == START or journal.link_before(start) == start.link

    def _begins_before(self, device: DeviceId, start: Position, latest: str) -> bool:
        first = next(self.stream(self._journals[device], start), None)
        return first is not None and first.at <= latest

    def _take_in(self, projection: Projection, starts: Mapping[DeviceId, Position]) -> None:
        """Read the keys of new frames; stop each log at what has not come."""
        places = [
            place
            for device, start in starts.items()
            for place in self._keys.load(device, start.frames, self._journals[device].position.frames)
        ]
        projection.index_keys(places)
        record = projection.record
        found = taken_in(
            self._journals,
            starts,
            self._keys,
            self._erases,
            lambda items: store.erased_among(record, items),
            lambda device, index: self.members.role_at(device, index, self.members.number) is Role.FULL,
        )
        for device, stop in found.waiting.items():
            self._logs.hold_back(device, stop.end, stop.why)
        self.refusal = self.refusal or self._logs.refusal
        projection.note_erased_places(
            (room, device, frame, "")
            for device, frame in found.erased_places
            for room in filter(self._keys.holds, Room)
        )

    def _erases(self, entry: Entry) -> Set[ItemId]:
        """Whom a tombstone erases: nobody where its author may not, or it is not of its form."""
        if self.judge().reason(entry, self.members.number):
            return frozenset()
        items = (entry.record or {}).get("items") or ()
        assert isinstance(items, Sequence)
        return frozenset(ItemId(str(item)) for item in items)

    def rebuild(self) -> int:
        """Throw the databases away and replay all journals; returns the number of entries.

        Raises EvidenceDiffers where the logs are not all here: the databases hold what they do not.
        """
        if self.refusal is not None:
            raise self.refusal
        return self._replay_anew()

    def _replay_anew(self) -> int:
        self._projection.reset()
        self._keys.forget()
        self._keys.use_index(self._projection.record)
        count = self._replay_into(self._projection)
        self._stale = False
        return count

    def replay_beside(self, projection: Projection) -> int:
        """Fill another projection, for an audit: what the ledger says of its logs stays as it is."""
        states, refusal = dict(self.arrivals), self.refusal
        ends = {device: journal.position for device, journal in self._journals.items()}
        try:
            return self._replay_into(projection)
        finally:
            self._logs.states.update(states)
            self._logs.refusal = self.refusal = refusal
            for device, end in ends.items():
                self._journals[device].stop_at(end)

    def _replay_into(self, projection: Projection) -> int:
        """Fill an empty projection with all entries; returns their number."""
        self._take_in(projection, dict.fromkeys(self._journals, START))
        ends = {device: journal.position for device, journal in self._journals.items()}
        return projection.apply(self.entries(), ends, self.judge(), self.log_sizes())

    # --- what was left -----------------------------------------------------------------------------------------------

    def _finish_interrupted(self) -> None:
        """Steps 4 and 5."""
        self._find_what_came_back()
        finished = self.finish_erasures()
        if finished:
            self.repairs.append(f"{len(finished)} items whose erasure was interrupted, or came back, are erased now")
        self._keys.files.sweep(self.device)
        self._keys.files.discard(self.device, self._journals[self.device].position.frames)
        removed = self.blobs.sweep(self._names_of_originals, alone=len(self.members.devices) == 1)
        if removed:
            self.repairs.append(f"{len(removed)} originals whose admission was interrupted were removed")

    def _settle_key_copies(self) -> None:
        """Step 2."""
        settled = settle_copies(self._keys, self.members.devices, lambda items: store.erased_among(self.record, items))
        if settled:
            self.repairs.append(f"{settled} conflict copies of key files, whose keys are in their place, were removed")

    def _find_what_came_back(self) -> None:
        """Key files that once held keys of the erased, and were written since: what is in them is erased again."""
        noted, back = [], []
        for room, device, frame, stamp in self._projection.erased_places():
            now = self._keys.files.stamp(room, device, frame)
            if now in ("", stamp) or not self._keys.holds(room):
                continue
            try:
                keys = self._keys.files.read(room, device, frame)
            except EvidenceDiffers:
                continue  # the audit names it
            back += [(item, room, device, frame) for item in store.erased_among(self.record, keys.keys())]
            noted.append((room, device, frame, now))
        self._projection.index_keys(back)
        if not back:
            self._projection.note_erased_places(noted)
        names = tuple(left_behind(self, self.blobs.is_there, remember_agreed(self._memory, self.device)))
        for name in names:
            self.blobs.erase(name)
        if names:
            self.repairs.append(
                f"{len(names)} originals whose erasure was interrupted, or that came back after it, are erased again"
            )

    def finish_erasures(self, agreed: Collection[EntryId] = ()) -> tuple[ItemId, ...]:
        """The second half of an erasure: keys, originals, databases. Safe to repeat after an interruption anywhere.

        Of tombstones that this member wrote, and of those `agreed` to; others wait (tombstones.py). A member whom the
        names room is closed to takes the record room's keys; a full member's next open takes the others.
        """
        open_rooms = tuple(filter(self.credentials.rooms.holds, Room))
        agreed = remember_agreed(self._memory, self.device, agreed)
        done = [one for one in self._standing() if one.entry.member == self.member or one.entry.id in agreed]
        items = tuple(dict.fromkeys(item for one in done for item in one.items))
        places = {place for item in items for place in self.key_places(item) if place[0] in open_rooms}
        if places:
            originals = originals_of(self, items, done)
            self._keys.erase(items, sorted(places))
            for name in originals:
                self.blobs.erase(name)
            self._replay_anew()
        return items if places else ()

    def erasures_waiting(self) -> tuple[Waiting, ...]:
        """Erasures by other members that were not done here, oldest first."""
        return waiting(self, self.projectors)

    def _standing(self) -> tuple[Tombstone, ...]:
        """Tombstones whose items still have keys. Databases that say more than the journal are made again."""
        try:
            return tuple(standing(self))
        except EvidenceDiffers as found:
            self.repairs.append(f"{found}; the databases were made again")
            self._replay_anew()
            return tuple(standing(self))

    def _names_of_originals(self) -> frozenset[str]:
        """Of every source, by the journal: asked before an original on its way in is taken for given up."""
        admitted = (entry.record for entry in self.entries() if entry.kind == "source.admitted")
        return frozenset(str(record["blob"]) for record in admitted if record is not None)


def _began(place: Place) -> bool:
    """Whether any of a log is here."""
    return door.is_there(place.segment) or bool(door.names(place.log))
