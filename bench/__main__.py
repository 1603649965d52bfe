"""Run every bench in turn: `python -m bench`, or those named: `python -m bench admit verify`."""

import importlib
import pkgutil
import sys

import bench


def main(wanted: list[str]) -> int:
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")]
    unknown = [name for name in wanted if name not in names]
    if unknown:
        print(f"bench: no such bench: {' '.join(unknown)}; there are: {' '.join(names)}", file=sys.stderr)
        return 2
    for name in wanted or names:
        print(f"== {name}", flush=True)
        for line in importlib.import_module(f"bench.{name}").run():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
