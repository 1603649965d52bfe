# ruff: noqa: E501 (a word list is read as one string)
"""Words that make a name a place, or are a place themselves, in both languages. By lemma, lower case, ё as е."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlaceWords:
    """`kinds`: noun of a named place -> type. `sites`: nouns for where acts are done; `weak` ones only after a preposition."""

    kinds: dict[str, str]
    sites: frozenset[str]
    weak: frozenset[str]
    inside: frozenset[str]
    """Prepositions of being in a place."""
    towards: frozenset[str]
    relations: dict[str, str]
    """Preposition -> relation of `Place.relation`."""
    link: frozenset[str]
    """Prepositions that continue a site ("a prison in X", "a room of the station")."""
    echoes: dict[str, tuple[str, ...]]
    """Phrase that repeats a place -> types it may repeat."""
    not_names: frozenset[str]


def table(**rows: str) -> dict[str, str]:
    return {word: kind for kind, words in rows.items() for word in words.split()}


ENGLISH = PlaceWords(
    kinds=table(
        populated_place="city town village settlement hamlet suburb township neighbourhood neighborhood municipality quarter capital",
        admin1="province region republic oblast governorate prefecture krai voivodeship canton state territory county",
        area="district area valley island peninsula river mountain mountains forest desert lake coast highlands delta plain commune subdistrict",
        country="country kingdom federation emirate",
    ),
    sites=frozenset(
        "prison jail centre center station barracks camp base headquarters hospital school court courthouse checkpoint basement cellar cell apartment flat home house square market "
        "hotel airport border office factory colony morgue street road highway church mosque cafe café garage warehouse farm field building compound village shelter clinic bridge park "
        "university campus courtyard yard stadium club bar shop store restaurant mine quarry plant dormitory hostel villa facility site precinct ward room crossing outpost post port cemetery "
        "forest river well ditch pit grave monastery temple roadblock junction intersection avenue boulevard depot stop container bunker dungeon corridor toilet gate embassy ministry".split()
    ),
    weak=frozenset("court office road village field site post room ward well centre center station base plant store bar club stop gate ministry corridor toilet river forest embassy school hospital church market university border home house mine building farm port".split()),
    inside=frozenset("in at inside into within throughout across on".split()),
    towards=frozenset("from to outside near around toward towards through behind under beneath opposite beside".split()),
    relations={"near": "near", "outside": "outside", "around": "near", "close to": "near", "next to": "near", "beside": "near", "behind": "near", "opposite": "near", "not far from": "near", "in the vicinity of": "near", "between": "between", "north of": "near", "south of": "near", "east of": "near", "west of": "near", "on the outskirts of": "outskirts"},
    link=frozenset("of in at near outside on in by behind under opposite beside around close next to from".split()),
    echoes={"the country": ("country", "admin1"), "the republic": ("admin1", "country"), "the region": ("admin1", "area"), "the province": ("admin1",), "the district": ("area", "admin1"),
            "the city": ("populated_place",), "the town": ("populated_place",), "the village": ("populated_place",), "the capital": ("populated_place",), "the territory": ("admin1", "area")},
    not_names=frozenset("january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday god internet facebook twitter telegram".split()),
)  # fmt: skip

RUSSIAN = PlaceWords(
    kinds=table(
        populated_place="город городок село поселок деревня аул станица хутор столица райцентр мегаполис г с пос п д",
        admin1="область край республика губерния округ провинция штат автономия обл воеводство",
        area="район долина остров ущелье волость уезд муниципалитет микрорайон р-н округа ущелье полуостров",
        country="страна королевство федерация",
    ),
    sites=frozenset(
        "сизо ивс ик колония тюрьма изолятор отделение отдел участок подвал камера база лагерь лагер гараж барак больница госпиталь школа суд блокпост пост квартира дом офис здание площадь рынок гостиница отель "
        "аэропорт граница завод фабрика морг улица трасса шоссе дорога церковь мечеть кафе склад ферма поле двор комната кабинет карцер спецприемник психбольница общежитие магазин ресторан клуб бар парк вокзал автовокзал "
        "мост перекресток университет институт колледж казарма военкомат комендатура управление овд ровд мвд уфсб штаб приют клиника стадион шахта карьер карцер дача лес яма кладбище остановка переход кпп приграничье монастырь храм редакция набережная проспект переулок сарай контейнер бункер туалет душевая коридор".split()
    ),
    weak=frozenset("отдел отделение участок управление дом двор пост суд граница улица дорога лес поле база школа больница церковь здание комната офис магазин институт университет колледж завод коридор туалет".split()),
    inside=frozenset("в во на внутри по".split()),
    towards=frozenset("из с со от до под около возле близ у за рядом недалеко неподалеку вблизи напротив через к".split()),
    relations={"около": "near", "возле": "near", "близ": "near", "под": "near", "вблизи": "near", "недалеко": "near", "неподалеку": "near", "рядом": "near", "рядом с": "near", "рядом со": "near", "недалеко от": "near", "неподалеку от": "near", "у": "near", "за": "near", "напротив": "near", "между": "between", "в окрестностях": "near", "на окраине": "outskirts"},
    link=frozenset("в во на под около возле близ у за при от с со рядом недалеко неподалеку вблизи напротив между +gen".split()),
    echoes={"стране": ("country", "admin1"), "страны": ("country", "admin1"), "республике": ("admin1", "country"), "республики": ("admin1", "country"), "регионе": ("admin1",), "области": ("admin1",), "городе": ("populated_place",), "города": ("populated_place",),
            "селе": ("populated_place",), "посёлке": ("populated_place",), "поселке": ("populated_place",), "деревне": ("populated_place",), "районе": ("area",), "крае": ("admin1",)},
    not_names=frozenset("бог интернет фейсбук телеграм".split()),
)  # fmt: skip
