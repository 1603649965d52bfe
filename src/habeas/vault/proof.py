"""What proves that an entry is in the log."""

from dataclasses import dataclass

from habeas.ids import EntryId


@dataclass(frozen=True)
class EntryProof:
    """What an outsider needs, besides the disclosed fields, to check one entry against the log."""

    entry: EntryId
    record_root: bytes
    """R: VR-1 root of the record part, 32 bytes."""
    names_root: bytes
    """N: VR-1 root of the names part, 32 bytes."""
    index: int
    tree_size: int
    path: tuple[bytes, ...]
    """RFC 6962 inclusion path of leaf `index` in the tree of `tree_size`, from the leaf upwards."""
    checkpoint: str
    """The signed note (C2SP tlog-checkpoint) over that tree."""
