"""Who is who around a noun that speaks of an act.

1. Its own dependents: "of", "against", "by", possessives, compounds. 2. The light verb or the noun above ("subjected
to",
"carried out", "victim of"). 3. A member of a list ("violence such as beatings and insults") takes the roles of the
list.
"""

from collections.abc import Sequence

from habeas.extraction.acts import ActMention
from habeas.extraction.clauses import ACCUSED_OF, clause_of, expand
from habeas.extraction.lexicon import Entry
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.people import POSSESSIVES
from habeas.extraction.role_needs import RoleNeeds
from habeas.extraction.role_owners import Roles

HELD = frozenset(("detention", "house_arrest", "incommunicado", "surveillance"))
JOINING = frozenset("engage participate join take step involve".split())
BEING = frozenset("be remain stay keep spend place put hold languish die".split())
OF_THE_DOER = frozenset(
    "attack threat raid failure inaction lack assault insult crackdown violence search нападение угроза".split()
)
"""Nouns whose "of" and possessive name the one who acts: "the attack of the mob", "their threats"."""
TOWARDS = frozenset(("of", "against", "on", "upon", "to", "+gen", "на", "над", "против"))
LISTING = frozenset(("such as", "including", "like", "include", "как", "включая"))
COUNTED = frozenset(("case", "incident", "instance", "wave", "series", "spate", "pattern", "act"))
"""Nouns that make an act of the noun below them: "18 cases of torture"."""
CUSTODY = frozenset(("custody", "detention", "captivity", "imprisonment", "arrest"))
Found = tuple[tuple[int, ...], tuple[int, ...], str]
"""Agents, patients, and how they were found, in words."""


class NounRoles(RoleNeeds):
    """Finds the roles of nouns."""

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
        """ "were beaten, given electric shocks and hung up": the parser loses "given"; those of the passive before
        it."""
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

    def _bearer(self, sentence: Sentence, n: int) -> Found:
        """Whom the verb above is about: "was held without access to a lawyer", "after a closed trial the court jailed
        him"."""
        verb = next((t for t in sentence.ancestors(n) if t.pos in ("VERB", "AUX")), None)
        if verb is None:
            return (), (), ""
        clause = clause_of(sentence, verb.i)
        how = f"with “{verb.text}”"
        if sentence.tokens[n].lemma in CUSTODY and verb.lemma not in BEING:
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
        attack = head.lemma in OF_THE_DOER
        for at in tokens:
            for kid in sentence.kids(at):
                joined = expand(sentence, kid.i)
                if kid.case == "by" or (kid.case == "from" and attack) or kid.rel == "obl:agent":
                    agents.extend(joined)
                elif kid.lemma == "hand" and kid.case == "at":
                    agents.extend(i for k in sentence.kids(kid.i, "nmod") for i in expand(sentence, k.i))
                elif kid.rel in ("nmod", "obl") and kid.case in TOWARDS:
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

    def _list_top(self, sentence: Sentence, n: int) -> int:
        """3. The first word of the list, or the wider word before "such as"."""
        token = sentence.tokens[n]
        for _ in range(8):
            listed = token.rel in ("conj", "appos") or token.case in LISTING
            if not listed or token.head == token.i or sentence.tokens[token.head].pos in ("VERB", "AUX"):
                break
            token = sentence.tokens[token.head]
        return token.i

    def _above(self, sentence: Sentence, n: int) -> Found:
        """2. The light verb or noun above: (agents, patients, how)."""
        token = sentence.tokens[n]
        for _ in range(4):
            head = sentence.tokens[token.head]
            if head.i == token.i:
                return (), (), ""
            if head.lemma in self.cues["light_patient_noun"] and token.case in ("of", "+gen", ""):
                return (), self._named_by(sentence, head), f"below “{head.text}”"
            if head.pos in ("VERB", "AUX", "ADJ") or head.lemma in self.cues["light_agent_noun"]:
                found = self._light(sentence, token, head)
                counted = token.i != n and token.lemma in COUNTED
                return (found[0], found[1], f"below “{token.text}”") if counted and not found[2] else found
            accused = sentence.tokens[head.head]
            if token.case in ACCUSED_OF and head.rel in ("obj", "nsubj:pass") and accused.lemma in self.cues["accuse"]:
                return (head.i,), (), f"with “{accused.text}”"
            if head.lemma in self.cues["event_noun"] and token.rel in ("nmod", "compound", "obl", "nmod:poss"):
                by = [k.i for k in sentence.kids(head.i, "nmod", "acl") if k.case == "by" and k.i > token.i]
                against = [k.i for k in sentence.kids(head.i, "nmod") if k.case in ("against", "on") and k.i != token.i]
                if by or against:
                    return tuple(by), tuple(against), f"below “{head.text}”"
                token = head
                continue
            return (), (), ""
        return (), (), "in a list of events"

    def _named_by(self, sentence: Sentence, head: Token) -> tuple[int, ...]:
        """ "X was a victim of": X; otherwise the victims themselves."""
        verb = sentence.tokens[head.head]
        if head.rel == "attr" or (head.rel in ("obl", "xcomp") and verb.pos == "VERB"):
            return clause_of(sentence, verb.i).subjects
        return (head.i,)

    def _light(self, sentence: Sentence, token: Token, verb: Token) -> Found:
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
