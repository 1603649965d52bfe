"""An item as JSON: codes and ids from its fields, words from the text of its source, names from the names room.

The keys of claims, calls and statements are those of the proposal format (hr-claim-gold/0.1), with what is there an id
of a list (a time, a place, an actor) written out in place. Beside them: `id`, `source`, `status`. Where the names room
is closed, or the source was erased, spans have no `text` and names are null: the shape stays the same.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from habeas.claims import entities, look_up
from habeas.claims.contradictions import beside
from habeas.claims.disputes import dispute
from habeas.claims.model import ENTITIES, Item, Kind, Rooms, Status, Step, mapping, mappings, offsets, spans
from habeas.claims.roles import roles_in
from habeas.ids import ItemId
from habeas.vault import store as vault_store
from habeas.vault.readings import texts

Json = dict[str, Any]
TEXTS_OF_A_PAGE = 2_000_000
"""Code points held at once for one page."""
PLAIN = {
    Kind.CLAIM: ("attribution_mode", "modality", "confidence", "proposer"),
    Kind.CALL: ("action_type", "verbatim", "confidence", "proposer"),
    Kind.STATEMENT: ("kind", "verbatim", "confidence", "proposer"),
}


def _decision(step: Step) -> Json:
    """One of two decisions that contradict."""
    said: Json = {"entry": step.entry, "verb": step.verb.value, "member": step.member, "at": step.at}
    return said | ({"into": step.into} if step.into else {}) | ({"because": step.because} if step.because else {})


class Shower:
    """Turns items into JSON, keeping the texts and names it has looked up: one for one command.

    Holds the text of one source at a time, items come source by source, and texts can be large; of a page, the texts
    that are short.
    """

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self._text: tuple[ItemId, str | None] | None = None
        self._texts: dict[ItemId, str] = {}
        self._names: dict[ItemId, str | None] = {}
        self._places: dict[ItemId, Item | None] = {}
        self._summaries: dict[ItemId, entities.Summary] = {}

    def text_of(self, source: ItemId) -> str | None:
        """The text that offsets of this source point into; None where it is closed, erased or never had one."""
        if self.rooms.names is None:
            return None
        if source in self._texts:
            return self._texts[source]
        if self._text is None or self._text[0] != source:
            self._text = (source, vault_store.text(self.rooms.names, source))
        return self._text[1]

    def name_of(self, entity: object) -> str | None:
        """The first name of an entity, or of the one it was merged into."""
        if not isinstance(entity, str):
            return None
        identifier = ItemId(entity)
        if identifier not in self._names:
            names = entities.names_of(self.rooms, identifier)
            self._names[identifier] = names[0] if names else None
        return self._names[identifier]

    def span(self, source: ItemId, value: object) -> Json | None:
        """`{start, end, text}`."""
        found = offsets(value)
        if found is None:
            return None
        text = self.text_of(source)
        return {"start": found[0], "end": found[1], "text": None if text is None else text[found[0] : found[1]]}

    def page(self, found: Sequence[Item]) -> list[Json]:
        """Many at once: what they speak of is looked up together."""
        wanted = {entity for it in found for _, entity in roles_in(it.kind, it.fields)}
        if self.rooms.names is not None:
            self._texts = texts(self.rooms.names, {it.source for it in found}, TEXTS_OF_A_PAGE)
        self._names |= dict.fromkeys(wanted) | entities.first_names(self.rooms, wanted)
        places = {ItemId(str(one)) for it in found if (one := mapping(it.fields.get("place")).get("entity"))}
        self._places |= self._about(places)
        self._summaries |= entities.summaries(self.rooms, [it for it in found if it.kind in ENTITIES])
        return [self.item(it) for it in found]

    def item(self, it: Item) -> Json:
        """One object, as `list --json` prints it."""
        if it.kind in ENTITIES:
            return self._entity(it) | self._disputed(it)
        head: Json = {"id": it.id, "source": it.source, "status": it.status.value}
        match it.kind:
            case Kind.CLAIM:
                own = self._claim(it)
            case Kind.CALL:
                own = self._call(it)
            case _:
                own = self._statement(it)
        shared: Json = {
            "attribution": self._attribution(it),
            **{name: it.fields.get(name) for name in PLAIN[it.kind]},
            "reason": it.private.get("reason"),
            "edited": it.edited,
        }
        return head | own | shared | ({"into": it.into} if it.into else {}) | self._disputed(it)

    def _disputed(self, it: Item) -> Json:
        """Decisions that contradict, side by side; nothing where there are none."""
        found = dispute(self.rooms, it.id)
        return {"disputed": [_decision(step) for step in found]} if found else {}

    def _claim(self, it: Item) -> Json:
        fields = it.fields
        act = dict(mapping(fields.get("act")))
        act["cue"] = self.span(it.source, fields.get("cue"))
        return {
            "act": act,
            "evidence": self._spans(it.source, fields.get("evidence")),
            "perpetrators": self._participants(it, "perpetrators"),
            "victims": self._participants(it, "victims"),
            "time": self._time(it),
            "time_inferred": bool(mapping(fields.get("time")).get("inferred")),
            "place": self._place(it),
            "place_span": self.span(it.source, mapping(fields.get("place")).get("span")),
            "place_inferred": bool(mapping(fields.get("place")).get("inferred")),
            "modality_cue": self.span(it.source, fields.get("modality_cue")),
            "stance": fields.get("stance"),
            "negated": fields.get("stance") == "against",
        }

    def _call(self, it: Item) -> Json:
        fields = it.fields
        return {
            "caller": fields.get("caller"),
            "caller_name": self.name_of(fields.get("caller")),
            "addressees": self._participants(it, "addressees"),
            "action": self.span(it.source, fields.get("action")),
            "beneficiary": self.span(it.source, fields.get("beneficiary")),
            "evidence": self._spans(it.source, fields.get("evidence")),
            "cue": self.span(it.source, fields.get("cue")),
            "deadline": fields.get("deadline") or self._given(it, "deadline"),
        }

    def _statement(self, it: Item) -> Json:
        return {
            "speaker": it.fields.get("speaker"),
            "speaker_name": self.name_of(it.fields.get("speaker")),
            "content": self.span(it.source, it.fields.get("content")),
        }

    def _spans(self, source: ItemId, value: object) -> list[Json]:
        return [span for pair in spans(value) if (span := self.span(source, pair)) is not None]

    def _given(self, it: Item, path: str) -> object:
        """What was given in words and has no code, or not only one."""
        return mapping(it.private.get("words")).get(path)

    def _participants(self, it: Item, name: str) -> list[Json]:
        found = []
        for number, one in enumerate(mappings(it.fields.get(name))):
            shown: Json = {"ref": one.get("entity"), "name": self.name_of(one.get("entity"))}
            shown["span"] = self.span(it.source, one.get("span"))
            shown["inferred"] = bool(one.get("inferred"))
            ground = self._given(it, f"{name}.{number}.ground") or one.get("ground")
            if ground:
                shown |= {"ground": ground, "ground_code": one.get("ground")}
                shown["ground_span"] = self.span(it.source, one.get("ground_span"))
            if one.get("sex"):
                shown["sex"] = one["sex"]
            if count := mapping(one.get("count")):
                measures = self._given(it, f"{name}.{number}.count.measures")
                shown["count"] = {**count, "mention": self.span(it.source, count.get("mention")), "measures": measures}
            found.append(shown)
        return found

    def _time(self, it: Item) -> Json | None:
        time = mapping(it.fields.get("time"))
        return {**time, "mention": self.span(it.source, time.get("mention"))} if time else None

    def _place(self, it: Item) -> Json | None:
        place = mapping(it.fields.get("place"))
        if not place:
            return None
        entity = place.get("entity")
        shown: Json = {"ref": entity, "name": self.name_of(entity), "span": self.span(it.source, place.get("span"))}
        shown["inferred"] = bool(place.get("inferred"))
        if isinstance(entity, str):
            if entity not in self._places:
                self._places |= self._about({ItemId(entity)})
            about = self._places[ItemId(entity)]
            details = about.fields if about is not None else {}
            shown |= {name: details[name] for name in ("relation", "radius_km", "gazetteer") if details.get(name)}
        return shown

    def _about(self, places: Collection[ItemId]) -> dict[ItemId, Item | None]:
        """What each place now is: the end of its merges."""
        heads = look_up.resolved_all(self.rooms, places)
        found = look_up.these(self.rooms, set(heads.values()))
        return {place: found.get(head) for place, head in heads.items()}

    def _attribution(self, it: Item) -> Json | None:
        said = mapping(it.fields.get("attribution"))
        if not said:
            return None
        return {
            "source": said.get("entity"),
            "name": self.name_of(said.get("entity")),
            "kind": said.get("kind"),
            "cue": self.span(it.source, said.get("cue")),
            "spans": self._spans(it.source, said.get("spans")),
            "quote": self.span(it.source, said.get("quote")),
            "verbatim": bool(said.get("verbatim")),
        }

    def _entity(self, it: Item) -> Json:
        about = self._summaries.get(it.id) or entities.summaries(self.rooms, [it])[it.id]
        shown: Json = {
            "id": it.id,
            "kind": it.kind.value,
            "source": it.source,
            "status": about.status.value,
            "name": about.names[0] if about.names else None,
            "aliases": list(about.names[1:]),
            "sort": it.fields.get("sort"),
            "items": about.items,
        }
        places = ("gazetteer", "within", "relation", "anchor", "radius_km")
        shown |= {name: it.fields[name] for name in places if it.fields.get(name) is not None}
        return shown | ({"into": it.into} if it.into else {})

    def whole(self, identifier: ItemId) -> Json:
        """An item with its history, and for a claim what stands beside it, for an entity its profile."""
        it = look_up.item(self.rooms, identifier)
        shown = self.item(it)
        shown["history"] = [step_as_json(step) for step in look_up.history(self.rooms, identifier)]
        shown["entries"] = list(it.entries)
        if it.kind is Kind.CLAIM:
            near = beside(self.rooms, identifier)
            shown["beside"] = {
                "agree": list(near.agree),
                "against": list(near.against),
                "denials": list(near.denials),
                "differs": [{"claim": claim, "in": difference} for claim, difference in near.differs],
            }
        if it.kind in ENTITIES:
            shown["profile"] = self.profile(identifier)
        return shown

    def profile(self, entity: ItemId) -> list[Json]:
        """Each line of what the record, and what is proposed, says of an entity, with where it comes from."""
        every = (Status.ACCEPTED, Status.PROPOSED)
        return [
            {
                "item": line.item,
                "kind": line.kind.value,
                "role": line.role,
                "what": line.what,
                "source": line.source,
                "status": line.status.value,
                "stance": line.stance,
                "according_to": line.attribution,
                "according_to_name": self.name_of(line.attribution),
                "attribution_mode": line.attribution_mode,
                "modality": line.modality,
                "edtf": line.edtf,
                "confidence": line.confidence,
            }
            for line in entities.profile(self.rooms, entity, statuses=every).lines
        ]


def step_as_json(step: Step) -> Json:
    """One step of a history. Values only where the step changed some: what was proposed is long."""
    shown: Json = {"entry": step.entry, "verb": step.verb.value, "at": step.at, "member": step.member}
    optional: Mapping[str, object] = {
        "because": step.because,
        "into": step.into,
        "undoes": step.undoes,
        "changed": _changed(step),
    }
    return shown | {name: value for name, value in optional.items() if value} | {"undone": step.undone}


def _changed(step: Step) -> Json:
    if step.verb.value != "edited":
        return {}
    private = {name: value for name, value in step.private.items() if name != "because"}
    return {**step.fields, **private}
