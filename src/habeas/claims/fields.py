"""The one table of what a claim, call, statement, person, group and place is made of: a row for each field.

A field is written down here once: its name, what sort of value it has, in which room it lies, whether a person may
correct it, whether a release may show it, which spans belong to it, which word list it draws on, which role its entity
plays. Everything else that has to know is derived from this table, or tested against it:

    schemas.py               the slots of an entry, spelt out, because their order is a format
    apart.py                 what is an offset, and is therefore hidden apart from what it belongs to
    roles.py                 who stands in which role
    edits.py review.py       what can be corrected, how it is typed, which words a correction leaves behind
    publication/choose.py    what a release shows: a value that this table does not describe is hidden
    docs/reference/fields.md generated

What is not listed here is not shown, not edited and not offered: a new field is hidden until its row says otherwise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from habeas.claims.model import Kind
from habeas.custody.model import JsonValue, Room
from habeas.ids import kind_of


class Sort(StrEnum):
    """What a value is; also the rule by which a release knows that it is no more than that."""

    ID = "id"
    """An item of the vault."""
    CODE = "code"
    """A word of a closed list, or of the vault's own."""
    DATE = "date"
    """An ISO day, or EDTF."""
    NUMBER = "number"
    FLAG = "flag"
    PHRASE = "phrase"
    """A few words that are ours or the proposer's ("about", "habeas rules 3"); the door searches them for names."""
    OFFSETS = "offsets"
    """`[start, end]` in code points of the source's text, or a list of them. Beside a bar they tell its length."""
    OBJECT = "object"
    """Parts, each a field of its own."""
    GIVEN = "given"
    """Words as somebody gave them: a name, a cell, a reason. Names room."""


class Shown(StrEnum):
    """What a release may do with a field."""

    ALWAYS = "always"
    WHOLE = "where nothing is blacked out"
    """Offsets, and what else would tell what stands under a bar."""
    NAMED = "where the item is shown by its name"
    NEVER = "never"


@dataclass(frozen=True)
class Field:
    """One field of an item, or one part of a field."""

    name: str
    sort: Sort
    shown: Shown = Shown.NEVER
    many: bool = False
    """A list of such values."""
    edit: bool = False
    """A person may correct it: `habeas review --edit ID --set NAME=VALUE`; a part by `FIELD.PART`."""
    listed: str = ""
    """The word list that a CODE is of."""
    options: tuple[str, ...] = ()
    """The only codes there are, where no word list holds them."""
    coded: str = ""
    """The part beside a CODE that holds the HURIDOCS code of the same word."""
    role: str = ""
    """Who the entity in this field is to the item."""
    room: Room = Room.RECORD
    spans: tuple[str, ...] = ()
    """Fields of offsets that point at the words of this value: where the value is corrected, they no longer hold."""
    parts: tuple["Field", ...] = ()
    means: str = ""
    """For docs/reference/fields.md."""


def _span(name: str, means: str, *, many: bool = False) -> Field:
    return Field(name, Sort.OFFSETS, Shown.WHOLE, many=many, means=means)


