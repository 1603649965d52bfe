"""Headers -> meanings: recognised in five languages, or said in a mapping file.

A mapping file is TOML; what it says wins over what is recognised:

    act = "detention"            # every row without an act of its own speaks of this one; a code of `habeas words list`
    day_first = true             # 04/03/2024 is the fourth of March
    take = [7, 12]               # rows that are one person each, although they look like a total or like several
    sheet = "victims"            # of several sheets, the one whose rows are the people
    [columns]
    "Кто" = "full_name"
    "Remarks (internal)" = ""    # means nothing to the program; the cell is kept as given all the same
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from habeas.claims.folding import fold
from habeas.errors import UsageProblem
from habeas.lists.model import RESERVED, Columns, Meaning

MANY = (Meaning.NOTE, Meaning.SOURCE, Meaning.STATUS)
"""Meanings that several columns may have."""
HEADERS: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.RECORD_ID: (
        "record_id", "id", "record", "record number", "case id", "case number", "no", "nr", "number", "uuid", "_uuid",
        "_id", "№", "№ п/п", "номер", "номер записи", "ид", "n°", "numéro", "identifiant", "número", "núm",
        "expediente", "الرقم", "رقم", "رقم السجل", "المعرف",
    ),
    Meaning.GIVEN_NAME: (
        "given_name", "first name", "firstname", "forename", "given names", "имя", "prénom", "prénoms",
        "nombre de pila", "nombres", "primer nombre", "الاسم الأول", "الاسم الشخصي",
    ),
    Meaning.FAMILY_NAME: (
        "family_name", "last name", "lastname", "surname", "фамилия", "nom de famille", "apellido", "apellidos",
        "اللقب", "اسم العائلة", "الكنية", "العائلة",
    ),
    Meaning.PATRONYMIC: (
        "patronymic", "middle name", "father name", "father's name", "отчество", "имя отца", "nom du père",
        "nombre del padre", "اسم الأب",
    ),
    Meaning.FULL_NAME: (
        "full_name", "name", "victim", "victim name", "name of victim", "person", "detainee", "фио", "ф.и.о.",
        "ф. и. о.", "полное имя", "имя и фамилия", "фамилия имя отчество", "фамилия и имя", "кто", "nom",
        "nom complet", "nom et prénom", "nom et prénoms", "nombre", "nombre completo", "nombre y apellidos",
        "nombre y apellido", "الاسم", "الاسم الكامل", "الاسم الثلاثي", "اسم الضحية", "اسم المعتقل",
    ),
    Meaning.BIRTH_DATE: (
        "birth_date", "date of birth", "birthdate", "birth date", "dob", "born", "year of birth", "birth year",
        "дата рождения", "год рождения", "г.р.", "родился", "date de naissance", "né le", "année de naissance",
        "fecha de nacimiento", "año de nacimiento", "nacimiento", "تاريخ الميلاد", "تاريخ الولادة", "سنة الميلاد",
        "المواليد",
    ),
    Meaning.AGE: ("age", "age at event", "возраст", "лет", "âge", "edad", "العمر", "السن"),
    Meaning.SEX: ("sex", "gender", "пол", "sexe", "genre", "sexo", "género", "الجنس", "النوع"),
    Meaning.EVENT_DATE: (
        "event_date", "date", "date of event", "event date", "date of arrest", "arrest date", "date of detention",
        "detention date", "date of death", "incident date", "date of incident", "when", "дата", "дата события",
        "дата задержания", "дата ареста", "дата похищения", "дата гибели", "дата смерти", "когда",
        "date de l'événement", "date des faits", "date d'arrestation", "date de l'arrestation", "date du décès",
        "fecha", "fecha del hecho", "fecha de los hechos", "fecha de detención", "fecha del suceso", "تاريخ الاعتقال",
        "التاريخ", "تاريخ الحادثة", "تاريخ الحدث", "تاريخ الوفاة",
    ),
    Meaning.PLACE: (
        "place", "location", "place of event", "place of arrest", "place of detention", "city", "town", "village",
        "where", "место", "место события", "место задержания", "место ареста", "город", "населённый пункт", "где",
        "lieu", "lieu des faits", "lieu d'arrestation", "ville", "lugar", "lugar de los hechos", "lugar de detención",
        "ciudad", "municipio", "المكان", "مكان الاعتقال", "الموقع", "مكان الحادثة", "المدينة",
    ),
    Meaning.ACT: (
        "act", "violation", "type of violation", "violation type", "type of act", "event type", "what happened",
        "нарушение", "вид нарушения", "что произошло", "событие", "violation", "type de violation", "acte",
        "violación", "tipo de violación", "hecho", "الانتهاك", "نوع الانتهاك",
    ),
    Meaning.STATUS: (
        "status", "current status", "fate", "статус", "судьба", "statut", "situation", "estado", "situación",
        "الحالة", "الوضع",
    ),
    Meaning.SOURCE: (
        "source", "sources", "reported by", "источник", "источники", "кто сообщил", "source d'information", "fuente",
        "fuentes", "المصدر", "المصادر",
    ),
    Meaning.OCCUPATION: (
        "occupation", "profession", "job", "профессия", "род занятий", "работа", "métier", "ocupación", "profesión",
        "المهنة", "العمل",
    ),
    Meaning.NOTE: (
        "note", "notes", "comment", "comments", "remarks", "примечание", "примечания", "комментарий", "remarque",
        "remarques", "notas", "nota", "observaciones", "ملاحظات", "ملاحظة",
    ),
}  # fmt: skip
_MARKS = re.compile(r"[\s_\-*:?]+")


def plain(header: str) -> str:
    """A header as it is compared: folded, without marks; the group path of a form server's export is left out."""
    last = header.strip().split("/")[-1] if "/" in header and " " not in header.strip() else header
    return _MARKS.sub(" ", fold(last)).strip(" .,;()")


