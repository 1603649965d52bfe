"""Another device's journal of which not all is here: what of it is whole, chained and signed.

A synchroniser keeps no order between files, so for an hour the journal may be behind its checkpoint, the checkpoint
behind its journal, the tiles absent. Nothing of that is tampering. Each frame is signed and its link signs all before
it, so a beginning proves itself without the rest. The states follow C2SP's tlog-mirror (*pending checkpoint*: signed,
its entries not all here).

    1 the pending checkpoint, where one is here and signed
    2 frames from the start: whole, chained, each signed; up to the checkpoint, or as far as they go where there is none
    3 where the checkpoint is reached, they must give its root

Nothing is written. What Journal says of `checkpoint` is the pending one; `size` and `position` are what is here.
"""

from habeas.custody import merkle
from habeas.custody.commitment import commitment
from habeas.custody.frames import Frame
from habeas.custody.journal import Journal
from habeas.custody.notes import Checkpoint, open_checkpoint
from habeas.custody.place import Place, open_segment, read_note
from habeas.custody.segment import START, Position, ends_inside, read_frame
from habeas.errors import EvidenceDiffers
from habeas.files import door


class ArrivingJournal(Journal):
    """Opened for reading, as far as it goes."""

    reason: str
    """Why it ends where it does; empty where the checkpoint's entries are all here and give its root."""
    broken: bool
    """What follows is there and is not what the device signed: no matter of arrival."""

    def __init__(self, place: Place) -> None:
        """Raises EvidenceDiffers where there is no journal file, StorageFailed."""
        self._place, self._signer, self._broken = place, None, False
        self._heads, self._reader, self._tree, self.repairs = None, None, None, []
        self.reason, self.broken = "", False
        self._file = open_segment(place, writing=False)
        self._leaves = merkle.Tree()
        try:
            pending = self._pending()  # 1
            self.position = self._whole(pending)  # 2
            if pending is not None:
                self._compare(pending)  # 3
        except BaseException:
            self.close()
            raise

    @property
    def size(self) -> int:
        return self._leaves.size

    def root_at(self, size: int) -> bytes:
        return merkle.root(self._leaves.nodes, size)

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """Raises EvidenceDiffers where the checkpoint covers more than is here: no path can be made then."""
        if self.checkpoint.size != self.size:
            raise EvidenceDiffers(f"log of {self.series.device}: {self.reason or 'not all of it is here'}")
        return merkle.inclusion_path(self._leaves.nodes, index, self.size)

    def _pending(self) -> Checkpoint | None:
        nothing = Checkpoint(self._place.note_key.name, 0, merkle.EMPTY_ROOT)
        self._note, self._checkpoint = "", nothing
        try:
            note = read_note(self._place)
            self._checkpoint = open_checkpoint(note, self._place.note_key)
        except EvidenceDiffers as found:
            self.reason = str(found)
            self.broken = door.is_there(self._place.log / "checkpoint")
            return None
        self._note = note
        return self._checkpoint

    def _whole(self, pending: Checkpoint | None) -> Position:
        position = START
        while pending is None or position.entries < pending.size:
            try:
                frame = read_frame(self._file, self.series, position)
                if frame is None:
                    return position
                self._require_signature(frame)
            except EvidenceDiffers as found:
                self.reason, self.broken = str(found), not ends_inside(self._file, self.series, position)
                return position
            if pending is not None and position.entries + frame.head.count > pending.size:
                self.reason, self.broken = "its checkpoint ends inside a frame", True
                return position
            self._take(frame)
            position = position.after(frame)
        return position

    def _take(self, frame: Frame) -> None:
        for entry in frame.entries:
            self._leaves.append(merkle.leaf_hash(commitment(entry.record_root, entry.names_root)))

    def _compare(self, pending: Checkpoint) -> None:
        if self.size < pending.size:
            self.reason = self.reason or f"{self.size} of {pending.size} entries are here"
        elif self.root_at(pending.size) != pending.root:
            self.reason, self.broken = "its entries do not give the root that its checkpoint signed", True
