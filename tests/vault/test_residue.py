"""After closing or a crash no word, name or key is in any file that the program wrote."""

import os
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from habeas.custody.model import Room
from habeas.vault import store
from habeas.vault.device import read_device
from habeas.vault.members import add_here
from habeas.vault.rebuild import rebuild
from tests.vault.scene import PASSPHRASE, SECRET_WORDS, Scene


def _files(scene: Scene) -> list[Path]:
    roots = (scene.vault, scene.device_home)
    return [path for root in roots for path in root.rglob("*") if path.is_file()]


def _spellings(word: str) -> set[bytes]:
    forms = {word, word.lower(), word.upper(), unicodedata.normalize("NFD", word)}
    return {form.encode(coding) for form in forms for coding in ("utf-8", "utf-16-le", "utf-16-be")}


def _residue(scene: Scene, secrets: list[bytes]) -> list[str]:
    wanted = {spelling for word in SECRET_WORDS for spelling in _spellings(word)} | set(secrets)
    return [str(path) for path in _files(scene) if any(piece in path.read_bytes() for piece in wanted)]


def _keys(scene: Scene) -> list[bytes]:
    with scene.open() as ledger:
        keys = list(ledger.credentials.rooms.keys.values())
        keys += [ledger.credentials.rooms.database_key(room) for room in Room]
        for source in store.sources(ledger.record, ledger.names):
            keys += [ledger.item_key(source.id, room) for room in Room]
    return [*keys, *(key.hex().encode() for key in keys), PASSPHRASE.encode()]


def test_residue_none_after_close(filled: Scene) -> None:
    keys = _keys(filled)
    assert _residue(filled, keys) == []
    assert not list(filled.vault.rglob("*-wal"))


def test_residue_none_after_rebuild_and_removal(filled: Scene) -> None:
    from habeas.vault.members import remove

    with filled.open() as ledger:
        rebuild(ledger)
        remove(ledger, add_here(ledger, "two").member)
    assert _residue(filled, []) == []


def test_residue_device_secret_only_in_the_device_file(filled: Scene) -> None:
    device = read_device(filled.created.vault)
    secret = device.members[filled.created.member].secret
    holding = [path.name for path in _files(filled) if secret.hex().encode() in path.read_bytes()]
    assert holding == ["device.json"]


@pytest.mark.parametrize("moment", ["open", "admitted"])
def test_residue_none_after_a_kill(filled: Scene, moment: str) -> None:
    """The databases' write-ahead logs are still there then: they are ciphertext too."""
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "import habeas.crypto.passphrase as passphrase\n"
        "from tests.vault.scene import PASSPHRASE, PROJECTORS, about_files, cheap_derivation\n"
        "passphrase.hash_secret_raw = cheap_derivation\n"
        "from habeas.vault.unlock import unlock\n"
        "from habeas.vault.admit import admit\n"
        "ledger = unlock(Path(sys.argv[1]), PASSPHRASE, PROJECTORS)\n"
        "if sys.argv[2] == 'admitted':\n"
        "    list(admit(ledger, [Path(sys.argv[3])], about_files()))\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    extra = filled.write("second-zarifa-statement.txt", "Umkhadova saw the Gazelle again, near Oktyabrsky.")
    command = [sys.executable, "-c", program, str(filled.vault), moment, str(extra)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.getcwd()})
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert _residue(filled, []) == []
    assert filled.audit().ok


def test_residue_vault_folder_is_private(filled: Scene) -> None:
    for path in (filled.vault, filled.cache, filled.vault / "blobs"):
        assert path.stat().st_mode & 0o077 == 0
    for path in _files(filled):
        assert path.stat().st_mode & 0o077 == 0, path.name
