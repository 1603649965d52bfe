"""Makes the four invented lists of this folder and truth.csv, which says who is who. Same seed, same bytes.

1 invent the persons, some of them near-namesakes (brothers, a father and his son) of others
2 each list hears of a person, or does not: the capture model below
3 each list writes what it heard in its own script, with its own gaps, slips and habits
4 a few persons stand twice in one list, written anew each time; a few rows name nobody
5 the lists are written as their owners keep them: CSV in UTF-8, CSV in Windows-1251, a workbook with a title

    python examples/lists/make_lists.py [--people N] [--seed N] [--to FOLDER]

The capture model. A list hears of a person with its own CHANCE, times 1.07 for half of the people (whose families speak
up) and 0.93 for the others, times 1.15 or 0.85 by place (Harbour Line works in Lomna and Kesh, the lawyers elsewhere)
or by wave (the shelter hears of the first, from people who had time to flee; the families of the second). The lawyers
get names from Harbour Line's telephone line: FROM_THE_LINE more for whom Harbour Line has. Nothing else ties two lists.
Ilan Matsev of the reports is put on three lists by hand.
"""

import argparse
import csv
import io
import random
import re
import sys
import tomllib
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ARDOVIA: Mapping[str, Any] = tomllib.loads((HERE / "ardovia.toml").read_text(encoding="utf-8"))
LETTERS = ARDOVIA["letters"]
FIRST_WAVE = date(2024, 2, 26), date(2024, 4, 12)
SECOND_WAVE = date(2024, 4, 13), date(2024, 11, 30)
LISTED = date(2025, 1, 20)
CHANCE = {"harbour": 0.42, "lawyers": 0.29, "shelter": 0.34, "families": 0.30}
FROM_THE_LINE = 0.08
TWICE = 25
"""One in so many of a list stands in it twice."""
Row = dict[str, str | int]


@dataclass(frozen=True)
class Person:
    """Names in Cyrillic."""

    number: int
    given: str
    family: str
    father: str
    woman: bool
    born: date
    taken: date
    place: str
    work: str
    speaks_up: bool

    @property
    def first_wave(self) -> bool:
        return self.taken <= FIRST_WAVE[1]


ILAN = Person(1, "Илан", "Мацев", "Давидович", False, date(2001, 2, 3), date(2024, 3, 8), "Ломна", "студент", True)


def child_of(given: str, woman: bool) -> str:
    """The name that a father called `given` gives his child."""
    for ending, his, hers in (("ий", "ьевич", "ьевна"), ("й", "евич", "евна"), ("ь", "евич", "евна"),
                              ("а", "ич", "инична"), ("о", "ович", "овна"), ("и", "иевич", "иевна")):  # fmt: skip
        if given.endswith(ending):
            return given.removesuffix(ending) + (hers if woman else his)
    return given + ("овна" if woman else "ович")


def invent(rng: random.Random, how_many: int) -> list[Person]:
    """1 Ilan Matsev of the reports first. Every eighth is a brother or sister of the one before, every 25th a son."""
    people: list[Person] = []
    for number in range(1, how_many + 1):
        person = _invented(rng, number)
        if people and number % 25 == 0:
            person = _child(person, people[-1])
        elif people and number % 8 == 0:
            person = _sibling(person, people[-1])
        people.append(person if number > 1 else ILAN)
    return people


