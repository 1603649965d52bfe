import doctest
import importlib
import re
from pathlib import Path

import pytest

import habeas.estimation as package
from habeas.estimation.results import PUBLISHED
from habeas.estimation.warnings import CHECKS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference" / "estimation.md"
MODULES = sorted(path.stem for path in Path(str(package.__file__)).parent.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"habeas.estimation.{name}"))
    assert found.failed == 0


def test_examples_in_the_reference_are_true() -> None:
    parsed = doctest.DocTestParser().get_doctest(REFERENCE.read_text(), {}, "reference", None, 0)
    ran = doctest.DocTestRunner().run(parsed)
    assert ran.failed == 0 and ran.attempted > 8


def test_every_warning_is_in_the_reference() -> None:
    text = REFERENCE.read_text()
    assert [code for code in CHECKS if f"`{code}`" not in text] == []
    assert re.search(r"18 `mean-not-median`", text)


def test_every_module_is_on_the_map() -> None:
    listed = str(package.__doc__)
    assert [
        name for name in MODULES if f"{name}.py" not in listed and name not in ("results", "findings", "tables")
    ] == []


def test_the_fields_of_json_are_in_the_reference() -> None:
    fields = ("documented", "recommended", "models", "warnings", "seed", "version", *PUBLISHED)
    assert [name for name in fields if f'"{name}"' not in REFERENCE.read_text()] == []