_ENTITY = Field("entity", Sort.ID, Shown.ALWAYS, means="a person, group or place")
_INFERRED = Field("inferred", Sort.FLAG, Shown.ALWAYS, means="the passage does not say it: a rule or a person does")
_PROPOSER = Field("proposer", Sort.PHRASE, Shown.ALWAYS, means='method and version, or "person"')
_SOURCE = Field("source", Sort.ID, Shown.ALWAYS, means="the source it was found in")
_CONFIDENCE = Field("confidence", Sort.NUMBER, Shown.ALWAYS, means="0 to 1, the proposer's own")
_SPANS = Field("spans", Sort.OBJECT, Shown.WHOLE, means="all offsets of the item, by path")
_EVIDENCE = Field("evidence", Sort.OFFSETS, Shown.WHOLE, many=True, edit=True, means="the words that bear it out")
_COUNT = Field(
    "count",
    Sort.OBJECT,
    Shown.ALWAYS,
    parts=(
        _span("mention", "the words of the number"),
        Field("value", Sort.NUMBER, Shown.ALWAYS, means="as given"),
        Field("minimum", Sort.NUMBER, Shown.ALWAYS, means="at least"),
        Field("maximum", Sort.NUMBER, Shown.ALWAYS, means="at most"),
        Field("qualifier", Sort.PHRASE, Shown.ALWAYS, means="about, at least ..."),
        Field("unit", Sort.PHRASE, Shown.ALWAYS, means="what is counted"),
        Field("is_victim_count", Sort.FLAG, Shown.ALWAYS, means="false: a population, never a count of victims"),
        Field("historical", Sort.FLAG, Shown.ALWAYS, means="of another time than the act"),
    ),
    means="how many, as given",
)
_PARTICIPANT = (
    _ENTITY,
    _span("span", "the words that name who it is"),
    Field("ground", Sort.CODE, Shown.ALWAYS, listed="grounds", means="the ground of persecution, actual or perceived"),
    _span("ground_span", "the words that say so"),
    Field("sex", Sort.CODE, Shown.ALWAYS, means="male, female, other; as the text says"),
    _COUNT,
    _INFERRED,
)
_ATTRIBUTION = Field(
    "attribution",
    Sort.OBJECT,
    Shown.ALWAYS,
    edit=True,
    role="source",
    parts=(
        _ENTITY,
        Field("kind", Sort.PHRASE, Shown.ALWAYS, means="how the source is named"),
        _span("cue", "the words that attribute"),
        _span("spans", "what is attributed", many=True),
        _span("quote", "what is quoted"),
        Field("verbatim", Sort.FLAG, Shown.ALWAYS, means="in the source's own words"),
    ),
    means="according to whom; without an entity: the writer's own voice",
)
TIME_PARTS = (
    _span("mention", "the words of the date"),
    Field("edtf", Sort.DATE, Shown.ALWAYS, means="where EDTF can say it"),
    Field("earliest", Sort.DATE, Shown.ALWAYS, means="first possible day"),
    Field("latest", Sort.DATE, Shown.ALWAYS, means="last possible day"),
    Field("precision", Sort.CODE, Shown.ALWAYS, means="day, week, month, season, year, range, unknown"),
    Field("basis", Sort.CODE, Shown.ALWAYS, means="stated, from the context, from the day of publication, by a person"),
    Field("year_unknown", Sort.FLAG, Shown.ALWAYS, means="no year was said, and none was added"),
    _INFERRED,
)