_KNOWN = {plain(word): meaning for meaning, words in HEADERS.items() for word in words}


@lru_cache(maxsize=4096)
def meaning_of(header: str) -> Meaning | None:
    """What a header means by itself: its words, or the question that a form asks."""
    return _KNOWN.get(plain(header)) or _asked(header)


_QUESTIONS: tuple[tuple[re.Pattern[str], Meaning | None], ...] = (
    (re.compile(r"interviewer|enumerator|respondent|informant|контакт|интервьюер|опрашива|заявител|entrevistad|"
                r"enqueteur|your "), None),
    (re.compile(r"(?:date|year|when).*(?:birth|born)|(?:дата|год|когда).*(?:рожд|родил)|naissance|"
                r"nacimiento"), Meaning.BIRTH_DATE),
    (re.compile(r"how old|\bage\b|сколько лет|возраст|quel age|que edad"), Meaning.AGE),
    (re.compile(r"(?:full|complete) name|name of (?:the )?(?:victim|person|detainee|deceased|missing|arrested|killed)|"
                r"(?:victim|person|detainee)\S* (?:full )?name|(?:имя|фио)\b.*(?:жертв|пострадав|задержан|"
                r"погибш|человек|лица)|"
                r"nom (?:complet )?de la (?:victime|personne)|nombre (?:completo )?de la (?:victima|"
                r"persona)"), Meaning.FULL_NAME),
    (re.compile(r"\b(?:date|day|when)\b.*(?:arrest|detain|detention|event|incident|death|killed|abduct|disappear|happen)|"
                r"(?:дата|когда|день)\b.*(?:задерж|арест|похищ|гибел|смерт|событ|произош|случил)|"
                r"(?:date|quand).*(?:arrestation|deces|faits)|(?:fecha|cuando).*(?:detencion|hecho|"
                r"muerte)"), Meaning.EVENT_DATE),
    (re.compile(r"\b(?:which|what) (?:district|village|town|city|place|region|location)|^where\b|"
                r"(?:в каком|в какой|где)\b.*|^(?:dans quel|ou a eu|en que|donde)\b"), Meaning.PLACE),
    (re.compile(r"\b(?:sex|gender)\b|\bпол\b|\bsexe\b|\bsexo\b"), Meaning.SEX),
)  # fmt: skip
"""The first that fits; None: a question about somebody else."""
QUESTION_WORDS = 3


