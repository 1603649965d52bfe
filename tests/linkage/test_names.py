"""Names across scripts. The pairs are invented here; none was used to write the readings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.linkage.names import similarity

SAME = [
    ("Умар Закаев", "Umar Zakayev"),
    ("Зелимхан Бажаев", "Zelimkhan Bazhaev"),
    ("Хьамзат Гелани", "Khamzat Gelani"),
    ("Олександр Шевченко", "Oleksandr Shevchenko"),
    ("Юрій Ющенко", "Yuriy Yushchenko"),
    ("محمد خالد", "Mohammed Khaled"),
    ("سمير حداد", "Samir Haddad"),
    ("Щербаков Илья", "Ilia Shcherbakov"),
    ("Щербаков Илья", "Schtscherbakow Ilja"),
    ("Чарков Жан", "Tcharkov Jean".replace("Jean", "Zhan")),
]
OTHERS = [
    ("Умар Закаев", "Umar Basaev"),
    ("Олександр Шевченко", "Oleksandr Bondarenko"),
    ("محمد خالد", "Mahmoud Saleh"),
    ("Samir Haddad", "Salim Hamdan"),
    ("Илья Щербаков", "Илья Воронин"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_similarity_one_name_in_two_scripts_is_high(one: str, other: str) -> None:
    assert similarity(one, other) >= 0.85


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_similarity_two_names_is_low(one: str, other: str) -> None:
    assert similarity(one, other) < 0.85


@given(st.text(max_size=25), st.text(max_size=25))
def test_similarity_anything_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert 0.0 <= similarity(one, other) <= 1.0
    assert similarity(one, other) == pytest.approx(similarity(other, one))
