"""Rows that are odd: said with their number before anything is written.

    no_person        a total, a footer, a heading between people, the header again: rejected
    several_people   more than one person in a cell of names: rejected, because one row becomes one person
    error_value      a spreadsheet's error in a cell (#N/A): where it stands for the name the row is rejected
    unnamed          the name is a word for nobody ("unknown man", "name withheld"): a person without a name
    hidden_row, struck    not shown by the sheet, or struck through: taken, and said
    half_swapped     a date that a spreadsheet may have read with day and month exchanged
    order_uncertain  the column writes day first and month first: both readings stand

A row that was wrongly called no person, or several, is taken where the mapping names it: `take = [7, 12]`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from habeas.claims.folding import fold
from habeas.claims.nobody import names_somebody
from habeas.lists.date_style import DateStyle
from habeas.lists.header import column_number
from habeas.lists.model import DATES, NAME_MEANINGS, Columns, Meaning, Row, Table


class Oddity(StrEnum):
    NO_PERSON = "no_person"
    SEVERAL_PEOPLE = "several_people"
    ERROR_VALUE = "error_value"
    UNNAMED = "unnamed"
    HIDDEN_ROW = "hidden_row"
    STRUCK = "struck"
    HALF_SWAPPED = "half_swapped"
    ORDER_UNCERTAIN = "order_uncertain"


@dataclass(frozen=True)
class Odd:
    row: int
    what: Oddity
    meaning: str = ""
    """Of the cell, where it is one cell's."""


ERROR = re.compile(r"#(?:[A-ZА-ЯЁ¡/?0-9]{1,10}[!?]|N/A|N/D|NV|Н/Д|#+|GETTING_DATA)|¡[A-Z]+!|Err:\d{3}", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:grand |sub-?)?totals?|sum|общее|итого|всего|в итоге|итог|total general|somme|suma|gesamt|summe|"
    r"insgesamt|razem|"
    r"ogolem|усього|разом|المجموع|الاجمالي|العدد الكلي|مجموع|toplam"
)
_AFTER_TOTAL = re.compile(
    r"[\s:=.\-–—]*(?:\d[\d\s.,]*)?(?:of |de |persons?|people|victims?|names?|rows?|records?|человек\w*|чел|"
    r"лиц\w*|personas|"
    r"personnes|victimas|victimes|شخصا?|اشخاص|[\s.:()\d])*"
)
_WHOLE_TOTAL = re.compile(f"(?:{_TOTAL.pattern})(?:{_AFTER_TOTAL.pattern})")
_FOOTER = re.compile(
    r"(?:sources?|notes?|remarks?|compiled|updated|last updated|as of|prepared by|legend|continued|see also|footnotes?|"
    r"источник\w*|примечани\w*|составлен\w*|составил\w*|обновлен\w*|по состоянию|данные|продолжение|"
    r"fuentes?|nota|notas|elaborado|remarques?|etabli|mis a jour|المصدر|ملاحظ\w*)(?:\b|:).*|[*†‡].*",
    re.DOTALL,
)
_SECTION_WORDS = re.compile(
    r"\b(?:district|region|province|governorate|oblast|rayon|raion|county|municipality|village|town|city of|"
    r"camp|prison|"
    r"killed|wounded|injured|detained|arrested|missing|disappeared|released|tortured|civilians|list of|part|"
    r"section|annex|"
    r"район\w*|област\w+|край|республик\w+|город|село|поселок|убит\w*|погибш\w*|ранен\w*|задержан\w*|арестован\w*|"
    r"пропавш\w*|похищен\w*|список|раздел|часть|приложение|"
    r"departamento|municipio|provincia|muertos|heridos|detenidos|desaparecidos|lista|"
    r"departement|commune|morts|blesses|disparus|detenus|liste|"
    r"محافظة|مديرية|قتلى|جرحى|معتقلون|مفقودون)\b"
)
_MONTHS = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|январ[ья]|феврал[ья]|"
    r"марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]|декабр[ья]|enero|febrero|marzo|"
    r"abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|fevrier|mars|avril|mai|juin|juillet|"
    r"aout|septembre|octobre|novembre|decembre)(?:\s+(?:de\s+)?\d{4}.*)?"
)
_SENTENCE_WORDS = 8
_MANY = (
    r"persons?|people|men|women|children|civilians|brothers|sisters|others|sons|daughters|members|bodies|villagers|youths|"
    r"человек\w*|чел|лиц\w*|мужчин\w*|женщин\w*|детей|детьми|братьев|братья|братьями|сестер|сестры|других|подростк\w*|"
    r"personas|hombres|mujeres|ninos|hermanos|personnes|hommes|femmes|enfants|freres|اشخاص|رجال|نساء|اطفال|اخوة"
)
_NUMBER = (
    r"\d+|two|three|four|five|six|seven|eight|nine|ten|several|some|many|двое|трое|четверо|пятеро|шестеро|два|две|три|"
    r"четыре|пять|несколько|dos|tres|cuatro|cinco|varios|deux|trois|quatre|cinq|plusieurs|ثلاثة|اربعة|خمسة|عدة"
)
_COLLECTIVE = re.compile(
    rf"\b(?:{_NUMBER})\b(?:\s+[\w\-]+){{0,2}}\s+(?:{_MANY})\b|\((?:\s*\d+\s*(?:{_MANY})\.?\s*)\)|"
    rf"\b(?:family|families|relatives|семья|семьи|семье|родственник\w*|familia|famille|عائلة|اسرة)\b|"
    r"\b(?:with|with his|with her|and his|and her|с|со|и его|и ее|y su|y sus|et son|et sa|et ses)\s+"
    rf"(?:his |her |(?:{_NUMBER}) |сво\w+ |её |ее |его )?(?:son|daughter|wife|husband|mother|father|brother|"
    rf"sister|child|"
    rf"children|sons|сын\w*|дочер\w*|дочь|жен\w*|муж\w*|мать|матерью|отц\w*|брат\w*|сестр\w*|ребенк\w*|{_MANY}|hijo|hija|"
    r"esposa|fils|fille|femme|mari)\b|"
    r"^(?:brothers|sisters|братья|сестры|супруги|hermanos|freres|الاخوة)\b"
)
_AND = re.compile(r"\s(?:and|und|et|и|та|و)\s|\s?[&+]\s?|\s(?:а также|as well as)\s", re.IGNORECASE)
_AND_BETWEEN_NAMES = re.compile(r"\s(?:y|e|i)\s", re.IGNORECASE)
"""Also inside a Spanish, Portuguese or Polish name: only between two whole names."""
_WORD = re.compile(r"[^\W\d_][\w'’\-.]*")


