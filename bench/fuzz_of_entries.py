"""20,000 entries of a signing member, half an analyst's and half a full member's: no crash, no effect beyond the role.

    python -m bench fuzz_of_entries

Runs the fuzz of the tests with more entries, and prints how long it took in CPU seconds.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator

ENTRIES = 20_000


def run() -> Iterator[str]:
    """Raises CalledProcessError where an entry crashed something, or reached beyond its author's role."""
    command = [sys.executable, "-m", "pytest", "tests/vault/test_fuzz_of_entries.py", "-q", "-n", "0"]
    subprocess.run(command, env=os.environ | {"HABEAS_FUZZ_ENTRIES": str(ENTRIES)}, check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield f"{ENTRIES} entries: nothing crashed, in {used.ru_utime + used.ru_stime:.0f} CPU seconds"
