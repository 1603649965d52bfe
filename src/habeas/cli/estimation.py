"""`habeas estimate`: how many nobody recorded, from a table of who is on which list. Needs no vault."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from habeas.cli.opening import Opening
from habeas.cli.speaking import note

if TYPE_CHECKING:
    from habeas.estimation.choose import Plan
    from habeas.estimation.findings import Estimate
    from habeas.estimation.tables import Table


@click.command(name="estimate")
@click.argument("table", type=click.Path(path_type=Path), nargs=-1)
@click.option(
    "--vault",
    "vault",
    type=click.Path(path_type=Path),
    is_flag=False,
    flag_value=".",
    metavar="[DIR]",
    help="Take the tables from the vault's lists, as linked and judged (DIR: as for other commands).",
)
@click.option("--by", type=click.Choice(["place", "year", "month", "act", "sex"]), help="With --vault: strata.")
@click.option("--reports", is_flag=True, help="With --vault: all reports together are one more list.")
@click.option(
    "--replicates",
    type=click.IntRange(10, 200),
    default=10,
    show_default=True,
    help="With --vault: versions that carry the doubt of linkage.",
)
@click.option("--member", metavar="ID", help="With --vault: who, where several people use this device.")
@click.option("--passphrase-fd", type=int, metavar="N", help="With --vault: read the passphrase from descriptor N.")
@click.option("--lists", default="", help="Columns that are lists, by commas. Default: all but `count` and strata.")
@click.option("--strata", multiple=True, help="A column to estimate apart by and add up; may be given again.")
@click.option("--covariates", default="", help="Columns of what is known of each person, by commas: age,district.")
@click.option("--model", default="auto", show_default=True, help="auto, or one model by its name.")
@click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=20250101, show_default=True, help="Same seed, same draws."
)
@click.option("--rule", type=click.Choice(["rubin", "verdata", "pool"]), default="rubin", show_default=True,
              help="How several tables (replicates of one) are combined.")  # fmt: skip
@click.option("--pool-strata", is_flag=True, help="Let thin strata borrow from the others (partial pooling).")
@click.option("--quick", is_flag=True, help="Leave out the checks of lists left out, priors and assumptions.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--report", type=click.Path(path_type=Path), help="Write report.html and report.pdf into this folder.")
def estimate(
    table: tuple[Path, ...], vault: Path | None, by: str | None, reports: bool, replicates: int, member: str | None,
    passphrase_fd: int | None, lists: str, strata: tuple[str, ...], covariates: str, model: str, seed: int, rule: str,
    pool_strata: bool, quick: bool, as_json: bool, report: Path | None,
) -> None:  # fmt: skip
    """Estimate how many people nobody recorded.

    TABLE (CSV, XLSX or Parquet) has one row per person with a 0/1 column per list, or one row per pattern of lists
    with a column `count`. Several TABLEs are replicates: versions of the same data that carry the doubt of the linkage;
    with --strata they are combined within each stratum, and the strata are added.
    """
    from habeas.errors import EstimateRefused, UsageProblem
    from habeas.estimation.choose import Plan
    from habeas.estimation.tables import read_table

    if (vault is None) == (not table):
        raise UsageProblem(
            "give tables, or --vault, and not both", hint="habeas estimate TABLE...; habeas estimate --vault"
        )
    plan = Plan(model=model, seed=seed, thorough=not quick, rule=rule, partial_pooling=pool_strata)  # type: ignore[arg-type]
    names, known = _names(lists), _names(covariates)
    if known and (vault is not None or strata):
        raise UsageProblem(
            "--covariates go with tables alone, without --strata or --vault",
            hint="give the column of the strata as one of the covariates",
        )
    quiet = as_json or not sys.stderr.isatty()
    if vault is not None:
        opening = Opening(_folder(vault), member, passphrase_fd)
        found = _run_vault(opening, by, names, replicates, plan, reports=reports, quiet=quiet)
    else:
        found = _run([read_table(path) for path in table], names, strata, known, plan, quiet)
    if report is not None:
        from habeas.estimation.report import write_report

        write_report(found, report)
    if as_json:
        click.echo(json.dumps(found.published(), ensure_ascii=False, indent=2))
    else:
        from habeas.estimation.report import plain_text

        click.echo(plain_text(found))
    if found.findings.recommended is None:
        raise EstimateRefused(
            f"no answer is recommended: {found.why}", hint="every answer above stands with its warnings"
        )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _folder(given: Path) -> Path | None:
    """The folder that --vault names; alone, it means what the other commands mean without it."""
    return given if given != Path() else Path(os.environ["HABEAS_VAULT"]) if os.environ.get("HABEAS_VAULT") else None


def _run_vault(
    opening: Opening,
    by: str | None,
    names: tuple[str, ...],
    replicates: int,
    plan: "Plan",
    *,
    reports: bool,
    quiet: bool,
) -> "Estimate":
    """Estimate from who is one person now; every answer carries the doubt of linkage."""
    from habeas.estimation import divided
    from habeas.linkage.in_vault.capture_tables import ALL
    from habeas.workspace.estimate import tables_of_ledger

    with opening.workspace() as workspace:
        tables = tables_of_ledger(workspace.ledger, by, names, replicates, plan.seed, reports=reports)
    for each in tables.notes:
        note(f"habeas: {each}")

    def say(text: str) -> None:
        if not quiet:
            click.echo(f"  {text} ...", err=True)

    if by is None:
        return divided.estimate_replicates([version[ALL] for version in tables.versions], plan, say)
    return divided.estimate_replicated_strata(tables.versions, plan, say)


def _run(
    tables: "list[Table]",
    lists: tuple[str, ...],
    strata: tuple[str, ...],
    covariates: tuple[str, ...],
    plan: "Plan",
    quiet: bool,
) -> "Estimate":
    from habeas.estimation import choose, divided
    from habeas.estimation.tables import by_stratum, capture_histories, people

    def say(text: str) -> None:
        if not quiet:
            click.echo(f"  {text} ...", err=True)

    if strata:
        return divided.estimate_replicated_strata([by_stratum(each, lists, strata) for each in tables], plan, say)
    histories = [capture_histories(each, lists, covariates) for each in tables]
    each_person = [people(each, lists, covariates) for each in tables] if covariates else None
    if len(histories) == 1:
        return choose.estimate(histories[0], plan, say, each_person[0] if each_person else None)
    return divided.estimate_replicates(histories, plan, say, each_person)
