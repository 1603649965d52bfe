"""A hostile folder holds modules and programs of every name: none of them may run, whatever command is given there.

Planted in the current folder, in the vault, beside the file that is admitted, and in PATH: a module of each name of the
standard library, of ours and of what we depend on; a program of each name that might be called. Each leaves a mark.
"""

import importlib.metadata
import os
import stat
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.command_line import PASSPHRASE, Shell
from tests.reading import material

ROOT = Path(__file__).parents[2]
PROGRAMS = (
    "tesseract openssl chromium chrome google-chrome firefox java python python3 sh bash env git gs pdftotext "
    "uname ldconfig gcc cc ld objdump fc-list typst spark-submit curl wget xdg-open locale stty tput"
).split()
TEXT = "Ruslan Aliev was detained in Argun on 3 April 2017 by men in uniform.\n"
CSV = "a,b,c,count\n1,0,0,30\n0,1,0,22\n0,0,1,25\n1,1,0,9\n1,0,1,8\n0,1,1,10\n1,1,1,4\n"
PEOPLE = "record_id,full_name,event_date\n1,Ruslan Aliev,2017-04-03\n2,Selim Karaev,2017-04-05\n3,Ruslan Alief,\n"


def module_names() -> list[str]:
    installed = importlib.metadata.packages_distributions()
    return sorted({*sys.stdlib_module_names, *installed, "habeas", "sitecustomize", "usercustomize", "yaml"})


def plant(folder: Path, marks: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in module_names():
        if name.isidentifier():
            (folder / f"{name}.py").write_text(f"open({str(marks / ('module-' + name))!r}, 'w').close()\n")
    package = folder / "habeas"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").write_text(f"open({str(marks / 'package-habeas')!r}, 'w').close()\n")
    (folder / ".numba_config.yaml").write_text(f"cache_dir: {folder}\n")
    for name in PROGRAMS:
        program = folder / name
        program.write_text(f"#!/bin/sh\n: > '{marks / ('program-' + name)}'\nexit 1\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)


@dataclass(frozen=True)
class Hostile:
    folder: Path
    script: Path
    marks: Path
    environment: dict[str, str]

    def habeas(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """The console script as an installer writes it, in the hostile folder."""
        secret, writing = os.pipe()
        os.write(writing, f"{PASSPHRASE}\n".encode())
        os.close(writing)
        given = [str(secret) if word == "FD" else word for word in words]
        try:
            return subprocess.run(
                [sys.executable, str(self.script), *given],
                cwd=self.folder,
                env={**self.environment, **more},
                pass_fds=(secret,),
                capture_output=True,
                text=True,
                timeout=240,
            )
        finally:
            os.close(secret)

    def nothing_ran(self) -> None:
        assert sorted(path.name for path in self.marks.iterdir()) == []


@pytest.fixture
def hostile(vault: Shell, tmp_path: Path) -> Hostile:
    """The vault of the fixture, with everything planted everywhere, as the current folder."""
    scripts = tmp_path / "bin"
    scripts.mkdir()
    entry = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]["habeas"]
    module, function = entry.split(":")
    script = scripts / "habeas"
    script.write_text(f"import sys\nfrom {module} import {function}\nsys.exit({function}())\n")
    marks = tmp_path / "marks"
    marks.mkdir()
    folder = vault.folder
    for place in (folder, folder / "vault", folder / "beside", tmp_path / "path"):
        plant(place, marks)
    (folder / "beside" / "report.txt").write_text(TEXT)
    (folder / "beside" / "latin.txt").write_bytes("détenu à Argun".encode("latin-1"))
    (folder / "beside" / "scan.pdf").write_bytes(material.scan(scripts))
    (folder / "beside" / "lists.csv").write_text(CSV)
    (folder / "beside" / "people.csv").write_text(PEOPLE)
    path = os.pathsep.join([str(tmp_path / "path"), ".", "", str(folder / "vault"), os.environ["PATH"]])
    environment = {
        "PATH": path,
        "HOME": str(tmp_path),
        "HABEAS_VAULT": str(folder / "vault"),
        "XDG_DATA_HOME": os.environ["XDG_DATA_HOME"],
    }
    return Hostile(folder, script, marks, environment)


def test_admit_beside_planted_code_runs_none_of_it(hostile: Hostile) -> None:
    files = ["beside/report.txt", "beside/latin.txt", "beside/scan.pdf"]

    said = hostile.habeas("admit", *files, "--origin", "a colleague", "--passphrase-fd", "FD")

    hostile.nothing_ran()
    assert said.returncode == 0, said.stderr


def test_reading_and_releasing_beside_planted_code_runs_none_of_it(hostile: Hostile) -> None:
    for words in (
        ["admit", "beside/report.txt", "--origin", "a colleague", "--consent", "6", "--passphrase-fd", "FD"],
        ["propose", "--passphrase-fd", "FD"],
        ["list", "sources", "--passphrase-fd", "FD"],
        ["search", "Argun", "--passphrase-fd", "FD"],
        ["audit", "--deep", "--passphrase-fd", "FD"],
        ["table", "preview", "beside/people.csv"],
        ["release", "--to", "out", "--yes", "--passphrase-fd", "FD"],
    ):
        said = hostile.habeas(*words)
        hostile.nothing_ran()
        assert "defect" not in said.stderr, (words, said.stderr)
    if (hostile.folder / "out").is_dir():
        plant(hostile.folder / "out-beside", hostile.marks)
        hostile.habeas("verify", "out")
        hostile.nothing_ran()


def test_estimate_and_link_of_files_beside_planted_code_run_none_of_it(hostile: Hostile) -> None:
    estimated = hostile.habeas("estimate", "beside/lists.csv", "--quick", "--model", "chao")
    linked = hostile.habeas("link", "beside/people.csv", "--no-vault", "--json")

    hostile.nothing_ran()
    assert linked.returncode == 0, linked.stderr
    assert estimated.returncode == 0, estimated.stderr


def test_program_started_as_a_module_from_a_hostile_folder_cleans_up_before_it_imports(hostile: Hostile) -> None:
    """`python -c`, an editor, a wrapper: the current folder was on the path when we were called."""
    begin = "import sys; from habeas.cli.entrance import main; sys.path.insert(0, ''); main()"
    done = subprocess.run(
        [sys.executable, "-I", "-c", begin, "table", "preview", "beside/people.csv"],
        cwd=hostile.folder,
        env=hostile.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )

    hostile.nothing_ran()
    assert done.returncode == 0, done.stderr
