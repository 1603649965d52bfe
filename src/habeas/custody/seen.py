"""The newest checkpoint of each log, remembered outside the vault: what a vault cannot tell of itself.

A folder that was put back to an older state is in perfect order: every chain and signature in it holds. Only someone
who has seen a newer checkpoint notices. This device remembers what it saw; members and partner organisations can send
each other theirs (a checkpoint is public: it says nothing but a number and a hash).
"""

import hashlib
from pathlib import Path

from habeas.custody import durable
from habeas.custody.journal import Journal
from habeas.custody.notes import Checkpoint, open_checkpoint
from habeas.errors import EvidenceDiffers, HistoryRolledBack, StorageFailed
from habeas.files import door


def check_seen(folder: Path, journal: Journal) -> None:
    """Compare a log with what this device remembers of it, then remember the newer. `folder`: settings.device_folder().

    Raises HistoryRolledBack (the log is shorter than it was, or is another) or EvidenceDiffers (the memory is
    damaged). A checkpoint that contradicts the memory is kept beside it as evidence: two signed statements that
    cannot both be true.
    """
    path = _path(folder, journal)
    note = _read(path, journal)
    if note is None:
        return remember(folder, journal)
    try:
        checkpoint = compare(journal, note)
    except HistoryRolledBack:
        name = hashlib.sha256(journal.note.encode()).hexdigest()[:16]
        durable.replace(path.with_name(f"{path.name}.contradicted-by-{name}"), journal.note.encode())
        raise
    if checkpoint.size < journal.checkpoint.size:
        remember(folder, journal)


def compare(journal: Journal, note: str) -> Checkpoint:
    """Compare a log with a checkpoint of it that somebody saw: ours, a colleague's, a printed one.

    Returns it where the log contains it. Raises HistoryRolledBack where it does not; EvidenceDiffers where the note
    is no checkpoint that this log signed.
    """
    seen = open_checkpoint(note, journal.place.note_key)
    device, size = journal.series.device, journal.checkpoint.size
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
    """Keep the log's newest checkpoint. After `check_seen` at open, then after every append."""
    durable.replace(_path(folder, journal), journal.note.encode())


def _path(folder: Path, journal: Journal) -> Path:
    return folder / "seen" / journal.series.device


def _read(path: Path, journal: Journal) -> str | None:
    try:
        return door.read(path).decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise EvidenceDiffers(f"the checkpoint remembered of {journal.series.device} is damaged") from None
    except OSError as problem:
        raise StorageFailed(
            f"the checkpoint remembered of {journal.series.device} cannot be read (errno {problem.errno})"
        ) from None
