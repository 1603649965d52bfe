"""Text -> proposals: the order of the steps, and nothing else.

1. Blocks, sentences, quotations.            2. Trees.
3. Times, places, quantities.                4. The voice of the document; everything read is one Reading.
5. Sentence by sentence: claims (repetitions merged), calls, statements; what the next sentence inherits.
6. Quotations as statements.                 7. What is denied further on is disputed.
8. Actors that something refers to; the proposals as one object.
"""

import hashlib
import re
from dataclasses import replace

from habeas.calendar.expressions import find_points
from habeas.extraction.calls import CallFinder
from habeas.extraction.compose import Composer
from habeas.extraction.dates import find_times, time_notes
from habeas.extraction.disputes import dispute
from habeas.extraction.languages import foreign, is_read, language_of, main_language, name_of
from habeas.extraction.layout import find_blocks, split_sentences
from habeas.extraction.lexicon import lexicon
from habeas.extraction.merge import merge
from habeas.extraction.model import (
    Proposals,
    ProposedCall,
    ProposedClaim,
    ProposedStatement,
)
from habeas.extraction.numbers import find_quantities
from habeas.extraction.parse import Sentence, parse_english
from habeas.extraction.people import People
from habeas.extraction.places import find_places
from habeas.extraction.quotations import find_quotations
from habeas.extraction.reading import Reading
from habeas.extraction.russian_calls import RussianCallFinder
from habeas.extraction.russian_parse import parse_russian
from habeas.extraction.russian_statements import RussianStatementFinder
from habeas.extraction.russian_threats import RussianComposer
from habeas.extraction.statements import StatementFinder
from habeas.extraction.unread import in_other_languages, unclaimed
from habeas.extraction.voices import find_voice

PROPOSER = "habeas-rules/2"
MAX_LENGTH = 2_000_000
"""Characters read of one text; what lies beyond is said in the notes, never left out in silence."""
LONE = re.compile("[\ud800-\udfff]")


def propose(
    text: str,
    *,
    published: str | None = None,
    language: str | None = None,
    document: str = "",
    publisher: str | None = None,
) -> Proposals:
    """Proposed claims, calls and statements of one text, for a person to decide about.

    `published`: ISO date of publication, or None where unknown. `language`: "en" | "ru", None: told from the letters.
    `publisher`: who published it by its metadata, the voice of a release that does not name its house.
    `document`: kept for callers that name the document; the proposals do not depend on it. Never raises for any text.
    """
    del document
    whole = LONE.sub("\ufffd", text[:MAX_LENGTH])
    tongue, notes = _language(whole, language)
    if broken := len(LONE.findall(text)):
        notes.append(f"{broken} characters that no file can hold (lone surrogates) were read as U+FFFD")
    if len(text) > MAX_LENGTH:
        notes.append(f"only the first {MAX_LENGTH} of {len(text)} characters were read")
    if not is_read(tongue):
        return _unread(text, whole, published, tongue, notes)
    reading = read_text(whole, published, tongue, publisher)
    if reading.sentences and not any(sentence.parsed for sentence in reading.sentences):
        notes.append(f"no parser for language {tongue}: word lists only, lower confidence")
    notes.extend(time_notes(reading.times))
    return _propose(reading, text, notes)


def _language(text: str, given: str | None) -> tuple[str, list[str]]:
    """The language a text is read in, or one in which no claims are proposed, and what must be said about it."""
    if given and is_read(given):
        return given, []
    told = main_language(text, find_blocks(text)) if given is None else language_of(text)
    if is_read(told):
        return told, [f"language {given!r} has no rules: read as {told}, as the text is"] if given else []
    tongue = given or told
    return tongue, [f"no claims are proposed in {name_of(tongue)} ({tongue!r}): read this text yourself"]


def _unread(text: str, whole: str, published: str | None, tongue: str, notes: list[str]) -> Proposals:
    """A text in a language without claims: nothing is proposed, and that is said."""
    return Proposals(
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        length=len(text),
        language=tongue,
        published=published,
        proposer=PROPOSER,
        notes=tuple(notes),
        unread=in_other_languages(whole, [(block, tongue) for block in find_blocks(whole)]),
    )


