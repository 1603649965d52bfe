"""86 judgments with the stretches that people masked: what the names seen would hide, beside Presidio.

    python -m bench.names_judgments [--shared DIR] [--presidio PYTHON]

Recall of mentions by class (function words, titles aside), token recall and precision, texts without person or code.
Default rules, nothing decided: persons, undecided names, and numbers that identify are hidden. `--presidio`: an
interpreter beside which presidio-analyzer and `--model` are installed; it is run on the same texts.
"""

import argparse
import gzip
import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from habeas.extraction.names_seen.find import names_seen
from habeas.extraction.names_seen.model import KnownAs
from habeas.names.matcher import Matcher
from habeas.names.model import Registered
from habeas.names.numbers import identifying
from habeas.names.ordinary import is_function
from habeas.names.small_words import TITLES
from habeas.publication.redact import whole_tokens

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
HIDDEN = (KnownAs.PERSON, KnownAs.UNDECIDED)
_WORD = re.compile(r"\w+")
Span = tuple[int, int]


def judgments(shared: Path) -> list[dict[str, Any]]:
    with gzip.open(shared / "redaction" / "tab_dev86.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def ours(text: str) -> list[Span]:
    seen = names_seen(text)
    people = [Registered(str(n), (one.text,)) for n, one in enumerate(seen) if one.known_as is KnownAs.PERSON]
    spans = [(one.start, one.end) for one in seen if one.known_as in HIDDEN]
    spans += [(hit.start, hit.end) for hit in Matcher(people).find(text)]
    spans += [(one.start, one.end) for one in identifying(text)]
    return whole_tokens(text)(spans)


def _weighs(word: str) -> bool:
    """Function words and titles name nobody."""
    return not is_function(word.casefold()) and word.casefold() not in TITLES


def count(document: dict[str, Any], hidden: Sequence[Span]) -> Counter[str]:
    text = document["text"]
    covered, wanted = bytearray(len(text)), bytearray(len(text))
    for low, high in hidden:
        covered[low:high] = b"\x01" * (high - low)
    for low, high, _ in document["spans"]:
        wanted[low:high] = b"\x01" * (high - low)
    total: Counter[str] = Counter()
    leaked = False
    for low, high, kind in document["spans"]:
        words = [hit for hit in _WORD.finditer(text, low, high) if _weighs(hit.group())]
        seen = any(not all(covered[hit.start() : hit.end()]) for hit in words)
        total[f"{kind}.all"] += 1
        total[f"{kind}.visible"] += seen
        leaked |= seen and kind in ("PERSON", "CODE")
    for hit in _WORD.finditer(text):
        if is_function(hit.group().casefold()):
            continue
        here, there = any(covered[hit.start() : hit.end()]), any(wanted[hit.start() : hit.end()])
        total["both"] += here and there
        total["hidden"] += here
        total["wanted"] += there
    total["clean"] = int(not leaked)
    return total


def lines(name: str, total: Counter[str], documents: int, seconds: float) -> str:
    kinds = sorted(key.partition(".")[0] for key in total if key.endswith(".all"))
    shares = "  ".join(f"{kind} {1 - total[kind + '.visible'] / total[kind + '.all']:.3f}" for kind in kinds)
    recall, precision = total["both"] / total["wanted"], total["both"] / max(1, total["hidden"])
    return (
        f"{name}: mention recall {shares}\n{name}: token recall {recall:.3f}, precision {precision:.3f};"
        f" {total['clean']} of {documents} without a person or code left; {seconds:.1f} CPU s"
    )


_PRESIDIO = """
import json, sys
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy",
    "models": [{"lang_code": "en", "model_name": sys.argv[1]}]})
engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
for line in sys.stdin:
    print(json.dumps([[r.start, r.end] for r in engine.analyze(json.loads(line), language="en")]), flush=True)
"""


def presidio(python: str, model: str, texts: Sequence[str]) -> list[list[Span]]:
    given = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run([python, "-c", _PRESIDIO, model], input=given, capture_output=True, text=True, check=True)
    return [[(low, high) for low, high in json.loads(line)] for line in done.stdout.splitlines()]


def run(shared: Path = SHARED, python: str = "", model: str = "en_core_web_sm") -> Iterator[str]:
    if not (shared / "redaction").is_dir():
        yield "the reference material is not beside the checkout"
        return
    documents = judgments(shared)
    begun, total = time.process_time(), Counter[str]()
    for document in documents:
        total += count(document, ours(document["text"]))
    yield lines("names seen", total, len(documents), time.process_time() - begun)
    if python:
        total = Counter()
        found = presidio(python, model, [document["text"] for document in documents])
        for document, spans in zip(documents, found, strict=True):
            total += count(document, spans)
        yield lines("presidio", total, len(documents), 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--presidio", metavar="PYTHON", default="")
    parser.add_argument("--model", default="en_core_web_sm")
    options = parser.parse_args()
    for line in run(options.shared, options.presidio, options.model):
        print(line, flush=True)


if __name__ == "__main__":
    main()
