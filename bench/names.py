"""Are names found in every form, and are other words left alone?

    python -m bench.names [--shared DIR] [--kept] [--list]

Sentences with the registry given (tests/names/battery.tsv, written before the matcher; `kept` lines are looked at once;
and those of the reference material, where it is there): words of names left readable, and other words masked.
"""

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from habeas.names.matcher import Matcher
from habeas.names.model import Registered
from habeas.publication.redact import whole_tokens

HERE = Path(__file__).resolve().parent.parent
SHARED = HERE.parent / "shared" / "data"
_LETTERS = re.compile(r"[^\W\d_]")


def marked(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """A sentence with braces -> the text, and the stretches that were in them."""
    text, spans, start = "", [], 0
    for piece in re.split(r"([{}])", sentence):
        if piece == "{":
            start = len(text)
        elif piece == "}":
            spans.append((start, len(text)))
        else:
            text += re.sub(
                r"\\(n|u[0-9a-f]{4})", lambda hit: "\n" if hit[1] == "n" else chr(int(hit[1][1:], 16)), piece
            )
    return text, spans


def registered(names: str) -> list[Registered]:
    return [Registered(f"p{number}", (name.strip(),)) for number, name in enumerate(names.split(";"))]


def hidden_of(names: str, text: str) -> list[tuple[int, int]]:
    found = Matcher(registered(names)).find(text)
    return whole_tokens(text)((one.start, one.end) for one in found)


def score(names: str, sentence: str) -> tuple[Counter[str], list[str]]:
    """Tokens of names and other tokens: how many are readable, how many masked."""
    text, spans = marked(sentence)
    hidden = hidden_of(names, text)
    total: Counter[str] = Counter()
    notes: list[str] = []
    for token in re.finditer(r"\S+", text):
        if not _LETTERS.search(token.group()):
            continue
        here = range(token.start(), token.end())
        wanted = [place for place in here if any(low <= place < high for low, high in spans)]
        covered = any(low <= token.start() and token.end() <= high for low, high in hidden)
        total["name" if wanted else "other"] += 1
        if wanted and not all(any(low <= place < high for low, high in hidden) for place in wanted):
            total["readable"] += 1
            notes.append(f"readable {token.group()!r}")
        if not wanted and covered:
            total["masked"] += 1
            notes.append(f"masked {token.group()!r}")
    return total, notes


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:] if line.strip()]


def sets(shared: Path, kept: bool) -> dict[str, list[tuple[str, str, str]]]:
    """Name of a set -> (kind, names, sentence with braces)."""
    part = "kept" if kept else "open"
    mine = HERE / "tests" / "names"
    found = {
        f"battery ({part})": [(k, n, s) for p, k, n, s in rows(mine / "battery.tsv") if p == part],
        f"ordinary ({part})": [
            ("ordinary", n, word) for p, n, s in rows(mine / "ordinary.tsv") if p == part for word in s.split()
        ],
    }
    if (shared / "names").is_dir():
        found["reference sentences"] = [(k, n, s) for k, n, s in rows(shared / "names" / "sentences.tsv")]
        found["reference forms"] = [("form", n, f"{{{f}}}") for n, f in rows(shared / "names" / "forms.tsv")]
        words = (shared / "names" / "ordinary-words.tsv").read_text("utf-8").splitlines()
        registry = words[0].partition("registry: ")[2]
        found["reference ordinary words"] = [("word", registry, word) for word in words[1:]]
    return found


def figures(shared: Path, kept: bool, listed: bool) -> Iterator[str]:
    """One line for each set of sentences; with `listed`, a line before it for each that is not right."""
    for title, cases in sets(shared, kept).items():
        total: Counter[str] = Counter()
        begun = time.process_time()
        for kind, names, sentence in cases:
            counted, notes = score(names, sentence)
            total += counted
            if notes and listed:
                yield f"    {kind}: {'; '.join(notes)}   [{names}]"
        seconds, others = time.process_time() - begun, total["other"]
        yield (
            f"{title}: {total['readable']} of {total['name']} words of names readable; {total['masked']} of {others}"
            f" other words masked ({100 * total['masked'] / others if others else 0:.1f} %); {seconds:.1f} CPU s"
        )


def speed() -> Iterator[str]:
    """1,000 passages of 60 words and 5,000 names, invented from syllables."""
    draw = random.Random(5)

    def syllables(consonants: str, vowels: str, ends: tuple[str, ...]) -> str:
        body = "".join(draw.choice(consonants) + draw.choice(vowels) for _ in range(draw.choice((2, 3))))
        return (body + draw.choice(ends)).capitalize()

    def name() -> str:
        if draw.random() < 0.5:
            ends = ("ов", "ев", "ин", "енко", "ко", "ец")
            return f"{draw.choice(_RUSSIAN)} {syllables('бвгдзклмнпрстх', 'аеиоу', ends)}"
        return f"{draw.choice(_LATIN)} {syllables('bcdfghjklmnprstvz', 'aeiou', ('n', 's', 'ski', 'ez', '', 'r'))}"

    names = [Registered(str(number), (name(),)) for number in range(5_000)]
    words = [word for row in rows(HERE / "tests" / "names" / "battery.tsv") for word in marked(row[3])[0].split()]
    passages = [" ".join(draw.choice(words) for _ in range(60)) for _ in range(1_000)]
    begun = time.process_time()
    matcher = Matcher(names)
    built = time.process_time()
    for passage in passages:
        matcher.find(passage)
    found = time.process_time()
    matcher.find(" ".join(words[:800]))
    warm = time.process_time() - found
    yield (
        f"5,000 names: {built - begun:.1f} CPU s to prepare, {found - built:.1f} for 1,000 passages of 60 words;"
        f" 800 words warm {warm:.2f}"
    )


_RUSSIAN = "Иван Пётр Мария Юлия Марат Хамзат Лев Ольга Тимур Рустам Дмитрий Екатерина".split()
_LATIN = "John Mary Rose Omar Ali Samir Fatima Yusuf Rahim Marek Anna Jovana Karel Mehmet".split()


def run() -> Iterator[str]:
    yield from figures(SHARED, False, False)
    yield from figures(SHARED, True, False)
    yield from speed()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--kept", action="store_true")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args(arguments)
    for line in (*figures(options.shared, options.kept, options.list), *speed()):
        print(line)
    return 0


if __name__ == "__main__":
    main()