def oddities(table: Table, columns: Columns, styles: Mapping[Meaning, DateStyle]) -> dict[int, list[Odd]]:
    """Row number -> what is odd about it. `styles`: how each column of dates is written."""
    found: dict[int, list[Odd]] = {}
    looked = _Look(table, columns, styles)
    for row in table.rows:
        odd = list(looked.at(row))
        if odd:
            found[row.number] = odd
    return found


class _Look:
    def __init__(self, table: Table, columns: Columns, styles: Mapping[Meaning, DateStyle]) -> None:
        self._table, self._columns, self._styles = table, columns, styles
        self._names = [at for at, label in enumerate(table.labels) if columns.meanings.get(label) in NAME_MEANINGS]
        self._full = [at for at in self._names if columns.meanings[table.labels[at]] is Meaning.FULL_NAME]
        self._hidden, self._struck = frozenset(table.hidden), frozenset(table.struck)
        self._across = {number for number, width in _across(table.merged) if width * 2 > len(table.labels)}
        cells = [
            row.cells[at] for row in table.rows for at in self._full if at < len(row.cells) and row.cells[at].strip()
        ]
        self._commas_usual = sum("," in cell for cell in cells) * 2 > len(cells)

    def at(self, row: Row) -> Iterator[Odd]:
        cells = [cell.strip() for cell in row.cells]
        if not any(cells):
            return
        if row.number in self._columns.take:
            yield from self._of_cells(row, cells)
            return
        if self._is_no_person(row, cells):
            yield Odd(row.number, Oddity.NO_PERSON)
            return
        yield from self._of_names(row, cells)
        yield from self._of_cells(row, cells)

    def _of_names(self, row: Row, cells: Sequence[str]) -> Iterator[Odd]:
        names = [cells[at] for at in self._names if at < len(cells) and cells[at]]
        if any(ERROR.fullmatch(name) for name in names):
            yield Odd(row.number, Oddity.ERROR_VALUE, "name")
        elif any(holds_several(cells[at], self._commas_usual) for at in self._names if at < len(cells)):
            yield Odd(row.number, Oddity.SEVERAL_PEOPLE, "name")
        elif names and not any(is_name(name) for name in names):
            yield Odd(row.number, Oddity.UNNAMED, "name")

    def _of_cells(self, row: Row, cells: Sequence[str]) -> Iterator[Odd]:
        for at, cell in enumerate(cells[: len(self._table.labels)]):
            meaning = self._columns.meanings.get(self._table.labels[at])
            if cell[:1] in "#¡E" and ERROR.fullmatch(cell) and at not in self._names:
                yield Odd(row.number, Oddity.ERROR_VALUE, meaning or "")
            elif cell and meaning in DATES and (style := self._styles.get(meaning)) is not None:
                yield from (Odd(row.number, Oddity(code), meaning) for code in style.doubts(cell))
        if row.number in self._hidden:
            yield Odd(row.number, Oddity.HIDDEN_ROW)
        if row.number in self._struck:
            yield Odd(row.number, Oddity.STRUCK)

    def _is_no_person(self, row: Row, cells: Sequence[str]) -> bool:
        """A total, a footer or a heading: its words, and that it stands alone in its row."""
        filled = [at for at, cell in enumerate(cells) if cell]
        first = fold(cells[filled[0]]).strip(" .:-–—")
        others = [cells[at] for at in filled[1:]]
        if _is_total(first) and all(_is_figure(cell) for cell in others):
            return True
        if others or filled[0] not in (0, *self._names):
            return False
        return bool(_FOOTER.fullmatch(fold(cells[filled[0]]).strip())) or self._is_heading(row, cells[filled[0]])

    def _is_heading(self, row: Row, cell: str) -> bool:
        if len(self._table.labels) < 2:
            return False
        words = fold(cell)
        return (
            cell.endswith(":")
            or row.number in self._across
            or bool(_MONTHS.fullmatch(words))
            or (
                (bool(_SECTION_WORDS.search(words)) and not cell.isupper() | cell.count(",") > 0)
                or bool(_SECTION_WORDS.fullmatch(words))
            )
            or len(_WORD.findall(cell)) >= _SENTENCE_WORDS
        )


