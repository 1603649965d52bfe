"""When and where an act was: the expressions of time and place that belong to its clause.

1. Below the act in the tree. 2. On a verb above it that does not speak ("on Friday police stormed the house, beating").
What only stands near is offered as a candidate and never filled in, for it is wrong more often than right: 3. what
stands on a clause joined to that of the act; 4. what the last claim of the paragraph has; a place also of the
paragraph, then of the document. Measured: docs/adr/0170-empty-rather-than-guessed.md.
"""

from dataclasses import dataclass, field

from habeas.calendar.expressions import tells_a_birth
from habeas.extraction.acts import ActMention
from habeas.extraction.layout import DATELINE
from habeas.extraction.model import Candidate, Place, Span, Time
from habeas.extraction.parse import Sentence
from habeas.extraction.reading import Reading

FAR = 9
JOINED = 3
"""The expression stands on a clause that is only joined to that of the act: a candidate."""
BARE = frozenset("home prison jail court school work church the building custody hospital дом тюрьма".split()) | {
    "the building"
}
MOVES = frozenset(("displacement", "deportation", "eviction"))
PROPERTY = frozenset("search_raid destruction_of_property office_closure looting confiscation".split())


@dataclass(frozen=True)
class Setting:
    """Ids of the time and the place that the clause itself states, and of those that only stand near."""

    time: str | None = None
    place: str | None = None
    place_span: Span | None = None
    time_candidate: str | None = None
    place_candidate: str | None = None

    def candidates(self) -> tuple[Candidate, ...]:
        """What is offered for the slots that stay empty."""
        offered = (("time", self.time, self.time_candidate), ("place", self.place, self.place_candidate))
        return tuple(Candidate(slot, ref) for slot, filled, ref in offered if ref and not filled)


