"""Actors and places of one text -> the items they are: those its source has already, or new ones on first use.

An entity that no proposal speaks of gets no item: a list of everyone a text mentions is noise in which people get lost.
Whether two texts speak of one person is not decided here: each text has its own, and people (or linkage) merge them.
"""

from habeas.claims import look_up, schemas
from habeas.claims.aliases import aliases_of, is_name
from habeas.claims.apart import apart
from habeas.claims.model import ENTITIES, Journal, Kind, spans
from habeas.claims.proposal_fields import pair, place_fields, without_nothing
from habeas.custody.model import JsonValue, NewEntry
from habeas.extraction.model import Proposals, Span
from habeas.ids import ItemId, new_id


class EntitiesOfText:
    """Actors and places of one text, and the items they are: those the source has already, or new ones on first use."""

    def __init__(self, journal: Journal, source: ItemId, text: str, proposals: Proposals) -> None:
        self.source = source
        self.text = text
        self.proposer = proposals.proposer
        self.actors = {actor.id: actor for actor in proposals.actors}
        self.places = {place.id: place for place in proposals.places}
        self.new: list[NewEntry] = []
        self.items: dict[str, ItemId] = {}
        self.known = {
            (it.kind, mention): it.id
            for it in look_up.items(journal, ENTITIES, source=source)
            for mention in spans(it.fields.get("mentions"))
        }

    def item(self, ref: str | None) -> ItemId | None:
        """The item of an actor or place, made now if need be; None where the text names nobody."""
        if ref is None or (ref not in self.actors and ref not in self.places):
            return None
        if ref not in self.items:
            self.items[ref] = self._known(ref) or self._create(ref)
        return self.items[ref]

    def _mentions(self, ref: str) -> list[Span]:
        mentions = self.actors[ref].mentions if ref in self.actors else self.places[ref].mentions
        return [mention for mention in mentions if fits(self.text, mention)]

    def _kind(self, ref: str) -> Kind:
        if ref in self.places:
            return Kind.PLACE
        return Kind.PERSON if self.actors[ref].kind == "person" else Kind.GROUP

    def _known(self, ref: str) -> ItemId | None:
        kind = self._kind(ref)
        found = (self.known.get((kind, (mention.start, mention.end))) for mention in self._mentions(ref))
        return next((identifier for identifier in found if identifier), None)

    def _create(self, ref: str) -> ItemId:
        kind = self._kind(ref)
        identifier = ItemId(new_id(kind.value))
        self.items[ref] = identifier  # before its anchor is asked for: places may point at each other
        mentions = self._mentions(ref)
        record: dict[str, JsonValue] = {"source": self.source, "proposer": self.proposer}
        record["mentions"] = [pair(mention) for mention in mentions]
        if ref in self.places:
            record |= place_fields(self.places[ref], self.item)
            name = self.places[ref].name
        else:
            record["sort"] = self.actors[ref].kind
            name = self.actors[ref].name
        aliases: list[JsonValue] = list(aliases_of(name, [mention.text for mention in mentions]))
        called = "name" if is_name(name) or kind is Kind.PLACE else "description"
        names: dict[str, JsonValue] = {called: name} | ({"aliases": aliases} if aliases else {})
        self.new.append(NewEntry(schemas.PROPOSED[kind].kind, identifier, apart(without_nothing(record)), names))
        return identifier


def fits(text: str, span: Span) -> bool:
    """Whether the words of a span are where it says they are."""
    return 0 <= span.start < span.end <= len(text) and text[span.start : span.end] == span.text
