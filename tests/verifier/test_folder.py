"""What lies in a release folder: only regular files, no more read than the manifest says, litter told apart."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from habeas.verifier import standalone
from habeas.verifier.check import check_release
from tests.publication.conftest import redacted  # noqa: F401  # fixture
from tests.publication.making import copy
from tests.verifier.test_standalone import both

LITTER = [".DS_Store", "Thumbs.db", "desktop.ini", "proof/.DS_Store", "._dossier.html", "__MACOSX/._x", ".directory",
          "__MACOSX/proof/._y", ".Spotlight-V100/Store", "System Volume Information/x", "ehthumbs.db"]  # fmt: skip


@pytest.mark.parametrize("name", LITTER)
def test_what_a_system_leaves_is_named_and_does_not_fail_the_release(redacted: Path, tmp_path: Path, name: str) -> None:  # noqa: F811
    folder = copy(redacted, tmp_path / "r")
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"\x00\x05\x16\x07")
    assert both(folder)
    assert f"{name}: left by a system, not part of the release" in check_release(folder).unchecked


@pytest.mark.parametrize(
    "name", ["DS_Store", "Thumbs.db.html", "proof/notes.txt", "dossier (1).html", ".hidden", "x/._"[:1]]
)
def test_any_other_file_still_fails_it(redacted: Path, tmp_path: Path, name: str) -> None:  # noqa: F811
    folder = copy(redacted, tmp_path / "r")
    (folder / name).write_bytes(b"x")
    assert not both(folder)


def test_link_that_is_named_like_litter_fails_it(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = copy(redacted, tmp_path / "r")
    (folder / ".DS_Store").symlink_to("/etc/hostname")
    assert not both(folder)


NAMES = ["manifest.json", "bundle.json", "dossier.html", "dossier.pdf", "proof/dev-000000000000.checkpoint"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["pipe", "device", "sparse", "folder", "link to itself"])
def test_odd_file_is_refused_at_once_by_both(redacted: Path, tmp_path: Path, name: str, kind: str) -> None:  # noqa: F811
    folder = copy(redacted, tmp_path / "r")
    path = folder / name
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "sparse":
        with path.open("wb") as stream:
            stream.truncate(60 << 30)
    else:
        path.symlink_to(path.name)
    start = time.process_time()
    assert not both(folder)
    assert time.process_time() - start < 5
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29)); import sys, runpy; \
sys.argv[1:] = [{str(folder)!r}]; runpy.run_path({str(redacted / 'verify.py')!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-I", "-c", limited], capture_output=True, timeout=60)
    assert done.returncode == 1 and not done.stderr


def test_pipe_beside_the_release_is_refused_without_being_opened(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = copy(redacted, tmp_path / "r")
    os.mkfifo(folder / "pipe")
    assert not both(folder)


def test_folder_of_very_many_files_is_given_up(redacted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(standalone, "MOST_FILES", 5)
    assert not standalone.verify_release(str(copy(redacted, tmp_path / "r")))["ok"]
