"""Who did what, and when: the entries of the journal as acts, filtered. No value of an entry is in them, only ids.

The time is what the device's clock said: a claim, not a proof (a proof is a time stamp, `habeas stamp`).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from habeas.custody.model import Entry
from habeas.errors import UsageProblem
from habeas.ids import EntryId, ItemId, MemberId, kind_of
from habeas.vault.ledger import Ledger

ABOUT_OTHERS = ("source", "into", "undoes", "asked_for", "one", "other", "list", "run")
"""Fields of the record room that name what else an act is about."""
WORDS_FOR = {
    "source.admitted": "admitted",
    "source.read": "read the text",
    "source.sighted": "admitted again",
    "source.consent": "changed the consent",
    "source.taken_out": "took a copy out",
    "record.exported": "exported the record",
    "release.made": "made a release",
    "item.erased": "erased",
    "item.accepted": "accepted",
    "item.rejected": "rejected",
    "item.merged": "merged",
    "item.skipped": "put off",
    "item.undone": "took back",
    "members.changed": "changed who is a member",
    "keys.written": "recorded key files",
    "vault.founded": "founded the vault",
    "vault.caught_up": "saw the work of other devices",
    "word.added": "added a word",
    "person.listed": "brought in a row",
}


@dataclass(frozen=True)
class Act:
    """One entry, without its values. `kind` and `item` are empty where an erasure took them."""

    entry: EntryId
    at: str
    member: MemberId
    kind: str
    item: str
    about: tuple[str, ...]
    """What else it names, by id."""
    erased: bool

    @property
    def words(self) -> str:
        """What was done, for people."""
        if self.erased:
            return "(erased)"
        what, _, done = self.kind.partition(".")
        return WORDS_FOR.get(self.kind, f"{done} a {what}".replace("_", " "))


@dataclass(frozen=True)
class Wanted:
    """Which acts; what is left empty excludes none."""

    members: Collection[str] = ()
    item: str = ""
    """The act is about it, or names it."""
    kinds: Collection[str] = ()
    """A kind as the journal has it (`item.accepted`), or its first or last word (`claim`, `accepted`)."""
    since: str = ""
    """A day or a time, UTC, as RFC 3339 begins."""
    until: str = ""
    """The same; a day is in it whole."""

    def __post_init__(self) -> None:
        """Raises UsageProblem for what is no day and no time."""
        for given in (self.since, self.until):
            if given and not _is_time(given):
                raise UsageProblem("that is neither a day nor a time", hint="2026-03-04, or 2026-03-04T15:00:00Z")

    def fits(self, act: Act) -> bool:
        """Whether an act is among those wanted."""
        return (
            (not self.members or act.member in self.members)
            and (not self.item or self.item == act.item or self.item in act.about)
            and (not self.kinds or any(kind == act.kind or kind in act.kind.split(".") for kind in self.kinds))
            and (not self.since or act.at >= self.since)
            and (not self.until or act.at <= self.until or act.at.startswith(self.until))
        )


def acts(ledger: Ledger, wanted: Wanted) -> Iterator[Act]:
    """Those that are wanted, in the one order of the journal."""
    return (act for act in map(_act, ledger.entries()) if wanted.fits(act))


def _act(entry: Entry) -> Act:
    fields = entry.record or {}
    named = [fields.get(name) for name in ABOUT_OTHERS]
    listed = fields.get("items") if entry.kind == "item.erased" else None
    named += list(listed) if isinstance(listed, list | tuple) else []
    about = dict.fromkeys(str(one) for one in named if isinstance(one, str) and _is_id(one))
    return Act(entry.id, entry.at, entry.member, entry.kind, str(entry.item), tuple(about), entry.erased)


def _is_id(given: str) -> bool:
    """Of an item, or of an entry (`device:number`)."""
    return kind_of(given) is not None or kind_of(given.partition(":")[0]) == "device"


def _is_time(given: str) -> bool:
    try:
        if len(given) == 10:
            return bool(date.fromisoformat(given))
        return len(given) == 20 and given.endswith("Z") and bool(datetime.fromisoformat(given))
    except ValueError:
        return False


def item_named(given: str) -> ItemId:
    """An id of any kind. Raises UsageProblem, which does not repeat it."""
    if kind_of(given) is None:
        raise UsageProblem("that is not an id")
    return ItemId(given)
