"""Every name that the record knows or ever knew of people, groups and places, whatever was decided about them.

Read from the history (`private_steps`) and not from the values in force: an edit, a rejection, a merge or an undoing
takes nothing away here. Only erasure does, because then the words are gone.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from habeas.claims.model import ENTITIES, Kind, Rooms, mapping
from habeas.ids import PREFIXES, ItemId


def names_ever(rooms: Rooms, kinds: Sequence[Kind] = ENTITIES) -> dict[ItemId, tuple[str, ...]]:
    """Entity -> every name and alias of any step of its history, oldest first; empty where the names room is closed."""
    if rooms.names is None:
        return {}
    found: dict[ItemId, dict[str, None]] = {}
    for kind in kinds:
        prefix = PREFIXES[kind.value]
        # Ids of a kind lie side by side: '.' is the next character after '-'.
        rows = rooms.names.iterate(
            "SELECT item, fields FROM private_steps WHERE item >= ? AND item < ? ORDER BY rowid",
            (f"{prefix}-", f"{prefix}."),
        )
        for item, text in rows:
            found.setdefault(ItemId(item), {}).update(dict.fromkeys(_said(json.loads(text))))
    return {item: tuple(names) for item, names in found.items() if names}


def _said(step: dict[str, Any]) -> Iterator[str]:
    aliases = step.get("aliases")
    given = [words for meaning, words in mapping(step.get("given")).items() if meaning.endswith("name")]
    for name in (step.get("name"), *(aliases if isinstance(aliases, list) else ()), *given):
        if isinstance(name, str) and name.strip():
            yield name
