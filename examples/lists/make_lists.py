"""Makes the three invented lists of this folder and truth.csv, which says who is who. Same seed, same bytes.

1 invent the persons, some of them near-namesakes (brothers, a father and son) of others
2 each list hears of a person with a chance of its own; those who were held long are known better
3 each list writes what it heard in its own script, with its own gaps, slips and habits
4 a few persons stand twice in one list, written differently

    python examples/lists/make_lists.py [--people N] [--seed N] [--to FOLDER]
"""

import argparse
import csv
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path


def words(text: str) -> list[str]:
    return text.split()


GIVEN = words(
    "Илан Давид Марко Юсуф Шамиль Тарас Ованес Лука Эмин Родион Хасан Борис Нико Якуб Сергей Арсен Виктор Мирон Цезарь "
    "Заур Фёдор Гиорги Ренат Павел Щепан Игнат Эдуард Жан Чермен Юрий"
)
FAMILY = words(
    "Мацев Орешан Датунов Караш Величан Берин Жуковец Хорев Цаган Шамет Чоран Юнеш Яшар Щукан Ебелов Эрдан Крайчев "
    "Долев Тарханец Мизур Зелимов Гочев Ивасян Пелех Рустан Сафаров Улемов Фазан Бойчук Наргизов Латиф Вехтин Одишев "
    "Журавин Кешев Ломнин Абашин Горыч Дзанов Хачур"
)
FATHERS = words("Давидович Маркович Юсуфович Тарасович Лукич Борисович Сергеевич Викторович Миронович Павлович Юрьевич")
PLACES = ("Ломна", "Кеш", "Верхний Брод", "Селмир", "Дубовая", "Щербина", "Харцы")
WORK = {
    "студент": ("student", "student"),
    "пекарь": ("baker", "pekař"),
    "водитель": ("driver", "řidič"),
    "учитель": ("teacher", "učitel"),
    "парикмахер": ("hairdresser", "kadeřník"),
    "музыкант": ("musician", "hudebník"),
    "рабочий": ("labourer", "dělník"),
    "врач": ("doctor", "lékař"),
}
PASSPORT = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        words("a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia"),
        strict=True,
    )
) | {"ь": ""}
BY_EAR = PASSPORT | {
    "ё": "jo",
    "ж": "ž",
    "й": "j",
    "х": "ch",
    "ц": "c",
    "ч": "č",
    "ш": "š",
    "щ": "šč",
    "ю": "ju",
    "я": "ja",
}
FIRST, LAST = date(2024, 2, 26), date(2024, 4, 12)
COLUMNS = words("record_id given_name family_name patronymic full_name birth_date event_date place sex occupation")

Row = dict[str, str]


@dataclass(frozen=True)
class Person:
    """Names in Cyrillic; `chance` multiplies each list's own chance of having heard of the person."""

    number: int
    given: str
    family: str
    father: str
    born: date
    taken: date
    place: str
    work: str
    chance: float


def latin(name: str, letters: dict[str, str]) -> str:
    return " ".join("".join(letters.get(c, c) for c in word.casefold()).capitalize() for word in name.split())


def invent(rng: random.Random, how_many: int) -> list[Person]:
    """1 The first is Ilan Matsev of the reports; every eighth shares a family name and father with the one before."""
    people: list[Person] = []
    for number in range(1, how_many + 1):
        taken = FIRST + timedelta(days=rng.randrange((LAST - FIRST).days + 1))
        born = date(rng.randrange(1978, 2006), rng.randrange(1, 13), rng.randrange(1, 29))
        person = Person(
            number,
            rng.choice(GIVEN),
            rng.choice(FAMILY),
            rng.choice(FATHERS),
            born,
            taken,
            rng.choices(PLACES, (9, 3, 2, 2, 1, 1, 1))[0],
            rng.choice([*WORK]),
            rng.choice((0.6, 1.0, 1.25)),
        )
        if people and number % 8 == 0:
            person = replace(person, family=people[-1].family, father=people[-1].father, place=people[-1].place)
        people.append(person)
    ilan = Person(1, "Илан", "Мацев", "Давидович", date(2001, 2, 3), date(2024, 3, 8), "Ломна", "студент", 9.0)
    return [ilan, *people[1:]]


