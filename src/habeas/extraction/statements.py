"""Who said what: quotations with a speaker, reported speech, condemnations, denials, statements of concern.

1. Each quotation of several words with a speaker. 2. The clause of a verb of saying outside quotations. 3. "rejected
the
allegations": a denial. 4. "condemning X for ...", "issued a statement calling for ...": what the statement does. 5.
"statements
from X": a statement whose content is told second-hand. 6. "We are alarmed by": concern of the document's voice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from habeas.extraction.attribution import SHORT_QUOTE, ScopeFinder
from habeas.extraction.clauses import clause_of
from habeas.extraction.model import ProposedStatement, Span
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.reading import Reading, Said

MIN_CONTENT_WORDS = 3


@dataclass
class StatementFinder:
    """Finds the statements of one text."""

    reading: Reading
    number: int = 0

    def __post_init__(self) -> None:
        self.cues = self.reading.words.cues
        self.finder = ScopeFinder(self.reading.people)

    def quotations(self) -> list[ProposedStatement]:
        """1. Call it after all sentences were read: the speakers are known then."""
        found = []
        for number, quotation in enumerate(self.reading.quotations):
            if quotation.words < SHORT_QUOTE or number not in self.reading.tags:
                continue
            tag = self.reading.tags[number]
            said = self.reading._quoted(number)
            kind = "direct quotation" if tag.how != "continued" else "direct quotation (continued)"
            if tag.sentence.tokens[tag.cue].lemma in self.cues["deny"]:
                kind = "denial, direct quotation"
            content = Span(quotation.start, quotation.end, self.reading.text[quotation.start : quotation.end])
            found.append(self._write(said, kind, content, verbatim=True, trust=0.9))
        return found

    def sentence(self, sentence: Sentence) -> list[ProposedStatement]:
        """2 to 6 for one sentence."""
        if not sentence.parsed:
            return []
        quoted = self.reading.quoted[sentence.index]
        found = list(self._reported(sentence, quoted))
        for token in sentence.tokens:
            if token.i in quoted:
                continue
            if token.pos in ("VERB", "ADJ"):
                found.extend(self._verb(sentence, token, frozenset(quoted)))
        found.extend(self._of_others(sentence))
        return found

    def _reported(self, sentence: Sentence, quoted: dict[int, int]) -> Iterator[ProposedStatement]:
        for scope in self.reading.scopes[sentence.index]:
            if scope.kind != "say" or scope.source is None or not scope.tokens:
                continue
            outside = [i for i in scope.tokens if i not in quoted]
            clause = any(sentence.tokens[i].pos in ("VERB", "AUX") for i in outside)
            if len(outside) < MIN_CONTENT_WORDS or not clause:
                continue
            said = self.reading._explicit(sentence, scope)
            yield self._write(said, "reported", self._span(sentence, outside), trust=0.75)

    def _verb(self, sentence: Sentence, verb: Token, quoted: frozenset[int]) -> Iterator[ProposedStatement]:
        lemma = verb.lemma
        if lemma in self.cues["concern_adjective"]:
            yield from self._concern(sentence, verb)
        kind = "denial" if lemma in self.cues["deny"] else "condemnation" if lemma in self.cues["condemn"] else ""
        asks = any(k.rel == "xcomp" or k.case in ("for", "on", "to") for k in sentence.kids(verb.i))
        if not kind and lemma in self.cues["call_on"] and verb.rel == "acl" and asks:
            kind = "statement (reported)"
        if not kind:
            return
        said = self._who_says(sentence, verb, quoted)
        if said is None:
            return
        below = [i for i in sentence.subtree(verb.i) if i >= verb.i]
        if len(below) >= MIN_CONTENT_WORDS:
            yield self._write(said, kind, self._span(sentence, below), trust=0.75)

    def _who_says(self, sentence: Sentence, verb: Token, quoted: frozenset[int]) -> Said | None:
        """The subject of the verb; of "issued a statement condemning" the one who issued it."""
        if verb.rel == "acl":
            scope = self.reading.scope(sentence, verb.i)
            return self.reading._explicit(sentence, scope) if scope and scope.source is not None else None
        source = self.finder.speaker(sentence, verb, quoted)
        if source is None:
            return None
        actor = self.reading.source_of(sentence, source)
        cue = Span(verb.start, verb.end, verb.text)
        return Said(self.reading.book.add(actor, "reported", cue), actor, "explicit", "say")

    def _concern(self, sentence: Sentence, token: Token) -> Iterator[ProposedStatement]:
        """6. The whole sentence is what is said."""
        subjects = clause_of(sentence, token.head if token.rel == "attr" else token.i).subjects
        if not subjects:
            return
        speaker = next((i for i in subjects if sentence.tokens[i].pos in ("PRON", "PROPN", "NOUN")), None)
        if speaker is None:
            return
        actor = self.reading.source_of(sentence, speaker)
        said = Said(self.reading.book.add(actor, "statement of concern"), actor, "document", "document")
        yield self._write(said, "statement of concern", self._span(sentence, range(len(sentence.tokens))), trust=0.7)

    def _of_others(self, sentence: Sentence) -> Iterator[ProposedStatement]:
        """5. "statements from Chechen officials seemingly endorsing violence"."""
        if self.reading.blocks[sentence.block].kind == "heading":
            return
        for noun in sentence.tokens:
            if noun.pos != "NOUN" or noun.lemma not in (
                "statement",
                "comment",
                "remark",
                "speech",
                "заявление",
                "высказывание",
            ):
                continue
            for kid in sentence.kids(noun.i, "nmod", "acl"):
                if kid.case not in ("from", "by", "of", "+gen") or (
                    noun.rel == "obj" and sentence.tokens[noun.head].lemma in self.cues["release_verbs"]
                ):
                    continue
                speaker = kid.i if kid.rel == "nmod" else next((s for s in clause_of(sentence, kid.i).subjects), None)
                if speaker is None or not self.reading.people.can_act(sentence, sentence.tokens[speaker]):
                    continue
                said = self.reading.said(sentence, noun.i)
                actor = self.reading.cast.of(sentence, speaker, "source", said.speaker)[0]
                told = Said(said.attribution, actor, said.mode, "second-hand")
                yield self._write(
                    told, "statement told second-hand", self._span(sentence, sentence.subtree(noun.i)), trust=0.6
                )

    def _write(
        self, said: Said, kind: str, content: Span, verbatim: bool = False, trust: float = 0.7
    ) -> ProposedStatement:
        self.number += 1
        name = self.reading.cast.name_of(said.source) if said.source else "nobody named"
        return ProposedStatement(
            f"S{self.number}", said.source, kind, content, said.attribution, trust, f"{kind}; speaker: {name}", verbatim
        )

    def _span(self, sentence: Sentence, tokens: Iterable[int]) -> Span:
        indices = list(tokens)
        start, end = sentence.tokens[min(indices)].start, sentence.tokens[max(indices)].end
        return Span(start, end, self.reading.text[start:end])
