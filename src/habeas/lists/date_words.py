"""Dates in Arabic words, said in English: the grammar of dates (extraction) knows English and Russian.

Both sets of Arabic months, and the Maghreb's; `أوائل` early, `بين` between. For cells of a list, not for running text:
where a word stays that the grammar does not know, the cell is not read.
"""

import re

_ENGLISH_OF = """
January: يناير, كانون الثاني, جانفي; February: فبراير, شباط, فيفري; March: مارس, اذار; April: ابريل, نيسان, افريل;
May: مايو, ايار, ماي; June: يونيو, حزيران, جوان; July: يوليو, تموز, جويلية; August: اغسطس, اب, اوت;
September: سبتمبر, ايلول; October: اكتوبر, تشرين الاول; November: نوفمبر, تشرين الثاني;
December: ديسمبر, كانون الاول; early: اوائل, مطلع, بداية, beginning of, start of; mid: منتصف, اواسط, middle of;
late: اواخر, نهاية, end of; between: بين, ما بين; from: من; to: الى, حتى;
: سنة, عام, شهر, م, في, يوم, السبت, الاحد, الاثنين, الثلاثاء, الاربعاء, الخميس, الجمعة
"""
_ENGLISH = {
    word.strip(): english.strip()
    for english, words in (entry.split(":") for entry in _ENGLISH_OF.strip().split(";"))
    for word in words.split(",")
}
_WORD = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, _ENGLISH), key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE
)
_ONE_LETTER = dict.fromkeys(map(ord, "أإآ"), "ا") | {ord("ی"): "ي"} | dict.fromkeys(range(0x064B, 0x0653))
_AND = re.compile(r"(?<!\w)و\s*(?=\d)")


def in_english(cell: str) -> str:
    """The cell with its words of dates in English; other words stay. Digits must be 0 to 9.

    >>> in_english("بين 3 و8 آذار 2024"), in_english("end of March 2024")
    ('between 3 and 8 March 2024', 'late March 2024')
    """
    said = _WORD.sub(lambda word: _ENGLISH[word.group().casefold()], _AND.sub("and ", cell.translate(_ONE_LETTER)))
    return re.sub(r"\bmid[\s-]+", "mid-", " ".join(said.split()))
