"""The door to other programs: what a child is given, what it is not, and what this process gives up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from habeas import programs

SEE = (
    "import json, os, sys; print(json.dumps([os.getcwd(), dict(os.environ), sys.path, sys.flags.isolated, "
    "os.getsid(0) == os.getpid(), [fd for fd in range(3, 64) if os.path.exists(f'/proc/self/fd/{fd}')]]))"
)


def test_child_begins_in_a_neutral_folder_with_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HABEAS_VAULT", "secret")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("LD_LIBRARY_PATH", f":.:{tmp_path}")
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)

    done = programs.run([sys.executable, "-I", "-c", SEE], seconds=60)

    folder, environment, path, isolated, leads, descriptors = json.loads(done.stdout)
    assert folder == "/" and isolated and leads and not descriptors
    assert environment == {**programs.ENVIRONMENT, "LD_LIBRARY_PATH": str(tmp_path)}
    assert "" not in path and str(tmp_path) not in path
    os.close(reading), os.close(writing)


def test_own_python_imports_this_source_tree_and_no_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "habeas").mkdir()
    (tmp_path / "habeas" / "__init__.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    command = programs.own_python("habeas.settings", "spark_place")

    assert programs.run(command, seconds=60).returncode == 0


def test_program_named_without_its_folder_is_refused() -> None:
    for start in (programs.run, programs.start):
        with pytest.raises(ValueError, match="absolute"):
            start(["true"])


def test_program_in_path_of_the_environment_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "tesseract"
    fake.write_text("#!/bin/sh\n")
    fake.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:.:")
    monkeypatch.chdir(tmp_path)

    assert not (programs.find("tesseract") or "").startswith(str(tmp_path))
    assert all(os.path.isabs(folder) for folder in programs.PATH.split(":"))


def test_child_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path) -> None:
    """The grandchild holds a pipe open: it is closed when that is gone too."""
    fifo = tmp_path / "held"
    os.mkfifo(fifo)
    reading = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(subprocess.TimeoutExpired):
        programs.run(["/bin/sh", "-c", f"sleep 60 > '{fifo}' & echo x > '{fifo}'; wait"], seconds=1)
    os.set_blocking(reading, True)
    while os.read(reading, 100):
        continue
    os.close(reading)


def test_clean_up_takes_the_current_folder_and_the_environment_away(tmp_path: Path) -> None:
    code = (
        "import os, sys; sys.path[:0] = ['', '.', os.getcwd(), 'rel', os.environ['HABEAS_VAULT']];"
        "from habeas.programs import clean_up_here; clean_up_here();"
        "import json; print(json.dumps([sys.path, dict(os.environ)]))"
    )
    given = {"PYTHONPATH": "", "NUMBA_CACHE_DIR": ".", "OPENSSL_CONF": "x", "PATH": ".:", "HOME": "/h",
             "LC_CTYPE": "C.UTF-8",
             "HABEAS_VAULT": str(tmp_path / "vault"), "SPARK_HOME": ".", "LD_LIBRARY_PATH": ":"}  # fmt: skip

    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=tmp_path, env=given, capture_output=True, check=True)

    path, environment = json.loads(done.stdout)
    assert all(os.path.isabs(entry) and not entry.startswith(str(tmp_path)) for entry in path)
    assert environment == {
        "HOME": "/h",
        "LC_CTYPE": "C.UTF-8",
        "PATH": programs.PATH,
        "HABEAS_VAULT": str(tmp_path / "vault"),
    }
