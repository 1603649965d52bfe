"""What a person puts in themselves: a claim, call, statement, person, group or place that nobody proposed.

It is the same kind of entry as a proposal, of the same fields, by the proposer "person", and has to be borne out in the
same way: by words of a source, or by a source as a whole. Whoever adds it may accept it in the same act.

1. the source is there; the quotation is found in its text, in one place, or the place is said
2. the fields, by the table of fields: as for an edit (edits.py); those named who are not known yet are made
3. what such an item cannot do without is there
4. everything is written at once: those who were named, the item, and the decision about it
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from habeas.claims import by_name, edits, review, schemas
from habeas.claims.apart import apart
from habeas.claims.by_name import ByName, Made
from habeas.claims.model import ENTITIES, Item, Journal, Kind, Offsets, Status, Verb
from habeas.claims.quotation import places
from habeas.custody.model import JsonValue, NewEntry
from habeas.errors import NotFound, UsageProblem
from habeas.ids import ItemId, new_id

NEEDED: Final[Mapping[Kind, str]] = {
    Kind.CLAIM: "act.type",
    Kind.CALL: "action_type",
    Kind.STATEMENT: "kind",
    Kind.PERSON: "name",
    Kind.GROUP: "name",
    Kind.PLACE: "name",
}
"""What such an item cannot do without."""
WORDS_LIE_IN: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.CLAIM: ("evidence",),
    Kind.CALL: ("evidence", "action"),
    Kind.STATEMENT: ("content",),
    Kind.PERSON: ("mentions",),
    Kind.GROUP: ("mentions",),
    Kind.PLACE: ("mentions",),
}
"""The fields that hold the quoted stretch. `action` and `content` are one stretch, the others a list."""
ONE_STRETCH: Final = ("action", "content")


@dataclass(frozen=True)
class Added:
    """What was written."""

    id: ItemId
    kind: Kind
    status: Status
    span: Offsets | None
    """Where the quoted words stand; None: the source as a whole."""
    made: tuple[Made, ...]
    """Those who were named and not known in this source."""


def find_quotation(journal: Journal, source: ItemId, quoted: str) -> tuple[str, tuple[Offsets, ...]]:
    """The text of a source, and every place of the words in it: for a screen that asks which.

    Raises NotFound, which repeats no words; UsageProblem; WrongKey.
    """
    by_name.require_source(journal, source)
    text = ByName(journal, source).text
    return text, _found(source, text, quoted)


def _found(source: ItemId, text: str, quoted: str) -> tuple[Offsets, ...]:
    if not text:
        raise NotFound(f"{source} has no text", hint="leave --quote away: the source as a whole")
    found = places(text, quoted)
    if not found:
        raise NotFound(
            f"the quoted words do not stand in the text of {source}; nothing was written",
            hint=f"copy them from `habeas text {source}`: spaces, line breaks and the form of quotation marks do not"
            " count, case and every letter do",
        )
    return found


def add(
    journal: Journal,
    kind: Kind,
    source: ItemId,
    typed: Mapping[str, str],
    *,
    quoted: str = "",
    at: int | None = None,
    accept: bool = False,
    because: str = "",
) -> Added:
    """Write one item. `typed`: path of the table of fields -> value, as for an edit. `at`: which place, from 1.

    Raises NotFound, UsageProblem (fields, several places), WrongKey; then nothing was written.
    """
    # 1
    by_name.require_source(journal, source)
    named = ByName(journal, source)
    if at is not None and not quoted:
        raise UsageProblem("which place is asked only of a quotation")
    span = _place(_found(source, named.text, quoted), at) if quoted else None
    # 2
    blank = Item(ItemId(new_id(kind.value)), kind, source, Status.PROPOSED, _bearing_out(kind, span))
    record, private = edits.changes(journal, blank, _with_name(kind, typed, named.text, span), named)
    fields = {**blank.fields, **{name: value for name, value in record.items() if value is not None}}
    # 3
    _require_whole(kind, fields, private)
    review.check_words(journal, kind, fields)
    if kind is Kind.CLAIM:
        fields.setdefault("stance", "for")
    # 4
    begins: dict[str, JsonValue] = {"source": source, "proposer": by_name.PERSON}
    new = [*named.new, NewEntry(schemas.PROPOSED[kind].kind, blank.id, apart(begins | fields), _given(private))]
    if accept:
        reason: dict[str, JsonValue] = {"because": because.strip()} if because.strip() else {}
        new.append(NewEntry(schemas.DECIDED[Verb.ACCEPTED].kind, blank.id, {}, reason))
    journal.append(new)
    return Added(blank.id, kind, Status.ACCEPTED if accept else Status.PROPOSED, span, tuple(named.made))


def _place(found: tuple[Offsets, ...], at: int | None) -> Offsets:
    if at is None and len(found) > 1:
        raise UsageProblem(
            f"the quoted words stand in {len(found)} places of the text",
            hint=f"say which, in their order: --at 1 to --at {len(found)}; or quote more of them",
        )
    if at is not None and not 1 <= at <= len(found):
        raise UsageProblem(f"the quoted words have {len(found)} places in the text, from 1 on")
    return found[(at or 1) - 1]


def _bearing_out(kind: Kind, span: Offsets | None) -> dict[str, JsonValue]:
    if span is None:
        return {}
    return {name: list(span) if name in ONE_STRETCH else [list(span)] for name in WORDS_LIE_IN[kind]}


def _with_name(kind: Kind, typed: Mapping[str, str], text: str, span: Offsets | None) -> Mapping[str, str]:
    """An entity goes by the words that were quoted, where no other name is given."""
    if kind not in ENTITIES or span is None or "name" in typed:
        return typed
    return {**typed, "name": " ".join(text[slice(*span)].split())}


def _require_whole(kind: Kind, fields: Mapping[str, JsonValue], private: Mapping[str, JsonValue]) -> None:
    needed = NEEDED[kind]
    name, _, part = needed.partition(".")
    value = private.get(name) if kind in ENTITIES else fields.get(name)
    if part:
        value = value.get(part) if isinstance(value, Mapping) else None
    if not value:
        raise UsageProblem(
            f"a {kind} needs {needed}", hint=f"--set {needed}=VALUE; the fields are: " + ", ".join(edits.PATHS[kind])
        )


def _given(private: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {name: value for name, value in private.items() if value is not None}
