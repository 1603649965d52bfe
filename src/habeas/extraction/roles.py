"""Who did it and to whom, read from the tree.

Verbs: 1. subject, object, agent of the clause, shared along "and", borrowed from the clause above where the verb has none of
its own (participles, relative clauses, infinitives). 2. The entry says where its victim stands. 3. A part of the body or a
thing stands for its owner. 4. `needs` of the entry is checked.
Nouns: 1. "of", "against", "by", possessives, compounds. 2. The light verb or the noun above ("subjected to", "carried out",
"victim of"). 3. A member of a list ("violence such as beatings and insults") takes the roles of the list.
Tokens are given by their index; joined ones ("militia and local security") each on their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from habeas.extraction.acts import ActMention
from habeas.extraction.lexicon import IDIOM, Entry
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.people import POSSESSIVES, People

RELATIVE = frozenset(("who", "whom", "that", "which", "который", "кто"))
TARGETS = frozenset(("on", "at", "against", "upon", "into", "over", "towards", "toward", "to", "for", "of"))
ACCUSED_OF = frozenset(("of", "for", "with", "в", "во"))
NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X"))
ABSTRACT = ("tion", "ment", "ness", "ity", "ism", "ing", "ance", "ence", "ship", "ure", "age", "sis", "nce")
REFLEXIVE = frozenset("himself herself themselves myself ourselves itself себя собой".split())
HOLDING = frozenset(("arrest", "detention", "abduction", "mass_arrest"))
HELD = frozenset(("detention", "house_arrest", "incommunicado"))
JOINING = frozenset("engage participate join take step involve".split())
BEING = frozenset("be remain stay keep spend place put hold languish die".split())


@dataclass(frozen=True)
class Roles:
    """Tokens in a role, of one reading of the act. `supported`: somebody, or a light verb, carries the act."""

    entry: Entry
    agents: tuple[int, ...] = ()
    patients: tuple[int, ...] = ()
    fits: bool = True
    supported: bool = False
    ties: str = ""
    """How the roles were found, in words."""


@dataclass(frozen=True)
class Clause:
    """Subject, object and the rest of a verb. `passive`: the subject suffers."""

    subjects: tuple[int, ...]
    objects: tuple[int, ...]
    indirect: tuple[int, ...]
    agents: tuple[int, ...]
    passive: bool


def expand(sentence: Sentence, i: int) -> tuple[int, ...]:
    """Token i and the nouns joined to it by "and"."""
    found = [i]
    for kid in sentence.kids(i, "conj"):
        if kid.pos in NOMINAL and not sentence.kids(kid.i, "nsubj", "aux", "cop"):
            found.extend(expand(sentence, kid.i))
    return tuple(found)


def _all(sentence: Sentence, tokens: Iterable[Token]) -> tuple[int, ...]:
    return tuple(i for token in tokens for i in expand(sentence, token.i))


def clause_of(sentence: Sentence, v: int, depth: int = 0) -> Clause:
    """The clause of verb v."""
    token = sentence.tokens[v]
    active, suffered = sentence.kids(v, "nsubj"), sentence.kids(v, "nsubj:pass")
    objects = _all(sentence, sentence.kids(v, "obj"))
    indirect = _all(sentence, sentence.kids(v, "iobj"))
    agents = _all(sentence, sentence.kids(v, "obl:agent")) + _at_the_hands(sentence, v)
    passive = bool(suffered or sentence.kids(v, "aux:pass")) or (
        token.form == "n" and not _has_aux(sentence, v) and not (objects and not active) and not active
    )
    passive = passive or (not suffered and not active and _got(sentence, token))
    passive = passive or (not active and not sentence.kids(v, "obj") and _joined_to_passive(sentence, token))
    if passive and not agents:
        agents = _agent_below(sentence, v) or _agent_in(sentence, v)
    subjects = _resolve(sentence, _all(sentence, [*suffered, *active]), v)
    objects = _resolve(sentence, objects, v)
    if not subjects and depth < 4:
        subjects, passive = _borrowed(sentence, token, passive, depth)
    if not objects and not passive and depth < 4:
        objects = (
            _shared_object(sentence, token)
            or _gap(sentence, token, bool(active))
            or _carried_object(sentence, token, depth)
        )
    return Clause(subjects, objects, indirect, agents, passive)


def _joined_to_passive(sentence: Sentence, token: Token) -> bool:
    """ "was taken away and held": the tagger reads "held" as a past tense."""
    head = sentence.tokens[token.head]
    if token.rel != "conj" or token.form != "d" or head.i == token.i:
        return False
    return bool(sentence.kids(head.i, "nsubj:pass", "aux:pass"))


def _agent_below(sentence: Sentence, v: int) -> tuple[int, ...]:
    """ "shot on the steps of the building by a gunman": the parser hangs "by" on the building."""
    for kid in sentence.kids(v, "obl"):
        for i in sentence.subtree(kid.i, frozenset(("acl", "acl:relcl", "advcl", "ccomp"))):
            token = sentence.tokens[i]
            if (
                token.case == "by"
                and token.pos in ("NOUN", "PROPN")
                and token.entity not in ("DATE", "TIME", "CARDINAL")
            ):
                return expand(sentence, i)
    return ()


FORCEFUL = frozenset(
    "firing shooting raid attack action operation shelling strike airstrike bombing charge assault ambush gunfire crackdown "
    "bombardment fire".split()
)


def _agent_in(sentence: Sentence, v: int) -> tuple[int, ...]:
    """ "killed in police firing", "died in an army raid": the police, the army."""
    for kid in sentence.kids(v, "obl", "obl:agent"):
        if kid.case not in ("in", "during", "by", "from"):
            continue
        if kid.lemma in FORCEFUL:
            return tuple(k.i for k in sentence.kids(kid.i, "compound", "nmod:poss") if k.pos in ("NOUN", "PROPN"))[-1:]
        if any(k.lemma == "fire" and k.form == "g" for k in sentence.kids(kid.i, "acl")):
            return (kid.i,)
    return ()


def _has_aux(sentence: Sentence, v: int) -> bool:
    return any(k.lemma in ("have", "'ve") for k in sentence.kids(v, "aux"))


def _got(sentence: Sentence, token: Token) -> bool:
    return token.form == "n" and any(k.lemma == "get" for k in sentence.kids(token.i, "aux", "aux:pass"))


def _at_the_hands(sentence: Sentence, v: int) -> tuple[int, ...]:
    hands = (k for k in sentence.kids(v, "obl", "nmod") if k.lemma == "hand" and k.case == "at")
    return tuple(
        i for hand in hands for k in sentence.kids(hand.i, "nmod") if k.case == "of" for i in expand(sentence, k.i)
    )


def _resolve(sentence: Sentence, found: tuple[int, ...], v: int) -> tuple[int, ...]:
    """A relative pronoun stands for the noun that its clause belongs to."""
    token = sentence.tokens[v]
    while token.rel == "conj" and token.head != token.i:
        token = sentence.tokens[token.head]
    if token.rel not in ("acl:relcl", "acl"):
        return found
    heads = expand_up(sentence, token.head)
    return tuple(h for i in found for h in (heads if sentence.tokens[i].lemma in RELATIVE else (i,)))


def expand_up(sentence: Sentence, i: int) -> tuple[int, ...]:
    return (i,)


def _borrowed(sentence: Sentence, token: Token, passive: bool, depth: int) -> tuple[tuple[int, ...], bool]:
    """The subject of a verb that has none of its own, and whether the verb is passive."""
    head = sentence.tokens[token.head]
    if token.head == token.i:
        return (), passive
    if _impersonal(sentence, token, head):
        return (), passive
    if token.rel in ("amod", "acl", "acl:relcl") and head.pos in NOMINAL:
        if token.rel == "acl" and token.form == "b":
            return (), passive
        if token.case:
            return (), passive
        return (head.i,), token.form == "n" or passive
    if token.rel == "conj" and head.pos in ("VERB", "AUX", "ADJ"):
        above = clause_of(sentence, head.i, depth + 1)
        same = token.form == head.form or (token.form == "n" and above.passive)
        return above.subjects, above.passive if same else passive
    if token.rel in ("xcomp", "advcl", "ccomp", "dep", "parataxis") and head.pos in ("VERB", "AUX", "ADJ"):
        above = clause_of(sentence, head.i, depth + 1)
        if token.rel == "xcomp" or token.case in ACCUSED_OF:
            return (above.objects or above.subjects) if not above.passive else above.subjects, passive
        return above.subjects, passive
    return (), passive


def _russian(token: Token) -> bool:
    return token.text[:1].lower() >= "\u0430"


def _impersonal(sentence: Sentence, token: Token, head: Token) -> bool:
    """Russian says "they beat people" without "they": a finite verb of its own clause lends no subject from above, nor one
    joined by "and" whose number differs or that stands after a semicolon."""
    if not _russian(token) or token.form not in ("d", "r", "f"):
        return False
    if token.rel in ("ccomp", "advcl", "parataxis", "dep"):
        return True
    between = {t.text for t in sentence.tokens[min(token.i, head.i) : max(token.i, head.i)]}
    plural = token.text.lower().endswith(("ли", "лись")), head.text.lower().endswith(("ли", "лись"))
    return token.rel == "conj" and (
        bool(between & {";", ":"}) or (token.form == "d" == head.form and plural[0] != plural[1])
    )


def _carried_object(sentence: Sentence, token: Token, depth: int) -> tuple[int, ...]:
    """Russian names the object once: "stopped him, took out of the car and drove away"."""
    head = sentence.tokens[token.head]
    if not _russian(token) or token.rel != "conj" or head.pos != "VERB" or head.i == token.i or depth > 3:
        return ()
    above = clause_of(sentence, head.i, depth + 1)
    return above.subjects if above.passive else above.objects or above.indirect


def _shared_object(sentence: Sentence, token: Token) -> tuple[int, ...]:
    """ "beat and arrested him": the first verb shares the object of the one joined to it."""
    for kid in sentence.kids(token.i, "conj"):
        between = sentence.tokens[token.i + 1 : kid.i]
        if kid.pos == "VERB" and all(t.rel in ("cc", "punct", "advmod", "conj") for t in between):
            if found := _all(sentence, sentence.kids(kid.i, "obj")):
                return found
    return ()


def _gap(sentence: Sentence, token: Token, has_subject: bool) -> tuple[int, ...]:
    """ "the men police arrested": the noun is the object."""
    pronoun = any(t.lemma in RELATIVE for t in sentence.kids(token.i, "nsubj"))
    if token.rel == "acl:relcl" and has_subject and not pronoun:
        return (token.head,)
    return ()


class RoleFinder:
    """Finds the roles of mentions for one language."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.cues = people.words.cues

    def of(self, mention: ActMention) -> Roles | None:
        """The roles of the first reading that fits; None where none does."""
        if mention.entries[0].type == IDIOM:
            return None
        for entry in mention.entries:
            found = self._of_verb(mention, entry) if entry.kind == "verb" else self._of_noun(mention, entry)
            if found.fits:
                return found
        return None

    # ---- verbs

    def _of_verb(self, mention: ActMention, entry: Entry) -> Roles:
        sentence, v = mention.sentence, mention.at
        if not sentence.parsed:
            return self._flat(mention, entry)
        clause = clause_of(sentence, v)
        patients = self._patients(sentence, v, entry, clause, mention.tokens)
        if not patients and not clause.subjects and clause.passive and sentence.kids(v, "aux:pass"):
            patients = self._lost_subject(sentence, v)
        patients = tuple(dict.fromkeys(patients))
        agents = clause.agents
        if not clause.passive and entry.patient not in ("subject", "missing", "dead", "displaced"):
            agents = agents or tuple(i for i in clause.subjects if i not in patients)
        if entry.patient == "payer" and sentence.tokens[v].lemma == "pay":
            agents = self._people(sentence, (*clause.indirect, *clause.objects))
        agents = tuple(i for i in agents if i not in patients and self._acts(sentence, i))
        return self._check(
            sentence, v, Roles(entry, agents, patients, True, bool(agents or patients), "as subject and object")
        )

    def _lost_subject(self, sentence: Sentence, v: int) -> tuple[int, ...]:
        """ "A boy - he was not yet eighteen - was made to stand": the parser gives the subject to the aside."""
        before = (t for t in sentence.tokens[:v] if t.rel in ("nsubj", "nsubj:pass") and t.pos in ("NOUN", "PROPN"))
        first = next((t for t in before if self.people.person(sentence, t)), None)
        return (first.i,) if first else ()

    def _acts(self, sentence: Sentence, i: int) -> bool:
        return self.people.can_act(sentence, sentence.tokens[i])

    def _patients(
        self, sentence: Sentence, v: int, entry: Entry, clause: Clause, used: tuple[int, ...]
    ) -> tuple[int, ...]:
        """2. Where the entry says its victim stands."""
        suffering = clause.subjects if clause.passive else clause.objects
        where = entry.patient
        if not suffering and not clause.passive:
            suffering = self._causee(sentence, v) or self._object_before(sentence, v)
        if where == "subject":
            return self._owners(sentence, suffering if clause.passive else (clause.objects or clause.subjects))
        if where in ("dead", "displaced"):
            return self._owners(
                sentence, suffering if (clause.passive or self._people(sentence, suffering)) else clause.subjects
            )
        if where == "missing":
            return self._missing(sentence, v, clause)
        if where == "tried":
            return self._people(sentence, suffering)
        if where == "denied":
            return self._denied(sentence, v, clause)
        if where == "owner":
            return self._owned(sentence, v, suffering)
        if where == "payer":
            return self._payer(sentence, v, clause)
        if where == "beneficiary":
            return self._protected(sentence, v)
        found = self._people(sentence, self._owners(sentence, suffering))
        if where == "target" or not suffering:
            found = found or self._people(sentence, clause.indirect) or self._targets(sentence, v)
            found = found or self._below(sentence, used)
        return found or (() if where == "target" else self._owners(sentence, suffering))

    def _causee(self, sentence: Sentence, v: int) -> tuple[int, ...]:
        """ "made me read": me."""
        kids = sentence.kids(v, "ccomp", "xcomp")
        if sentence.tokens[v].lemma not in ("make", "force"):
            kids = [k for k in kids if k.form in ("b", "g")]
        found = tuple(i for k in kids for s in sentence.kids(k.i, "nsubj") if s.i > v for i in expand(sentence, s.i))
        return self._people(sentence, found)

    def _object_before(self, sentence: Sentence, v: int) -> tuple[int, ...]:
        """ "beat them and threatened to": them."""
        token = sentence.tokens[v]
        if token.rel != "conj" or sentence.kids(v, "nsubj") or sentence.tokens[token.head].pos != "VERB":
            return ()
        above = clause_of(sentence, token.head)
        return self._people(sentence, above.objects) if not above.passive else ()

    def _people(self, sentence: Sentence, found: Iterable[int]) -> tuple[int, ...]:
        return tuple(i for i in found if self.people.person(sentence, sentence.tokens[i]))

    def _owners(self, sentence: Sentence, found: Iterable[int]) -> tuple[int, ...]:
        """3. "his head" stands for him, "their homes" for them."""
        result: list[int] = []
        for i in found:
            token = sentence.tokens[i]
            owner = self._owner(sentence, i) if token.lemma in self.cues["body_part"] else ()
            result.extend(owner or (i,))
        return tuple(result)

    def _owner(self, sentence: Sentence, i: int) -> tuple[int, ...]:
        """Whose it is: possessive, then "of"."""
        poss = [
            k for k in sentence.kids(i, "nmod:poss", "det") if k.rel == "nmod:poss" or k.text.lower() in POSSESSIVES
        ]
        if poss:
            return expand(sentence, poss[0].i)
        of = [k for k in sentence.kids(i, "nmod") if k.case in ("of", "belonging to", "у", "+gen")]
        return expand(sentence, of[0].i) if of else ()

    def _targets(self, sentence: Sentence, v: int) -> tuple[int, ...]:
        kids = [k for k in sentence.kids(v, "obl", "nmod", "advmod") if k.case in TARGETS]
        found = self._people(sentence, self._owners(sentence, (i for k in kids for i in expand(sentence, k.i))))
        return found

    def _below(self, sentence: Sentence, used: tuple[int, ...]) -> tuple[int, ...]:
        """Someone who hangs on a word of the phrase: "a bag over my head"."""
        for i in used:
            for kid in sentence.kids(i, "nmod", "obl"):
                owner = self._owner(sentence, kid.i) if kid.lemma in self.cues["body_part"] else (kid.i,)
                if kid.case in TARGETS and (found := self._people(sentence, owner)):
                    return found
        for i in used:
            if sentence.tokens[i].lemma in self.cues["body_part"] and (owner := self._owner(sentence, i)):
                return owner
        return ()

    def _missing(self, sentence: Sentence, v: int, clause: Clause) -> tuple[int, ...]:
        for i in sentence.subtree(v):
            token = sentence.tokens[i]
            if token.case in ("from", "of", "about", "on", "о", "от", "об") and self.people.person(sentence, token):
                return expand(sentence, i)
        return clause.subjects if sentence.tokens[v].lemma in ("go", "remain", "пропасть") else ()

    def _denied(self, sentence: Sentence, v: int, clause: Clause) -> tuple[int, ...]:
        if clause.passive:
            return self._people(sentence, clause.subjects)
        inner = [i for k in sentence.kids(v, "xcomp", "advcl", "ccomp") for i in clause_of(sentence, k.i).objects]
        found = self._people(sentence, (*clause.indirect, *clause.objects, *inner))
        return found or self._targets(sentence, v)

    def _owned(self, sentence: Sentence, v: int, suffering: tuple[int, ...]) -> tuple[int, ...]:
        """Whose home, office or thing it is; a person or an organisation itself where it is the object."""
        places = [
            *suffering,
            *(i for k in sentence.kids(v, "obl") if k.case in ("into", "to", "at", "on", "in") for i in (k.i,)),
        ]
        for i in places:
            if owner := self._owner(sentence, i):
                named = tuple(o for o in owner if self._holds(sentence, o))
                if named:
                    return named
        for i in places:
            token = sentence.tokens[i]
            if token.lemma not in self.cues["dwelling"] and self._holds(sentence, i):
                return (i,)
            for kid in sentence.kids(i, "compound", "nmod:poss"):
                if self.people.organisation(kid) or (kid.form == "p" and self.people.person(sentence, kid)):
                    return (kid.i,)
        sources = [k.i for k in sentence.kids(v, "obl") if k.case == "from" and self._holds(sentence, k.i)]
        return tuple(sources[:1])

    def _holds(self, sentence: Sentence, i: int) -> bool:
        token = sentence.tokens[i]
        return (
            self.people.person(sentence, token) or self.people.organisation(token) or token.text.lower() in POSSESSIVES
        ) and token.entity not in ("GPE", "LOC", "DATE")

    def _payer(self, sentence: Sentence, v: int, clause: Clause) -> tuple[int, ...]:
        if sentence.tokens[v].lemma == "pay":
            return self._people(sentence, clause.subjects)
        found = [k.i for k in sentence.kids(v, "obl") if k.case in ("from", "of", "у", "с")]
        suffering = clause.subjects if clause.passive else clause.objects
        return self._people(sentence, suffering) or self._people(sentence, found)

    def _protected(self, sentence: Sentence, v: int) -> tuple[int, ...]:
        inner = [k.i for k in sentence.kids(v, "xcomp", "ccomp")]
        return self._people(sentence, (i for k in inner for i in clause_of(sentence, k).objects))

    # ---- nouns

    def _of_noun(self, mention: ActMention, entry: Entry) -> Roles:
        sentence, n = mention.sentence, mention.at
        if not sentence.parsed:
            return self._flat(mention, entry)
        if entry.kind == "people":
            return self._check(sentence, n, Roles(entry, (), (n,), True, True, "the word for those who suffered it"))
        agents, patients = self._around(sentence, mention.tokens, mention.token)
        if not patients:
            shared = self._along_the_list(sentence, n)
            agents, patients = agents or shared[0], shared[1]
        token_case = mention.token.case
        light_agents, light_patients, tie = self._above(sentence, self._list_top(sentence, n))
        held = entry.type in HELD and token_case in ("in", "under", "into", "at", "", "from", "behind")
        if (entry.patient in ("denied", "tried") or held) and not patients:
            light_agents, light_patients, tie = self._bearer(sentence, n)
        agents = agents or tuple(i for i in light_agents if i not in patients)
        patients = patients or tuple(i for i in light_patients if i not in agents)
        if entry.method and not patients and not tie and mention.token.rel in ("nmod", "conj", "obl", "obj"):
            patients = self._sufferers_beside(sentence, n)
        agents = tuple(i for i in agents if self._acts(sentence, i) and i not in mention.tokens)
        patients = tuple(i for i in patients if self._suffers(sentence, i, entry) and i not in mention.tokens)
        supported = bool(agents or patients or tie)
        return self._check(sentence, n, Roles(entry, agents, patients, True, supported, tie or "beside the noun"))

    def _sufferers_beside(self, sentence: Sentence, n: int) -> tuple[int, ...]:
        """ "were beaten, given electric shocks and hung up": the parser loses "given"; those of the passive before it."""
        for token in reversed(sentence.tokens[:n]):
            if token.text in (";", ":"):
                break
            if token.form == "n" and sentence.kids(token.i, "aux:pass"):
                return self._people(sentence, clause_of(sentence, token.i).subjects)
        return ()

    def _along_the_list(self, sentence: Sentence, n: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """ "killings, torture and rape of X by Y": what hangs on the last word of a list belongs to all."""
        top = n
        while sentence.tokens[top].rel == "conj" and sentence.tokens[sentence.tokens[top].head].pos in (
            "NOUN",
            "PROPN",
        ):
            top = sentence.tokens[top].head
        members = [i for i in expand(sentence, top) if i != n]
        for i in reversed(members):
            agents, patients = self._around(sentence, (i,), sentence.tokens[i])
            patients = tuple(p for p in self._people(sentence, patients) if p > n)
            agents = tuple(a for a in agents if a > n)
            if patients or agents:
                return agents, patients
        return (), ()

    def _bearer(self, sentence: Sentence, n: int) -> tuple[tuple[int, ...], tuple[int, ...], str]:
        """Whom the verb above is about: "was held without access to a lawyer", "after a closed trial the court jailed him"."""
        verb = next((t for t in sentence.ancestors(n) if t.pos in ("VERB", "AUX")), None)
        if verb is None:
            return (), (), ""
        clause = clause_of(sentence, verb.i)
        how = f"with “{verb.text}”"
        if (
            sentence.tokens[n].lemma in ("custody", "detention", "captivity", "imprisonment", "arrest")
            and verb.lemma not in BEING
        ):
            return (), (), ""
        if clause.passive:
            return clause.agents, self._people(sentence, clause.subjects), how
        objects = self._people(sentence, (*clause.objects, *clause.indirect))
        return (clause.subjects, objects, how) if objects else ((), self._people(sentence, clause.subjects), how)

    def _suffers(self, sentence: Sentence, i: int, entry: Entry) -> bool:
        token = sentence.tokens[i]
        if self.people.person(sentence, token) or token.text.lower() in POSSESSIVES:
            return True
        return entry.patient in ("owner", "object") and self.people.organisation(token) and entry.needs != "person"

    def _around(
        self, sentence: Sentence, tokens: Sequence[int], head: Token
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """1. The noun's own dependents."""
        agents: list[int] = []
        patients: list[int] = []
        attack = head.lemma in (
            "attack",
            "threat",
            "raid",
            "failure",
            "inaction",
            "lack",
            "assault",
            "insult",
            "crackdown",
            "violence",
            "search",
            "нападение",
            "угроза",
        )
        for at in tokens:
            for kid in sentence.kids(at):
                joined = expand(sentence, kid.i)
                if kid.case == "by" or (kid.case == "from" and attack) or kid.rel == "obl:agent":
                    agents.extend(joined)
                elif kid.lemma == "hand" and kid.case == "at":
                    agents.extend(i for k in sentence.kids(kid.i, "nmod") for i in expand(sentence, k.i))
                elif kid.rel in ("nmod", "obl") and kid.case in (
                    "of",
                    "against",
                    "on",
                    "upon",
                    "to",
                    "+gen",
                    "на",
                    "над",
                    "против",
                ):
                    force_of = attack and kid.case == "of"
                    (agents if force_of else patients).extend(self._whose(sentence, joined))
                elif kid.rel == "nmod:poss":
                    (agents if attack else patients).extend(joined)
                elif kid.rel in ("compound", "amod") and self.people.force(sentence, kid) and kid.i not in tokens:
                    agents.append(kid.i)
                elif kid.rel == "compound" and kid.i not in tokens and self.people.person(sentence, kid):
                    patients.append(kid.i)
        if treating := self._possessor_acts(sentence, tokens, head):
            return (*agents, *treating), tuple(i for i in patients if i not in self._owned_by(sentence, tokens))
        return tuple(agents), tuple(patients)

    @staticmethod
    def _owned_by(sentence: Sentence, tokens: Sequence[int]) -> list[int]:
        return [k.i for at in tokens for k in sentence.kids(at, "nmod:poss")]

    def _possessor_acts(self, sentence: Sentence, tokens: Sequence[int], act: Token) -> tuple[int, ...]:
        """ "their treatment of X": they treat. "condemned Y for its treatment of X": Y."""
        owner = self._owned_by(sentence, tokens)
        kids = [k for at in tokens for k in sentence.kids(at)]
        if not owner or not any(k.rel in ("nmod", "obl") and k.case == "of" for k in kids):
            return ()
        head = sentence.tokens[act.head]
        blamed = clause_of(sentence, head.i).objects if head.pos == "VERB" and act.case in ("for", "over") else ()
        if blamed and sentence.tokens[owner[0]].text.lower() in POSSESSIVES:
            return blamed
        return tuple(owner)

    def _whose(self, sentence: Sentence, found: tuple[int, ...]) -> tuple[int, ...]:
        result: list[int] = []
        for i in found:
            thing = (
                sentence.tokens[i].lemma in self.cues["dwelling"] or sentence.tokens[i].lemma in self.cues["body_part"]
            )
            result.extend((self._owner(sentence, i) if thing else ()) or (i,))
        return tuple(result)

    def _list_top(self, sentence: Sentence, n: int) -> int:
        """3. The first word of the list, or the wider word before "such as"."""
        token = sentence.tokens[n]
        for _ in range(8):
            listed = token.rel in ("conj", "appos") or token.case in (
                "such as",
                "including",
                "like",
                "include",
                "как",
                "включая",
            )
            if not listed or token.head == token.i or sentence.tokens[token.head].pos in ("VERB", "AUX"):
                break
            token = sentence.tokens[token.head]
        return token.i

    def _above(self, sentence: Sentence, n: int) -> tuple[tuple[int, ...], tuple[int, ...], str]:
        """2. The light verb or noun above: (agents, patients, how)."""
        token = sentence.tokens[n]
        for _ in range(4):
            head = sentence.tokens[token.head]
            if head.i == token.i:
                return (), (), ""
            if head.lemma in self.cues["light_patient_noun"] and token.case in ("of", "+gen", ""):
                return (), self._named_by(sentence, head), f"below “{head.text}”"
            if head.pos in ("VERB", "AUX", "ADJ") or head.lemma in self.cues["light_agent_noun"]:
                return self._light(sentence, token, head)
            accused = sentence.tokens[head.head]
            if token.case in ACCUSED_OF and head.rel in ("obj", "nsubj:pass") and accused.lemma in self.cues["accuse"]:
                return (head.i,), (), f"with “{accused.text}”"
            if head.lemma in self.cues["event_noun"] and token.rel in ("nmod", "compound", "obl", "nmod:poss"):
                by = [k.i for k in sentence.kids(head.i, "nmod", "acl") if k.case == "by" and k.i > token.i]
                against = [k.i for k in sentence.kids(head.i, "nmod") if k.case in ("against", "on") and k.i != token.i]
                if by or against:
                    return tuple(by), tuple(against), f"below “{head.text}”"
                token = head
                _kept = head
                continue
            return (), (), ""
        return (), (), "in a list of events"

    def _named_by(self, sentence: Sentence, head: Token) -> tuple[int, ...]:
        """ "X was a victim of": X; otherwise the victims themselves."""
        verb = sentence.tokens[head.head]
        if head.rel == "attr" or (head.rel in ("obl", "xcomp") and verb.pos == "VERB"):
            return clause_of(sentence, verb.i).subjects
        return (head.i,)

    def _light(self, sentence: Sentence, token: Token, verb: Token) -> tuple[tuple[int, ...], tuple[int, ...], str]:
        cues, lemma = self.cues, verb.lemma
        how = f"with “{verb.text}”"
        if lemma in cues["charge"] or (lemma == "accuse"):
            clause = clause_of(sentence, verb.i)
            accused = clause.subjects if clause.passive else clause.objects
            return (accused, (), how) if token.case in ACCUSED_OF else ((), (), "")
        if lemma in cues["light_agent_noun"]:
            subjects = clause_of(sentence, verb.head).subjects if verb.rel == "attr" else ()
            return subjects, (), how
        if verb.pos not in ("VERB", "AUX"):
            return (), (), ""
        clause = clause_of(sentence, verb.i)
        if lemma in ("subject", "submit", "expose"):
            suffering = clause.subjects if clause.passive else clause.objects
            return (clause.agents if clause.passive else clause.subjects), suffering, how
        if lemma in cues["light_patient"] and (
            token.rel in ("obj", "xcomp") or token.case in ("from", "of", "to", "under", "with", "after", "in")
        ):
            if clause.passive and token.rel == "obj":
                return clause.agents, clause.subjects, how
            return clause.agents, clause.subjects, how
        if lemma in cues["light_agent"] and (
            token.rel in ("obj", "nsubj:pass") or token.case == "to" or (token.case == "in" and lemma in JOINING)
        ):
            targets = tuple(
                k.i
                for k in sentence.kids(verb.i, "obl")
                if k.case in ("on", "against", "at", "to", "upon") and k.i != token.i
            )
            targets = tuple(i for t in targets for i in expand(sentence, t)) or clause.indirect
            acting = clause.agents if clause.passive else clause.subjects
            return acting, self._people(sentence, targets), how
        if lemma in ("confess", "die", "disappear"):
            return (), clause.subjects, how
        if lemma in ("be", "take", "occur", "happen") and token.rel in ("nsubj", "attr"):
            return (), (), how if lemma != "be" else ""
        return (), (), ""

    # ---- checks

    def _check(self, sentence: Sentence, at: int, found: Roles) -> Roles:
        """4. What the entry needs of the people it connects."""
        entry = found.entry
        tokens = [sentence.tokens[i] for i in found.patients]
        people = [t for t in tokens if self.people.person(sentence, t) or t.text.lower() in POSSESSIVES]
        forced = any(self.people.force(sentence, sentence.tokens[i]) for i in found.agents)
        unnamed = not found.agents or all(
            sentence.tokens[i].text.lower() in ("they", "men", "he", "them", "он", "они", "someone")
            for i in found.agents
        )
        fits = not any(t.text.lower() in REFLEXIVE for t in tokens)
        if not fits:
            return replace(found, fits=False)
        if entry.needs in ("person", "both") and entry.kind == "verb":
            likely = people or [t for t in tokens if self._likely(sentence, t, entry, forced)]
            fits = bool(likely) if (entry.weak or tokens or not found.agents) else (forced or unnamed)
        if entry.needs == "both" and fits:
            group = any(sentence.tokens[i].lemma in ("man", "men", "group", "gunman") for i in found.agents)
            fits = forced or unnamed or group
        if entry.needs == "police":
            fits = bool(people) and any(self._police(sentence, i) for i in found.agents)
        if entry.needs == "force":
            fits = forced
        if entry.needs == "thing":
            fits = not any(
                sentence.tokens[i].lemma in self.cues["person"]
                for i in found.patients
                if sentence.tokens[i].rel == "obj"
            )
        if entry.needs == "org" and entry.kind == "verb":
            fits = self._closes(sentence, at)
        return Roles(entry, found.agents, found.patients, fits, found.supported, found.ties)

    def _police(self, sentence: Sentence, i: int) -> bool:
        words = {sentence.tokens[i].lemma, *(k.lemma for k in sentence.kids(i, "compound", "amod", "nmod"))}
        return bool(
            words
            & {
                "police",
                "policeman",
                "officer",
                "constable",
                "gendarme",
                "gendarmerie",
                "detective",
                "полиция",
                "полицейский",
            }
        )

    def _likely(self, sentence: Sentence, token: Token, entry: Entry, forced: bool) -> bool:
        """A noun that no list knows: a person where the verb is said of people only, or an authority does it."""
        if (
            not (entry.sure or forced)
            or token.pos not in ("NOUN", "PROPN")
            or token.entity in ("DATE", "TIME", "GPE", "MONEY")
        ):
            return False
        cues, lemma = self.cues, token.lemma
        thing = (
            lemma in cues["not_person"]
            or lemma in cues["dwelling"]
            or lemma in cues["body_part"]
            or lemma.endswith(ABSTRACT)
        )
        return not thing and (entry.sure or not entry.weak or token.rel == "nsubj:pass")

    def _closes(self, sentence: Sentence, v: int) -> bool:
        """What is closed is an organisation, an office or a medium, by somebody who can act."""
        clause = clause_of(sentence, v)
        closed = clause.subjects if clause.passive else clause.objects
        able = clause.passive or all(self._acts(sentence, i) for i in clause.subjects)
        return able and any(self._closable(sentence.tokens[i]) for i in closed)

    def _closable(self, token: Token) -> bool:
        media = (
            "newspaper",
            "office",
            "station",
            "channel",
            "website",
            "newsroom",
            "radio",
            "outlet",
            "ngo",
            "branch",
            "school",
            "church",
            "mosque",
            "registration",
            "licence",
            "license",
            "accreditation",
            "organisation",
            "premises",
            "operation",
            "activity",
            "group",
        )
        return self.people.organisation(token) or token.lemma in media or token.text[:1].isupper()

    def _flat(self, mention: ActMention, entry: Entry) -> Roles:
        """Without a tree: nobody is named, and only strong words count."""
        return Roles(entry, (), (), not entry.weak and entry.needs in ("", "person"), entry.kind == "verb", "no tree")
