"""What a report says of one event, as far as two reports can be compared: act, time, place, people, numbers.

An *event* is acts of one family (killing; deprivation of liberty; violence against the person ...) at one place and
time, whoever the victims. A chain of acts, abducted on Monday and tortured on Tuesday, is two events, even of one
person on one day: whoever counts abductions and whoever counts torture must each find one. The same act against the
same person in another month is another event. What belongs together as an *incident* is not said here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from habeas.errors import BadInput
from habeas.linkage.place_levels import EventPlace

APART_DAYS = 31
"""Two reports with more days than this between them are of two events: whoever was taken in May and again in August
was taken twice. A date that is wrong by more than a month needs a judgement."""


@dataclass(frozen=True)
class EventRecord:
    """One report of one event. Days are proleptic ordinals (`date.toordinal`), `earliest` <= `latest`.

    `act`: a code of the word list, empty where the text does not say. `people`, `perpetrators`: ids of individuals, as
    person linkage has joined them. `least`, `most`: how many victims. `source`: the document; empty: one of its own.
    """

    id: str
    act: str = ""
    earliest: int | None = None
    latest: int | None = None
    place: EventPlace | None = None
    people: frozenset[str] = frozenset()
    perpetrators: frozenset[str] = frozenset()
    least: int | None = None
    most: int | None = None
    source: str = ""

    def __post_init__(self) -> None:
        if (self.earliest is None) != (self.latest is None):
            raise BadInput(f"event record {self.id}: it has a first or a last day without the other")
        if self.earliest is not None and self.latest is not None and not 1 <= self.earliest <= self.latest:
            raise BadInput(f"event record {self.id}: its last day lies before its first, or before the calendar")
        if any(number is not None and number < 0 for number in (self.least, self.most)):
            raise BadInput(f"event record {self.id}: a number of victims is below 0")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise BadInput(f"event record {self.id}: at least {self.least} victims, but at most {self.most}")

    @property
    def days(self) -> tuple[int, int] | None:
        """First and last day; None where it has none."""
        return None if self.earliest is None or self.latest is None else (self.earliest, self.latest)


VAGUE = frozenset({"violence_unspecified"})
"""Acts that say no family: such a report can be of any."""


def families_of(codes: Mapping[str, str]) -> dict[str, str]:
    """Word of an act -> its family. `codes`: word -> HURIDOCS cross-reference (`04:030104000000`) or nothing.

    The first four digits of list 04 are the chapter and the group in it: 0101 killing, 0301 deprivation of liberty. A
    word without a code, or with one of another list, is a family of its own; one of VAGUE is of any ("").

    >>> families_of({"arrest": "04:030101000000", "abduction": "04:030104000000", "looting": ""})
    {'arrest': '0301', 'abduction': '0301', 'looting': 'looting'}
    """
    found = {}
    for word, code in codes.items():
        listed, _, number = code.partition(":")
        sorted_in = listed == "04" and len(number) >= 4 and number[:4].isdigit()
        found[word] = "" if word in VAGUE else number[:4] if sorted_in else word
    return found


def family_numbers(records: Sequence[EventRecord], families: Mapping[str, str]) -> list[int]:
    """A number for each record's family; -1 where it says none. An act nobody sorted is a family of its own."""
    numbers: dict[str, int] = {}
    given = [families.get(record.act, record.act) for record in records]
    return [numbers.setdefault(family, len(numbers)) if family else -1 for family in given]
