"""The simulation that judges "who is one person": invented lists of people killed, with who is who.

Written from the task alone, before the code that it judges was read; frozen since. Even seeds are for building, odd
seeds are looked at once, at the end. Same seed, same rows.

    1 a world: people alone, and families of one surname, place and day (father, mother, brothers and sisters by one
      patronymic; with some: twins, twins of names that sound alike, uncle and nephew of one name, cousins of one name,
      father and son of one name); names by frequency, so that namesakes happen by themselves
    2 some lists of two to four, in a script each (Latin, Cyrillic, Arabic); a person is on each with a chance, on some
      twice
    3 what a list keeps of a person: columns that it has, slips, years for days, 1 January, initials, gaps, ages
    4 pairs of people who are trapped: which relation, and where their rows are

`hopeless` are sets that nothing can solve: rows by the hundred that say the same, and bare names.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

GIVEN_MEN = (
    "Adam Bislan Chermen Dzhabrail Elbrus Farman Gelani Hadis Ilyas Kerim Lors Murad Nazir Osman Pavel Rasul Sultan "
    "Tarkhan Usam Vakha Yunus Zelim Anzor Bashir Dinar Emin Fuad Galib Ismat Kamal"
).split()
GIVEN_WOMEN = (
    "Aset Birlant Deshi Elina Fariza Gulnar Halima Iman Kamila Lisa Milana Nurse Petimat Raisa Sonya Taus Umidat Vera "
    "Yasmin Zulai"
).split()
ALIKE = (("Hasan", "Husein"), ("Murat", "Marat"), ("Salman", "Salim"), ("Ramzan", "Rustam"), ("Amina", "Amira"))
STEMS = (
    "Arsan Bekmur Chapan Dudar Estam Gakay Hamkho Idal Jamal Khazb Lechi Mamil Nanash Orst Pashk Ramzat Saidul Temird "
    "Umkh Visait Yalkh Zakri Abuk Batash Dokh Elikh Getar Ibrak Kosum Musost Nagay Soslan Taram Vedzi Zurab Alikh "
    "Bostan Chergi Dasha Gishi"
).split()
PLACES = (
    "Selim-Yurt Nizhny-Karst Orlan Tavush Kermen Dolina Zarech Upper-Salt Almaz Birkat Chasta Galan Horma Istok "
    "Kamen Lugova Marash Novy-Most Ozern Pereval Ruchey Sosna Tuman Ushche Vysok Yagoda Zimov Barkhan"
).split()
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = {
    "shch": "щ", "kh": "х", "zh": "ж", "ch": "ч", "sh": "ш", "ts": "ц", "dzh": "дж", "ya": "я", "yu": "ю", "yo": "ё",
    **dict(zip(_LATIN, "а б ц д е ф г х и дж к л м н о п к р с т у в в кс й з".split(), strict=True)),
}  # fmt: skip
_ARABIC = {
    "kh": "خ", "zh": "ج", "ch": "تش", "sh": "ش", "dzh": "ج", "ts": "تس", "ya": "يا", "yu": "يو",
    **dict(zip(_LATIN, "ا ب ك د ي ف غ ه ي ج ك ل م ن و ب ق ر س ت و ف و كس ي ز".split(), strict=True)),
}  # fmt: skip
COLUMNS = ("given_name", "family_name", "patronymic", "birth_date", "sex", "event_date", "place")
Rows = list[list[str]]


@dataclass(frozen=True)
class Person:
    given: str
    family: str
    patronymic: str
    born: tuple[int, int, int]
    sex: str
    event: tuple[int, int, int]
    place: str


@dataclass
class Judged:
    """Lists as they would be given, and the truth. Rows are numbered through all lists, in order."""

    seed: int
    kind: str
    tables: list[tuple[str, tuple[list[str], Rows]]] = field(default_factory=list)
    person_of: list[int] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    traps: list[tuple[str, int, int]] = field(default_factory=list)
    """(relation, person, person): never one person."""

    @property
    def persons(self) -> int:
        return len(set(self.person_of))

    def trapped_rows(self) -> Iterator[tuple[str, list[int], list[int]]]:
        """Each trap whose two people are both on some list: their rows."""
        rows: dict[int, list[int]] = {}
        for row, person in enumerate(self.person_of):
            rows.setdefault(person, []).append(row)
        for relation, one, other in self.traps:
            if one in rows and other in rows:
                yield relation, rows[one], rows[other]


def judged(seed: int, size: int | None = None) -> Judged:
    """One set. `size`: about so many rows; else drawn, 100 to 3,000."""
    rng = random.Random(f"people judge {seed}")
    kind = rng.choices(("mixed", "families", "alone", "bare", "identical", "twice"), (50, 22, 10, 8, 6, 4))[0]
    rows = size or int(100 * 30 ** rng.random())
    found = Judged(seed, kind)
    if kind == "identical":
        _identical(rng, found, rows)
    elif kind == "bare":
        _bare(rng, found, rows)
    else:
        _lists(rng, found, rows, kind)
    return found


def families_only(seed: int, families: int) -> Judged:
    """One list of families killed together; nobody is on it twice."""
    rng, found = random.Random(f"families {seed}"), Judged(seed, "one list of families")
    for _ in range(families):
        _family(rng, found, ())
    columns = ["given_name", "family_name", "birth_date", "event_date", "place", "sex"]
    rows = [[p.given, p.family, _day(p.born), _day(p.event), p.place, p.sex] for p in found.people]
    found.tables.append(("list.csv", (["record_id", *columns], [[f"r{n}", *row] for n, row in enumerate(rows)])))
    found.person_of = list(range(len(rows)))
    return found


# --- 1 a world ---


def _zipf(rng: random.Random, names: Sequence[str], power: float = 0.8) -> str:
    return rng.choices(names, [1 / (n + 1) ** power for n in range(len(names))])[0]


def _family_name(rng: random.Random) -> str:
    stem = _zipf(rng, STEMS, 0.6)
    return stem + rng.choices(("ev", "ov", "iev", "aev", "khanov", "biev", "murzaev"), (6, 5, 3, 3, 1, 1, 1))[0]


def _born(rng: random.Random, low: int, high: int) -> tuple[int, int, int]:
    return rng.randint(low, high), rng.randint(1, 12), rng.randint(1, 28)


def _event(rng: random.Random) -> tuple[tuple[int, int, int], str]:
    return (rng.choice((2014, 2015, 2016)), rng.randint(1, 12), rng.randint(1, 28)), _zipf(rng, PLACES, 0.5)


def _given(rng: random.Random, sex: str, but: Sequence[str] = ()) -> str:
    while (name := _zipf(rng, GIVEN_MEN if sex == "m" else GIVEN_WOMEN, 0.5)) in but:
        pass
    return name


def _alone(rng: random.Random, found: Judged) -> None:
    sex = "m" if rng.random() < 0.8 else "f"
    event, place = _event(rng)
    person = Person(
        _given(rng, sex), _family_name(rng), _given(rng, "m"), _born(rng, 1940, 2005), sex, event, place
    )  # fmt: skip
    found.people.append(person)


def _family(rng: random.Random, found: Judged, relations: Sequence[str]) -> None:
    family, (event, place) = _family_name(rng), _event(rng)
    father, grand = _given(rng, "m"), _given(rng, "m")
    year = rng.randint(1940, 1975)
    first = len(found.people)

    def add(given: str, patronymic: str, born: tuple[int, int, int], sex: str) -> int:
        found.people.append(Person(given, family, patronymic, born, sex, event, place))
        return len(found.people) - 1

    head = add(father, grand, _born(rng, year, year), "m")
    if rng.random() < 0.6:
        add(_given(rng, "f"), _given(rng, "m"), _born(rng, year, year + 6), "f")
    used = [father]
    for _ in range(rng.randint(1, 4)):
        sex = "m" if rng.random() < 0.6 else "f"
        name = _given(rng, sex, used)
        used.append(name)
        add(name, father, _born(rng, year + 19, year + 35), sex)
    if "twins" in relations:
        sex, born = rng.choice("mf"), _born(rng, year + 19, year + 35)
        one = _given(rng, sex, used)
        pair = add(one, father, born, sex), add(_given(rng, sex, (*used, one)), father, born, sex)
        found.traps.append(("twins of other names", *pair))
    if "twins alike" in relations:
        a, b = rng.choice(ALIKE)
        born, sex = _born(rng, year + 19, year + 35), "f" if a.startswith("Am") else "m"
        found.traps.append(("twins of names alike", add(a, father, born, sex), add(b, father, born, sex)))
    if "uncle" in relations:
        name = _given(rng, "m", used)
        pair = (
            add(name, grand, _born(rng, year + 1, year + 9), "m"),
            add(name, father, _born(rng, year + 20, year + 34), "m"),
        )
        found.traps.append(("uncle and nephew", *pair))
    if "cousins" in relations:
        name, at = _given(rng, "m", used), rng.randint(year + 20, year + 34)
        fathers = rng.sample([n for n in GIVEN_MEN if n != name], 2)
        pair = add(name, fathers[0], _born(rng, at, at), "m"), add(name, fathers[1], _born(rng, at + 1, at + 3), "m")
        found.traps.append(("cousins of one name", *pair))
    if "junior" in relations:
        found.traps.append(("father and son", head, add(father, father, _born(rng, year + 19, year + 34), "m")))
    named = {each[1:] for each in found.traps}
    for a, b in combinations(range(first, len(found.people)), 2):
        one, other = found.people[a], found.people[b]
        if (a, b) not in named and one.sex == other.sex and one.given != other.given:
            same_father = one.patronymic == other.patronymic
            found.traps.append(("siblings of one event" if same_father else "kin of one event", a, b))


# --- 2, 3 lists ---


def _lists(rng: random.Random, found: Judged, rows: int, kind: str) -> None:
    number = rng.choices((1, 2, 3, 4), (1, 4, 3, 2))[0] if kind != "twice" else 2
    chances = [rng.uniform(0.25, 0.8) for _ in range(number)]
    twice = rng.choice((0.0, 0.0, 0.02, 0.08))
    share = {"mixed": rng.uniform(0.1, 0.5), "families": 1.0, "alone": 0.0, "twice": 0.3}[kind]
    wanted = rows / (sum(chances) * (1 + twice))
    while len(found.people) < wanted:
        if rng.random() < share / 3:
            _family(
                rng, found, [r for r in ("twins", "twins alike", "uncle", "cousins", "junior") if rng.random() < 0.3]
            )
        else:
            _alone(rng, found)
            if share == 1.0:
                found.people.pop()
                _family(rng, found, [r for r in ("twins", "twins alike", "uncle", "cousins") if rng.random() < 0.2])
    scripts = ["latin"] * number
    if rng.random() < 0.5:
        scripts = [rng.choice(("latin", "cyrillic", "arabic")) for _ in range(number)]
    for place, (chance, script) in enumerate(zip(chances, scripts, strict=True)):
        keeps = _Keeps(rng, script)
        table: Rows = []
        for who, person in enumerate(found.people):
            times = (rng.random() < chance) * (1 + (rng.random() < twice))
            for _ in range(times):
                table.append([f"{place}-{len(table)}", *keeps.row(rng, person)])
                found.person_of.append(who)
        found.tables.append((f"list{place}.csv", (["record_id", *keeps.columns], table)))
        if kind == "twice" and place == 0:
            found.tables.append(("list0-again.csv", (["record_id", *keeps.columns], [list(row) for row in table])))
            found.person_of += found.person_of[:]
            return


class _Keeps:
    """What one list keeps of a person, and how badly."""

    def __init__(self, rng: random.Random, script: str) -> None:
        self.script = script
        gone = {
            name for name, chance in (("patronymic", 0.45), ("birth_date", 0.12), ("sex", 0.4), ("event_date", 0.1))
            if rng.random() < chance
        }  # fmt: skip
        self.columns = [name for name in COLUMNS if name not in gone]
        self.slip = rng.choice((0.01, 0.03, 0.08))
        self.year_only = rng.choice((0.0, 0.1, 0.4))
        self.january = rng.choice((0.0, 0.0, 0.1))
        self.gap = rng.choice((0.02, 0.08, 0.2))
        self.initial = rng.choice((0.0, 0.0, 0.04))

    def row(self, rng: random.Random, person: Person) -> list[str]:
        year, month, day = person.born
        if rng.random() < 0.02:
            day = max(1, min(28, day + rng.choice((-1, 1))))
        born = _day((year, month, day))
        if rng.random() < self.january:
            born = f"{year}-01-01"
        elif rng.random() < self.year_only:
            born = str(year)
        given = person.given[0] + "." if rng.random() < self.initial else self._said(rng, person.given)
        cells = {
            "given_name": given,
            "family_name": self._said(rng, person.family + ("a" if person.sex == "f" else "")),
            "patronymic": self._said(rng, person.patronymic + ("ovich" if person.sex == "m" else "ovna")),
            "birth_date": born,
            "sex": person.sex,
            "event_date": _day(person.event) if rng.random() < 0.9 else _day(person.event)[:7],
            "place": self._script(person.place),
        }
        keep = {"given_name", "family_name"}
        return [cells[name] if name in keep or rng.random() >= self.gap else "" for name in self.columns]

    def _said(self, rng: random.Random, name: str) -> str:
        if rng.random() < self.slip:
            at = rng.randrange(1, len(name) - 1)
            name = rng.choice((name[:at] + name[at + 1 :], name[:at] + name[at + 1] + name[at] + name[at + 2 :]))
        return self._script(name)

    def _script(self, text: str) -> str:
        if self.script == "latin":
            return text
        letters = _CYRILLIC if self.script == "cyrillic" else _ARABIC
        out, rest = [], text.lower()
        while rest:
            size = next((n for n in (4, 3, 2, 1) if rest[:n] in letters), 0)
            out.append(letters[rest[:size]] if size else rest[0])
            rest = rest[size or 1 :]
        word = "".join(out)
        return word.title() if self.script == "cyrillic" else word


def _day(day: tuple[int, int, int]) -> str:
    return f"{day[0]:04}-{day[1]:02}-{day[2]:02}"


# --- what nothing can solve ---


def _identical(rng: random.Random, found: Judged, rows: int) -> None:
    """One common name, a month and a town, by the hundred; how many people it is, only chance knows."""
    rows = min(rows, 800)
    people = rng.randint(max(1, rows // 20), rows)
    event, place = _event(rng)
    found.people = [Person("Adam", "Arsanov", "", (0, 0, 0), "m", event, place)] * people
    columns = ["record_id", "given_name", "family_name", "event_date", "place"]
    found.person_of = [*range(people), *(rng.randrange(people) for _ in range(rows - people))]
    cells = [["Adam", "Arsanov", _day(event)[:7], place]] * rows
    found.tables.append(("list.csv", (columns, [[f"r{n}", *row] for n, row in enumerate(cells)])))


def _bare(rng: random.Random, found: Judged, rows: int) -> None:
    """Given and family name and nothing else; one person in twelve is written twice."""
    people = max(20, int(rows / 1.08))
    table: Rows = []
    for _ in range(people):
        _alone(rng, found)
    for who, person in enumerate(found.people):
        for _ in range(1 + (rng.random() < 0.08)):
            table.append([f"r{len(table)}", person.given, person.family])
            found.person_of.append(who)
    found.tables.append(("list.csv", (["record_id", "given_name", "family_name"], table)))
