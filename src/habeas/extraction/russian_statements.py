"""Statements made without a subject or by a noun: «выражаем обеспокоенность», «в полиции отрицают», «назвал ложью»."""

from collections.abc import Iterator

from habeas.extraction.model import ProposedStatement, Span
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.reading import Said
from habeas.extraction.statements import StatementFinder

EXPRESS = frozenset("выражать выразить высказать высказывать заявить заявлять".split())
CALL = frozenset("назвать называть считать счесть".split())


class RussianStatementFinder(StatementFinder):
    """Finds the statements of one Russian text."""

    def sentence(self, sentence: Sentence) -> list[ProposedStatement]:
        """Those of both languages, then the ones of this file, where no other covers them."""
        found = super().sentence(sentence)
        quoted = self.reading.quoted[sentence.index] if sentence.parsed else {}
        for token in sentence.tokens if sentence.parsed else ():
            if token.pos != "VERB" or token.i in quoted:
                continue
            for statement in (
                *self._expressed(sentence, token),
                *self._denied(sentence, token),
                *self._named(sentence, token),
            ):
                if not any(
                    s.content.start < statement.content.end and statement.content.start < s.content.end for s in found
                ):
                    found.append(statement)
        return found

    def _expressed(self, sentence: Sentence, verb: Token) -> Iterator[ProposedStatement]:
        """«выражаем крайнюю обеспокоенность давлением на адвокатов»"""
        if verb.lemma in EXPRESS and any(k.lemma in self.cues["concern"] for k in sentence.kids(verb.i, "obj")):
            yield from self._from(sentence, verb, "statement of concern", verb.i)

    def _denied(self, sentence: Sentence, verb: Token) -> Iterator[ProposedStatement]:
        """«В полиции задержания отрицают»: whoever sits there denies."""
        if verb.lemma not in self.cues["deny"] or sentence.kids(verb.i, "nsubj"):
            return
        office = next((k for k in sentence.kids(verb.i, "obl") if k.case == "в" and self._office(sentence, k)), None)
        if office is not None:
            first = min((k.i for k in sentence.kids(verb.i, "obj") if k.i < verb.i), default=verb.i)
            yield from self._from(sentence, verb, "denial", first, office.i)

    def _office(self, sentence: Sentence, token: Token) -> bool:
        return self.reading.people.organisation(token) or self.reading.people.force(sentence, token)

    def _named(self, sentence: Sentence, verb: Token) -> Iterator[ProposedStatement]:
        """«Мэр назвал сообщения выдумкой»"""
        hearsay = [k for k in sentence.kids(verb.i, "obj") if k.lemma in self.cues["hearsay_noun"]]
        if verb.lemma in CALL and hearsay:
            yield from self._from(sentence, verb, "denial", verb.i)

    def _from(
        self, sentence: Sentence, verb: Token, kind: str, first: int, speaker: int | None = None
    ) -> Iterator[ProposedStatement]:
        """From this token to the end of the verb's clause; said by its subject, or by the voice of the document."""
        subject = speaker if speaker is not None else next((k.i for k in sentence.kids(verb.i, "nsubj")), None)
        if subject is not None:
            actor = self.reading.source_of(sentence, subject)
        elif verb.text.casefold().endswith(("ем", "им", "ю", "у")) and self.reading.cast.voice:
            actor = self.reading.cast.voice
        else:
            return
        last = max(sentence.subtree(verb.i))
        while last > first and not sentence.tokens[last].text[-1].isalnum() and sentence.tokens[last].text not in "»”":
            last -= 1
        start, end = sentence.tokens[first].start, sentence.tokens[last].end
        said = Said(
            self.reading.book.add(actor, "reported", Span(verb.start, verb.end, verb.text)), actor, "explicit", "say"
        )
        yield self._write(said, kind, Span(start, end, self.reading.text[start:end]), trust=0.65)
