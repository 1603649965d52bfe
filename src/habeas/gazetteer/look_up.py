"""Names of countries, regions and towns -> what they may be. Read from one small file, offline.

The file (`data/gazetteer.tsv.gz`, made by `build_gazetteer.py`) holds sorted lines; a name is found by halving.
Loading takes about 0.1 CPU seconds, once. Data: GeoNames, CC BY 4.0; CLDR; ISO 3166. No hamlets and no rivers: what
is not here is not therefore unreal, and an invented name may be here by chance; `places.py` weighs that.
"""

import gzip
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

FILE = "data/gazetteer.tsv.gz"
KNOWN_TO_ALL = 100_000
"""Inhabitants from which a single hit is believed without a country in the text."""


@dataclass(frozen=True)
class Hit:
    """One thing a name may be. `region`: ISO 3166-2 of an admin1; `admin1`: GeoNames code of the region (of a city:
    it lies in)."""

    kind: str
    """country | admin1 | city"""
    other_name: bool
    country: str
    region: str
    admin1: str
    geonames: str
    latitude: float | None
    longitude: float | None
    population: int
    name: str


def fold(name: str) -> str:
    """The key of a name: lower case, ё as е, no marks over letters, no apostrophes, hyphens as blanks."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ё", "е").replace("й", "\ue000"))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign) and sign not in "'’ʼʻ`")
    return " ".join(kept.replace("\ue000", "й").replace("-", " ").replace("–", " ").split())


@cache
def _lines() -> bytes:
    return gzip.decompress(files("habeas.gazetteer").joinpath(FILE).read_bytes())


@lru_cache(maxsize=4096)
def look_up(key: str) -> tuple[Hit, ...]:
    """Everything a folded name may be; those whose own name it is hide those that merely may be called so."""
    if not key or "\t" in key or "\n" in key:
        return ()
    found = tuple(hit for line in _matching(_lines(), key.encode() + b"\t") for hit in _hits(line))
    own = tuple(hit for hit in found if not hit.other_name)
    return own or found


def _matching(lines: bytes, wanted: bytes) -> Iterable[bytes]:
    """The lines that begin with these bytes, by halving."""
    low, high = 0, len(lines) - 1  # both at a newline: the line sought begins after `low` and before `high`
    while low < high:
        middle = lines.rfind(b"\n", 0, (low + high) // 2 + 1)
        start = middle + 1
        end = lines.find(b"\n", start)
        if end < 0 or middle < low:
            break
        if lines[start:end] < wanted:
            low = end
        else:
            high = middle
    at = low + 1
    while lines.startswith(wanted, at):
        end = lines.find(b"\n", at)
        yield lines[at:end]
        at = end + 1


def _hits(line: bytes) -> Iterable[Hit]:
    key, kind, rank, country, code, geonames, latitude, longitude, population, name = line.decode().split("\t")
    if rank == "1":  # another name: `country` holds the own name
        own = (own for own in _matching(_lines(), country.encode() + b"\t") if own.split(b"\t", 3)[2] != b"1")
        yield from (replace(hit, other_name=True) for row in own for hit in _hits(row) if hit.geonames == geonames)
        return
    region, _, admin1 = code.rpartition("/") if kind == "admin1" else ("", "", code)
    north, east = (float(latitude), float(longitude)) if latitude else (None, None)
    yield Hit(kind, False, country, region, admin1, geonames, north, east, int(population), name or key.title())
