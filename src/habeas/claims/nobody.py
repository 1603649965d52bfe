"""Cells of a name that name nobody: "unknown", "name withheld", "имя не установлено", "مجهول".

Two rows of an unknown man share these words and are not thereby one man. A cell names nobody where it has no letter, or
where a word or phrase of it says so and all others are of the same kind. In doubt it is a name: what names nobody is
not blacked out in a release, so no word stands here that people bear (Nil, Ignoto, Null).

    1 what says so only where it is all the cell, in these letters: "n/a", "null"
    2 phrases: "not given", "sin nombre"
    3 words
"""

import re
from functools import lru_cache

ALONE = frozenset("null NULL nil none None NONE n/a N/A n.a. N.A. tbd TBD x X x. X.".split())
_PHRASES = """
not given|not known|not named|not identified|not disclosed|not released|not available|not stated|not recorded|no name
to be identified|not yet identified|no data
не известно|не известен|не известна|не указано|не указан|не указана|не назван|не названа|не названо|не опознан
не опознана|не установлен|не установлена|не установлено|не установлены|нет данных|без имени|нет имени
не вказано|не відомо|не встановлено|немає даних|без імені
لم يذكر|غير مذكور|غير معروف|غير معروفة|غير محدد|غير محددة|بدون اسم|بلا اسم|لا يوجد
non identifié|non identifiée|non communiqué|non précisé|gardé secret|sans nom|sans identité|non connu|non connue
no revelado|no identificado|no identificada|no especificado|sin nombre|sin identificar|se desconoce|no consta
nicht bekannt|ohne namen|nicht genannt|non noto|não identificado|não identificada|não informado|sem nome
kimliği belirsiz|adı bilinmiyor|nom retenu|nombre reservado|identidad reservada|name geheim
"""
_SAY_SO = """
unknown unnamed unidentified anonymous nameless nn xx xxx нн unbekannt inconnu inconnue inconnus desconocido desconocida
withheld confidential redacted anonymized anonymised undisclosed unspecified unreported
неизвестный неизвестная неизвестно неизвестен неизвестна неизвестны неизв безымянный неопознанный неопознанная
установлено установлена установлен скрыто скрыты скрыта изъято удалены аноним анонимно анонимный
невідомий невідома невідомо невідоме приховано невпізнаний невпізнана анонім
neznámý neznámá nieznany nieznana neidentifikovan nepoznat nepoznata nepoznato
anonyme anónimo anónima anonym namenlos sconosciuto sconosciuta desconhecido desconhecida bilinmiyor isimsiz
مجهول مجهولة محجوب محجوبة غير
"""
_MAY_STAND_BESIDE = """
man woman men women male female boy girl person people name names the a an of not no one child children baby
infant minor body identity adult daughter son for safety reasons security by family request about
мужчина женщина мужской женский парень девушка мальчик девочка ребёнок ребенок человек имя имени личность данные не
по ф и о фио труп тело чоловік жінка дитина імя ім'я
homme femme enfant nom identité hombre mujer niño niña nombre identidad muž žena lice nome
mann frau kind
رجل امرأة طفل طفلة جثة الهوية هوية معروف معروفة الاسم اسم شخص
"""
SAY_SO, MAY_STAND_BESIDE = frozenset(_SAY_SO.split()), frozenset(_MAY_STAND_BESIDE.split())
_EACH_PHRASE = "|".join(map(re.escape, re.split(r"[|\n]", _PHRASES.strip())))
_PHRASE = re.compile(rf"(?<!\w)(?:{_EACH_PHRASE})(?!\w)")
_INITIALS_OF_NOBODY = re.compile(r"n\.?\s?n\.?|x\.?x+|н\.?\s?н\.?", re.IGNORECASE)
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'"})


def names_somebody(cell: str) -> bool:
    """
    >>> names_somebody("Unknown man, about 30"), names_somebody("Илан М."), names_somebody("?")
    (False, True, False)
    """
    if cell.isalpha():
        return cell not in ALONE and cell.casefold() not in SAY_SO
    return _some_word_does(cell)


@lru_cache(maxsize=1 << 16)
def _some_word_does(cell: str) -> bool:
    if _INITIALS_OF_NOBODY.fullmatch(cell) or cell in ALONE:  # 1
        return False
    text = cell.casefold().translate(_APOSTROPHES)
    rest, phrases = _PHRASE.subn(" ", text)  # 2
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", rest)
    if any(word not in MAY_STAND_BESIDE and word not in SAY_SO for word in words):
        return True
    return bool(words) and not phrases and not any(word in SAY_SO for word in words)  # 3
