"""Who demands what of whom.

1. Cues: verbs of demand with a speaker ("X calls on Y to", "X demanded that"), "must/should/need to" said to an
institution,
   nouns of demand, imperatives in lists of recommendations and slogans, items under "Recommendations" or "Y should:".
2. The region of the demand: from the cue to the end of its clause, never beyond its quotation or the tag of a speaker.
3. Joined actions are cut apart ("to release ..., to conduct ..., and that ..."): each is a call of its own.
4. The type of action by the word lists, the addressee from the cue, the beneficiary from what the action is done for.
Appeals to readers, norms ("any use of force must comply"), hopes ("we must not see") are no calls.
"""

import re

from habeas.extraction.actions import action_type
from habeas.extraction.demands import Demand, DemandFinder
from habeas.extraction.layout import Block, span_of
from habeas.extraction.model import Participant, ProposedCall, Span
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.reading import Said

TELLING = re.compile(
    r"^to\b|\b(should|must|calls? (?:up)?on|urges?|demands?|recommends?|recommendations?|asks?|appeals?|to the|"
    r"призыва\w+|требу\w+|рекоменд\w+|долж\w+)\b"
)
"""What a lead or heading says that introduces demands."""
DUE = re.compile(
    r"\b(?:by|before|until|within|n(?:o|ot) later than|до|к|не позднее|не позже|в течение|в срок до)\s+(?:the\s+)?\w",
    re.IGNORECASE,
)
"""Before a time: by when something is demanded."""


TO_WHOM = re.compile(r"(?:[-–—•*]\s*)?To (?:the )?[^:;.!?\n]{2,80}:\s*(?=\S)")
MARKED = re.compile(r"\s*\(?(?:\d{1,2}|[a-z])\)\s+|;\s*(?:and\s+)?")
LONGEST_CRY = 12


