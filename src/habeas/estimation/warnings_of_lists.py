"""Warnings about the lists themselves: how they overlap, how they were made, in which order. See warnings.CHECKS."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from habeas.estimation.copies import copies
from habeas.estimation.findings import Findings
from habeas.estimation.warning_words import people, sentence, span

THIN_OVERLAP = 5
OPPOSED = 1e-3
"""Tail probability, under independence, below which an overlap is too small to be chance."""
SEEN_ONCE = 0.95


def thin_overlap(findings: Findings) -> str | None:
    """2. Pairs of lists that share fewer than five people."""
    overlaps = findings.histories.overlaps()
    pairs = [(i, j) for i, j in _pairs(findings) if overlaps[i, j] < THIN_OVERLAP]
    if not pairs:
        return None
    named = "; ".join(f"{_name(findings, i)} and {_name(findings, j)}: {overlaps[i, j]}" for i, j in pairs[:8])
    more = f" (and {len(pairs) - 8} pairs more)" if len(pairs) > 8 else ""
    return f"Thin overlap: {len(pairs)} pairs of lists share fewer than {THIN_OVERLAP} people: {named}{more}."


def lonely_list(findings: Findings) -> str | None:
    """3. A list that shares nobody, or next to nobody, with all the others together."""
    marks, counts = findings.histories.marks(), findings.histories.counts
    several = marks.sum(axis=1) > 1
    shared = (counts * several) @ marks
    alone = [_name(findings, j) for j in range(findings.histories.list_count) if shared[j] < THIN_OVERLAP]
    if not alone:
        return None
    return (
        f"These lists share fewer than {THIN_OVERLAP} people with all others together and add hardly any overlap: "
        + (", ".join(alone) + ".")
    )


def opposed_lists(findings: Findings) -> str | None:
    """16. Lists that avoid one another, or people nearly all on one list only."""
    texts = []
    opposed = list(_opposed(findings))
    if opposed:
        named = "; ".join(f"{_name(findings, i)} and {_name(findings, j)}" for i, j in opposed[:6])
        texts.append(f"lists that share fewer people than chance would give: {named}")
    seen = findings.histories.times_seen()
    if seen[1] > SEEN_ONCE * findings.histories.n:
        texts.append(f"{seen[1] / findings.histories.n:.0%} of the documented are on one list only")
    if not texts:
        return None
    return sentence("; ".join(texts)) + ". Groups that only one list sees are missed by every model."


def found_again(findings: Findings) -> str | None:
    """20. The lists have an order, and being found once changes the chance to be found again."""
    told = [each for each in findings.answers if each.diagnostics.get("found_again")]
    better = next((each for each in told if each.diagnostics.get("better")), told[0] if told else None)
    if better is None or better.total is None:
        return None
    factor, low_high = float(better.diagnostics["factor"]), better.total.interval(95)
    way = (
        "referral, or one list made from another" if factor > 1 else "avoidance, flight, or a list that skips the known"
    )
    return (
        "In the order given, being found once seems to change the chance to be found by a later list, to about "
        f"{factor:.1f} times what it was ({way}). {better.model}, which holds this, gives "
        f"{people(better.total.median)} ({span(low_high)}). The other models do not hold it: referral makes them too "
        "low, avoidance too high. Do not quote their figure without this one."
    )


def order_unknown(findings: Findings) -> str | None:
    """21. No order of the lists is known: what is then assumed, and how far the answer would move."""
    moved = findings.if_found_again
    if moved is None:
        return None
    return (
        "No order of the lists is known, so every answer takes it that having been found once, by whichever list, "
        "does not change the chance to be found again. If it did, by referral or by avoidance, the answer moves: "
        f"independent lists give {people(moved.unchanged)} here; "
        f"{span(moved.doubled)} if the chance doubled, {span(moved.halved)} if it halved. "
        "Where the dates of the lists are known, say them with --order: then the table itself is asked."
    )


def list_within_list(findings: Findings) -> str | None:
    """23. A list that lies inside another, or two that are nearly one."""
    found = copies(findings.histories)
    if not found:
        return None
    told = "; ".join(
        f"{_name(findings, each.small)} {'is nearly the same as' if each.same else 'lies inside'} "
        f"{_name(findings, each.large)} ({each.shared:,} of its {each.of:,} people)"
        for each in found
    )
    return (
        f"Some lists look as if made from others: {told}. Such a list is no look of its own and cannot say whom the "
        "other missed. Find out how it was made; if from the other, leave it out with --lists."
    )


def _opposed(findings: Findings) -> Iterator[tuple[int, int]]:
    """Pairs whose overlap is below what independence within the documented by the other lists gives: among people on a
    third list, so that the unseen do not enter; with three lists or more."""
    from scipy.stats import hypergeom

    marks, counts = findings.histories.marks().astype(bool), findings.histories.counts
    for i, j in _pairs(findings):
        others = np.delete(marks, [i, j], axis=1).any(axis=1)
        seen, both = int(counts[others].sum()), int(counts[others & marks[:, i] & marks[:, j]].sum())
        on_i, on_j = int(counts[others & marks[:, i]].sum()), int(counts[others & marks[:, j]].sum())
        if seen and hypergeom(seen, on_i, on_j).cdf(both) < OPPOSED:
            yield i, j


def _pairs(findings: Findings) -> Iterator[tuple[int, int]]:
    return combinations(range(findings.histories.list_count), 2)


def _name(findings: Findings, column: int) -> str:
    return findings.histories.lists[column]
