"""An import that is killed, or whose disk is full, at any moment: done again, every row is there once."""

import os
import random
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.lists.bring_in import bring_in, undo
from habeas.lists.columns import recognise
from habeas.lists.model import Account
from habeas.lists.store import listed
from habeas.vault.audit import audit_folder
from habeas.vault.model import About, SourceKind
from habeas.vault.rebuild import rebuild
from habeas.workspace.open import Workspace, projectors
from tests.vault.scene import PASSPHRASE, cheap_derivation

ROWS, BATCH = 60, 10
FAMILY = "Vashtenko"
PROGRAM = """
import errno, os, signal, sys
from pathlib import Path
import habeas.crypto.passphrase as passphrase
from tests.vault.scene import cheap_derivation
passphrase.hash_secret_raw = cheap_derivation
from habeas.lists import bring_in
from tests.lists.test_bring_in import BATCH, import_

what, nth = sys.argv[3], int(sys.argv[4])
bring_in.BATCH = BATCH
calls = 0
def failing(real):
    def fails(*arguments, **named):
        global calls
        calls += 1
        if what == "full disk" and calls >= nth:
            raise OSError(errno.ENOSPC, "")
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return fails
os.write = failing(os.write)
if what != "full disk":
    os.fsync, os.rename = failing(os.fsync), failing(os.rename)
print(import_(Path(sys.argv[1]), Path(sys.argv[2]), undoing=what == "undo"))
"""


def import_(vault: Path, file: Path, *, undoing: bool = False) -> Account | None:
    with Workspace.open(vault, PASSPHRASE) as workspace:
        if undoing:
            undo(workspace.ledger, file, "Lantern")
            return None
        about = About(kind=SourceKind.TABLE)
        return bring_in(workspace.ledger, file, "Lantern", lambda table: recognise(table.labels), about)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty vault, and beside it a list in which each row names another person."""
    from habeas.crypto.passphrase import FLOOR
    from habeas.vault.create import create

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "device"))
    monkeypatch.setattr("habeas.crypto.passphrase.hash_secret_raw", cheap_derivation)
    create(tmp_path / "vault", PASSPHRASE, projectors(), parameters=FLOOR)
    rows = "".join(f"R-{number},{FAMILY} {number},1980,Lomna,detention\n" for number in range(ROWS))
    (tmp_path / "list.csv").write_text("record_id,name,birth_date,place,act\n" + rows, encoding="utf-8")
    return tmp_path / "vault"


def _in_a_process(vault: Path, what: str, nth: int, limit: Callable[[], None] | None = None) -> tuple[int, str]:
    command = [sys.executable, "-c", PROGRAM, str(vault), str(vault.parent / "list.csv"), what, str(nth)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(("src", os.getcwd()))}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, preexec_fn=limit)
    return done.returncode, done.stderr


def _require_whole(vault: Path) -> None:
    """Import once more; then every row is there once, the databases are what the journal says, nothing is in clear."""
    account = import_(vault, vault.parent / "list.csv")
    assert account is not None
    assert (account.rows, account.created + account.matched, account.rejected) == (ROWS, ROWS, ())
    with Workspace.open(vault, PASSPHRASE) as workspace:
        ledger = workspace.ledger
        assert Counter(number for _, _, number, _ in listed(ledger)) == dict.fromkeys(range(2, ROWS + 2), 1)
        assert {cells["name"] for _, _, _, cells in listed(ledger)} == {f"{FAMILY} {n}" for n in range(ROWS)}
        claims = "SELECT count(*) FROM items WHERE kind = 'claim' AND status = 'proposed'"
        assert tuple(ledger.record.query_one(claims)) == (ROWS,)
        assert rebuild(ledger).equal
    report = audit_folder(vault, PASSPHRASE, projectors(), deep=True)
    assert report.ok, report.differing
    files = [path for folder in (vault, vault.parent / "device") for path in folder.rglob("*") if path.is_file()]
    assert not [path.name for path in files if FAMILY.encode() in path.read_bytes()]


@pytest.mark.parametrize("nth", random.Random(11).sample(range(1, 160), 8))
def test_import_killed_at_a_write_then_done_again_has_every_row_once(vault: Path, nth: int) -> None:
    code, errors = _in_a_process(vault, "import", nth)
    assert code == -signal.SIGKILL, errors
    _require_whole(vault)


@pytest.mark.parametrize("nth", [6, 20, 33])
def test_undo_killed_at_a_write_then_done_again_leaves_no_row(vault: Path, nth: int) -> None:
    import_(vault, vault.parent / "list.csv")
    code, errors = _in_a_process(vault, "undo", nth)
    assert code == -signal.SIGKILL, errors
    import_(vault, vault.parent / "list.csv", undoing=True)
    with Workspace.open(vault, PASSPHRASE) as workspace:
        assert not list(listed(workspace.ledger))
        assert tuple(workspace.ledger.record.query_one("SELECT count(*) FROM items WHERE status = 'proposed'")) == (1,)
        assert rebuild(workspace.ledger).equal
    assert audit_folder(vault, PASSPHRASE, projectors(), deep=True).ok


@pytest.mark.parametrize("nth", [3, 20, 37])
def test_import_whose_journal_finds_the_disk_full_then_done_again_has_every_row_once(vault: Path, nth: int) -> None:
    code, errors = _in_a_process(vault, "full disk", nth)
    assert code == 1
    assert "StorageFailed" in errors and FAMILY not in errors
    _require_whole(vault)


@pytest.mark.parametrize("kilobytes", [60, 200, 400, 600])
def test_import_whose_databases_find_the_disk_full_then_done_again_has_every_row_once(
    vault: Path, kilobytes: int
) -> None:
    """The system itself refuses: no file of the process may grow beyond a limit, which the databases reach first."""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    code, errors = _in_a_process(vault, "import", 0, limited)
    assert code == 1
    assert "StorageFailed" in errors and FAMILY not in errors
    _require_whole(vault)
