"""The invented lists of examples/: they are what their script makes, and what the documents say of them holds."""

import csv
import importlib.util
import random
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from habeas.estimation.capture_histories import from_rows
from habeas.estimation.choose import Plan, estimate
from habeas.linkage.days import days_of
from habeas.linkage.people.records import read_tables
from habeas.lists.columns import mapped
from habeas.lists.files import read_table

LISTS = Path(__file__).parents[2] / "examples" / "lists"
FILES = ("harbour-line.csv", "lawyers-committee.csv", "shelter-abroad.csv", "families-committee.xlsx")


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_lists", LISTS / "make_lists.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make_lists = _script()


def _truth(folder: Path = LISTS) -> dict[tuple[str, str], str]:
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        return {(row["file"], row["record_id"]): row["person"] for row in csv.DictReader(file)}


def test_committed_lists_are_what_the_script_makes(tmp_path: Path) -> None:
    make_lists.make(tmp_path, 400, 2024)

    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted([*FILES, "truth.csv"])
    assert [name for name in made if (tmp_path / name).read_bytes() != (LISTS / name).read_bytes()] == []
    assert sum((LISTS / name).stat().st_size for name in made) < 200_000


def test_another_seed_makes_other_lists(tmp_path: Path) -> None:
    make_lists.make(tmp_path, 50, 2025)

    assert (tmp_path / "harbour-line.csv").read_bytes() != (LISTS / "harbour-line.csv").read_bytes()
    assert set(_truth(tmp_path).values()) <= {"", *(f"P{number:03}" for number in range(1, 51))}


def test_truth_knows_every_row_once_and_ilan_is_on_three_lists() -> None:
    records, truth = read_tables([LISTS / name for name in FILES]), _truth()
    keys = [(records.files[place], own) for place, own in zip(records.file_of, records.record_ids, strict=True)]

    assert sorted(keys) == sorted(truth)
    assert {row for row, key in enumerate(keys) if not truth[key]} == records.nobody and len(records.nobody) == 8
    assert {key[0] for key, person in truth.items() if person == "P001"} == {FILES[0], FILES[1], FILES[3]}
    names = [name for key, name in zip(keys, records.full_names(), strict=True) if truth[key] == "P001"]
    assert "Ilan Matsev" in names


def test_near_namesakes_and_doubles_are_there() -> None:
    people = make_lists.invent(random.Random(2024), 400)
    family = [(make_lists._stem(one.family, one.woman), one.place) for one in people]
    on_list = Counter((key[0], person) for key, person in _truth().items() if person)

    assert sum(family[n] == family[n + 1] for n in range(399)) > 50
    assert all(any(times == 2 for (name, _), times in on_list.items() if name == file) for file in FILES)


@pytest.mark.parametrize("name", FILES)
def test_an_import_recognises_every_column_of_a_list(name: str) -> None:
    table = read_table((LISTS / name).read_bytes())
    columns = mapped(table.labels, (LISTS / "import.toml").read_text(encoding="utf-8"))

    assert len(columns.meanings) == len(table.labels) >= 6 and columns.act == "abduction"
    assert len(table.rows) == sum(file == name for file, _ in _truth())


def test_dates_of_the_lists_are_read() -> None:
    records = read_tables([LISTS / name for name in FILES])

    for column in ("event_date", "birth_date"):
        cells = [cell for cell in records.cells[column] if cell]
        assert [cell for cell in cells if days_of(cell) is None] == []
    assert sum(any("\u0660" <= mark <= "\u0669" for mark in cell) for cell in records.cells["event_date"]) > 30
    assert sum("/" in cell for cell in records.cells["birth_date"]) > 80  # from an age


def test_true_overlap_of_the_lists_tells_how_many_were_taken() -> None:
    on: dict[str, list[int]] = {}
    for (name, _), person in _truth().items():
        if person:
            on.setdefault(person, [0] * len(FILES))[FILES.index(name)] = 1

    answer = estimate(from_rows(list(on.values())), Plan(model="latent-class", thorough=False)).findings.answers[0]

    assert answer.total is not None and answer.total.q025 <= 400 <= answer.total.q975


@pytest.mark.parametrize(
    ("given", "his", "hers"),
    [
        ("Давид", "Давидович", "Давидовна"),
        ("Сергей", "Сергеевич", "Сергеевна"),
        ("Юрий", "Юрьевич", "Юрьевна"),
        ("Лука", "Лукич", "Лукинична"),
        ("Шамиль", "Шамилевич", "Шамилевна"),
        ("Марко", "Маркович", "Марковна"),
    ],
)
def test_child_of_gives_the_name_of_the_father(given: str, his: str, hers: str) -> None:
    assert (make_lists.child_of(given, False), make_lists.child_of(given, True)) == (his, hers)
