"""The vault against its journal and log: every object is looked at, each that does not match is named.

    1 the chain of members, vault.json, and the key files of every member against what the journal recorded of them
    2 each device's journal and log: form, chain, signatures, leaves, root, tiles; every part opens (`deep`: every
      commitment is computed again from the content)
    3 each log against the checkpoint that this device remembers of it
    4 time stamps: each is for a checkpoint that its log contains
    5 item keys: each file opens; whatever was not erased has its key; whatever was erased has none
    6 originals: each is there, whole and authentic (`deep`: its SHA-256 is what the journal says); the erased are gone
    7 texts (`deep`): hash and VR-1 root are what the journal says
    8 the databases: what they say is what a replay of the journal says
    9 files that nothing speaks of
   10 entries that were left out: they do not fit, or their author may not write them; what waits, or is not here

What opening the vault had to repair is in the report too. An audit changes nothing but a scratch folder that it
removes. Details hold ids, sizes and hashes: never a name.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from habeas.crypto.blob import sealed_size
from habeas.crypto.passphrase import parameters_of
from habeas.custody.inspection import inspect
from habeas.custody.model import Room
from habeas.custody.redactable import text_root
from habeas.custody.seen import compare
from habeas.errors import EvidenceDiffers, HabeasError, HistoryRolledBack, NotFound, UnsafeEnvironment, WrongKey
from habeas.files import door
from habeas.ids import DeviceId, ItemId, MemberId
from habeas.settings import device_folder
from habeas.vault import store
from habeas.vault.arrival import State
from habeas.vault.audit_files import strangers
from habeas.vault.audit_replay import compare_with_replay
from habeas.vault.audit_unopened import inspect_unopened
from habeas.vault.founding import read_founding
from habeas.vault.layout import Layout
from habeas.vault.ledger import Ledger, Projector
from habeas.vault.model import AuditReport, Check
from habeas.vault.notices import missing_entries, waits
from habeas.vault.read_back import original, text_of, text_seed
from habeas.vault.stamp import check_stamps
from habeas.vault.unlock import read_members, unlock

Progress = Callable[[int, int], None]
"""(objects looked at, objects in all)."""


def audit(ledger: Ledger, *, deep: bool = False, progress: Progress | None = None) -> AuditReport:
    """Check an open vault. Raises StorageFailed where a file cannot be read at all; what differs is in the report."""
    return _Audit(ledger, deep, progress).report()


def audit_folder(
    folder: Path,
    passphrase: str,
    projectors: Sequence[Projector],
    *,
    member: MemberId | None = None,
    deep: bool = False,
    progress: Progress | None = None,
) -> AuditReport:
    """Check a vault that may be so damaged that it does not open. Raises as `unlock`, apart from what differs.

    Databases that are not as this device left them are made again. Where the journal or the keys stand in the way, the
    report names the first object that differs and lists what could not be looked at.
    """
    try:
        with unlock(folder, passphrase, projectors, member=member) as ledger:
            return audit(ledger, deep=deep, progress=progress)
    except (EvidenceDiffers, WrongKey, UnsafeEnvironment) as found:
        if not isinstance(found, EvidenceDiffers):
            raise
        checks = [Check("open", _vault_id(folder), False, str(found)), *inspect_unopened(folder, passphrase, member)]
        return AuditReport(tuple(checks), (_NOT_OPENED,))


INTERRUPTIONS = ("not yet in the log", "set aside", "was interrupted", "an earlier version")
"""Words of the repairs that follow an interruption of our own, and nothing else."""
_NOT_OPENED = "originals, databases, members' key files: the vault does not open before this is put right"
_CLOCK = "the times in entries: they are what each device's clock said"
_FOLDER_ROLLBACK = (
    "whether the whole folder was put back to an older state, on a device that never saw the newer one: compare "
    "checkpoints with another member"
)


def _vault_id(folder: Path) -> str:
    try:
        return read_founding(Layout(folder)).vault
    except HabeasError:
        return "vault"


class _Audit:
    """One audit: the numbered steps of this module."""

    def __init__(self, ledger: Ledger, deep: bool, progress: Progress | None) -> None:
        self._ledger, self._deep, self._progress = ledger, deep, progress
        self._unchecked: list[str] = []
        self._done = 0
        self._total = 1

    def report(self) -> AuditReport:
        sources = sum(1 for _ in store.blobs(self._ledger.record))
        entries = sum(self._ledger.log_size(device) for device in self._ledger.members.devices)
        self._total = max(1, sources + entries)
        steps = (
            self._repairs,
            self._members,
            self._key_files,
            self._arrivals,
            self._journals,
            self._seen,
            self._stamps,
            self._item_keys,
            self._originals,
            self._texts,
            self._databases,
            self._strangers,
            self._unfit,
            self._waiting,
        )
        checks = tuple(check for step in steps for check in step())
        return AuditReport(checks, (*self._unchecked, _CLOCK, _FOLDER_ROLLBACK))

    def _tick(self, count: int = 1) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(min(self._done, self._total), self._total)

    def _repairs(self) -> Iterator[Check]:
        """What opening had to put right. The traces of an interruption are in order; anything else was damage."""
        for repair in self._ledger.repairs:
            yield Check("repair", self._ledger.vault_id, any(trace in repair for trace in INTERRUPTIONS), repair)

    # 1
    def _members(self) -> Iterator[Check]:
        ledger = self._ledger
        try:
            founding = read_founding(ledger.layout)
            yield Check("founding", "vault.json", True)
            members = read_members(ledger.layout, founding)
        except EvidenceDiffers as found:
            yield Check("members", ledger.vault_id, False, str(found))
            return
        same = members.head == ledger.members.head
        detail = f"{members.number} statements, {len(members.active())} members"
        yield Check("members", ledger.vault_id, same, detail if same else "the chain changed since it was opened")

    def _key_files(self) -> Iterator[Check]:
        recorded = store.key_files(self._ledger.record)
        for path, expected in recorded.items():
            yield self._key_file(path, expected)
        own = [self._ledger.layout.relative(path) for path in _key_paths(self._ledger.layout)]
        unrecorded = [path for path in own if path not in recorded]
        if unrecorded:
            self._unchecked.append(
                f"{len(unrecorded)} key files of other members that the journal does not know yet: "
                "their owners' next open records them"
            )

    def _key_file(self, path: str, expected: str) -> Check:
        try:
            content = door.read(self._ledger.layout.folder / path)
        except FileNotFoundError:
            return Check("key", path, False, "missing")
        found = hashlib.sha256(content).hexdigest()
        if found != expected:
            return Check("key", path, False, f"expected SHA-256 {expected}, found {found}")
        if path.startswith("keys/members/"):
            parameters = parameters_of(content)
            return Check("key", path, True, f"Argon2id {parameters.memory_kib} KiB, {parameters.passes} passes")
        return Check("key", path, True)

    # 2
    def _arrivals(self) -> Iterator[Check]:
        """What is on its way is no tampering; what was seen here and is gone, or contradicts it, is."""
        ledger = self._ledger
        if ledger.refusal is not None:
            yield Check("open", f"log/{ledger.device}", False, str(ledger.refusal))
        for device, arrival in ledger.arrivals.items():
            if arrival.complete:
                continue
            what = "set aside" if arrival.state is State.ARRIVED else "arrival"
            yield Check(what, f"log/{device}", arrival.state in (State.ARRIVED, State.PENDING), arrival.told())
            if arrival.state is State.PENDING:
                self._unchecked.append(f"log/{device}: what of it is not here yet")

    def _journals(self) -> Iterator[Check]:
        for device in self._ledger.members.devices:
            arrival = self._ledger.arrivals.get(device)
            if arrival is not None and arrival.state is not State.PENDING:
                yield from self._journal(device)

    def _journal(self, device: DeviceId) -> Iterator[Check]:
        good: Counter[str] = Counter()
        for finding in inspect(self._ledger.place(device), self._ledger.item_keys(), deep=self._deep):
            if not finding.ok or finding.what in ("checkpoint", "root"):
                yield Check(finding.what, finding.id, finding.ok, finding.detail)
            else:
                good[finding.what] += 1
            self._tick()
        for what, count in sorted(good.items()):
            yield Check(what, f"log/{device}", True, f"{count} as they should be")
        if not self._deep:
            self._unchecked.append(f"log/{device}: the commitments of its entries, computed again (--deep)")

    # 3
    def _seen(self) -> Iterator[Check]:
        folder = device_folder(self._ledger.vault_id) / "seen"
        for device, journal in self._ledger.journals().items():
            if not self._ledger.arrivals[device].complete:
                continue
            try:
                seen = compare(journal, door.read(folder / device).decode())
                yield Check("seen", f"log/{device}", True, f"contains the {seen.size} entries that were seen before")
            except FileNotFoundError:
                self._unchecked.append(f"log/{device}: this device remembers nothing of it")
            except (HistoryRolledBack, EvidenceDiffers, UnicodeDecodeError) as found:
                yield Check("seen", f"log/{device}", False, str(found))

    # 4
    def _stamps(self) -> Iterator[Check]:
        for device, journal in self._ledger.journals().items():
            checks, unchecked = check_stamps(self._ledger.place(device).log, device, journal)
            yield from checks
            self._unchecked += unchecked

    # 5
    def _item_keys(self) -> Iterator[Check]:
        keys, good = self._ledger.item_keys(), 0
        held: set[tuple[ItemId, Room]] = set()
        for room in filter(self._ledger.credentials.rooms.holds, Room):
            for device in self._ledger.members.devices:
                for frame in keys.files.frames(room, device):
                    try:
                        held |= {(item, room) for item in keys.files.read(room, device, frame)}
                        good += 1
                    except EvidenceDiffers as found:
                        path = self._ledger.layout.relative(keys.files.path(room, device, frame))
                        yield Check("item keys", path, False, str(found))
        yield Check("item keys", "keys/items", True, f"{good} files open, {len(held)} keys")
        yield from self._keys_and_erasures(held)

    def _keys_and_erasures(self, held: set[tuple[ItemId, Room]]) -> Iterator[Check]:
        erased = set(store.erased_items(self._ledger.record))
        for item in sorted({item for item, _ in held} & erased):
            yield Check("erasure", item, False, "its tombstone is in the journal, its keys are still there")
        lost: dict[ItemId, None] = {}
        for item in self._ledger.items_mentioned():
            if (item, Room.RECORD) not in held and item not in erased:
                lost[item] = None
        for item in lost:
            yield Check("item keys", item, False, "its key is missing, and nobody erased it")
        if erased:
            yield Check("erasure", "journal", True, f"{len(erased)} items are erased: their entries are noise")

    # 6
    def _originals(self) -> Iterator[Check]:
        if self._ledger.names is None:
            self._unchecked.append("originals and texts: the names room is closed to this member")
            return
        good = 0
        for item, blob in store.blobs(self._ledger.record):
            check = self._original(item, blob)
            if check is None:
                good += 1
            else:
                yield check
            self._tick()
        yield Check("original", "blobs", True, f"{good} are whole and authentic")
        standing = {blob for _, blob in store.blobs(self._ledger.record)}
        for blob in store.erased_blobs(self._ledger.record):
            if blob not in standing and door.is_there(self._ledger.layout.blob(blob)):
                yield Check("erasure", f"blobs/{blob[:2]}/{blob}", False, "erased, but still there")
        if not self._deep and good:
            self._unchecked.append(f"SHA-256 of {good} originals and their texts (--deep)")

    def _original(self, item: ItemId, blob: str) -> Check | None:
        """None where it is as it should be."""
        ledger = self._ledger
        identifier = f"{item} blobs/{blob[:2]}/{blob}"
        try:
            expected = store.source(ledger.record, None, item).size
            if door.size(ledger.layout.blob(blob)) not in (None, sealed_size(expected)):
                return Check("original", identifier, False, f"expected {sealed_size(expected)} bytes on disk")
            if self._deep:
                for _ in original(ledger, item):
                    pass
            else:
                for _ in ledger.blobs.pieces(item, ledger.item_key(item, Room.NAMES)):
                    pass
        except HabeasError as found:
            return Check("original", identifier, False, str(found))
        return None

    # 7
    def _texts(self) -> Iterator[Check]:
        ledger = self._ledger
        if not self._deep or ledger.names is None:
            return
        good = 0
        for source in store.sources(ledger.record, ledger.names):
            if source.text_root is None:
                continue
            try:
                seed = text_seed(ledger.item_key(source.id, Room.NAMES))
                found = text_root(text_of(ledger, source.id), seed).hex()
            except (EvidenceDiffers, NotFound) as problem:
                yield Check("text", source.id, False, str(problem))
                continue
            if found == source.text_root:
                good += 1
            else:
                yield Check("text", source.id, False, f"expected VR-1 root {source.text_root}, found {found}")
        yield Check("text", "texts", True, f"{good} have the roots that the journal says")

    # 8
    def _databases(self) -> Iterator[Check]:
        yield from compare_with_replay(self._ledger)

    # 9
    def _strangers(self) -> Iterator[Check]:
        checks, unchecked = strangers(self._ledger)
        yield from checks
        self._unchecked += unchecked

    # 10
    def _unfit(self) -> Iterator[Check]:
        newer = 0
        for one in self._ledger.unfit():
            newer += one.newer
            if not one.newer:
                about = f"{one.member} {one.kind} {one.item}: {one.reason}; left out"
                yield Check("unfit entry", f"{one.device}:{one.index}", False, about)
        if newer:
            self._unchecked.append(f"{newer} entries written by a newer version of Habeas: this one cannot read them")

    def _waiting(self) -> Iterator[Check]:
        """Neither is a difference: what others say, and what only the person here decides."""
        self._unchecked += [waits(one) for one in self._ledger.erasures_waiting()]
        for by, device, size in self._ledger.unmet():
            self._unchecked.append(missing_entries(by, device, size, self._ledger.log_size(device)))
        return iter(())


def _key_paths(layout: Layout) -> list[Path]:
    folders = (layout.member_wraps, layout.room_keys)
    return [path for folder in folders for path, _ in door.walk(folder) if path.suffix == ".wrap"]
