"""The kinds of entry about lists and their imports: what each may hold, and who may write it.

A row's entry is `person.listed` (claims.schemas).
"""

from typing import Final

from habeas.custody.shapes import Id, ListOf, Row, Text, Whole
from habeas.vault.entry_rule import EntryRule, Writer, rule

WORDS: Final = Text()
SHORT: Final = Text(1 << 12)

LIST = rule(
    "table.list",
    creates=True,
    about=("list",),
    writer=Writer.FULL_MEMBER,
    record={"group": Id("group")},
    names={"name": WORDS},
    required=("group", "name"),
)
BEGUN = rule(
    "table.begun",
    creates=True,
    about=("run",),
    writer=Writer.FULL_MEMBER,
    record={"source": Id("source"), "list": Id("list"), "rows": Whole(), "format": SHORT, "encoding": SHORT},
    names={"columns": ListOf(Row(WORDS, SHORT), 1 << 16), "sheet": WORDS},
    required=("source", "list", "rows", "columns"),
)
"""An import of a file into a list. `columns`: [label, meaning] each, in the order of the file."""
FINISHED = rule(
    "table.finished",
    about=("run",),
    writer=Writer.FULL_MEMBER,
    record={
        "source": Id("source"),
        "created": Whole(),
        "matched": Whole(),
        "repeated": Whole(),
        "rejected": ListOf(Row(Whole(), SHORT)),
    },
    required=("source", "created", "matched", "repeated", "rejected"),
)
"""Every row was settled. `rejected`: [[row number, why], ...]"""
WITHDRAWN = rule(
    "table.withdrawn",
    about=("run",),
    writer=Writer.FULL_MEMBER,
    record={"source": Id("source"), "kept": Whole()},
    names={"because": WORDS},
)
"""An import was undone: its items were rejected before, one by one, but for `kept`, about which someone had decided."""

ALL: tuple[EntryRule, ...] = (LIST, BEGUN, FINISHED, WITHDRAWN)
