"""The newest checkpoint of each log, remembered outside the vault: what a vault cannot tell of itself.

A folder that was put back to an older state is in perfect order: every chain and signature in it holds. Only someone
who has seen a newer checkpoint notices. This device remembers what it saw; members and partner organisations can send
each other theirs (a checkpoint is public: it says nothing but a number and a hash).

Two steps, because a memory that a bad folder has advanced would call the good one a rollback: `check_seen` compares
and changes nothing but for keeping a contradiction as evidence; `remember`, after every other check of the folder was
passed, keeps the newer. The caller asks the memory for everything it holds (`remembered_logs`): a log that is gone as
a whole has nothing to be compared with.
"""

import hashlib
from pathlib import Path

from habeas.custody import durable
from habeas.custody.journal import Journal
from habeas.custody.notes import Checkpoint, NoteKey, open_checkpoint
from habeas.errors import EvidenceDiffers, HistoryRolledBack, OddFile, StorageFailed
from habeas.files import door

SEEN = "seen"
CONTRADICTED = ".contradicted-by-"


def remembered_logs(folder: Path) -> frozenset[str]:
    """The devices whose logs this device remembers. `folder`: settings.device_folder()."""
    try:
        names = door.names(folder / SEEN)
    except OSError as problem:
        raise StorageFailed(f"what this device remembers cannot be read (errno {problem.errno})") from None
    return frozenset(name for name in names if "." not in name)


def remembered(folder: Path, key: NoteKey, device: str) -> Checkpoint | None:
    """What this device remembers of a log. Raises EvidenceDiffers where the memory is damaged."""
    note = _read(folder / SEEN / device, device)
    return None if note is None else open_checkpoint(note, key)


def check_seen(folder: Path, journal: Journal) -> Checkpoint | None:
    """Compare a log with what this device remembers of it; returns that, None where it remembers nothing.

    Raises HistoryRolledBack (the log is shorter than it was, or is another) or EvidenceDiffers (the memory is
    damaged). A checkpoint that contradicts the memory is kept beside it as evidence: two signed statements that
    cannot both be true.
    """
    path = _path(folder, journal)
    note = _read(path, journal.series.device)
    if note is None:
        return None
    try:
        return compare(journal, note)
    except HistoryRolledBack:
        if journal.note:
            name = hashlib.sha256(journal.note.encode()).hexdigest()[:16]
            durable.replace(path.with_name(f"{path.name}{CONTRADICTED}{name}"), journal.note.encode())
        raise


def compare(journal: Journal, note: str) -> Checkpoint:
    """Compare a log with a checkpoint of it that somebody saw: ours, a colleague's, a printed one.

    Returns it where the log contains it. Raises HistoryRolledBack where it does not; EvidenceDiffers where the note
    is no checkpoint that this log signed.
    """
    seen = open_checkpoint(note, journal.place.note_key)
    device, size = journal.series.device, journal.size
    if seen.size > size:
        raise HistoryRolledBack(
            f"log of {device}: it had {seen.size} entries when it was last seen, now it has {size}",
            hint="the vault was put back to an older state: compare with another member's copy before you go on",
        )
    found = journal.root_at(seen.size)
    if found != seen.root:
        raise HistoryRolledBack(
            f"log of {device}: at {seen.size} entries its root was {seen.root.hex()[:16]}, now {found.hex()[:16]}",
            hint="two histories were signed with one key: keep both copies, tell the other members, do not go on",
        )
    return seen


def remember(folder: Path, journal: Journal) -> None:
    """Keep the log's newest checkpoint. After every check of the folder at open, and after every append."""
    path, note = _path(folder, journal), journal.note.encode()
    try:
        if door.read(path) == note:
            return
    except (OSError, OddFile):
        pass
    durable.replace(path, note)


def _path(folder: Path, journal: Journal) -> Path:
    return folder / SEEN / journal.series.device


def _read(path: Path, device: str) -> str | None:
    try:
        return door.read(path).decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise EvidenceDiffers(f"the checkpoint remembered of {device} is damaged") from None
    except OSError as problem:
        raise StorageFailed(f"the checkpoint remembered of {device} cannot be read (errno {problem.errno})") from None
