"""Who stands in which role of an item, and where its words lie, read from its fields."""

from collections.abc import Iterator, Mapping

from habeas.claims.model import SAYINGS, Kind, Offsets, mapping, mappings, offsets, spans
from habeas.ids import ItemId

LISTS = {
    Kind.CLAIM: (("victims", "victim"), ("perpetrators", "perpetrator")),
    Kind.CALL: (("addressees", "addressee"),),
}
SINGLE = {
    Kind.CALL: (("caller", "caller"),),
    Kind.STATEMENT: (("speaker", "speaker"),),
    Kind.PLACE: (("within", "within"), ("anchor", "anchor")),
}


def roles_in(kind: Kind, fields: Mapping[str, object]) -> Iterator[tuple[str, ItemId]]:
    """Each role and the entity in it, in the order of the fields.

    victim, perpetrator, place, source (whose voice it is), caller, addressee, speaker, within, anchor.
    """
    for name, role in LISTS.get(kind, ()):
        for participant in mappings(fields.get(name)):
            yield from _entity(role, participant.get("entity"))
    for name, role in SINGLE.get(kind, ()):
        yield from _entity(role, fields.get(name))
    yield from _entity("place", mapping(fields.get("place")).get("entity"))
    yield from _entity("source", mapping(fields.get("attribution")).get("entity"))


def words_of(kind: Kind, fields: Mapping[str, object]) -> tuple[Offsets, ...]:
    """Where the words of a claim, call or statement lie; nothing for an entity, which is mentioned everywhere."""
    if kind not in SAYINGS:
        return ()
    content = offsets(fields.get("content")) or offsets(fields.get("action"))
    return spans(fields.get("evidence")) or ((content,) if content else ())


def _entity(role: str, value: object) -> Iterator[tuple[str, ItemId]]:
    if isinstance(value, str) and value:
        yield role, ItemId(value)
