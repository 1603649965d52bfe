"""Reports with every stretch that names somebody: what stays readable when nothing is decided by hand.

    python -m bench.names_reports [--shared DIR]

All persons and undecided names seen are hidden, in every form the matcher knows; counted by the judge of the reference
material (tools/score_names.py), and beside it the other words that are masked: most are names of places and offices.
"""

import argparse
import importlib.util
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.names_judgments import ours

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def judge(shared: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_names", shared / "tools" / "score_names.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(shared: Path = SHARED) -> Iterator[str]:
    if not (shared / "tools" / "score_names.py").is_file():
        yield "the reference material is not beside the checkout"
        return
    judging, total, other, masked = judge(shared), Counter[str](), 0, 0
    reports = sorted((shared / "data" / "extraction" / "reports").glob("*.names.tsv"))
    for path in reports:
        text = path.with_name(path.name.replace(".names.tsv", ".txt")).read_bytes().decode()
        named, hidden = judging.names(path, text), ours(text)
        judging.from_spans(named, hidden)
        total += judging.count(named)
        people = [(one["start"], one["end"]) for one in named if one["kind"] != "org"]
        for word in re.finditer(r"\S+", text):
            if re.search(r"[^\W\d_]", word.group()) and not any(a < word.end() and word.start() < b for a, b in people):
                other += 1
                masked += any(a <= word.start() and word.end() <= b for a, b in hidden)
    left = total["person.full"] + total["person.part"]
    yield f"{len(reports)} reports: {left} of {total['person.stretches']} stretches that name a person readable"
    yield f"{masked} of {other} other words masked ({100 * masked / other:.1f} %)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    for line in run(parser.parse_args().shared):
        print(line)


if __name__ == "__main__":
    main()
