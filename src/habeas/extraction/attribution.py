"""According to whom: scopes of sources in a sentence, speakers of quotations, and what carries over.

In a sentence (`find_scopes`), each gives a scope, the tokens it speaks for:
1. verbs of saying with a clause ("X said that ..."), also after it ("..., X said");
2. "according to X";
3. verbs whose object names the act ("X documented the beating of", "X condemned", "X accused Y of");
4. statements, reports, allegations by or from somebody ("X issued a statement condemning");
5. demands ("X calls on Y to release"): what is taken for granted in them, X takes for granted.
The narrowest scope round an act counts.

For quotations (`speakers`): 1. the verb of saying of the same sentence; 2. the verb just before or after; 3. the
quotation before it
in the same paragraph; 4. the paragraph before, where this one opens a quotation again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from habeas.extraction.clauses import clause_of
from habeas.extraction.lexicon import Lexicon
from habeas.extraction.model import Span
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.people import People
from habeas.extraction.quotations import Quotation

CLAUSES = frozenset(("acl:relcl", "acl"))
SPEECHLESS = frozenset("it that which who there nobody none what whoever кто что который никто".split()) | {"no one"}
LABEL = re.compile(r"\d{3,4}|\d{1,2}[:.]\d\d|[A-Z]{1,2}\d{1,3}|tally|total|totals|note|nb|end|update|correction", re.I)
"""Before a colon in a log: an hour, a watcher's sign, a word for what follows; nobody who says it."""
SHORT_QUOTE = 3
"""Fewer words between the marks are scare quotes or terms, not speech."""
RUSSIAN_ACCORDING = (
    "по словам по данным по сведениям по информации по мнению по утверждению по утверждениям по оценке по оценкам "
    "по версии "
    "по свидетельству по свидетельствам по рассказу по рассказам по показаниям по сообщению по сообщениям по подсчетам "
    "по заявлению"
).split(" по ")
ACCORDING = frozenset(
    (
        "according to",
        "in word of",
        "согласно",
        "со слов",
        "с слов",
        *(f"по {word.removeprefix('по ')}" for word in RUSSIAN_ACCORDING),
    )
)


@dataclass(frozen=True)
class Scope:
    """`source`: token of the source, None: vague. `tokens`: what it speaks for. `cue`: the words that say so."""

    source: int | None
    tokens: frozenset[int]
    cue: tuple[int, ...]
    kind: str
    """say | according | object | condemn | accuse | document | call"""


