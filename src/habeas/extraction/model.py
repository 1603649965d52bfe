"""The nouns of extraction: what the text of one report proposes, for a person to decide about.

Every span is in Unicode code points of the text as given, from 0, end exclusive. Words for types of act, methods,
actions,
modes and modalities are the closed lists of `words/`. Nothing here is a fact: a proposal has its evidence, a
confidence and
a reason in words, and becomes part of the record only when a person accepts it.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the text: `text == document[start:end]`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Actor:
    """A person, organisation, force or group of people as the text speaks of it."""

    id: str
    name: str
    kind: str
    """person | organisation | security_force | armed_group | government | officials | group | media"""
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Attribution:
    """According to whom. `source` is an actor's id; None: the writer's own voice."""

    id: str
    source: str | None
    kind: str
    cue: Span | None = None
    spans: tuple[Span, ...] = ()
    quote: Span | None = None
    verbatim: bool = False


@dataclass(frozen=True)
class Place:
    """Somewhere, as given; a gazetteer entry where exactly one fits, never a point for "near"."""

    id: str
    name: str
    type: str
    """country | admin1 | populated_place | site | area | unknown"""
    mentions: tuple[Span, ...] = ()
    gazetteer: dict[str, str | int | float] = field(default_factory=dict)
    within: str | None = None
    relation: str | None = None
    """near | outside | in | between ...: the place is not the anchor, but stands in this relation to it."""
    anchor: str | None = None
    radius_km: tuple[float, float] | None = None


@dataclass(frozen=True)
class Time:
    """Some time, as given. `edtf` only where the text, or the date of publication, says the year."""

    id: str
    mention: Span | None
    edtf: str | None
    earliest: str | None = None
    """ISO calendar date, or None where open or unknown. No time zone, ever."""
    latest: str | None = None
    precision: str = "day"
    """day | week | month | season | year | range | unknown"""
    basis: str = "stated"
    """stated | from_publication_date | from_context | year_unknown | named_period | duration (how long, not when)"""
    year_unknown: bool = False


@dataclass(frozen=True)
class Quantity:
    """A number of something, as given."""

    id: str
    mention: Span
    value: int | None
    minimum: int | None
    maximum: int | None
    qualifier: str | None
    """None | at least | at most | about | nearly | over | vague ... in words the scorer and people read"""
    unit: str
    measures: str
    is_victim_count: bool
    historical: bool = False


@dataclass(frozen=True)
class Participant:
    """Someone in a role of a claim. `inferred`: not said in the evidence, taken from the context."""

    ref: str
    span: Span | None
    ground: str | None = None
    ground_span: Span | None = None
    sex: str | None = None
    count: str | None = None
    inferred: bool = False


@dataclass(frozen=True)
class Act:
    """What was done: a word of the closed list, its HURIDOCS code where one fits, the method, the words that say so."""

    type: str
    mt4: str | None
    cue: Span
    method: str | None = None
    mt5: str | None = None


@dataclass(frozen=True)
class Candidate:
    """What might fill a slot that was left empty: `ref` is an actor, place or time. Never more than an offer."""

    slot: str
    """victims | perpetrators | time | place | source"""
    ref: str


@dataclass(frozen=True)
class ProposedClaim:
    """According to X, in these words: this was done to these people."""

    id: str
    act: Act
    evidence: tuple[Span, ...]
    perpetrators: tuple[Participant, ...]
    victims: tuple[Participant, ...]
    attribution: str
    attribution_mode: str
    modality: str
    confidence: float
    reason: str
    modality_cue: Span | None = None
    time: str | None = None
    time_inferred: bool = False
    place: str | None = None
    place_span: Span | None = None
    place_inferred: bool = False
    negated: bool = False
    """The text says that it did not happen: a claim against."""
    candidates: tuple[Candidate, ...] = ()
    """For the slots that stay empty because the words do not say enough."""


@dataclass(frozen=True)
class ProposedCall:
    """Someone demands something of someone."""

    id: str
    caller: str | None
    attribution: str
    addressees: tuple[Participant, ...]
    action: Span
    action_type: str
    evidence: tuple[Span, ...]
    cue: Span
    confidence: float
    reason: str
    beneficiary: Span | None = None
    deadline: str | None = None
    verbatim: bool = False


@dataclass(frozen=True)
class ProposedStatement:
    """Someone said, condemned, denied, announced something."""

    id: str
    speaker: str | None
    kind: str
    content: Span
    attribution: str
    confidence: float
    reason: str
    verbatim: bool = False


@dataclass(frozen=True)
class Unread:
    """A stretch from which nothing was proposed and that a person must read, and why."""

    span: Span
    why: str


@dataclass(frozen=True)
class Proposals:
    """All that the text of one document proposes. `proposer` names the method and its version."""

    text_sha256: str
    length: int
    language: str
    published: str | None
    proposer: str
    actors: tuple[Actor, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    claims: tuple[ProposedClaim, ...] = ()
    calls: tuple[ProposedCall, ...] = ()
    statements: tuple[ProposedStatement, ...] = ()
    notes: tuple[str, ...] = ()
    """What the proposer could not do (no parser, text cut), in words, ids and offsets only."""
    unread: tuple[Unread, ...] = ()
    """Sentences with a word for an act and no claim; stretches in a language in which no claims are proposed."""
