"""One invented report and what a proposer says about it, by hand: spans are found in the text, never counted."""

from hashlib import sha256

from habeas.extraction.model import (
    Act,
    Actor,
    Attribution,
    Participant,
    Place,
    Proposals,
    ProposedCall,
    ProposedClaim,
    ProposedStatement,
    Quantity,
    Span,
    Time,
)

TEXT = """Reports from Velna

According to the Lantern Committee, Ilya Morozan was abducted by men of the Third Guard near Sarkamen since March. \
About 20 students were beaten. The Interior Ministry denied that Ilya Morozan was abducted.

“We call on the authorities to release Ilya Morozan,” the Committee said.
"""


def at(words: str, *, after: str = "") -> Span:
    """The first place of these words, behind `after`."""
    start = TEXT.index(words, TEXT.index(after) if after else 0)
    return Span(start, start + len(words), words)


ACTORS = (
    Actor("a1", "Lantern Committee", "organisation", (at("the Lantern Committee"), at("the Committee"))),
    Actor("a2", "Ilya Morozan", "person", (at("Ilya Morozan"), at("Ilya Morozan", after="denied"))),
    Actor("a3", "Third Guard", "security_force", (at("men of the Third Guard"),)),
    Actor("a4", "students", "group", (at("students"),)),
    Actor("a5", "Interior Ministry", "government", (at("The Interior Ministry"),)),
    Actor("a6", "nobody speaks of this one", "group", (at("Reports"),)),
)
PLACES = (
    Place("p1", "Sarkamen", "populated_place", (at("Sarkamen"),), {"country": "XA"}),
    Place("p2", "near Sarkamen", "area", (at("near Sarkamen"),), relation="near", anchor="p1", radius_km=(1.0, 15.0)),
)
ABDUCTION = ProposedClaim(
    id="c1",
    act=Act("abduction", "030104000000", at("abducted")),
    evidence=(at(TEXT.split("\n\n")[1].split(". ")[0] + "."),),
    perpetrators=(Participant("a3", at("men of the Third Guard")),),
    victims=(Participant("a2", at("Ilya Morozan"), ground="perceived sexual orientation"),),
    attribution="at1",
    attribution_mode="explicit",
    modality="alleged",
    confidence=0.81234,
    reason="“abducted by” with a named source",
    time="t1",
    place="p2",
    place_span=at("near Sarkamen"),
)
BEATING = ProposedClaim(
    id="c2",
    act=Act("physical_assault", "020101000000", at("beaten"), "beating", "0301"),
    evidence=(at("About 20 students were beaten."),),
    perpetrators=(),
    victims=(Participant("a4", at("students"), count="q1"),),
    attribution="at1",
    attribution_mode="inherited",
    modality="alleged",
    confidence=0.6,
    reason="passive verb, source of the sentence before",
)
DENIED = ProposedClaim(
    id="c3",
    act=Act("abduction", "030104000000", at("abducted", after="denied")),
    evidence=(at("The Interior Ministry denied that Ilya Morozan was abducted."),),
    perpetrators=(),
    victims=(Participant("a2", at("Ilya Morozan", after="denied")),),
    attribution="at2",
    attribution_mode="explicit",
    modality="disputed",
    confidence=0.7,
    reason="a denial",
    negated=True,
)
CALL = ProposedCall(
    id="k1",
    caller="a1",
    attribution="at3",
    addressees=(Participant("a5", None, inferred=True),),
    action=at("release Ilya Morozan"),
    action_type="release",
    evidence=(at("“We call on the authorities to release Ilya Morozan,”"),),
    cue=at("call on"),
    confidence=0.9,
    reason="call on ... to",
    beneficiary=at("Ilya Morozan", after="release"),
    deadline="by the end of the month",
    verbatim=True,
)
DENIAL = ProposedStatement(
    id="s1",
    speaker="a5",
    kind="denial",
    content=at("Ilya Morozan was abducted", after="denied"),
    attribution="at2",
    confidence=0.75,
    reason="denied that",
)
PROPOSALS = Proposals(
    text_sha256=sha256(TEXT.encode()).hexdigest(),
    length=len(TEXT),
    language="en",
    published=None,
    proposer="by hand 1",
    actors=ACTORS,
    attributions=(
        Attribution("at1", "a1", "reported", at("According to")),
        Attribution("at2", "a5", "reported", at("denied")),
        Attribution(
            "at3",
            "a1",
            "direct quotation",
            at("said"),
            quote=at("“We call on the authorities to release Ilya Morozan,”"),
            verbatim=True,
        ),
    ),
    places=PLACES,
    times=(Time("t1", at("since March"), None, precision="month", basis="year_unknown", year_unknown=True),),
    quantities=(
        Quantity(
            "q1", at("About 20 students"), 20, None, None, "about", "students", "students beaten", is_victim_count=True
        ),
    ),
    claims=(ABDUCTION, BEATING, DENIED),
    calls=(CALL,),
    statements=(DENIAL,),
)
