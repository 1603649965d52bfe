"""The kinds of entry of this stage: judgements about pairs, and runs. What each may hold, and who may write it.

Whoever reviews may judge and run, an analyst too: neither has a names part but for the reason of a judgement.
"""

from collections.abc import Mapping
from typing import Any, Final

from habeas.custody.shapes import Either, Flag, Id, ListOf, MapOf, Nothing, Number, Object, OneOf, Row, Text, Whole
from habeas.linkage.judgements import Verdict
from habeas.vault.entry_rule import EntryRule, Writer, rule

WORDS: Final = Text()
SHORT: Final = Text(1 << 12)
RUN_ID: Final = Id("run")
RECORD: Final = Id("person", "claim")
MOST_OF_ONE_ENTRY: Final = 1 << 17
NUMBERS: Final = ListOf(Number(), 1 << 10)
LEVELS: Final = ListOf(NUMBERS, 1 << 10)

JUDGED = rule(
    "pair.judged",
    about=("decision", "person", "claim"),
    writer=Writer.ANY_MEMBER,
    record={
        "other": RECORD,
        "verdict": OneOf(Verdict),
        "run": RUN_ID,
        "evidence": MapOf(SHORT, Either(Number(), Flag(), Nothing()), 64),
        "one": RECORD,
    },
    names={"because": WORDS},
    required=("other", "verdict"),
    together=lambda item, fields: bool(fields.get("one")) or RECORD.fits(item),
)
"""`one` and `other` are the two records; the item is the decision itself (`dec-...`), with a key of its own: a reason
may name either of the two, and must go when either is erased. Where `one` is absent, the item is the one record (so it
was written at first). `evidence`: {between_sides, joined} as shown to who decided."""
UNDONE = rule(
    "pair.undone",
    about=("decision", "person", "claim"),
    writer=Writer.ANY_MEMBER,
    record={"undoes": Text(40, r"dev-[0-9a-z]{12}:[0-9]{1,15}")},
    names={"because": WORDS},
    required=("undoes",),
)
MODEL: Final = Object(
    {
        "names": ListOf(SHORT, 1 << 10),
        "m": LEVELS,
        "u": LEVELS,
        "share": NUMBERS,
        "fused": ListOf(Row(Whole(), Whole()), 1 << 10),
    }
)
LEARNED: Final = Object(
    {"used": Either(Flag(), Number()), "judged": Number(), "same": Number(), "before": Number(), "after": Number()}
)
RUN = rule(
    "link.run",
    creates=True,
    about=("run",),
    writer=Writer.ANY_MEMBER,
    record={
        "about": OneOf(("persons", "events")),
        "mode": OneOf(("full", "new")),
        "engine": SHORT,
        "records": Whole(),
        "pairs": Whole(),
        "cut": Number(),
        "slack": Number(),
        "persons": Row(Number(), Number(), Number()),
        "model": MODEL,
        "learned": LEARNED,
        "without_duplicates": ListOf(Id("list"), 1 << 16),
        "indistinct": Row(Number(), Number()),
        "remarks": ListOf(SHORT, 1 << 10),
        "asked": ListOf(Row(RECORD, RECORD), MOST_OF_ONE_ENTRY),
    },
    required=("about", "mode", "records", "cut", "slack"),
)
"""A run of linkage. `about`: persons or events. `mode`: full, or new (only records that no run had seen). `model`: the
fitted mixture, for the next run of new records. `learned`: what became of the judgements (classifier.py).
`without_duplicates`: lists held to hold nobody twice. `indistinct`: [joins made, joins possible] of rows that nothing
tells apart. `remarks`: what whoever quotes the number has to know. `asked`: pairs to be asked about whatever their
probability, in a run of new records too. Runs before them lack the last three."""


def _of_this_run(item: str, fields: Mapping[str, Any]) -> bool:
    return bool(fields["run"] == item)


def _of_one_length(item: str, fields: Mapping[str, Any]) -> bool:
    return _of_this_run(item, fields) and len({len(fields[name]) for name in ("one", "other", "mean")}) == 1


JOINS = rule(
    "link.joins",
    about=("run",),
    writer=Writer.ANY_MEMBER,
    record={
        "run": RUN_ID,
        "one": ListOf(RECORD, MOST_OF_ONE_ENTRY),
        "other": ListOf(RECORD, MOST_OF_ONE_ENTRY),
        "mean": ListOf(Number(), MOST_OF_ONE_ENTRY),
    },
    required=("run", "one", "other", "mean"),
    together=_of_one_length,
)
"""Part of a run's joins, as three lists of one length; natural log odds."""
GROUPS = rule(
    "link.groups",
    about=("run",),
    writer=Writer.ANY_MEMBER,
    record={
        "run": RUN_ID,
        "groups": ListOf(Row(Id("individual", "event"), ListOf(RECORD, MOST_OF_ONE_ENTRY)), MOST_OF_ONE_ENTRY),
    },
    required=("run", "groups"),
    together=_of_this_run,
)
"""Individuals whose records changed: [[individual, [records]], ...]. What a record belongs to is what was said last."""
PLACES = rule(
    "link.places",
    about=("run",),
    writer=Writer.ANY_MEMBER,
    record={
        "run": RUN_ID,
        "places": ListOf(Row(Id("place"), ListOf(Id("place"), MOST_OF_ONE_ENTRY)), MOST_OF_ONE_ENTRY),
    },
    required=("run", "places"),
    together=_of_this_run,
)
"""Places that are one: [[place that stands for them, [places]], ...]."""
NOBODY = rule(
    "link.nobody",
    about=("run",),
    writer=Writer.ANY_MEMBER,
    record={"run": RUN_ID, "records": ListOf(RECORD)},
    required=("run", "records"),
    together=_of_this_run,
)
"""Rows of lists that name nobody, as a run saw them: whoever has no names key must know which they are."""

ALL: tuple[EntryRule, ...] = (JUDGED, UNDONE, RUN, JOINS, GROUPS, PLACES, NOBODY)
