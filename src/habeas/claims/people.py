"""Every person of the vault at once, with what was told of each: for stages that look at all of them.

`look_up.item` asks the databases several times for each item; linkage and counting want a hundred thousand. Here each
table is read once. A person is a row of a list or somebody named in a report; persons that were merged are here too,
because the lists that they were on still count. Rejected ones are not, nor those of sources whose consent does not
reach counting (step 3 of the ladder): whom the source does not let be counted, or does not any more, nobody counts.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from habeas.claims.model import Rooms, mapping
from habeas.ids import ItemId
from habeas.vault.model import DEFAULT_CONSENT, Consent


@dataclass(frozen=True)
class Told:
    """One claim in which a person is the victim. Days are ISO dates, "" where there is none."""

    claim: ItemId
    act: str
    earliest: str
    latest: str
    place: ItemId | None


@dataclass(frozen=True)
class PersonRow:
    """A person as one source speaks of them."""

    id: ItemId
    source: ItemId
    list: ItemId | None
    """The list whose row it is; None for a person of a report."""
    into: ItemId | None
    """The person that a reviewer merged this one into."""
    values: Mapping[str, Any]
    """Of a row of a list: birth_date, event_date, age, sex, act, without words."""
    told: tuple[Told, ...]
    """Claims that stand, in the order of proposal."""
    name: str = ""
    """Empty where the names room is closed, or nobody gave one."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Words of a row of a list by meaning: given_name, place, occupation ..."""


def people(rooms: Rooms) -> tuple[PersonRow, ...]:
    """All persons that stand, in the order of proposal."""
    told, private = _told(rooms), _private(rooms)
    rows = rooms.record.query(
        """SELECT items.id, items.source, items.into_item, items.status, items.fields, table_row.list
           FROM items LEFT JOIN table_row ON table_row.person = items.id
                LEFT JOIN source ON source.id = items.source
           WHERE items.kind = 'person' AND items.status IN ('proposed', 'accepted', 'merged')
                 AND coalesce(source.consent, ?) >= ?
           ORDER BY items.position""",
        (int(DEFAULT_CONSENT), int(Consent.COUNT)),
    )
    return tuple(_row(row, told, private) for row in rows)


def _row(row: Any, told: Mapping[str, list[Told]], private: Mapping[str, Any]) -> PersonRow:
    identifier, source, into, status, fields, list_ = row
    said = private.get(identifier, {})
    return PersonRow(
        ItemId(identifier),
        ItemId(source),
        ItemId(list_) if list_ else None,
        ItemId(into) if into and status == "merged" else None,
        mapping(json.loads(fields).get("values")),
        tuple(told.get(identifier, ())),
        str(said.get("name") or ""),
        {str(meaning): str(words) for meaning, words in mapping(said.get("given")).items()},
    )


def _told(rooms: Rooms) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    rows = rooms.record.iterate(
        """SELECT item_roles.entity, items.id, items.fields FROM item_roles
           JOIN items ON items.id = item_roles.item
           WHERE item_roles.role = 'victim' AND items.kind = 'claim' AND items.status IN ('proposed', 'accepted')
           ORDER BY items.position, item_roles.number"""
    )
    for entity, claim, text in rows:
        fields = json.loads(text)
        if fields.get("stance") == "against":
            continue  # "he was not taken" tells no day and no place
        time, act = mapping(fields.get("time")), mapping(fields.get("act"))
        place = mapping(fields.get("place")).get("entity")
        found.setdefault(entity, []).append(
            Told(
                ItemId(claim),
                str(act.get("type") or ""),
                str(time.get("earliest") or ""),
                str(time.get("latest") or ""),
                ItemId(str(place)) if place else None,
            )
        )
    return found


def _private(rooms: Rooms) -> dict[str, Any]:
    if rooms.names is None:
        return {}
    # Ids of persons lie side by side: '.' is the next character after '-'.
    rows = rooms.names.iterate("SELECT id, fields FROM private WHERE id >= 'per-' AND id < 'per.'")
    return {identifier: json.loads(text) for identifier, text in rows}


def place_names(rooms: Rooms) -> dict[ItemId, str]:
    """The name of every place that stands and has one; empty where the names room is closed."""
    if rooms.names is None:
        return {}
    standing = {
        row[0] for row in rooms.record.query("SELECT id FROM items WHERE kind = 'place' AND status <> 'rejected'")
    }
    rows = rooms.names.iterate("SELECT id, fields FROM private WHERE id >= 'plc-' AND id < 'plc.'")
    named = ((identifier, json.loads(text).get("name")) for identifier, text in rows if identifier in standing)
    return {ItemId(identifier): str(name) for identifier, name in named if name}


def gazetteer_of_places(rooms: Rooms) -> dict[ItemId, str]:
    """The gazetteer's id of every place that has one."""
    rows = rooms.record.query("SELECT id, fields FROM items WHERE kind = 'place' AND status <> 'rejected'")
    found = ((identifier, mapping(json.loads(text).get("gazetteer")).get("id")) for identifier, text in rows)
    return {ItemId(identifier): str(number) for identifier, number in found if number}


def place_labels(rooms: Rooms, places: Collection[str]) -> dict[str, str]:
    """Place -> its name; with its id where two of these `places` have one name: two strata must not look like one."""
    names = {str(place): name for place, name in place_names(rooms).items() if place in places}
    times = Counter(names.values())
    return {own: name if times[name] == 1 else f"{name} ({own})" for own, name in names.items()}