@dataclass
class SettingFinder:
    """Finds settings in one text, mention after mention."""

    reading: Reading
    last: dict[int, Setting] = field(default_factory=dict)
    """Block -> setting of its last claim."""

    def __post_init__(self) -> None:
        times = [(time.mention, time) for time in self.reading.times if time.mention]
        self.time_at = [(m, t) for m, t in times if not tells_a_birth(self.reading.text, m.start, m.end)]
        dateline = self._dateline()
        self.time_at = [(span, time) for span, time in self.time_at if not dateline[0] <= span.start < dateline[1]]
        self.durations = {time.id for time in self.reading.times if time.basis == "duration"}
        self.place_at = sorted(
            ((span, place) for place in self.reading.places for span in place.mentions), key=lambda p: p[0]
        )

    def _dateline(self) -> tuple[int, int]:
        """ "VESTRAN, Nov 20 —" at the head of the first paragraph: when and where it was written, not when it
        happened."""
        for block in self.reading.blocks[:6]:
            if block.kind == "paragraph":
                match = DATELINE.match(self.reading.text, block.start, block.end)
                return (block.start, match.end()) if match else (0, 0)
        return 0, 0

    def of(self, mention: ActMention) -> Setting:
        """The setting of one act."""
        sentence = mention.sentence
        earlier = self.last.get(sentence.block, Setting())
        time, near_time = self._time(mention)
        place, place_span, near_place = self._place(mention)
        setting = Setting(
            time,
            place,
            place_span,
            time_candidate=near_time or self._time_before(earlier),
            place_candidate=near_place or self._place_around(sentence, earlier),
        )
        self.last[sentence.block] = setting
        return setting

    def _time_before(self, earlier: Setting) -> str | None:
        before = earlier.time or earlier.time_candidate
        return before if before not in self.durations else None

    def _time(self, mention: ActMention) -> tuple[str | None, str | None]:
        """The time of its clause, and one that stands on a clause joined to it."""
        best: tuple[bool, int, int, Time] | None = None
        for span, time in self.time_at:
            if mention.sentence.start <= span.start < mention.sentence.end:
                rank = self._rank(mention, span)
                distance = abs(span.start - mention.token.start)
                key = (time.basis == "duration", rank, distance)
                if rank < (FAR if not key[0] else 1) and (best is None or key < best[:3]):
                    best = (*key, time)
        if best is None:
            return None, None
        return (None, best[3].id) if best[1] == JOINED else (best[3].id, None)

    def _place(self, mention: ActMention) -> tuple[str | None, Span | None, str | None]:
        """The place of its clause with its words, and one that stands on a clause joined to it."""
        best: tuple[int, int, int, Place, Span] | None = None
        for span, place in self.place_at:
            if mention.sentence.start <= span.start < mention.sentence.end:
                rank = FAR if self._not_where(mention, span, place) else self._rank(mention, span)
                key = (rank, 0 if place.type == "site" else 1, abs(span.start - mention.token.start))
                if rank < FAR and (best is None or key < best[:3]):
                    best = (*key, place, span)
        if best is None:
            return None, None, None
        return (None, None, best[3].id) if best[0] == JOINED else (best[3].id, best[4], None)

    def _not_where(self, mention: ActMention, span: Span, place: Place) -> bool:
        """A bare "prison" of "years in prison"; where somebody fled to; the office that was raided."""
        if span.text.lower() in BARE:
            return True
        token = mention.sentence.at(span.end - 1) if mention.sentence.parsed else None
        if token is None:
            return False
        head = token
        while head.head != head.i and span.start <= mention.sentence.tokens[head.head].start < span.end:
            head = mention.sentence.tokens[head.head]
        kind = mention.entries[0].type
        if kind in MOVES and head.case in ("to", "into", "across", "for", "в", "во"):
            return True
        suffering = head.rel in ("obj", "nsubj:pass") or head.case in ("into", "в")
        return place.type == "site" and kind in PROPERTY and suffering

    def _rank(self, mention: ActMention, span: Span) -> int:
        sentence, act = mention.sentence, mention.at
        if not sentence.parsed:
            return 2
        token = sentence.at(span.end - 1) or sentence.at(span.start)
        if token is None:
            return FAR
        low, high = sorted((token.i, act))
        if any(t.text == ";" for t in sentence.tokens[low:high]):
            return FAR
        above = [token.i, *(t.i for t in sentence.ancestors(token.i))]
        if act in above or any(i in above for i in mention.tokens):
            return 0
        act_above = [t.i for t in sentence.ancestors(act)]
        verb = next((i for i in above if sentence.tokens[i].pos in ("VERB", "AUX")), above[-1])
        if verb in act_above:
            return FAR if self._speaks(sentence.tokens[verb].lemma) else 1
        if set(act_above) & set(above):
            return JOINED
        return FAR

    def _of_the_section(self, sentence: Sentence) -> str | None:
        """The named place in the nearest heading above: "Case study: Teshkal"."""
        before = self.reading.blocks[: sentence.block]
        body = next((n for n, block in enumerate(before) if block.kind == "paragraph"), len(before))
        above = [block for block in before[body:] if block.kind == "heading"]  # the headline is no section
        if not above:
            return None
        found = [p for span, p in self.place_at if above[-1].start <= span.start < above[-1].end and p.type != "site"]
        return found[0].id if found else None

    def _in_the_body(self, place: Place) -> bool:
        """Named in a sentence, not in headings only."""
        headings = [block for block in self.reading.blocks if block.kind == "heading"]
        return any(not any(b.start <= m.start < b.end for b in headings) for m in place.mentions)

    def _speaks(self, lemma: str) -> bool:
        """The time and place of saying, calling, condemning are not those of the act."""
        cues = self.reading.words.cues
        return lemma in cues["say"] or lemma in cues["call_on"] or lemma in cues["condemn"]

    def _place_around(self, sentence: Sentence, earlier: Setting) -> str | None:
        if before := earlier.place or earlier.place_candidate:
            return before
        block = self.reading.blocks[sentence.block]
        named = [
            place
            for span, place in self.place_at
            if block.start <= span.start < sentence.start and place.type != "site"
        ]
        return named[0].id if named else (self._of_the_section(sentence) or self._scene())

    def _scene(self) -> str | None:
        """Where the report as a whole takes place: the named place it speaks of most, the first of them."""
        nouns = self.reading.words.nouns
        named = [place for place in self.reading.places if place.type != "site" and place.mentions]
        named = [place for place in named if not any(word in nouns for word in place.name.lower().split())]
        order = [(self._in_the_body(place), len(place.mentions), -place.mentions[0].start, place.id) for place in named]
        return max(order)[3] if order else None
