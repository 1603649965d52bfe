"""The review on a terminal: one proposal beside its passage, one key a decision.

    a accept   e edit   r reject (why)   m merge   s skip   u undo   q quit   ? help

Every decision is one journal entry, safe before the next proposal is shown. The queue is asked anew each time, so a
review that was quit, killed or done on another day goes on where it stopped. Without a terminal (a script, a test) keys
and answers are read as lines from stdin.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from habeas.claims import edits, entities, look_up, words
from habeas.claims import review as verbs
from habeas.claims.contradictions import Beside, beside
from habeas.claims.folding import fold
from habeas.claims.model import ENTITIES, Item, Kind, Offsets, Status, offsets
from habeas.claims.narrowing import Narrowed, queue
from habeas.claims.roles import roles_in, words_of
from habeas.claims.search_index import passages_of
from habeas.claims.show import Shower
from habeas.cli.asking import Quit, answer, choice, key
from habeas.cli.item_screen import field, marked, print_fields, wrapped
from habeas.cli.speaking import WIDTH, cut, say
from habeas.errors import HabeasError
from habeas.ids import ItemId, kind_of

if TYPE_CHECKING:
    from habeas.workspace.open import Workspace

KEYS = "a accept  e edit  r reject  m merge  s skip  u undo  q quit  ? help"
HELP = (
    "a  accept: it becomes part of the record, as shown",
    "e  edit: correct a field; what was proposed stays in the history",
    "r  reject: it stays out; you are asked why",
    "m  merge: another item says the same, or two names are one person",
    "s  skip: not now; it comes again at the end",
    "u  undo: take back your last decision",
    "q  quit: everything decided is safe; `habeas review` goes on here",
    "Evidence is underlined (or in [brackets]), the words for the act are bold (or between *stars*).",
)
CONTEXT = 500
"""Characters of a long passage shown before and after the evidence."""
LEAVE = "."
"""Typed for a value that cannot be had: the field stays as it is."""
Listed = TypeVar("Listed")
Report = Callable[[Mapping[str, Any]], None]


class ReviewScreen:
    """One sitting. `report` is told of each decision, as an object, where a script wants to know."""

    def __init__(self, workspace: "Workspace", narrowed: Narrowed, report: Report | None) -> None:
        self.ledger = workspace.ledger
        self.narrowed = narrowed
        self.report = report
        self.decided = 0
        self._mine: list[ItemId] = []
        """Items decided about in this sitting, for undo."""
        self._seen: set[ItemId] = set()
        """Skipped in this sitting: when only these are left, it ends."""

    def left(self) -> int:
        return len(queue(self.ledger, self.narrowed))

    def run(self) -> None:
        again: ItemId | None = None
        try:
            while identifier := again or self._next():
                again = self._about(identifier)
        except Quit:
            return

    def _next(self) -> ItemId | None:
        waiting = queue(self.ledger, self.narrowed)
        return next((identifier for identifier in waiting if identifier not in self._seen), None)

    def _about(self, identifier: ItemId) -> ItemId | None:
        """Show one proposal and do what the key says. Returns the item to show again, None to go on."""
        self._show(identifier)
        while True:
            pressed = key()
            try:
                match pressed:
                    case "a":
                        self._did("accepted", identifier, verbs.accept(self.ledger, [identifier]))
                        return None
                    case "r":
                        return self._reject(identifier)
                    case "s":
                        self._seen.add(identifier)
                        self._did("skipped", identifier, verbs.skip(self.ledger, identifier))
                        return None
                    case "e":
                        return self._edit(identifier)
                    case "m":
                        return self._merge(identifier)
                    case "u":
                        return self._undo() or identifier
                    case "q":
                        raise Quit
                    case "?":
                        for line in HELP:
                            say("  " + line)
                    case _:
                        say(f"  that key does nothing here. {KEYS}")
            except HabeasError as problem:
                say(f"  {problem}" + (f" ({problem.hint})" if problem.hint else ""))

    def _did(self, verb: str, identifier: ItemId, written: Sequence[object]) -> None:
        self.decided += bool(written)
        self._mine.append(identifier)
        say(f"  {verb}.")
        if self.report is not None:
            status = look_up.item(self.ledger, identifier).status
            self.report({"did": verb, "id": identifier, "status": status.value})

    def _reject(self, identifier: ItemId) -> ItemId | None:
        because = answer("why")
        if not because:
            say("  not rejected: a rejection needs a reason")
            return identifier
        self._did("rejected", identifier, verbs.reject(self.ledger, [identifier], because=because))
        return None

    def _undo(self) -> ItemId | None:
        """Take back the newest decision of this sitting; its item is shown again."""
        if not self._mine:
            say("  nothing was decided in this sitting; an older decision: habeas review --undo ID")
            return None
        identifier = self._mine.pop()
        step = verbs.undo(self.ledger, identifier)
        self._seen.discard(identifier)
        self.decided -= 1
        say(f"  {identifier} is not {step.verb.value} any more.")
        if self.report is not None:
            status = look_up.item(self.ledger, identifier).status
            self.report({"did": "undone", "id": identifier, "status": status.value})
        return identifier if kind_of(identifier) not in {kind.value for kind in ENTITIES} else None

    # --- what is shown ---------------------------------------------------------------------------------------------

    def _show(self, identifier: ItemId) -> None:
        it = look_up.item(self.ledger, identifier)
        shower = Shower(self.ledger)
        left = self.left()
        say("─" * WIDTH)
        say(f"{it.kind.value} {it.id} of {it.source}" + (", edited" if it.edited else "") + f"    {left} left")
        say()
        text = shower.text_of(it.source)
        for line in _passages(text, it) if text is not None else ():
            click.echo("  " + line)
        say()
        shown = shower.item(it)
        print_fields(it.kind.value, shown)
        if it.kind is Kind.CLAIM:
            self._show_beside(beside(self.ledger, identifier))
        say()
        say(KEYS)

    def _show_beside(self, near: Beside) -> None:
        field("against", ", ".join((*near.against, *near.denials)))
        field("agrees", ", ".join(near.agree))
        field("differs", ", ".join(f"{claim} in {what}" for claim, what in near.differs))

    # --- edit --------------------------------------------------------------------------------------------------------

    def _edit(self, identifier: ItemId) -> ItemId:
        """Correct one field; the proposal is shown again with its new values."""
        it = look_up.item(self.ledger, identifier)
        paths = edits.PATHS[it.kind]
        for number, one in enumerate(paths, start=1):
            say(f"  {number:2d}  {one}")
        hint = f"a number from 1 to {len(paths)}, or the name of a field; empty: none"
        path = choice("which field (number or name, empty: none)", lambda typed: _one_of(paths, typed), hint)
        if path is None:
            say("  nothing was changed")
            return identifier
        if listed := edits.LISTS.get(path):
            for line in _columns(list(words.all_words(self.ledger, listed))):
                say("  " + line)
        value = self._value(identifier, path)
        if value is None:
            say("  nothing was changed")
            return identifier
        verbs.edit_as_typed(self.ledger, identifier, {path: value}, because=answer("why (may be empty)"))
        self._mine.append(identifier)
        self.decided += 1
        if self.report is not None:
            self.report({"did": "edited", "id": identifier, "field": path})
        return identifier

    def _value(self, identifier: ItemId, path: str) -> str | None:
        """A value that this field can have, asked again until it is one; None where it stays as it is."""
        value = answer(f"{path} =")
        while value != LEAVE:
            try:
                verbs.check_typed(self.ledger, identifier, {path: value})
                return value
            except HabeasError as problem:
                say(f"  {problem}" + (f" ({problem.hint})" if problem.hint else ""))
            value = answer(f"{path} = (again; {LEAVE} leaves it as it is)")
        return None

    # --- merge -------------------------------------------------------------------------------------------------------

    def _merge(self, identifier: ItemId) -> ItemId | None:
        """Merge this item, or someone in it, into another that is the same."""
        it = look_up.item(self.ledger, identifier)
        pairs = [*self._same_sayings(it), *self._same_names(it)]
        for number, (merged, into, why) in enumerate(pairs, start=1):
            say(f"  {number:2d}  {merged} into {into}: {why}")
        chosen = choice(
            "which (number), or the id that this one is merged into (empty: none)",
            lambda typed: (identifier, ItemId(typed), "") if kind_of(typed) else _one_of(pairs, typed),
            "a number of the list, or an id; empty: none",
        )
        if chosen is None:
            return identifier
        merged, into, _ = chosen
        self._did("merged", merged, verbs.merge(self.ledger, merged, into))
        return None if merged == identifier else identifier

    def _same_sayings(self, it: Item) -> Iterator[tuple[ItemId, ItemId, str]]:
        for other in look_up.items(self.ledger, (it.kind,), statuses=(Status.PROPOSED, Status.ACCEPTED)):
            if other.id != it.id and entities.what(other) == entities.what(it) and other.source == it.source:
                yield it.id, other.id, f"the same {it.kind.value}, {other.status.value}"

    def _same_names(self, it: Item) -> Iterator[tuple[ItemId, ItemId, str]]:
        mine = dict.fromkeys(look_up.resolved(self.ledger, entity) for _, entity in roles_in(it.kind, it.fields))
        kinds = {kind_of(entity) for entity in mine}
        for kind in ENTITIES:
            if kind not in kinds:
                continue
            registered = entities.registry(self.ledger, (kind,))
            folded = {entity: {fold(name) for name in names} for entity, names in registered.items()}
            for entity in (one for one in mine if one in folded):
                for other, names in folded.items():
                    if other != entity and names & folded[entity]:
                        yield entity, other, cut(f"one {kind.value}? {registered[other][0]}", 40)


def _passages(text: str, it: Item) -> Iterator[str]:
    """The paragraphs that the evidence lies in, marked; of a very long one the part round the evidence."""
    evidence = words_of(it.kind, it.fields)
    cue = offsets(it.fields.get("cue")) or (0, 0)
    for start, end in passages_of(text):
        inside = [(a, b) for a, b in evidence if a < end and start < b]
        if inside:
            first, last = _window(start, end, inside)
            lead, tail = ("… " if first > start else ""), (" …" if last < end else "")
            moved = [(a - first, b - first) for a, b in inside]
            cells = marked(text[first:last], moved, [(cue[0] - first, cue[1] - first)])
            yield from wrapped([*marked(lead, ()), *cells, *marked(tail, ())], WIDTH - 4)


def _one_of(listed: Sequence[Listed], typed: str) -> Listed | None:
    """By its number, from 1, or by its own name."""
    if typed.isdecimal():
        return listed[int(typed) - 1] if 1 <= int(typed) <= len(listed) else None
    return next((one for one in listed if one == typed), None)


def _window(start: int, end: int, inside: Sequence[Offsets]) -> Offsets:
    return max(start, min(a for a, _ in inside) - CONTEXT), min(end, max(b for _, b in inside) + CONTEXT)


def _columns(codes: Sequence[str]) -> Iterator[str]:
    """Codes in as many columns as 80 characters hold."""
    width = max(map(len, codes), default=1) + 2
    across = max(1, (WIDTH - 2) // width)
    for first in range(0, len(codes), across):
        yield "".join(code.ljust(width) for code in codes[first : first + across]).rstrip()