def _invented(rng: random.Random, number: int) -> Person:
    """Women, mostly those who had asked for their sons and brothers, are taken in the second wave only."""
    first_wave = rng.random() < 0.45
    start, end = FIRST_WAVE if first_wave else SECOND_WAVE
    taken = start + timedelta(days=rng.randrange((end - start).days + 1))
    woman = not first_wave and rng.random() < 0.14
    families = ARDOVIA["families"].split()
    places = ARDOVIA["places"]
    return Person(
        number,
        rng.choice((ARDOVIA["women"] if woman else ARDOVIA["men"]).split()),
        _of_sex(rng.choices(families, [1 / (place + 15) for place in range(len(families))])[0], woman),
        child_of(rng.choice(ARDOVIA["men"].split()), woman),
        woman,
        date(rng.randrange(1974, 2006), rng.randrange(1, 13), rng.randrange(1, 29)),
        taken,
        rng.choices([*places], [share[0 if first_wave else 1] for share in places.values()])[0],
        rng.choice([*ARDOVIA["work"]]),
        rng.random() < 0.5,
    )


def _of_sex(family: str, woman: bool) -> str:
    return family + "а" if woman and family.endswith(("ов", "ев", "ин")) else family


def _stem(family: str, woman: bool) -> str:
    return family.removesuffix("а") if woman else family


def _sibling(person: Person, other: Person) -> Person:
    masculine = other.father if not other.woman else re.sub("инична$", "ич", re.sub("вна$", "вич", other.father))
    father = re.sub("вич$", "вна", re.sub("(?<!в)ич$", "инична", masculine)) if person.woman else masculine
    family = _of_sex(_stem(other.family, other.woman), person.woman)
    return replace(person, family=family, father=father, place=other.place)


def _child(person: Person, parent: Person) -> Person:
    """The parent becomes old enough by the child's becoming young; a mother's child has its father's name anyway."""
    born = date(max(2001, parent.born.year + 19), person.born.month, person.born.day)
    father = person.father if parent.woman else child_of(parent.given, person.woman)
    family = _of_sex(_stem(parent.family, parent.woman), person.woman)
    return replace(person, family=family, father=father, place=parent.place, born=min(born, date(2006, 1, 1)))


def heard_by(rng: random.Random, person: Person) -> list[str]:
    """2 The lists that hear of a person, by the capture model at the top."""
    speaks = 1.07 if person.speaks_up else 0.93
    near = person.place in ("Ломна", "Кеш")
    tilt = {"harbour": near, "lawyers": not near, "shelter": person.first_wave, "families": not person.first_wave}
    heard: list[str] = []
    for name, chance in CHANCE.items():
        from_the_line = FROM_THE_LINE if name == "lawyers" and "harbour" in heard else 0.0
        if rng.random() < (chance + from_the_line) * speaks * (1.15 if tilt[name] else 0.85):
            heard.append(name)
    return ["harbour", "lawyers", "families"] if person.number == 1 else heard


# --- 3 ---------------------------------------------------------------------------------------------------------------


def written(name: str, letters: str) -> str:
    table = dict(zip(LETTERS["cyrillic"], LETTERS[letters].replace("-", "").split(" "), strict=True))
    return " ".join("".join(table.get(mark, mark) for mark in word.casefold()).capitalize() for word in name.split())


def in_arabic(rng: random.Random, name: str) -> str:
    """By ear: short vowels come and go, a sound that Arabic lacks becomes now one letter, now another."""
    return " ".join(_arabic_word(rng, word) for word in name.split())


def _arabic_word(rng: random.Random, word: str) -> str:
    own = ARDOVIA["spelled_in_arabic"].get(word)
    if own and rng.random() < 0.8:
        return str(own)
    table = dict(zip(LETTERS["cyrillic"], LETTERS["arabic"].replace("-", "").split(" "), strict=True))
    rules, marks = ARDOVIA["arabic"], []
    for place, mark in enumerate(word.casefold()):
        if place and mark in rules["left_out"] and place < len(word) - 1 and rng.random() < 0.15:
            continue
        letter = rules["first"].get(mark, table[mark]) if place == 0 else table[mark]
        marks.append(rules["other"].get(letter, letter) if rng.random() < 0.12 else letter)
    return re.sub(r"(.)\1+", r"\1", "".join(marks))  # Arabic writes no letter twice


