"""`habeas link`: which records speak of one person.

`habeas link FILES... --no-vault --json` is pure: tables in, pairs and persons out, nothing kept.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from habeas.cli.opening import Opening, identifier, opens_vault
from habeas.cli.speaking import emit, note, say

if TYPE_CHECKING:
    from habeas.linkage.link import Linked
    from habeas.linkage.records import Records
    from habeas.settings import SparkPlace
    from habeas.vault.ledger import Ledger

LONG_JOB = 60.0
"""Seconds of processor from which a job says beforehand how long it will take."""


class FilesOrCommand(click.Group):
    """`habeas link review` is a command; `habeas link a.csv b.csv` is about files."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            return super().resolve_command(ctx, ["files", *args])
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = any(argument in self.commands for argument in args[:1])
        if args and not known and not {"-h", "--help"} & set(args[:1]):
            args = ["files", *args]
        return super().parse_args(ctx, args)


@click.group(cls=FilesOrCommand, context_settings={"help_option_names": ["-h", "--help"]})
def link() -> None:
    """Find the records that speak of one person.

    \b
    habeas link FILES... --no-vault [--json]             tables in, pairs and persons out; nothing is kept
    habeas link FILES... --no-vault --histories FOLDER   tables of lists for `habeas estimate FOLDER/*.csv`

    Columns are known by name: record_id, given_name, family_name, patronymic, full_name, birth_date, event_date, place,
    sex, occupation. Others are named with --columns THEIRS=OURS,... or --columns THEIRS=KIND (date, place, word, code).
    """


@link.command(name="files", hidden=True)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--no-vault", is_flag=True, help="Link these tables alone; keep nothing.")
@click.option("--columns", default="", help="What their columns are: dob=birth_date,zip=code,...")
@click.option("--budget", type=click.FloatRange(1, 200), default=18.0, show_default=True, help="Pairs scored a record.")
@click.option("--least", type=click.FloatRange(0, 1), default=0.0, help="Leave out pairs less probable than this.")
@click.option("--histories", type=click.Path(path_type=Path), help="Write tables of lists into this new folder.")
@click.option(
    "--engine",
    type=click.Choice(["own", "duckdb", "spark", "auto"]),
    default="auto",
    show_default=True,
    help="Who compares: ours, or Splink on DuckDB or on Spark; auto: ours up to 200,000 records, then duckdb.",
)
@click.option("--spark-master", help="Where Spark runs, spark://HOST:7077; else HABEAS_SPARK_MASTER, else local[2].")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def files_(
    files: tuple[Path, ...],
    no_vault: bool,
    columns: str,
    budget: float,
    least: float,
    histories: Path | None,
    engine: str,
    spark_master: str | None,
    as_json: bool,
) -> None:
    """Tables in, pairs and persons out; nothing is kept."""
    from habeas.errors import UsageProblem
    from habeas.linkage.link import link as link_records
    from habeas.linkage.records import read_tables

    if not no_vault:
        raise UsageProblem("files are linked without a vault", hint="add --no-vault; `habeas table import` keeps them")
    begun = time.perf_counter()
    records = read_tables(files, _columns(columns))
    if records.left_out:
        note(f"{len(records.left_out)} columns are not used (name them with --columns)")
    spark = _checked(engine, len(records), spark_master)
    found = link_records(records, budget=budget, engine=engine, spark=spark)
    if histories is not None:
        _write_histories(records, found, histories)
    if as_json:
        _write_json(records, found, least, begun)
    else:
        _say(records, found, time.perf_counter() - begun)


def _checked(engine: str, records: int, spark_master: str | None) -> "SparkPlace":
    """Where Spark would run. What is missing, or too much for this machine, is said before anything is begun."""
    from habeas.errors import UsageProblem
    from habeas.linkage import splink_spark
    from habeas.linkage.engines import Engine, check, chosen
    from habeas.settings import spark_place

    who, place = chosen(Engine(engine), records), spark_place(spark_master)
    if spark_master and who is not Engine.SPARK:
        raise UsageProblem("--spark-master is for --engine spark")
    if who is Engine.SPARK:
        splink_spark.ready(place)
        if not splink_spark.in_memory(place):
            note("Spark keeps the records, names in clear, in its folder while it works; they are removed at the end")
    if who is not Engine.OWN and engine == Engine.AUTO:
        note(f"{records} records: compared by Splink on DuckDB (--engine own looks closer and takes far longer)")
    needed = check(who, records)
    if needed.seconds > LONG_JOB:
        note(f"{records} records, engine {who}: about {needed.seconds / 60:.0f} minutes of one processor")
    return place


def _columns(given: str) -> dict[str, str]:
    from habeas.errors import UsageProblem

    pairs = [part.partition("=") for part in given.split(",") if part.strip()]
    if any(not theirs.strip() or not ours.strip() for theirs, _, ours in pairs):
        raise UsageProblem("--columns takes THEIRS=OURS, separated by commas")
    return {theirs.strip(): ours.strip() for theirs, _, ours in pairs}


