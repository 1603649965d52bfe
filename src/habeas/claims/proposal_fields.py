"""Proposals -> the fields of their entries: offsets and codes for the record room, words for the names room."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from habeas.claims import words
from habeas.custody.model import Fields, JsonValue
from habeas.extraction.model import (
    Attribution,
    Participant,
    Place,
    Proposals,
    ProposedCall,
    ProposedClaim,
    ProposedStatement,
    Quantity,
    Span,
    Time,
)
from habeas.ids import ItemId

CALENDAR = re.compile(r"[-0-9X~?%./]{4,}")


@dataclass
class FieldsOfText:
    """Builds the fields of the entries about one text.

    `entity` gives the item of an actor or place of the text; `proposals` is where the ids within a proposal are
    looked up.
    """

    source: ItemId
    proposals: Proposals
    entity: Callable[[str | None], ItemId | None]
    given: dict[str, JsonValue] = field(default_factory=dict)
    """Words of the proposal under way that have no code, by path."""

    def of(self, proposal: ProposedClaim | ProposedCall | ProposedStatement) -> tuple[Fields, Fields]:
        """Record part and names part."""
        self.given = {}
        match proposal:
            case ProposedClaim():
                own = self._claim(proposal)
            case ProposedCall():
                own = self._call(proposal)
            case ProposedStatement():
                own = self._statement(proposal)
        attribution = next((a for a in self.proposals.attributions if a.id == proposal.attribution), None)
        shared: dict[str, JsonValue] = {
            "source": self.source,
            "proposer": self.proposals.proposer,
            "attribution": self._attribution(attribution),
            "confidence": round(proposal.confidence, 3),
        }
        names: dict[str, JsonValue] = {"reason": proposal.reason} | ({"words": self.given} if self.given else {})
        return without_nothing(shared | own), names

    def _claim(self, claim: ProposedClaim) -> dict[str, JsonValue]:
        time = next((t for t in self.proposals.times if t.id == claim.time), None)
        act = {"type": claim.act.type, "mt4": claim.act.mt4, "method": claim.act.method, "mt5": claim.act.mt5}
        return {
            "act": without_nothing(act),
            "cue": pair(claim.act.cue),
            "evidence": [pair(span) for span in claim.evidence],
            "perpetrators": self._participants("perpetrators", claim.perpetrators),
            "victims": self._participants("victims", claim.victims),
            "attribution_mode": claim.attribution_mode,
            "modality": claim.modality,
            "modality_cue": pair(claim.modality_cue),
            "time": _time(time, claim.time_inferred) if time else None,
            "place": self._place(claim),
            "stance": "against" if claim.negated else "for",
        }

    def _place(self, claim: ProposedClaim) -> JsonValue:
        if claim.place is None and claim.place_span is None:
            return None
        span = pair(claim.place_span)
        return without_nothing({"entity": self.entity(claim.place), "span": span, "inferred": claim.place_inferred})

    def _call(self, call: ProposedCall) -> dict[str, JsonValue]:
        deadline = call.deadline
        if deadline and not CALENDAR.fullmatch(deadline):
            self.given["deadline"], deadline = deadline, None
        return {
            "caller": self.entity(call.caller),
            "addressees": self._participants("addressees", call.addressees),
            "action": pair(call.action),
            "action_type": call.action_type,
            "beneficiary": pair(call.beneficiary),
            "evidence": [pair(span) for span in call.evidence],
            "cue": pair(call.cue),
            "verbatim": call.verbatim,
            "deadline": deadline,
        }

    def _statement(self, statement: ProposedStatement) -> dict[str, JsonValue]:
        return {
            "speaker": self.entity(statement.speaker),
            "kind": statement.kind,
            "content": pair(statement.content),
            "verbatim": statement.verbatim,
        }

    def _participants(self, name: str, participants: Sequence[Participant]) -> list[JsonValue]:
        return [self._participant(f"{name}.{number}", one) for number, one in enumerate(participants)]

    def _participant(self, path: str, participant: Participant) -> JsonValue:
        ground = words.ground_code(participant.ground)
        if participant.ground and ground != participant.ground:
            self.given[f"{path}.ground"] = participant.ground
        count = next((q for q in self.proposals.quantities if q.id == participant.count), None)
        if count is not None and count.measures:
            self.given[f"{path}.count.measures"] = count.measures
        return without_nothing(
            {
                "entity": self.entity(participant.ref),
                "span": pair(participant.span),
                "ground": ground,
                "ground_span": pair(participant.ground_span),
                "sex": participant.sex,
                "count": _quantity(count) if count else None,
                "inferred": participant.inferred,
            }
        )

    def _attribution(self, attribution: Attribution | None) -> JsonValue:
        if attribution is None:
            return None
        return without_nothing(
            {
                "entity": self.entity(attribution.source),
                "kind": attribution.kind,
                "cue": pair(attribution.cue),
                "spans": [pair(span) for span in attribution.spans],
                "quote": pair(attribution.quote),
                "verbatim": attribution.verbatim,
            }
        )


def place_fields(place: Place, entity: Callable[[str | None], ItemId | None]) -> dict[str, JsonValue]:
    """What the record room knows of a place: everything but its name."""
    return {
        "sort": place.type,
        "gazetteer": dict(place.gazetteer) or None,
        "within": entity(place.within),
        "relation": place.relation,
        "anchor": entity(place.anchor),
        "radius_km": list(place.radius_km) if place.radius_km else None,
    }


def _quantity(quantity: Quantity) -> Fields:
    return without_nothing(
        {
            "mention": pair(quantity.mention),
            "value": quantity.value,
            "minimum": quantity.minimum,
            "maximum": quantity.maximum,
            "qualifier": quantity.qualifier,
            "unit": quantity.unit,
            "is_victim_count": quantity.is_victim_count,
            "historical": quantity.historical,
        }
    )


def _time(time: Time, inferred: bool) -> Fields:
    return without_nothing(
        {
            "mention": pair(time.mention),
            "edtf": time.edtf,
            "earliest": time.earliest,
            "latest": time.latest,
            "precision": time.precision,
            "basis": time.basis,
            "year_unknown": time.year_unknown,
            "inferred": inferred,
        }
    )


def pair(span: Span | None) -> JsonValue:
    return [span.start, span.end] if span else None


def without_nothing(fields: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """A field that has no value is absent: an empty slot, not a null that means "taken away"."""
    return {name: value for name, value in fields.items() if value is not None}
