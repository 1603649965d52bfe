"""Proposals -> the exchange format hr-claim-gold/0.1, the form in which annotations and proposals are compared and
stored.

Every span is {"start", "end", "text"} in code points of the document. What is not known is null or left out as the
format
says; see docs/formats/proposals.md.
"""

from typing import Any

from habeas.extraction.model import (
    Actor,
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

FORMAT = "hr-claim-gold/0.1"
Json = dict[str, Any]


def to_json(proposals: Proposals, document: str = "") -> Json:
    """One object of the format, with `proposer`, and `confidence` and `reason` on what is proposed."""
    return {
        "format": FORMAT,
        "doc": {
            "file": document,
            "text_sha256": proposals.text_sha256,
            "length_chars": proposals.length,
            "lang": proposals.language,
            "publication_date": proposals.published,
        },
        "offset_unit": "Unicode code points, 0-based, end-exclusive, no normalisation",
        "proposer": proposals.proposer,
        "notes": list(proposals.notes),
        "read_yourself": [{"span": _span(one.span), "why": one.why} for one in proposals.unread],
        "actors": [_actor(actor) for actor in proposals.actors],
        "attributions": [_attribution(attribution) for attribution in proposals.attributions],
        "places": [_place(place) for place in proposals.places],
        "times": [_time(time) for time in proposals.times],
        "quantities": [_quantity(quantity) for quantity in proposals.quantities],
        "claims": [claim_json(claim) for claim in proposals.claims],
        "calls": [call_json(call) for call in proposals.calls],
        "statements": [statement_json(statement) for statement in proposals.statements],
    }


def _span(span: Span | None) -> Json | None:
    return {"start": span.start, "end": span.end, "text": span.text} if span else None


def _given(**fields: Any) -> Json:
    """The fields that hold something: None, empty and False are left out."""
    return {name: value for name, value in fields.items() if value not in (None, "", (), [], {}, False)}


def _actor(actor: Actor) -> Json:
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "mentions": [_span(span) for span in actor.mentions],
    }


def _attribution(attribution: Attribution) -> Json:
    return {
        "id": attribution.id,
        "source": attribution.source,
        "kind": attribution.kind,
        "cue": _span(attribution.cue),
        "spans": [_span(span) for span in attribution.spans],
        "verbatim": attribution.verbatim,
        **_given(quote=_span(attribution.quote)),
    }


def _place(place: Place) -> Json:
    base = {
        "id": place.id,
        "name": place.name,
        "type": place.type,
        "mentions": [_span(span) for span in place.mentions],
    }
    ring = list(place.radius_km) if place.radius_km else None
    more = _given(
        gazetteer=place.gazetteer, within=place.within, relation=place.relation, anchor=place.anchor, radius_km=ring
    )
    return base | more


def _time(time: Time) -> Json:
    return {
        "id": time.id,
        "edtf": time.edtf,
        "earliest": time.earliest,
        "latest": time.latest,
        "precision": time.precision,
        "basis": time.basis,
        **_given(mention=_span(time.mention), year_unknown=time.year_unknown),
    }


def _quantity(quantity: Quantity) -> Json:
    return {
        "id": quantity.id,
        "mention": _span(quantity.mention),
        "value": quantity.value,
        "minimum": quantity.minimum,
        "maximum": quantity.maximum,
        "qualifier": quantity.qualifier,
        "unit": quantity.unit,
        "measures": quantity.measures,
        "is_victim_count": quantity.is_victim_count,
        **_given(historical=quantity.historical),
    }


def _participant(participant: Participant) -> Json:
    return {"ref": participant.ref, "span": _span(participant.span)} | _given(
        ground=participant.ground,
        ground_span=_span(participant.ground_span),
        sex=participant.sex,
        count=participant.count,
        inferred=participant.inferred,
    )


def claim_json(claim: ProposedClaim) -> Json:
    """One claim of the format."""
    act = {"type": claim.act.type, "mt4": claim.act.mt4, "cue": _span(claim.act.cue)}
    return {
        "id": claim.id,
        "act": act | _given(method=claim.act.method, mt5=claim.act.mt5),
        "evidence": [_span(span) for span in claim.evidence],
        "perpetrators": [_participant(participant) for participant in claim.perpetrators],
        "victims": [_participant(participant) for participant in claim.victims],
        "time": claim.time,
        "place": claim.place,
        "attribution": claim.attribution,
        "attribution_mode": claim.attribution_mode,
        "modality": claim.modality,
        "confidence": round(claim.confidence, 2),
        "reason": claim.reason,
        **_given(
            modality_cue=_span(claim.modality_cue),
            time_inferred=claim.time_inferred,
            place_span=_span(claim.place_span),
            place_inferred=claim.place_inferred,
            negated=claim.negated,
            candidates=[{"slot": one.slot, "ref": one.ref} for one in claim.candidates],
        ),
    }


def call_json(call: ProposedCall) -> Json:
    """One call of the format."""
    return {
        "id": call.id,
        "caller": call.caller,
        "attribution": call.attribution,
        "addressees": [_participant(participant) for participant in call.addressees],
        "action": _span(call.action),
        "action_type": call.action_type,
        "evidence": [_span(span) for span in call.evidence],
        "cue": _span(call.cue),
        "verbatim": call.verbatim,
        "confidence": round(call.confidence, 2),
        "reason": call.reason,
        **_given(beneficiary=_span(call.beneficiary), deadline=call.deadline),
    }


def statement_json(statement: ProposedStatement) -> Json:
    """One statement of the format."""
    return {
        "id": statement.id,
        "speaker": statement.speaker,
        "kind": statement.kind,
        "content": _span(statement.content),
        "attribution": statement.attribution,
        "verbatim": statement.verbatim,
        "confidence": round(statement.confidence, 2),
        "reason": statement.reason,
    }
