"""From what was read to proposed claims: one sentence at a time, in the order of the text.

1. Each mention of an act is asked: does a reading fit, is it real, does anybody or anything support it?
2. Who says it, in which mode; from that and the words themselves its modality.
3. Victims and perpetrators as actors, with the words that name them; numbers of victims.
4. Time and place: of its own clause first, then of the sentence, then, marked as inferred, of the paragraph.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from habeas.extraction.acts import ActMention, find_acts
from habeas.extraction.actuality import Actuality, unconfirmed, verb_actuality
from habeas.extraction.lexicon import codes
from habeas.extraction.modality import modality_of
from habeas.extraction.model import Act, Participant, ProposedCall, ProposedClaim, Quantity, Span
from habeas.extraction.noun_actuality import noun_actuality
from habeas.extraction.numbers import count_for
from habeas.extraction.parse import Sentence
from habeas.extraction.reading import Reading, Said
from habeas.extraction.role_lists import whole_list
from habeas.extraction.role_owners import Roles
from habeas.extraction.roles import RoleFinder
from habeas.extraction.russian_roles import RussianRoleFinder
from habeas.extraction.settings_of_acts import Setting, SettingFinder
from habeas.extraction.unread import NO_ROLES, NO_SUPPORT

WILL = frozenset(("will", "'ll", "’ll", "shall", "would"))
BODILY = frozenset(
    "torture physical_assault ill_treatment verbal_abuse rape sexual_assault sexual_violence violence_unspecified "
    "mistreatment "
    "humiliation killing".split()
)
HOLDING = frozenset(
    "death_in_custody house_arrest detention arrest abduction enforced_disappearance incommunicado mass_arrest "
    "denial_of_release".split()
)
STATES = frozenset(("physical_assault", "threat", "persecution", "search_raid", "ill_treatment", "surveillance"))
"""Participles before a noun that tell a state, not an act: "wounded men"."""
TOWARDS = frozenset(("persecution", "discrimination", "psychological_abuse"))
"""Nouns of these types are a topic where nobody is named as the one who suffers."""
VIOLENT = frozenset(
    "killing physical_assault rape torture abduction arrest detention destruction_of_property forced_outing".split()
)
ATTEMPTS: dict[str, tuple[str, str | None]] = {
    "killing": ("attempted_killing", "010109000000"),
    "extrajudicial_execution": ("attempted_killing", "010109000000"),
    "rape": ("sexual_assault", "020111030000"),
}
"""What an attempt at an act is."""
CORRECTION = re.compile(
    r"\bcorrection\b|\b(right|correct|actual) (number|figure)\b|\bисправлени|\bуточнени|правильн\w+ (число|цифра)",
    re.IGNORECASE,
)
TELLING = frozenset(("tell", "рассказать", "рассказывать", "сказать"))
FIRST_PERSON = ("ём", "ем", "им", "ю", "у")
"""Endings of a Russian verb that says "I" or "we" without a pronoun."""
ACCUSATIONS = frozenset(
    ("incitement", "violence_unspecified", "persecution", "humiliation", "threat", "extortion", "verbal_abuse")
)
"""Loose words for which people are tried: as a charge they are no claim."""
ARTICLES = frozenset(("the", "a", "an"))
LISTED = 3
"""So many act nouns of the lexicon in one list support each other."""


@dataclass
class Composer:
    """Proposes the claims of one text."""

    reading: Reading

    def __post_init__(self) -> None:
        finder = RussianRoleFinder if self.reading.language == "ru" else RoleFinder
        self.roles = finder(self.reading.people)
        self.settings = SettingFinder(self.reading)
        self.victim_counts: dict[str, Quantity] = {}
        self.number = 0
        self.passed: list[tuple[Sentence, str]] = []
        """Acts from which no claim was made, each with the reason."""
        self.actions: tuple[Span, ...] = ()

    def claims(self, sentence: Sentence, calls: Sequence[ProposedCall] = ()) -> list[ProposedClaim]:
        """The claims of one sentence; `calls`: its calls, what stands in their actions is taken for granted."""
        self.actions = tuple(call.action for call in calls)
        if self._asks(sentence):
            return []
        mentions = find_acts(sentence, self.reading.words)
        found = [claim for mention in mentions if (claim := self._claim(mention, mentions))]
        return [*found, *self._held_at(sentence, found)]

    def _asks(self, sentence: Sentence) -> bool:
        """A question of the writer, or the story of a film, tells nothing."""
        fiction = self.reading.words.cues["fiction"]
        root = next((t.i for t in sentence.tokens if t.head == t.i), 0)
        if sentence.parsed and any(k.lemma in fiction for k in sentence.kids(root, "nsubj")):
            return True
        return bool(sentence.tokens) and sentence.tokens[-1].text == "?" and not self.reading.quoted[sentence.index]

    def _held_at(self, sentence: Sentence, found: Sequence[ProposedClaim]) -> list[ProposedClaim]:
        """Whoever suffers at a place of detention is held there: taken for granted, not said."""
        told = [claim for claim in found if claim.victims and claim.act.type in BODILY]
        if not told or any(claim.act.type in HOLDING for claim in found):
            return []
        sites = self.reading.words.cues["detention_site"]
        for token in sentence.tokens:
            words = f"{sentence.tokens[token.i - 1].lemma} {token.lemma}" if token.i else token.lemma
            place = token.lemma in sites or words in sites
            term = sentence.tokens[token.head].lemma in ("year", "month", "term", "sentence", "life")
            if place and not term and token.case in ("in", "at", "inside", "в") and token.rel in ("obl", "nmod"):
                first = token.i if token.lemma in sites else token.i - 1
                start = sentence.tokens[first].start
                cue = Span(start, token.end, self.reading.text[start : token.end])
                return [self._presumed(told[-1], cue)]
        return []

    def _presumed(self, claim: ProposedClaim, cue: Span) -> ProposedClaim:
        self.number += 1
        return replace(
            claim,
            id=f"C{self.number}",
            act=Act("detention", "030102000000", cue),
            perpetrators=(),
            modality="presupposed",
            modality_cue=None,
            confidence=0.5,
            reason=f"“{cue.text}” is a place of detention: those who suffer there are held there; presupposed",
        )

    def _claim(self, mention: ActMention, beside: tuple[ActMention, ...]) -> ProposedClaim | None:
        # 1
        roles = self.roles.of(mention)
        if roles is None:
            self._pass(mention, NO_ROLES)
            return None
        actuality = self._actuality(mention, roles)
        if actuality.real and (contradiction := unconfirmed(mention.sentence, mention.at, self.reading.words)):
            actuality = Actuality(True, modality="disputed", cue=contradiction, hearsay=True)
        if not actuality.real:
            roles, actuality = self._as_threat(mention, roles, actuality)
        if actuality.real and any(a.start <= mention.token.start < a.end for a in self.actions):
            actuality = replace(actuality, modality=actuality.modality or "presupposed", demanded=True)
        if not actuality.real:
            self._pass(mention, actuality.why)
            return None
        if not self._supported(mention, roles, actuality, beside):
            self._pass(mention, NO_SUPPORT)
            return None
        # 2
        said = self.reading.said(mention.sentence, self._told_at(mention, roles), actuality.hearsay, actuality.told)
        if said.mode == "explicit" and self._told_to_me(mention):
            said = replace(said, mode="second-hand")
        setting = self.settings.of(mention)
        modality, modality_cue = modality_of(self.reading, mention, roles, actuality, said, setting)
        # 3
        cue = mention.cue(self.reading.text)
        victims = _apart(self._participants(mention.sentence, roles.patients, "victim", said), cue)
        agents = _apart(self._participants(mention.sentence, roles.agents, "perpetrator", said), cue)
        return self._write(mention, roles, actuality, said, setting, (modality, modality_cue), victims, agents)

    def _pass(self, mention: ActMention, why: str) -> None:
        if not all(entry.weak for entry in mention.entries):
            self.passed.append((mention.sentence, why))

    def _as_threat(self, mention: ActMention, roles: Roles, actuality: Actuality) -> tuple[Roles, Actuality]:
        """ "My father says that he will kill me": no killing, a threat of one."""
        entry, sentence = roles.entry, mention.sentence
        will = mention.token.form == "f" or any(k.text.lower() in WILL for k in sentence.kids(mention.at, "aux"))
        above = sentence.tokens[mention.token.head]
        will = will or (above.lemma == "go" and above.form == "g" and mention.token.rel == "xcomp")
        said = self.reading.said(sentence, mention.at)
        if not will or entry.type not in VIOLENT or said.mode not in ("explicit", "quoted") or not roles.patients:
            return roles, actuality
        speaks = mention.token.form == "f" and mention.token.text.lower().endswith(FIRST_PERSON)
        if not speaks and not any(sentence.tokens[i].pos == "PRON" for i in roles.agents):
            return roles, actuality
        kind = "death_threat" if entry.type == "killing" else "threat"
        code = "020103020000" if kind == "death_threat" else "020103010000"
        threat = replace(entry, type=kind, mt4=code, method="threats")
        return replace(roles, entry=threat, ties="an act announced to its victim"), Actuality(True)

    def _told_to_me(self, mention: ActMention) -> bool:
        """In a testimony: "he told me that they had hung him"."""
        scope = self.reading.scope(mention.sentence, mention.at)
        if self.reading.voice.kind != "testimony" or scope is None or scope.kind != "say":
            return False
        verb = mention.sentence.tokens[scope.cue[-1]]
        heard = mention.sentence.kids(verb.i, "obj", "iobj", "obl")
        return verb.lemma in TELLING and any(k.text.lower() in ("me", "us", "мне", "нам") for k in heard)

    def _after_release(self, mention: ActMention) -> bool:
        """ "Although the court ordered his release, he remains in prison"."""
        if mention.token.lemma not in ("be", "remain", "stay", "hold", "keep", "оставаться"):
            return False
        words = {t.lemma for t in mention.sentence.tokens}
        return "release" in words and bool(words & {"although", "though", "despite", "order", "ruling", "but"})

    def _told_at(self, mention: ActMention, roles: Roles) -> int:
        """Where to ask who says it: an announced threat is what the speaker did, told by whoever tells of the
        speaking."""
        if roles.entry.kind != "verb" or "announced" not in roles.ties:
            return mention.at
        above = mention.sentence.ancestors(mention.at)
        return next((t.i for t in above if t.lemma in self.reading.words.cues["say"]), mention.at)

    def _actuality(self, mention: ActMention, roles: Roles) -> Actuality:
        words = self.reading.words
        if roles.entry.kind == "verb":
            inherent = any(mention.sentence.tokens[i].text.lower() in words.cues["negative"] for i in mention.tokens)
            return verb_actuality(mention.sentence, mention.at, words, roles.entry.negated or inherent)
        return noun_actuality(mention.sentence, mention.at, words, roles.entry.negated)

    def _supported(
        self, mention: ActMention, roles: Roles, actuality: Actuality, beside: tuple[ActMention, ...]
    ) -> bool:
        """Whether a noun is more than a topic: somebody is in it, or its words or its list make it an event."""
        entry = roles.entry
        if entry.kind == "people":
            return actuality.demanded and not any(m.entries[0].type == entry.type and m is not mention for m in beside)
        if entry.kind == "verb":
            state = mention.token.rel == "amod" and entry.type in STATES
            state = state or (entry.type in ACCUSATIONS and self._charged(mention))
            return not state and not (entry.weak and not roles.supported)
        if entry.type in ACCUSATIONS and roles.ties.startswith("with") and self._charged(mention):
            return False
        if roles.patients or (roles.agents and not (entry.weak or entry.type in TOWARDS)):
            return True
        if not entry.weak and mention.token.form == "p" and mention.sentence.kids(mention.at, "nummod"):
            return True
        if entry.weak:
            return False
        if roles.ties.startswith(("with", "below", "in a list")):
            return True
        if entry.negated:
            return True
        nouns = [m for m in beside if m.entries[0].kind == "noun"]
        listed = len(nouns) >= LISTED and actuality.modality is not None
        return (
            listed
            or actuality.hearsay
            or (actuality.demanded and mention.token.form in ("p", "s") and self._definite(mention))
        )

    def _charged(self, mention: ActMention) -> bool:
        """Under "sentenced for", "charged with": what the accused is said to have done, in the words of the accuser."""
        above = mention.sentence.ancestors(mention.at)
        return any(token.lemma in self.reading.words.cues["charge"] or token.lemma == "guilty" for token in above)

    @staticmethod
    def _definite(mention: ActMention) -> bool:
        if mention.token.text[0].lower() >= "\u0430":  # Russian has no articles
            return True
        words = {k.text.lower() for k in mention.sentence.kids(mention.at, "det", "amod", "nummod")}
        return bool(words & {"the", "these", "those", "all", "эти", "все"})

    def _participants(
        self, sentence: Sentence, tokens: tuple[int, ...], role: str, said: Said
    ) -> tuple[Participant, ...]:
        found: list[Participant] = []
        everybody = whole_list(sentence, tokens, self.reading.people) if role == "victim" else tokens
        for i in everybody:
            actor, span = self.reading.cast.of(sentence, i, role, said.speaker)
            if any(actor == other.ref and i not in tokens for other in found):
                continue
            if actor == said.source and role == "perpetrator" and said.mode == "document":
                continue
            if span.text.lower() in ARTICLES or (role == "victim" and self._somewhere(span)):
                continue
            counted = self._count(sentence, span) if role == "victim" else None
            found.append(Participant(actor, span, sex=self.reading.cast.sex_of(actor), count=counted))
        return tuple(found)

    def _somewhere(self, span: Span) -> bool:
        """A name of a place is nobody: "houses in the village of Pell"."""
        return any(
            mention.start <= span.start and span.end <= mention.end
            for place in self.reading.places
            if place.type != "site"
            for mention in place.mentions
        )

    def _count(self, sentence: Sentence, span: Span) -> str | None:
        """The number of victims their own words carry; none where the paragraph takes a number back."""
        block = self.reading.blocks[sentence.block]
        if CORRECTION.search(self.reading.text, block.start, block.end):
            return None
        quantity = count_for(span, self.reading.quantities)
        if quantity is None or quantity.unit == "inhabitants":
            return None
        self.victim_counts[quantity.id] = replace(quantity, is_victim_count=True)
        return quantity.id

    def _write(
        self,
        mention: ActMention,
        roles: Roles,
        actuality: Actuality,
        said: Said,
        setting: Setting,
        modality: tuple[str, Span | None],
        victims: tuple[Participant, ...],
        agents: tuple[Participant, ...],
    ) -> ProposedClaim:
        self.number += 1
        sentence, entry = mention.sentence, roles.entry
        attempted = actuality.attempted or any(
            k.lemma in ("attempted", "attempt") for k in sentence.kids(mention.at, "amod", "compound")
        )
        type_, mt4 = ATTEMPTS.get(entry.type, (entry.type, entry.mt4)) if attempted else (entry.type, entry.mt4)
        if type_ == "detention" and self._after_release(mention):
            type_, mt4 = "denial_of_release", codes()["denial_of_release"]
        evidence = Span(sentence.start, sentence.end, self.reading.text[sentence.start : sentence.end])
        return ProposedClaim(
            id=f"C{self.number}",
            act=Act(type_, mt4, mention.cue(self.reading.text), entry.method),
            evidence=(evidence,),
            perpetrators=agents,
            victims=victims,
            attribution=said.attribution,
            attribution_mode=said.mode,
            modality=modality[0],
            modality_cue=modality[1],
            confidence=confidence(roles, actuality, said, sentence.parsed),
            reason=reason(mention, roles, said, modality[0], self.reading),
            time=setting.time,
            place=setting.place,
            place_span=setting.place_span,
            candidates=setting.candidates(),
        )


def _apart(found: tuple[Participant, ...], cue: Span) -> tuple[Participant, ...]:
    """The words that name somebody end where the words of the act begin: "two soldiers | of the murder"."""
    return tuple(replace(p, span=_before(p.span, cue)) if p.span else p for p in found)


def _before(span: Span, cue: Span) -> Span:
    if not span.start < cue.start < span.end:
        return span
    words = re.sub(
        r"(\s+(of|for|with|in|the|a|an|his|her|their|who|that|which|had|have|has|was|were|been|being|is|are|\W))*\s*$",
        "",
        span.text[: cue.start - span.start],
    )
    return Span(span.start, span.start + len(words), words) if words else span


def confidence(roles: Roles, actuality: Actuality, said: Said, parsed: bool) -> float:
    """How sure the rules are that a person would accept the claim: a rank for review, not a probability."""
    value = 0.8 if roles.entry.kind == "verb" else 0.7
    value -= 0.15 if roles.entry.weak else 0.0
    value -= 0.0 if roles.patients else 0.1
    value += 0.05 if roles.agents else 0.0
    value -= 0.05 if said.mode in ("inherited", "hedged") else 0.0
    value -= 0.05 if actuality.modality else 0.0
    return value if parsed else value * 0.5


def reason(mention: ActMention, roles: Roles, said: Said, modality: str, reading: Reading) -> str:
    """Why this is proposed, in words for the person who decides."""
    cue = mention.cue(reading.text).text
    source = reading.cast.name_of(said.source) if said.source else ""
    who = {
        "explicit": f"the sentence names the source: {source}",
        "quoted": f"in the quoted words of {source}",
        "inherited": f"source carried over from earlier in the paragraph: {source}",
        "document": f"the document speaks with one voice: {source}",
        "hedged": "the source is vague",
        "narrator": "in the writer's own voice",
        "second-hand": f"told to the speaker by {source}",
    }[said.mode]
    noun = {"verb": "verb", "noun": "noun", "people": "word for people"}[roles.entry.kind]
    return f"{noun} “{cue}” speaks of {roles.entry.type}; roles {roles.ties}; {who}; {modality}"
