"""`--engine`: who compares, in a vault and without one; what is said before a long job, or one that is too big."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

import click

from habeas.cli.speaking import note

if TYPE_CHECKING:
    from habeas.settings import SparkPlace

LONG_JOB = 60.0
"""Seconds of processor from which a job says beforehand how long it will take."""
Command = TypeVar("Command", bound=Callable[..., Any])


def takes_engine(command: Command) -> Command:
    """Adds --engine and --spark-master to a command."""
    engine = click.option(
        "--engine",
        type=click.Choice(["own", "duckdb", "spark", "auto"]),
        default="auto",
        show_default=True,
        help="Who compares: ours, or Splink on DuckDB or on Spark; auto: ours up to 200,000 records, then duckdb.",
    )
    master = click.option(
        "--spark-master", help="Where Spark runs, spark://HOST:7077; else HABEAS_SPARK_MASTER, else local[2]."
    )
    return engine(master(command))


def checked(engine: str, records: int, spark_master: str | None) -> "SparkPlace":
    """Where Spark would run. What is missing, or too much for this machine, is said before anything is begun."""
    from habeas.errors import UsageProblem
    from habeas.linkage.people.by_splink import spark
    from habeas.linkage.people.engines import Engine, check, chosen
    from habeas.settings import spark_place

    who, place = chosen(Engine(engine), records), spark_place(spark_master)
    if spark_master and who is not Engine.SPARK:
        raise UsageProblem("--spark-master is for --engine spark")
    if who is not Engine.OWN and find_spec("splink") is None:
        wanted = "spark" if who is Engine.SPARK else "long-lists"
        raise UsageProblem(
            f"{records} records are compared by engine {who}, which is not installed; nothing was begun",
            hint=f"install habeas[{wanted}]; or --engine own, which takes far longer",
        )
    if who is Engine.SPARK:
        spark.ready(place)
        if not spark.in_memory(place):
            note("Spark keeps the records, names in clear, in its folder while it works; they are removed at the end")
    if who is not Engine.OWN and engine == Engine.AUTO:
        note(f"{records} records: compared by Splink on DuckDB (--engine own looks closer and takes far longer)")
    needed = check(who, records)
    if needed.seconds > LONG_JOB:
        note(f"{records} records, engine {who}: about {needed.seconds / 60:.0f} minutes of one processor")
    return place
