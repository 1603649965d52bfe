"""Speed of proposing against the parser alone, in CPU seconds of one thread, same texts, same run, medians.

Texts are made of the invented reports of bench/gold. Goals: an 800-word article under 2 CPU seconds warm, and in bulk
no slower
than 1.3 times the parser alone (the whole spaCy pipeline on the same paragraphs).
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from habeas.extraction.parse import english_model
from habeas.extraction.propose import propose

GOLD = Path(__file__).parent / "gold"
ROUNDS = 5
ARTICLE_WORDS = 800


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call, the median of several."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def run() -> Iterator[str]:
    """Lines of figures."""
    texts = [path.read_text("utf-8") for path in sorted(GOLD.glob("*.txt")) if "ru-" not in path.name]
    model = english_model()
    if not texts or model is None:
        yield "no English reports or no parser here: nothing measured"
        return
    article = " ".join("\n\n".join(texts).replace("\n\n", " \n\n ").split(" ")[: ARTICLE_WORDS + 200])
    words = len(article.split())
    propose(article, language="en")  # warm: model, word lists, gazetteer
    alone = cpu(lambda: propose(article, language="en"))
    paragraphs = [p for text in texts for p in text.split("\n\n") if p.strip()]
    parser = cpu(lambda: list(model.pipe(paragraphs, batch_size=16)))
    ours = cpu(lambda: [propose(text, language="en") for text in texts])
    yield f"article of {words} words, warm: {alone:.2f} CPU s (goal 2: {'reached' if alone < 2 else 'missed'})"
    ratio = ours / parser
    reached = "reached" if ratio <= 1.3 else "missed"
    yield f"bulk of {len(texts)} reports: parser alone {parser:.2f}, proposing {ours:.2f} CPU s"
    yield f"ratio {ratio:.2f} (goal 1.3: {reached}); words met before are remembered, as in any bulk run"


if __name__ == "__main__":
    for line in run():
        print(line)
