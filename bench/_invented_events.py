"""Reports of invented incidents, with the truth: vague dates, vague places, part of the people, two scripts.

Made hard on purpose: the same town sees the same act again in the same week, the same person is arrested again, one
person is abducted and tortured (two events), a document tells of one event twice, one person's reports were not joined.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from habeas.linkage.events.records import EventRecord
from habeas.linkage.place_levels import EventPlace, Level

FAMILIES = {
    "arrest": "liberty", "abduction": "liberty", "detention": "liberty", "enforced_disappearance": "liberty",
    "killing": "life", "extrajudicial_execution": "life", "death_in_custody": "life",
    "torture": "integrity", "ill_treatment": "integrity", "physical_assault": "integrity", "threat": "integrity",
    "search_raid": "home", "destruction_of_property": "property", "confiscation": "property",
}  # fmt: skip
_SYLLABLES = (
    "bar ka lo me tu zor gan di shel ur ma rek so vin ta kuz oy ben dal gor ish yar mol pet ras".split(),
    "бар ка ло ме ту зор ган ди шел ур ма рек со вин та куз ой бен дал гор иш яр мол пет рас".split(),
)
START = date(2014, 1, 1)


@dataclass(frozen=True)
class _Town:
    latin: str
    cyrillic: str
    region: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class _Incident:
    act: str
    day: date
    town: _Town
    site: str
    victims: tuple[str, ...]
    perpetrators: tuple[str, ...]


def reports(incidents: int, seed: int) -> tuple[list[EventRecord], list[int]]:
    """(reports, incident of each). More incidents than 2,000 take more towns and years: 50,000 are of 1,000 towns."""
    rng = random.Random(seed)
    towns = _towns(rng, max(40, incidents // 50))
    happened = _incidents(rng, incidents, towns)
    told: list[tuple[EventRecord, int]] = []
    for number, incident in enumerate(happened):
        for _ in range(1 + min(8, int(rng.expovariate(0.8)))):
            source = f"s{rng.randrange(incidents)}"
            told += [(_report(rng, incident, len(told) + k, source), number) for k in range(1 + (rng.random() < 0.1))]
    rng.shuffle(told)
    return [record for record, _ in told], [number for _, number in told]


def _towns(rng: random.Random, count: int) -> list[_Town]:
    regions = [("North Valley", 44.0, 44.0), ("Salt Plain", 46.5, 48.0), ("Upper Karst", 42.5, 47.0)]
    towns = []
    for _ in range(count):
        parts = [rng.randrange(len(_SYLLABLES[0])) for _ in range(rng.choice((2, 2, 3)))]
        latin, cyrillic = ("".join(syllables[part] for part in parts).capitalize() for syllables in _SYLLABLES)
        region, north, east = rng.choice(regions)
        towns.append(_Town(latin, cyrillic, region, north + rng.uniform(-0.7, 0.7), east + rng.uniform(-0.9, 0.9)))
    return towns


def _incidents(rng: random.Random, count: int, towns: list[_Town]) -> list[_Incident]:
    people = [f"p{number}" for number in range(3 * count)]
    forces = [f"g{number}" for number in range(12)]
    weights = [1 / (1 + rank) for rank in range(len(towns))]
    days = 730 * max(1, count // 10_000)
    found: list[_Incident] = []
    while len(found) < count:
        act = rng.choice(list(FAMILIES))
        size = rng.choice((1, 1, 1, 1, 2, 2, 3, 5, 12, 30))
        incident = _Incident(
            act,
            START + timedelta(rng.randrange(days)),
            rng.choices(towns, weights)[0],
            rng.choice(("police station", "market", "school", "checkpoint", "home")),
            tuple(rng.sample(people, size)),
            tuple(rng.sample(forces, rng.choice((0, 1, 1, 2)))),
        )
        found.append(incident)
        again = rng.random()
        if again < 0.12:  # the same people, another act, a few days later: two events
            later = incident.day + timedelta(rng.randrange(0, 4))
            found.append(_Incident(_other_family(rng, act), later, incident.town, *_rest(incident)))
        elif again < 0.18:  # the same person is taken again in another month
            later = incident.day + timedelta(rng.randrange(30, 200))
            found.append(_Incident(act, later, incident.town, *_rest(incident)))
        elif again < 0.28:  # the same act in the same town in the same week, other people
            later = incident.day + timedelta(rng.randrange(1, 7))
            others = tuple(rng.sample(people, size))
            found.append(_Incident(act, later, incident.town, "home", others, incident.perpetrators))
    return found[:count]


def _rest(incident: _Incident) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return incident.site, incident.victims, incident.perpetrators


def _other_family(rng: random.Random, act: str) -> str:
    return rng.choice([other for other, family in FAMILIES.items() if family != FAMILIES[act]])


def _report(rng: random.Random, incident: _Incident, number: int, source: str) -> EventRecord:
    share = rng.choice((1.0, 1.0, 0.7, 0.4))
    people = [
        f"{person}x{number}" if rng.random() < 0.1 else person for person in incident.victims if rng.random() < share
    ]
    days = _days(rng, incident.day)
    least, most = _count(rng, len(incident.victims))
    return EventRecord(
        f"r{number}",
        _act(rng, incident.act),
        days and days[0],
        days and days[1],
        _place(rng, incident, number),
        frozenset(people if rng.random() < 0.85 else ()),
        frozenset(one for one in incident.perpetrators if rng.random() < 0.6),
        least,
        most,
        source,
    )


def _act(rng: random.Random, act: str) -> str:
    chance = rng.random()
    if chance < 0.04:
        return ""
    if chance < 0.2:
        return rng.choice([other for other, family in FAMILIES.items() if family == FAMILIES[act]])
    return act


def _days(rng: random.Random, day: date) -> tuple[int, int] | None:
    chance, at = rng.random(), day.toordinal()
    if chance < 0.1:
        return None
    if chance < 0.15:
        return date(day.year, 1, 1).toordinal(), date(day.year, 12, 31).toordinal()
    if chance < 0.33:
        first = day.replace(day=1)
        return first.toordinal(), (first + timedelta(32)).replace(day=1).toordinal() - 1
    if chance < 0.45:
        at += rng.choice((-2, -1, -1, 1, 1, 2, 10))
    return (at, at + 2) if chance > 0.92 else (at, at)


def _place(rng: random.Random, incident: _Incident, number: int) -> EventPlace | None:
    town, chance = incident.town, rng.random()
    if chance < 0.08:
        return None
    if chance < 0.2:
        return EventPlace(name=town.region, level=Level.REGION)
    name = town.cyrillic if rng.random() < 0.4 else town.latin
    point = (town.latitude, town.longitude) if rng.random() < 0.5 else (None, None)
    if chance < 0.3:
        return EventPlace(f"l{number}", incident.site, Level.SITE, within=(name, town.region))
    if chance < 0.36:
        return EventPlace(f"l{number}", name, Level.TOWN, "", *point, near=True, within=(town.region,))
    if chance < 0.4:
        name = name[:-1]
    return EventPlace(f"l{number}", name, Level.TOWN, "", *point, within=(town.region,))


def _count(rng: random.Random, true: int) -> tuple[int | None, int | None]:
    chance = rng.random()
    if chance < 0.4:
        return None, None
    if chance < 0.55:
        return max(1, true - rng.randrange(0, 3)), None
    off = true + (rng.choice((-1, 1)) if true > 2 and rng.random() < 0.25 else 0)
    return off, off