def _is_total(first: str) -> bool:
    return _WHOLE_TOTAL.fullmatch(first) is not None


def _is_figure(cell: str) -> bool:
    return not re.search(r"[^\W\d_]{3,}", cell)


def is_name(cell: str) -> bool:
    """Whether the words of a cell name somebody."""
    return fold(cell).strip(" .") not in WITHHELD and names_somebody(cell)


WITHHELD = {
    fold(word)
    for word in (
        *(
            "name withheld",
            "withheld",
            "redacted",
            "confidential",
            "n/a",
            "na",
            "no name",
            "name not known",
            "undisclosed",
        ),
        *("имя скрыто", "скрыто", "имя не указано", "не указано", "имя изменено", "нет данных", "н/д", "без имени"),
        *("sin nombre", "nombre reservado", "nom non divulgue", "sans nom", "غير معروف", "بدون اسم"),
    )
}


def holds_several(cell: str, commas_usual: bool = False) -> bool:
    """Whether a cell of names holds several people. `commas_usual`: the column writes "Family, Given".

    >>> [holds_several(c) for c in ("Anzor & Vera", "Keledin, Anzor", "3 unidentified men", "Vega y Lama")]
    [True, False, True, False]
    """
    text = cell.strip()
    folded = fold(text)
    if not text or (len(_WORD.findall(text)) < 2 and not re.search(r"\d", text)):
        return False
    if _COLLECTIVE.search(folded) or (
        any(map(_is_person, _AND.split(text)[1:])) and all(map(_is_person, _AND.split(text)))
    ):
        return True
    halves = _AND_BETWEEN_NAMES.split(text)
    if len(halves) > 1 and all(len(_WORD.findall(half)) >= 2 for half in halves) and "," not in text:
        return True
    apart = [part for part in re.split(r"[;\n]", text) if _is_person(part)]
    if len(apart) > 1:
        return True
    listed = [len(_WORD.findall(part)) for part in text.split(",") if _is_person(part)]
    whole = sum(words >= 2 for words in listed)
    return whole >= 3 or (whole == 2 and len(listed) == 2 and not commas_usual) or (len(listed) > 3 and whole >= 1)


def _is_person(part: str) -> bool:
    return bool(_WORD.search(part))


def _across(merged: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(row, columns) of ranges that are merged in one row."""
    for words in merged:
        found = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", words)
        if found and found[2] == found[4]:
            yield int(found[2]), column_number(found[3]) - column_number(found[1]) + 1
