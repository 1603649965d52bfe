"""The review of linkage on a terminal: two sides, one question: are they one person?

    s same   n not   u unsure   p split   m move   w why   k skip   z undo   q quit   ? help

Each answer is in the journal before the next question is shown, and holds at once: the questions are asked anew after
each. Without a terminal (a script, a test) keys and answers are read as lines from stdin.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from habeas.cli.asking import Quit, answer, key
from habeas.cli.item_screen import marked, wrapped
from habeas.cli.link_contradictions import told_contradictions
from habeas.cli.speaking import WIDTH, calm, cut, left_to_right, say, width_of
from habeas.custody.model import JsonValue
from habeas.errors import HabeasError
from habeas.ids import ItemId
from habeas.linkage.in_vault import explain, review
from habeas.linkage.in_vault.individuals import Individuals, individuals
from habeas.linkage.in_vault.questions import Question, questions
from habeas.linkage.in_vault.records import VaultRecords, records_of_vault
from habeas.linkage.judgements import Judgement, Verdict
from habeas.lists.store import lists

if TYPE_CHECKING:
    from habeas.workspace.open import Workspace

KEYS = "s same  n not  u unsure  p split  m move  w why  k skip  z undo  q quit  ? help"
HELP = (
    "s  same: the records of both sides are one person",
    "n  not the same: the two sides are two people, however alike; for good",
    "u  unsure: you looked and cannot say; binds nothing, and is not asked again",
    "p  split: you name the records that are another person than the rest",
    "m  move: one record belongs to the other side",
    "w  why: for each pair across, what speaks for one person and what against",
    "k  skip: not now; it comes again in another sitting",
    "z  undo: take back your last answer",
    "q  quit: everything answered is safe; `habeas link review` goes on here",
    "Evidence is in bits: 10 bits are a thousand to one. It is what the model",
    "thinks of the two sides as a whole; below stand the reasons, column by column.",
)
FIELDS = (
    ("name", "full_name"), ("born", "birth_date"), ("event", "event_date"), ("place", "place"), ("sex", "sex"),
    ("work", "occupation"),
)  # fmt: skip
BESIDE = 3
"""Records side by side in 80 columns; more go below."""
MOST_SHOWN = 12
MOST_PAIRS = 9
LABEL = 7
BITS = 1.4426950408889634
Report = Callable[[Mapping[str, Any]], None]


class LinkScreen:
    """One sitting. `report` is told of each answer, as an object, where a script wants to know."""

    def __init__(self, workspace: "Workspace", report: Report | None) -> None:
        self.ledger, self.report = workspace.ledger, report
        self.vault: VaultRecords = records_of_vault(self.ledger)
        self.now: Individuals = individuals(self.ledger, self.vault.rows)
        self.answered = 0
        self._lists = lists(self.ledger)
        self._publishers = {source.id: source.publisher or source.id for source in workspace.sources()}
        self._row = {row.id: number for number, row in enumerate(self.vault.rows)}
        self._skipped: set[tuple[int, ...]] = set()
        self._mine: list[list[Judgement]] = []
        """The judgements of each answer of this sitting, for undo."""

    def left(self) -> int:
        return len(questions(self.now).open)

    def run(self) -> None:
        try:
            while question := self._next():
                self._ask(question)
        except Quit:
            return

    def _next(self) -> Question | None:
        return next((each for each in questions(self.now).open if each.rows not in self._skipped), None)

    def _ask(self, question: Question) -> None:
        """Show one question until it is answered or skipped."""
        self._show(question)
        while True:
            try:
                match key():
                    case "s":
                        return self._same(question)
                    case "n":
                        return self._not_same(question)
                    case "u":
                        return self._unsure(question)
                    case "p":
                        return self._split(question)
                    case "m":
                        return self._move(question)
                    case "w":
                        self._why(question)
                    case "k":
                        self._skipped.add(question.rows)
                        return None
                    case "z":
                        return self._undo()
                    case "q":
                        raise Quit
                    case "?":
                        for line in HELP:
                            say("  " + line)
                    case _:
                        say("  that key does nothing here")
                        say(KEYS)
            except HabeasError as problem:
                say(f"  {problem}" + (f" ({problem.hint})" if problem.hint else ""))

    # --- answers -----------------------------------------------------------------------------------------------------

    def _same(self, question: Question) -> None:
        records = self._ids(question.rows)
        self._did(
            "same",
            records,
            lambda now: review.confirm(self.ledger, records, because=_because(), evidence=_shown(question), now=now),
        )

    def _not_same(self, question: Question) -> None:
        one, other = self._ids(question.one), self._ids(question.other)
        self._did(
            "not the same",
            [*one, *other],
            lambda now: review.split(
                self.ledger, [*one, *other], other, because=_because(), evidence=_shown(question), now=now
            ),
        )

    def _unsure(self, question: Question) -> None:
        one, other = self._ids(question.one)[0], self._ids(question.other)[0]
        self._did(
            "unsure",
            [one, other],
            lambda now: review.judge(
                self.ledger, one, other, Verdict.UNSURE, because=_because(), evidence=_shown(question), now=now
            ),
        )

    def _split(self, question: Question) -> None:
        records = self._ids(question.rows)
        chosen = [records[number - 1] for number in _numbers("which are another person (numbers)", len(records))]
        if not 0 < len(chosen) < len(records):
            say("  a split needs some records of the group, and must leave some")
            return
        self._did(
            "split",
            records,
            lambda now: review.split(
                self.ledger, records, chosen, because=_because(), evidence=_shown(question), now=now
            ),
        )

    def _move(self, question: Question) -> None:
        records = self._ids(question.rows)
        numbers = _numbers("which record goes to the other side (number)", len(records))
        if len(numbers) != 1:
            say("  one record is moved at a time")
            return
        item = records[numbers[0] - 1]
        one, other = self._ids(question.one), self._ids(question.other)
        home, into = (one, other) if item in one else (other, one)
        self._did(
            "moved",
            records,
            lambda now: review.move(
                self.ledger, item, home, into, because=_because(), evidence=_shown(question), now=now
            ),
        )

    def _did(self, verb: str, records: Sequence[ItemId], act: Callable[[Individuals], object]) -> None:
        before = {judgement.entry for judgement in self.now.judgements}
        self.now = review.after(self.ledger, self.now, act)
        new = [judgement for judgement in self.now.judgements if judgement.entry not in before]
        self._mine.append(new)
        self.answered += 1
        say(f"  {verb}.")
        self._warn()
        if self.report is not None:
            self.report({"did": verb, "records": list(records), "judgements": len(new)})

    def _undo(self) -> None:
        if not self._mine:
            say("  nothing was answered in this sitting; an older judgement: habeas link undo ONE OTHER")
            return
        last = self._mine.pop()
        self.now = review.after(self.ledger, self.now, lambda now: review.undo_all(self.ledger, last, now=now))
        self.answered -= 1
        say(f"  {len(last)} judgements do not stand any more.")
        if self.report is not None:
            self.report({"did": "undone", "judgements": len(last)})

    def _warn(self) -> None:
        for line in told_contradictions(self.now):
            for part in wrapped(marked(line, ()), WIDTH - 4, styles=False):
                say(f"  {part}")

    # --- what is shown -----------------------------------------------------------------------------------------------

    def _show(self, question: Question) -> None:
        say("─" * WIDTH)
        think = "one person" if question.joined else "two, but nearly one"
        say(f"{len(question.rows)} records; the last run thinks: {think}; {self.left()} left")
        say(_evidence(question))
        for name, rows, first in (("one side", question.one, 1), ("other side", question.other, len(question.one) + 1)):
            say()
            say(f"{name}:" if len(rows) == 1 else f"{name}, {len(rows)} records:")
            self._table(rows[:MOST_SHOWN], first)
            if len(rows) > MOST_SHOWN:
                say(f"  ... and {len(rows) - MOST_SHOWN} more")
        say()
        self._reasons(question.one[0], question.other[0])
        say()
        say(KEYS)

    def _table(self, rows: Sequence[int], first: int) -> None:
        """Records side by side, BESIDE at a time; a cell that is long goes on below itself."""
        width = (WIDTH - LABEL - 2) // BESIDE - 1
        for start in range(0, len(rows), BESIDE):
            band = rows[start : start + BESIDE]
            heads = [f"{first + start + number}  {self._list(row)}" for number, row in enumerate(band)]
            _line("", heads, width)
            for label, column in FIELDS:
                cells = [self._cell(row, column) for row in band]
                if any(cells):
                    _line(label, cells, width)

    def _cell(self, row: int, column: str) -> str:
        place = self._row.get(self.now.people[row].id)
        if place is None:
            return ""
        if column == "full_name":
            return self.vault.records.full_names()[place]
        cells = self.vault.records.cells.get(column)
        return cells[place] if cells else ""

    def _list(self, row: int) -> str:
        of, source = self.now.people[row].list, self.now.people[row].source
        return self._lists.get(of, of) if of is not None else f"report of {self._publishers.get(source, source)}"

    def _reasons(self, one: int, other: int) -> None:
        pair = [self._row.get(self.now.people[row].id) for row in (one, other)]
        if pair[0] is None or pair[1] is None:
            return
        for reason in explain.reasons(self.vault.records, pair[0], pair[1]):
            lines = wrapped(marked(calm(f"{reason.column}: {reason.words}"), ()), WIDTH - 16, styles=False)
            for number, line in enumerate(lines):
                click.echo("  " + left_to_right([f"{reason.speaks.value if number == 0 else '':<11}", line], "  "))

    def _why(self, question: Question) -> None:
        pairs = [(a, b) for a in question.one for b in question.other]
        for a, b in pairs[:MOST_PAIRS]:
            say(f"  {question.rows.index(a) + 1} and {question.rows.index(b) + 1}:")
            self._reasons(a, b)
        if len(pairs) > MOST_PAIRS:
            say(f"  ... and {len(pairs) - MOST_PAIRS} pairs more")

    def _ids(self, rows: Sequence[int]) -> list[ItemId]:
        return [self.now.people[row].id for row in rows]


def _shown(question: Question) -> dict[str, JsonValue]:
    """What the screen said of the two sides, kept with the judgement. Bits."""
    return {"between_sides": round(question.mean * BITS, 1), "joined": question.joined}


def _evidence(question: Question) -> str:
    """The mean evidence between the sides, beside what the run asks for."""
    asked = (question.mean - question.beyond) * BITS
    return f"evidence between the sides: {question.mean * BITS:+.1f} bits; a run joins above {asked:+.1f}"


def _line(label: str, cells: Sequence[str], width: int) -> None:
    """One row of a table whose cells are wrapped each in its own column."""
    columns = [list(wrapped(marked(calm(cell), ()), width, styles=False)) or [""] for cell in cells]
    for number in range(max(map(len, columns))):
        parts = [cut(column[number], width) if number < len(column) else "" for column in columns]
        padded = [part + " " * (width - width_of(part)) for part in parts]
        click.echo(f"  {label if number == 0 else '':<{LABEL}}{left_to_right(padded, ' ')}".rstrip())


def _because() -> str:
    return answer("why (may be empty)")


def _numbers(question: str, most: int) -> list[int]:
    """Numbers of records; what is none is left out, and said."""
    typed = answer(question).replace(",", " ").split()
    found = [int(word) for word in typed if word.isdecimal() and 1 <= int(word) <= most]
    if len(found) < len(typed):
        say(f"  numbers from 1 to {most}; {len(typed) - len(found)} were something else")
    return list(dict.fromkeys(found))
