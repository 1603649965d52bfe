from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.claims.model import Kind
from habeas.claims.propose import Recorded, record_proposals
from habeas.ids import ItemId
from tests.claims.proposing import PROPOSALS, TEXT
from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "world")
    yield made
    made.close()


@pytest.fixture
def recorded(world: World) -> Recorded:
    """The invented report, admitted and proposed from."""
    return record_proposals(world, world.admit(TEXT), TEXT, PROPOSALS)


@pytest.fixture
def ids(world: World, recorded: Recorded) -> dict[str, ItemId]:
    """The proposals by the names they have in proposing.py, the entities by the first word of their name."""
    from habeas.claims import look_up

    said = dict(zip(("abduction", "beating", "denied", "call", "denial"), recorded.added, strict=True))
    kinds = (Kind.PERSON, Kind.GROUP, Kind.PLACE)
    return said | {
        str(it.private.get("name") or it.private["description"]).split()[0]: it.id for it in look_up.items(world, kinds)
    }