def slip(rng: random.Random, name: str) -> str:
    """3 One letter lost, doubled or exchanged with its neighbour; the first letter stays."""
    if len(name) < 4 or rng.random() > 0.12:
        return name
    i = rng.randrange(1, len(name) - 1)
    return rng.choice(
        (name[:i] + name[i + 1 :], name[:i] + name[i] + name[i:], name[:i] + name[i + 1] + name[i] + name[i + 2 :])
    )


def told_date(rng: random.Random, day: date) -> date:
    """3 The day as someone remembers it: mostly right, at times a day or three off."""
    return day + timedelta(days=rng.choices((0, -1, 1, 3, -7), (70, 10, 10, 6, 4))[0])


def some(rng: random.Random, value: str, chance: float) -> str:
    return value if rng.random() < chance else ""


def harbour_line(rng: random.Random, person: Person) -> Row:
    """Latin, as in passports; names apart; dates as ISO, a month where the day is not known."""
    taken = told_date(rng, person.taken).isoformat()
    return {
        "given_name": slip(rng, latin(person.given, PASSPORT)),
        "family_name": slip(rng, latin(person.family, PASSPORT)),
        "birth_date": some(rng, rng.choice((person.born.isoformat(), str(person.born.year))), 0.8),
        "event_date": rng.choice((taken, taken, taken, taken[:7])),
        "place": latin(person.place, PASSPORT),
        "sex": "m",
        "occupation": some(rng, WORK[person.work][0], 0.7),
    }


def lawyers(rng: random.Random, person: Person) -> Row:
    """Cyrillic; family name first, with the father's name; dates with points; ё written as е."""
    initials = f"{person.given[0]}. {person.father[0]}."
    full = f"{slip(rng, person.family)} " + rng.choice((f"{person.given} {person.father}", f"{person.given}", initials))
    return {
        "full_name": full.replace("ё", "е"),
        "birth_date": some(rng, person.born.strftime("%d.%m.%Y"), 0.75),
        "event_date": some(rng, told_date(rng, person.taken).strftime("%d.%m.%Y"), 0.9),
        "place": person.place,
        "sex": "муж",
        "occupation": some(rng, person.work, 0.5),
    }


def shelter(rng: random.Random, person: Person) -> Row:
    """A shelter abroad that writes by ear with hooks and carons; names at times exchanged; a year of birth."""
    names = [slip(rng, latin(person.given, BY_EAR)), slip(rng, latin(person.family, BY_EAR))]
    if rng.random() < 0.15:
        names.reverse()
    return {
        "given_name": names[0],
        "family_name": names[1],
        "patronymic": some(rng, latin(person.father, BY_EAR), 0.3),
        "birth_date": some(rng, str(person.born.year + rng.choices((0, 1, -1), (80, 10, 10))[0]), 0.85),
        "event_date": told_date(rng, person.taken).strftime("%Y-%m"),
        "place": some(rng, latin(person.place, BY_EAR), 0.6),
        "occupation": some(rng, WORK[person.work][1], 0.6),
    }


LISTS: dict[str, tuple[str, float, Callable[[random.Random, Person], Row]]] = {
    "harbour-line.csv": ("HL", 0.62, harbour_line),
    "lawyers-committee.csv": ("KA", 0.58, lawyers),
    "shelter-abroad.csv": ("SH", 0.50, shelter),
}


def write(path: Path, columns: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def make(folder: Path, how_many: int, seed: int) -> None:
    rng = random.Random(seed)
    people, truth = invent(rng, how_many), []
    for name, (prefix, chance, written) in LISTS.items():
        heard = [person for person in people if rng.random() < chance * person.chance]  # 2
        heard += rng.sample(heard, max(1, len(heard) // 20))  # 4
        rng.shuffle(heard)
        rows = [{"record_id": f"{prefix}-{n:03}", **written(rng, person)} for n, person in enumerate(heard, 1)]  # 3
        write(folder / name, [column for column in COLUMNS if any(row.get(column) for row in rows)], rows)
        ids = (row["record_id"] for row in rows)
        truth += [{"file": name, "record_id": i, "person": f"P{p.number:03}"} for i, p in zip(ids, heard, strict=True)]
    write(folder / "truth.csv", ["file", "record_id", "person"], truth)
    seen = len({row["person"] for row in truth})
    sys.stdout.write(f"{how_many} persons, {seen} of them in at least one list, {len(truth)} rows\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=68)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent)
    asked = parser.parse_args()
    make(asked.to, asked.people, asked.seed)
