"""What kind of document this is, and whose voice speaks where nobody is named.

1. Testimony: the first person singular speaks outside quotations, in a good share of the sentences.
2. A release (press release, statement, briefing notes, report of an organisation): a heading says so, or "we" calls and
   fears outside quotations, or headings of recommendations. Its voice is the organisation named by the heading, by the
   boilerplate ("About X", "X's spokesperson"), or named most before "said", "calls", "today".
3. Otherwise a narrator reports others: an article, court news, a bulletin of short items.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from habeas.extraction.layout import Block
from habeas.extraction.model import Span
from habeas.extraction.parse import Sentence, Token
from habeas.extraction.publishers import find_publisher, letter_writer
from habeas.extraction.quotations import Quotation

FIRST_SINGULAR = {
    "en": frozenset(("i", "me", "my", "mine", "myself")),
    "ru": frozenset("я меня мне мной мой моя моё мое мои моего моей моим моих мою".split()),
}
FIRST_PLURAL = {
    "en": frozenset(("we", "our", "us", "ours")),
    "ru": frozenset("мы нас нам нами наш наша наше наши нашего нашей нашим наших нашу".split()),
}
TESTIMONY_SHARE = 0.25
"""Share of sentences outside quotations that speak in the first person singular."""
HEADED = re.compile(
    r"\b(press release|media release|news release|for immediate release|press statement|joint statement|"
    r"public statement|"
    r"statement (by|of|from|on)|briefing notes?|press briefing|media statement|urgent action|media advisory|"
    r"open letter|"
    r"submission (to|by)|пресс-релиз|заявление|обращение|открытое письмо|сообщение для прессы)\b",
    re.IGNORECASE,
)
HEAD_BLOCKS = 6
HEAD_WORDS = 16
ORGANISATION_WORDS = re.compile(
    r"\b(association|committee|cent(?:re|er)|council|foundation|institute|office|network|union|watch|rights|amnesty|forum|"
    r"group|alliance|coalition|federation|initiative|society|organi[sz]ation|commission|commissioner|league|mission|"
    r"international|museum|experts?|rapporteurs?|campaign|line|house|defenders|observatory|monitor|"
    r"центр|комитет|фонд|организаци\w*|ассоциаци\w*|сеть|союз|мемориал|правозащит\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Voice:
    """`kind`: article | testimony | release (press release, statement, report of an organisation: one
    organisation's voice).
    `name`, `mentions`: the source where the document as a whole is one source's voice (testimony, release)."""

    kind: str
    name: str | None
    mentions: tuple[Span, ...] = ()
    plural: bool = False
    """Its "we" is the source."""


def find_voice(
    text: str,
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    quotations: Sequence[Quotation],
    language: str,
    publisher: str | None = None,
) -> Voice:
    """The voice of the document. `publisher`: from its metadata, for a release that does not name its house."""
    head = " ".join(
        text[b.start : b.end] for b in blocks[:HEAD_BLOCKS] if len(text[b.start : b.end].split()) <= HEAD_WORDS
    )
    headed = bool(HEADED.search(head))
    recommends = any(re.match(r"recommendations?|рекомендации", block.section) for block in blocks)
    if writer := WRITER.search(text[:400]):
        return _letter(text, sentences, quotations, language, writer)
    own = [sentence for sentence in sentences if not _quoted(sentence, quotations)]
    if (mentions := _first_person(text, own, quotations, FIRST_SINGULAR[language])) and own:
        speaking = {sentence.index for sentence in own for m in mentions if sentence.start <= m.start < sentence.end}
        enough = 2 * TESTIMONY_SHARE if headed or recommends else TESTIMONY_SHARE
        if len(speaking) >= enough * len(own) and len(mentions) >= 2:
            return _witness(text, blocks, language, mentions)
    # 2. a release
    if house := find_publisher(text, blocks):
        plural = _first_person(text, own, quotations, FIRST_PLURAL[language])
        return Voice("release", house.name, tuple(sorted({*house.mentions, *plural})), plural=True)
    if (today := _today(text, sentences)) and language == "en":
        return Voice("release", *today, plural=True)
    plural = _first_person(text, own, quotations, FIRST_PLURAL[language])
    speaks = sum(_we_speak(sentence) for sentence in own)
    if headed or recommends or speaks >= 2:
        name, named = _issuer(text, blocks, sentences, head)
        if name is None and (house := letter_writer(text, blocks)):
            name, named = house.name, house.mentions
        if name or plural:
            return Voice("release", name or publisher or "the authors (we)", (*named, *plural), plural=True)
    return Voice("article", None)


def _witness(text: str, blocks: Sequence[Block], language: str, mentions: tuple[Span, ...]) -> Voice:
    """The voice of a testimony: by the name or pseudonym at its head, where there is one."""
    writer = letter_writer(text, blocks)
    if writer is None:
        return Voice("testimony", "свидетель" if language == "ru" else "the witness", mentions)
    return Voice("testimony", writer.name, tuple(sorted({*mentions, *writer.mentions})))


WRITER = re.compile(r"^(?:From|От|От кого):[ \t]*(?P<name>[^\n<]{2,60}?)[ \t]*(?:<[^>\n]*>)?[ \t]*$", re.MULTILINE)
"""The head of an e-mail: who wrote it."""


def _letter(
    text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], language: str, writer: re.Match[str]
) -> Voice:
    """An e-mail is its writer's voice."""
    head = Span(writer.start("name"), writer.end("name"), writer["name"])
    first = _first_person(text, sentences, quotations, FIRST_SINGULAR[language] | FIRST_PLURAL[language])
    return Voice("release", writer["name"], (head, *first), plural=True)