def slip(rng: random.Random, name: str) -> str:
    """One letter lost, doubled or exchanged with its neighbour; the first letter stays."""
    if len(name) < 4 or rng.random() > 0.1:
        return name
    i = rng.randrange(1, len(name) - 1)
    return rng.choice(
        (name[:i] + name[i + 1 :], name[:i] + name[i] + name[i:], name[:i] + name[i + 1] + name[i] + name[i + 2 :])
    )


def told(rng: random.Random, day: date) -> date:
    """The day as someone remembers it: mostly right, at times a day or three off."""
    return min(LISTED, day + timedelta(days=rng.choices((0, -1, 1, 3, -7), (72, 9, 9, 6, 4))[0]))


def some(rng: random.Random, value: str, chance: float) -> str:
    return value if rng.random() < chance else ""


def month(day: date, language: str) -> str:
    return str(ARDOVIA["months"][language].split()[day.month - 1])


def around(rng: random.Random, day: date) -> tuple[int, int]:
    """First and last day of the month between which the day lies, for `between 3 and 8 March`."""
    return max(1, day.day - rng.randrange(0, 4)), min(28, day.day + rng.randrange(1, 4)) if day.day < 28 else day.day


def part(day: date, early: str, middle: str, late: str) -> str:
    return early if day.day <= 10 else middle if day.day <= 20 else late


def somewhere(rng: random.Random, place: str, near: str, or_: str, how: Callable[[str], str]) -> str:
    """The place, at times only `near Kesh` or `Lomna or Kesh`."""
    chance = rng.random()
    if chance < 0.07:
        return near.format(how(place))
    if chance < 0.12:
        other = rng.choice([name for name in ARDOVIA["places"] if name != place])
        both = [how(place), how(other)]
        rng.shuffle(both)
        return or_.format(*both)
    return how(place)


def harbour(rng: random.Random, person: Person) -> Row:
    """Latin, as in passports; names apart; days as ISO, or in English words where the day is not known."""
    day = told(rng, person.taken)
    low, high = around(rng, day)
    named = f"{month(day, 'en')} {day.year}"
    early = part(day, "early {}", "mid-{}", "late {}").format(named)
    between = f"between {low} and {high} {named}" if low < high else named
    dates = [day.isoformat(), day.isoformat()[:7], named, early, between, f"{day.day} {named}"]
    return {
        "given_name": slip(rng, written(person.given, "passport")),
        "family_name": slip(rng, written(person.family, "passport")),
        "birth_date": some(rng, rng.choice((person.born.isoformat(), str(person.born.year))), 0.8),
        "event_date": rng.choices(dates, (70, 8, 4, 7, 6, 5))[0],
        "place": somewhere(rng, person.place, "near {}", "{} or {}", lambda name: written(name, "passport")),
        "sex": "f" if person.woman else "m",
        "occupation": some(rng, ARDOVIA["work"][person.work][0], 0.7),
    }


def lawyers(rng: random.Random, person: Person) -> Row:
    """Cyrillic; family name first, with the father's name or initials; dates with points; ё written as е."""
    initials = f"{person.given[0]}. {person.father[0]}."
    rest = rng.choices((f"{person.given} {person.father}", person.given, initials), (5, 3, 2))[0]
    day = told(rng, person.taken)
    low, high = around(rng, day)
    early = part(day, "в начале {}", "в середине {}", "в конце {}").format(month(day, "ru_of"))
    between = f"между {low} и {high} {month(day, 'ru_of')} {day.year}" if low < high else f"{day:%d.%m.%Y}"
    dates = [f"{day:%d.%m.%Y}", f"{month(day, 'ru')} {day.year}", f"{early} {day.year}", between]
    return {
        "ФИО": f"{slip(rng, person.family)} {rest}".replace("ё", "е"),
        "Дата рождения": some(rng, f"{person.born:%d.%m.%Y}", 0.7),
        "Дата задержания": some(rng, rng.choices(dates, (80, 6, 8, 6))[0], 0.93),
        "Место задержания": somewhere(rng, person.place, "близ: {}", "{} или {}", str),
        "Пол": "жен" if person.woman else "муж",
        "Профессия": some(rng, person.work, 0.5),
    }


