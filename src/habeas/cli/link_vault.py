"""`habeas link` in a vault: run it, see what it found, decide. (Tables without a vault: linkage.py.)"""

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from habeas.cli.in_words import IN_WORDS
from habeas.cli.link_contradictions import warn_of_contradictions
from habeas.cli.link_engine import checked, takes_engine
from habeas.cli.opening import Opening, as_json, identifier, opens_vault, says_yes
from habeas.cli.speaking import confirm, emit, note, progress, say, table
from habeas.errors import NotFound, UsageProblem
from habeas.ids import ItemId

if TYPE_CHECKING:
    from habeas.linkage.in_vault.individuals import Individuals
    from habeas.linkage.in_vault.runs import Ran
    from habeas.linkage.in_vault.summary import Summary

STEPS = 1_000
"""Parts of the whole that a progress bar counts."""
UNRUN = NotFound("linkage has not been run in this vault: every record stands alone", hint="habeas link")


@click.command(name="run", short_help="All records of the vault: what `habeas link` does.")
@opens_vault
@click.option("--new-only", is_flag=True, help="Only add records that no run has seen; the rest stays as it is.")
@click.option("--budget", type=click.FloatRange(1, 200), default=18.0, show_default=True, help="Pairs scored a record.")
@click.option(
    "--no-duplicates",
    default="",
    metavar="LIST,...",
    help="Lists that hold nobody twice, by name or id; kept for later runs; none: no list.",
)
@takes_engine
@says_yes
@as_json
def run_(
    opening: Opening,
    new_only: bool,
    budget: float,
    no_duplicates: str,
    engine: str,
    spark_master: str | None,
    yes: bool,
    json_: bool,
) -> None:
    """Find who is one person among all records of the vault: what `habeas link` alone does.

    Nothing is merged: it proposes, and judgements hold. --new-only costs little; a full run from time to time finds
    what only shows among all.
    """
    from habeas.linkage.in_vault.runs import Settings, run
    from habeas.lists.labels import chosen_lists

    with opening.workspace() as workspace, progress("linking", STEPS) as bar:

        def tell(what: str, share: float) -> None:
            if not sys.stderr.isatty() and not json_:
                note(f"  {what} ...")
            bar.to(int(share * STEPS))

        named = [part.strip() for part in no_duplicates.split(",") if part.strip()]
        limited = None if not named else () if named == ["none"] else tuple(chosen_lists(workspace.ledger, named))
        if new_only and (named or engine in ("duckdb", "spark")):
            raise UsageProblem("--no-duplicates and another engine belong to a full run")
        if engine == "spark":
            confirm("Spark gets the names of all records, in clear, outside the vault.", yes=yes)
        done = run(
            workspace.ledger,
            Settings(new_only, budget, limited, engine),
            tell,
            lambda records: checked(engine, records, spark_master),
        )
        warn_of_contradictions(workspace.ledger)
    if json_:
        emit(_ran_object(done))
    else:
        _say_ran(done)


def _ran_object(done: "Ran") -> dict[str, Any]:
    return {
        "run": done.run,
        "mode": done.mode,
        "records": done.records,
        "new": done.new,
        "pairs": done.pairs,
        "individuals": done.individuals,
        "changed": done.changed,
        "persons": persons_object(done.persons),
        "learned": done.learned or None,
        "remarks": list(done.remarks),
    }


def persons_object(persons: Any) -> dict[str, float]:
    return {name: round(getattr(persons, name), 1) for name in ("estimate", "low", "high")}


def _say_ran(done: "Ran") -> None:
    say(f"{done.records} records, {done.new} of them new to linkage; {done.pairs} pairs looked at ({done.run})")
    say(f"{done.individuals} individuals, {done.changed} of them new or changed")
    low, high = done.persons.low, done.persons.high
    say(f"distinct persons: {done.persons.estimate:.0f}, with 90 % between {low:.0f} and {high:.0f}")
    if done.learned:
        say(f"judgements: {done.learned}")
    for remark in done.remarks:
        say(f"note: {remark}")
    note("habeas: these are proposals; look at the doubtful ones: habeas link review")


@click.command()
@opens_vault
@as_json
def review(opening: Opening, json_: bool) -> None:
    """Decide about the doubtful ones, the most doubtful first. Keys: s n u p m w k z q, ? for help.

    Each answer is safe before the next question is shown; stop at any time, and go on later where you stopped.
    """
    from habeas.cli.link_screen import LinkScreen
    from habeas.linkage.in_vault.questions import questions

    with opening.workspace() as workspace:
        screen = LinkScreen(workspace, emit if json_ else None)
        if not screen.now.runs:
            raise UNRUN
        screen.run()
        queue = questions(screen.now)
    waiting = f"; {queue.waiting} wait because someone was unsure" if queue.waiting else ""
    note(f"{screen.answered} answered, {len(queue.open)} left{waiting}")


@click.command()
@opens_vault
@click.option("--by", type=click.Choice(["place", "year", "month", "act", "sex"]), help="Count by what records tell.")
@as_json
def persons(opening: Opening, by: str | None, json_: bool) -> None:
    """How many distinct persons, by list, with an interval. Needs no name."""
    from habeas.claims.people import place_labels
    from habeas.linkage.in_vault.capture_tables import By
    from habeas.linkage.in_vault.individuals import individuals
    from habeas.linkage.in_vault.summary import summary
    from habeas.linkage.store import place_heads
    from habeas.lists.labels import list_labels

    with opening.workspace() as workspace:
        now = individuals(workspace.ledger)
        found = summary(now, place_heads(workspace.ledger.record), By(by) if by else None)
        labels = list_labels(workspace.ledger)
        labels |= place_labels(workspace.ledger, found.strata) if by == "place" else {}
        if json_:
            emit(_summary_object(now, found))
        else:
            _say_summary(now, found, labels, by or "")
        warn_of_contradictions(workspace.ledger)


