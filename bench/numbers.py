"""`python -m bench numbers`: how far a number can be trusted, by simulation; each part is a module `_numbers_*`.

A part has `NUMBERS`, its place in the order, and `run()`, which yields lines. What takes long stands in results kept by
the part, with its own command to go on; what is quick is run.
"""

import importlib
import pkgutil
from collections.abc import Iterator

import bench

PREFIX = "_numbers_"


def run() -> Iterator[str]:
    """All parts, one after the other."""
    names = [found.name for found in pkgutil.iter_modules(bench.__path__) if found.name.startswith(PREFIX)]
    modules = [importlib.import_module(f"bench.{name}") for name in names]
    parts = [module for module in modules if hasattr(module, "NUMBERS")]
    for part in sorted(parts, key=lambda module: int(module.NUMBERS)):
        yield from part.run()
