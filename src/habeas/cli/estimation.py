"""`habeas estimate`: how many nobody recorded, from a table of who is on which list. Needs no vault."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from habeas.estimation.choose import Plan
    from habeas.estimation.findings import Estimate
    from habeas.estimation.tables import Table


@click.command(name="estimate")
@click.argument("table", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--lists", default="", help="Columns that are lists, by commas. Default: all but `count` and strata.")
@click.option("--strata", multiple=True, help="A column to estimate apart by and add up; may be given again.")
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
    table: tuple[Path, ...], lists: str, strata: tuple[str, ...], model: str, seed: int, rule: str, pool_strata: bool,
    quick: bool, as_json: bool, report: Path | None,
) -> None:  # fmt: skip
    """Estimate how many people nobody recorded.

    TABLE (CSV, XLSX or Parquet) has one row per person with a 0/1 column per list, or one row per pattern of lists
    with a column `count`. Several TABLEs are replicates: versions of the same data that carry the doubt of the linkage;
    with --strata they are combined within each stratum, and the strata are added.
    """
    from habeas.errors import EstimateRefused
    from habeas.estimation.choose import Plan
    from habeas.estimation.tables import read_table

    plan = Plan(model=model, seed=seed, thorough=not quick, rule=rule, partial_pooling=pool_strata)  # type: ignore[arg-type]
    names = tuple(name.strip() for name in lists.split(",") if name.strip())
    found = _run([read_table(path) for path in table], names, strata, plan, quiet=as_json or not sys.stderr.isatty())
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


def _run(
    tables: "list[Table]", lists: tuple[str, ...], strata: tuple[str, ...], plan: "Plan", quiet: bool
) -> "Estimate":
    from habeas.estimation import choose, divided
    from habeas.estimation.tables import by_stratum, capture_histories

    def say(text: str) -> None:
        if not quiet:
            click.echo(f"  {text} ...", err=True)

    if strata:
        return divided.estimate_replicated_strata([by_stratum(each, lists, strata) for each in tables], plan, say)
    histories = [capture_histories(each, lists) for each in tables]
    if len(histories) == 1:
        return choose.estimate(histories[0], plan, say)
    return divided.estimate_replicates(histories, plan, say)
