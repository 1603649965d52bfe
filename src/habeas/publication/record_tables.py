"""Items as CSV tables, one for each kind, and as FollowTheMoney entities: for programs that read these.

Neither holds all of the record: a table has a column for each field and part of the table of fields, and several values
of one are joined with " | "; FollowTheMoney has no offsets, no modality and no history. record.jsonl has everything.

FollowTheMoney 3: https://followthemoney.tech, schemata Person, Organization, Address, Event, Document.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from habeas.claims.entities import what
from habeas.claims.fields import FIELDS, Field, Sort
from habeas.claims.model import Item, Kind, mapping, mappings
from habeas.claims.roles import roles_in
from habeas.custody.model import Room
from habeas.ids import ItemId
from habeas.lists.files import is_formula
from habeas.vault.model import Source

BETWEEN = " | "
HEAD = ("id", "source", "status", "into")
Json = dict[str, Any]


def columns(kind: Kind, names: bool) -> list[tuple[str, Field, Field | None]]:
    """(label, field, part) in the order of the table of fields; offsets are left to record.jsonl."""
    found: list[tuple[str, Field, Field | None]] = []
    for row in FIELDS[kind]:
        if row.name in ("source", "spans") or row.sort is Sort.OFFSETS or (row.room is Room.NAMES and not names):
            continue
        if row.sort is Sort.OBJECT:
            parts = (part for part in row.parts if part.sort is not Sort.OFFSETS)
            found += [(f"{row.name}.{part.name}", row, part) for part in parts]
        else:
            found.append((row.name, row, None))
    return found


def table(kind: Kind, items: Sequence[Item], names: bool) -> bytes:
    """One CSV, UTF-8 with its mark, as spreadsheet programs want it; a cell that they would compute is escaped."""
    text = io.StringIO()
    writer = csv.writer(text)
    found = columns(kind, names)
    writer.writerow([*HEAD, *(label for label, _, _ in found)])
    for it in items:
        cells = [it.id, it.source, it.status.value, it.into or "", *(_cell(it, row, part) for _, row, part in found)]
        writer.writerow([f"'{cell}" if is_formula(cell) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _cell(it: Item, row: Field, part: Field | None) -> str:
    value = (it.private if row.room is Room.NAMES else it.fields).get(row.name)
    if part is None:
        return _text(value)
    if row.many:
        return BETWEEN.join(_text(one.get(part.name)) for one in mappings(value))
    return _text(mapping(value).get(part.name))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return BETWEEN.join(map(_text, value))
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, Mapping) else str(value)


def follow_the_money(sources: Sequence[Source], items: Sequence[Item], names: bool) -> Iterator[Json]:
    """Entities with the ids that they have here. Who has no name in it is called by their id: a name is required."""
    for source in sources:
        published = source.published.earliest if source.published else None
        properties: Json = {"title": source.name if names else source.id, "mimeType": source.media_type}
        properties |= {"fileSize": source.size, "publishedAt": published, "language": source.language}
        properties |= {"publisher": source.publisher if names else None}
        yield _entity(source.id, "Document", properties)
    for it in items:
        yield _of_item(it, names)


def _of_item(it: Item, names: bool) -> Json:
    name = (it.private.get("name") or it.private.get("description") or it.id) if names else it.id
    aliases = it.private.get("aliases") if names else None
    match it.kind:
        case Kind.PERSON:
            return _entity(it.id, "Person", {"name": name, "alias": aliases})
        case Kind.GROUP:
            return _entity(it.id, "Organization", {"name": name, "alias": aliases})
        case Kind.PLACE:
            gazetteer = mapping(it.fields.get("gazetteer"))
            where = {"latitude": gazetteer.get("approx_lat"), "longitude": gazetteer.get("approx_lon")}
            country = gazetteer.get("iso3166_1") or gazetteer.get("country")
            return _entity(it.id, "Address", {"full": name, "country": country, **where})
        case _:
            return _entity(it.id, "Event", _event(it))


def _event(it: Item) -> Json:
    time, roles = mapping(it.fields.get("time")), list(roles_in(it.kind, it.fields))
    places: list[ItemId] = [entity for role, entity in roles if role == "place"]
    involved = [entity for _, entity in roles if entity not in places]
    said = "against" if it.fields.get("stance") == "against" else ""
    return {
        "name": " ".join(part for part in (it.kind.value, what(it), said) if part),
        "summary": f"{it.status.value}; {it.fields.get('modality') or ''}".rstrip("; "),
        "startDate": time.get("earliest"),
        "endDate": time.get("latest"),
        "involved": list(dict.fromkeys(involved)),
        "addressEntity": places,
        "recordId": it.id,
        "proof": it.source,
    }


def _entity(identifier: str, schema: str, properties: Mapping[str, object]) -> Json:
    """Every property a list of texts, without those that have no value."""
    listed = {name: value if isinstance(value, list | tuple) else [value] for name, value in properties.items()}
    said = {name: [str(one) for one in values if one not in (None, "")] for name, values in listed.items()}
    return {"id": identifier, "schema": schema, "properties": {name: values for name, values in said.items() if values}}