CLAIM: Final = (
    _SOURCE,
    _PROPOSER,
    Field(
        "act",
        Sort.OBJECT,
        Shown.ALWAYS,
        spans=("cue",),
        parts=(
            Field("type", Sort.CODE, Shown.ALWAYS, edit=True, listed="act_types", coded="mt4", means="what was done"),
            Field("mt4", Sort.CODE, Shown.ALWAYS, means="the same as HURIDOCS micro-thesaurus 4 has it"),
            Field("method", Sort.CODE, Shown.ALWAYS, edit=True, listed="methods", coded="mt5", means="how"),
            Field("mt5", Sort.CODE, Shown.ALWAYS, means="the same as HURIDOCS micro-thesaurus 5 has it"),
        ),
        means="what was done, and how",
    ),
    _span("cue", "the words that speak of the act"),
    Field("modality", Sort.CODE, Shown.ALWAYS, edit=True, listed="modalities", spans=("modality_cue",),
          means="asserted, alleged, suspected, denied ..."),
    _span("modality_cue", "the words that say how surely"),
    Field("attribution_mode", Sort.CODE, Shown.ALWAYS, edit=True, listed="attribution_modes",
          means="explicit, inherited, quoted, narrator, hearsay ..."),
    _ATTRIBUTION,
    Field("stance", Sort.CODE, Shown.ALWAYS, edit=True, options=("for", "against"),
          means="for, or against: it did not happen"),
    Field("victims", Sort.OBJECT, Shown.ALWAYS, many=True, edit=True, role="victim", parts=_PARTICIPANT,
          means="who suffered it"),
    Field("perpetrators", Sort.OBJECT, Shown.ALWAYS, many=True, edit=True, role="perpetrator", parts=_PARTICIPANT,
          means="who did it"),
    Field("time", Sort.OBJECT, Shown.ALWAYS, edit=True, parts=TIME_PARTS, means="when, as given and as bounds"),
    Field("place", Sort.OBJECT, Shown.ALWAYS, edit=True, role="place",
          parts=(_ENTITY, _span("span", "the words that name it"), _INFERRED), means="where"),
    _EVIDENCE,
    _CONFIDENCE,
    _SPANS,
)  # fmt: skip
CALL: Final = (
    _SOURCE,
    _PROPOSER,
    Field("action_type", Sort.CODE, Shown.ALWAYS, edit=True, listed="action_types", means="what is demanded"),
    _span("action", "the words of what is demanded"),
    Field("caller", Sort.ID, Shown.ALWAYS, edit=True, role="caller", means="who demands it"),
    Field("addressees", Sort.OBJECT, Shown.ALWAYS, many=True, edit=True, role="addressee", parts=_PARTICIPANT,
          means="of whom"),
    _span("beneficiary", "the words that say for whom"),
    Field("deadline", Sort.DATE, Shown.ALWAYS, edit=True, means="until when, where a calendar can say it"),
    _ATTRIBUTION,
    Field("verbatim", Sort.FLAG, Shown.ALWAYS, means="in the caller's own words"),
    _EVIDENCE,
    _span("cue", "the words that demand"),
    _CONFIDENCE,
    _SPANS,
)  # fmt: skip
STATEMENT: Final = (
    _SOURCE,
    _PROPOSER,
    Field("kind", Sort.CODE, Shown.ALWAYS, edit=True, listed="statement_kinds", means="denial, condemnation ..."),
    Field("speaker", Sort.ID, Shown.ALWAYS, edit=True, role="speaker", means="who says it"),
    _span("content", "what is said"),
    _ATTRIBUTION,
    Field("verbatim", Sort.FLAG, Shown.ALWAYS, means="in the speaker's own words"),
    _CONFIDENCE,
    _SPANS,
)
_NAMES = (
    Field("name", Sort.GIVEN, edit=True, room=Room.NAMES, means="as the text or the list has it"),
    Field("aliases", Sort.GIVEN, many=True, edit=True, room=Room.NAMES, means="other names and other spellings"),
    Field("description", Sort.GIVEN, room=Room.NAMES, means="words that say who is meant and name nobody"),
)
_MENTIONS = _span("mentions", "every place of the text that speaks of it", many=True)
_SORT = Field("sort", Sort.CODE, Shown.ALWAYS, means="kind of actor, or type of place")
_FOUND = (replace(_SOURCE, shown=Shown.NEVER), replace(_PROPOSER, shown=Shown.NEVER))
PERSON: Final = (*_NAMES, *_FOUND, _SORT, _MENTIONS, _SPANS)
GROUP: Final = (
    *_NAMES, *_FOUND, replace(_SORT, edit=True, listed="perpetrator_kinds"), _MENTIONS, _SPANS
)  # fmt: skip
PLACE: Final = (
    *_NAMES,
    *_FOUND,
    _SORT,
    Field(
        "gazetteer",
        Sort.OBJECT,
        Shown.NAMED,
        parts=(
            Field("country", Sort.CODE, Shown.ALWAYS, means="ISO 3166-1, of a region or town"),
            Field("iso3166_1", Sort.CODE, Shown.ALWAYS, means="of a country"),
            Field("iso3166_2", Sort.CODE, Shown.ALWAYS, means="of a region"),
            Field("geonames", Sort.NUMBER, Shown.ALWAYS, means="id of the one entry that fits"),
            Field("approx_lat", Sort.NUMBER, Shown.ALWAYS, means="degrees, two decimals: about a kilometre"),
            Field("approx_lon", Sort.NUMBER, Shown.ALWAYS, means="the same"),
            Field("candidates", Sort.NUMBER, Shown.ALWAYS, means="how many entries fit, where more than one does"),
        ),
        means="the entry of the gazetteer",
    ),
    Field("within", Sort.ID, edit=True, role="within", means="the place it lies in"),
    Field("relation", Sort.PHRASE, Shown.NAMED, means="near, outside, in the west of ..."),
    Field("anchor", Sort.ID, edit=True, role="anchor", means="the place the relation is to"),
    Field("radius_km", Sort.NUMBER, Shown.NAMED, many=True, means="how far at least and at most"),
    _MENTIONS,
    _SPANS,
)
FIELDS: Final[Mapping[Kind, tuple[Field, ...]]] = {
    Kind.CLAIM: CLAIM,
    Kind.CALL: CALL,
    Kind.STATEMENT: STATEMENT,
    Kind.PERSON: PERSON,
    Kind.GROUP: GROUP,
    Kind.PLACE: PLACE,
}

