"""Which engine compares: our own, Splink on DuckDB, Splink on Spark; and whether this machine can do it.

    own      candidates.py and scoring.py: finds most, and counts persons best; looks at eighteen pairs a record
    duckdb   by_splink/engine.py: keys instead of candidates, the model in SQL; for long lists on one machine
    spark    the same on a Spark cluster
    auto     own up to MOST_OWN records, then duckdb

    1 what is needed is estimated from the number of records, before anything is begun
    2 where this machine has not so much memory, the job is refused, with what to do instead

The estimates are straight lines through what bench/linkage_scale.py measured, rounded up.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from habeas.errors import TooLarge
from habeas.linkage.people.by_splink.engine import Evidence, duckdb_backend, evidence
from habeas.linkage.people.records import Records
from habeas.settings import SparkPlace

MOST_OWN = 200_000
"""Records up to which the own engine is chosen by itself: some minutes."""


class Engine(StrEnum):
    OWN = "own"
    DUCKDB = "duckdb"
    SPARK = "spark"
    AUTO = "auto"


@dataclass(frozen=True)
class Need:
    """What a job is expected to take: bytes of memory, seconds of processor."""

    memory: int
    seconds: float


_MB = 1 << 20
_PER_RECORD = {Engine.OWN: (300 * _MB, 10_500, 4e-4), Engine.DUCKDB: (400 * _MB, 2_500, 6e-5)}
"""Bytes in any case, bytes a record, processor seconds a record."""


def chosen(engine: Engine, records: int) -> Engine:
    """The engine that `auto` means for so many records; else the one given."""
    if engine is not Engine.AUTO:
        return engine
    return Engine.OWN if records <= MOST_OWN else Engine.DUCKDB


def need(engine: Engine, records: int) -> Need:
    """1 What so many records take. Spark: what this process takes beside the cluster, the preparation of columns."""
    base, each, seconds = _PER_RECORD[Engine.OWN if engine is Engine.OWN else Engine.DUCKDB]
    return Need(base + each * records, 3.0 + seconds * records)


def check(engine: Engine, records: int, available: int | None = None) -> Need:
    """2 Raises TooLarge where this machine has less memory than the job needs. `available`: bytes, else asked for."""
    wanted = need(engine, records)
    free = free_memory() if available is None else available
    if free is not None and wanted.memory > free:
        others = [other for other in (Engine.OWN, Engine.DUCKDB) if need(other, records).memory <= free]
        hint = f"--engine {others[-1]} would fit" if others else "split the lists, or use a machine with more memory"
        if engine is Engine.DUCKDB and not others:
            hint = "--engine spark --spark-master spark://HOST:7077 spreads the comparing over a cluster"
        raise TooLarge(
            f"{records} records with engine {engine} need about {wanted.memory >> 20} MB of memory; "
            f"{free >> 20} MB are free. Nothing was begun",
            hint=hint,
        )
    return wanted


def free_memory() -> int | None:
    """Bytes this process may still take: of the machine, and of the container it runs in. None where nobody says."""
    limits = []
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        limits += [int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")]
        group = Path("/sys/fs/cgroup")
        most, used = ((group / name).read_text(encoding="ascii").strip() for name in ("memory.max", "memory.current"))
        limits += [int(most) - int(used)] if most.isdecimal() else []
    except (OSError, ValueError):
        pass  # another system: what could be read so far is what is known
    return min(limits, default=None)


def by_splink(records: Records, engine: Engine, spark: SparkPlace) -> Evidence:
    """The scored pairs, by Splink."""
    if engine is Engine.SPARK:
        from habeas.linkage.people.by_splink.spark import spark_backend

        with spark_backend(spark) as backend:
            return evidence(records, backend)
    with duckdb_backend() as backend:
        return evidence(records, backend)
