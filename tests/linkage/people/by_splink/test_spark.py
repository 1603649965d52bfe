"""Splink on Spark: what is missing is said; and, where all is there, the same answer as on DuckDB."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from habeas.errors import UsageProblem
from habeas.linkage.people.by_splink.engine import duckdb_backend, evidence
from habeas.linkage.people.by_splink.spark import in_memory, ready, spark_backend
from habeas.settings import SparkPlace, spark_place
from tests.linkage.invented import lists


def test_ready_without_pyspark_or_java_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(UsageProblem) as refused:
        ready(SparkPlace())

    assert "OpenJDK" in refused.value.hint or "habeas[spark]" in refused.value.hint


def test_ready_cluster_without_a_folder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("habeas.linkage.people.by_splink.spark.find_spec", lambda _: object())
    monkeypatch.setenv("JAVA_HOME", "/somewhere")

    with pytest.raises(UsageProblem, match="names in clear"):
        ready(SparkPlace("spark://host.invalid:7077"))


def test_in_memory_a_named_folder_is_not(tmp_path: Path) -> None:
    assert not in_memory(SparkPlace(folder=tmp_path))


@pytest.mark.slow
def test_evidence_on_spark_is_what_it_is_on_duckdb(tmp_path: Path) -> None:
    if find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed: pip install 'habeas[spark]'")
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("Java was not found: install OpenJDK 17")
    records, _ = lists(60, 2)

    with spark_backend(SparkPlace("local[2]", tmp_path, 2)) as backend:
        on_spark = evidence(records, backend)
    with duckdb_backend() as backend:
        on_duckdb = evidence(records, backend)

    assert np.array_equal(on_spark.left, on_duckdb.left)
    assert np.array_equal(on_spark.right, on_duckdb.right)
    assert np.abs(on_spark.log_odds - on_duckdb.log_odds).max() < 0.5
    assert list(tmp_path.iterdir()) == []


def test_spark_place_what_is_asked_for_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HABEAS_SPARK_MASTER", "local[4]")
    monkeypatch.setenv("HABEAS_SPARK_PARTITIONS", "zero")

    assert spark_place("local[1]").master == "local[1]"
    assert spark_place() == SparkPlace("local[4]", None, 4)
