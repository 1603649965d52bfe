"""Two copies of one vault, each with a device of its own, and a hand that carries files between them."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from habeas.custody.model import NewEntry
from habeas.ids import DeviceId, ItemId
from habeas.vault.ledger import Ledger
from habeas.vault.members import enrol
from habeas.vault.unlock import unlock
from tests.vault.scene import PASSPHRASE, PROJECTORS, Scene

NEVER_CARRIED = ("cache", "lock")


@dataclass(frozen=True)
class Copy:
    """One folder and the device it is opened on. Entering the scene points the process at that device."""

    scene: Scene
    device: DeviceId

    @property
    def vault(self) -> Path:
        return self.scene.vault

    def open(self) -> Ledger:
        self.scene.enter()
        return unlock(self.vault, PASSPHRASE, PROJECTORS)

    def consent(self, item: ItemId, level: int) -> None:
        with self.open() as ledger:
            ledger.append([NewEntry("source.consent", item, {"consent": level}, {"because": "they said so"})])

    def consents(self) -> dict[ItemId, int]:
        with self.open() as ledger:
            return {ItemId(row[0]): row[1] for row in ledger.record.query("SELECT id, consent FROM source")}

    def own_files(self) -> list[Path]:
        """What this device wrote, relative to the vault."""
        return [path for path in files(self.vault) if self.device in str(path)]


def files(vault: Path) -> list[Path]:
    """All files that a synchroniser may carry, relative, in order."""
    found = (path.relative_to(vault) for path in vault.rglob("*") if path.is_file())
    return sorted(path for path in found if path.parts[0] not in NEVER_CARRIED)


def carry(one: Copy, other: Copy, wanted: Callable[[Path], bool] = lambda _: True) -> None:
    """Copy files over, as they are; what the other device itself writes is newer there."""
    for path in filter(wanted, files(one.vault)):
        if path.parts[0] in ("journal", "log") and other.device in str(path):
            continue
        target = other.vault / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(one.vault / path, target)


def two_copies(filled: Scene, root: Path) -> tuple[Copy, Copy]:
    """The vault of `filled`, and a second copy of it with a second device; each knows of the other's statement."""
    first = Copy(filled, filled.created.device)  # type: ignore[union-attr]
    shutil.copytree(filled.vault, root / "vault", ignore=shutil.ignore_patterns("cache", "lock"))
    there = Scene(root, filled.created)
    there.enter()
    added = enrol(there.vault, PASSPHRASE, filled.created.device_code, PROJECTORS)  # type: ignore[union-attr]
    assert added.device is not None
    second = Copy(there, added.device)
    carry(second, first)
    first.open().close()
    carry(first, second)
    second.open().close()
    return first, second
