"""Everything read from one text before anything is proposed, and the book of its attributions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from habeas.extraction.actors import Cast
from habeas.extraction.attribution import Scope, ScopeFinder, Tag, quoted_tokens, speakers
from habeas.extraction.layout import Block
from habeas.extraction.lexicon import Lexicon
from habeas.extraction.model import Attribution, Place, Quantity, Span, Time
from habeas.extraction.parse import Sentence
from habeas.extraction.people import POSSESSIVES, PRONOUNS, People
from habeas.extraction.quotations import Quotation
from habeas.extraction.voices import Voice

DATA_OF = frozenset(("по данным", "по сведениям", "по информации", "по подсчетам", "по оценкам"))
"""«По её данным»: it is an organisation that has data."""
RELATIVES = frozenset(("who", "whom", "whose", "which", "that", "кто", "который"))
AUTHOR = frozenset(("i", "we", "я", "мы"))
BACK_WORDS = frozenset(("this", "that", "it", "это", "этом"))
BACKWARDS = re.compile(
    r"(?:об этом|это)\s+(?:\w+\s+)?(?:сообща|сообщи|рассказ|заяв|пиш|переда)\w*|"
    r"(?:this|the news|the information) (?:was|were|has been) (?:reported|confirmed|announced|published) by\b",
    re.IGNORECASE,
)
"""A sentence that gives the source of those before it."""
MET = frozenset(("nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "nmod", "nmod:poss", "attr", "root", "conj"))


@dataclass
class Book:
    """The attributions of one text; equal ones are one."""

    entries: dict[tuple[object, ...], Attribution] = field(default_factory=dict)

    def add(
        self,
        source: str | None,
        kind: str,
        cue: Span | None = None,
        spans: Sequence[Span] = (),
        quote: Span | None = None,
    ) -> str:
        """The id of this attribution."""
        key = (source, kind, cue, quote)
        if key not in self.entries:
            number = f"AT{len(self.entries) + 1}"
            self.entries[key] = Attribution(number, source, kind, cue, tuple(spans), quote, quote is not None)
        return self.entries[key].id

    def source(self, attribution: str) -> str | None:
        return next(entry.source for entry in self.entries.values() if entry.id == attribution)


@dataclass(frozen=True)
class Said:
    """According to whom: the attribution, its source and mode."""

    attribution: str
    source: str | None
    mode: str
    kind: str
    speaker: str | None = None
    """Whose "I" it is, inside a quotation."""


@dataclass
class Reading:
    """One text, read."""

    text: str
    language: str
    published: str | None
    words: Lexicon
    people: People
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]
    voice: Voice
    times: tuple[Time, ...]
    places: tuple[Place, ...]
    quantities: tuple[Quantity, ...]
    elsewhere: tuple[tuple[Block, str], ...] = ()
    """Blocks in another language, each with its code: no sentence of theirs is read."""
    cast: Cast = field(init=False)
    book: Book = field(default_factory=Book)
    quoted: list[dict[int, int]] = field(init=False)
    scopes: list[tuple[Scope, ...]] = field(init=False)
    tags: dict[int, Tag] = field(init=False)
    sources: dict[tuple[int, int], str] = field(default_factory=dict)
    """(sentence, token) of a source -> its actor."""
    carried: tuple[int, str] | None = None
    """Block and attribution source that later sentences of the block inherit."""

    def __post_init__(self) -> None:
        self.cast = Cast(self.text, self.people)
        finder = ScopeFinder(self.people)
        self.quoted = [quoted_tokens(sentence, self.quotations) for sentence in self.sentences]
        self.scopes = [
            finder.find(sentence, frozenset(quoted))
            for sentence, quoted in zip(self.sentences, self.quoted, strict=True)
        ]
        self.tags = speakers(self.sentences, self.quotations, finder, self.words)
        if self.voice.name:
            kind = "person" if self.voice.kind == "testimony" else "organisation"
            self.cast.add_voice(self.voice.name, self.voice.mentions, kind)

        self.retold = {
            (sentence.block, sentence.index): source
            for sentence in self.sentences
            if (source := self._tells_of_before(sentence)) is not None
        }
        """(block, sentence) of "This was reported by X" -> token of X: what stands before it in the block is X's."""

    def _tells_of_before(self, sentence: Sentence) -> int | None:
        if not BACKWARDS.match(self.text, sentence.start, sentence.end) or not sentence.parsed:
            return None
        root = next((t for t in sentence.tokens if t.head == t.i), sentence.tokens[0])
        told = [*sentence.kids(root.i, "nsubj", "obl:agent")]
        named = [t for t in told if t.lemma not in BACK_WORDS and t.text.lower() not in BACK_WORDS]
        return named[0].i if named else None

    def meet(self, sentence: Sentence) -> None:
        """Everybody a sentence names becomes known, in the order of the text: pronouns after them need them."""
        for token in sentence.tokens:
            if token.rel in MET and token.pos in ("NOUN", "PROPN", "PRON", "DET", "NUM"):
                lower = token.text.lower()
                if lower in RELATIVES:
                    continue
                if (
                    lower in PRONOUNS
                    or lower in POSSESSIVES
                    or self.people.person(sentence, token)
                    or token.entity == "ORG"
                ):
                    quote = self.quoted[sentence.index].get(token.i)
                    self.cast.of(sentence, token.i, "mentioned", self.speaker(quote) if quote is not None else None)

    # ---- sources

    def source_of(self, sentence: Sentence, token: int) -> str:
        """The actor behind the token of a source; "the statement" is the organisation that spoke last."""
        key = (sentence.index, token)
        if key not in self.sources:
            self.sources[key] = self._source(sentence, token)
        return self.sources[key]

    def _source(self, sentence: Sentence, i: int) -> str:
        token = sentence.tokens[i]
        if token.case in DATA_OF and token.pos == "PRON" and (known := self.cast.last_organisation(token.start)):
            return known
        if token.lemma in self.words.cues["document"] and not self.people.person(sentence, token):
            known = self.cast.last_organisation(token.start) or self.cast.voice
            if known:
                return known
        quote = self.quoted[sentence.index].get(i)
        speaker = self.speaker(quote) if quote is not None else None
        return self.cast.of(sentence, i, "source", speaker)[0]

    def speaker(self, quotation: int) -> str | None:
        """The actor who speaks a quotation."""
        tag = self.tags.get(quotation)
        if tag is None:
            return None
        if (tag.sentence.index, tag.source) in self.sources:
            return self.sources[(tag.sentence.index, tag.source)]
        return self.source_of(tag.sentence, tag.source)

    def said(self, sentence: Sentence, i: int, hearsay: bool = False, told: bool = False) -> Said:
        """According to whom the words at token i are, and in which mode. `told`: a report or an information that the
        document's voice has received: the voice stays the source."""
        quotation = self.quoted[sentence.index].get(i)
        if quotation is not None and quotation in self.tags:
            return self._quoted(quotation)
        scope = self.scope(sentence, i)
        if scope is not None and scope.source is not None:
            return self._explicit(sentence, scope)
        if scope is not None:
            return Said(self.book.add(None, "vague source"), None, "hedged", "vague source")
        if hearsay and not (self.cast.voice and told):
            return Said(self.book.add(self.cast.voice, "vague source"), self.cast.voice, "hedged", "vague source")
        if self.cast.voice:
            return self.document()
        if source := self._retold_source(sentence):
            return Said(self.book.add(source, "told in a sentence further on"), source, "inherited", "inherited")
        if self.carried and self.carried[0] == sentence.block:
            source = self.carried[1]
            return Said(self.book.add(source, "carried over in the paragraph"), source, "inherited", "inherited")
        return Said(self.book.add(None, "narrator"), None, "narrator", "narrator")

    def _retold_source(self, sentence: Sentence) -> str | None:
        for (block, index), token in self.retold.items():
            if block == sentence.block and index > sentence.index:
                return self.source_of(self.sentences[index], token)
        return None

    def document(self) -> Said:
        """The voice of the whole document."""
        voice = self.cast.voice
        return Said(self.book.add(voice, "voice of the document"), voice, "document", "document")

    def scope(self, sentence: Sentence, i: int) -> Scope | None:
        """The narrowest scope round token i."""
        around = [scope for scope in self.scopes[sentence.index] if i in scope.tokens]
        return min(around, key=lambda scope: len(scope.tokens)) if around else None

    def _quoted(self, quotation: int) -> Said:
        tag, quote = self.tags[quotation], self.quotations[quotation]
        speaker = self.speaker(quotation)
        cue = tag.sentence.tokens[tag.cue]
        words = Span(quote.start, quote.end, self.text[quote.start : quote.end])
        cue_span = Span(cue.start, cue.end, cue.text)
        attribution = self.book.add(speaker, "direct quotation", cue_span, (self._tag_span(tag),), words)
        return Said(attribution, speaker, "quoted", "direct quotation", speaker)

    def _tag_span(self, tag: Tag) -> Span:
        tokens = (tag.sentence.tokens[tag.cue], tag.sentence.tokens[tag.source])
        start, end = min(t.start for t in tokens), max(t.end for t in tokens)
        return Span(start, end, self.text[start:end])

    def _explicit(self, sentence: Sentence, scope: Scope) -> Said:
        assert scope.source is not None
        source = self.source_of(sentence, scope.source)
        if (
            not self.cast.voice
            and sentence.tokens[scope.source].text.lower() in AUTHOR
            and not self.quoted[sentence.index].get(scope.source)
        ):
            return Said(self.book.add(None, "narrator"), None, "narrator", "narrator")
        own = source == self.cast.voice
        if own and (
            self.voice.kind == "testimony" or scope.kind == "call" or self._first_person(sentence, scope.source)
        ):
            return self.document()
        tokens = [sentence.tokens[i] for i in (*scope.cue, scope.source)]
        start, end = min(t.start for t in tokens), max(t.end for t in tokens)
        cue = [sentence.tokens[i] for i in scope.cue]
        cue_span = (
            Span(cue[0].start, cue[-1].end, self.text[cue[0].start : cue[-1].end])
            if cue[0].start < cue[-1].end
            else None
        )
        attribution = self.book.add(source, "reported", cue_span, (Span(start, end, self.text[start:end]),))
        return Said(attribution, source, "explicit", scope.kind)

    def _first_person(self, sentence: Sentence, i: int) -> bool:
        span = sentence.tokens[i]
        return (any(m.start == span.start for m in self.voice.mentions) and span.pos in ("PRON", "DET")) or any(
            k.text.lower() in ("our", "my", "наш", "наша", "наши") for k in sentence.kids(i)
        )

    def carry(self, sentence: Sentence) -> None:
        """What the next sentence of the block inherits from this one."""
        if self.carried and self.carried[0] != sentence.block:
            self.carried = None
        if self.cast.voice:
            return
        root = next((t.i for t in sentence.tokens if t.head == t.i), 0)
        for scope in self.scopes[sentence.index]:
            main = scope.kind == "according" or root in scope.tokens or root in scope.cue
            if scope.source is not None and scope.kind in ("according", "say") and main:
                self.carried = (sentence.block, self.source_of(sentence, scope.source))
