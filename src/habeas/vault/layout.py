"""Where each file of a vault lies. Paths only: nothing is read or written here."""

from dataclasses import dataclass
from pathlib import Path

from habeas.custody.model import Room
from habeas.files import door
from habeas.ids import MemberId

RECOVERY = "recovery"
"""The recipient name of the recovery key, where a member's id would stand."""


@dataclass(frozen=True)
class Layout:
    """The files of the vault in `folder` (docs/formats/vault.md)."""

    folder: Path

    def relative(self, path: Path) -> str:
        """A path as the journal and errors quote it: below the vault, with slashes."""
        return path.relative_to(self.folder).as_posix()

    def __post_init__(self) -> None:
        door.guard(self.folder)

    @property
    def vault_json(self) -> Path:
        return self.folder / "vault.json"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def members(self) -> Path:
        return self.folder / "members"

    def statement(self, number: int) -> Path:
        return self.members / f"{number:06d}.json"

    @property
    def member_wraps(self) -> Path:
        return self.folder / "keys" / "members"

    def member_wrap(self, member: MemberId) -> Path:
        return self.member_wraps / f"{member}.wrap"

    @property
    def room_keys(self) -> Path:
        return self.folder / "keys" / "rooms"

    def room_wrap(self, epoch: int, room: Room, recipient: str) -> Path:
        """`recipient`: a member's id, or RECOVERY."""
        return self.room_keys / f"{epoch:06d}" / room.value / f"{recipient}.wrap"

    @property
    def blobs(self) -> Path:
        return self.folder / "blobs"

    def blob(self, name: str) -> Path:
        """`name`: 64 hexadecimal digits, a keyed hash."""
        return self.blobs / name[:2] / name

    @property
    def incoming(self) -> Path:
        """Blobs on their way in: sealed and on disk, but not yet in the journal."""
        return self.blobs / "incoming"
