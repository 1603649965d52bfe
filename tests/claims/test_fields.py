"""The table of fields: what follows from it follows for every field; what it does not list is hidden."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.claims import edits, look_up, review, schemas
from habeas.claims.apart import SPANS
from habeas.claims.fields import FIELDS, Field, Shown, Sort, editable, every_part, field, releasable
from habeas.claims.model import ENTITIES, Kind
from habeas.claims.roles import roles_in
from habeas.claims.words import LISTS
from habeas.custody.model import Room
from habeas.errors import UsageProblem
from habeas.ids import ItemId
from tests.world import World

ROWS = [(kind, row) for kind, rows in FIELDS.items() for row in rows]
EVERY = [(kind, row) for kind, rows in FIELDS.items() for row in every_part(rows)]
Ids = dict[str, ItemId]


@pytest.mark.parametrize("kind", list(Kind))
def test_table_and_schema_have_the_same_fields(kind: Kind) -> None:
    """A place, a person and a group share one schema; what only one of them uses stands only in its rows."""
    rows = {row.name for row in FIELDS[kind] if row.room is Room.RECORD}
    shared = {row.name for one in Kind for row in FIELDS[one] if one in ENTITIES}
    slots = set(schemas.PROPOSED[kind].record)
    assert rows <= slots and slots - rows <= (shared if kind in ENTITIES else set())
    names = {row.name for row in FIELDS[kind] if row.room is Room.NAMES}
    assert names <= set(schemas.PROPOSED[kind].names)


@pytest.mark.parametrize(("kind", "row"), EVERY, ids=lambda one: getattr(one, "name", str(one)))
def test_row_says_what_it_means_and_is_consistent(kind: Kind, row: Field) -> None:
    assert row.means and re.fullmatch(r"[a-z][a-z0-9_]*", row.name)
    assert (row.sort is Sort.OBJECT) == bool(row.parts) or row.name == SPANS
    assert row.sort is not Sort.OFFSETS or row.shown in (Shown.WHOLE, Shown.NEVER), "an offset is the length of a name"
    assert row.room is not Room.NAMES or row.shown is Shown.NEVER, "names have rules of their own"
    assert not row.listed or (row.sort is Sort.CODE and row.listed in LISTS)
    assert all(field(kind, span) is not None for span in row.spans)


def test_nothing_is_typed_that_the_table_does_not_call_editable(world: World, ids: Ids) -> None:
    it = look_up.item(world, ids["abduction"])
    for row in FIELDS[it.kind]:
        if row.name not in {path.partition(".")[0] for path in editable(it.kind)}:
            with pytest.raises(UsageProblem):
                edits.changes(world, it, {row.name: "1"})


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind in Kind for path in editable(kind)])
def test_every_editable_value_can_be_taken_away_but_a_name(world: World, ids: Ids, kind: Kind, path: str) -> None:
    found = next((it for it in look_up.items(world, (kind,))), None)
    if found is None:
        pytest.skip("the world of this test has no such item")
    if path == "name":
        with pytest.raises(UsageProblem):
            edits.changes(world, found, {path: ""})
        return
    review.edit(world, found.id, *edits.changes(world, found, {path: ""}))
    now = look_up.item(world, found.id)
    name, _, part = path.partition(".")
    value = (now.fields if editable(kind)[path].room is Room.RECORD else now.private).get(name)
    assert not (value.get(part) if part and isinstance(value, dict) else value)


def test_correcting_a_value_takes_the_offsets_of_the_old_words_away(world: World, ids: Ids) -> None:
    before = look_up.item(world, ids["abduction"])
    for span in ("cue", "modality_cue"):
        review.edit(world, before.id, *edits.changes(world, before, {"act.type": "torture", "modality": "alleged"}))
        assert span not in look_up.item(world, before.id).fields


def test_words_without_a_code_go_with_the_person_they_were_said_of(world: World, ids: Ids) -> None:
    """They are kept by place in the list: a list in another order must not give one person another's words."""
    people = [it.id for it in look_up.items(world, (Kind.PERSON, Kind.GROUP))][:2]
    first, second = people
    claim = ids["abduction"]
    given = {"victims.0.ground": "of the first", "victims.1.ground": "of the second", "deadline": "kept"}
    review.edit(world, claim, {"victims": [{"entity": first}, {"entity": second}]}, {"words": given})

    review.edit(world, claim, *edits.changes(world, look_up.item(world, claim), {"victims": second}))

    assert look_up.item(world, claim).private["words"] == {"victims.0.ground": "of the second", "deadline": "kept"}


def test_roles_come_from_the_table() -> None:
    told = {row.role for _, row in ROWS if row.role}
    found = {
        role
        for kind, row in ROWS
        if row.role
        for role, _ in roles_in(kind, {row.name: _with_entity(row, ItemId("per-000000000000"))})
    }
    assert found == told


def _with_entity(row: Field, entity: ItemId) -> Any:
    if row.sort is Sort.ID:
        return entity
    return [{"entity": entity}] if row.many else {"entity": entity}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 500) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(list(Kind)), st.text(min_size=1, max_size=12), JSON)
def test_field_that_is_not_listed_is_never_shown(kind: Kind, name: str, value: Any) -> None:
    if field(kind, name) is None:
        assert not releasable(kind, name, value, whole=True, named=True)


def good(row: Field) -> Any:
    """A value of the row's own sort."""
    simple = {
        Sort.ID: "per-000000000000", Sort.CODE: "torture", Sort.DATE: "2024-05", Sort.NUMBER: 3, Sort.FLAG: True,
        Sort.PHRASE: "about", Sort.OFFSETS: [3, 9], Sort.GIVEN: "words",
    }  # fmt: skip
    one = (
        {part.name: good(part) for part in row.parts if part.shown is Shown.ALWAYS}
        if row.parts
        else simple.get(row.sort)
    )
    return [one] if row.many and row.sort is not Sort.OFFSETS else one


SHOWN = [(kind, row) for kind, row in ROWS if row.shown is Shown.ALWAYS]


@pytest.mark.parametrize(("kind", "row"), SHOWN, ids=lambda one: getattr(one, "name", str(one)))
def test_listed_field_with_a_value_of_its_sort_is_shown_and_one_with_an_offset_in_it_is_not(
    kind: Kind, row: Field
) -> None:
    value = good(row)
    assert releasable(kind, row.name, value, whole=False)
    for stray in (("weapon_span", [80, 85]), ("length", 5), ("name", "Karim Haddad")):
        assert not releasable(kind, row.name, _planted(value, *stray), whole=False)
        assert not releasable(kind, row.name, [80, 85] if not isinstance(value, list) else [[80, 85]], whole=False)


def _planted(value: Any, name: str, stray: Any) -> Any:
    """The value with something more in it than its rows describe, as deep as it goes."""
    if isinstance(value, list):
        return [_planted(value[0], name, stray)]
    if isinstance(value, dict):
        inner = next((key for key, part in value.items() if isinstance(part, dict)), None)
        return {**value, **({inner: _planted(value[inner], name, stray)} if inner else {name: stray})}
    return {name: stray}


def test_offsets_are_shown_only_where_nothing_is_blacked_out() -> None:
    assert releasable(Kind.CLAIM, "evidence", [[3, 9]], whole=True)
    assert not releasable(Kind.CLAIM, "evidence", [[3, 9]], whole=False)
    assert not releasable(Kind.CLAIM, "victims", [{"entity": "per-000000000000", "span": [3, 9]}], whole=False)
