"""A text -> the numbers in it that lead to one person: no name, and as good as one.

    1 mail, pages, accounts, wallets, machines    2 telephones (phonenumbers)    3 bank and card numbers (python-stdnum)
    4 papers, cases, prisoners: what a word before says, or what is too long for an amount, or letters with figures
    5 plates    6 coordinates    7 addresses: a street and a number

Dates, times, years, amounts and articles of law are none. In doubt it is one: hidden, a figure costs the reader a
figure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from stdnum import bitcoin, iban, luhn


@dataclass(frozen=True, order=True)
class Number:
    """A stretch (code points, end exclusive) and what it is held for."""

    start: int
    end: int
    kind: str
    """mail, account, telephone, bank, paper, plate, coordinates, address"""


_D, _U = r"\d", r"[A-ZА-ЯЁІЇЄҐÄÖÜÇŞĞ]"
_EDGE, _END = r"(?<![\w/.-])", r"(?![\w/])"
_MAIL = re.compile(
    r"[^\s@<>(),;:\"']+@[^\s@<>(),;:\"']+\.\w+|\w[\w.+-]*\s*[\[({]\s*(?:at|собака)\s*[\])}]\s*\w[\w-]*"
    r"(?:\s*(?:[\[({]\s*(?:dot|точка)\s*[\])}]|\.)\s*\w+)+",
    re.I,
)
_ACCOUNT = re.compile(
    r"https?://\S+|(?<!\w)(?:www\.|t\.me/|wa\.me/|vk\.\w+/|fb\.\w+/|instagram\.\w+/)\S+"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]\d)|\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b",
    re.I,
)
_WALLET = re.compile(r"(?<!\w)(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[0-9a-z]{11,71}|0x[0-9a-fA-F]{40})(?!\w)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?:[ \u00a0]?[0-9A-Z]{1,4}){3,8}(?!\w)")
_LONG = re.compile(r"(?<![\w.,])\+?[(]?\d(?:[ \u00a0().\u2010-\u2015/-]{0,3}\d){5,24}(?!\w)")
_DATE = re.compile(
    r"(?:\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2(?:\d{4}|\d\d)|(?:19|20)\d\d[-–—/](?:(?:19|20)\d\d|\d\d)"
    r"|(?:0?[1-9]|1[0-2])[/.](?:19|20)\d\d)"
)
_DATE_WITHIN = re.compile(rf"(?<!\d){_DATE.pattern}(?!\d)(?:[T ,]+\d\d?[:.]\d\d(?:[:.]\d\d)?)?")
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:([,. \u00a0\u202f'’])\d{3})(?:\1\d{3})*(?:[.,]\d\d?)?")
_CUE = (
    r"passports?|identity|identification|id(?:\s+card)?|licen[cs]e|document|application|applications|case|cases|docket"
    r"|file|petition|complaint|warrant|prisoner|detainee|inmate|badge|registration|account|card|policy|personnel|serial"
    r"|паспорт\w*|удостоверени\w*|снилс|инн|дел[оауе]|дело|заявлени\w*|жалоб\w*|постановлени\w*|ордер|счет\w*|счёт\w*"
    r"|карт[аыу]|документ\w*|жетон\w*|полис|серии|серия|справк\w*|протокол\w*"
    r"|паспорта|справа|pasaporte|expediente|causa|cédula|passeport|dossier|requête|affaire|az|aktenzeichen|ausweis|reg"
    r"|جواز|هوية|قضية|ملف"
)
_NO = r"(?:no\.?|nos\.?|nr\.?|n°|nº|№|#|number|num\.?|номер\w*|número|numéro|رقم)"
_TOKEN = r"(?:[^\W\d_]{1,4}[ \u00a0]?[-–№/]?[ \u00a0]?)?(?:№[ ]?)?\d[\w]*(?:[-–/. ]?[\w]*\d[\w]*|[ ][A-Z](?=[ ]\d))*"
_CUED = re.compile(
    rf"(?<!\w)(?:{_CUE})\b[:.]?(?:[ \u00a0]+(?:{_CUE})\b)?[ \u00a0]{{0,2}}(?:{_NO})?[:.]?[ \u00a0]{{0,2}}({_TOKEN})",
    re.I,
)
_NUMBERED = re.compile(
    rf"(?<!\w){_NO}[ \u00a0]{{0,2}}((?:[^\W\d_]{{1,4}}[-–/ ]?)?\d[\w]*(?:[-–/.][\w]*\d[\w]*)*)", re.I
)
_MORE = re.compile(r"(?:,| and| und| et| y|,? и)[ ](\d[\w/.-]*\w|\d)(?!\w)")
"""After `nos. 19, 20 and 29/1`: the others of the list."""
_SLASHED = re.compile(
    r"(?<![\w/.])(?:[A-ZА-Я]{0,3}-?\d[\d-]*/(?:[A-Z\d-]*\d[A-Z]?)(?:[/.][A-Z\d-]*\d[A-Z]?)*)(?![\w/])"
)
_MIXED = re.compile(r"(?<![\w-])(?=[\w-]*\d{3})(?=[\w-]*[^\W\d_])(?:[A-Z0-9А-ЯЁ]+[-–]?)+(?![\w-])")
_LAND = re.compile(
    r"(?<!\w)(?:sheet/plan|sheets?|plans?|plots?|parcels?|участ\w{1,3}|parcela|finca)[ ]"
    r"((?:(?:nos?\.|№|n°)[ ]?)?\d[\w/.,]*(?:[ ](?:and[ ])?[A-Z][\w.]*\d[\w.]*)*(?:[ ]\(no\.[ ]\d+\))?)",
    re.I,
)
"""Land registers lead to an owner."""
_CITED = re.compile(r"\[\d{4}\][ ][A-Z]{2,6}(?:[ ][A-Z][a-z]+)?[ ]\d{1,5}(?:[ ]\([A-Za-z]+\))?")
_COURT = re.compile(r"(?<!\w)\d{1,3}[ ][A-Z][A-Za-z]{0,3}[ ]\d{1,5}/\d\d(?:\d\d)?(?!\w)")
_PLATE = re.compile(
    rf"(?<![\w-]){_U}{{1,3}}[ -]?\d{{2,4}}[ -]?{_U}{{1,3}}(?:[ -]?\d{{2,3}})?(?![\w-])"
    rf"|(?<![\w-])\d{{2,3}}[ -]{_U}{{2,3}}[ -]\d{{2,4}}(?![\w-])"
)
_COORDINATES = re.compile(
    r"(?<![\w.])[-+]?\d{1,3}[.]\d{3,}°?\s*[NSns]?\s*[,; /]\s*[-+]?\d{1,3}[.]\d{3,}°?\s*[EWew]?(?!\w)"
    r"|(?:\d{1,3}(?:[.,]\d+)?\s*[°º]\s*(?:\d{1,2}(?:[.,]\d+)?\s*[′'’]\s*)?(?:\d{1,2}(?:[.,]\d+)?\s*(?:[″\"”]|''))?\s*"
    r"[NSEWСЮЗВ]?[ ,;]{0,3}){1,2}(?<=[NSEWСЮЗВ])(?!\w)"
)
_STREET = r"street|st\.|road|rd\.|avenue|ave\.?|lane|square|boulevard|blvd\.?|drive|alley|court|close|terrace|row|quay"
_ADDRESS = re.compile(
    rf"(?<!\w)\d{{1,4}}[a-z]?,?[ ](?:(?!The\b)[A-ZÀ-Þ][\w'’.-]+[ ]){{1,3}}(?i:{_STREET})(?!\w)"
    r"|(?<!\w)(?i:ул\.|улица|улице|улицы|просп\.|проспект\w*|пр-т|пер\.|переулок|переулке|бульвар\w*|шоссе|вул\.|"
    r"вулиц\w|calle|avenida|avda\.|rue|via|ulica|ul\.|sokak|sk\.|cad\.|شارع)"
    r"(?:(?<=\.)[ \u00a0]?|[ \u00a0])[^\s,]+(?:[ ][^\W\d_]\w+){0,2},?[ ]"
    r"(?:(?i:д\.|дом|буд\.|no\.?|№|n°)[ ]?)?\d{1,4}[^\W\d_]?(?!\d)"
    r"(?:,?[ ](?i:корп\.|к\.|кв\.|квартира|стр\.|оф\.|piso|apt\.?|flat)[ ]?\d{1,4})*"
    r"|(?<!\w)[A-ZÄÖÜ]\w*(?:straße|strasse|str\.|gasse|weg|platz|allee)[ ]\d{1,4}[a-z]?(?!\w)"
    r"|(?<!\w)(?i:flat|apartment|apt\.?|house|кв\.|квартир\w|дом)[ ](?i:no\.?[ ]|№[ ]?)?\d{1,4}[a-zа-я]?(?!\w)"
)
_LAW = re.compile(
    r"(?:articles?|art\.|arts\.|rules?|sections?|§+|paragraphs?|para\.|protocols?|chapter|part|clause|law|act|resolution|"
    r"стать\w*|ст\.|пункт\w*|ч\.|часть|закон\w*|протокол\w*|artículo|ley|article|loi)\s*(?:no\.?|nos\.?|№|n°)?\s*$",
    re.I,
)
_KNOWN = frozenset("COVID-19 AK-47 AKM-47 G-8 MI-8 MI-24 T-72 SU-24 SU-25 BTR-80 M-16".split())


def identifying(text: str) -> list[Number]:
    """Every number of the text that identifies, in order; they may overlap. Never raises."""
    found = [*_addressed(text), *_telephones(text), *_papers(text), *_places(text)]
    return sorted(set(found))


def _all(pattern: re.Pattern[str], text: str, kind: str) -> Iterator[Number]:
    for hit in pattern.finditer(text):
        end = hit.end() - len(hit.group()) + len(hit.group().rstrip(" ,;.!?"))
        if hit.start() < end:
            yield Number(hit.start(), end, kind)


def _addressed(text: str) -> Iterator[Number]:
    """1"""
    yield from _all(_MAIL, text, "mail")
    yield from _all(_ACCOUNT, text, "account")
    for hit in _WALLET.finditer(text):
        if hit.group().startswith("0x") or bitcoin.is_valid(hit.group()):
            yield Number(*hit.span(), "account")


def _telephones(text: str) -> Iterator[Number]:
    """2, 3: any row of figures that is too long for anything else, and is neither a date nor an amount."""
    for match in phonenumbers.PhoneNumberMatcher(text, None, leniency=phonenumbers.Leniency.POSSIBLE):
        yield Number(match.start, match.end, "telephone")
    for hit in _LONG.finditer(text):
        figures = re.sub(r"\D", "", hit.group())
        if len(figures) < 7 or _is_day_or_amount(hit.group()):
            continue
        yield Number(*hit.span(), "bank" if len(figures) > 12 and luhn.is_valid(_latin(figures)) else "telephone")
    for hit in _IBAN.finditer(text):
        if iban.is_valid(hit.group()):
            yield Number(*hit.span(), "bank")


def _latin(figures: str) -> str:
    return "".join(str(int(one)) for one in figures)


def _is_day_or_amount(row: str) -> bool:
    if _AMOUNT.fullmatch(row.strip()):
        return True
    rest = _DATE_WITHIN.sub(" ", row)
    return rest != row and len(re.sub(r"\D", "", rest)) < 5


def _papers(text: str) -> Iterator[Number]:
    """4, 5"""
    for pattern in (_CUED, _NUMBERED):
        for hit in pattern.finditer(text):
            if not _LAW.search(
                text[max(0, hit.start() - 24) : hit.start()] + hit.group()[: hit.start(1) - hit.start()]
            ):
                yield from _paper(text, *hit.span(1), cued=True)
                yield from _others(text, hit)
    for pattern in (_SLASHED, _MIXED, _COURT):
        for hit in pattern.finditer(text):
            yield from _paper(text, *hit.span(), cued=False)
    for hit in _LAND.finditer(text):
        yield Number(*hit.span(1), "paper")
    yield from _all(_CITED, text, "paper")
    for hit in _PLATE.finditer(text):
        if hit.group().upper() not in _KNOWN:
            yield Number(*hit.span(), "plate")


def _others(text: str, hit: re.Match[str]) -> Iterator[Number]:
    if hit.group(1)[0].islower() or not re.match(
        r"(?i).*(?:nos\.?|№№|applications|cases)", hit.group()[: hit.start(1) - hit.start()]
    ):
        return
    end = hit.end(1)
    yield Number(*hit.span(1), "paper")
    while more := _MORE.match(text, end):
        yield Number(*more.span(1), "paper")
        end = more.end()


def _paper(text: str, start: int, end: int, *, cued: bool) -> Iterator[Number]:
    said = text[start:end].rstrip(" .,-/")
    figures = sum(map(str.isdigit, said))
    if said[:1].islower() or re.match(r"[.,]\d{3}(?!\d)", text[end : end + 4]):
        return  # "cases of 4,500"
    if (
        _DATE.fullmatch(said)
        or re.match(r"\d{4}-\d\d-\d\dT\d", said)
        or said.upper() in _KNOWN
        or _AMOUNT.fullmatch(said)
    ):
        return
    if figures >= (2 if not cued else 3) or (cued and figures and figures < len(said)):
        yield Number(start, start + len(said), "paper")


def _places(text: str) -> Iterator[Number]:
    """6, 7"""
    yield from _all(_COORDINATES, text, "coordinates")
    yield from _all(_ADDRESS, text, "address")
