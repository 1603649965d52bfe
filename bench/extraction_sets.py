"""Slots of extraction against public sets: police events (IndiaPoliceEvents), violation types and victims (HRDsAttack).

The sets stand beside the checkout (../shared/data/extraction/open, or the folder in HABEAS_OPEN_SETS); without them
this says
so. They are for evaluation only. The figures to beat are those of the papers and of throw-away rules on the same sets.
"""

import gzip
import html
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from habeas.extraction.model import Proposals, ProposedClaim
from habeas.extraction.propose import propose

FOLDER = Path(os.environ.get("HABEAS_OPEN_SETS") or Path(__file__).parents[2] / "shared/data/extraction/open")
LIMIT = int(os.environ.get("HABEAS_OPEN_LIMIT") or 10_000)
"""Documents read of each set."""
POLICE = re.compile(
    r"\b(police\w*|cops?|constables?|officers?|inspector|commissioner|force|jawans?|dgp|dcp|srp|crpf|rapid action)\b",
    re.I,
)
ARRESTS = frozenset(("arrest", "detention", "mass_arrest"))
KILLINGS = frozenset(("killing", "extrajudicial_execution", "death_in_custody"))
FORCE = KILLINGS | {"physical_assault", "attempted_killing", "torture", "violence_unspecified", "restriction_assembly"}
TYPES = {
    "arbitrary detention": ARRESTS | {"incommunicado", "house_arrest", "denial_of_release"},
    "killing": KILLINGS,
    "kidnapping": frozenset(("abduction",)),
    "torture": frozenset(("torture", "ill_treatment", "physical_assault", "mistreatment")),
    "enforced disappearance": frozenset(("enforced_disappearance",)),
}


def run() -> Iterator[str]:
    """Lines of figures for each set."""
    if not FOLDER.is_dir():
        yield "the public sets are not beside this checkout: nothing measured"
        return
    yield from police_events()
    yield from defenders("dev")


def read(name: str) -> Any:
    """The parsed content of one gzipped set."""
    raw = gzip.decompress((FOLDER / name).read_bytes()).decode()
    return json.loads(raw) if name.endswith(".json.gz") else [json.loads(line) for line in raw.splitlines()]


def f1_line(name: str, right: int, proposed: int, wanted: int, goal: str) -> str:
    """One line: precision, recall, F1 and the goal."""
    precision, recall = right / max(1, proposed), right / max(1, wanted)
    f1 = 2 * right / max(1, proposed + wanted)
    return f"{name:34} P {precision:.2f}  R {recall:.2f}  F1 {f1:.2f}   {goal}"


def police_events() -> Iterator[str]:
    """Sentence labels KILL, ARREST, FORCE, FAIL."""
    documents: dict[int, list[dict[str, Any]]] = {}
    for row in read("indiapoliceevents-sentences.jsonl.gz"):
        documents.setdefault(row["doc_id"], []).append(row)
    counts: Counter[str] = Counter()
    for rows in list(documents.values())[:LIMIT]:
        count_document(rows, counts)
    goals = {"KILL": ".65, .75", "ARREST": ".75, .82", "FORCE": ".70, .78", "FAIL": ".35, .50"}
    for label, goal in goals.items():
        numbers = (counts[f"{label} right"], counts[f"{label} proposed"], counts[f"{label} wanted"])
        yield f1_line(f"police events, {label}", *numbers, f"(goals {goal})")


def count_document(rows: list[dict[str, Any]], counts: Counter[str]) -> None:
    """One article: its sentences as paragraphs, so that each claim falls into one of them."""
    texts = [row["sent_text"].replace("\n", " ").strip() for row in rows]
    text = "\n\n".join(texts)
    claims = propose(text, language="en").claims
    start = 0
    for row, piece in zip(rows, texts, strict=True):
        end = start + len(piece)
        inside = [claim for claim in claims if start <= claim.act.cue.start < end]
        found = labels(inside, piece)
        for label in ("KILL", "ARREST", "FORCE", "FAIL"):
            counts[f"{label} wanted"] += label in row["sent_labels"]
            counts[f"{label} proposed"] += label in found
            counts[f"{label} right"] += label in row["sent_labels"] and label in found
        start = end + 2


def labels(claims: list[ProposedClaim], sentence: str) -> set[str]:
    """The labels of the set that our claims amount to."""
    found = set()
    for claim in claims:
        by_police = any(POLICE.search(p.span.text) for p in claim.perpetrators if p.span)
        method_of_police = claim.act.method in ("tear_gas", "water_cannon") or "charge" in claim.act.cue.text.lower()
        if claim.act.type in KILLINGS and by_police:
            found |= {"KILL", "FORCE"}
        if claim.act.type in FORCE and (by_police or method_of_police or "police firing" in sentence.lower()):
            found.add("FORCE")
        if claim.act.type in ARRESTS and (by_police or not claim.perpetrators):
            found.add("ARREST")
        if claim.act.type == "failure_to_protect":
            found.add("FAIL")
    return found


def defenders(part: str) -> Iterator[str]:
    """Violation types by article (micro F1, without "other"), names of victims (fuzzy F1)."""
    types: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for row in read(f"hrdsattack-{part}.json.gz")[:LIMIT]:
        sample, gold = row["sample"], row["merged_sample"]
        body = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</p>\s*", "\n\n", sample["Input.article_interface"])))
        found = propose(
            f"{sample['Input.title']}\n\n{body}", published=sample["Input.publish_date"][:10], language="en"
        )
        count_types(found, set(gold["violation_types"]) & set(TYPES), types)
        count_names(found, [v["victim_name"] for v in gold["victims"] if v.get("victim_name")], names)
    yield f1_line(
        "defenders, violation types", *(types[k] for k in ("right", "proposed", "wanted")), "(goals .66, .72)"
    )
    yield f1_line(
        "defenders, victim names, fuzzy", *(names[k] for k in ("right", "proposed", "wanted")), "(goals .45, .55)"
    )


def count_types(found: Proposals, wanted: set[str], counts: Counter[str]) -> None:
    """A type is proposed where it has two claims or one with a named victim."""
    tally: Counter[str] = Counter()
    named = {actor.id for actor in found.actors if actor.kind == "person" and actor.name[:1].isupper()}
    for claim in found.claims:
        for name, kinds in TYPES.items():
            if claim.act.type in kinds:
                tally[name] += 2 if any(victim.ref in named for victim in claim.victims) else 1
    proposed = {name for name, count in tally.items() if count >= 2}
    counts.update({"right": len(proposed & wanted), "proposed": len(proposed), "wanted": len(wanted)})


def count_names(found: Proposals, wanted: list[str], counts: Counter[str]) -> None:
    """Names of people who suffered something, each at most once, against the names of the set."""
    people = {actor.id: actor.name for actor in found.actors if actor.kind == "person" and actor.name[:1].isupper()}
    names = {people[victim.ref] for claim in found.claims for victim in claim.victims if victim.ref in people}
    left = list(names)
    right = 0
    for name in wanted:
        best = max(left, key=lambda other: fuzz.token_set_ratio(name, other), default=None)
        if best is not None and fuzz.token_set_ratio(name, best) >= 80:
            left.remove(best)
            right += 1
    counts.update({"right": right, "proposed": len(names), "wanted": len(wanted)})


if __name__ == "__main__":
    for line in run():
        print(line)
