"""Who is meant: every noun phrase in a role becomes an actor; names, "the men", pronouns are brought together.

1. A name is the same actor as an equal name, a family name of a full name, a part of a longer name of an organisation.
2. "The teacher" is the actor last named with that noun.
3. A pronoun is the last fitting actor before it: one or several, a person or an organisation, in a role where one is wanted.
4. "I" and "we" inside a quotation are its speaker, outside the voice of the document.
These are guesses that a person sees beside the words themselves: the span of a role is always what the evidence says.
"""

import re
from dataclasses import dataclass, field

from habeas.extraction.model import Actor, Span
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.people import People, noun_phrase

SINGULAR = frozenset("he him his she her hers himself herself он она его ему им её ее ей ней него неё нее нём нем".split())
PLURAL = frozenset("they them their theirs themselves они их им ими них ним ними".split())
THINGS = frozenset("it its itself".split())
FIRST = frozenset("i me my mine myself we us our ours ourselves я меня мне мной мы нас нам нами мой моя моё мои моего моей мою наш наша наши наше нашего нашей нашу".split())
ARTICLE = re.compile(r"^(?:the|a|an|this|these|those|that|их|эти|этот)\s+", re.IGNORECASE)
GROUPS = frozenset("family group crowd couple staff police army militia community population".split())


@dataclass
class _Draft:
    """An actor while the text is read."""

    id: str
    name: str
    head: str
    kind: str
    plural: bool
    named: bool
    mentions: dict[tuple[int, int], Span] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    last: int = -1


