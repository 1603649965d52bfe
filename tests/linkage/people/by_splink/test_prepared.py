"""Records as columns a database can compare."""

import numpy as np

from habeas.linkage.people.by_splink.prepared import prepared
from habeas.linkage.people.records import gathered


def test_prepared_name_is_its_first_and_last_word_without_patronymic() -> None:
    columns = prepared(gathered([("a", (["full_name"], [["Руслан Ахмедович Тарханов"], ["Ruslan Tarkhanov"]]))]))

    assert columns.first is not None and columns.last is not None
    words = [[its.texts[number] for number in its.number.tolist()] for its in (columns.first, columns.last)]
    assert words[0] == ["ruslan", "ruslan"]
    assert words[1] == ["tarxanov", "tarxanov"]  # one text in sounds, whatever the script


def test_prepared_name_in_parts_and_whole_is_the_same() -> None:
    whole = (["full_name"], [["Ruslan Tarkhanov"]])
    parts = (["given_name", "family_name", "patronymic"], [["Ruslan", "Tarkhanov", "Akhmedovich"], ["", "Vidal", ""]])
    columns = prepared(gathered([("a", whole), ("b", parts)]))

    assert columns.first is not None and columns.last is not None
    words = [[its.texts[number] for number in its.number.tolist()] for its in (columns.first, columns.last)]
    assert words == [["ruslan", "ruslan", "vidal"], ["tarxanov", "tarxanov", "vidal"]]


def test_prepared_name_of_one_word_is_both_words() -> None:
    columns = prepared(gathered([("a", (["full_name", "place"], [["Selim", "Lomna"], ["", "Lomna"]]))]))

    assert columns.first is not None and columns.last is not None
    assert columns.first.texts == columns.last.texts
    assert columns.first.number.tolist() == [0, -1]


def test_prepared_date_without_day_is_a_span() -> None:
    rows = [["a", "1990-05-02"], ["b", "1990-05"], ["c", "1990"], ["d", "soon"]]
    days = prepared(gathered([("a", (["full_name", "birth_date"], rows))])).days["birth_date"]

    assert (days.last - days.first).tolist() == [0, 30, 364, 0]
    assert days.first.tolist()[3] == -1
    assert np.all(days.year[:3] == 1990)


def test_prepared_no_names_no_words_of_names() -> None:
    columns = prepared(gathered([("a", (["birth_date", "place"], [["1990", "Lomna"]]))]))

    assert columns.first is None
    assert columns.words["place"].number.tolist() == [0]