_CODE = re.compile(r"[\w.:-]{1,80}")
_DATE = re.compile(r"[-0-9XuY~?%./\[\]{},]{1,120}")
LONGEST_PHRASE = 120
"""Characters. What is longer is no phrase of ours."""


def field(kind: Kind, name: str) -> Field | None:
    """The row of a field; None for one that the table does not have."""
    return next((one for one in FIELDS[kind] if one.name == name), None)


def every_part(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields with all their parts, at any depth."""
    for one in fields:
        yield one
        yield from every_part(one.parts)


def offset_names() -> frozenset[str]:
    """Names, at any depth, whose value is a span or a list of spans."""
    every = (one for fields in FIELDS.values() for one in every_part(fields))
    return frozenset(one.name for one in every if one.sort is Sort.OFFSETS) | {"spans"}


def editable(kind: Kind) -> dict[str, Field]:
    """Path as a person types it (`victims`, `act.type`) -> the field or part."""
    found = {}
    for one in FIELDS[kind]:
        if one.edit:
            found[one.name] = one
        found |= {f"{one.name}.{part.name}": part for part in one.parts if part.edit and not one.edit}
    return found


def fields_of_edits(kind: Kind) -> frozenset[str]:
    """Names of the fields that an edit may hold: those a person can type, and the spans that belong to them."""
    rows = {path.partition(".")[0] for path in editable(kind)}
    return frozenset(rows | {span for one in FIELDS[kind] if one.name in rows for span in one.spans})


def releasable(kind: Kind, name: str, value: JsonValue, *, whole: bool, named: bool = False) -> bool:
    """Whether a release may show this value of this field. `whole`: nothing of the source's text is blacked out;
    `named`: the item, a place, is shown by its name.

    A field without a row, a part without a row, and a value that is not of its row's sort are not shown: an offset, a
    length or a name in a place nobody thought of stays hidden.
    """
    row = field(kind, name)
    if row is None:
        return False
    if row.name == "spans":
        return whole
    if row.shown is Shown.NAMED and not named:
        return False
    return _fits(row, value, whole)


def _fits(row: Field, value: JsonValue, whole: bool) -> bool:
    if row.shown is Shown.NEVER or (row.shown is Shown.WHOLE and not whole):
        return False
    if row.many and row.sort is not Sort.OFFSETS:
        return isinstance(value, list | tuple) and all(_is(row, one, whole) for one in value)
    return _is(row, value, whole)


def _is(row: Field, value: JsonValue, whole: bool) -> bool:
    match row.sort:
        case Sort.ID:
            return isinstance(value, str) and kind_of(value) is not None
        case Sort.CODE:
            return isinstance(value, str) and _CODE.fullmatch(value) is not None
        case Sort.DATE:
            return isinstance(value, str) and _DATE.fullmatch(value) is not None
        case Sort.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Sort.FLAG:
            return isinstance(value, bool)
        case Sort.PHRASE:
            return isinstance(value, int | float) or (isinstance(value, str) and len(value) <= LONGEST_PHRASE)
        case Sort.OFFSETS:
            return is_offsets(value)
        case Sort.OBJECT:
            parts = {part.name: part for part in row.parts}
            return isinstance(value, Mapping) and all(
                part is None or (name in parts and _fits(parts[name], part, whole)) for name, part in value.items()
            )
        case Sort.GIVEN:
            return False


def is_offsets(value: JsonValue) -> bool:
    """A span, or a list of them; the empty list is one."""
    if not isinstance(value, list | tuple):
        return False
    return all(type(one) is int for one in value) or all(
        isinstance(one, list | tuple) and all(type(end) is int for end in one) for one in value
    )
