"""Claims, calls and slots on reports with gold: own (bench/gold), given (by other hands), and small batteries.

`python -m bench extraction`. The scorer and the given reports lie in ../shared (or in the folder HABEAS_SHARED);
without them this says so. The given reports are split once, by the hash of their names within each language: the
first half is for development, the other half ("kept") is shown only with HABEAS_EXTRACTION_KEPT=1, at the end of a
piece of work. Whole claims (strict) are those a reader could accept as they stand; for each slot: what is wrong and
what is empty where the gold has a value, as shares of the matched claims.
"""

import hashlib
import importlib.util
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from habeas.extraction.gold_format import to_json
from habeas.extraction.model import Proposals
from habeas.extraction.propose import propose

OWN = Path(__file__).parent / "gold"
SHARED = Path(os.environ.get("HABEAS_SHARED") or Path(__file__).parents[2] / "shared")
KEPT = os.environ.get("HABEAS_EXTRACTION_KEPT") == "1"
SLOTS = ("victims", "perpetrators", "time", "place", "attribution_source", "modality")
EVENTLESS = ("negation", "demands")
REAL = frozenset(("asserted", "alleged", "hedged", "suspected", "second-hand", "presupposed", "historical"))


@dataclass(frozen=True)
class Report:
    """A text with its gold."""

    name: str
    text: Path
    gold: Path

    @property
    def language(self) -> str:
        return str(json.loads(self.gold.read_text("utf-8"))["doc"].get("lang", "en"))

    def propose(self) -> Proposals:
        known = json.loads(self.gold.read_text("utf-8"))["doc"].get("publication_date")
        published = known if known and len(known) == 10 else None
        return propose(self.text.read_bytes().decode(), published=published, language=None)


def reports_in(folder: Path) -> list[Report]:
    paths = sorted(folder.glob("*.gold.json"))
    names = [path.name.removesuffix(".gold.json") for path in paths]
    return [Report(name, folder / f"{name}.txt", path) for name, path in zip(names, paths, strict=True)]


def halves(reports: Sequence[Report]) -> tuple[list[Report], list[Report]]:
    """Those to develop on and those kept: every other one in the order of the hashes of their names, per language."""
    parts: tuple[list[Report], list[Report]] = ([], [])
    for language in sorted({report.language for report in reports}):
        ordered = sorted(
            (r for r in reports if r.language == language), key=lambda r: hashlib.sha256(r.name.encode()).digest()
        )
        for number, report in enumerate(ordered):
            parts[number % 2].append(report)
    return parts


def scorer() -> ModuleType:
    """The scorer of the reference material, as a module."""
    path = SHARED / "tools/score_extraction.py"
    spec = importlib.util.spec_from_file_location("score_extraction", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["score_extraction"] = module
    spec.loader.exec_module(module)
    return module


def counts_of(score: ModuleType, report: Report) -> Counter[str]:
    with tempfile.TemporaryDirectory() as folder:
        proposed = Path(folder) / "proposed.json"
        proposed.write_text(json.dumps(to_json(report.propose()), ensure_ascii=False), "utf-8")
        counts: Counter[str] = score.load(report.gold, proposed, report.text)
    return counts


def shown(value: Any) -> str:
    return "  - " if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)


def lines_of(name: str, result: dict[str, Any]) -> Iterator[str]:
    """The figures of one set in four lines."""
    keys = ("f1", "precision", "recall_required", "strict_precision", "strict_recall", "strict_core_precision")
    yield f"{name:22} claims " + "  ".join(f"{key} {shown(result[f'claims.{key}'])}" for key in keys)
    for kind in ("wrong", "empty"):
        rates = (f"{slot} {shown(result[f'filled.{slot}.{kind}_rate'])}" for slot in SLOTS)
        yield f"{'':22} {kind:6} " + "  ".join(rates)
    f1 = "  ".join(f"{slot} {shown(result[f'slots.{slot}.f1'])}" for slot in SLOTS)
    rest = f"violations {result['violations']}  swapped {result['claims.swapped']}  matched {result['claims.matched']}"
    yield f"{'':22} F1     {f1}  calls {shown(result['calls.f1'])}  {rest}"


def measured(score: ModuleType, name: str, reports: Sequence[Report]) -> Iterator[str]:
    for language in ("en", "ru"):
        chosen = [report for report in reports if report.language == language]
        if chosen:
            total: Counter[str] = sum((counts_of(score, report) for report in chosen), Counter())
            yield from lines_of(f"{name}, {language} ({len(chosen)})", score.metrics(total))


def run() -> Iterator[str]:
    """Lines of figures."""
    if not SHARED.is_dir():
        yield "the reference material is not beside this checkout: nothing measured"
        return
    score = scorer()
    started = time.process_time()
    yield from measured(score, "own", reports_in(OWN))
    develop, kept = halves(reports_in(SHARED / "data/extraction/reports"))
    yield from measured(score, "given, development", develop)
    if KEPT:
        yield from measured(score, "given, kept", kept)
    yield from batteries()
    yield f"CPU seconds, all: {time.process_time() - started:.0f}"


def batteries() -> Iterator[str]:
    """Sentences of one phenomenon each: how many are right."""
    rows = (SHARED / "data/extraction/batteries.tsv").read_text("utf-8").splitlines()[1:]
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    misses = []
    for kind, _, text in (row.partition("\t") for row in rows):
        asked[kind] += 1
        met = meets(kind, text.replace("\\n", "\n"))
        right[kind] += met
        misses += [] if met else [text]
    for kind in asked:
        yield f"battery: {kind[:60]:60} {right[kind]} of {asked[kind]} right"
    if "--misses" in sys.argv or os.environ.get("HABEAS_MISSES"):
        yield from (f"  missed: {text}" for text in misses)


def meets(kind: str, text: str) -> bool:
    """Whether what is proposed from a sentence of a battery is what its kind expects."""
    plain, _, wanted = text.partition(" [")
    found = propose(plain, language="en")
    names = {actor.id: actor.name for actor in found.actors}
    spoken = [(names.get(v.ref, "") + " " + (v.span.text if v.span else "")) for c in found.claims for v in c.victims]
    if kind.startswith(EVENTLESS):
        return not [c for c in found.claims if not c.negated and c.modality in REAL]
    if kind.startswith("wrong-person"):
        asked = wanted.rstrip("]")
        if asked.startswith("not "):
            return not any(asked[4:] in words for words in spoken)
        return all(any(one in words for words in spoken) for one in asked.split(" / "))
    if kind.startswith("every victim"):
        return all(any(name in words for words in spoken) for name in people_of(plain)) and bool(spoken)
    return len(found.calls) >= wanted_calls(plain)


def people_of(text: str) -> list[str]:
    """Whoever a sentence of the battery of victims names: the invented names that its sentences use."""
    known = ("Omar Haddad", "Salma", "two children", "neighbour", "Ali Karim", "Omara Haddad", "Alia Karim", "boy")
    more = ("Ali Haddad", "Salma Nasser", "Martin Idak")
    return [name for name in (*known, *more) if f"{name}" in text]


def wanted_calls(text: str) -> int:
    """Each demanded action of a sentence of the battery of calls: its list items, or its joined verbs, at least one."""
    items = text.count("\n- ") + text.count("\n(")
    joined = sum(text.count(words) for words in (" and invited ", " and allow "))
    return items or 1 + joined


if __name__ == "__main__":
    for line in run():
        print(line)
