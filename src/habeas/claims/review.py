"""Decisions of people about what was proposed. Each is one journal entry; none overwrites anything.

    accept    it becomes part of the record
    reject    it does not, and why
    edit      new values beside the old; whether it is accepted is another decision
    merge     it says the same as another item (of the same kind), which now stands for both
    skip      not now: it goes to the end of the queue
    undo      the newest decision or edit of an item no longer stands; it stays in the history

What is asked for is checked before anything is written, and the entries of one call are written together or not at all.
A decision that would change nothing (accepting what is accepted) writes nothing, so a script can be run again.
"""

from collections.abc import Mapping, Sequence

from habeas.claims import disputes, edits, look_up, schemas, words
from habeas.claims.apart import apart
from habeas.claims.by_name import ByName, is_by_name
from habeas.claims.fields import editable, fields_of_edits
from habeas.claims.model import Item, Journal, Kind, Status, Step, Verb
from habeas.custody.model import Entry, JsonValue, NewEntry
from habeas.errors import NotFound, UsageProblem
from habeas.ids import ItemId


def accept(journal: Journal, identifiers: Sequence[ItemId], *, because: str = "") -> tuple[Entry, ...]:
    """Make these part of the record. Raises NotFound, UsageProblem; then nothing was written."""
    found = [_decidable(journal, identifier) for identifier in identifiers]
    return _decide(journal, Verb.ACCEPTED, _undecided(journal, found, Status.ACCEPTED), because)


def reject(journal: Journal, identifiers: Sequence[ItemId], *, because: str) -> tuple[Entry, ...]:
    """Keep these out of the record. `because` is asked for: someone will want to know."""
    if not because.strip():
        raise UsageProblem("a rejection needs a reason", hint="--because TEXT")
    found = [_decidable(journal, identifier) for identifier in identifiers]
    return _decide(journal, Verb.REJECTED, _undecided(journal, found, Status.REJECTED), because)


def skip(journal: Journal, identifier: ItemId) -> tuple[Entry, ...]:
    """Put this at the end of the queue."""
    return _decide(journal, Verb.SKIPPED, [_decidable(journal, identifier)], "")


def merge(journal: Journal, identifier: ItemId, into: ItemId, *, because: str = "") -> tuple[Entry, ...]:
    """`into` stands for both from now on. Undo takes them apart again, each as it was.

    Raises UsageProblem where the two are of different kinds, are one already, or the merge would run in a ring.
    """
    merged, other = _decidable(journal, identifier), _decidable(journal, into)
    if merged.kind is not other.kind:
        raise UsageProblem(f"{identifier} is a {merged.kind} and {into} is a {other.kind}: they cannot be one")
    if into in look_up.merged_into(journal, identifier):
        raise UsageProblem(f"{into} is already one with {identifier}")
    new = NewEntry(schemas.DECIDED[Verb.MERGED].kind, identifier, {"into": into}, _reason(because))
    return journal.append([new])


def edit(
    journal: Journal,
    identifier: ItemId,
    record: Mapping[str, JsonValue],
    private: Mapping[str, JsonValue] | None = None,
    *,
    because: str = "",
    with_new: Sequence[NewEntry] = (),
) -> tuple[Entry, ...]:
    """New values for some fields; None takes a value away. The values before them stay in the history. `with_new`:
    those who are named in it for the first time, written in the same act.

    Raises UsageProblem for a field that the kind does not have, or a word that is in no word list.
    """
    it = _decidable(journal, identifier)
    schema = schemas.EDITED[it.kind]
    may_change = fields_of_edits(it.kind)
    names = {**(private or {}), **_reason(because)}
    unknown = [name for name in record if name not in schema.record or name not in may_change]
    unknown += [name for name in names if name not in schema.names]
    if unknown:
        raise UsageProblem(f"a {it.kind} has no field to edit called {', '.join(sorted(unknown))}")
    check_words(journal, it.kind, record)
    return journal.append([*with_new, NewEntry(schema.kind, identifier, apart(record), names)])


def undo(journal: Journal, identifier: ItemId, *, because: str = "") -> Step:
    """Take back the newest step of this item that stands, and say which it was. Raises NotFound where there is none."""
    step = look_up.last_undoable(journal, identifier)
    if step is None:
        raise NotFound(f"nothing was decided about {identifier} that could be undone")
    journal.append([NewEntry(schemas.DECIDED[Verb.UNDONE].kind, identifier, {"undoes": step.entry}, _reason(because))])
    return step


def _undecided(journal: Journal, found: Sequence[Item], status: Status) -> list[Item]:
    """Those that do not stand there yet, or only by one of two decisions that contradict: deciding again settles it."""
    return [it for it in found if it.status is not status or disputes.dispute(journal, it.id)]


def _decidable(journal: Journal, identifier: ItemId) -> Item:
    it = look_up.item(journal, identifier)
    if it.status is Status.MERGED and not disputes.dispute(journal, identifier):
        raise UsageProblem(
            f"{identifier} was merged into {it.into}",
            hint=f"decide about {it.into}, or first: habeas review --undo {identifier}",
        )
    return it


def _decide(journal: Journal, verb: Verb, found: Sequence[Item], because: str) -> tuple[Entry, ...]:
    kind = schemas.DECIDED[verb].kind
    new = [NewEntry(kind, identifier, {}, _reason(because)) for identifier in dict.fromkeys(it.id for it in found)]
    return journal.append(new) if new else ()


def _reason(because: str) -> dict[str, JsonValue]:
    return {"because": because.strip()} if because.strip() else {}


def edit_as_typed(
    journal: Journal, identifier: ItemId, typed: Mapping[str, str], *, because: str = ""
) -> tuple[Entry, ...]:
    """The edit that these paths and values mean (edits.py), with those whom it names for the first time.

    Raises NotFound, UsageProblem, WrongKey; then nothing was written.
    """
    named, record, private = _as_typed(journal, identifier, typed)
    return edit(journal, identifier, record, private, because=because, with_new=named.new if named else ())


def check_typed(journal: Journal, identifier: ItemId, typed: Mapping[str, str]) -> None:
    """Whether such an edit could be written: raises as `edit_as_typed`, and writes nothing."""
    _, record, _ = _as_typed(journal, identifier, typed)
    check_words(journal, look_up.item(journal, identifier).kind, record)


def _as_typed(
    journal: Journal, identifier: ItemId, typed: Mapping[str, str]
) -> tuple[ByName | None, dict[str, JsonValue], dict[str, JsonValue]]:
    it = _decidable(journal, identifier)
    by_name = any(is_by_name(part) for value in typed.values() for part in edits.people(value))
    named = ByName(journal, it.source) if journal.names is not None or by_name else None
    return named, *edits.changes(journal, it, typed, named)


def check_words(journal: Journal, kind: Kind, record: Mapping[str, JsonValue]) -> None:
    """Raises UsageProblem for a code that its word list does not have."""
    for path, row in editable(kind).items():
        name, _, part = path.partition(".")
        value = record.get(name)
        if part:
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is not None and row.listed:
            words.require(journal, row.listed, value)
        if value is not None and row.options and value not in row.options:
            raise UsageProblem(f"{row.name} is one of: " + ", ".join(row.options))
