"""The lines of the index of real material that are about lists: each input has its right answer."""

from pathlib import Path

import pytest

from habeas.errors import BadInput
from habeas.lists.files import read_table
from tests.lists.test_battery import understood

MATERIAL = Path(__file__).parents[3] / "shared" / "data" / "real-material"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not MATERIAL.is_dir(), reason="the reference material is not beside this checkout"),
]


def of(path: str) -> tuple[list[str], list[str], dict[int, set[str]], set[str]]:
    return understood((MATERIAL / path).read_bytes())


@pytest.mark.parametrize("name", ["people.xlsx", "cols.xlsx"])
def test_50_wrong_dimension_loses_no_row_and_no_column(name: str) -> None:
    table = read_table((MATERIAL / "50-xlsx-wrong-dimension" / name).read_bytes())
    assert (len(table.rows), len(table.labels)) == (4, 3)


def test_52_cells_merged_down_say_the_same_of_each_row() -> None:
    table = read_table((MATERIAL / "52-xlsx-merged-down" / "people.xlsx").read_bytes())
    assert [row.cells[:2] for row in table.rows[:3]] == [("Selmir", "2021-03-12")] * 3
    assert "filled_from_merged:4" in table.notes


def test_53_hidden_sheet_is_not_read_unasked() -> None:
    table = read_table((MATERIAL / "53-xlsx-hidden-struck" / "hidden-first-sheet.xlsx").read_bytes())
    assert (table.sheet, len(table.rows)) == ("People", 4)


def test_55_footer_rows_are_no_people() -> None:
    names, _, odd, _ = of("55-xlsx-footer/people.csv")
    assert names == ["Marat Iskanov", "Timur Belov"]
    assert odd == {4: {"no_person"}, 5: {"no_person"}, 6: {"no_person"}}


def test_56_several_people_in_a_cell_are_flagged() -> None:
    names, _, odd, _ = of("56-csv-many-in-one/people.csv")
    assert names == [] and set(odd) == {2, 3, 4, 5, 6} and set.union(*odd.values()) == {"several_people"}


def test_57_error_values_are_no_names() -> None:
    names, _, odd, _ = of("57-xlsx-error-cells/people.xlsx")
    assert names == ["Marat Iskanov"] and {3, 4, 5} <= set(odd)


def test_58_jalali_dates_are_not_of_another_millennium() -> None:
    _, dates, _, notes = of("58-calendars/jalali-en.csv")
    assert dates == ["2021-04-03", "2021-04-23"] and "calendar_jalali" in notes


def test_59_column_that_shows_month_first_is_read_so() -> None:
    assert of("59-dash-month-first/people.csv")[1] == ["2021-03-25", "2021-03-04", "2020-12-31", "2021-04-05"]


def test_60_french_and_russian_lists_are_read_in_their_encodings() -> None:
    french = read_table((MATERIAL / "60-csv-dialects" / "cp1252-french.csv").read_bytes())
    assert french.rows[0].cells == ("Lefèvre", "Zoé", "Évreux") and "encoding_guessed:1" in french.notes
    russian = read_table((MATERIAL / "60-csv-dialects" / "cp1251-caps.csv").read_bytes())
    assert (russian.labels[0], russian.rows[0].cells[0], russian.encoding) == ("ФИО", "ИСКАНОВ МАРАТ", "cp1251")


def test_62_password_and_old_excel_are_told_apart() -> None:
    folder = MATERIAL / "62-xlsx-password"
    with pytest.raises(BadInput, match="encrypted"):
        read_table((folder / "protected.xlsx").read_bytes())
    for old in folder.glob("*.xls"):
        with pytest.raises(BadInput, match="old Excel"):
            read_table(old.read_bytes())


def test_64_comment_of_a_cell_is_never_part_of_a_name() -> None:
    names, _, _, notes = of("64-ods-annotation/people.ods")
    assert names[0] == "Marat Iskanov" and "comments" in notes


def test_65_labels_of_a_form_give_two_persons() -> None:
    assert of("65-kobo-filtered-export/labels.xlsx")[0] == ["Marat Iskanov", "Timur Belov"]
