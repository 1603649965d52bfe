"""Whether what was found fits: what an entry needs of the people it connects.

Weak words ("held", "followed") count only between a person and a force; words said of people only ("arrested") take a
noun
that no list knows for a person; closing needs an organisation; nobody does it to himself.
"""

from dataclasses import replace

from habeas.extraction.acts import ActMention
from habeas.extraction.clauses import clause_of
from habeas.extraction.lexicon import Entry
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.people import POSSESSIVES
from habeas.extraction.role_owners import Owners, Roles

ABSTRACT = ("tion", "ment", "ness", "ity", "ism", "ing", "ance", "ence", "ship", "ure", "age", "sis", "nce")
REFLEXIVE = frozenset("himself herself themselves myself ourselves itself себя собой".split())
HOLDING = frozenset(("arrest", "detention", "abduction", "mass_arrest"))
NO_TIME_OR_PLACE = frozenset(("DATE", "TIME", "GPE", "MONEY"))
POLICE = frozenset("police policeman officer constable gendarme gendarmerie detective полиция полицейский".split())
GATHERINGS = frozenset(
    "rally march protest demonstration gathering vigil parade picket meeting crowd assembly procession strike sit-in "
    "protester demonstrator marcher event festival conference encampment square митинг "
    "шествие пикет демонстрация".split()
)
CLOSABLE = frozenset(
    "newspaper office station channel website newsroom radio outlet ngo branch school church mosque registration "
    "licence "
    "license accreditation organisation premises operation activity group".split()
)


class RoleNeeds(Owners):
    """Checks the roles of one reading."""

    def _check(self, sentence: Sentence, at: int, found: Roles) -> Roles:
        """4. What the entry needs of the people it connects."""
        entry = found.entry
        tokens = [sentence.tokens[i] for i in found.patients]
        people = [t for t in tokens if self.people.person(sentence, t) or t.text.lower() in POSSESSIVES]
        forced = any(self.people.force(sentence, sentence.tokens[i]) for i in found.agents)
        unnamed = not found.agents or all(
            sentence.tokens[i].text.lower() in ("they", "men", "them", "они", "someone") for i in found.agents
        )
        acting = found.agents or entry.type != "incitement" or entry.kind != "verb"
        fits = bool(acting) and not any(t.text.lower() in REFLEXIVE for t in tokens)
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
        if entry.needs == "owned":
            fits = bool(found.patients)
        if entry.needs == "gathering":
            fits = self._gathering(sentence, at)
        if entry.needs == "org" and entry.kind == "verb":
            fits = self._closes(sentence, at)
        return Roles(entry, found.agents, found.patients, fits, found.supported, found.ties)

    def _police(self, sentence: Sentence, i: int) -> bool:
        words = {sentence.tokens[i].lemma, *(k.lemma for k in sentence.kids(i, "compound", "amod", "nmod"))}
        return bool(words & POLICE)

    def _likely(self, sentence: Sentence, token: Token, entry: Entry, forced: bool) -> bool:
        """A noun that no list knows: a person where the verb is said of people only, or an authority does it."""
        if (
            not (entry.sure or (forced and entry.type in HOLDING))
            or token.pos not in ("NOUN", "PROPN")
            or (token.entity in NO_TIME_OR_PLACE and not (token.entity == "GPE" and sentence.kids(token.i, "compound")))
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

    def _gathering(self, sentence: Sentence, v: int) -> bool:
        """What is broken up or refused is a gathering: the word stands somewhere in the clause."""
        return any(sentence.tokens[i].lemma in GATHERINGS for i in sentence.subtree(v))

    def _closes(self, sentence: Sentence, v: int) -> bool:
        """What is closed is an organisation, an office or a medium, by somebody who can act."""
        clause = clause_of(sentence, v)
        closed = clause.subjects if clause.passive else clause.objects
        able = clause.passive or all(self._acts(sentence, i) for i in clause.subjects)
        return able and any(self._closable(sentence.tokens[i]) for i in closed)

    def _closable(self, token: Token) -> bool:
        return self.people.organisation(token) or token.lemma in CLOSABLE or token.text[:1].isupper()

    def _flat(self, mention: ActMention, entry: Entry) -> Roles:
        """Without a tree: nobody is named, and only strong words count."""
        return Roles(entry, (), (), not entry.weak and entry.needs in ("", "person"), entry.kind == "verb", "no tree")
