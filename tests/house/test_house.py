"""What holds for every file of the house, so that nobody has to remember it."""

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "habeas").rglob("*.py"))
LOCKS = [ROOT / "requirements.txt", ROOT / "requirements-build.txt"]
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "core"}
LONGEST_MODULE = 400
ONE_FILE = {"src/habeas/verifier/standalone.py"}
"""A stranger is handed one file and nothing else (docs/adr/0031): its length is the price."""


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: what is committed was not looked at")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path.name == "__init__.py"], ids=lambda path: path.parent.name
)
def test_package_init_holds_a_docstring_and_nothing_else(path: Path) -> None:
    body = ast.parse(path.read_text()).body
    allowed = 2 if path.parent.name == "habeas" else 1  # the top package also names its version
    assert ast.get_docstring(ast.parse(path.read_text())) and len(body) <= allowed


def test_modules_are_named_for_what_they_hold() -> None:
    assert not [path for path in SOURCES if EMPTY_NAMES & {path.stem, *path.parts[len(ROOT.parts) :]}]


def test_modules_are_short_enough_to_read() -> None:
    long = {str(path.relative_to(ROOT)): n for path in SOURCES if (n := path.read_text().count("\n")) > LONGEST_MODULE}
    assert not set(long) - ONE_FILE


def test_lock_names_no_host() -> None:
    for lock in LOCKS:
        text = lock.read_text()
        assert "://" not in text and not re.search(r"--(index|extra-index|find-links|trusted-host)", text)
        assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\S)", text.strip()))


def test_build_lock_is_part_of_the_lock() -> None:
    whole = LOCKS[0].read_text()
    assert all(line in whole for line in LOCKS[1].read_text().splitlines())


def test_committed_text_carries_no_path_of_a_machine() -> None:
    pattern = re.compile(r"/(work|root|home/\w+)/[\w.]+/")
    found = []
    for path in tracked():
        if (
            path.suffix in {".py", ".md", ".toml", ".txt", ".html", ".js", ".typ", ".yml", ""}
            and path.name != Path(__file__).name
        ):
            text = path.read_bytes().decode("utf-8", "ignore")
            found += [f"{path.relative_to(ROOT)}: {hit.group()}" for hit in pattern.finditer(text)]
    assert not found


def test_no_secret_is_taken_from_the_environment() -> None:
    """What the program reads: where the vault, a user's data and Spark are, the terminal, more detail of a defect."""
    allowed = {"HABEAS_VAULT", "XDG_DATA_HOME", "PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "COLUMNS", "NO_COLOR"}
    allowed |= {"TERM", "HABEAS_TRACEBACK"}
    allowed |= {"HABEAS_SPARK_MASTER", "HABEAS_SPARK_FOLDER", "HABEAS_SPARK_PARTITIONS", "JAVA_HOME"}
    read = re.compile(r"environ(?:\.get\(|\[)\s*[\"'](\w+)")
    used = {name for path in SOURCES for name in read.findall(path.read_text())}
    assert used <= allowed


def test_every_bench_imports_what_is_there_and_has_a_run() -> None:
    names = [path.stem for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_")]

    assert names
    for name in names:
        assert callable(importlib.import_module(f"bench.{name}").run), name