def shelter(rng: random.Random, person: Person) -> Row:
    """A shelter abroad that writes by ear with hooks and carons; nicknames; names at times exchanged; an age."""
    called = ARDOVIA["nicknames"].get(person.given, person.given) if rng.random() < 0.4 else person.given
    names = [slip(rng, written(called, "by_ear")), slip(rng, written(person.family, "by_ear"))]
    if rng.random() < 0.12:
        names.reverse()
    day = told(rng, person.taken)
    age = (day - person.born).days * 100 // 36525 + rng.choices((0, 1, -1), (84, 8, 8))[0]
    return {
        "given_name": names[0],
        "family_name": names[1],
        "patronymic": some(rng, written(person.father, "by_ear"), 0.3),
        "age": some(rng, str(age), 0.85),
        "event_date": f"{day:%Y-%m-%d}" if rng.random() < 0.4 else f"{day:%Y-%m}",
        "place": some(rng, written(person.place, "by_ear"), 0.7),
        "occupation": some(rng, ARDOVIA["work"][person.work][1], 0.6),
    }


def families(rng: random.Random, person: Person) -> Row:
    """Arabic letters, by ear; a year of birth as a number or in Arabic digits; days in digits or in words."""
    fathers = next(name for name in ARDOVIA["men"].split() if child_of(name, person.woman) == person.father)
    names = [person.given, *([fathers] if rng.random() < 0.25 else []), person.family]
    day = told(rng, person.taken)
    low, high = around(rng, day)
    named = f"{month(day, 'ar')} {day.year}"
    early = part(day, "أوائل {}", "منتصف {}", "أواخر {}").format(named)
    between = f"بين {low} و{high} {named}" if low < high else named
    slashed, in_words = f"{day.day}/{day.month}/{day.year}", f"{day.day} {named}"
    dates = [slashed, in_words, named, early, between]
    born = rng.choice((person.born.year, eastern(str(person.born.year))))
    return {
        "الاسم الكامل": " ".join(in_arabic(rng, slip(rng, name)) for name in names),
        "سنة الميلاد": born if rng.random() < 0.75 else "",
        "تاريخ الاعتقال": eastern(rng.choices(dates, (50, 20, 10, 10, 10))[0], rng.random() < 0.6),
        "مكان الاعتقال": somewhere(rng, person.place, "قرب {}", "{} أو {}", lambda name: in_arabic(rng, name)),
        "الجنس": "أنثى" if person.woman else "ذكر",
    }


def eastern(text: str, really: bool = True) -> str:
    """Arabic-Indic digits."""
    return text.translate({ord("0") + n: chr(0x0660 + n) for n in range(10)}) if really else text


# --- 4, 5 ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listing:
    """One list: its file, how its rows are numbered and written, and how a row that names nobody is told."""

    file: str
    prefix: str
    record_id: str
    columns: Sequence[str]
    row: Callable[[random.Random, Person], Row]
    name_columns: Sequence[str]


LISTS: Mapping[str, Listing] = {
    "harbour": Listing(
        "harbour-line.csv", "HL", "record_id",
        ("given_name", "family_name", "birth_date", "event_date", "place", "sex", "occupation"),
        harbour, ("family_name", "given_name", "birth_date", "occupation"),
    ),
    "lawyers": Listing(
        "lawyers-committee.csv", "KA", "№",
        ("ФИО", "Дата рождения", "Дата задержания", "Место задержания", "Пол", "Профессия"),
        lawyers, ("ФИО", "Дата рождения", "Профессия"),
    ),
    "shelter": Listing(
        "shelter-abroad.csv", "SH", "record_id",
        ("given_name", "family_name", "patronymic", "age", "event_date", "place", "occupation"),
        shelter, ("given_name", "family_name", "patronymic", "age", "occupation"),
    ),
    "families": Listing(
        "families-committee.xlsx", "FC", "الرقم",
        ("الاسم الكامل", "سنة الميلاد", "تاريخ الاعتقال", "مكان الاعتقال", "الجنس"),
        families, ("الاسم الكامل", "سنة الميلاد"),
    ),
}  # fmt: skip
TITLE = "لجنة أهالي المخطوفين - القائمة كما كانت في يناير ٢٠٢٥"