def _asked(header: str) -> Meaning | None:
    """What a form's question asks for: a label of KoboToolbox or ODK is a sentence."""
    words = plain(header.partition("/")[2] if "/" in header and " " not in header.partition("/")[0] else header)
    if "?" not in header and len(words.split()) < QUESTION_WORDS:
        return None
    return next((meaning for pattern, meaning in _QUESTIONS if pattern.search(words)), None)


def recognise(labels: Sequence[str], hints: Mapping[str, Meaning | None] | None = None) -> Columns:
    """The first column of each meaning; "nom" beside "prénom" is a family name. What an export hints at is believed."""
    meanings: dict[str, Meaning] = {}
    hints = hints or {}
    for label in labels:
        meaning = None if label in RESERVED else hints[label] if label in hints else meaning_of(label)
        if meaning is not None and (meaning in MANY or meaning not in meanings.values()):
            meanings[label] = meaning
    found = set(meanings.values())
    if Meaning.FULL_NAME in found and Meaning.GIVEN_NAME in found and Meaning.FAMILY_NAME not in found:
        meanings = {k: Meaning.FAMILY_NAME if v is Meaning.FULL_NAME else v for k, v in meanings.items()}
    elif Meaning.FULL_NAME in found and Meaning.FAMILY_NAME in found and Meaning.GIVEN_NAME not in found:
        meanings = {k: Meaning.GIVEN_NAME if v is Meaning.FULL_NAME else v for k, v in meanings.items()}
    return Columns(meanings)


def sheet_of(said: str) -> str:
    """The sheet that a mapping file names; "" where it names none. Raises UsageProblem."""
    sheet = _parsed(said).get("sheet", "")
    if not isinstance(sheet, str):
        raise UsageProblem("`sheet` of a mapping file is the name of a sheet")
    return sheet


def mapped(labels: Sequence[str], said: str, hints: Mapping[str, Meaning | None] | None = None) -> Columns:
    """What a mapping file says, laid over what is recognised. Raises UsageProblem, which names no column."""
    given = _parsed(said)
    unknown = sorted(set(given) - {"columns", "act", "day_first", "sheet", "take"})
    wanted, act, day_first = given.get("columns", {}), given.get("act", ""), given.get("day_first")
    if unknown or not isinstance(wanted, dict) or not isinstance(act, str) or not isinstance(day_first, bool | None):
        raise UsageProblem(
            "a mapping file has `act` and `sheet` (words), `day_first` (true or false) and [columns], and nothing else"
        )
    absent = [number for number, label in enumerate(wanted, 1) if label not in labels]
    if absent:
        raise UsageProblem(
            f"the mapping names {len(absent)} columns that the table does not have: entry {absent[0]} of [columns]",
            hint="habeas table preview FILE lists the columns",
        )
    meanings = {label: _meaning(word) for label, word in wanted.items()}
    return Columns(_laid_over(labels, meanings, hints or {}), act, day_first, _rows(given.get("take", [])))


def _rows(given: object) -> frozenset[int]:
    if not isinstance(given, list) or not all(type(number) is int and number > 0 for number in given):
        raise UsageProblem("`take` in the mapping is a list of row numbers", hint="take = [7, 12]")
    return frozenset(given)


def _parsed(said: str) -> dict[str, Any]:
    try:
        return tomllib.loads(said)
    except tomllib.TOMLDecodeError:
        raise UsageProblem("the mapping file is not TOML", hint="docs/how-to/import-a-list.md shows one") from None


def _laid_over(
    labels: Sequence[str], wanted: Mapping[str, Meaning | None], hints: Mapping[str, Meaning | None]
) -> dict[str, Meaning]:
    said = {label: meaning for label, meaning in wanted.items() if meaning is not None}
    for meaning in set(said.values()) - set(MANY):
        if list(said.values()).count(meaning) > 1:
            raise UsageProblem(f"the mapping gives {meaning} to several columns")
    taken = set(said.values()) - set(MANY)
    recognised = recognise([label for label in labels if label not in wanted], hints).meanings
    return {label: meaning for label, meaning in recognised.items() if meaning not in taken} | said


def _meaning(word: object) -> Meaning | None:
    if word == "":
        return None
    if isinstance(word, str) and word in set(Meaning):
        return Meaning(word)
    raise UsageProblem(
        "the mapping gives a column a meaning that there is not", hint=f"one of: {', '.join(Meaning)}, or empty"
    )
