"""Files of strangers are parsed in the confined process, and a parser of files is reachable from nowhere else.

PARSERS are modules that take apart a file that somebody else made. Outside `reading` only those of ALLOWED name one,
each for what this program writes or wrote itself; and of `reading`, this process loads the doors (DOORS) and never what
does the work.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.reading import parser_process

ROOT = Path(__file__).parents[2]
HABEAS = ROOT / "src" / "habeas"
PARSERS = (
    "openpyxl pyarrow.parquet csv lxml xml zipfile tarfile bs4 html5lib trafilatura pypdfium2 docx email mailbox "
    "pandas polars xlrd pyexcel odf ezodf defusedxml yaml pickle marshal shelve plistlib PIL puremagic "
    "charset_normalizer"
).split()
READ_CALLS = {"read_csv", "read_parquet", "read_json", "read_json_auto", "read_csv_auto", "read_excel", "read_xlsx",
              "parquet_scan", "load_workbook", "read_table"}  # fmt: skip
ALLOWED = {
    "publication/record_tables.py": "csv: writes tables of an export",
    "cli/linkage.py": "csv: writes tables of lists",
    "cli/demo_lists.py": "csv: the lists of the example, which come with the program",
    "lists/take_out.py": "csv, openpyxl: write a list",
    "publication/paper.py": "pypdfium2: a dossier whose signature and bundle hold, beside the one made from its bundle",
    "publication/pdf_words.py": "pypdfium2: looks through the dossier that it has just made itself",
}
OWN_READERS = {"reading/tables.py", "lists/files.py"}
DOORS = ["habeas.reading.read", "habeas.reading.tables", "habeas.lists.files", "habeas.estimation.tables",
         "habeas.linkage.people.records"]  # fmt: skip
HEAVY = ("openpyxl", "pyarrow", "lxml", "trafilatura", "pypdfium2", "docx", "charset_normalizer")


def imports(source: str) -> Iterator[str]:
    """Every module that is named in an import, at any depth of the file; `a.b` for `from a import b`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def parsers(source: str) -> set[str]:
    return {one for name in imports(source) for one in PARSERS if name == one or name.startswith(one + ".")}


def reads(source: str) -> set[str]:
    """Calls of other libraries' readers of files: their names are enough."""
    tree = ast.walk(ast.parse(source))
    return {node.func.attr for node in tree if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            and node.func.attr in READ_CALLS}  # fmt: skip


@pytest.mark.parametrize(
    "source",
    ["import csv", "from csv import reader", "def f():\n import pyarrow.parquet", "from pyarrow import parquet",
     "from lxml import etree", "from xml.etree import ElementTree", "import zipfile as z", "from openpyxl import x"],
)  # fmt: skip
def test_a_parser_is_found_wherever_it_is_imported(source: str) -> None:
    assert parsers(source)


def test_no_parser_of_files_is_imported_outside_reading() -> None:
    named = {
        str(path.relative_to(HABEAS)): found
        for path in sorted(HABEAS.rglob("*.py"))
        if HABEAS / "reading" not in path.parents and (found := parsers(path.read_text()))
    }
    assert set(named) <= set(ALLOWED), {path: found for path, found in named.items() if path not in ALLOWED}
    assert set(ALLOWED) <= set(named), "an exception that nothing needs"


def test_who_is_allowed_to_name_one_only_writes() -> None:
    for name in set(ALLOWED) - {"cli/demo_lists.py", "publication/pdf_words.py"}:
        text = (HABEAS / name).read_text()
        assert not any(word in text for word in ("csv.reader", "DictReader", "load_workbook", "ParquetFile")), name


def test_no_library_is_asked_to_read_a_file_outside_reading() -> None:
    asked = {
        str(path.relative_to(HABEAS)): found
        for path in sorted(HABEAS.rglob("*.py"))
        if HABEAS / "reading" not in path.parents and (found := reads(path.read_text()) - {"read_table"})
    }
    assert not asked


def test_this_process_loads_no_parser_when_it_opens_the_doors_of_reading() -> None:
    code = f"import {', '.join(DOORS)}, sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_what_does_the_work_is_named_by_the_parser_process_alone() -> None:
    workers = {f"habeas.reading.{module}" for module in parser_process.PARSERS.values()}
    constants = {"habeas.reading.delimited", "habeas.reading.workbook", "habeas.reading.plain_text"}
    for path in sorted(HABEAS.rglob("*.py")):
        if HABEAS / "reading" in path.parents:
            continue
        assert not (set(imports(path.read_text())) & (workers | constants)), path
