"""A stretch -> person, organisation, place, no name, or undecided, by what speaks for each.

A sign of a person outweighs all others, but for a word that only organisations have in their names. What nothing speaks
for is undecided; and undecided is hidden.
"""

from collections.abc import Sequence

from habeas.extraction.names_seen.model import KnownAs
from habeas.gazetteer.look_up import fold as place_key
from habeas.gazetteer.look_up import look_up
from habeas.names.folding import fold
from habeas.names.letters import Page
from habeas.names.registry import is_cyrillic

SURE_PERSON = frozenset(("patronymic", "title", "handle", "mail", "given_name"))
_ORGANISATION = frozenset(map(fold, """
ministry ministries committee commission court tribunal police department agency bureau office university college school
hospital council parliament senate congress party union association federation league movement front army brigade
battalion regiment division corps guard guards service services centre center institute foundation fund network group
forum alliance organisation organization company corporation bank ltd inc gmbh llc news times post courier monitor watch
gazette tribune radio television tv prison administration government assembly board secretariat authority mission
convention constitution act code article protocol chamber registry state federal national international unit squad force
forces security brigades bulletin report church mosque embassy consulate headquarters
министерство комитет комиссия суд суда полиция отдел управление агентство университет школа больница совет партия союз
ассоциация федерация движение армия бригада батальон полк служба центр институт фонд организация компания банк ооо ао
правительство администрация прокуратура мвд фсб росгвардия следственный конституция кодекс церковь мечеть посольство
вестник газета новости уполномоченный омон сизо колония ик ровд увд
ministerio comité comisión tribunal policía universidad hospital consejo partido unión asociación ejército fundación
ministère commission cour police université hôpital conseil parti armée fondation brigade tribunal
ministerstwo sąd policja urząd komisja partia bakanlığı mahkemesi polis وزارة محكمة شرطة لجنة جامعة مستشفى حزب جيش منظمة
""".split()))  # fmt: skip
_CALENDAR = frozenset(map(fold, """
january february march april may june july august september october november december monday tuesday wednesday thursday
friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec ramadan easter christmas
понедельник вторник среда четверг пятница суббота воскресенье января февраля марта апреля мая июня июля августа сентября
октября ноября декабря enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
""".split()))  # fmt: skip
_PLACE = frozenset(map(fold, """
street square avenue road lane district region province village city town river mountain mount lake airport station
bridge valley island republic county oblast raion market camp north south east west upper lower
улица улице площадь проспект район районе область области село селе деревня город городе река озеро аэропорт станция
мост
республика республики край рынок лагерь calle plaza avenida rue place boulevard ulica شارع ساحة مدينة قرية
""".split()))  # fmt: skip
_BEFORE_PLACE = frozenset(
    "in at from near to into outside towards around across в во из под около близ у до над в".split()
)


_CALLED = frozenset(map(fold, """
alias nicknamed nickname aka surnommé surnommée dit dite apodado apodada apodo прозвищу прозвище кличке кличка позывной
позывным позывного nick pseudonim لقبه الملقب المعروف
""".split()))  # fmt: skip


def kind_of(text: str, start: int, end: int, reasons: frozenset[str]) -> tuple[KnownAs, frozenset[str]]:
    """What the stretch is taken for, and the reasons, those found here too."""
    words = [word.folded for word in Page(text[start:end]).words()]
    found = reasons | _more(text, start, words)
    if words and all(word in _CALENDAR for word in words):
        return KnownAs.NO_NAME, found | {"calendar"}
    if "called" in found:
        return KnownAs.PERSON, found
    if "organisation_word" in found and not found & {"patronymic", "title", "handle", "mail"}:
        return KnownAs.ORGANISATION, found
    if found & SURE_PERSON or ("tagged_person" in found and "place_word" not in found):
        return KnownAs.PERSON, found
    if "people" in found and len(words) == 1:
        return KnownAs.NO_NAME, found
    if _is_acronym(text, start, end):
        return KnownAs.ORGANISATION, found
    if "place_word" in found or ("gazetteer" in found and found & {"tagged_place", "after_place_word"}):
        return KnownAs.PLACE, found
    if found >= {"tagged_organisation", "quoted"} and is_cyrillic(words[0]):
        return KnownAs.ORGANISATION, found
    return KnownAs.UNDECIDED, found


def _more(text: str, start: int, words: Sequence[str]) -> set[str]:
    found = set()
    if any(word in _ORGANISATION for word in words):
        found.add("organisation_word")
    if any(word in _PLACE for word in words):
        found.add("place_word")
    if words and look_up(place_key(" ".join(words))):
        found.add("gazetteer")
    before = Page(text[max(0, start - 24) : start]).words()
    if before and before[-1].folded in _BEFORE_PLACE:
        found.add("after_place_word")
    if any(word.folded in _CALLED for word in before[-3:]):
        found.add("called")
    if text[start - 1 : start] in ("«", "„", "“", '"'):
        found.add("quoted")
    return found


def _is_acronym(text: str, start: int, end: int) -> bool:
    """A few capitals, in a line that is not all in capitals."""
    said = text[start:end]
    if not (said.isupper() and said.isalpha() and 2 <= len(said) <= 5):
        return False
    line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    return not any(word.isupper() and len(word) > 5 for word in line.split())
