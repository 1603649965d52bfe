"""Places of both languages: names and sites, as given; a gazetteer entry only where exactly one thing fits.

  1. names: entities of the parser, names beside a noun for a place ("the city of X", "X district", «в городе Х»), and
     capitalised words after a preposition of place that the gazetteer knows
  2. one entry for each name, with all its mentions; its type from the noun beside it, else from the gazetteer
  3. the country that the report speaks of chooses between several hits; where it cannot, the candidates are only
  counted
  4. sites: "an unofficial detention center near the city of X"; `within`, or `relation`, `anchor` and a ring of 1 to
  15 km
  5. "the country", "the city" repeat a place only where one place of that type has been named
An invented or unknown place stays a name without a point. A town of under 100,000 people is looked up only inside a
country that the text names: a small town on the other side of the world may bear any name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from habeas.extraction.layout import span_of
from habeas.extraction.model import Place, Span
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.place_sites import Found, echoes, find_sites
from habeas.extraction.place_words import ENGLISH, RUSSIAN, PlaceWords
from habeas.gazetteer.look_up import KNOWN_TO_ALL, Hit, fold, look_up

NAMED = frozenset(("GPE", "LOC"))
OTHER = frozenset(("ORG", "NORP", "DATE"))
STREETS = frozenset("street avenue road square lane улица проспект переулок площадь шоссе набережная бульвар".split())
METONYMS = frozenset("посольство консульство президент армия посол гражданин флаг паспорт".split())
HANGS = frozenset(("obl", "nmod"))
RING = (1.0, 15.0)
"""Kilometres that "near" is taken to mean, never the point itself."""
RELATED = frozenset(("near", "outside", "outskirts", "between"))


@dataclass
class Entry:
    """A named place while its mentions are gathered."""

    key: str
    name: str
    kind: str
    mentions: list[Span] = field(default_factory=list)
    hits: tuple[Hit, ...] = ()
    hit: Hit | None = None


def find_places(text: str, sentences: Sequence[Sentence], language: str) -> tuple[Place, ...]:
    """Every place the text speaks of, one entry per place with all its mentions in order, ids "P1", "P2", ...

    The mention of a site holds its whole phrase. No gazetteer point for anything but the named place itself. A demonym
    ("Chechen militia") is no mention, nor is a name inside the name of an organisation. Works without trees.
    """
    words = RUSSIAN if language == "ru" else ENGLISH
    names = [name for sentence in sentences for name in find_names(text, sentence, words)]  # 1
    names = sorted([*names, *datelines(text, names)], key=lambda name: name.mention)
    known = {group_key(name) for name in names if name.kind or name.hits or name.relation}
    names = [name for name in names if group_key(name) in known]
    entries = gather(names)  # 2
    choose(entries)  # 3
    sites = [site for sentence in sentences for site in find_sites(text, sentence, words, names)]  # 4
    for key, span in echoes(text, words, [(e.key, e.name, e.kind, e.mentions) for e in entries]):  # 5
        next(entry for entry in entries if entry.key == key).mentions.append(span)
    return as_places(entries, sites)


# ---- 1. names


def find_names(text: str, sentence: Sentence, words: PlaceWords) -> Iterator[Found]:
    """Names of places in a sentence, the noun beside them included in the mention."""
    tokens, i = sentence.tokens, 0
    while i < len(tokens):
        last = name_end(sentence, i, words)
        if last is None:
            i += 1
            continue
        found = read_name(text, sentence, i, last, words)
        if found is not None:
            yield found
        i = last + 1


DATELINE = re.compile(
    r"(?m)^[ \t]*([A-ZА-ЯЁ][A-ZА-ЯЁ’'-]{2,}(?:[ -][A-ZА-ЯЁ][A-ZА-ЯЁ’'-]+){0,2})(?=\.\s+\S|,\s|\s?[—–]|\s\()"
)


ITEM_LINE = re.compile(
    r"(?m)^[ \t]*(?:[•*·–—-]\s*)?\d{1,2}\s+[A-Za-zА-Яа-яё]+(?:\s+\d{4})?[,.]\s+"
    r"([A-ZА-ЯЁ][\w-]+(?:\s[A-ZА-ЯЁ][\w-]+)?)(?=\s*[:—–])"
)
"""An item of a digest: "11 June, Lesnoy: ..."."""


def datelines(text: str, names: Sequence[Found]) -> Iterator[Found]:
    """A place in capital letters at the head of a paragraph ("VESTRAN, Nov 20 -", "PORT ELANE. The mayor ...").

    Followed by a full stop it is one only in a bulletin, where three paragraphs begin so, and for towns of two words or
    ones that the gazetteer knows: "CORRECTION." heads a paragraph too.
    """
    found = list(DATELINE.finditer(text))
    for match in found:
        span = Span(match.start(1), match.end(1), match[1])
        key = fold(match[1])
        hits = look_up(key)
        dotted = text[match.end() :].startswith(".")
        wanted = hits or (len(found) >= 3 and " " in match[1]) if dotted else True
        if wanted and not any(name.mention.start < span.end and span.start < name.mention.end for name in names):
            yield Found(key, match[1].title(), "", span, span, hits, "in")
    for match in ITEM_LINE.finditer(text):
        span, key = Span(match.start(1), match.end(1), match[1]), fold(match[1])
        if not any(name.mention.start < span.end and span.start < name.mention.end for name in names):
            yield Found(key, match[1], "", span, span, look_up(key), "in")


def name_end(sentence: Sentence, i: int, words: PlaceWords) -> int | None:
    """Index of the last token of the run of capitalised words, or words of one entity, that begins at i."""
    token = sentence.tokens[i]
    common = (
        token.pos not in ("PROPN", "X") and token.entity not in NAMED and token.pos != "NOUN" and token.pos != "ADJ"
    )
    if not token.text[0].isupper() or len(token.text) < 2 or common or fold(token.text) in words.not_names:
        return None
    if i == 0 and token.pos in ("NOUN", "ADJ") and token.entity not in NAMED:
        return None
    last = i
    while last + 1 < len(sentence.tokens):
        following = sentence.tokens[last + 1]
        glued = following.start == sentence.tokens[last].end and "-" in (following.text, sentence.tokens[last].text)
        same = (following.entity == token.entity and following.start - sentence.tokens[last].end <= 1) or glued
        named = following.text[0].isupper() and following.pos != "PUNCT"
        inner = token.entity in NAMED and (following.text in ("-", "of", "the", "на") or named)
        beside = fold(following.lemma) in words.kinds and not named
        if not (same and (named or inner or glued)) or beside:
            break
        last += 1
    while last > i and not sentence.tokens[last].text[0].isupper():
        last -= 1
    return last


def read_name(text: str, sentence: Sentence, first: int, last: int, words: PlaceWords) -> Found | None:
    """A place, if the words beside the name, its entity and the gazetteer say so."""
    tokens = sentence.tokens
    kind, start, end = noun_beside(sentence, first, last, words)
    entity = tokens[first].entity
    name = text[tokens[first].start : tokens[last].end]
    keys = name_keys(tokens[first : last + 1], name)
    if kind and kind_in_name(tokens, last, end, words) and entity != "ORG":
        keys = name_keys(tokens[first : last + 2], text[tokens[first].start : tokens[last + 1].end]) + keys
    before = preposition_before(sentence, start, words)
    hits = next((found for key in keys if (found := look_up(key))), ())
    street = first > 0 and fold(tokens[first - 1].lemma) in STREETS
    modifier = tokens[first].rel in ("compound", "amod") and not kind and tokens[last].head > last
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    head = tokens[tokens[last].head]
    if fold(head.lemma) in METONYMS and tokens[last].rel == "nmod" and tokens[last].case == "+gen":
        return None  # "the embassy of X" stands elsewhere, "the president of X" anywhere
    part = (
        after is not None
        and after.text[0].isupper()
        and (after.entity == "ORG" or (not kind and tokens[last].rel == "compound" and after.pos == "PROPN"))
    )
    if (
        street
        or part
        or (modifier and not hits)
        or (last + 1 < len(tokens) and fold(tokens[last + 1].lemma) in STREETS)
    ):
        return None
    one = first == last or "-" in name
    named = entity not in OTHER or (entity == "ORG" and start < first and not tokens[start].entity)
    sure = entity in NAMED or bool(kind and named and (entity != "PERSON" or one))
    if entity in ("PERSON", "ORG") and not kind:
        inside = before in words.inside and (entity == "PERSON" or (before == "in" and not name.isupper()))
        sure = inside and one and (bool(hits) or tokens[last].rel in HANGS)
    guessed = bool(before) and entity == "" and (bool(hits) or located(tokens[last], before, words))
    if not sure and not guessed:
        return None
    mention = span_of(text, tokens[start].start, tokens[end].end)
    name_span = span_of(text, tokens[first].start, tokens[last].end)
    shown = (
        mention.text
        if kind_in_name(tokens, last, end, words)
        else name
        if kind
        else shown_name(tokens[first : last + 1], name)
    )
    return Found(keys[0], shown, kind, mention, name_span, hits, before)


def located(token: Token, before: str, words: PlaceWords) -> bool:
    """An unknown proper noun after "in", "at" or «в», «из»: a name of a place, by its grammar."""
    return token.pos == "PROPN" and before in words.inside and token.rel in HANGS


def noun_beside(sentence: Sentence, first: int, last: int, words: PlaceWords) -> tuple[str, int, int]:
    """Type of the noun for a place beside the name, and the tokens from the first to the last of both."""
    tokens = sentence.tokens
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if after and (kind := words.kinds.get(fold(after.lemma))) and after.start - tokens[last].end <= 1 < len(after.text):
        return kind, first - 1 if first and tokens[first - 1].text.casefold() == "the" else first, last + 1
    at, between = first - 1, set()
    while at >= 0 and (tokens[at].text.casefold() in ("of", "the") or tokens[at].text in ".«"):
        between.add(tokens[at].text.casefold())
        at -= 1
    noun = tokens[at] if at >= 0 else None
    kind = (words.kinds.get(fold(noun.lemma)) or words.kinds.get(noun.text.casefold())) if noun else None
    if noun is None or kind is None:
        return "", first, last
    abbreviated = len(noun.text) <= 3 and "." in between and noun.text.islower()
    whole = len(noun.text) > 3 or fold(noun.text) == "аул"
    if abbreviated or (words is RUSSIAN and whole) or "of" in between:
        return kind, at - 1 if at and tokens[at - 1].text.casefold() == "the" else at, last
    return "", first, last


def kind_in_name(tokens: Sequence[Token], last: int, end: int, words: PlaceWords) -> bool:
    return end == last + 1 and fold(tokens[end].lemma) in words.kinds


def preposition_before(sentence: Sentence, first: int, words: PlaceWords) -> str:
    """The preposition of place directly before the name (an article may stand between), or ""."""
    at = first - 1
    while at >= 0 and sentence.tokens[at].text.casefold() in ("the", "«"):
        at -= 1
    if at < 0:
        return ""
    word = sentence.tokens[at].text.casefold()
    pair = f"{sentence.tokens[at - 1].text.casefold()} {word}" if at else word
    if pair in words.relations:
        return pair
    return word if word in words.inside | words.towards or word in words.relations else ""


def name_keys(tokens: Sequence[Token], name: str) -> list[str]:
    """Keys to look a name up by: as written, without "the", and in the base forms of its words."""
    written = fold(name)
    short = written.removeprefix("the ")
    lemmas = fold(" ".join(token.lemma for token in tokens))
    return list(dict.fromkeys(([short] if name.isascii() else [lemmas, short]) + [written]))


def shown_name(tokens: Sequence[Token], name: str) -> str:
    """The name as shown: English as written, without article; a single Russian word in its base form."""
    if name.isascii() or len(tokens) != 1:
        return name.removeprefix("the ").removeprefix("The ")
    lemma = tokens[0].lemma
    if not fold(name).startswith(lemma[: max(3, len(name) - 3)]):
        return name  # a base form that the tagger made up
    return lemma[:1].upper() + lemma[1:] if tokens[0].pos in ("PROPN", "NOUN") else name


# ---- 2, 3. entries


def gather(names: Sequence[Found]) -> list[Entry]:
    """One entry for each name; mentions of the name with and without its noun beside it go together."""
    entries: dict[str, Entry] = {}
    for found in names:
        entry = entries.setdefault(group_key(found), Entry(group_key(found), found.name, "", hits=found.hits))
        entry.name = found.name if stem(found.name) == fold(found.name) else entry.name
        entry.kind = entry.kind or found.kind
        entry.mentions.append(found.mention)
        if found.name_span != found.mention:
            entry.mentions.append(found.name_span)
    return list(entries.values())


ENDING = re.compile(
    r"(?:ами|ями|ого|ему|ому|ыми|ими|ях|ах|ам|ям|ом|ем|ой|ей|ую|юю|ая|яя|ое|ее|ый|ий|ым|им|а|я|у|ю|е|и|ы|о|ь|й)$"
)


def stem(name: str) -> str:
    """A Russian name without the ending of its last word, folded."""
    return ENDING.sub("", fold(name)) if len(name) > 4 and not name.isascii() else fold(name)


def group_key(found: Found) -> str:
    """What mentions of one place share: the code of a country or region, else the name without its grammar."""
    if found.hits and found.hits[0].kind in ("country", "admin1"):
        return found.hits[0].region or found.hits[0].country
    return stem(found.hits[0].name if found.hits else found.name_span.text.removeprefix("the "))


def choose(entries: Sequence[Entry]) -> None:
    """Countries and regions first; then towns, in the countries and regions that the text names."""
    countries: set[str] = set()
    regions: set[tuple[str, str]] = set()
    for entry in entries:
        wide = [hit for hit in entry.hits if hit.kind != "city"]
        if any(hit.kind == "city" and hit.population >= KNOWN_TO_ALL for hit in entry.hits) and entry.kind != "admin1":
            wide = [hit for hit in wide if hit.kind == "country" or hit.admin1]  # a city that is a region of its own
        if wide and entry.kind in ("", "country", "admin1", "area"):
            entry.hit = wide[0] if len({hit.region or hit.country for hit in wide}) == 1 else None
            entry.kind = wide[0].kind if entry.hit else entry.kind
        if entry.hit:
            countries.add(entry.hit.country)
            regions.add((entry.hit.country, entry.hit.admin1))
    for entry in entries:
        if entry.hit is None and entry.kind in ("", "populated_place"):
            entry.hit = choose_city([hit for hit in entry.hits if hit.kind == "city"], countries, regions)
        if not entry.kind:
            entry.kind = "populated_place" if any(hit.kind == "city" for hit in entry.hits) else "unknown"


def choose_city(hits: Sequence[Hit], countries: set[str], regions: set[tuple[str, str]]) -> Hit | None:
    """The only town of that name in a region or country that the text names; else one that everybody knows."""
    for area in (
        [hit for hit in hits if hit.admin1 and (hit.country, hit.admin1) in regions],
        [hit for hit in hits if hit.country in countries],
    ):
        if area:
            return dominant(area)
    large = [hit for hit in hits if hit.population >= KNOWN_TO_ALL]
    return dominant(hits) if large else None


def dominant(hits: Sequence[Hit]) -> Hit | None:
    """The only hit, or one that has five times the people of the next."""
    ranked = sorted(hits, key=lambda hit: -hit.population)
    return ranked[0] if len(ranked) == 1 or ranked[0].population >= 5 * max(1, ranked[1].population) else None


# ---- the result


def as_places(entries: Sequence[Entry], sites: Sequence[Found]) -> tuple[Place, ...]:
    """Entries and sites as places with ids in the order of their first mention."""
    rows: list[tuple[int, Entry | list[Found]]] = [(min(e.mentions).start, e) for e in entries]
    grouped: dict[str, list[Found]] = {}
    for site in sites:
        grouped.setdefault(site.key, []).append(site)
    rows += [(group[0].mention.start, group) for group in grouped.values()]
    rows.sort(key=lambda row: row[0])
    numbers = {id(row): f"P{n}" for n, (_, row) in enumerate(rows, 1)}
    by_mention = {span: numbers[id(entry)] for entry in entries for span in entry.mentions}
    places = []
    for _, row in rows:
        name = numbers[id(row)]
        places.append(
            named_place(name, row, entries, numbers) if isinstance(row, Entry) else site_place(name, row, by_mention)
        )
    return tuple(places)


def named_place(identifier: str, entry: Entry, entries: Sequence[Entry], numbers: dict[int, str]) -> Place:
    within = None
    if entry.hit and entry.hit.kind == "city":
        around = [e for e in entries if e.hit and e.hit.kind != "city" and e.hit.country == entry.hit.country]
        close = [e for e in around if e.hit and e.hit.kind == "admin1" and e.hit.admin1 == entry.hit.admin1]
        within = next((numbers[id(e)] for e in close or around), None)
    elif entry.hit and entry.hit.kind == "admin1":
        land = [e for e in entries if e.hit and e.hit.kind == "country" and e.hit.country == entry.hit.country]
        within = next((numbers[id(e)] for e in land), None)
    mentions = tuple(sorted(set(entry.mentions)))
    return Place(identifier, entry.name, entry.kind, mentions, gazetteer_of(entry), within)


def gazetteer_of(entry: Entry) -> dict[str, str | int | float]:
    """What the gazetteer says of the one hit; of several only how many there are."""
    hit = entry.hit
    if hit is None:
        return {"candidates": len(entry.hits)} if len(entry.hits) > 1 else {}
    found: dict[str, str | int | float] = {"country": hit.country}
    if hit.kind == "country":
        return {"iso3166_1": hit.country}
    if hit.region:
        found["iso3166_2"] = hit.region
    if hit.kind == "city" and hit.latitude is not None and hit.longitude is not None:
        found |= {"geonames": int(hit.geonames), "approx_lat": hit.latitude, "approx_lon": hit.longitude}
    return found


def site_place(identifier: str, group: Sequence[Found], by_mention: dict[Span, str]) -> Place:
    """A site or the surroundings of a place: no point of its own; a ring round its anchor where it is near one."""
    first = group[0]
    named = by_mention.get(first.anchor) if first.anchor else None
    related = first.relation in RELATED
    return Place(
        id=identifier,
        name=first.name,
        type=first.kind or "site",
        mentions=tuple(sorted({site.mention for site in group})),
        within=None if related else named,
        relation=first.relation or None,
        anchor=named if related else None,
        radius_km=RING if related and named else None,
    )
