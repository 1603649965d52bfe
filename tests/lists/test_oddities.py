"""What is one person, and what is not: names of all kinds stay, what is no name does not."""

import pytest

from habeas.lists.accounting import NothingKnown, plan
from habeas.lists.columns import recognise
from habeas.lists.files import read_table
from habeas.lists.oddities import holds_several

ONE = (
    "Keledin, Anzor",
    "Vega y Lama, Jose",
    "José Ortega y Gasset",
    "Maria de los Angeles Ruiz",
    "Иванов Иван Иванович",
    "Ли Сон",
    "Abd al-Rahman ibn Khalid",
    "Jean-Baptiste",
    "Anderson",
    "Sandra Brandt",
    "Иса Исаев",
    "Lom Vera, 34",
    "O'Brien, Sean Patrick",
    "unknown",
    "علي حسن",
)
SEVERAL = (
    "Anzor Keledin and Vera Lom",
    "Anzor & Vera",
    "Андрей и Павел Громовы",
    "Иванов Иван, Петров Пётр, Сидоров Сидор",
    "Pavel Grid; Anna Sorn",
    "Pavel Grid\nAnna Sorn",
    "three men",
    "5 unidentified persons",
    "двое мужчин",
    "Family of Sorn",
    "семья Громовых",
    "Vera Lom with two children",
    "Вера Лом с сыном",
    "brothers Grid",
    "Jose Vega y Maria Lama",
)


@pytest.mark.parametrize("name", ONE)
def test_one_name_is_one_person(name: str) -> None:
    assert not holds_several(name)


@pytest.mark.parametrize("name", SEVERAL)
def test_several_names_are_several(name: str) -> None:
    assert holds_several(name)


@pytest.mark.parametrize(
    "row",
    [
        *(
            "Total,3,",
            "TOTAL:,,",
            "Grand total: 3 persons,,",
            "Итого: 3 человека,,",
            "Всего,3,",
            "المجموع,3,",
            "Sum,3,",
        ),
        *('"Source: Lantern, 2022",,', "* names changed,,", "Примечание: см. выше,,", "March 2022,,", "Killed:,,"),
        *("Tarsk district,,", "Name,Date of arrest,Place", "List of the missing,,"),
    ],
)
def test_row_that_is_no_person_makes_none(row: str) -> None:
    data = f"Name,Date of arrest,Place\nAnzor Keledin,2022-02-07,Tarsk\n{row}\nVera Lom,2022-02-08,Kesh\n".encode()
    table = read_table(data)
    planned = plan(table, recognise(table.labels), NothingKnown())
    assert [new.cells["Name"] for new in planned.created] == ["Anzor Keledin", "Vera Lom"]


@pytest.mark.parametrize("name", ["Total Amina", "Vera Lom", "Summer Grid", "May Lom", "Марта Громова", "April Lom"])
def test_name_that_begins_like_a_total_or_a_month_stays_a_person(name: str) -> None:
    data = f"Name,Date of arrest,Place\n{name},,\nAnzor Keledin,2022-02-07,Tarsk\n".encode()
    table = read_table(data)
    planned = plan(table, recognise(table.labels), NothingKnown())
    assert [new.cells["Name"] for new in planned.created] == [name, "Anzor Keledin"]
