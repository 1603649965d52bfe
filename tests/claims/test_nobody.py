"""Cells of a name that name nobody."""

import pytest

from habeas.claims.nobody import names_somebody


@pytest.mark.parametrize(
    "cell",
    ["", "?", "---", "12", "unknown", "Unknown man, about 30", "N. N.", "XXX", "имя не установлено", "неизвестный",
     "مجهول الهوية", "غير معروف", "neznámý muž", "inconnu"],
)  # fmt: skip
def test_names_somebody_words_for_unknown_name_nobody(cell: str) -> None:
    assert not names_somebody(cell)


@pytest.mark.parametrize(
    "cell", ["Илан", "I. M.", "Man Singh", "معروف", "unknown son of Selim Batal", "Nn Batal", "N. Batal", "Ли"]
)
def test_names_somebody_names_stay(cell: str) -> None:
    assert names_somebody(cell)
