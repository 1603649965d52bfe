"""What holds for every file of the house, so that nobody has to remember it."""

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "habeas").rglob("*.py"))
LOCKS = [ROOT / "requirements-dev.txt", ROOT / "requirements-build.txt", ROOT / "requirements.txt"]
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


STAGES_WITH_FILES = ("vault", "custody", "crypto", "publication", "database", "workspace")
"""Where files of a vault, a device's folder or a release are: their only way in and out is habeas.files.door."""
NOT_OF_A_VAULT = {
    "vault/given_files.py": "the files that a user gives to be admitted, wherever they lie",
    "vault/admit.py": "asks how much room the disk has",
    "custody/timestamps.py": "a private folder of the system for one run of openssl",
    "crypto/passphrase.py": "asks the system how much memory is free",
    "publication/dossier_html.py": "templates of the package",
    "publication/release_files.py": "the package's own verifier",
    "publication/redact.py": "the rules that the user names",
    "workspace/decide_by_rules.py": "the rules that the user names",
    "publication/record_tables.py": "a table in memory",
    "publication/release.py": "a private folder beside the target, moved through the door",
}
OS_CALLS = set(
    "open rename replace renames unlink remove rmdir mkdir makedirs removedirs link symlink chmod chown".split()
)
OS_CALLS |= set("truncate mkfifo mknod scandir listdir walk stat lstat access utime fwalk".split())
PATH_CALLS = set("read_bytes read_text write_bytes write_text unlink rmdir mkdir touch exists is_file is_dir".split())
PATH_CALLS |= set(
    "is_symlink iterdir glob rglob stat lstat chmod symlink_to hardlink_to samefile owner resolve".split()
)
MODULES_OF_FILES = {"shutil", "tempfile", "io", "mmap", "glob", "fileinput", "pathlib.Path.open"}


def _file_calls(tree: ast.AST) -> list[str]:
    """Calls that open, look at or change a path, other than through the door."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id == "open":
            found.append(f"{node.lineno}: open")
        if isinstance(called, ast.Attribute):
            owner = called.value.id if isinstance(called.value, ast.Name) else ""
            mode = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            opens = called.attr == "open" and isinstance(mode, str) and set(mode) <= set("rwxab+t")
            by_path = called.attr in PATH_CALLS and owner not in ("door", "os", "merkle")
            if (owner == "os" and called.attr in OS_CALLS) or owner in MODULES_OF_FILES or opens or by_path:
                found.append(f"{node.lineno}: {owner}.{called.attr}")
    return found


@pytest.mark.parametrize("code", ['open(p)', 'p.open("rb")', "os.open(p, 0)", "p.read_bytes()", "os.rename(a, b)",
    "(a / b).unlink()", "shutil.rmtree(a)", "a.b.exists()", "os.stat(p)"])  # fmt: skip
def test_way_around_the_door_is_seen(code: str) -> None:
    assert _file_calls(ast.parse(code))


def test_files_of_a_vault_are_reached_through_the_door_alone() -> None:
    around = {}
    for path in SOURCES:
        name = str(path.relative_to(ROOT / "src" / "habeas"))
        if name.split("/")[0] in STAGES_WITH_FILES and name not in NOT_OF_A_VAULT:
            calls = _file_calls(ast.parse(path.read_text()))
            if calls:
                around[name] = calls
    assert not around
    assert all((ROOT / "src" / "habeas" / name).is_file() for name in NOT_OF_A_VAULT)


def test_every_bench_imports_what_is_there_and_has_a_run() -> None:
    names = [path.stem for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_")]

    assert names
    for name in names:
        assert callable(importlib.import_module(f"bench.{name}").run), name