def _write_histories(records: "Records", found: "Linked", folder: Path) -> None:
    """replicate-01.csv ...: how many persons are on which lists, in versions that carry the doubt. No names in them."""
    import csv

    from habeas.errors import StorageFailed, UsageProblem
    from habeas.linkage import replicates

    lists = [f"list {number}" for number in range(1, len(records.files) + 1)]
    try:
        folder.mkdir(parents=True)
        for number, labels in enumerate(replicates.draw(found), 1):
            table = replicates.histories(labels, records.file_of, len(lists))
            with (folder / f"replicate-{number:02}.csv").open("w", encoding="utf-8", newline="") as stream:
                rows = csv.writer(stream, lineterminator="\n")
                rows.writerow([*lists, "count"])
                rows.writerows(
                    [*marks, count] for marks, count in zip(table.marks.tolist(), table.counts.tolist(), strict=True)
                )
    except FileExistsError:
        raise UsageProblem("the folder for the tables is already there", hint="name a new one") from None
    except OSError as error:
        raise StorageFailed(f"the tables of lists were not written whole (errno {error.errno})") from None


def _write_json(records: "Records", found: "Linked", least: float, begun: float) -> None:
    """One object, written piece by piece: a million pairs are not held twice."""
    out = sys.stdout
    out.write('{"records": [')
    out.writelines(_joined(_record_lines(records, found)))
    out.write('],\n"pairs": [')
    out.writelines(_joined(_pair_lines(records, found, least)))
    counted = found.persons
    estimate = {"estimate": round(counted.estimate, 1), "low": round(counted.low, 1), "high": round(counted.high, 1)}
    out.write(f'],\n"persons": {json.dumps(estimate)}, "seconds": {time.perf_counter() - begun:.3f}}}\n')
    out.flush()


def _record_lines(records: "Records", found: "Linked") -> Iterator[str]:
    labels = found.labels.tolist()
    for place, own, label in zip(records.file_of, records.record_ids, labels, strict=True):
        row = {"file": records.files[place], "record_id": own, "person": f"p{label + 1}"}
        yield json.dumps(row, ensure_ascii=True)


def _pair_lines(records: "Records", found: "Linked", least: float) -> Iterator[str]:
    keys = [
        json.dumps({"file": records.files[place], "record_id": own})
        for place, own in zip(records.file_of, records.record_ids, strict=True)
    ]
    rows = zip(
        found.left.tolist(), found.right.tolist(), found.weight.tolist(), found.probability.tolist(), strict=True
    )
    for left, right, weight, probability in rows:
        if probability >= least:
            yield f'{{"a": {keys[left]}, "b": {keys[right]}, "weight": {weight:.3f}, "probability": {probability:.6f}}}'


def _joined(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f",\n{line}" if number else f"\n{line}"


def _say(records: "Records", found: "Linked", seconds: float) -> None:
    counted = found.persons
    say(f"{len(records)} records of {len(records.files)} tables, {len(found.left)} pairs looked at in {seconds:.1f} s")
    say(f"{int(found.labels.max(initial=-1)) + 1} groups; distinct persons: {counted.estimate:.0f}")
    say(f"  with 90 % between {counted.low:.0f} and {counted.high:.0f}")


@link.command()
@opens_vault
@click.argument("one")
@click.argument("other")
@click.argument("verdict", type=click.Choice(["same", "not-same", "unsure"]))
@click.option("--because", default="", help="Why: someone will ask.")
def judge(opening: Opening, one: str, other: str, verdict: str, because: str) -> None:
    """Say whether two records are one person. It outlives every run."""
    from habeas.claims.look_up import item
    from habeas.linkage.judgements import Verdict
    from habeas.linkage.review import judge as write

    pair = identifier(one, "person", "event"), identifier(other, "person", "event")
    with opening.workspace() as workspace:
        for identity in pair:
            item(workspace.ledger, identity)  # raises NotFound
        written = write(workspace.ledger, *pair, Verdict(verdict.replace("-", "_")), because=because)
        say("judged" if written else "that was already said")
        _warn_of_contradictions(workspace.ledger)


@link.command(name="undo")
@opens_vault
@click.argument("one")
@click.argument("other")
@click.option("--because", default="", help="Why: someone will ask.")
def undo_(opening: Opening, one: str, other: str, because: str) -> None:
    """Take back the judgement in force of a pair; the one before it stands again."""
    from habeas.linkage.review import undo

    pair = identifier(one, "person", "event"), identifier(other, "person", "event")
    with opening.workspace() as workspace:
        say(f"undone: {undo(workspace.ledger, *pair, because=because).verdict}")


@link.command()
@opens_vault
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def judgements(opening: Opening, as_json: bool) -> None:
    """The judgements in force, and those that contradict each other."""
    from dataclasses import asdict

    from habeas.linkage.store import in_force

    with opening.workspace() as workspace:
        for found in in_force(workspace.ledger.record, workspace.ledger.names):
            if as_json:
                emit(asdict(found))
            else:
                say(f"{found.one}  {found.other}  {found.verdict:8}  {found.at}  {found.because}")
        _warn_of_contradictions(workspace.ledger)


def _warn_of_contradictions(ledger: "Ledger") -> None:
    from habeas.linkage.judgements import contradictions
    from habeas.linkage.store import in_force

    for found in contradictions(in_force(ledger.record, ledger.names)):
        way = ", ".join(f"{part.one} is {part.other}" for part in found.chain)
        note(f"habeas: contradiction: {found.apart.one} is not {found.apart.other}, but {way}; none of these binds")
