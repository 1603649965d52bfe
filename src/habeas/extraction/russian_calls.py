"""Who demands what of whom, in Russian: the cues and the shapes of clauses that differ from English.

1. Verbs of demand with an infinitive («призвал власти допустить ...», «потребовал от прокуратуры возбудить дело»), with
   «чтобы», or with a noun («требуем освобождения ...»); also without a subject: «Требуем», «Просим» are said by the
   document.
2. Должен, обязан, следует, необходимо with an infinitive; «пусть» with a verb; an obligation of an institution only.
3. After «требуем:» the items of a list, each an infinitive; imperatives in the plural («Освободите ...») and slogans.
4. Several actions of one demand are cut apart at the infinitives (or nouns of action) joined to the first one.
The rest (regions, types of action, addressees, writing the call) is `CallFinder`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from habeas.extraction.actions import action_type
from habeas.extraction.calls import CallFinder
from habeas.extraction.clauses import clause_of, expand
from habeas.extraction.demands import Demand
from habeas.extraction.layout import Block
from habeas.extraction.model import Participant, ProposedCall
from habeas.extraction.negation import negation
from habeas.extraction.parse import Sentence, Token

FIRST_PERSON = re.compile(r"(?:ем|ём|им|ю|у|емся|имся|юсь|усь)$")
OBLIGED = frozenset("должен должны должна должно обязан обязаны обязана обязано".split())
NEEDED = frozenset("следует необходимо надо нужно надлежит важно пора требуется".split())
TAKES_NOUN = frozenset(
    "требовать потребовать добиваться рекомендовать просить попросить настаивать настоять призывать призвать".split()
)
FOR_NOUN = frozenset(("к", "на", "о", "об", "+gen", ""))
TO_WHOM = frozenset(("к", "от", "у"))
LEAD = re.compile(
    r"\b(?:требуем|требует|требуют|потребовал\w*|призывае[мт]|призывают|призвал\w*|просим|просит|просят|настаива\w+|рекоменду\w+|"
    r"добиваемся|требования|рекомендации|предлага\w+|обраща\w+|долж(?:ен|на|но|ны)|необходимо|следует)\b"
)  # fmt: skip
HEADING = re.compile(r"\b(?:рекомендации|рекомендация|требования|призывы?|чего мы требуем|обращение)\b")
FORBIDDEN = re.compile(r"запрещ|нельзя|план|повестк|программ|участни|состав")
JOINTS = frozenset((",", ";", "и", "а", "также", "чтобы", "—", "–", ":", "«", "-"))
ANYBODY = frozenset("весь все очевидец свидетель желающий читатель каждый неравнодушный друг подписчик".split())
FINAL = re.compile(r"[.!?;,:»]+$")


@dataclass
class RussianCallFinder(CallFinder):
    """Finds the calls of one Russian text."""

    def calls(self, sentence: Sentence) -> list[ProposedCall]:
        """The calls of one sentence."""
        if not sentence.parsed:
            return []
        found = super().calls(sentence)
        return [call for call in found if call.action.text]

    # ---- 1, 2

    def _demands(self, sentence: Sentence) -> Iterator[Demand]:
        for token in sentence.tokens:
            lower = token.text.casefold().replace("ё", "е")
            demand = None
            if token.pos in ("VERB", "AUX") and token.lemma in self.cues["call_on"] and lower != "хочу":
                demand = self._verb(sentence, token)
            elif token.pos == "NOUN" and token.lemma in ("просьба", "призыв", "требование"):
                demand = self._noun(sentence, token)
            elif lower in OBLIGED or lower in NEEDED:
                demand = self._modal(sentence, token)
            elif lower in ("пусть", "пускай"):
                demand = self._let(sentence, token)
            if demand is not None and demand.last >= demand.first:
                yield from self._both_sides(demand)

    def _both_sides(self, demand: Demand) -> Iterator[Demand]:
        """«призвали президента помиловать их, а парламент — отменить закон»: two demands, each with its addressee."""
        sentence = demand.sentence
        for dash in range(demand.first + 2, demand.last):
            if sentence.tokens[dash].text not in ("—", "–", "-") or sentence.tokens[dash + 1].form != "b":
                continue
            joint = next(
                (i for i in range(dash - 1, max(demand.first, dash - 7), -1) if sentence.tokens[i].text in ("а", "и")),
                None,
            )
            noun = next((t.i for t in sentence.tokens[joint or dash : dash] if self._addressable(sentence, t.i)), None)
            if joint is not None and noun is not None:
                yield replace(demand, last=self._trim(sentence, demand.first, joint - 1))
                yield replace(demand, first=dash + 1, addressees=(noun,))
                return
        yield demand

    def _verb(self, sentence: Sentence, verb: Token) -> Demand | None:
        if (
            verb.form in ("b", "g", "n")
            or negation(sentence, verb.i, self.reading.words)
            or self._conditional(sentence, verb)
        ):
            return None
        if verb.lemma == "хотеть":
            return None
        clause = clause_of(sentence, verb.i)
        caller = next((i for i in clause.subjects if self._speaks(sentence, sentence.tokens[i])), None)
        if FIRST_PERSON.search(verb.text.casefold()) and verb.form == "r":
            caller = next((t.i for t in sentence.tokens if t.text.casefold() in ("мы", "я") and t.rel == "nsubj"), None)
        first_person = bool(FIRST_PERSON.search(verb.text.casefold())) and verb.form in ("r", "f")
        if caller is None and not first_person:
            return None
        found = self._wanted(sentence, verb)
        if found is None:
            return None
        noun, first, addressees = found
        if any(sentence.tokens[i].lemma in ANYBODY for i in addressees):
            return None  # an appeal to readers
        last = self._end(sentence, verb, first)
        return Demand(sentence, (verb.i,), caller, addressees, first, last, noun=noun)

    def _wanted(self, sentence: Sentence, verb: Token) -> tuple[bool, int, tuple[int, ...]] | None:
        """(a noun of action?, first token of the demand, addressees)."""
        kids = [k for k in sentence.kids(verb.i) if k.i > verb.i]
        infinitive = next(
            (
                k
                for k in kids
                if k.form == "b" and k.rel in ("xcomp", "ccomp", "csubj", "advcl", "parataxis", "obj", "obl")
            ),
            None,
        )
        whom = [k for k in kids if k.rel in ("obj", "iobj", "obl", "nmod") and k.pos != "VERB"]
        if infinitive is not None:
            whom = [k for k in whom if k.rel in ("obj", "iobj") or k.case in TO_WHOM or k.case == "+gen"]
            whom += [
                k
                for k in sentence.kids(infinitive.i, "obj", "iobj", "obl")
                if verb.i < k.i < infinitive.i and k.case in (*TO_WHOM, "")
            ]
            asked = [k for k in whom if k.i < infinitive.i and self._addressable(sentence, k.i)][:1]
            own = [k.i for a in asked for k in sentence.tokens if k.i in sentence.subtree(a.i) and k.i < infinitive.i]
            start = min(
                (i for i in sentence.subtree(infinitive.i) if i > max(own, default=verb.i)), default=infinitive.i
            )
            return False, start, tuple(i for a in asked for i in expand(sentence, a.i) if i < infinitive.i)
        that = next((k for k in kids if k.rel in ("ccomp", "advcl", "xcomp") and self._so_that(sentence, k)), None)
        if that is not None:
            subjects = tuple(i for i in clause_of(sentence, that.i).subjects if self._institution(sentence, i))
            mark = next(k.i for k in sentence.kids(that.i, "mark") if k.text.casefold().startswith("чтоб"))
            first = max((max(sentence.subtree(i)) for i in subjects), default=mark) + 1
            return False, first, subjects
        if verb.lemma not in TAKES_NOUN:
            return None
        objects = [k for k in whom if k.case in FOR_NOUN and k.pos in ("NOUN", "PROPN")]
        objects = [k for k in objects if action_type(k.text, self.reading.language) or self._act_noun(sentence, k)]
        if not objects:
            return None
        asked = [k for k in whom if k.case in TO_WHOM and self._addressable(sentence, k.i)]
        bare = [i for i in sentence.subtree(objects[0].i) if sentence.tokens[i].rel != "case" or i > objects[0].i]
        return True, min(bare), tuple(i for a in asked for i in expand(sentence, a.i))

    def _act_noun(self, sentence: Sentence, noun: Token) -> bool:
        """A noun of action by its ending: «расследования», «прекращения», «отмены»."""
        below = self._words(sentence, noun.i, min(noun.i + 3, len(sentence.tokens) - 1))
        return noun.lemma.endswith(("ние", "ие", "ка", "на")) and action_type(below, self.reading.language) is not None

    def _so_that(self, sentence: Sentence, token: Token) -> bool:
        return any(k.text.casefold().startswith("чтоб") for k in sentence.kids(token.i, "mark"))

    def _addressable(self, sentence: Sentence, i: int) -> bool:
        token = sentence.tokens[i]
        return self._institution(sentence, i) or (
            self.reading.people.person(sentence, token) and token.lemma not in ("я", "мы")
        )

    def _noun(self, sentence: Sentence, noun: Token) -> Demand | None:
        """«обращаемся с просьбой направить ...», «выступили с призывом освободить ...»"""
        infinitive = next((k for k in sentence.kids(noun.i) if k.form == "b" and k.i > noun.i), None)
        verb = sentence.tokens[noun.head]
        if infinitive is None or verb.pos != "VERB" or negation(sentence, verb.i, self.reading.words):
            return None
        clause = clause_of(sentence, verb.i)
        caller = next((i for i in clause.subjects if self._speaks(sentence, sentence.tokens[i])), None)
        asked = [
            k for k in sentence.kids(verb.i, "obl", "iobj") if k.case in ("к", "") and self._addressable(sentence, k.i)
        ]
        first = min((i for i in sentence.subtree(infinitive.i) if i > noun.i), default=infinitive.i)
        addressees = tuple(i for a in asked for i in expand(sentence, a.i))
        return Demand(sentence, (verb.i,), caller, addressees, first, self._end(sentence, verb, first))

    def _modal(self, sentence: Sentence, token: Token) -> Demand | None:
        """An institution must do; it is necessary that something be done; both said by a source, not told."""
        kids = sentence.kids(token.i)
        infinitive = next(
            (k for k in kids if k.form == "b" and k.rel in ("xcomp", "csubj", "nsubj", "ccomp", "obj", "parataxis")),
            None,
        )
        if infinitive is None and token.head != token.i and sentence.tokens[token.head].form == "b":
            infinitive = sentence.tokens[token.head]
        if infinitive is None or self._conditional(sentence, token) or any(k.rel == "neg" for k in kids):
            return None
        said = self.reading.said(sentence, token.i)
        if said.mode not in ("quoted", "explicit", "document", "inherited") or any(
            k.lemma == "быть" and k.form == "d" for k in kids
        ):
            return None
        needed = token.text.casefold() in NEEDED
        subject = [
            *sentence.kids(token.i, "nsubj", "iobj"),
            *sentence.kids(infinitive.i, "nsubj", "iobj" if needed else "nsubj"),
        ]
        institutions = [k for k in subject if k.i < infinitive.i and self._institution(sentence, k.i)]
        if not institutions and not needed:
            return None
        words = self._words(sentence, min(token.i, infinitive.i), max(sentence.subtree(infinitive.i)))
        if not institutions and (self.reading.voice.kind == "testimony" or action_type(words, "ru") is None):
            return None
        above = max([token.i, *(i for k in institutions for i in sentence.subtree(k.i) if i < infinitive.i)])
        first = min((i for i in sentence.subtree(infinitive.i) if i > above), default=infinitive.i)
        addressees = tuple(i for k in institutions[:1] for i in expand(sentence, k.i))
        return Demand(sentence, (token.i,), None, addressees, first, self._end(sentence, infinitive, first))

    def _let(self, sentence: Sentence, token: Token) -> Demand | None:
        """«Пусть ему дадут врача», «пусть власти ответят»."""
        verb = sentence.tokens[token.head]
        if verb.pos != "VERB" or verb.i == token.i:
            return None
        last = max(sentence.subtree(verb.i, frozenset(("parataxis",))))
        words = self._words(sentence, token.i, last)
        if action_type(words, self.reading.language) is None:
            return None
        subjects = tuple(
            i for i in clause_of(sentence, verb.i).subjects if self._institution(sentence, i) and i > token.i
        )
        return Demand(sentence, (token.i,), None, subjects, token.i, self._trim(sentence, token.i, last))

    # ---- regions

    def _end(self, sentence: Sentence, verb: Token, first: int) -> int:
        """The last token of the demand. The list after «требуем:» ends with the sentence."""
        last = super()._end(sentence, verb, first)
        if any(t.text == ":" for t in sentence.tokens[verb.i : first]) or verb.head == verb.i:
            quoted = self.reading.quoted[sentence.index]
            if verb.i not in quoted:
                last = max(last, max(sentence.subtree(verb.i)))
        let = next(
            (t.i for t in sentence.tokens[first + 1 : last + 1] if t.text.casefold() in ("пусть", "пускай")), None
        )
        return self._trim(sentence, first, last if let is None else let - 1)

    def _trim(self, sentence: Sentence, first: int, last: int) -> int:
        while last > first and (not sentence.tokens[last].text[-1].isalnum() or sentence.tokens[last].pos == "CCONJ"):
            last -= 1
        return last

    # ---- 4

    def _joint(self, demand: Demand, i: int) -> bool:
        """A new action begins at token i: an infinitive (or noun of action) joined to the first, after «и», a comma,
        a dash."""
        sentence = demand.sentence
        before = sentence.tokens[i - 1].text.casefold()
        if before not in JOINTS:
            return False
        if demand.noun:
            return self._action_noun(demand, i)
        return self._action_verb(demand, i)

    def _action_verb(self, demand: Demand, i: int) -> bool:
        """An infinitive of the demand, with adverbs and «также» before it."""
        sentence, k = demand.sentence, i
        while k < demand.last and (
            sentence.tokens[k].pos in ("ADV", "PART", "CCONJ") or sentence.tokens[k].text in "—–-"
        ):
            k += 1
        token = sentence.tokens[k]
        if token.pos not in ("VERB", "AUX") or token.form != "b" or k > i + 3:
            return False
        own = any(t.text.casefold().startswith("чтоб") for t in sentence.kids(token.i, "mark"))
        return not own and self._words(sentence, demand.first, max(demand.first, i - 1)).strip("—–-:, ") != ""

    def _bare(self, sentence: Sentence, first: int, last: int) -> tuple[int, int]:
        while first < last and (
            sentence.tokens[first].text.casefold() in JOINTS or sentence.tokens[first].pos == "PUNCT"
        ):
            first += 1
        while last > first and (
            sentence.tokens[last].text.casefold() in JOINTS or sentence.tokens[last].pos == "PUNCT"
        ):
            last -= 1
        return first, last

    # ---- 3

    def _item(self, sentence: Sentence) -> list[ProposedCall]:
        """An item of a list of demands, a slogan («Свободу ...!»), an imperative in the plural to an institution."""
        block = self.reading.blocks[sentence.block]
        lead = self._lead(block)
        first, last = self._bare(sentence, 0, len(sentence.tokens) - 1)
        words = self._words(sentence, first, last)
        verb = next((t for t in sentence.tokens[first : last + 1] if t.pos != "ADV" and t.pos != "PART"), None)
        infinitive = verb is not None and verb.form == "b"
        if verb is None or self._reader(sentence, first, last):
            return []
        if action_type(words, self.reading.language) is None and not (lead and infinitive):
            return []
        slogan = words.casefold().startswith(("свободу ", "требуем ", "долой ")) or (
            verb.form == "m" and verb.text.endswith("те")
        )
        if not (lead and (infinitive or verb.pos == "NOUN")) and not (
            slogan and self.reading.voice.kind != "testimony"
        ):
            return []
        said = self.reading.said(sentence, first)
        if said.source is None and lead is None:
            return []
        if lead and lead[1] is not None and said.mode == "narrator":
            said = lead[1]
        demand = Demand(sentence, (verb.i,), None, (), first, last, noun=not infinitive and not slogan)
        found = []
        for a, b in self._pieces(demand):
            action = self._span(sentence, a, b)
            kind = action_type(action.text, self.reading.language)
            if kind is not None or lead:
                cue = self._span(sentence, a, a)
                found.append(self._call(sentence, said, lead[0] if lead else (), action, kind or "other", cue))
        return found

    def _lead(self, block: Block) -> tuple[tuple[Participant, ...], None] | None:
        """The addressees of a list of demands; None where the block is no item of one."""
        if block.kind == "heading":
            return None
        lead = self.reading.blocks[block.lead] if block.lead is not None else None
        words = self.reading.text[lead.start : lead.end].casefold() if lead else ""
        listed = block.kind == "item" and words.rstrip().endswith(":") and not FORBIDDEN.search(words)
        if (
            not (HEADING.search(block.section) and block.kind == "item")
            and not listed
            and not (lead and LEAD.search(words))
        ):
            return None
        return (self._lead_addressees(lead) if lead else ()), None
