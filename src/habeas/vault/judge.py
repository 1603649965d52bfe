"""Whether an entry is one that this vault acts upon: of a known kind and form, by somebody who may write it there.

An entry that was signed by a device of the vault is evidence of what that device signed, and is kept for ever. It is
not therefore obeyed. In this order:

    1 its parts opened, and are fields (custody.entries says so)
    2 it is in the name of the member whose device wrote it, and was written before that member was removed
    3 its kind is known; it is about an item of a kind that it can be about
    4 each field is known and fits its shape; what is required is there; the fields fit together
    5 its author had the role for it, at that place of the chain of members

What does not fit is named by device, index, member, kind and a reason, listed by `habeas audit`, and left out. Kinds
and fields that are not known are called what they most likely are: written by a newer version.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from habeas.custody.model import Entry, EntrySchema
from habeas.custody.shapes import Shape
from habeas.ids import kind_of
from habeas.vault.entry_rule import EntryRule, Writer
from habeas.vault.member_chain import Members
from habeas.vault.model import Role, Unfit

NOT_ITS_DEVICE = "not_its_device"
AFTER_REMOVAL = "after_removal"
BAD_TIME = "bad_time"
UNKNOWN_KIND = "unknown_kind"
UNKNOWN_FIELD = "unknown_field"
NOT_ABOUT_SUCH = "not_about_such_an_item"
NOT_TOGETHER = "fields_do_not_fit_together"
NOT_ENTITLED = "not_entitled"
NOT_ITS_AUTHOR = "not_its_author"
NOT_THE_CHAIN = "not_what_the_chain_says"
_TIME = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z")
_KIND = re.compile(r"[a-z][a-z_]{0,40}\.[a-z][a-z_]{0,40}")


@dataclass(frozen=True)
class Judge:
    """The rules of all stages, and who was what when."""

    rules: Mapping[str, EntrySchema]
    members: Members

    def reason(self, entry: Entry, place: int) -> str:
        """A code where the entry does not fit; "" where it does.

        `place`: the highest member statement that the journal had recorded before this entry.
        """
        if entry.problem:  # 1
            return entry.problem
        key = self.members.devices.get(entry.device)  # 2
        if key is None or key.member != entry.member:
            return NOT_ITS_DEVICE
        if key.closed_at is not None and entry.index >= key.closed_at:
            return AFTER_REMOVAL
        if _TIME.fullmatch(entry.at) is None:
            return BAD_TIME
        rule = self.rules.get(entry.kind)  # 3
        if rule is None:
            return UNKNOWN_KIND
        if not isinstance(rule, EntryRule) or entry.record is None:
            return ""
        if kind_of(entry.item) not in rule.items:
            return NOT_ABOUT_SUCH
        return (
            self.reason_of_fields(rule, entry.item, entry.record, entry.names)  # 4
            or self._reason_of_author(rule, entry, place)  # 5
        )

    @staticmethod
    def reason_of_fields(rule: EntryRule, item: str, record: Mapping[str, Any], names: Mapping[str, Any] | None) -> str:
        """Step 4: also for an entry that is about to be written."""
        found = _misfit(record, rule.record_shapes, rule.required & rule.record_shapes.keys())
        if not found and names is not None:
            found = _misfit(names, rule.names_shapes, rule.required & rule.names_shapes.keys())
        if not found and rule.together is not None and not rule.together(item, record):
            return NOT_TOGETHER
        return found

    def _reason_of_author(self, rule: EntryRule, entry: Entry, place: int) -> str:
        if rule.writer is Writer.ANY_MEMBER or self.role_of(entry, place) is Role.FULL:
            return ""
        own = rule.own is not None and rule.own(entry.member, entry.record or {})
        return "" if rule.writer is Writer.FULL_MEMBER_OR_OWNER and own else NOT_ENTITLED

    def role_of(self, entry: Entry, place: int) -> Role:
        """What its author was when it was written."""
        return self.members.role_at(entry.device, entry.index, place)

    def unfit(self, entry: Entry, reason: str) -> Unfit:
        """The entry, as it may be shown: nothing that it says of itself reaches a screen unchecked."""
        kind = entry.kind if _KIND.fullmatch(entry.kind) else "?"
        item = entry.item if kind_of(entry.item) else "?"
        owner = self.members.devices[entry.device].member
        return Unfit(entry.device, entry.index, owner, kind, item, reason)


def _misfit(fields: Mapping[str, Any], shapes: Mapping[str, Shape], required: frozenset[str]) -> str:
    for name in required:
        if fields.get(name) is None:
            return f"field_{name}"
    for name, value in fields.items():
        shape = shapes.get(name)
        if shape is None:
            return UNKNOWN_FIELD
        if value is not None and not shape.fits(value):
            return f"field_{name}"
    return ""