TODAY = frozenset("express call urge condemn warn welcome demand say raise denounce voice deplore".split())


def _today(text: str, sentences: Sequence[Sentence]) -> tuple[str, tuple[Span, ...]] | None:
    """ "UN experts today expressed grave concern": the first sentence of a statement, and whose it is."""
    for sentence in sentences[:6]:
        for token in sentence.tokens:
            if token.text.lower() != "today" or sentence.tokens[token.head].lemma not in TODAY:
                continue
            for subject in sentence.kids(token.head, "nsubj"):
                first = min(
                    sentence.subtree(subject.i, frozenset(("acl", "acl:relcl", "appos", "conj", "cc", "punct", "nmod")))
                )
                start = sentence.tokens[first].start
                words = text[start : subject.end]
                if ORGANISATION_WORDS.search(words):
                    name = re.sub(r"^the ", "", words, flags=re.IGNORECASE)
                    again = re.finditer(
                        rf"\b(?:the )?(?:{re.escape(name)}|{re.escape(subject.text)})\b", text, re.IGNORECASE
                    )
                    return name, tuple(Span(m.start(), m.end(), m.group()) for m in again)
    return None


WE_SPEAK = frozenset(
    "call urge demand condemn document interview receive note believe remain fear recommend welcome appeal "
    "denounce express "
    "deplore verify record concern alarm appall ask support reiterate stand investigate conclude find collect "
    "обращаться "
    "призывать требовать осуждать считать рекомендовать документировать просить заявлять настаивать".split()
)
CONCERNED = frozenset(("concerned", "alarmed", "appalled"))
OWN = frozenset(("office", "organisation", "organization", "association", "group", "research", "researcher"))


def _we_speak(sentence: Sentence) -> bool:
    """ "We call on", "Our Office has received", "we are alarmed": an organisation speaks of itself."""
    for token in sentence.tokens:
        if token.text.lower() not in ("we", "our", "мы") or token.head == token.i:
            continue
        head = sentence.tokens[token.head]
        about = {head.lemma} | {k.text for k in sentence.kids(head.i, "attr")}
        if token.rel.startswith("nsubj") and about & (WE_SPEAK | CONCERNED):
            return True
        if token.rel == "nmod:poss" and head.lemma in OWN:
            return True
    return False


def _quoted(sentence: Sentence, quotations: Sequence[Quotation]) -> bool:
    return any(q.start <= sentence.start and sentence.end <= q.end + 1 for q in quotations)


def _first_person(
    text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], words: frozenset[str]
) -> tuple[Span, ...]:
    found = []
    for sentence in sentences:
        for token in sentence.tokens:
            spoken = any(q.start <= token.start < q.end for q in quotations)
            said = _says_i(sentence, token) if words is FIRST_SINGULAR["ru"] else token.text.lower() in words
            if said and not spoken and token.text not in ("US", "I."):
                found.append(Span(token.start, token.end, token.text))
    return tuple(found)


