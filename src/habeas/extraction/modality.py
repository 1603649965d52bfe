"""How sure the text is: one word of the closed list for each claim.

In this order: suspected and hedged words of the text itself; second-hand; presupposed inside a demand; disputed where
the
document answers it with a denial (see propose.py); historical; aggregate; generic; otherwise asserted by the writer
or the
document, alleged where a source is named.
"""

from habeas.extraction.acts import ActMention
from habeas.extraction.actuality import Actuality
from habeas.extraction.model import Span, Time
from habeas.extraction.reading import Reading, Said
from habeas.extraction.role_owners import Roles
from habeas.extraction.settings_of_acts import Setting

HISTORICAL_YEARS = 3
"""So many years before the newest year spoken of: of another time than the situation reported."""
HABIT = frozenset(
    "often routinely regularly systematically frequently commonly usually always обычно часто регулярно "
    "систематически постоянно".split()
)
NOW = 9999
PASSING = frozenset("since after before following during until с после до во время".split())
DEFINITE = frozenset(("the", "his", "her", "their", "its", "this", "that", "these", "those"))


def modality_of(
    reading: Reading, mention: ActMention, roles: Roles, actuality: Actuality, said: Said, setting: Setting
) -> tuple[str, Span | None]:
    """The modality of a claim, and the words that say so where there are any."""
    if actuality.modality == "disputed":
        return "disputed", actuality.cue
    if actuality.modality in ("suspected", "hedged", "second-hand"):
        return actuality.modality, actuality.cue
    if _historical(reading, setting):
        return "historical", None
    if actuality.modality == "presupposed":
        return "presupposed", actuality.cue
    if _in_passing(mention, roles):
        return "presupposed", None
    if said.mode == "second-hand":
        return "second-hand", actuality.cue
    if said.mode == "hedged":
        return "hedged", actuality.cue
    if _aggregate(mention, roles):
        return "aggregate", None
    if cue := _habit(mention):
        return "generic", cue
    return ("asserted" if said.mode in ("document", "narrator") else "alleged"), None


def year_of(time: Time) -> int | None:
    """The last year a time may lie in, None where it says none."""
    bound = time.latest or (time.edtf if time.edtf and time.edtf.endswith("..") else None) or time.earliest
    if time.latest is None and time.edtf and time.edtf.endswith(".."):
        return NOW
    return int(bound[:4]) if bound and bound[:4].isdigit() else None


def _historical(reading: Reading, setting: Setting) -> bool:
    time = next((t for t in reading.times if t.id == setting.time), None)
    if time is None:
        return False
    if time.basis == "named_period":
        return True
    year = year_of(time)
    if year is None or year == NOW:
        return False
    years = [y for t in reading.times if (y := year_of(t)) and y != NOW and t.basis != "named_period"]
    newest = int(reading.published[:4]) if reading.published else max(years)
    yearless = (
        time.precision == "year"
        and any(t.year_unknown for t in reading.times)
        and len(set(years)) == 1
        and not reading.published
    )
    return newest - year >= HISTORICAL_YEARS or yearless


def _in_passing(mention: ActMention, roles: Roles) -> bool:
    """ "since his arrest", "after the killing of X": named as known, not told."""
    if roles.entry.kind != "noun" or mention.token.case not in PASSING:
        return False
    words = {k.text.lower() for k in mention.sentence.kids(mention.at, "det", "nmod:poss")}
    return bool(words & DEFINITE) or any(k.rel == "nmod:poss" for k in mention.sentence.kids(mention.at))


def _aggregate(mention: ActMention, roles: Roles) -> bool:
    """A number of acts rather than of people: "43 arrests", "87 attacks"."""
    if roles.entry.kind != "noun":
        return False
    kids = mention.sentence.kids(mention.at, "nummod")
    return bool(kids) and mention.token.form == "p"


def _habit(mention: ActMention) -> Span | None:
    for kid in mention.sentence.kids(mention.at, "advmod"):
        if kid.lemma in HABIT:
            return Span(kid.start, kid.end, kid.text)
    return None
