"""How many constructions the rules know: one sentence each, what must be proposed from it, and what must not.

Not a measure of quality on reports (bench/gold is), but of breadth: words, voices, orders, fragments, and the sentences
from which nothing may be proposed. `python -m bench.probe_sentences --misses` lists what is missed.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from habeas.extraction.model import Proposals, ProposedClaim
from habeas.extraction.propose import propose

FOLDER = Path(__file__).parent / "probes"
NOTHING, NOBODY, ANYTHING = "NONE", "-", "*"


def sentences(language: str) -> Iterator[tuple[str, str]]:
    for line in (FOLDER / f"{language}.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            text, _, wanted = line.partition("\t")
            yield text, wanted


def run() -> Iterator[str]:
    for language in ("english", "russian", "traps_english", "traps_russian"):
        results = [(text, wanted, misses(text, wanted)) for text, wanted in sentences(language)]
        right = sum(not missed for _, _, missed in results)
        yield f"{language}: {right} of {len(results)} sentences as wanted"
        if "--misses" in sys.argv:
            yield from (f"  {text}\n      {'; '.join(missed)}" for text, _, missed in results if missed)


def misses(text: str, wanted: str) -> list[str]:
    proposals = propose(text, language=None)
    if wanted == NOTHING:
        return [f"proposed {claim.act.type} at {claim.act.cue.text!r}" for claim in proposals.claims]
    return [one for one in wanted.split(";") if not any(fits(one, claim, proposals) for claim in proposals.claims)]


def fits(wanted: str, claim: ProposedClaim, proposals: Proposals) -> bool:
    types, victim, perpetrator = wanted.split("/")
    return (
        (types == ANYTHING or claim.act.type in types.split(","))
        and names(victim, [p.span.text for p in claim.victims if p.span])
        and names(perpetrator, [p.span.text for p in claim.perpetrators if p.span])
    )


def names(wanted: str, found: list[str]) -> bool:
    if wanted == ANYTHING:
        return True
    if wanted == NOBODY:
        return not found
    return any(word in span for word in wanted.split(",") for span in found)


if __name__ == "__main__":
    print(*run(), sep="\n")