def read_text(text: str, published: str | None, language: str, publisher: str | None = None) -> Reading:
    """1 to 4: everything read from a text before anything is proposed."""
    # 1
    blocks = find_blocks(text)
    elsewhere = foreign(text, blocks, language)
    left_out = {block.start for block, _ in elsewhere}
    bounds = [
        (n, *bound)
        for n, block in enumerate(blocks)
        if block.start not in left_out
        for bound in split_sentences(text, block, language)
    ]
    quotations = find_quotations(text, blocks)
    # 2
    sentences = parse_russian(text, bounds) if language == "ru" else parse_english(text, bounds)
    sentences = tuple(s for s in sentences if s.tokens)
    for number, sentence in enumerate(sentences):
        sentence.index = number
    # 3
    words = lexicon(language)
    points = find_points(text, language)
    return Reading(
        text=text,
        language=language,
        published=published,
        words=words,
        people=People(words),
        blocks=blocks,
        sentences=sentences,
        quotations=quotations,
        voice=find_voice(text, blocks, sentences, quotations, language, publisher),  # 4
        times=find_times(text, published, language, points),
        places=find_places(text, sentences, language),
        quantities=find_quantities(text, sentences, language, points),
        elsewhere=elsewhere,
    )


def _propose(reading: Reading, text: str, notes: list[str]) -> Proposals:
    composer = RussianComposer(reading) if reading.language == "ru" else Composer(reading)
    statements = (RussianStatementFinder if reading.language == "ru" else StatementFinder)(reading)
    calls = RussianCallFinder(reading) if reading.language == "ru" else CallFinder(reading)
    claims: list[ProposedClaim] = []
    demands: list[ProposedCall] = []
    said: list[ProposedStatement] = []
    # 5
    for sentence in reading.sentences:
        _register_sources(reading, sentence)
        reading.meet(sentence)
        found = calls.calls(sentence)
        demands.extend(found)
        claims.extend(merge(composer.claims(sentence, found)))
        said.extend(statements.sentence(sentence))
        reading.carry(sentence)
    claims = dispute(reading, _without_headlines(reading, claims))  # 7
    # 6
    said.extend(statements.quotations())
    # 8
    counted = tuple(composer.victim_counts.get(q.id, q) for q in reading.quantities)
    used = _used(claims, demands, said)
    attributions = tuple(a for a in reading.book.entries.values() if a.id in used)
    used |= {a.source for a in attributions if a.source}
    return Proposals(
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        length=len(text),
        language=reading.language,
        published=reading.published,
        proposer=PROPOSER,
        actors=reading.cast.actors(used),
        attributions=attributions,
        places=reading.places,
        times=reading.times,
        quantities=counted,
        claims=tuple(replace(c, id=f"C{n}") for n, c in enumerate(claims, 1)),
        calls=tuple(replace(c, id=f"K{n}") for n, c in enumerate(demands, 1)),
        statements=tuple(replace(s, id=f"S{n}") for n, s in enumerate(sorted(said, key=lambda s: s.content), 1)),
        notes=(*notes, *_notes_of(reading)),
        unread=(
            *unclaimed(reading.text, composer.passed, claims, demands),
            *in_other_languages(reading.text, reading.elsewhere),
        ),
    )


def _notes_of(reading: Reading) -> list[str]:
    told = sorted({code for _, code in reading.elsewhere})
    return [f"stretches in {name_of(code)}: no claims are proposed in it; read them yourself" for code in told]


def _without_headlines(reading: Reading, claims: list[ProposedClaim]) -> list[ProposedClaim]:
    """A headline says again, and shorter, what the body says: its claims count only where the body has none."""
    headings = [block for block in reading.blocks if block.kind == "heading"]
    inside = {claim.id for claim in claims if any(block.start <= claim.act.cue.start < block.end for block in headings)}
    body = [claim for claim in claims if claim.id not in inside]
    return body or claims


def _register_sources(reading: Reading, sentence: Sentence) -> None:
    """Sources become actors in the order of the text: pronouns after them need them."""
    for scope in sorted(reading.scopes[sentence.index], key=lambda s: s.source if s.source is not None else -1):
        if scope.source is not None:
            reading.source_of(sentence, scope.source)
    for tag in reading.tags.values():
        if tag.sentence.index == sentence.index:
            reading.source_of(sentence, tag.source)


def _used(claims: list[ProposedClaim], calls: list[ProposedCall], said: list[ProposedStatement]) -> set[str]:
    used: set[str | None] = set()
    for claim in claims:
        used |= {claim.attribution, *(p.ref for p in (*claim.victims, *claim.perpetrators))}
    for call in calls:
        used |= {call.attribution, call.caller, *(p.ref for p in call.addressees)}
    for statement in said:
        used |= {statement.attribution, statement.speaker}
    return {item for item in used if item}
