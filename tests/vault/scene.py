"""A real vault for tests: made, filled, copied, broken. Its device folder lies beside it.

The key derivation is replaced by a hash (tests that are about it put the real one back): hundreds of vaults are opened.
"""

import hashlib
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from habeas.crypto.passphrase import FLOOR
from habeas.errors import HabeasError
from habeas.ids import ItemId, MemberId
from habeas.vault.admit import admit
from habeas.vault.audit import audit_folder
from habeas.vault.create import Created, create
from habeas.vault.ledger import Ledger
from habeas.vault.model import About, AdmitResult, AuditReport, Consent
from habeas.vault.store import VaultProjector, sources
from habeas.vault.unlock import unlock

PASSPHRASE = "six words that nobody would guess"
PROJECTORS = (VaultProjector(),)

# Words that are in no file of Habeas: what a search of the disk for residue looks for.
TESTIMONY = "Zarifa Umkhadova saw the grey Gazelle at the Oktyabrsky crossroads.\n\nShe counted nine men.\n"
SECRET_WORDS = ("Umkhadova", "Gazelle", "Oktyabrsky", "zarifa-statement", "handed over by Tumisha")


def cheap_derivation(*, secret: bytes, salt: bytes, hash_len: int, **_: object) -> bytes:
    """Stands in for Argon2id: same inputs, same output, no cost."""
    return hashlib.sha256(salt + secret).digest()[:hash_len]


def email_with_attachment() -> bytes:
    """An e-mail whose attachment is a text."""
    return (
        b"From: a@example.org\r\nTo: b@example.org\r\nSubject: list\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe list is attached.\r\n"
        b'--b\r\nContent-Type: text/plain; charset=utf-8; name="list.txt"\r\n'
        b'Content-Disposition: attachment; filename="list.txt"\r\n\r\nOne.\nTwo.\nThree.\r\n--b--\r\n'
    )


@dataclass(frozen=True)
class Scene:
    """A vault, its owner's device, and a folder of files to admit."""

    root: Path
    created: Created | None = None
    device: str = "device"

    @property
    def vault(self) -> Path:
        return self.root / "vault"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def device_home(self) -> Path:
        return self.root / self.device

    @property
    def cache(self) -> Path:
        """The databases of the one member who uses this device."""
        assert self.created is not None
        (folder,) = (self.device_home / "habeas" / self.created.vault / "cache").iterdir()
        return folder

    def use_device(self, name: str) -> "Scene":
        """The same vault folder, seen from another device."""
        scene = replace(self, device=name)
        scene.enter()
        return scene

    def enter(self) -> None:
        os.environ["XDG_DATA_HOME"] = str(self.device_home)

    def copy(self, root: Path) -> "Scene":
        shutil.copytree(self.root, root, symlinks=True, dirs_exist_ok=True)
        scene = replace(self, root=root)
        scene.enter()
        return scene

    def open(self, passphrase: str = PASSPHRASE, member: MemberId | None = None) -> Ledger:
        return unlock(self.vault, passphrase, PROJECTORS, member=member)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def admit(self, *paths: Path, about: About | None = None) -> list[AdmitResult]:
        with self.open() as ledger:
            return list(admit(ledger, paths, about or about_files()))

    def audit(self, *, deep: bool = True) -> AuditReport:
        return audit_folder(self.vault, PASSPHRASE, PROJECTORS, deep=deep)

    def admit_as(self, path: Path, member: MemberId) -> None:
        with self.open(member=member) as ledger:
            list(admit(ledger, [path], about_files()))

    def audit_as(self, member: MemberId, *, deep: bool = True) -> AuditReport:
        return audit_folder(self.vault, PASSPHRASE, PROJECTORS, deep=deep, member=member)

    def ids(self) -> list[ItemId]:
        with self.open() as ledger:
            return [source.id for source in sources(ledger.record, ledger.names)]

    def vault_files(self) -> list[Path]:
        """Every file of the vault, relative, in order."""
        return sorted(path.relative_to(self.vault) for path in self.vault.rglob("*") if path.is_file())


def about_files() -> About:
    return About(origin="handed over by Tumisha", published="2017-04-20", consent=Consent.PUBLISH_REDACTED)


def found(root: Path) -> Scene:
    """A new, empty vault."""
    scene = Scene(root)
    scene.files.mkdir(parents=True)
    scene.enter()
    return replace(scene, created=create(scene.vault, PASSPHRASE, PROJECTORS, parameters=FLOOR))


def fill(scene: Scene) -> Scene:
    """Three files, one of them an e-mail with an attachment."""
    scene.write("zarifa-statement.txt", TESTIMONY)
    scene.write("letter.eml", email_with_attachment())
    scene.write("photo.bin", bytes(range(256)) * 600)
    scene.admit(scene.files)
    return scene


def outcome(scene: Scene, *, deep: bool = True) -> tuple[bool, str]:
    """(whether everything is as it should be, what was found). A traceback of another kind fails the test by itself."""
    try:
        report = scene.audit(deep=deep)
    except HabeasError as error:
        return False, f"{type(error).__name__} {error.exit_code}: {error}"
    return report.ok, "; ".join(f"{check.what} {check.id}: {check.detail}" for check in report.differing)
