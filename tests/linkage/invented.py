"""Invented lists with known persons: names in three scripts' spellings, slips, gaps. Same seed, same rows."""

import random

from habeas.linkage.people.records import Records, gathered

GIVEN = "Marat Selim Aslan Viktor Timur Jasur Hamid Olek Rustam Danilo Ibragim Stepan Farid Zaur Nikola".split()
FAMILY = (
    "Gadzhiev Umarov Petrenko Khasanov Mamedov Sydorenko Akhmetov Baisarov Yandiev Temirov Kozak Dudaev Chalabi Orlov "
    "Zhukov Shevchuk Karimov Batal Nadir Hoxha Malik Sadiq Tarasenko Bekov Ozdoev Mutsaev"
).split()
PLACES = "Lower Ford|Stone Bridge|Old Mill|Karst|Almond Hill|Three Wells|Salt Road".split("|")


def lists(people: int, seed: int) -> tuple[Records, list[int]]:
    """(records of two lists, person of each record)."""
    rng = random.Random(seed)
    tables: list[tuple[str, tuple[list[str], list[list[str]]]]] = []
    truth: list[int] = []
    persons = [_person(rng) for _ in range(people)]
    for label in ("one.csv", "two.csv"):
        rows = []
        for number, person in enumerate(persons):
            if rng.random() < 0.7:
                rows.append([f"{label[0]}{len(rows)}", *_heard(rng, person)])
                truth.append(number)
        tables.append((label, (["record_id", "full_name", "birth_date", "place"], rows)))
    return gathered(tables), truth


def _person(rng: random.Random) -> tuple[str, str, str, str]:
    born = f"{rng.randrange(1950, 2005)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    return rng.choice(GIVEN), rng.choice(FAMILY), born, rng.choice(PLACES)


def _heard(rng: random.Random, person: tuple[str, str, str, str]) -> list[str]:
    given, family, born, place = person
    at = rng.randrange(1, len(family) - 1)
    family = family[:at] + family[at + 1 :] if rng.random() < 0.1 else family
    name = f"{given} {family}" if rng.random() < 0.7 else f"{family}, {given}"
    return [name, rng.choice((born, born[:4], "")), place if rng.random() < 0.8 else ""]