def _says_i(sentence: Sentence, token: Token) -> bool:
    """A Russian pronoun of the first person, or a verb in it that needs none («прошу», «обращаюсь»)."""
    lower = token.text.lower()
    alone = token.pos == "VERB" and token.form in ("r", "f") and not sentence.kids(token.i, "nsubj", "nsubj:pass")
    return lower in FIRST_SINGULAR["ru"] or (alone and lower.endswith(("ю", "у", "юсь", "усь")))


def _issuer(
    text: str, blocks: Sequence[Block], sentences: Sequence[Sentence], head: str
) -> tuple[str | None, tuple[Span, ...]]:
    """The organisation whose voice a release is: its name and where it stands."""
    counts: Counter[str] = Counter()
    places: dict[str, list[Span]] = {}
    addressed = [b for b in blocks if text[b.start : b.start + 3].lower() in ("to ", "to:") and b.end - b.start < 120]
    for sentence in sentences:
        if any(b.start <= sentence.start < b.end for b in addressed):
            continue
        for name in _names(text, sentence):
            key = re.sub(r"^the ", "", name.text, flags=re.IGNORECASE)
            weight = 2 if sentence.start < len(text) * 0.2 else 1
            weight += 3 if ORGANISATION_WORDS.search(key) else 0
            weight += 4 if _speaks(text, name) else 0
            counts[key] += weight
            places.setdefault(key, []).append(name)
    for key in list(counts):
        if re.search(
            rf"\b(about|spokes\w+ for( the)?|statement (by|of|from)|contact)\s+(the )?{re.escape(key)}",
            text,
            re.IGNORECASE,
        ):
            counts[key] += 12
    counts = Counter({key: n for key, n in counts.items() if ORGANISATION_WORDS.search(key) or n >= 5})
    if not counts:
        return None, ()
    best = max(counts, key=lambda key: (counts[key], len(key)))
    longer = [key for key in counts if best in key and ORGANISATION_WORDS.search(key)]
    issuer = max(longer, key=len) if longer else best
    near = [key for key in places if key.casefold() in issuer.casefold() or issuer.casefold() in key.casefold()]
    mentions = [span for key in near for span in places[key]]
    if issuer.isupper():  # a headline in capitals: the name as the body writes it
        issuer = max((key for key in near if not key.isupper()), key=len, default=issuer)
    return issuer, tuple(sorted(mentions))


def _names(text: str, sentence: Sentence) -> list[Span]:
    """Names of organisations: entities, and runs of capitalised words with a word for organisations."""
    found: list[Span] = []
    tokens = sentence.tokens
    i = 0
    while i < len(tokens):
        if tokens[i].entity == "ORG" or (
            tokens[i].text[:1].isupper() and tokens[i].pos == "PROPN" and not tokens[i].entity
        ):
            j = i
            while j + 1 < len(tokens) and (
                tokens[j + 1].entity == tokens[i].entity != ""
                or (tokens[j + 1].text[:1].isupper() and tokens[j + 1].pos == "PROPN")
                or (
                    tokens[j + 1].text in ("for", "of", "the", "and")
                    and j + 2 < len(tokens)
                    and tokens[j + 2].text[:1].isupper()
                )
            ):
                j += 1
            found.append(Span(tokens[i].start, tokens[j].end, text[tokens[i].start : tokens[j].end]))
            i = j
        i += 1
    return [span for span in found if len(span.text) > 2]


def _speaks(text: str, name: Span) -> bool:
    after = text[name.end : name.end + 40]
    before = text[max(0, name.start - 20) : name.start]
    spoke = re.match(
        r"[^.]{0,12}\b(said|says|today|calls?|called|condemns?|condemned|"
        r"has (documented|established|learned|received)|urges?|"
        r"documented|recorded|interviewed|demands?|deplores?|is (deeply )?(concerned|alarmed)|"
        r"призыва\w+|заяв\w+|требу\w+)",
        after,
    )
    return bool(spoke) or bool(re.search(r"\b(says|said|director of|spokes\w+ for( the)?)\s*(the )?$", before))
