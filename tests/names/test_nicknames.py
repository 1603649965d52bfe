"""Short forms of names."""

import numpy as np
import pytest

from habeas.linkage.names import similarity
from habeas.linkage.people.name_pairs import NamePairs
from habeas.names.nicknames import ALIKE, entries


@pytest.mark.parametrize(
    ("short", "formal"),
    [
        ("Саша Петров", "Aleksandr Petrov"),
        ("Sasha Petrowa", "Александра Петрова"),
        ("Maga Umarov", "Магомед Умаров"),
        ("Мага Умаров", "Mukhammad Umarov"),
        ("Олекса Кравчук", "Oleksii Kravchuk"),
        ("Bill Hartwell", "William Hartwell"),
        ("Paco Belmonte", "Francisco Belmonte"),
        ("Вова Лесной", "Володя Лесной"),
    ],
)
def test_similarity_short_form_is_alike_and_not_the_same(short: str, formal: str) -> None:
    assert ALIKE <= similarity(short, formal) < 0.99


@pytest.mark.parametrize(("one", "other"), [("Саша Петров", "Сергей Петров"), ("Maga Umarov", "Marat Umarov")])
def test_similarity_short_form_of_another_name_is_not_alike(one: str, other: str) -> None:
    assert similarity(one, other) < 0.8


def test_similarity_short_form_alone_of_another_family_stays_low() -> None:
    assert similarity("Саша Петров", "Александр Кузнецов") < 0.8


def test_name_pairs_short_form_agrees_more_than_another_name() -> None:
    names = NamePairs(["Саша Кротов", "Aleksandr Krotov", "Gennadij Krotov", *[f"Nemo Other{n}a" for n in range(60)]])

    levels = names.compare(np.asarray([0, 0]), np.asarray([1, 2]))

    assert levels[0] > levels[1]


def test_entries_each_form_once_and_in_one_script() -> None:
    for forms in entries():
        assert len(set(forms)) == len(forms), forms
        assert len(forms) >= 2
        scripts = {"cyrillic" if "\u0400" <= form[0] <= "\u04ff" else form[0].isascii() for form in forms}
        assert len(scripts) == 1, forms