class ScopeFinder:
    """Finds the scopes of sources in the sentences of one language."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.cues = people.words.cues

    def find(self, sentence: Sentence, quoted: frozenset[int] = frozenset()) -> tuple[Scope, ...]:
        """Scopes of a sentence; `quoted`: its tokens inside quotations, whose own verbs of saying are not looked at."""
        if not sentence.parsed:
            return ()
        found: list[Scope] = []
        for token in sentence.tokens:
            if token.case in ACCORDING:
                found.append(self._according(sentence, token))
            elif token.pos in ("VERB", "AUX") and token.i not in quoted:
                found.extend(self._verb(sentence, token, quoted))
            elif token.pos == "NOUN" and token.i not in quoted:
                found.extend(self._noun(sentence, token))
        found = [*parted(found), *self._before_colon(sentence)]
        return tuple(scope for scope in found if scope.tokens)

    def _before_colon(self, sentence: Sentence) -> list[Scope]:
        """ "Amnesty: forty people were executed last year": who stands before the colon says what follows it."""
        source = headed_by(sentence, len(sentence.tokens), self.people)
        colon = next((t.i for t in sentence.tokens if t.text == ":"), None)
        if source is None or colon is None or not any(t.pos == "VERB" for t in sentence.tokens[colon:]):
            return []
        return [Scope(source, frozenset(range(colon + 1, len(sentence.tokens))), (source,), "say")]

    # 2
    def _according(self, sentence: Sentence, token: Token) -> Scope:
        head = sentence.tokens[token.head]
        own = sentence.subtree(token.i)
        start = next((i for i in range(min(own) - 1, -1, -1) if sentence.tokens[i].lemma != "accord"), 0)
        if sentence.tokens[start].text == "," and start and sentence.tokens[start - 1].rel == "cc":
            after = frozenset(range(max(own) + 1, len(sentence.tokens)))
            return Scope(self._named_source(sentence, token), after, (token.i,), "according")
        everything = head.rel == "root" or head.head == head.i
        tokens = range(len(sentence.tokens)) if everything else sentence.subtree(head.i)
        cue = tuple(k.i for k in sentence.kids(token.i, "case")) or (token.i,)
        before = tuple(i for i in (cue[0] - 1,) if i >= 0 and sentence.tokens[i].lemma == "accord")
        return Scope(
            self._named_source(sentence, token), frozenset(set(tokens) - set(own)), (*before, *cue), "according"
        )

    def _named_source(self, sentence: Sentence, token: Token) -> int | None:
        """The source of "according to"; None where only "information" or "reports" are named."""
        who = self._who(sentence, token)
        vague = who == token.i and token.lemma in self.cues["hearsay_noun"]
        return None if vague else who

    def is_document(self, sentence: Sentence, token: Token) -> bool:
        """A noun for a document or a speech; "release" only as a press release."""
        if token.lemma not in self.cues["document"]:
            return False
        return token.lemma != "release" or any(k.lemma in ("press", "news", "media") for k in sentence.kids(token.i))

    def _who(self, sentence: Sentence, token: Token) -> int:
        """The organisation behind "a press release from X", "a report by X"; otherwise the noun itself."""
        if self.is_document(sentence, token) or token.lemma in self.cues["hearsay_noun"]:
            for kid in sentence.kids(token.i, "nmod", "nmod:poss", "obl:agent", "obl"):
                if (kid.case in ("from", "by", "of", "") or kid.rel == "nmod:poss") and self.people.can_act(
                    sentence, kid
                ):
                    return kid.i
            for kid in sentence.kids(token.i, "acl"):
                agents = [k.i for k in sentence.kids(kid.i, "obl:agent")]
                if agents:
                    return agents[0]
            named = [k.i for k in sentence.kids(token.i, "compound") if k.entity == "ORG"]
            if named:
                return named[-1]
        return token.i

    def _verb(self, sentence: Sentence, verb: Token, quoted: frozenset[int]) -> list[Scope]:
        lemma, cues = verb.lemma, self.cues
        known = (
            lemma in cues["say"] or lemma in cues["say_object"] or lemma in cues["accuse"] or lemma in cues["call_on"]
        )
        if not known and lemma not in cues["condemn"]:
            return []
        source = self.speaker(sentence, verb, quoted)
        if source is None:
            return []
        own = set(sentence.subtree(source, CLAUSES)) | {verb.i}
        cue = (*sorted(k.i for k in sentence.kids(verb.i, "compound:prt")), verb.i)
        found = []
        # 1
        if lemma in cues["say"] and (
            content := self._content(sentence, verb, quoted) - own - self._beyond(sentence, verb)
        ):
            found.append(Scope(source, frozenset(content), cue, "say"))
        below = set(sentence.subtree(verb.i, frozenset(("conj",)))) - own
        if lemma in cues["condemn"]:
            found.append(Scope(source, frozenset(below), cue, "condemn"))
        elif lemma == "accuse" or lemma == "blame":
            found.append(Scope(source, frozenset(below), cue, "accuse"))
        elif lemma in cues["call_on"] and not found:
            found.append(Scope(source, frozenset(set(sentence.subtree(verb.i)) - own), cue, "call"))
        # 3
        elif lemma in cues["say_object"]:
            objects = {i for k in sentence.kids(verb.i, "obj") for i in sentence.subtree(k.i)}
            found.append(Scope(source, frozenset(objects - own), cue, "object"))
        return found

    def speaker(self, sentence: Sentence, verb: Token, quoted: frozenset[int]) -> int | None:
        """Who says it: the subject that can speak; "by X" of a passive."""
        clause = clause_of(sentence, verb.i)
        subjects = clause.agents if clause.passive else clause.subjects
        if verb.lemma in self.cues["accuse"] and verb.form == "n":
            subjects = clause.agents
        for i in subjects:
            token = sentence.tokens[i]
            if i in quoted or token.lemma in SPEECHLESS:
                continue
            document = self.is_document(sentence, token) or token.lemma in self.cues["hearsay_noun"]
            if self.people.can_act(sentence, token) or token.pos == "PROPN" or (token.pos == "NOUN" and not document):
                return i
            if "who" in {k.text.lower() for k in sentence.kids(verb.i, "nsubj")}:
                before = (t for t in reversed(sentence.tokens[: verb.i]) if t.pos == "NOUN")
                return next((t.i for t in before if self.people.person(sentence, t)), None)
            if token.lemma in self.cues["document"] or token.lemma in (
                "statistic",
                "figure",
                "datum",
                "data",
                "record",
            ):
                return self._who(sentence, token)
        return None

    def _content(self, sentence: Sentence, verb: Token, quoted: frozenset[int]) -> set[int]:
        """What a verb of saying says: its clause, the quoted words, or the clause it is set beside."""
        found: set[int] = set()
        for kid in sentence.kids(verb.i, "ccomp", "xcomp", "advcl_", "parataxis"):
            if kid.rel != "xcomp" or verb.lemma in ("claim", "report", "allege", "admit"):
                found.update(sentence.subtree(kid.i))
        if not found and verb.rel in ("parataxis", "conj", "dep") and verb.head != verb.i and verb.rel != "conj":
            found = set(sentence.subtree(verb.head)) - set(sentence.subtree(verb.i))
        if not found and (that := self._that(sentence, verb)):
            found = set(range(that, len(sentence.tokens)))
        if not found and quoted:
            found = set(quoted)
        if verb.lemma == "tell" or not found:
            for kid in sentence.kids(verb.i, "obl"):
                if kid.case in ("of", "about", "о", "об", "про"):
                    found.update(sentence.subtree(kid.i))
        return found

    @staticmethod
    def _that(sentence: Sentence, verb: Token) -> int | None:
        """ "told reporters outside the building that": the parser takes the clause for a relative one."""
        for token in sentence.tokens[verb.i + 1 :]:
            if token.text in (";", ":"):
                return None
            if token.text.lower() in ("that", "что") and sentence.tokens[token.i - 1].rel != "punct":
                return token.i
        return None

    def _beyond(self, sentence: Sentence, verb: Token) -> set[int]:
        """What stands before the verb and is cut off from it by a colon or a semicolon."""
        cut = max((t.i for t in sentence.tokens[: verb.i] if t.text in (";", ":")), default=-1)
        return set(range(cut + 1))

    # 4
    def _noun(self, sentence: Sentence, noun: Token) -> list[Scope]:
        document, hearsay = self.is_document(sentence, noun), noun.lemma in self.cues["hearsay_noun"]
        if not (document or hearsay):
            return []
        head = sentence.tokens[noun.head]
        below = set(sentence.subtree(noun.i)) - {noun.i}
        source = None
        if noun.rel == "obj" and head.lemma in self.cues["release_verbs"]:
            subjects = clause_of(sentence, head.i).subjects
            source = next((i for i in subjects if self.people.can_act(sentence, sentence.tokens[i])), None)
        if source is None:
            named = self._who(sentence, noun)
            source = named if named != noun.i else None
        if source is None:
            return []
        below -= set(sentence.subtree(source))
        return [Scope(source, frozenset(below), (noun.i,), "document")]


def headed_by(sentence: Sentence, before: int, people: People) -> int | None:
    """The first noun before the first colon, where it can speak and no verb stands there: "Witness N.: ..."."""
    colon = next((t.i for t in sentence.tokens[:before] if t.text == ":"), None)
    if colon is None or not 0 < colon <= 8 or any(t.pos in ("VERB", "AUX") for t in sentence.tokens[:colon]):
        return None
    if any(LABEL.fullmatch(t.text) for t in sentence.tokens[:colon]):
        return None
    nouns = [t for t in sentence.tokens[:colon] if t.pos in ("NOUN", "PROPN") and t.entity != "GPE"]
    if nouns and nouns[0].case in ("to", "for"):  # "To the Parliament: ...": spoken to, not speaking
        return None
    speaks = nouns and (people.person(sentence, nouns[0]) or people.organisation(nouns[0]))
    return nouns[0].i if speaks else None


def parted(found: list[Scope]) -> list[Scope]:
    """ "According to A twenty were held, according to B twelve": each speaks up to the next."""
    named = sorted((s for s in found if s.kind == "according"), key=lambda s: min(s.cue))
    if len(named) < 2:
        return found
    cut = [min(s.cue) for s in named]
    result = [s for s in found if s.kind != "according"]
    for number, scope in enumerate(named):
        low = cut[number] if number else -1
        high = cut[number + 1] if number + 1 < len(cut) else 10**6
        result.append(replace(scope, tokens=frozenset(i for i in scope.tokens if low <= i < high)))
    return result


def quoted_tokens(sentence: Sentence, quotations: Sequence[Quotation]) -> dict[int, int]:
    """Token -> number of the quotation (of several words) it stands in."""
    found: dict[int, int] = {}
    for number, quotation in enumerate(quotations):
        if quotation.words < SHORT_QUOTE or quotation.end <= sentence.start or quotation.start >= sentence.end:
            continue
        for token in sentence.tokens:
            if quotation.start <= token.start < quotation.end:
                found[token.i] = number
    return found


@dataclass(frozen=True)
class Tag:
    """Who speaks a quotation: the token of the speaker and the words of the tag, in a sentence."""

    sentence: Sentence
    source: int
    cue: int
    how: str
    """beside | before | after | continued"""


def speakers(
    sentences: Sequence[Sentence], quotations: Sequence[Quotation], finder: ScopeFinder, words: Lexicon
) -> dict[int, Tag]:
    """Quotation -> its tag, where one is found."""
    found: dict[int, Tag] = {}
    inside = {s.index: frozenset(quoted_tokens(s, quotations)) for s in sentences}
    for number, quotation in enumerate(quotations):
        if quotation.words < SHORT_QUOTE:
            continue
        near = [
            s for s in sentences if s.block == quotation.block and s.start < quotation.end and s.end > quotation.start
        ]
        tag = None
        for sentence in near:  # 1
            tag = tag or _tag(sentence, inside[sentence.index], finder, words, quotation)
        if tag is None:  # 2
            tag = _neighbour(sentences, near, inside, finder, words, quotation)
        if tag is None and near and (source := headed_by(near[0], len(near[0].tokens), finder.people)) is not None:
            before = [t for t in near[0].tokens if t.start < quotation.start and t.text == ":"]
            tag = Tag(near[0], source, source, "before") if before else None
        if tag is None:  # 3, 4
            earlier = [
                n for n in found if quotations[n].end <= quotation.start and quotation.block - quotations[n].block <= 1
            ]
            same = [n for n in earlier if quotations[n].block == quotation.block]
            whole = bool(near) and all(len(inside[s.index]) >= len(s.tokens) - 3 for s in near)
            if same or (earlier and whole):
                last = found[max(same or earlier)]
                tag = Tag(last.sentence, last.source, last.cue, "continued")
        if tag is not None:
            found[number] = tag
    return found


def _tag(
    sentence: Sentence, quoted: frozenset[int], finder: ScopeFinder, words: Lexicon, quotation: Quotation
) -> Tag | None:
    """1. A verb of saying with a speaker outside the quotation, nearest to its ends."""
    best: tuple[int, Tag] | None = None
    for verb in sentence.tokens:
        if verb.i in quoted or verb.pos not in ("VERB", "AUX"):
            continue
        if verb.lemma not in words.cues["say"] and verb.lemma not in words.cues["deny"] and verb.lemma != "call":
            continue
        source = finder.speaker(sentence, verb, quoted)
        if source is None:
            continue
        distance = min(abs(verb.start - quotation.end), abs(quotation.start - verb.end))
        if best is None or distance < best[0]:
            best = (distance, Tag(sentence, source, verb.i, "beside"))
    if best:
        return best[1]
    for token in sentence.tokens:
        if token.case in ACCORDING and token.i not in quoted:
            return Tag(sentence, finder._who(sentence, token), token.i, "beside")
    return None


def _neighbour(
    sentences: Sequence[Sentence],
    near: Sequence[Sentence],
    inside: dict[int, frozenset[int]],
    finder: ScopeFinder,
    words: Lexicon,
    quotation: Quotation,
) -> Tag | None:
    """2. "X said:" just before the quotation; "X said." as a sentence of its own just after."""
    if not near:
        return None
    before = near[0].index - 1
    if before >= 0 and sentences[before].tokens and sentences[before].tokens[-1].text == ":":
        return _tag(sentences[before], inside[before], finder, words, quotation)
    return None


def tag_span(text: str, sentence: Sentence, source: Span, cue: Span) -> Span:
    """The words of a tag, from the first to the last of source and cue."""
    start, end = min(source.start, cue.start), max(source.end, cue.end)
    return Span(start, end, text[start:end])
