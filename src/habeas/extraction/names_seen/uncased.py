"""Names in scripts without capitals: by given names, titles, words of kin, and the endings and first signs of surnames.

No capital is no reason to say "no name": what cannot be told is undecided, and hidden until somebody says.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from habeas.extraction.names_seen.model import Stretch
from habeas.names.folding import fold
from habeas.names.letters import Page, Word
from habeas.names.matcher import has_case, known_given_name

_TITLES = frozenset(map(fold, """
السيد السيدة الدكتور الدكتورة الشيخ المحامي المحامية الناشط الناشطة المواطن المواطنة الشاب الشابة الطفل الطفلة الصحفي
الصحفية
القاضي العقيد المقدم الرائد النقيب الملازم اللواء العميد الشهيد الشهيدة المدعو المدعوة الأستاذ المهندس الحاج يدعى
تدعى اسمه اسمها
מר גברת עורך ד״ר פרופסור አቶ ወይዘሮ ወይዘሪት ዶክተር ዶር ባቶ ბატონი ქალბატონი
""".split()))  # fmt: skip
_KIN = frozenset(map(fold, "بن ابن بنت أبو أم عبد آل בן בת".split()))
_COMMON = frozenset(map(fold, """
في من على إلى عن مع هذا هذه ذلك التي الذي كان كانت قال قالت أن إن ثم أو لا ما لم لن قد هو هي هم بعد قبل عند بين منذ
حتى كل
أمام داخل خارج أيضا وهو وهي وقد وكان يوم ليلة مساء صباح عاما سنة رجل امرأة البيت المنزل الشرطة الجيش الجنود السجن
المدينة القرية
של את על עם הוא היא לא כי אל זה ליד הבית אתמול נעצר
""".split()))  # fmt: skip
_GEORGIAN = re.compile(r"^\S{2,}(?:შვილ|ძე|ავა|უა|ია|იან|ურ|ელ)(?:ი|ს|მა|მ|ის|ით|ად|ი?სთვის|თან)?$")
_HAN = re.compile(
    r"(?:(?<=^)|(?<=[\s、，。；：「『“（和与及跟的了把被对向是叫为名]))"
    r"([王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤]"
    r"[\u4e00-\u9fff]{1,2})(?=[被在说是于和与、，。；：」』”）的及跟先女等]|$|\s)"
)
_JAPANESE = re.compile(r"[\u4e00-\u9fff]{1,4}[\u3040-\u30ff]{0,4}(?=さん|氏|様|くん|ちゃん|先生|容疑者|被告)")
_KOREAN = re.compile(
    r"(?<![\uac00-\ud7a3])[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국]"
    r"[\uac00-\ud7a3]{2}(?=(?:은|는|이|가|을|를|의|에게|와|과|도|씨|님|군|양)?(?![\uac00-\ud7a3]))"
)


def uncased(text: str) -> Iterator[Stretch]:
    """Stretches in scripts without capitals."""
    words = [word for word in Page(text).words() if not has_case(word.raw)]
    yield from _spelled(text, words)
    for expression in (_HAN, _JAPANESE, _KOREAN):
        for hit in expression.finditer(text):
            start, end = hit.span(1) if expression is _HAN else hit.span()
            yield Stretch(start, end, frozenset(("cue",)))


def _spelled(text: str, words: Sequence[Word]) -> Iterator[Stretch]:
    """Given names, titles and kin, each with up to three words after it that may belong to the name."""
    for place, word in enumerate(words):
        given, title = known_given_name(word.folded), word.folded in _TITLES
        if _GEORGIAN.match(word.raw):
            first = words[place - 1] if place and text[words[place - 1].end : word.start].isspace() else word
            yield Stretch(first.start, word.end, frozenset(("given_name",)))
        if not (given or title or word.folded in _KIN):
            continue
        last = _end_of(text, words[place : place + 4], 2 if title else 1)
        start = words[place + 1].start if title and last is not word else word.start
        if not title or last is not word:
            yield Stretch(start, last.end, frozenset(("given_name" if given else "title",)))


def _end_of(text: str, following: Sequence[Word], more: int) -> Word:
    """The last word of the name that begins with the first of these."""
    last = following[0]
    for before, word in pairwise(following):
        kin = word.folded in _KIN or before.folded in _KIN
        if not text[before.end : word.start].isspace() or word.folded in _COMMON or not (kin or more):
            break
        last, more = word, more if kin else more - 1
    return last
