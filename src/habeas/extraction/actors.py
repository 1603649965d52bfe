"""Who is meant: every noun phrase for people becomes an actor; names, "the men", pronouns are brought together.

1. A name is the same actor as an equal name, a family name of a full name, a part of a longer name of an
organisation; a noun
   beside a name ("a student, Jonas K.") is the name's.
2. "The teacher" is the actor last named with that noun.
3. A pronoun is the last fitting actor before it: one or several, he or she, in a role where one is wanted.
4. "I" and "we" inside a quotation are its speaker, outside the voice of the document.
These are guesses that a person sees beside the words themselves: the span of a role is always what the evidence says.
"""

import re
from dataclasses import dataclass, field

from habeas.extraction.model import Actor, Span
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.people import POSSESSIVES, People, noun_phrase

HE = frozenset("he him his himself он его ему им него нём нем".split())
SHE = frozenset("she her hers herself она её ее ей ней неё нее".split())
SINGULAR = HE | SHE
PLURAL = frozenset("they them their theirs themselves they их им ими них ним ними".split())
THINGS = frozenset("it its itself".split())
FIRST = frozenset(
    "i me my mine myself we us our ours ourselves я меня мне мной мы нас нам нами мой моя моё мои моего моей мою "
    "наш наша "
    "наши наше нашего нашей нашу нашим нашем наших моих моим моём моем".split()
)
MALE = frozenset(
    "man boy father son brother husband uncle grandfather nephew gentleman king priest monk policeman mr sir schoolboy "
    "мужчина мальчик отец сын брат муж дядя дед".split()
)
FEMALE = frozenset(
    "woman girl mother daughter sister wife aunt grandmother niece lady queen nun policewoman mrs ms madam "
    "schoolgirl widow "
    "spokeswoman женщина девочка девушка мать дочь сестра жена тетя бабушка".split()
)
MARKS_OF_SPEECH = re.compile('["“”«»„]')
ARTICLE = re.compile(r"^(?:the|a|an|this|these|those|that|их|эти|этот)\s+", re.IGNORECASE)
GROUPS = frozenset("family group crowd couple staff police army militia community population".split())
DEFINITE = ("the ", "these ", "those ", "this ", "his ", "her ", "their ", "my ", "our ", "its ")
GOVERNMENT = frozenset(
    "government authority state ministry court parliament administration council regime правительство власть "
    "министерство "
    "суд".split()
)
ARMED = frozenset("militia gang rebel insurgent militant gunman paramilitary militiaman mob боевик банда".split())
OFFICIALS = frozenset(
    "official mayor governor minister president prosecutor judge чиновник мэр губернатор министр прокурор судья".split()
)
SPEAKING_KINDS = frozenset(("organisation", "government", "security_force", "media"))


@dataclass
class _Draft:
    """An actor while the text is read."""

    id: str
    name: str
    head: str
    kind: str
    plural: bool
    named: bool
    sex: str = ""
    mentions: dict[tuple[int, int], Span] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    last: int = -1


