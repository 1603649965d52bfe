# ruff: noqa: E501 (a pattern is read as one line)
"""Words for numbers, for what bounds them, for who is counted, and for what is not a count: one table per language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

ENGLISH_SMALL = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH_VALUES = {word: i for i, word in enumerate(ENGLISH_SMALL.split(), 1)} | {
    word: 10 * i for i, word in enumerate(ENGLISH_TENS.split(), 2)
}
ENGLISH_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12, "score": 20}

RUSSIAN_FORMS = {
    1: "один одна одно одного одной одному одним одну", 2: "два две двух двум двумя двое двоих двоим двоими оба обе обоих обеих",
    3: "три трех трем тремя трое троих троим троими", 4: "четыре четырех четырем четверо четверых четверым", 5: "пять пяти пятью пятеро пятерых пятерым",
    6: "шесть шести шестью шестеро шестерых шестерым", 7: "семь семи семью семеро семерых семерым", 8: "восемь восьми восемью восьмеро восьмерых",
    9: "девять девяти девятью девятеро", 10: "десять десяти десятью десятеро десятерых", 11: "одиннадцать одиннадцати", 12: "двенадцать двенадцати",
    13: "тринадцать тринадцати", 14: "четырнадцать четырнадцати", 15: "пятнадцать пятнадцати", 16: "шестнадцать шестнадцати", 17: "семнадцать семнадцати",
    18: "восемнадцать восемнадцати", 19: "девятнадцать девятнадцати", 20: "двадцать двадцати", 30: "тридцать тридцати", 40: "сорок сорока",
    50: "пятьдесят пятидесяти", 60: "шестьдесят шестидесяти", 70: "семьдесят семидесяти", 80: "восемьдесят восьмидесяти", 90: "девяносто девяноста",
    100: "сто ста", 200: "двести двухсот", 300: "триста трехсот", 400: "четыреста четырехсот", 500: "пятьсот пятисот", 600: "шестьсот шестисот",
    700: "семьсот семисот", 800: "восемьсот восьмисот", 900: "девятьсот девятисот",
}  # fmt: skip
RUSSIAN_VALUES = {form: value for value, forms in RUSSIAN_FORMS.items() for form in forms.split()}
RUSSIAN_SCALES = {
    "тысяча": 1000, "тысячи": 1000, "тысяч": 1000, "тысячу": 1000, "тыс": 1000, "тыс.": 1000, "миллион": 1_000_000, "миллиона": 1_000_000,
    "миллионов": 1_000_000, "млн": 1_000_000, "дюжина": 12, "дюжину": 12, "дюжины": 12,
}  # fmt: skip


@dataclass(frozen=True)
class NumberGrammar:
    """The tables of one language. `qualifiers` map a pattern to the words that `Quantity.qualifier` uses."""

    values: Mapping[str, int]
    scales: Mapping[str, int]
    fixed: Mapping[str, int]
    """Whole phrases with a value: "half a dozen"."""
    vague: tuple[tuple[re.Pattern[str], str, int | None], ...]
    """Pattern, qualifier, least number the word means."""
    qualifiers: tuple[tuple[re.Pattern[str], str], ...]
    joint: str
    """Between the two ends of a range."""
    between: re.Pattern[str]
    people: re.Pattern[str]
    """One noun for people."""
    stops: frozenset[str]
    """Words that end the noun phrase after a number."""
    of: re.Pattern[str]
    """What leads from the number to its noun ("of the")."""
    predicate: re.Pattern[str]
    """What follows a number that stands for people by itself ("12 were killed")."""
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    population_before: re.Pattern[str]
    population_after: re.Pattern[str]
    subject: str


def value_of(word: str) -> int | None:
    """The value of a number in figures or in one word of either language."""
    if word.isdecimal():
        return int(word) if len(word) < 10 else None
    return ENGLISH_VALUES.get(word) or RUSSIAN_VALUES.get(word.replace("ё", "е"))


def pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


def before(words: str) -> re.Pattern[str]:
    """Directly before the number, after a word boundary."""
    return re.compile(rf"(?<!\w)(?:{words})\s+(?:the\s+)?$", re.IGNORECASE)


ENGLISH_PEOPLE = (
    "people|persons?|individuals?|m[ae]n|wom[ae]n|boys?|girls?|child(?:ren)?|minors?|teenagers?|youths?|adults?|civilians?|citizens?|residents?|villagers?"
    "|inhabitants|families|households|protest[eo]rs?|demonstrators?|marchers?|activists?|journalists?|reporters?|lawyers?|students?|teachers?|workers?"
    "|employees|detainees?|prisoners?|inmates?|hostages?|captives?|victims?|survivors?|refugees?|migrants?|soldiers?|officers?|policemen|police|guards?"
    "|militants?|fighters?|members?|supporters?|defenders?|believers?|worshippers?|relatives?|brothers?|sisters?|sons?|daughters?|friends?|colleagues?"
    "|neighbou?rs?|farmers?|miners?|traders?|bystanders?|passengers?|patients?|doctors?|nurses?|monks?|nuns?|priests?|pilgrims?|suspects?|deputies"
    "|others|bodies|dead|wounded|injured|deaths|fatalities|casualties|homosexuals|gays|lesbians|peasants?|leaders?|human rights defenders?|nationals?|agents?"
    "|gunmen|attackers|conscripts?|deserters?|pupils?|infants?|babies|elders?|cousins?|couples?|witnesses|students?|drivers?|fishermen|shepherds?"
)
ENGLISH = NumberGrammar(
    values=ENGLISH_VALUES,
    scales=ENGLISH_SCALES,
    fixed={
        "half a dozen": 6,
        "half-a-dozen": 6,
        "a dozen": 12,
        "a hundred": 100,
        "a thousand": 1000,
        "a million": 1_000_000,
        "a score": 20,
        "half a million": 500_000,
    },
    vague=(
        (pattern(r"\btens\s+of\s+thousands\b"), "tens of thousands", 20_000),
        (pattern(r"\bhundreds\s+of\s+thousands\b"), "hundreds of thousands", 200_000),
        (pattern(r"\bmillions\b"), "millions", 2_000_000),
        (pattern(r"\bthousands\b"), "thousands", 2_000),
        (pattern(r"\bhundreds\b"), "hundreds", 200),
        (pattern(r"\bscores(?=\s+of\b)"), "scores", 40),
        (pattern(r"\b(?:several\s+)?dozens\b|\bseveral\s+dozen\b"), "dozens", 24),
        (
            pattern(
                r"\b(?:many|numerous|countless)(?=\s+(?:of\b|\w))(?!\s+(?:times|years|months|days|hours|more\s+times|ways|a\b))"
            ),
            "many",
            None,
        ),
        (
            pattern(r"\bseveral(?!\s+(?:times|years|months|days|weeks|hours|minutes|dozen|hundred|thousand))\b"),
            "several",
            None,
        ),
        (
            pattern(
                r"\ba\s+(?:few|couple\s+of|number\s+of|handful\s+of|group\s+of|large\s+number\s+of)(?!\s+(?:times|years|months|days|weeks|hours|minutes))\b"
            ),
            "several",
            None,
        ),
        (pattern(r"\bseveral\s+(?=hundred\b)hundred\b"), "hundreds", 200),
        (pattern(r"\bseveral\s+(?=thousand\b)thousand\b"), "thousands", 2_000),
        (pattern(r"\bmost\s+of\s+(?:the|them|those)\b"), "most", None),
    ),
    qualifiers=tuple(
        (before(words), name)
        for words, name in (
            (r"at\s+least|(?:no|not)\s+(?:fewer|less)\s+than|a\s+minimum\s+of|minimum", "at least"),
            (r"at\s+most|up\s+to|as\s+many\s+as|(?:no|not)\s+more\s+than|a\s+maximum\s+of", "at most"),
            (r"(?:fewer|less)\s+than|under", "fewer than"),
            (r"more\s+than|over|upwards\s+of|in\s+excess\s+of", "more than"),
            (r"nearly|almost|close\s+to", "nearly"),
            (r"an\s+estimated|estimated", "estimated"),
            (r"about|around|approximately|roughly|some|circa|an\s+average\s+of", "about"),
        )
    ),
    joint=r"\s?[-–—]\s?|\s+to\s+|\s+and\s+|\s+or\s+",
    between=pattern(r"\b(?:between|from)\s+(?:about\s+|around\s+)?$"),
    people=pattern(rf"(?:{ENGLISH_PEOPLE})(?![\w-])"),
    stops=frozenset(
        "a an the were was are is be been being have has had who whom which that in on at by from to for with and or but as of while when after before "
        "since during including also did do does will would can could may might should must than then there not no went came said told died per against".split()
    ),
    of=pattern(r"\s+of\s+(?:(?:the|these|those|his|her|their|its|our|my|all)\s+)?"),
    predicate=pattern(
        r"\s+(?:of\s+(?:them|whom|us|those)\b|others\b|more\b(?=\s+(?:were|was|are|had|have|people))|(?:were|was|are|have|had)\s+(?:also\s+|later\s+|reportedly\s+)?(?:been\s+)?\w+(?:ed|en|t|ot|ld)\b|died\b|remain\b|dead\b|injured\b|wounded\b|killed\b|missing\b)"
    ),
    not_before=pattern(
        r"(?:\b(?:articles?|arts?\.?|sections?|sec\.|chapters?|paragraphs?|paras?\.?|clauses?|rules?|resolution|law|decree|order|act|case|no\.?|nos\.?|number|№|room|cell|ward|page|pp?\."
        r"|precinct|unit|station|school|district|block|building|apartment|house|flat|route|highway|road|km|kilomet(?:re|er)|colony|prison|camp|brigade|battalion|regiment|division|gate|lane|line|level|annex|"
        r"appendix|figure|table|version|part|aged?|ages|(?:at|age\s+of)\s+(?:the\s+)?age|born|zone|sector|checkpoint|hospital|covid|tel\.?|phone|fax|code|bus|flight|channel)\s*(?:no\.?\s*|number\s*|№\s*|of\s+)?|[$€£₽¥#§№]\s?|\+|US\$\s?"
        r"|\b(?:articles?|arts?\.?|sections?|paragraphs?)\s+[\d(),.\s]+(?:and|or|to|,|-|–)\s*)$"
    ),
    not_after=pattern(
        r"(?:\s?%|\s?percent\b|\s?per\s+cent\b|[-\s]years?[-\s]olds?\b|(?:\s+|-)(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|nights?|decades?|times|time|dollars?|euros?|rubles?|roubles?|pounds?|rupees?|francs?|pesos?|cents?|"
        r"lashes|strokes|km|kilomet(?:re|er)s?|met(?:re|er)s?|miles?|feet|foot|cm|kg|kilograms?|tonnes?|tons?|grams?|lit(?:re|er)s?|acres?|hectares?|degrees?|points?|pages?|votes?|a\.?m\b|p\.?m\b|o['’]clock|hrs|UTC|GMT)\b"
        r"|\s?(?:[ap]\.?m\b|h\b|km\b|kg\b|th\b|st\b|nd\b|rd\b)|[:/]\d|-(?:month|week|day|hour|minute|storey|story|point|page|bed|room|strong|metre|meter|kilomet|foot)\w*|\s+(?:hundred|thousand|million)?\s*(?:US\s+)?dollars)"
    ),
    population_before=pattern(
        r"(?:\bpopulation\s*(?:of|is|was|numbers?|numbering|totals?|:|at|stands\s+at)?|\b(?:town|city|village|settlement|capital|hamlet|municipality|suburb|island|province|commune)\s+(?:of|with|numbering|"
        r"that\s+has|has|with\s+a\s+population\s+of)|\bhome\s+to|\binhabited\s+by|\bpop\.)\s*(?:(?:about|around|some|nearly|almost|over|more\s+than|roughly|approximately|at\s+least|just\s+over|an\s+estimated|fewer\s+than|less\s+than)\s+)*$"
    ),
    population_after=pattern(
        r"\s+(?:inhabitants|souls)\b|[\s-]+strong\s+(?:town|city|village)|\s+(?:people|residents)\s+live\s+(?:in|there|here)"
    ),
    subject="population",
)

RUSSIAN_PEOPLE = (
    r"человек(?:а|у|ом|ами|ах)?|люд(?:ей|и|ям|ьми|ях)|лиц(?:а|ам|ами)?(?!\w)|мужчин\w{0,3}|женщин\w{0,3}|юнош\w{0,3}|девуш\w{0,4}|девоч\w{0,4}|мальчик\w{0,3}|дет(?:ей|и|ям|ьми)|реб[её]н\w{0,4}|подрост\w{0,5}"
    r"|несовершеннолетн\w{0,3}|жител\w{0,4}|граждан\w{0,4}|сел[ья]н\w{0,3}|сельчан\w{0,3}|семь(?:и|ям|ями)|семей|протестующ\w{0,4}|демонстрант\w{0,3}|митингующ\w{0,4}|участни[кц]\w{0,4}|активист\w{0,5}|журналист\w{0,5}|корреспондент\w{0,3}"
    r"|адвокат\w{0,3}|юрист\w{0,3}|студент\w{0,5}|учител\w{0,4}|рабоч(?:их|ие|им)|шахт[её]р\w{0,3}|задержанн\w{0,3}|арестованн\w{0,3}|заключ[её]нн\w{0,3}|осужд[её]нн\w{0,3}|пленн\w{0,3}|заложник\w{0,3}|жертв\w{0,3}|пострадавш\w{0,3}"
    r"|погибш\w{0,3}|убит(?:ых|ы|ыми|ые)|ранен(?:ых|ы|ые|ыми)|раненых|пропавш\w{0,3}|похищенн\w{0,3}|беженц\w{0,3}|беженок|мигрант\w{0,3}|солдат\w{0,3}|военн(?:ых|ые|ыми|ым)|военнослужащ\w{0,3}|полицейск(?:их|ие|ими|им)|сотрудник\w{0,3}|силовик\w{0,3}"
    r"|омоновц\w{0,3}|боевик\w{0,3}|правозащитни\w{0,4}|верующ\w{0,3}|родственни\w{0,4}|брат(?:а|ьев|ья|ьям)|сест[её]р|сестры|сын(?:а|овей|овья)|доч(?:ери|ерей)|друз(?:ей|ья)|сосед\w{0,3}|пациент\w{0,3}|врач(?:ей|а|и)|пассажир\w{0,3}|водител\w{0,4}"
    r"|свидетел\w{0,4}|тел(?:а)?(?!\w)|сторонник\w{0,3}|член(?:а|ов|ы)|призывник\w{0,3}|паломник\w{0,3}|депутат\w{0,3}|работник\w{0,3}|гомосексуал\w{0,4}|гее[вй]|старик\w{0,3}|учени[кц]\w{0,3}|школьник\w{0,3}|прихожан\w{0,3}|торговц\w{0,3}"
)
RUSSIAN = NumberGrammar(
    values=RUSSIAN_VALUES,
    scales=RUSSIAN_SCALES,
    fixed={"полсотни": 50, "полусотни": 50, "полтора десятка": 15, "полутора десятков": 15, "два десятка": 20, "двух десятков": 20, "три десятка": 30, "трех десятков": 30, "пол-сотни": 50,
           "десяток": 10, "десятка": 10, "сотня": 100, "сотню": 100, "дюжина": 12, "дюжину": 12, "полторы сотни": 150, "полутора сотен": 150, "две сотни": 200, "полторы тысячи": 1500, "полтысячи": 500, "пара": 2, "пару": 2},
    vague=(
        (pattern(r"\bдесятк\w{1,3}\s+тысяч\b"), "tens of thousands", 20_000),
        (pattern(r"\bсот(?:ни|ен|ням)\s+тысяч\b"), "hundreds of thousands", 200_000),
        (pattern(r"\bтысячи(?=\s+[а-яё])|\bтысячам\b|\bтысячами\b"), "thousands", 2_000),
        (pattern(r"\b(?:несколько\s+|нескольких\s+)?сот(?:ни|ен|ням|нями|нях)\b"), "hundreds", 200),
        (pattern(r"\b(?:несколько\s+|нескольких\s+)?десятк(?:и|ов|ам|ами|ах)\b"), "dozens", 20),
        (pattern(r"\b(?:мног(?:ие|их|им|ими)|множеств[оа]|немало|многочисленн(?:ые|ых|ым))(?!\s+(?:раз|лет|год|месяц|дн|час))"), "many", None),
        (pattern(r"\bнескольк(?:о|их|им|ими)(?!\s+(?:раз|лет|год|месяц|дн|час|минут|недель|суток|сот|десятк|тысяч))"), "several", None),
        (pattern(r"\bгрупп(?:а|у|ы|е|ой)(?=\s+[а-яё]+(?:ых|их|ов|ей|ин|ан|ек)\b)"), "several", None),
    ),
    qualifiers=tuple(
        (before(words), name)
        for words, name in (
            (r"не\s+менее(?:\s+чем)?|не\s+меньше|по\s+меньшей\s+мере|как\s+минимум|по\s+крайней\s+мере|минимум", "at least"),
            (r"не\s+более(?:\s+чем)?|не\s+больше|максимум|до", "at most"),
            (r"менее(?:\s+чем)?|меньше(?:\s+чем)?", "fewer than"),
            (r"более(?:\s+чем)?|больше(?:\s+чем)?|свыше", "more than"),
            (r"почти|без\s+малого", "nearly"),
            (r"около|примерно|приблизительно|порядка|приблизительно\s+в|ориентировочно", "about"),
        )
    ),
    joint=r"\s?[-–—]\s?|\s+до\s+|\s+или\s+|\s+и\s+",
    between=pattern(r"\b(?:от|между)\s+$"),
    people=pattern(rf"(?:{RUSSIAN_PEOPLE})(?![\w-])"),
    stops=frozenset(
        "и а но или в во на с со из за к ко у о об от до по под при про для был была было были есть будет который которая которые которых что чтобы как не ни "
        "где когда после во время также еще ещё уже тоже они он она мы я вы это".split()
    ),
    of=pattern(r"\s+из\s+(?:(?:них|этих|тех|наших|их|его)\s+)?"),
    predicate=pattern(r"\s+(?:из\s+(?:них|нас|тех)\b|были?\b|был[ао]\b|погиб\w*|убит\w*|ранен\w*|задержан\w*|арестован\w*|пропал\w*|умерл\w*|скончал\w*|осуждены?\b|избит\w*|похищен\w*|получил\w*|пострадал\w*|оста[лю]\w*|находятся)"),
    not_before=pattern(
        r"(?:\b(?:стат(?:ья|ьи|ье|ью|ей|ьям|ьями)|ст\.|ч\.|част(?:ь|и|ью)|п\.|пункт\w*|параграф\w*|глав\w+|закон\w*|указ\w*|приказ\w*|резолюци\w+|дел[оау]|номер\w*|№|кабинет\w*|камер\w+|школ\w+|дом\w?|д\.|кв\.|квартир\w+|корпус\w*|ик|сизо|ифс|"
        r"колони\w+|отряд\w*|бригад\w+|полк\w*|батальон\w*|част\w+|больниц\w+|участ\w+|стр\.|том\w*|возраст\w*|трасс\w+|автобус\w*|маршрут\w*|телефон\w*|тел\.|километр\w*|км)\s*(?:№\s*|номер\s*|в\s+)?|[$€£₽#§№]\s?|\+|\bИК-|\bСИЗО-|[A-Za-zА-Яа-я]-)$"
    ),
    not_after=pattern(
        r"(?:\s?%|\s?процент\w*|(?:-?(?:х|ти|и|ми|ух|ёх|ех)?[-\s]*)летн\w+|\s+(?:год\w{0,3}|лет|месяц\w{0,3}|недел\w{1,3}|дн(?:я|ей|ям|и)|день|сут(?:ок|ки|кам)|час(?:а|ов|у|ам)?|минут\w{0,2}|секунд\w{0,2}|раз(?:а)?|рубл\w{1,3}|доллар\w{0,3}|евро|"
        r"гривен|тенге|сомов|километр\w{0,3}|км|метр\w{0,3}|м|кг|килограмм\w{0,2}|тонн\w?|литр\w{0,2}|гектар\w{0,2}|удар\w{0,3}|голос\w{0,3}|балл\w{0,2}|статьи|статей|пункт\w{0,2}|квартал\w?|утра|вечера|ночи|дня|часть|части|этаж\w{0,2}|человеко)(?!\w)"
        r"|(?:-|\s)(?:го|й|я|е|ая|ое|ый|ю|м|х|ого|ым|ом)(?!\w)|[:/]\d|-(?:месячн|недельн|дневн|часов|минутн|этажн|километров|метров|тысячн)\w*|\s+(?:тыс\.?|тысяч\w?|млн|миллион\w{0,2})\s+(?:рубл|доллар|евро)\w*)"
    ),
    population_before=pattern(
        r"(?:\bнаселени\w{1,3}\s*(?:(?:которого|села|города|пос[её]лка|района|республики)\s*)?(?:составляет|составляло|насчитывает|—|-|–|:|в)?|\bпрожива(?:ет|ло|ют|ли)|\bнасчитыва(?:ет|ло|лось|ющ\w+|ется)|\bжив[её]т|\b(?:город\w?|сел[оеа]|пос[её]л\w+|деревн\w+|аул\w?)\s+(?:с|на))\s*(?:в\s+)?"
        r"(?:(?:около|более|свыше|примерно|почти|до|порядка|чуть|менее|приблизительно|не\s+менее|в)\s+)*$"
    ),
    population_after=pattern(r"-?тысячн\w+\s+(?:город|сел|пос[её]л)\w*|\s+(?:душ)\b|\s+(?:тыс\.?\s+|тысяч\s+)?(?:жител\w{1,3}|человек)\s+(?:населения|прожива\w+)"),
    subject="население",
)  # fmt: skip