class Cast:
    """The actors of one text, in order of their first mention."""

    def __init__(self, text: str, people: People) -> None:
        self.text, self.people = text, people
        self._drafts: dict[str, _Draft] = {}
        self.voice: str | None = None

    def add_voice(self, name: str, mentions: tuple[Span, ...], kind: str) -> str:
        """The source whose voice the whole document is."""
        draft = self._new(name, name.split()[-1].lower(), kind, plural=kind != "person", named=kind != "person")
        draft.mentions.update({(span.start, span.end): span for span in mentions})
        self.voice = draft.id
        return draft.id

    def of(self, sentence: Sentence, i: int, role: str, speaker: str | None = None) -> tuple[str, Span]:
        """The actor that token i names, and the words that name it. `speaker`: whose quotation it stands in."""
        token = sentence.tokens[i]
        lower = token.text.lower()
        if lower in FIRST:
            known = speaker or self.voice
            span = Span(token.start, token.end, token.text)
            return (self._note(known, span, role) if known else self._fresh(sentence, token, span, role)), span
        if lower in SINGULAR | PLURAL | THINGS:
            span = Span(token.start, token.end, token.text)
            known = self._antecedent(token, lower, role, speaker)
            return (self._note(known, span, role) if known else self._fresh(sentence, token, span, role)), span
        span = noun_phrase(self.text, sentence, i)
        known = self._same(sentence, token, span)
        return (self._note(known, span, role) if known else self._fresh(sentence, token, span, role)), span

    def by_name(self, name: str) -> str | None:
        return next((d.id for d in self._drafts.values() if plain(d.name) == plain(name)), None)

    def last_organisation(self, before: int) -> str | None:
        """The organisation, or else the person, that spoke last."""
        spoke = [d for d in self._drafts.values() if "source" in d.roles and d.kind != "person" and -1 < d.last < before]
        return max(spoke, key=lambda d: d.last).id if spoke else None

    def kind_of(self, actor: str) -> str:
        return self._drafts[actor].kind

    def plural(self, actor: str) -> bool:
        return self._drafts[actor].plural

    def name_of(self, actor: str) -> str:
        return self._drafts[actor].name

    def actors(self, used: set[str]) -> tuple[Actor, ...]:
        """The actors that something refers to."""
        return tuple(
            Actor(d.id, d.name, d.kind, tuple(sorted(d.mentions.values()))) for d in self._drafts.values() if d.id in used
        )

    # ---- finding the same one again

    def _same(self, sentence: Sentence, token: Token, span: Span) -> str | None:
        wanted = plain(span.text)
        proper = token.pos == "PROPN"
        for draft in sorted(self._drafts.values(), key=lambda d: -d.last):
            known = plain(draft.name)
            if wanted == known:
                return draft.id
            if proper and draft.named and self._one_name(token, wanted, known, draft):
                return draft.id
            definite = span.text.lower().startswith(("the ", "these ", "those ", "this ", "his ", "her ", "their "))
            if not proper and definite and draft.head == token.lemma and draft.plural == _plural(token):
                return draft.id
        return None

    def _one_name(self, token: Token, wanted: str, known: str, draft: _Draft) -> bool:
        if draft.kind == "person" or token.entity == "PERSON":
            return wanted.split()[-1] == known.split()[-1] and (len(wanted.split()) == 1 or len(known.split()) == 1 or wanted in known)
        return len(wanted) > 3 and (f" {wanted} " in f" {known} " or f" {known} " in f" {wanted} ")

    def _antecedent(self, token: Token, lower: str, role: str, speaker: str | None) -> str | None:
        """3. The last fitting actor before the pronoun."""
        fitting = [d for d in self._drafts.values() if -1 < d.last <= token.start and d.id != speaker and self._fits(d, lower)]
        in_role = [d for d in fitting if role in d.roles]
        pool = (in_role if lower in PLURAL and in_role else fitting) or fitting
        return max(pool, key=lambda d: d.last).id if pool else None

    @staticmethod
    def _fits(draft: _Draft, pronoun: str) -> bool:
        if pronoun in SINGULAR:
            return not draft.plural and draft.kind in ("person", "officials")
        if pronoun in PLURAL:
            return draft.plural or draft.head in GROUPS or draft.kind in ("security_force", "armed_group", "group", "government")
        return not draft.plural and draft.kind not in ("person", "officials", "group")

    def _note(self, actor: str, span: Span, role: str) -> str:
        draft = self._drafts[actor]
        draft.mentions[(span.start, span.end)] = span
        draft.roles.add(role)
        draft.last = max(draft.last, span.start)
        if len(plain(span.text)) > len(plain(draft.name)) and draft.named and span.text[:1].isupper() and len(span.text) < 60:
            draft.name = ARTICLE.sub("", span.text)
        return actor

    def _fresh(self, sentence: Sentence, token: Token, span: Span, role: str) -> str:
        kind = self._kind(sentence, token)
        draft = self._new(ARTICLE.sub("", span.text), token.lemma, kind, _plural(token), token.pos == "PROPN")
        return self._note(draft.id, span, role)

    def _new(self, name: str, head: str, kind: str, plural: bool, named: bool) -> _Draft:
        draft = _Draft(f"A{len(self._drafts) + 1}", name, head, kind, plural, named)
        self._drafts[draft.id] = draft
        return draft

    def _kind(self, sentence: Sentence, token: Token) -> str:
        lemma = (self.people.inside_of(sentence, token) or token).lemma
        if lemma in GOVERNMENT:
            return "government"
        if lemma in ARMED:
            return "armed_group"
        if lemma in OFFICIALS:
            return "officials"
        if self.people.force(sentence, token) and token.entity != "PERSON":
            return "security_force"
        if token.entity == "ORG" or (lemma in self.people.words.cues["organisation"] and lemma != "group"):
            return "organisation"
        if _plural(token) or lemma in GROUPS:
            return "group"
        return "person"


GOVERNMENT = frozenset("government authority state ministry court parliament administration council regime правительство власть министерство суд".split())
ARMED = frozenset("militia gang rebel insurgent militant gunman paramilitary militiaman mob боевик банда".split())
OFFICIALS = frozenset("official mayor governor minister president prosecutor judge чиновник мэр губернатор министр прокурор судья".split())


def plain(name: str) -> str:
    """A name without case, article and possessive ending."""
    return re.sub(r"['’]s?$", "", ARTICLE.sub("", " ".join(name.casefold().split())))


def _plural(token: Token) -> bool:
    return token.form == "p" or token.text.lower() in PLURAL or token.pos == "NUM" or token.lemma in ("people", "everyone", "many", "most", "several", "police")
