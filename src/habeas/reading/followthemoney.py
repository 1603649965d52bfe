"""Entities of FollowTheMoney -> a sheet of the persons; everything else is counted.

    {"id": ..., "schema": "Person", "properties": {"name": ["..."], "birthDate": ["1986-03"]}}

Every property is a list. The first value stands under the property's own name, where it is read; where there are more,
all stand in `NAME (all)`, between bars, as given. When a crawler saw an entity (`first_seen`, `last_seen`,
`last_change`) is no word about the person and changes with every export: it is left in the file.

Statements (CSV, one row a value) are put together to the same entities.

Model: followthemoney/schema/*.yaml; `Person` has no schema below it in the model as published. `LegalEntity` may be a
person or a company: it is counted, not taken.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from habeas.reading.json_value import JsonObject, as_words, joined, refuse_depth
from habeas.reading.sheets import Sheet, Sheets, from_records

PERSON = "Person"
ALL = " (all)"
BETWEEN = " | "
LEFT = ("first_seen", "last_seen", "last_change", "properties")
STATEMENT = frozenset({"entity_id", "prop", "schema", "value"})
"""Columns that every file of statements has."""
_SCHEMATA = frozenset(
    "Address Airplane Article Assessment Asset Associate Audio BankAccount Call CallForTenders Company Contract "
    "ContractAward CourtCase CourtCaseParty CryptoWallet Debt Directorship Document Documentation EconomicActivity "
    "Email Employment Event Family Folder HyperText Identification Image LegalEntity License Membership Mention "
    "Message Note Occupancy Organization Ownership Package Page Pages Passport Payment PlainText Position Post "
    "Project ProjectParticipant PublicBody RealEstate Representation Sanction Security Similar Succession Table "
    "TaxRoll Trip UnknownLink UserAccount Vehicle Vessel Video Workbook".split()
)
"""Names of the model that a count may say: any other name is a word of the file."""


def is_entity(value: JsonObject) -> bool:
    return isinstance(value.get("schema"), str) and isinstance(value.get("properties"), dict)


def sheets_of(entities: Sequence[JsonObject]) -> Sheets:
    """Raises TooDeep, TooManyCells."""
    notes: Counter[str] = Counter()
    records = []
    for entity in _whole(entities, notes):
        if entity["schema"] == PERSON:
            records.append(_record(entity, notes))
        else:
            notes[_counted(entity["schema"])] += 1
    sheet = from_records(PERSON, records) if records else Sheet(PERSON, [("id", "name")])
    return Sheets("ftm", (sheet,), dict(+notes), (PERSON,))


def of_statements(rows: Sequence[Sequence[str]]) -> Sheets:
    """Rows of a file of statements, its header first. One entity for each canonical id."""
    header = {label.strip(): place for place, label in enumerate(rows[0])}
    entities: dict[str, JsonObject] = {}
    broken = 0
    for row in rows[1:]:
        given = {label: row[place] for label, place in header.items() if place < len(row)}
        key = given.get("canonical_id") or given.get("entity_id", "")
        if not key or not given.get("prop"):
            broken += any(cell.strip() for cell in row)
            continue
        entity = entities.setdefault(key, {"id": key, "schema": given["schema"], "properties": {}, "datasets": []})
        # An entity may be said to be a LegalEntity by one statement and a Person by another: the narrower holds.
        if given["schema"] == PERSON:
            entity["schema"] = PERSON
        _once(entity["datasets"], given.get("dataset", ""))
        if given["prop"] != "id":
            _once(entity["properties"].setdefault(given["prop"], []), given.get("value", ""))
    found = sheets_of(list(entities.values()))
    notes = {**found.notes, **({"statements_of_nothing": broken} if broken else {})}
    return Sheets(found.format, found.sheets, notes, found.names)


def _whole(entities: Sequence[JsonObject], notes: Counter[str]) -> list[JsonObject]:
    """Entities, each once. An export may have one in fragments, several objects of one id: put together here."""
    by_id: dict[str, JsonObject] = {}
    for entity in entities:
        key = as_words(entity.get("id")) or f"without id {len(by_id)}"
        if not is_entity(entity):
            notes["values_that_are_no_records"] += 1
            continue
        refuse_depth(entity)
        before = by_id.setdefault(key, entity)
        if before is not entity:
            notes["fragments_put_together"] += 1
            by_id[key] = _together(before, entity)
    return list(by_id.values())


def _together(first: JsonObject, second: JsonObject) -> JsonObject:
    """The properties of both, each value once. What is said to be a person by one of them is a person."""
    properties = {name: list(_items(values)) for name, values in first["properties"].items()}
    for name, values in second["properties"].items():
        known = properties.setdefault(name, [])
        known += [value for value in _items(values) if value not in known]
    schema = PERSON if PERSON in (first["schema"], second["schema"]) else first["schema"]
    return {**second, **first, "schema": schema, "properties": properties}


def _items(values: Any) -> Sequence[Any]:
    return values if isinstance(values, list) else [values]


def _once(values: list[str], value: str) -> None:
    if value and value not in values:
        values.append(value)


def _counted(schema: str) -> str:
    return f"entities_left_{schema}" if schema in _SCHEMATA else "entities_left_of_other_schemata"


def _record(entity: Mapping[str, Any], notes: Counter[str]) -> dict[str, str]:
    record = {label: _listed(value) for label, value in entity.items() if label not in LEFT}
    for name, values in entity["properties"].items():
        words = [word for one in _items(values) if (word := _words(one))]
        label = name if name not in record else f"{name} (property)"
        record[label] = words[0] if words else ""
        if len(words) > 1:
            record[label + ALL] = BETWEEN.join(words)
            notes["further_values"] += len(words) - 1
    return record


def _listed(value: Any) -> str:
    return joined(value, BETWEEN) if isinstance(value, list) else as_words(value)


def _words(value: Any) -> str:
    """A value; of an entity inside an entity, what it is called, else its id."""
    if not isinstance(value, dict):
        return as_words(value)
    properties = value.get("properties")
    names: Iterable[Any] = properties.get("name", ()) if isinstance(properties, dict) else ()
    return as_words(value.get("caption")) or joined(list(names)) or as_words(value.get("id")) or as_words(value)
