"""What is said of a source, said better later: who published it and when, its language, kind and reliability.

Each correction is an entry of its own. The one that holds is the newest; those before stay in the journal and are shown
beside it (`habeas source history`). For many at once: a table with a column `source` (id, or SHA-256 of the file) and
one column for each field; an empty cell changes nothing. Either every row fits, or nothing is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from habeas.custody.model import Entry, JsonValue, NewEntry
from habeas.errors import BadInput, UsageProblem
from habeas.ids import ItemId, kind_of
from habeas.vault import store
from habeas.vault.ledger import Ledger
from habeas.vault.model import Reliability, SourceKind
from habeas.vault.published import published_from

FIELDS = ("publisher", "published", "language", "origin", "reliability", "kind")
WHO = ("source", "id", "sha256")
"""Columns of a table that say which source a row is about."""


@dataclass(frozen=True)
class Correction:
    """What is said of one source now. Only of the fields that are in it."""

    source: ItemId
    said: Mapping[str, str]


def edit(ledger: Ledger, corrections: Sequence[Correction], because: str) -> tuple[Entry, ...]:
    """Journal corrections, all or none. Raises NotFound, UsageProblem (no reason, nothing said, no such value)."""
    if not because.strip():
        raise UsageProblem("a correction needs a reason: who said so, or how it is known")
    if not corrections:
        raise UsageProblem("nothing is corrected", hint=f"say one of: {', '.join(FIELDS)}")
    for correction in corrections:
        store.source(ledger.record, ledger.names, correction.source)
    return tuple(ledger.append([_entry(correction, because.strip()) for correction in corrections]))


def from_table(ledger: Ledger, labels: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> list[Correction]:
    """Corrections from the rows of a table, each with its number. Raises BadInput (no column of sources, or of
    fields; a row about no source), UsageProblem."""
    at = {label.strip().casefold(): place for place, label in enumerate(labels)}
    who = next((at[name] for name in WHO if name in at), None)
    fields = {name: at[name] for name in FIELDS if name in at}
    if who is None or not fields:
        raise BadInput(
            "the table has no column `source`, or none that says something of it",
            hint=f"columns: source, and some of {', '.join(FIELDS)}",
        )
    corrections = []
    for number, cells in rows:
        filled = [*cells, *[""] * len(labels)]
        said = {name: filled[place].strip() for name, place in fields.items() if filled[place].strip()}
        if said:
            corrections.append(Correction(_source(ledger, filled[who].strip(), number), said))
    return corrections


def _source(ledger: Ledger, words: str, number: int) -> ItemId:
    if kind_of(words) == "source":
        return ItemId(words)
    found = store.source_by_hash(ledger.record, words.lower())
    if found is None:
        raise BadInput(f"row {number} of the table is about no source of this vault; nothing was changed")
    return found


def _entry(correction: Correction, because: str) -> NewEntry:
    said = correction.said
    unknown = sorted(set(said) - set(FIELDS))
    if unknown or not said:
        raise UsageProblem(f"a source has no such field; it has {', '.join(FIELDS)}")
    record: dict[str, JsonValue] = {name: said[name] for name in ("language",) if name in said}
    if "reliability" in said:
        record["reliability"] = _one_of(Reliability, said["reliability"].upper(), "reliability")
    if "kind" in said:
        record["kind"] = _one_of(SourceKind, said["kind"].lower(), "kind")
    names: dict[str, JsonValue] = {name: said[name] for name in ("origin", "publisher") if name in said}
    published = published_from(said.get("published", ""))
    if published is not None and published.earliest is not None:
        record |= {
            "published": published.as_given,
            "published_earliest": published.earliest,
            "published_latest": published.latest,
        }
    elif published is not None:
        names["published_words"] = published.as_given
    return NewEntry("source.edited", correction.source, record, names | {"because": because})


def _one_of(words: "type[Reliability] | type[SourceKind]", given: str, field: str) -> str:
    try:
        return words(given).value
    except ValueError:
        raise UsageProblem(f"{field} has no such value", hint=f"one of: {', '.join(words)}") from None
