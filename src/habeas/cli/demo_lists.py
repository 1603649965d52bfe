"""demo, second half of the record: four groups' lists become persons, and an estimate of those on no list.

    1 table import, four lists in three scripts     2 link     3 link review: the most doubtful questions
    4 link persons                                   5 estimate --vault

Who knows the truth answers the questions of step 3: examples/lists/truth.csv stands for the person who looks.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from habeas.cli.speaking import progress, say
from habeas.linkage.judgements import Verdict

if TYPE_CHECKING:
    from habeas.linkage.in_vault.individuals import Individuals
    from habeas.linkage.in_vault.questions import Question
    from habeas.workspace.open import Workspace

LISTS = {
    "Harbour Line": "harbour-line.csv",
    "Lawyers' Committee": "lawyers-committee.csv",
    "Shelter abroad": "shelter-abroad.csv",
    "Families' Committee": "families-committee.xlsx",
}
ASKED = 25
"""Questions that are answered in the demo."""
Step = Callable[[str, str], None]


class DemoLists:
    """The steps about lists. TAKEN: how many were taken in the example, which nobody in it knows."""

    TAKEN = 400

    def __init__(self, folder: Path, step: Step) -> None:
        self.folder, self.step = folder, step
        with (folder / "truth.csv").open(encoding="utf-8") as file:
            self._who = {row["record_id"]: row["person"] for row in csv.DictReader(file)}

    def run(self, open_: Callable[[], "Workspace"]) -> None:
        with open_() as workspace:
            self.bring_in(workspace)
            self.link(workspace)
            self.review(workspace)
            self.persons(workspace)
            self.estimate(workspace)

    def bring_in(self, workspace: "Workspace") -> None:
        from habeas.lists.bring_in import bring_in
        from habeas.lists.columns import mapped
        from habeas.vault.model import About, Consent, SourceKind

        self.step("Four groups' lists go in, in three scripts", "table import FILE --list NAME --mapping import.toml")
        said = (self.folder / "import.toml").read_text(encoding="utf-8")
        for name, file in LISTS.items():
            about = About(origin="", publisher=name, consent=Consent.COUNT, kind=SourceKind.TABLE)
            path = self.folder / file
            account = bring_in(workspace.ledger, path, name, lambda table: mapped(table.labels, said), about)
            say(f"   {account.rows:4d} rows, {account.created} created, {len(account.rejected)} rejected  {name}")

    def link(self, workspace: "Workspace") -> None:
        from habeas.linkage.in_vault.runs import run

        self.step("Which records speak of one person?", "link")
        with progress("linking", 1000) as bar:
            done = run(workspace.ledger, say=lambda _, share: bar.to(int(share * 1000)))
        say(f"   {done.records} records, {done.pairs} pairs looked at: {done.individuals} individuals proposed")

    def review(self, workspace: "Workspace") -> None:
        from habeas.linkage.in_vault.individuals import individuals
        from habeas.linkage.in_vault.questions import questions
        from habeas.linkage.in_vault.review import after

        self.step(f"A person answers the {ASKED} most doubtful questions (here: lists/truth.csv)", "link review")
        now = individuals(workspace.ledger)
        right = answered = 0
        while answered < ASKED and (asked := questions(now).open):
            joined, act = asked[0].joined, self._answer(workspace, now, asked[0])
            now, answered = after(workspace.ledger, now, act.act), answered + 1
            right += act.verdict is (Verdict.SAME if joined else Verdict.NOT_SAME)
        say(f"   {right} as the program thought, {answered - right} otherwise; {len(questions(now).open)} are left")

    def _answer(self, workspace: "Workspace", now: "Individuals", question: "Question") -> "_Answer":
        """What somebody who knows them would say: the same, two people, or unsure where a side is mixed."""
        from habeas.linkage.in_vault.review import confirm, judge, split

        ledger = workspace.ledger
        one, other = ([now.people[row].id for row in side] for side in (question.one, question.other))
        whose = [{self._who.get(now.people[row].given.get("record_id", "")) for row in side} for side in
                 (question.one, question.other)]  # fmt: skip
        if len(whose[0] | whose[1]) == 1 and None not in whose[0]:
            return _Answer(
                Verdict.SAME, lambda known: confirm(ledger, [*one, *other], because="their families say so", now=known)
            )
        if not whose[0] & whose[1]:
            return _Answer(
                Verdict.NOT_SAME,
                lambda known: split(ledger, [*one, *other], other, because="two people who were both taken", now=known),
            )
        return _Answer(
            Verdict.UNSURE,
            lambda known: judge(ledger, one[0], other[0], Verdict.UNSURE, because="a side is mixed", now=known),
        )

    def persons(self, workspace: "Workspace") -> None:
        from habeas.linkage.in_vault.individuals import individuals
        from habeas.linkage.in_vault.summary import summary
        from habeas.linkage.store import place_heads

        self.step("How many distinct persons, and who is on several lists", "link persons")
        found = summary(individuals(workspace.ledger), place_heads(workspace.ledger.record))
        counted = found.persons
        several = sum(pattern.persons for pattern in found.overlap if len(pattern.lists) > 1)
        say(f"   {counted.estimate:.0f} persons, with 90 % between {counted.low:.0f} and {counted.high:.0f};")
        say(f"   {several} of them in more than one list or report")

    def estimate(self, workspace: "Workspace") -> None:
        """As `habeas estimate --vault`, with the doubt of linkage carried along."""
        from habeas.estimation.choose import Plan
        from habeas.estimation.divided import estimate_replicates
        from habeas.linkage.in_vault.capture_tables import ALL
        from habeas.workspace.estimate import tables_of_ledger

        self.step("And how many nobody recorded?", "estimate --vault")
        tables = tables_of_ledger(workspace.ledger, None, (), 10, Plan().seed, reports=False)
        with progress("estimating", len(tables.versions)) as bar:
            found = estimate_replicates([each[ALL] for each in tables.versions], Plan(), lambda _: bar.step())
        chosen = found.findings.chosen
        if chosen is None or chosen.total is None:
            say(f"   no answer is recommended: {found.why}")
            return
        total = chosen.total
        say(f"   {found.documented} documented; estimated in all: {total.median:.0f},")
        say(f"   with 95 % between {total.q025:.0f} and {total.q975:.0f}: an estimate, not a count")
        say(f"   (in this invented example {self.TAKEN} were taken; nobody in it knows that)")


@dataclass(frozen=True)
class _Answer:
    verdict: Verdict
    act: Callable[["Individuals"], object]
