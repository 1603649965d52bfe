"""Another program is started in `programs.py` and nowhere else; none is looked for in the PATH of the environment."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "habeas").rglob("*.py"))
DOOR = ROOT / "src" / "habeas" / "programs.py"
A_STRANGERS = ROOT / "src" / "habeas" / "verifier" / "standalone.py"
"""One file without a package beside it: it has the same rules in itself, and its own tests."""
STARTERS = {
    "subprocess": {"run", "Popen", "call", "check_call", "check_output", "getoutput", "getstatusoutput"},
    "os": {"system", "popen", "posix_spawn", "posix_spawnp", "startfile", "execv", "execve", "execvp", "execvpe",
           "execl", "execle", "execlp", "execlpe", "spawnv", "spawnve", "spawnvp", "spawnvpe",
           "spawnl", "spawnle", "spawnlp"},
    "shutil": {"which"},
    "pty": {"spawn"},
    "asyncio": {"create_subprocess_exec", "create_subprocess_shell"},
    "webbrowser": {"open", "open_new", "open_new_tab", "get"},
}  # fmt: skip
WHOLE = {"multiprocessing", "concurrent.futures.process", "pty", "webbrowser", "pexpect", "runpy", "sh", "plumbum"}


def found(source: str) -> Iterator[str]:
    """What starts something, by line."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=name) if name in STARTERS.get(module, ()):
                yield f"{node.lineno}: {module}.{name}"
            case ast.ImportFrom(module=str(module)) if module in WHOLE:
                yield f"{node.lineno}: from {module}"
            case ast.ImportFrom(module=str(module)):
                names = {alias.name for alias in node.names} & STARTERS.get(module, set())
                yield from (f"{node.lineno}: from {module} import {name}" for name in sorted(names))
                if module == "concurrent.futures" and "ProcessPoolExecutor" in {alias.name for alias in node.names}:
                    yield f"{node.lineno}: ProcessPoolExecutor"
            case ast.Import(names=names):
                yield from (f"{node.lineno}: {each.name}" for each in names if each.name in WHOLE)
                yield from (f"{node.lineno}: as" for each in names if each.name in STARTERS and each.asname)


@pytest.mark.parametrize(
    "source",
    ["subprocess.run([])", "os.execv('x', [])", "from subprocess import Popen", "import subprocess as s",
     "shutil.which('x')", "import multiprocessing", "from concurrent.futures import ProcessPoolExecutor"],
)  # fmt: skip
def test_a_start_of_a_program_is_found(source: str) -> None:
    assert list(found(source))


def test_programs_are_started_at_the_door_and_nowhere_else() -> None:
    elsewhere = {
        str(path.relative_to(ROOT)): starts
        for path in SOURCES
        if path not in (DOOR, A_STRANGERS) and (starts := list(found(path.read_text())))
    }
    assert not elsewhere


def test_the_strangers_verifier_names_its_program_absolutely_and_looks_in_no_path_of_the_environment() -> None:
    text = A_STRANGERS.read_text()
    assert 'shutil.which("openssl", path=PROGRAMS)' in text and text.count("subprocess.run(") == 1
    assert 'cwd=folder, env={"PATH": PROGRAMS}' in text