class Cast:
    """The actors of one text, in order of their first mention."""

    def __init__(self, text: str, people: People) -> None:
        self.text, self.people = text, people
        self._drafts: dict[str, _Draft] = {}
        self._known: dict[int, tuple[str, Span]] = {}
        """Offset of a token -> what it was found to be."""
        self.voice: str | None = None

    def add_voice(self, name: str, mentions: tuple[Span, ...], kind: str) -> str:
        """The source whose voice the whole document is."""
        draft = self._new(name, name.split()[-1].lower(), kind, plural=False, named=kind != "person")
        draft.mentions.update({(span.start, span.end): span for span in mentions})
        self.voice = draft.id
        return draft.id

    def of(self, sentence: Sentence, i: int, role: str, speaker: str | None = None) -> tuple[str, Span]:
        """The actor that token i names, and the words that name it. `speaker`: whose quotation it stands in."""
        token = self._named(sentence, sentence.tokens[i])
        if token.start in self._known:
            actor, span = self._known[token.start]
            self._drafts[actor].roles.add(role)
            return actor, span
        lower = token.text.lower()
        pronoun = lower in FIRST or lower in SINGULAR or lower in PLURAL or lower in THINGS
        span = Span(token.start, token.end, token.text) if pronoun else noun_phrase(self.text, sentence, token.i)
        if lower in FIRST:
            known = speaker or self.voice
        elif pronoun:
            known = self._same_pronoun(sentence, token, lower) or self._antecedent(token, lower, role, speaker)
        else:
            known = self._same(token, span)
        actor = self._note(known, span, role, token) if known else self._fresh(sentence, token, span, role)
        self._known[token.start] = (actor, span)
        return actor, span

    def _named(self, sentence: Sentence, token: Token) -> Token:
        """1. The name beside a noun for a person."""
        if token.pos not in ("NOUN", "ADJ", "NUM") or token.form == "p":
            return token
        for kid in sentence.kids(token.i, "appos"):
            if (
                kid.pos == "PROPN"
                and kid.entity in ("PERSON", "ORG", "")
                and (self.people.person(sentence, token) or (kid.entity == "ORG" and self.people.organisation(token)))
            ):
                return kid
        return token

    def last_organisation(self, before: int) -> str | None:
        """The organisation that spoke last."""
        spoke = [
            d
            for d in self._drafts.values()
            if "source" in d.roles and d.kind in SPEAKING_KINDS and -1 < d.last < before
        ]
        return max(spoke, key=lambda d: d.last).id if spoke else None

    def kind_of(self, actor: str) -> str:
        return self._drafts[actor].kind

    def plural(self, actor: str) -> bool:
        return self._drafts[actor].plural

    def name_of(self, actor: str) -> str:
        return self._drafts[actor].name

    def sex_of(self, actor: str) -> str | None:
        return {"m": "male", "f": "female"}.get(self._drafts[actor].sex)

    def group(self, name: str, span: Span, kind: str, role: str) -> str:
        """An actor of this name, met or made: for "the Chechen and Russian governments"."""
        known = next((d.id for d in self._drafts.values() if plain(d.name) == plain(name)), None)
        actor = known or self._new(name, name.split()[-1].lower(), kind, plural=False, named=True).id
        draft = self._drafts[actor]
        draft.mentions[(span.start, span.end)] = span
        draft.roles.add(role)
        return actor

    def actors(self, used: set[str]) -> tuple[Actor, ...]:
        """The actors that something refers to."""
        return tuple(
            Actor(d.id, d.name, d.kind, tuple(sorted(d.mentions.values())))
            for d in self._drafts.values()
            if d.id in used
        )

    # ---- finding the same one again

    def _same(self, token: Token, span: Span) -> str | None:
        wanted = plain(span.text)
        proper = token.pos == "PROPN"
        definite = span.text.lower().startswith(DEFINITE)
        indefinite = span.text.lower().startswith(("a ", "an ", "another "))
        for draft in sorted(self._drafts.values(), key=lambda d: -d.last):
            if draft.id == self.voice:
                if draft.kind != "person" and definite and draft.head in (token.lemma, token.text.lower()):
                    return draft.id
                if draft.kind == "person":
                    continue
            known = plain(draft.name)
            if wanted == known and not indefinite:
                return draft.id
            if proper and draft.named and self._one_name(token, wanted, known, draft):
                if draft.kind == "person" and token.entity == "PERSON" and len(known.split()) < len(wanted.split()) < 5:
                    draft.name = span.text
                return draft.id
            if (
                not proper
                and definite
                and draft.head == token.lemma
                and draft.plural == _plural(token)
                and not draft.named
            ):
                return draft.id
        return None

    @staticmethod
    def _one_name(token: Token, wanted: str, known: str, draft: _Draft) -> bool:
        mine, theirs = wanted.split(), known.split()
        if not mine or not theirs:
            return False
        if draft.kind == "person" or token.entity == "PERSON":
            return mine[-1] == theirs[-1] and (
                len(mine) == 1 or len(theirs) == 1 or wanted in known or _titled(mine, theirs)
            )
        return len(wanted) > 3 and (f" {wanted} " in f" {known} " or f" {known} " in f" {wanted} ")

    def _same_pronoun(self, sentence: Sentence, token: Token, lower: str) -> str | None:
        """ "He said that he", "according to his lawyer, he": whoever the pronoun before it in the sentence is."""
        alike = next((words for words in (HE, SHE) if lower in words), frozenset[str]())
        if MARKS_OF_SPEECH.search(self.text, sentence.start, token.start):
            return None  # another speaker's words have pronouns of their own
        before = next((t for t in sentence.tokens[: token.i] if t.text.lower() in alike), None)
        return self.of(sentence, before.i, "mentioned")[0] if before else None

    def _antecedent(self, token: Token, lower: str, role: str, speaker: str | None) -> str | None:
        """3. The last fitting actor before the pronoun."""
        if role == "source" and lower in PLURAL and self.voice and self._drafts[self.voice].head.endswith("s"):
            return self.voice
        drafts = [d for d in self._drafts.values() if d.id not in (speaker, self.voice if not speaker else None)]
        fitting = [d for d in drafts if -1 < d.last <= token.start and self._fits(d, lower)]
        if lower in POSSESSIVES:  # "his lawyer" is not he
            fitting = [d for d in fitting if d.last < token.start]
        in_role = [d for d in fitting if role in d.roles and role in ("perpetrator", "victim")]
        pool = (in_role if lower in PLURAL and in_role else fitting) or fitting
        return max(pool, key=lambda d: d.last).id if pool else None

    @staticmethod
    def _fits(draft: _Draft, pronoun: str) -> bool:
        if pronoun in SINGULAR:
            other = "f" if pronoun in HE else "m"
            return not draft.plural and draft.kind in ("person", "officials") and draft.sex != other
        if pronoun in PLURAL:
            return (
                draft.plural
                or draft.head in GROUPS
                or draft.kind in ("security_force", "armed_group", "group", "government")
            )
        return not draft.plural and draft.kind not in ("person", "officials", "group")

    def _note(self, actor: str, span: Span, role: str, token: Token) -> str:
        draft = self._drafts[actor]
        draft.mentions[(span.start, span.end)] = span
        draft.roles.add(role)
        draft.last = max(draft.last, span.start)
        draft.sex = draft.sex or _sex(token)
        name = ARTICLE.sub("", span.text)
        longer = len(draft.name) < len(name) < 60 and draft.kind != "person"
        if draft.named and token.pos == "PROPN" and longer and not re.search("[:/]", name):
            draft.name = name
        return actor

    def _fresh(self, sentence: Sentence, token: Token, span: Span, role: str) -> str:
        kind = self._kind(sentence, token)
        name = self._entity(sentence, token) if token.entity == "PERSON" else ARTICLE.sub("", span.text)
        draft = self._new(name, token.lemma, kind, _plural(token), token.pos == "PROPN")
        draft.sex = _sex(token) or next((s for k in sentence.kids(token.i, "compound", "appos") if (s := _sex(k))), "")
        return self._note(draft.id, span, role, token)

    def _entity(self, sentence: Sentence, token: Token) -> str:
        """The name of a person without what stands before it ("Museum Director")."""
        first = token.i
        while first and sentence.tokens[first - 1].entity == "PERSON" and token.i - first < 6:
            first -= 1
        return self.text[sentence.tokens[first].start : token.end]

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
        if token.entity == "PERSON" and not (token.pos == "NOUN" or token.text.islower()):
            return "person"
        if self.people.force(sentence, token):
            return "security_force"
        if token.entity == "ORG" or (lemma in self.people.words.cues["organisation"] and lemma != "group"):
            return "organisation"
        if _plural(token) or lemma in GROUPS:
            return "group"
        return "person"


def plain(name: str) -> str:
    """A name without case, article and possessive ending."""
    return re.sub(r"['’]s?$", "", ARTICLE.sub("", " ".join(name.casefold().split())))


def _titled(mine: list[str], theirs: list[str]) -> bool:
    titles = {"mr", "mrs", "ms", "dr", "mr.", "mrs.", "ms.", "dr.", "judge", "prosecutor", "director", "president"}
    return mine[0] in titles or theirs[0] in titles


def _sex(token: Token) -> str:
    lower = token.text.lower()
    if lower in HE or token.lemma in MALE:
        return "m"
    return "f" if lower in SHE or token.lemma in FEMALE else ""


def _plural(token: Token) -> bool:
    lower = token.text.lower()
    return (
        token.form == "p"
        or lower in PLURAL
        or token.pos == "NUM"
        or token.lemma in ("people", "everyone", "many", "most", "several", "police")
    ) and token.entity != "PERSON"
