"""Who stands in which role of an item, and where its words lie, read from its fields."""

from collections.abc import Iterable, Iterator, Mapping

from habeas.claims.fields import FIELDS, Field, Sort
from habeas.claims.model import SAYINGS, Kind, Offsets, mapping, mappings, offsets, spans
from habeas.ids import ItemId


def roles_in(kind: Kind, fields: Mapping[str, object]) -> Iterator[tuple[str, ItemId]]:
    """Each role and the entity in it: victim, perpetrator, place, source (whose voice it is), caller, addressee,
    speaker, within, anchor; in the order of the table of fields."""
    for row in FIELDS[kind]:
        if row.role:
            for entity in entities_in(row, fields.get(row.name)):
                yield row.role, entity


def entities_in(row: Field, value: object) -> Iterator[ItemId]:
    """The entities that stand in a field: its id, or that of its part `entity`, once or several times."""
    found: Iterable[object] = (value,)
    if row.sort is Sort.OBJECT:
        several = mappings(value) if row.many else (mapping(value),)
        found = (one.get("entity") for one in several)
    yield from (ItemId(one) for one in found if isinstance(one, str) and one)


def words_of(kind: Kind, fields: Mapping[str, object]) -> tuple[Offsets, ...]:
    """Where the words of a claim, call or statement lie; nothing for an entity, which is mentioned everywhere."""
    if kind not in SAYINGS:
        return ()
    content = offsets(fields.get("content")) or offsets(fields.get("action"))
    return spans(fields.get("evidence")) or ((content,) if content else ())
