"""One claim for what one sentence says twice, and no wider word beside the narrower ones it stands for."""

import re
from collections.abc import Sequence
from dataclasses import replace

from habeas.extraction.model import ProposedClaim

GENERAL = re.compile(r"treat|abus|brutal|condition|обращени|издева", re.IGNORECASE)
"""Words that sum up; "hooded" and "blindfolded" are acts of their own beside torture."""
HURTING = frozenset("injuring wounding hurting injured wounded hurt ранив ранены".split())
CAUSES = frozenset(("physical_assault", "attempted_killing"))
WIDER = {
    "violence_unspecified": frozenset(
        "physical_assault torture killing rape sexual_violence sexual_assault ill_treatment verbal_abuse abduction "
        "attempted_killing incitement extrajudicial_execution restriction_assembly".split()
    ),
    "ill_treatment": frozenset(("torture", "physical_assault")),
    "mistreatment": frozenset(("torture", "physical_assault", "ill_treatment")),
    "detention": frozenset(("house_arrest", "incommunicado", "denial_of_release", "enforced_disappearance_")),
    "arrest": frozenset(("mass_arrest",)),
    "attempted_killing": frozenset(("killing",)),
    "threat": frozenset(("death_threat",)),
    "psychological_abuse": frozenset(("threat", "death_threat", "verbal_abuse", "humiliation")),
}
"""A wider type falls away where the same sentence proposes one of these of the same victims."""


def merge(claims: Sequence[ProposedClaim]) -> list[ProposedClaim]:
    """The claims of one sentence without repetitions, in order."""
    kept: list[ProposedClaim] = []
    for claim in _with_the_hurt(claims):
        twin = next((k for k in kept if _same(k, claim)), None)
        if twin is None:
            kept.append(claim)
        elif _weight(claim) > _weight(twin):
            kept[kept.index(twin)] = claim
    return [claim for claim in kept if not any(_narrower(claim, other) for other in kept if other is not claim)]


def _with_the_hurt(claims: Sequence[ProposedClaim]) -> list[ProposedClaim]:
    """ "fired tear gas at a gathering, injuring nine": one assault, whose victims are the nine."""
    found = list(claims)
    for hurt in claims:
        if hurt.act.type != "physical_assault" or hurt.act.cue.text.lower() not in HURTING:
            continue
        cause = next((c for c in found if c is not hurt and c.act.method and c.act.type in CAUSES), None)
        if cause is not None and hurt in found:
            victims = hurt.victims or cause.victims
            found[found.index(cause)] = replace(
                cause, victims=victims, perpetrators=cause.perpetrators or hurt.perpetrators
            )
            found.remove(hurt)
    return found


def _same(left: ProposedClaim, right: ProposedClaim) -> bool:
    if left.act.type != right.act.type or left.attribution != right.attribution or left.modality != right.modality:
        return False
    if left.act.method != right.act.method:
        return False
    mine, theirs = _victims(left), _victims(right)
    return mine == theirs or not mine or not theirs


def _narrower(wide: ProposedClaim, other: ProposedClaim) -> bool:
    shot_dead = wide.act.method in ("shooting", "stabbing") and other.act.type in ("killing", "extrajudicial_execution")
    if wide.act.type == "ill_treatment" and not GENERAL.search(wide.act.cue.text):
        return False
    if other.act.type not in WIDER.get(wide.act.type, ()) and not (shot_dead and wide.act.type == "physical_assault"):
        return False
    return not _victims(wide) or not _victims(other) or bool(_victims(wide) & _victims(other))


def _victims(claim: ProposedClaim) -> frozenset[str]:
    return frozenset(victim.ref for victim in claim.victims)


def _weight(claim: ProposedClaim) -> tuple[int, float]:
    return len(claim.victims) + len(claim.perpetrators), claim.confidence
