"""Splink on Spark: the same model where one machine is too small. Slow to start (a minute), so never the default.

    1 what is needed is looked for before anything is read into memory: pyspark, Java, a folder
    2 a session is begun with Splink's own functions for text, few partitions, no web page
    3 what Spark puts down while it works are records with names in clear. On a local master that is a private folder in
      memory, where there is one, and it is removed at the end; on a cluster it is the folder that was named

Names leave this process: into a Java process of this machine, and with a cluster into all of its machines.
"""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from habeas import programs
from habeas.errors import UsageProblem
from habeas.linkage.by_splink.engine import Backend
from habeas.linkage.by_splink.model import SPARK
from habeas.settings import SparkPlace

IN_MEMORY = Path("/dev/shm")


def ready(place: SparkPlace) -> None:
    """1 Raises UsageProblem: what is missing, and what to do."""
    if find_spec("pyspark") is None:
        raise UsageProblem("--engine spark needs pyspark, which is not installed", hint="pip install 'habeas[spark]'")
    if programs.find("java") is None and not os.environ.get("JAVA_HOME"):
        raise UsageProblem(
            "--engine spark needs Java, which was not found", hint="install OpenJDK 17, or set JAVA_HOME"
        )
    if not local(place) and place.folder is None:
        raise UsageProblem(
            "a cluster needs a folder that all its machines see; it will hold names in clear while the job runs",
            hint="set HABEAS_SPARK_FOLDER to a folder on encrypted disks",
        )


def local(place: SparkPlace) -> bool:
    """Whether the work stays on this machine."""
    return place.master.startswith("local")


def in_memory(place: SparkPlace) -> bool:
    """Whether what Spark puts down stays in memory."""
    return place.folder is None and _writable(IN_MEMORY)


def _writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK)


@contextmanager
def spark_backend(place: SparkPlace) -> Iterator[Backend]:
    """2 A session that ends, with its folder, when the block does."""
    ready(place)
    with _private_folder(place) as folder:
        session = _session(place, folder)
        try:
            from splink import SparkAPI

            make: Any = SparkAPI
            yield Backend(SPARK, make(spark_session=session, break_lineage_method="parquet"), _fetched)
        finally:
            session.stop()


def _fetched(found: Any) -> Any:
    return found.as_spark_dataframe().select("unique_id_l", "unique_id_r", "match_weight").toArrow()


@contextmanager
def _private_folder(place: SparkPlace) -> Iterator[Path]:
    """3 Of this user alone, and removed whatever happens."""
    parent = place.folder or (IN_MEMORY if in_memory(place) else None)
    try:
        folder = Path(tempfile.mkdtemp(prefix="habeas-spark-", dir=parent))
    except OSError as error:
        raise UsageProblem(f"the folder for Spark cannot be written (errno {error.errno})") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _session(place: SparkPlace, folder: Path) -> Any:
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    wanted = {
        "spark.sql.shuffle.partitions": str(place.partitions),
        "spark.default.parallelism": str(place.partitions),
        "spark.pyspark.python": sys.executable,
        "spark.jars": similarity_jar_location(),
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if local(place):  # little data: compiling each of hundreds of small steps takes longer than running them
        wanted |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        wanted |= {"spark.sql.codegen.wholeStage": "false", "spark.sql.adaptive.enabled": "false"}
    builder = SparkSession.builder.master(place.master).appName("habeas")
    for key, value in wanted.items():
        builder = builder.config(key, value)
    try:
        # Java, and the Python that it starts, begin in the private folder: the current one may hold anybody's modules.
        with contextlib.redirect_stdout(None), contextlib.chdir(folder):
            session = builder.getOrCreate()
    except Exception as error:  # noqa: BLE001 - whatever Java says; it is shown by its kind only
        raise UsageProblem(
            f"Spark could not be started ({type(error).__name__})", hint="check JAVA_HOME and --spark-master"
        ) from None
    session.sparkContext.setLogLevel("ERROR")
    session.sparkContext.setCheckpointDir(str(folder / "checkpoints"))
    return session
