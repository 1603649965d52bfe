"""Cells of a name that name nobody: "unknown", "имя не установлено", "مجهول".

Two rows of an unknown man share these words and are not thereby one man. A cell names nobody where it has no letter, or
where one of its words says so and the others are of the same kind.
"""

import re
from functools import lru_cache

_SAY_SO = """
unknown unnamed unidentified anonymous nameless nn xx xxx нн unbekannt inconnu inconnue inconnus desconocido desconocida
неизвестный неизвестная неизвестно неизвестен неизвестна неизвестны неизв безымянный неопознанный неопознанная
установлено установлена установлен невідомий невідома невідомо neznámý neznámá nieznany مجهول مجهولة غير
"""
_MAY_STAND_BESIDE = """
man woman male female boy girl person name names the a of not no one child men women body identity
мужчина женщина мужской женский парень девушка человек имя имени личность не по фио труп тело чоловік жінка
homme femme nom hombre mujer nombre muž žena رجل امرأة الهوية هوية معروف معروفة الاسم شخص
"""
SAY_SO, MAY_STAND_BESIDE = frozenset(_SAY_SO.split()), frozenset(_MAY_STAND_BESIDE.split())
_INITIALS_OF_NOBODY = re.compile(r"n\.?\s?n\.?|x\.?x+|н\.?\s?н\.?", re.IGNORECASE)


def names_somebody(cell: str) -> bool:
    """
    >>> names_somebody("Unknown man, about 30"), names_somebody("Илан М."), names_somebody("?")
    (False, True, False)
    """
    return cell.casefold() not in SAY_SO if cell.isalpha() else _some_word_does(cell)


@lru_cache(maxsize=1 << 16)
def _some_word_does(cell: str) -> bool:
    if _INITIALS_OF_NOBODY.fullmatch(cell):
        return False
    words = re.findall(r"[^\W\d_]+", cell.casefold())
    kept = [word for word in words if word not in MAY_STAND_BESIDE and word not in SAY_SO and word != "about"]
    return bool(kept) or (bool(words) and not any(word in SAY_SO for word in words))
