"""Common given names of scripts without capitals, folded. Facts gathered for this program."""

from functools import cache

from habeas.names import nicknames
from habeas.names.folding import fold

_ARABIC = """
محمد أحمد محمود حامد علي حسن حسين عمر عثمان خالد سعيد سعد ياسر ناصر سالم سليم سلمان سليمان إبراهيم إسماعيل يوسف يعقوب
داود موسى عيسى يحيى زكريا نوح آدم إدريس هارون أيوب طارق زياد كريم رحيم رشيد ماجد مجيد جمال جميل كمال كامل فهد فيصل
فارس فادي فؤاد فريد وليد وائل هاني هشام هيثم أنس أسامة إياد إيهاب باسم باسل بلال بشار بشير تامر ثامر جابر جعفر حاتم
حازم حمزة حيدر رامي رائد رضا زيد سامي سامر سمير شادي صالح صلاح طلال عادل عامر عباس عدنان عصام عماد غازي غسان قاسم
قصي لؤي مازن مالك مراد مروان مصطفى منصور منير مهند مؤيد نبيل نزار نضال نعيم وسام وسيم ياسين يزن
عبدالله عبدالرحمن عبدالكريم عبدالعزيز عبدالقادر
فاطمة عائشة خديجة زينب مريم آمنة أمينة سارة ليلى هند نور نورا رنا ريم رانيا سلمى سمر سميرة سعاد شيماء صفاء عبير غادة
فرح كوثر لمى لينا مها منى ميساء نادية نجلاء نسرين نهى هالة هبة هدى وفاء ياسمين يسرى أسماء إيمان آلاء بثينة بشرى جميلة
حنان دعاء دلال رباب رغد زهراء سوسن عفاف
"""
_HEBREW = """
יוסף דוד משה אברהם יצחק יעקב שרה רחל לאה רבקה מרים יונתן דניאל שמואל אליהו חיים מאיר אורי איתן גיל רון עמית נועם תמר
נועה מיכל יעל חנה אסתר רות שרון
"""
COMMON = frozenset(fold(name) for name in f"{_ARABIC} {_HEBREW}".split())


@cache
def in_latin() -> frozenset[str]:
    """Given names in Latin letters: those of the table of short forms, and a few that an English dictionary knows."""
    table = (fold(one) for entry in nicknames.entries() for one in entry)
    return frozenset({one for one in table if one.isascii()} | set(_IN_ENGLISH))


_IN_ENGLISH = """
mohammed muhammad mahomet ali omar ahmed hassan hussein fatima ibrahim joseph john peter paul james mary david daniel
abraham isaac jacob moses samuel saul solomon adam noah ruth esther rachel leah rebecca martha luke matthew simon thomas
""".split()

TRANSCRIBED = """
michael:майкл михаэль
james:джеймс
john:джон
george:джордж георг
charles:чарльз шарль
stephen steven:стивен стефан
matthew:мэтью
andrew:эндрю
peter:питер петер
paul:пол пауль поль
joseph:джозеф йозеф жозеф
christopher:кристофер
hugh:хью
sean shaun:шон
hugo:хуго гюго
joan:джоан
jean:жан джин
jacques:жак
jorge:хорхе
jose:хосе жозе
juan:хуан
julia:юлия джулия
george:джордж
eugene:юджин евгений
catherine katherine:кэтрин катрин екатерина
elizabeth:элизабет елизавета
helen:хелен елена
alexander:александр
nicholas:николас николай
theodore:теодор федор
wojciech:войцех
grzegorz:гжегож
krzysztof:кшиштоф
jerzy:ежи
zhang:чжан
xi:си
wang:ван
zhao:чжао
"""
"""Latin : Cyrillic, where no rule of spelling leads from one to the other."""


@cache
def is_given_name(folded: str) -> bool:
    """Whether a word, folded, may be a given name: of the tables here, or of a Cyrillic dictionary."""
    from habeas.names.ordinary import analyser

    if folded.isascii():
        return folded in in_latin()
    if not "\u0400" <= folded[:1] <= "\u04ff":
        return folded in COMMON
    return any(
        dictionary is not None
        and dictionary.word_is_known(folded)
        and any(not {"Name", "Patr", "Surn"}.isdisjoint(parse.tag.grammemes) for parse in dictionary.parse(folded))
        for dictionary in map(analyser, ("ru", "uk"))
    )