def _summary_object(now: "Individuals", found: "Summary") -> dict[str, Any]:
    return {
        "run": now.runs[-1].id if now.runs else None,
        "records": found.records,
        "unseen": found.unseen,
        "nobody": now.nobody,
        "fallen_apart": now.fallen_apart,
        "persons": persons_object(found.persons),
        "remarks": list(now.remarks),
        "by_list": [
            {"list": each.list, "records": each.records, "persons": each.persons, "only_here": each.only_here}
            for each in found.by_list
        ],
        "overlap": [{"lists": list(each.lists), "persons": each.persons} for each in found.overlap],
        "judged": {verdict.value: number for verdict, number in found.judged.items()},
        "contradictions": len(found.contradictions),
        "strata": dict(found.strata),
        "individuals": [
            {"id": own, "records": [now.people[row].id for row in group]}
            for own, group in zip(now.ids, now.groups, strict=True)
        ],
    }


def _say_summary(now: "Individuals", found: "Summary", labels: Mapping[str, str], by: str) -> None:
    counted = found.persons
    if now.runs:
        say(f"{found.records} records; distinct persons: {counted.estimate:.0f}")
        say(f"  with 90 % between {counted.low:.0f} and {counted.high:.0f}: this is how far linkage can be trusted;")
        say("  it says nothing of people on no list (habeas estimate --vault)")
        for remark in now.remarks:
            say(f"note: {remark}")
    else:
        say(f"{found.records} records; how many distinct persons is not known before `habeas link`")
    for line in _beside(now, found):
        note(f"habeas: {line}")
    say()
    names = {each.list: labels.get(each.list, each.list) for each in found.by_list}
    rows = [(str(each.records), str(each.persons), str(each.only_here), names[each.list]) for each in found.by_list]
    table([("records", "persons", "only here", "list"), *rows], (8, 8, 9))
    say()
    on = [(str(each.persons), " + ".join(names[list_] for list_ in each.lists)) for each in found.overlap]
    table([("persons", "on exactly these"), *on], (8,))
    if found.strata:
        say()
        strata = [(str(number), labels.get(name, name)) for name, number in found.strata.items()]
        table([("persons", by), *strata], (8,))
    judged = ", ".join(f"{number} {verdict.value.replace('_', ' ')}" for verdict, number in found.judged.items())
    say()
    say(f"judged pairs: {judged}")


def _beside(now: "Individuals", found: "Summary") -> Iterator[str]:
    """What the figures leave out, or count as it is not meant to stay."""
    if not now.runs:
        yield "linkage has not been run: every record counts as a person (habeas link)"
    elif found.unseen:
        yield f"{found.unseen} records came after the last run and count as one person each (habeas link --new-only)"
    if now.nobody:
        yield f"{now.nobody} rows name nobody and are not counted: each may be somebody who is counted already"
    if now.fallen_apart:
        yield "some of the last run's records stand no more: people whom they held together count apart (habeas link)"


@click.command()
@opens_vault
@click.argument("one")
@click.argument("other")
@click.argument("verdict", type=click.Choice(["same", "not-same", "unsure"]))
@click.option("--because", type=IN_WORDS, default="", help="Why: someone will ask.")
def judge(opening: Opening, one: str, other: str, verdict: str, because: str) -> None:
    """Say whether two records are one person. It outlives every run."""
    from habeas.claims.look_up import item
    from habeas.linkage.in_vault.review import judge as write
    from habeas.linkage.judgements import Verdict

    pair = _pair(one, other)
    with opening.workspace() as workspace:
        for identity in pair:
            item(workspace.ledger, identity)  # raises NotFound
        written = write(workspace.ledger, *pair, Verdict(verdict.replace("-", "_")), because=because)
        say("judged" if written else "that was already said")
        warn_of_contradictions(workspace.ledger)


def _pair(one: str, other: str) -> tuple[ItemId, ItemId]:
    pair = identifier(one, "person", "claim"), identifier(other, "person", "claim")
    if pair[0].partition("-")[0] != pair[1].partition("-")[0]:
        raise UsageProblem("a record of a person is compared with another of a person, a claim with a claim")
    return pair


@click.command(name="undo")
@opens_vault
@click.argument("one")
@click.argument("other")
@click.option("--because", type=IN_WORDS, default="", help="Why: someone will ask.")
def undo_(opening: Opening, one: str, other: str, because: str) -> None:
    """Take back the judgement in force of a pair; the one before it stands again."""
    from habeas.linkage.in_vault.review import undo

    pair = _pair(one, other)
    with opening.workspace() as workspace:
        say(f"undone: {undo(workspace.ledger, *pair, because=because).verdict}")


@click.command()
@opens_vault
@as_json
def judgements(opening: Opening, json_: bool) -> None:
    """The judgements in force, and those that contradict each other."""
    from dataclasses import asdict

    from habeas.linkage.store import in_force

    with opening.workspace() as workspace:
        for found in in_force(workspace.ledger.record, workspace.ledger.names):
            if json_:
                emit(asdict(found))
            else:
                say(f"{found.one}  {found.other}  {found.verdict:8}  {found.at}  {found.because}")
        warn_of_contradictions(workspace.ledger)
