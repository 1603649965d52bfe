"""What all roles need: who can act, whose it is, at whom it is aimed."""

from collections.abc import Iterable
from dataclasses import dataclass

from habeas.extraction.clauses import expand
from habeas.extraction.lexicon import Entry
from habeas.extraction.parse import Sentence
from habeas.extraction.people import POSSESSIVES, People

TARGETS = frozenset(("on", "at", "against", "upon", "into", "over", "towards", "toward", "to", "for", "of", "under"))


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


class Owners:
    """Questions about the people and things of a sentence."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.cues = people.words.cues

    def _acts(self, sentence: Sentence, i: int) -> bool:
        return self.people.can_act(sentence, sentence.tokens[i])

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
        found = self._people(sentence, self._whose(sentence, tuple(i for k in kids for i in expand(sentence, k.i))))
        return found

    def _holds(self, sentence: Sentence, i: int) -> bool:
        token = sentence.tokens[i]
        return (
            self.people.person(sentence, token) or self.people.organisation(token) or token.text.lower() in POSSESSIVES
        ) and token.entity not in ("GPE", "LOC", "DATE")

    def _whose(self, sentence: Sentence, found: tuple[int, ...]) -> tuple[int, ...]:
        result: list[int] = []
        for i in found:
            thing = (
                sentence.tokens[i].lemma in self.cues["dwelling"] or sentence.tokens[i].lemma in self.cues["body_part"]
            )
            result.extend((self._owner(sentence, i) if thing else ()) or (i,))
        return tuple(result)