def make(folder: Path, how_many: int, seed: int) -> str:
    """Writes the four lists and truth.csv into the folder; says in one line what there is."""
    rng = random.Random(seed)
    people = invent(rng, how_many)
    heard = [heard_by(rng, person) for person in people]  # 2
    truth: list[Row] = []
    for name, its in LISTS.items():
        rows = _listed(rng, name, [person for person, lists in zip(people, heard, strict=True) if name in lists])
        table = [{its.record_id: f"{its.prefix}-{n:03}", **row} for n, (row, _) in enumerate(rows, 1)]
        _write(folder / its.file, (its.record_id, *its.columns), table)
        whose = zip(table, rows, strict=True)
        truth += [{"file": its.file, "record_id": row[its.record_id], "person": person} for row, (_, person) in whose]
    _write(folder / "truth.csv", ("file", "record_id", "person"), truth)
    nobody = sum(not row["person"] for row in truth)
    seen = len({row["person"] for row in truth} - {""})
    return f"{how_many} persons, {seen} of them on a list; {len(truth)} rows, {nobody} of which name nobody\n"


def _listed(rng: random.Random, name: str, heard: list[Person]) -> list[tuple[Row, str]]:
    """3, 4 (row, person) each, in the order of the list; the person is empty where the row names nobody."""
    its = LISTS[name]
    twice = rng.sample(heard, max(1, len(heard) // TWICE))
    rows = [(its.row(rng, person), f"P{person.number:03}") for person in (*heard, *twice)]
    for person in rng.sample(heard, min(len(heard), 2)):
        unnamed = its.row(rng, person) | dict.fromkeys(its.name_columns, "")
        rows.append((unnamed | {its.name_columns[0]: rng.choice(ARDOVIA["nobody"][name])}, ""))
    rng.shuffle(rows)
    return rows


def _write(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    if path.suffix == ".xlsx":
        path.write_bytes(_workbook(columns, rows))
        return
    windows = path.name == "lawyers-committee.csv"
    with path.open("w", encoding="windows-1251" if windows else "utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, lineterminator="\n", delimiter=";" if windows else ",")
        table.writeheader()
        table.writerows(rows)


def _workbook(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title, sheet.sheet_view.rightToLeft = "القائمة", True
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    sheet.append([*columns])
    for row in rows:
        sheet.append([row[column] if row[column] != "" else None for column in columns])
    stream = io.BytesIO()
    book.save(stream)
    return _without_clock(stream.getvalue())


def _without_clock(workbook: bytes) -> bytes:
    """The same workbook without times and program names in it, and uncompressed: the same bytes on every machine."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as given, zipfile.ZipFile(stream, "w") as kept:
        for part_ in sorted(given.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            content = given.read(part_)
            if part_.startswith("docProps/"):
                content = re.sub(rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>2025-01-20T12:00:00Z", content)
                content = re.sub(rb"(<AppVersion>|<Application>|<dc:creator>)[^<]*", rb"\g<1>", content)
            kept.writestr(zipfile.ZipInfo(part_, (2025, 1, 20, 12, 0, 0)), content)
    return stream.getvalue()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--to", type=Path, default=HERE)
    asked = parser.parse_args()
    sys.stdout.write(make(asked.to, asked.people, asked.seed))