def _pieces_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items of a list in one line: after (1), (2), a), or between semicolons; "X and publish Y" is two."""
    bounds = [start, *(edge for mark in MARKED.finditer(text, start, end) for edge in mark.span()), end]
    pieces = list(zip(bounds[::2], bounds[1::2], strict=True))
    if len(pieces) == 1:
        joint = re.search(r" and (?=[a-z]{3,} (?:the|an?|all|its|their|those|his|her)\b)", text[start:end])
        if joint:
            pieces = [(start, start + joint.start()), (start + joint.end(), end)]
    return [(a, b - len(text[a:b]) + len(text[a:b].rstrip(" .;,"))) for a, b in pieces if text[a:b].strip(" .;,")]


class CallFinder(DemandFinder):
    """Finds the calls of one text."""

    def calls(self, sentence: Sentence) -> list[ProposedCall]:
        """The calls of one sentence."""
        if not sentence.parsed:
            return []
        demands = list(self._demands(sentence))
        taken: list[tuple[int, int]] = []
        found: list[ProposedCall] = []
        for demand in demands:
            if any(a <= demand.cue[0] <= b for a, b in taken):
                continue
            taken.append((demand.first, demand.last))
            found.extend(self._write(demand))
        return found or self._to_whom(sentence) or self._item(sentence) or self._cry(sentence)

    def _to_whom(self, sentence: Sentence) -> list[ProposedCall]:
        """ "To the Parliament: (1) repeal Article 12; (2) ratify the Protocol": whom, then what, piece by piece."""
        text = self.reading.text
        opening = TO_WHOM.match(text, sentence.start, sentence.end)
        if opening is None:
            return []
        heads = [t for t in sentence.tokens if t.start < opening.end() and t.pos in ("NOUN", "PROPN")]
        heads = [t for t in heads if t.rel != "compound"]
        whom = next((t for t in heads if self._institution(sentence, t.i)), None)
        if whom is None:
            return []
        said = self.reading.said(sentence, sentence.tokens[-1].i)
        addressees = self._people(sentence, (whom.i,), said)
        cue = Span(opening.start(), opening.end(), opening.group())
        pieces = (span_of(text, a, b) for a, b in _pieces_of(text, opening.end(), sentence.end))
        typed = ((piece, action_type(piece.text, self.reading.language)) for piece in pieces)
        return [self._call(sentence, said, addressees, piece, kind, cue) for piece, kind in typed if kind]

    def _orders(self, token: Token) -> bool:
        """An imperative: marked as such, or a bare form (a name to the parser where it opens in a capital)."""
        bare = token.form == "b" or (token.text.isascii() and not token.text.lower().endswith(("ing", "ed")))
        return token.form == "m" or bare

    def _cry(self, sentence: Sentence) -> list[ProposedCall]:
        """ "Free X now!": a demand in capitals of its own."""
        whole = span_of(self.reading.text, sentence.start, sentence.end)
        if (
            not whole.text.endswith("!")
            or len(whole.text.split()) > LONGEST_CRY
            or self.reading.voice.kind == "testimony"
        ):
            return []
        action = span_of(self.reading.text, whole.start, whole.start + len(whole.text.rstrip("!")))
        kind = action_type(action.text, self.reading.language)
        opens = action_type(" ".join(action.text.split()[:2]), self.reading.language)
        if kind is None or opens is None or not self._orders(sentence.tokens[0]):
            return []
        if self._reader(sentence, 0, len(sentence.tokens) - 1):
            return []
        said = self.reading.said(sentence, 0)
        return [self._call(sentence, said, (), action, kind, action)]

    def _pieces(self, demand: Demand) -> list[tuple[int, int]]:
        sentence = demand.sentence
        starts = [demand.first]
        for i in range(demand.first + 1, demand.last):
            if self._joint(demand, i):
                starts.append(i)
        ends = [*(s - 1 for s in starts[1:]), demand.last]
        return [self._bare(sentence, a, b) for a, b in zip(starts, ends, strict=True)]

    def _joint(self, demand: Demand, i: int) -> bool:
        """Whether a new action begins at token i: after "and", a comma or a semicolon, with "to", "that", a verb or a
        noun of action."""
        sentence, token = demand.sentence, demand.sentence.tokens[i]
        before = sentence.tokens[i - 1].text.lower()
        if before not in (",", ";", "and", "и", "as", "or") and token.text.lower() not in ("and", "и"):
            return False
        if before in ("and", "и"):
            lower = token.text.lower()
            if lower in ("to", "that", "чтобы"):
                return True
            if demand.noun:
                return self._action_noun(demand, i)
            return self._action_verb(demand, i)
        if before == "," and demand.whole:
            return False
        if before in (",", ";"):
            lower = token.text.lower()
            if lower in ("to", "that", "чтобы") and not demand.noun:
                return True
            return self._action_noun(demand, i) if demand.noun else (before == ";" or self._action_verb(demand, i))
        if before == "as":
            return demand.noun and self._action_noun(demand, i)
        return False

    def _action_verb(self, demand: Demand, i: int) -> bool:
        """A verb in its base form joined to the first action (adverbs before it allowed)."""
        sentence = demand.sentence
        k = i
        while k < demand.last and sentence.tokens[k].pos == "ADV":
            k += 1
        token = sentence.tokens[k]
        if token.pos not in ("VERB", "AUX"):
            return demand.whole and self._new_subject(demand, i)
        if token.form == "b" or (token.form == "r" and not demand.whole and not demand.that and k == i):
            return True
        return demand.whole and self._new_subject(demand, i)

    def _new_subject(self, demand: Demand, i: int) -> bool:
        sentence = demand.sentence
        rest = self._words(sentence, i, demand.last)
        verb = next((t for t in sentence.tokens[i : demand.last + 1] if t.form in ("n", "d")), None)
        return verb is not None and action_type(rest, self.reading.language) is not None

    def _action_noun(self, demand: Demand, i: int) -> bool:
        """A noun of action, with its determiner and adjectives, joined to the first noun."""
        sentence = demand.sentence
        for token in sentence.tokens[i : i + 6]:
            if token.pos in ("NOUN", "PROPN") and token.rel in ("conj", "appos", "obl", "obj", "nmod"):
                words = self._words(sentence, i, token.i)
                joined = token.rel in ("conj", "appos") or sentence.tokens[i - 1].text.lower() == "as"
                return joined and action_type(words, self.reading.language) is not None
        return False

    def _bare(self, sentence: Sentence, first: int, last: int) -> tuple[int, int]:
        """Without the joints at its ends: "to", "and", commas."""
        while first < last and sentence.tokens[first].text.lower() in (
            "to",
            ",",
            ";",
            "and",
            ":",
            "also",
            "чтобы",
            "и",
            "—",
            "–",
        ):
            first += 1
        while last > first and sentence.tokens[last].text.lower() in (
            "and",
            ",",
            ";",
            "to",
            "as",
            "well",
            "и",
            ".",
            "or",
            "—",
        ):
            last -= 1
        return first, last

    def _write(self, demand: Demand) -> list[ProposedCall]:
        sentence = demand.sentence
        said = self._said(demand)
        addressees = self._people(sentence, demand.addressees, said)
        caller = said.source
        found = []
        cue = self._span(sentence, demand.cue[0], demand.cue[-1])
        previous: str | None = None
        for first, last in self._pieces(demand):
            action = self._span(sentence, first, last)
            kind = demand.kind or action_type(action.text, self.reading.language)
            if previous is not None and kind is None:
                continue
            if kind == "legal_reform" and caller is None:
                continue
            if self._reader(sentence, first, last):
                continue
            if kind is None and (
                demand.noun
                or demand.whole
                or not addressees
                or sentence.tokens[demand.cue[0]].lemma in ("ask", "want", "seek", "invite")
            ):
                continue
            previous = kind or "other"
            own = demand.that and first > demand.first and self._own_subject(sentence, first)
            found.append(self._call(sentence, said, () if own else addressees, action, kind or "other", cue))
        return found

    def _own_subject(self, sentence: Sentence, first: int) -> bool:
        return sentence.tokens[first].text.lower() == "that" or sentence.tokens[first].pos in ("PROPN", "NOUN", "PRON")

    def _said(self, demand: Demand) -> Said:
        sentence = demand.sentence
        at = demand.cue[0]
        if demand.caller is not None:
            quoted = self.reading.quoted[sentence.index].get(at)
            if quoted is None or quoted not in self.reading.tags:
                source = self.reading.source_of(sentence, demand.caller)
                if source == self.reading.cast.voice:
                    return self.reading.document()
                cue = self._span(sentence, at, demand.cue[-1])
                attribution = self.reading.book.add(source, "reported", cue, (cue,))
                return Said(attribution, source, "explicit", "call")
        return self.reading.said(sentence, demand.first)

    def _reader(self, sentence: Sentence, first: int, last: int) -> bool:
        return any(t.text.lower() in ("you", "your", "yours", "yourself") for t in sentence.tokens[first : last + 1])

    def _people(self, sentence: Sentence, tokens: tuple[int, ...], said: Said) -> tuple[Participant, ...]:
        found: list[Participant] = []
        for i in tokens:
            actor, span = self.reading.cast.of(sentence, i, "addressee", said.speaker)
            found.extend(self._several(sentence, i, span) or [Participant(actor, span)])
        return tuple(found)

    def _several(self, sentence: Sentence, i: int, span: Span) -> list[Participant]:
        """ "the Chechen and Russian governments" are two."""
        token = sentence.tokens[i]
        owners = [k for k in sentence.kids(i, "amod", "nmod", "compound") if k.text[:1].isupper() and k.i < i]
        joined = [j for k in owners for j in sentence.kids(k.i, "conj") if j.text[:1].isupper()]
        if token.form != "p" or not joined:
            return []
        noun = token.text[:-1] if token.text.endswith("s") else token.text
        cast = self.reading.cast
        return [
            Participant(cast.group(f"{o.text} {noun}", span, "government", "addressee"), span)
            for o in (owners[0], *joined)
        ]

    def _call(
        self, sentence: Sentence, said: Said, addressees: tuple[Participant, ...], action: Span, kind: str, cue: Span
    ) -> ProposedCall:
        self.number += 1
        evidence = Span(sentence.start, sentence.end, self.reading.text[sentence.start : sentence.end])
        to_whom = "addressee named" if addressees else "no addressee named"
        return ProposedCall(
            id=f"K{self.number}",
            caller=said.source,
            attribution=said.attribution,
            addressees=addressees,
            action=action,
            action_type=kind,
            evidence=(evidence,),
            cue=cue,
            confidence=0.85 if addressees and kind != "other" else 0.7 if kind != "other" else 0.5,
            reason=f"“{cue.text}” demands; {to_whom}; the action reads as {kind}; {said.mode}",
            deadline=self._deadline(action),
            verbatim=said.mode in ("quoted", "document"),
        )

    def _deadline(self, action: Span) -> str | None:
        for time in self.reading.times:
            if (
                time.mention
                and action.start <= time.mention.start < action.end
                and DUE.search(self.reading.text[max(0, time.mention.start - 16) : time.mention.end])
            ):
                return time.id
        return None

    def _item(self, sentence: Sentence) -> list[ProposedCall]:
        """Imperatives: items under a heading of recommendations or a lead ("Y should:"), and slogans ("Release X
        now!")."""
        block = self.reading.blocks[sentence.block]
        lead = self._lead(block)
        root = next((t for t in sentence.tokens if t.head == t.i), None)
        if root is None or (lead is None and not self._slogan(sentence, root)):
            return []
        first = next((t.i for t in sentence.tokens if t.text[0].isalnum()), 0)
        imperative = root.form == "b" and not sentence.kids(root.i, "nsubj", "nsubj:pass")
        starts_with_verb = sentence.tokens[first].pos == "VERB" or sentence.tokens[first].form == "b"
        words = self._words(sentence, first, len(sentence.tokens) - 1)
        if not (imperative or starts_with_verb or lead) or action_type(words, self.reading.language) is None:
            return []
        last = len(sentence.tokens) - 1
        quoted = self.reading.quoted[sentence.index]
        if first in quoted:
            last = max(i for i, number in quoted.items() if number == quoted[first])
        demand = Demand(sentence, (first,), None, (), first, self._bare(sentence, first, last)[1])
        if self._reader(sentence, first, last):
            return []
        said = self.reading.said(sentence, first)
        if said.source is None and lead is None:
            return []
        addressees = lead[0] if lead else ()
        if lead and lead[1] is not None and said.mode == "narrator":
            said = lead[1]
        found = []
        for a, b in self._pieces(demand):
            action = self._span(sentence, a, b)
            kind = action_type(action.text, self.reading.language)
            if kind is not None:
                found.append(self._call(sentence, said, addressees, action, kind, self._span(sentence, a, a)))
        return found

    def _slogan(self, sentence: Sentence, root: Token) -> bool:
        return (
            root.form == "b"
            and root.pos == "VERB"
            and not sentence.kids(root.i, "nsubj", "aux")
            and (bool(self.reading.quoted[sentence.index]) or self.reading.voice.kind == "release")
        )

    def _lead(self, block: Block) -> tuple[tuple[Participant, ...], Said | None] | None:
        """Whom a list of demands addresses: the words of its lead or heading."""
        if block.kind == "heading":
            return None
        lead = self.reading.blocks[block.lead] if block.lead is not None else None
        words = self.reading.text[lead.start : lead.end].lower() if lead else block.section
        section = re.search(r"\b(recommendations?|рекомендации|demands|требования)\b", block.section)
        telling = TELLING.search(words)
        if not (section or (lead is not None and telling and (block.kind == "item" or lead.kind == "heading"))):
            return None
        if block.kind == "paragraph" and not section:
            return None
        return (self._lead_addressees(lead) if lead else (), None)

    def _lead_addressees(self, lead: Block) -> tuple[Participant, ...]:
        found = []
        for sentence in self.reading.sentences:
            if lead.start <= sentence.start < lead.end:
                tokens = [t for t in sentence.tokens if t.pos in ("NOUN", "PROPN") and self._institution(sentence, t.i)]
                heads = [
                    t
                    for t in tokens
                    if t.rel in ("nsubj", "obl", "root", "obj", "nmod", "dep", "conj")
                    and not any(
                        t.i in sentence.subtree(o.i) and t.i != o.i
                        for o in tokens
                        if o.rel != "conj" or t.rel != "conj"
                    )
                ]
                voice = self.reading.cast.voice
                for token in heads:
                    actor, span = self.reading.cast.of(sentence, token.i, "addressee")
                    if actor != voice:
                        found.append(Participant(actor, span))
        return tuple(found)
