"""The kind of entry that a decision about a name is."""

from habeas.custody.shapes import Id, OneOf, Text
from habeas.extraction.names_seen.model import KnownAs
from habeas.vault.entry_rule import EntryRule, Writer, rule

LONGEST_NAME = 1_000
"""Characters."""
DECIDED = rule(
    "name.decided",
    about=("name",),
    writer=Writer.FULL_MEMBER,  # who says "this is no name" shows it in every release to come
    record={"known_as": OneOf(KnownAs), "source": Id("source")},
    names={"name": Text(LONGEST_NAME), "because": Text()},
    required=("known_as", "source", "name"),
    creates=True,
)
"""`source`: a text in which the name is seen; erasing it erases the decision, and the name is hidden again."""
ALL: tuple[EntryRule, ...] = (DECIDED,)
