"""Who is who in a verb's clause: the entry says where its victim stands; a part of the body or a thing stands for its
owner."""

from habeas.extraction.acts import ActMention
from habeas.extraction.clauses import Clause, clause_of, expand
from habeas.extraction.lexicon import Entry
from habeas.extraction.parse import Sentence
from habeas.extraction.role_needs import RoleNeeds
from habeas.extraction.role_owners import TARGETS, Roles


class VerbRoles(RoleNeeds):
    """Finds the roles of verbs."""

    def _of_verb(self, mention: ActMention, entry: Entry) -> Roles:
        sentence, v = mention.sentence, mention.at
        if not sentence.parsed:
            return self._flat(mention, entry)
        clause = clause_of(sentence, v)
        patients = self._patients(sentence, v, entry, clause, mention.tokens)
        if not patients and not clause.subjects and clause.passive and sentence.kids(v, "aux:pass"):
            patients = self._lost_subject(sentence, v)
        patients = patients or self._clipped(sentence, v, entry, clause)
        patients = tuple(i for i in dict.fromkeys(patients) if i not in mention.tokens or self._people(sentence, (i,)))
        agents = clause.agents
        if not clause.passive and entry.patient not in ("subject", "missing", "dead", "displaced"):
            agents = agents or tuple(i for i in clause.subjects if i not in patients)
        if entry.patient == "payer" and sentence.tokens[v].lemma == "pay":
            agents = self._people(sentence, (*clause.indirect, *clause.objects))
        agents = tuple(i for i in agents if i not in patients and self._acts(sentence, i))
        return self._check(
            sentence, v, Roles(entry, agents, patients, True, bool(agents or patients), "as subject and object")
        )

    def _healers(self, sentence: Sentence, found: tuple[int, ...]) -> bool:
        """ "Doctors were not allowed to see the prisoners": the prisoners suffer it."""
        return any(sentence.tokens[i].lemma in ("doctor", "medic", "nurse", "ambulance", "paramedic") for i in found)

    def _clipped(self, sentence: Sentence, v: int, entry: Entry, clause: Clause) -> tuple[int, ...]:
        """ "Three detained at the market, two of them beaten": a passive without its auxiliary."""
        token = sentence.tokens[v]
        bare = not clause.passive and not clause.objects and not sentence.kids(v, "aux", "aux:pass", "obj", "iobj")
        if not bare or not (token.form == "n" or (token.form == "d" and entry.sure)):
            return ()
        if entry.patient not in ("object", "target") or entry.needs not in ("person", "both"):
            return ()
        tokens = [sentence.tokens[i] for i in clause.subjects]
        named = [t for t in tokens if t.pos in ("NOUN", "PROPN", "NUM", "ADJ") and not self.people.force(sentence, t)]
        return tuple(t.i for t in named if self.people.person(sentence, t))

    def _lost_subject(self, sentence: Sentence, v: int) -> tuple[int, ...]:
        """ "A boy - he was not yet eighteen - was made to stand": the parser gives the subject to the aside."""
        before = (t for t in sentence.tokens[:v] if t.rel in ("nsubj", "nsubj:pass") and t.pos in ("NOUN", "PROPN"))
        first = next((t for t in before if self.people.person(sentence, t)), None)
        return (first.i,) if first else ()

    def _patients(
        self, sentence: Sentence, v: int, entry: Entry, clause: Clause, used: tuple[int, ...]
    ) -> tuple[int, ...]:
        """2. Where the entry says its victim stands."""
        suffering = clause.subjects if clause.passive else clause.objects
        where = entry.patient
        if not suffering and not clause.passive:
            suffering = self._causee(sentence, v) or self._object_before(sentence, v)
        if where == "subject":
            objects = clause.objects if self._people(sentence, clause.objects) else clause.subjects
            return self._owners(sentence, suffering if clause.passive else objects)
        if where in ("dead", "displaced"):
            return self._owners(
                sentence, suffering if (clause.passive or self._people(sentence, suffering)) else clause.subjects
            )
        if where == "missing":
            return self._missing(sentence, v, clause)
        if where == "whose":
            subjects = clause.subjects or clause.objects
            return tuple(o for i in (*suffering, *subjects) for o in self._owner(sentence, i))
        if where == "with":
            return self._people(sentence, (k.i for k in sentence.kids(v, "obl", "nmod") if k.case == "with"))
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
            found = found or self._below(sentence, used) or self._targets_beside(sentence, v)
        return found or (() if where == "target" else self._owners(sentence, suffering))

    def _targets_beside(self, sentence: Sentence, v: int) -> tuple[int, ...]:
        """ "insulted and spat at the prisoners": the target of the word joined to it."""
        return next((found for k in sentence.kids(v, "conj") if (found := self._targets(sentence, k.i))), ())

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
        if clause.passive and not self._healers(sentence, clause.subjects):
            return self._people(sentence, clause.subjects)
        inner = [i for k in sentence.kids(v, "xcomp", "advcl", "ccomp") for i in clause_of(sentence, k.i).objects]
        caused = self._causee(sentence, v)
        found = self._people(sentence, (*clause.indirect, *clause.objects, *caused, *inner))
        return found or self._targets(sentence, v)

    def _owned(self, sentence: Sentence, v: int, suffering: tuple[int, ...]) -> tuple[int, ...]:
        """Whose home, office or thing it is; a person or an organisation itself where it is the object."""
        above = sentence.tokens[sentence.tokens[v].head]
        if sentence.tokens[v].rel == "ccomp" and above.lemma == "have":  # "had his camera smashed"
            return self._people(sentence, clause_of(sentence, above.i).subjects)
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

    def _payer(self, sentence: Sentence, v: int, clause: Clause) -> tuple[int, ...]:
        if sentence.tokens[v].lemma == "pay":
            return self._people(sentence, clause.subjects)
        found = [k.i for k in sentence.kids(v, "obl") if k.case in ("from", "of", "у", "с")]
        suffering = clause.subjects if clause.passive else clause.objects
        return self._people(sentence, suffering) or self._people(sentence, found)

    def _protected(self, sentence: Sentence, v: int) -> tuple[int, ...]:
        inner = [k.i for k in sentence.kids(v, "xcomp", "ccomp")]
        return self._people(sentence, (i for k in inner for i in clause_of(sentence, k).objects))
