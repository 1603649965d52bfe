"""Where a text demands something: the cue, the addressees, and how far the demand reaches.

1. Verbs of demand with a speaker ("X calls on Y to", "X demanded that"); "must/should/need to" said to an
institution, or in
   the passive with an action of the lists.
2. The region: from the cue to the end of its clause, never beyond its quotation or the tag of a speaker.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from habeas.extraction.actions import action_type
from habeas.extraction.clauses import clause_of, expand
from habeas.extraction.model import Participant, Span
from habeas.extraction.negation import negation
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.reading import Reading, Said

FOR = frozenset(("for", "к", "за"))
DEMANDING = frozenset(("say", "add", "warn", "note", "condemn", "express", "welcome"))
"""Another thing the same speaker does: the demand ends before it."""
TO_WHOM = frozenset(("on", "upon", "to", "at", "of", "from", "к", "от"))


@dataclass(frozen=True)
class Demand:
    """A cue, before its actions are cut apart. Tokens are indices in `sentence`."""

    sentence: Sentence
    cue: tuple[int, ...]
    caller: int | None
    addressees: tuple[int, ...]
    first: int
    """First token of the region of the demand."""
    last: int
    whole: bool = False
    """The clause with its subject is the action ("the verdict should be quashed")."""
    noun: bool = False
    that: bool = False
    """The demand is a clause with "that": a further clause has a subject of its own."""
    kind: str | None = None
    """The type of action that the grammar says: what "must not" happen is to stop."""


@dataclass
class DemandFinder:
    """Finds the demands of one text."""

    reading: Reading
    number: int = 0

    def __post_init__(self) -> None:
        self.cues = self.reading.words.cues
        self.lead: tuple[int, tuple[Participant, ...], Said, Span] | None = None

    def _demands(self, sentence: Sentence) -> Iterator[Demand]:
        before: Demand | None = None
        for token in sentence.tokens:
            demand = None
            if token.pos in ("VERB", "AUX") and token.lemma in self.cues["call_on"]:
                demand = self._further(sentence, token, before) or self._verb(sentence, token)
            if demand is None and token.text.lower() in self.cues["call_modal"]:
                demand = self._modal(sentence, token)
            if demand is not None and demand.last >= demand.first:
                before = demand if demand.caller is not None else before
                yield demand

    def _further(self, sentence: Sentence, verb: Token, before: Demand | None) -> Demand | None:
        """ "asked the Government to lift it and invited allies to": another demand of the same caller."""
        content = self._content(sentence, verb)
        if before is None or verb.rel != "conj" or content is None or verb.form != self._cue_verb(before).form:
            return None
        _, first, addressees = content
        end = self._end(sentence, verb, first)
        return Demand(sentence, (verb.i,), before.caller, addressees, first, end) if addressees else None

    def _cue_verb(self, demand: Demand) -> Token:
        tokens = [demand.sentence.tokens[i] for i in demand.cue]
        return next((token for token in tokens if token.pos == "VERB"), tokens[0])

    def _verb(self, sentence: Sentence, verb: Token) -> Demand | None:
        if negation(sentence, verb.i, self.reading.words) or self._conditional(sentence, verb):
            return None
        clause = clause_of(sentence, verb.i)
        if clause.passive and not clause.agents:
            return None
        callers = clause.agents if clause.passive else clause.subjects
        caller = next((i for i in callers if self._speaks(sentence, sentence.tokens[i])), None)
        if caller is None and verb.rel == "acl" and sentence.tokens[verb.head].lemma in self.cues["document"]:
            scope = next(
                (s for s in self.reading.scopes[sentence.index] if verb.i in s.tokens and s.source is not None), None
            )
            caller = scope.source if scope else None
        if caller is None and not self._resolves(sentence, verb):
            return None
        want = verb.lemma in (
            "want",
            "ask",
            "order",
            "remind",
            "challenge",
            "invite",
            "advise",
            "press",
            "propose",
            "seek",
            "require",
            "push",
            "insist",
            "call",
        )
        content = self._content(sentence, verb)
        if content is None:
            return None
        noun_for, first, addressees = content
        that = any(t.text.lower() == "that" for t in sentence.tokens[verb.i + 1 : first + 1])
        if want and not addressees and verb.lemma in ("want", "order", "require", "seek"):
            words = self._words(sentence, first, self._end(sentence, verb, first))
            if action_type(words, self.reading.language) is None:
                return None
        cue = (verb.i, *(k.i for a in addressees for k in sentence.kids(a, "case") if k.i == verb.i + 1))
        return Demand(
            sentence,
            tuple(sorted(cue)),
            caller,
            addressees,
            first,
            self._end(sentence, verb, first),
            noun=noun_for,
            that=that,
        )

    def _resolves(self, sentence: Sentence, verb: Token) -> bool:
        """ "3. Invites the State to reopen": an item of a judgment or a resolution, in the voice of the document."""
        opens = verb.i <= 2 and verb.head == verb.i and verb.form == "r"
        return opens and self.reading.cast.voice is not None and not sentence.kids(verb.i, "nsubj", "nsubj:pass")

    def _content(self, sentence: Sentence, verb: Token) -> tuple[bool, int, tuple[int, ...]] | None:
        """(is it a noun phrase, first token of the demand, addressees) of a verb of demand."""
        kids = sentence.kids(verb.i)
        infinitives = [
            k for k in kids if k.rel in ("xcomp", "advcl", "ccomp") and k.i > verb.i and self._to(sentence, k.i)
        ]
        thats = [k for k in kids if k.rel == "ccomp" and k.i > verb.i and k not in infinitives]
        whom = [k for k in kids if k.rel in ("obl", "obj", "iobj") and k.i > verb.i]
        if infinitives:
            action = infinitives[0]
            inner = [k for k in sentence.kids(action.i, "nsubj") if k.i > verb.i]
            to = next(k.i for k in sentence.kids(action.i, "aux", "mark") if k.text.lower() in ("to", "чтобы"))
            asked = [k for k in whom if k.i < to and (k.rel != "obl" or k.case in TO_WHOM)] or inner
            return False, to + 1, tuple(i for k in asked[:1] for i in expand(sentence, k.i))
        if thats:
            action = thats[0]
            subjects = clause_of(sentence, action.i)
            addressees = subjects.subjects if not subjects.passive else ()
            addressees = tuple(i for i in addressees if self._institution(sentence, i))
            if addressees:
                return False, max(max(sentence.subtree(i)) for i in addressees) + 1, addressees
            return False, min(sentence.subtree(action.i)), ()
        objects = [
            k
            for k in whom
            if k.case in FOR
            or (k.rel == "obj" and verb.lemma in ("demand", "request", "recommend", "urge", "propose", "seek", "want"))
        ]
        if objects and (verb.lemma not in ("ask", "press", "push") or objects[0].case):
            asked = [k for k in whom if k.case in ("on", "upon", "from") and self._institution(sentence, k.i)]
            return (
                True,
                min(i for i in sentence.subtree(objects[0].i) if sentence.tokens[i].rel != "case" or i > objects[0].i),
                tuple(i for k in asked for i in expand(sentence, k.i)),
            )
        return None

    def _to(self, sentence: Sentence, i: int) -> bool:
        return any(k.text.lower() in ("to", "чтобы") for k in sentence.kids(i, "aux", "mark"))

    def _modal(self, sentence: Sentence, token: Token) -> Demand | None:
        """ "Y must/should/has to/needs to do": Y an institution, or a passive of an action of the lists."""
        action, verb = self._due(sentence, token)
        if action is None or self._conditional(sentence, verb) or self._past(sentence, verb):
            return None
        barred = any(k.rel == "neg" and abs(k.i - token.i) == 1 for k in sentence.kids(verb.i))
        if not barred and negation(sentence, verb.i, self.reading.words):
            return None
        said = self.reading.said(sentence, token.i)
        if said.mode == "hedged" or self.reading.voice.kind == "testimony":
            return None
        stated = said.mode in ("narrator", "second-hand") or token.lemma in ("have", "be")
        demand = self._whole(sentence, token, verb, action) or self._addressed(sentence, token, verb, action)
        if demand is None:
            return None
        words = self._words(sentence, demand.first, demand.last)
        if barred:
            return replace(demand, kind="stop_violation") if demand.whole or demand.addressees else None
        return demand if not stated or action_type(words, self.reading.language) else None

    def _due(self, sentence: Sentence, token: Token) -> tuple[Token | None, Token]:
        """What is to be done, and the verb whose subject is to do it."""
        if token.lemma in ("have", "need", "be"):
            infinitives = [k for k in sentence.kids(token.i, "xcomp") if self._to(sentence, k.i)]
            near = [k for k in infinitives if k.i - token.i <= 4]
            return (near[0], token) if near else (None, token)
        action = sentence.tokens[token.head] if token.rel == "aux" else None
        return action, action or token

    def _past(self, sentence: Sentence, verb: Token) -> bool:
        """ "should have been released", "had to leave": regret or necessity, no demand."""
        perfect = any(k.lemma in ("have", "'ve") and k.i != verb.i for k in sentence.kids(verb.i, "aux"))
        return perfect or (verb.lemma in ("have", "need", "be") and verb.form == "d")

    def _whole(self, sentence: Sentence, token: Token, verb: Token, action: Token) -> Demand | None:
        """ "The verdict should be quashed", "whoever fired has to be named": the clause is the action."""
        clause = clause_of(sentence, verb.i)
        subject = list(sentence.kids(verb.i, "nsubj", "nsubj:pass"))
        passive = clause.passive or any(k.rel == "nsubj:pass" for k in subject)
        passive = passive or (action.i != verb.i and bool(sentence.kids(action.i, "aux:pass")))
        if not passive or (not subject and verb.rel == "conj"):
            return None
        first = min(i for k in subject for i in sentence.subtree(k.i)) if subject else action.i
        words = self._words(sentence, first, max(sentence.subtree(action.i)))
        barred = any(k.rel == "neg" for k in sentence.kids(verb.i))
        if action_type(words, self.reading.language) is None and not barred:
            return None
        return Demand(sentence, (token.i,), None, (), first, self._end(sentence, verb, first), whole=True)

    def _addressed(self, sentence: Sentence, token: Token, verb: Token, action: Token) -> Demand | None:
        """ "The authorities should release": whom it is said to."""
        if not sentence.kids(verb.i, "nsubj", "nsubj:pass") and verb.rel == "conj":
            return None
        addressees = tuple(i for i in clause_of(sentence, verb.i).subjects if self._institution(sentence, i))
        if not addressees:
            return None
        first = token.i + 1 if action.i == verb.i else self._after_to(sentence, action.i)
        return Demand(sentence, (token.i,), None, addressees, first, self._end(sentence, verb, first))

    def _after_to(self, sentence: Sentence, i: int) -> int:
        return 1 + next(k.i for k in sentence.kids(i, "aux", "mark") if k.text.lower() in ("to", "чтобы"))

    def _conditional(self, sentence: Sentence, verb: Token) -> bool:
        return any(k.text.lower() in self.cues["conditional_mark"] for k in sentence.kids(verb.i, "mark"))

    def _speaks(self, sentence: Sentence, token: Token) -> bool:
        people = self.reading.people
        named = token.pos in ("PROPN", "NOUN") or token.text.lower() == "it" or token.lemma in self.cues["document"]
        return named or people.can_act(sentence, token)

    def _institution(self, sentence: Sentence, i: int) -> bool:
        token, people = sentence.tokens[i], self.reading.people
        if token.text.lower() in self.cues["reader"] or token.text.lower() in (
            "we",
            "i",
            "us",
            "it",
            "they",
            "he",
            "she",
        ):
            return False
        return (
            people.force(sentence, token)
            or people.organisation(token)
            or token.entity in ("GPE", "ORG", "NORP")
            or token.pos == "PROPN"
            or token.lemma in ("states", "country", "community", "company", "donor")
        )

    def _end(self, sentence: Sentence, verb: Token, first: int) -> int:
        """The last token of the demand: within the verb's clause and its quotation, before a speaker's tag."""
        quoted = self.reading.quoted[sentence.index]
        here = quoted.get(verb.i)
        other = [
            k.i for k in sentence.kids(verb.i, "conj") if k.i > first and k.lemma in DEMANDING | self.cues["call_on"]
        ]
        top = verb.head if verb.rel == "acl" else verb.i
        last = max((i for i in sentence.subtree(top)), default=verb.i)
        if here is not None:
            last = max(i for i, number in quoted.items() if number == here)
        else:
            tag = [
                k
                for k in sentence.tokens
                if k.i > first and k.lemma in self.cues["say"] and k.pos == "VERB" and k.i in (verb.head,)
            ]
            last = min([last, *(k.i - 1 for k in tag)])
        last = min([last, *(i - 1 for i in other), *self._next_demand(sentence, verb, first)])
        while last > first and sentence.tokens[last].rel in ("cc", "aux"):
            last -= 1
        while last > first and not sentence.tokens[last].text[0].isalnum():
            last -= 1
        return last

    def _next_demand(self, sentence: Sentence, verb: Token, first: int) -> list[int]:
        """The token before a further verb of demand of the same form: "... and invited allies to"."""
        return [
            t.i - 1
            for t in sentence.tokens[first:]
            if t.lemma in self.cues["call_on"] and t.pos == "VERB" and t.rel == "conj" and t.form == verb.form != "b"
        ]

    def _words(self, sentence: Sentence, first: int, last: int) -> str:
        return self.reading.text[sentence.tokens[first].start : sentence.tokens[last].end]

    def _span(self, sentence: Sentence, first: int, last: int) -> Span:
        start, end = sentence.tokens[first].start, sentence.tokens[last].end
        return Span(start, end, self.reading.text[start:end])
