"""`habeas link`: which records speak of one person.

`habeas link FILES... --no-vault --json` is pure: tables in, pairs and persons out, nothing kept.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from habeas.cli import link_events, link_show, link_vault
from habeas.cli.link_engine import checked, takes_engine
from habeas.cli.speaking import note, say

if TYPE_CHECKING:
    from habeas.linkage.linked import Linked
    from habeas.linkage.people.place_cells import Known
    from habeas.linkage.people.records import Records


class FilesOrCommand(click.Group):
    """`habeas link review` is a command, `habeas link a.csv b.csv --no-vault` is about files, all else is about the
    vault: `habeas link`, `habeas link --new-only`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if first not in ("-h", "--help") and first not in self.commands:
            about_files = "--no-vault" in args or (first and not first.startswith("-"))
            args = ["files" if about_files else "run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=FilesOrCommand, context_settings={"help_option_names": ["-h", "--help"]})
def link() -> None:
    """Find the records that speak of one person.

    \b
    habeas link [--new-only]                     all records of the vault: proposals
    habeas link FILES... --no-vault [--json]     tables in, pairs and persons out
    habeas link FILES... --no-vault --histories FOLDER
                                                 tables for `habeas estimate`

    After a run in the vault: review (decide), persons (how many), events (claims of one event), and
    `habeas estimate --vault` (how many nobody recorded).

    Columns are known by name: record_id, given_name, family_name, patronymic, full_name, birth_date, event_date, place,
    sex, age, occupation. Others are named with --columns THEIRS=OURS,... or THEIRS=KIND (date, place, word, code, sex),
    or THEIRS=age:YEAR.
    """


@link.command(name="files", short_help="Tables, kept nowhere: what FILES --no-vault does.")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--no-vault", is_flag=True, help="Link these tables alone; keep nothing.")
@click.option("--columns", default="", help="What their columns are: dob=birth_date,zip=code,...")
@click.option("--budget", type=click.FloatRange(1, 200), default=18.0, show_default=True, help="Pairs scored a record.")
@click.option("--least", type=click.FloatRange(0, 1), default=0.0, help="Leave out pairs less probable than this.")
@click.option(
    "--no-duplicates", default="", help="Files that hold nobody twice: their names or numbers (1 is first), ..."
)
@click.option("--histories", type=click.Path(path_type=Path), help="Write tables of lists into this new folder.")
@takes_engine
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def files_(
    files: tuple[Path, ...],
    no_vault: bool,
    columns: str,
    budget: float,
    least: float,
    no_duplicates: str,
    histories: Path | None,
    engine: str,
    spark_master: str | None,
    as_json: bool,
) -> None:
    """Tables in, pairs and persons out; nothing is kept: what `habeas link FILES --no-vault` does."""
    from habeas.errors import UsageProblem
    from habeas.linkage.people.link import link as link_records
    from habeas.linkage.people.records import read_tables

    if not no_vault:
        raise UsageProblem("files are linked without a vault", hint="add --no-vault; `habeas table import` keeps them")
    begun = time.perf_counter()
    records = read_tables(files, _columns(columns))
    if records.left_out:
        note(f"{len(records.left_out)} columns are not used (name them with --columns)")
    if records.nobody:
        note(f"{len(records.nobody)} rows name nobody: each stays alone, and is not counted as a person")
    limited = _without_duplicates(no_duplicates, records.files)
    spark = checked(engine, len(records), spark_master)
    found = link_records(
        records,
        budget=budget,
        without_duplicates=limited,
        gazetteer=_known_places,
        engine=engine,
        spark=spark,
    )
    if histories is not None:
        _write_histories(records, found, histories)
    if as_json:
        _write_json(records, found, least, begun)
    else:
        _say(records, found, time.perf_counter() - begun)


def _columns(given: str) -> dict[str, str]:
    from habeas.errors import UsageProblem

    pairs = [part.partition("=") for part in given.split(",") if part.strip()]
    if any(not theirs.strip() or not ours.strip() for theirs, _, ours in pairs):
        raise UsageProblem("--columns takes THEIRS=OURS, separated by commas")
    return {theirs.strip(): ours.strip() for theirs, _, ours in pairs}


def _known_places(name: str) -> "Sequence[Known]":
    """What the gazetteer of the package knows by this name."""
    from habeas.gazetteer.look_up import fold, look_up

    return look_up(fold(name))


def _without_duplicates(given: str, files: tuple[str, ...]) -> frozenset[int]:
    """Places of the named files. A name that is also a number is a name."""
    from habeas.errors import UsageProblem

    places = {str(number): number - 1 for number in range(1, len(files) + 1)}
    places |= {label: number for number, label in enumerate(files)}
    wanted = [part.strip() for part in given.split(",") if part.strip()]
    unknown = sum(1 for part in wanted if part not in places)
    if unknown:
        raise UsageProblem(
            f"{unknown} of the {len(wanted)} files of --no-duplicates are not among the files given",
            hint=f"use the file's name without its folder, or its number, 1 to {len(files)}",
        )
    return frozenset(places[part] for part in wanted)


def _write_histories(records: "Records", found: "Linked", folder: Path) -> None:
    """replicate-01.csv ...: how many persons are on which lists, in versions that carry the doubt. No names in them."""
    import csv

    from habeas.errors import StorageFailed, UsageProblem
    from habeas.linkage import replicates

    lists = [f"list {number}" for number in range(1, len(records.files) + 1)]
    try:
        folder.mkdir(parents=True)
        for number, labels in enumerate(replicates.draw(found), 1):
            table = replicates.histories(labels, records.file_of, len(lists), records.nobody)
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
    remarks = f'"remarks": {json.dumps(found.remarks)}'
    out.write(f'],\n"persons": {json.dumps(estimate)}, {remarks}, "seconds": {time.perf_counter() - begun:.3f}}}\n')
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
    for remark in found.remarks:
        say(f"note: {remark}")


for command in (link_vault.run_, link_vault.review, link_vault.persons, link_vault.judge, link_vault.undo_,
                link_vault.judgements, link_events.events, link_show.show):  # fmt: skip
    link.add_command(command)
