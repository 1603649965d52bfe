"""`habeas --help` beside a bare Python: user and system CPU of the whole process, medians."""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence

GOAL = 5.0
REPEATS = 21
OURS = ("-c", "from habeas.cli.main import main; main()", "--help")


def cpu_of(arguments: Sequence[str]) -> float:
    """CPU milliseconds of one process, from the kernel's own account of it."""
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return (used.ru_utime + used.ru_stime) * 1000


def run() -> Iterator[str]:
    bare, ours = [], []
    for _ in range(REPEATS):
        bare.append(cpu_of(("-c", "pass")))
        ours.append(cpu_of(OURS))
    ratio = statistics.median(ours) / statistics.median(bare)
    yield f"bare Python {statistics.median(bare):.1f} ms CPU, habeas --help {statistics.median(ours):.1f} ms"
    yield f"goal: within {GOAL:.0f}x of bare Python: {'reached' if ratio <= GOAL else 'NOT reached'} ({ratio:.2f}x)"


if __name__ == "__main__":
    for line in run():
        print(line)
