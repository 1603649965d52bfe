"""The one place where another program is started, and what this process itself takes from its surroundings.

A folder that someone else can write to must not decide what runs. The current folder is such a folder: it is often the
vault's own, which a synchroniser or a host fills. So

    1 a program is found in PATH of this file, never in the PATH of the environment, and named by its absolute path
    2 Python runs isolated (`-I`: no current folder, no PYTHONPATH, no folder of the user's own on the module path)
    3 a child begins in `/`, with an environment of ENVIRONMENT and nothing else, in a session of its own, and with no
      descriptor but its three standard ones
    4 `clean_up_here` takes the same things away from this process, before it imports anything but `os` and `sys`

Nothing heavy is imported at the top: the command line comes through here first.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

    Child = subprocess.Popen[bytes]

PATH = "/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin:/opt/local/bin:/run/current-system/sw/bin"
"""Folders that only an administrator fills: Linux, Homebrew, MacPorts, NixOS."""
NEUTRAL_FOLDER = "/"
ENVIRONMENT: Mapping[str, str] = {"PATH": PATH, "LC_ALL": "C.UTF-8"}
"""All that every child is given."""
FOR_PYTHON: Mapping[str, str] = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
KEPT_HERE = frozenset(
    "HOME USER LOGNAME LANG LANGUAGE TZ TERM COLUMNS LINES NO_COLOR TMPDIR SYSTEMROOT JAVA_HOME LD_LIBRARY_PATH "
    "OMP_NUM_THREADS OPENBLAS_NUM_THREADS HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy".split()
)
KEPT_BEGINNINGS = ("LC_", "XDG_", "HABEAS_")
_BOOTSTRAP = (
    "import sys; root, module, function = sys.argv[1:4]; "
    "root in sys.path or sys.path.insert(0, root); "
    "from importlib import import_module; getattr(import_module(module), function)()"
)


def clean_up_here() -> None:
    """4 Take from this process the current folder as a source of modules, and all of the environment but KEPT_HERE."""
    sys.path[:] = [entry for entry in sys.path if _is_of_the_installation(entry)]
    for name in set(os.environ) - KEPT_HERE:
        if not name.startswith(KEPT_BEGINNINGS):
            del os.environ[name]
    os.environ["PATH"] = PATH
    _keep_absolute("LD_LIBRARY_PATH")


def _is_of_the_installation(entry: str) -> bool:
    """Absolute, and not the current folder, unless that is part of Python's own."""
    if not os.path.isabs(entry):
        return False
    real = os.path.realpath(entry)
    own = any(real.startswith(os.path.realpath(prefix) + os.sep) for prefix in (sys.prefix, sys.base_prefix))
    return own or real not in (os.path.realpath(os.curdir), os.path.realpath(os.environ.get("HABEAS_VAULT", "/dev")))


def _keep_absolute(name: str) -> None:
    """An empty or relative folder in a list of folders is the current one."""
    kept = [entry for entry in os.environ.get(name, "").split(os.pathsep) if os.path.isabs(entry)]
    if kept:
        os.environ[name] = os.pathsep.join(kept)
    else:
        os.environ.pop(name, None)


def find(name: str) -> str | None:
    """1 The absolute path of a program; None where it is not installed for everybody on this machine."""
    import shutil

    return shutil.which(name, path=PATH)


def own_python(module: str, function: str) -> list[str]:
    """2 The command that calls `function` of a module of this package, from the same source tree as this one."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return [sys.executable, "-I", "-B", "-c", _BOOTSTRAP, root, module, function]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """3 What a child is given. Python, where it is built on shared libraries, may need to be told where they are."""
    libraries = [each for each in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep) if os.path.isabs(each)]
    told = {"LD_LIBRARY_PATH": os.pathsep.join(libraries)} if libraries else {}
    system = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}
    return {**ENVIRONMENT, **told, **system, **(more or {})}


def start(command: Sequence[str], more: Mapping[str, str] | None = None) -> "Child":
    """3 A child with pipes for its input and output, and nowhere to complain to. Raises OSError."""
    import subprocess

    return subprocess.Popen(
        _absolute(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=NEUTRAL_FOLDER,
        env=environment(more),
        close_fds=True,
        start_new_session=True,
    )


def run(
    command: Sequence[str],
    given: bytes = b"",
    seconds: float | None = None,
    locks: Callable[[], object] | None = None,
) -> "subprocess.CompletedProcess[bytes]":
    """3 A child that is waited for. `locks` runs in it first. Raises subprocess.SubprocessError, OSError.

    What takes longer than `seconds` is ended, with all that it started.
    """
    import subprocess

    process = subprocess.Popen(
        _absolute(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=NEUTRAL_FOLDER,
        env=environment(),
        close_fds=True,
        start_new_session=True,
        preexec_fn=locks,
    )
    with process:
        try:
            out, said = process.communicate(given, seconds)
        except BaseException:
            _end_group(process.pid)
            process.kill()
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, out, said)


def _absolute(command: Sequence[str]) -> list[str]:
    """A relative name would be looked up in whatever PATH there is: a defect of the caller."""
    if not os.path.isabs(command[0]):
        raise ValueError("a program must be named by its absolute path")
    return list(command)


def _end_group(leader: int) -> None:
    import signal

    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
