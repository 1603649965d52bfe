"""The slots of every kind of entry, as they were when they were first written: appended to, never moved or removed.

python -m tests.formats.test_slots > tests/formats/slots.json      after a field was appended, and only then
"""

import json
import sys
from pathlib import Path

from habeas.custody.commitment import HEAD
from habeas.custody.redactable import MINIMUM_SLOTS
from habeas.custody.salted_tree import depth_for
from habeas.vault.ledger_projector import schemas_of
from habeas.workspace.open import projectors

FROZEN = Path(__file__).with_name("slots.json")


def slots() -> dict[str, dict[str, object]]:
    """Kind -> its record and names slots in order, and the depth of the tree over head and record."""
    every = schemas_of(projectors())
    return {
        kind: {
            "record": list(schema.record),
            "names": list(schema.names),
            "depth": depth_for(max(len(HEAD) + len(schema.record), MINIMUM_SLOTS)),
        }
        for kind, schema in sorted(every.items())
    }


def test_slots_of_every_kind_are_those_that_were_frozen() -> None:
    assert slots() == json.loads(FROZEN.read_text())


def test_no_slot_has_two_names_or_one_name_two_slots() -> None:
    for kind, parts in json.loads(FROZEN.read_text()).items():
        for part in ("record", "names"):
            assert len(parts[part]) == len(set(parts[part])), kind


if __name__ == "__main__":
    sys.stdout.write(json.dumps(slots(), indent=1) + "\n")
