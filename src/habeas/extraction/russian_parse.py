"""Russian sentences -> trees of our own Token, by natasha's taggers (slovnet, news models; weights in the wheel).

The models are loaded once, on first use, about 2 CPU seconds. Their trees are Universal Dependencies already; what is
repaired here, because the rules of both languages lean on it:
  1. exactly one root, no cycles: the tagger does not promise a tree
  2. «не», «ни» are `neg`; the instrumental of a passive is `obl:agent`; other bare cases but the dative are `obl`
  3. «не менее 20 задержанных», «около 40 человек»: the noun stands in the sentence, not the word for the bound
  4. «со стороны», «в отношении», «по словам» are prepositions of the noun that follows
  5. a participle without a noun («задержанных были лишены») is a noun; a reflexive passive has the lemma of its verb
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from habeas.extraction.parse import Bounds, Sentence, Token, flat_sentence

ENTITIES = {"PER": "PERSON", "ORG": "ORG", "LOC": "GPE"}
CASES = {"Ins": "+ins", "Gen": "+gen", "Dat": "+dat", "Acc": "+acc", "Loc": "+loc"}
RELATIONS = {"nummod:gov": "nummod", "nummod:entity": "nummod", "flat:name": "flat", "flat:foreign": "flat"}
BOUND_WORDS = frozenset(("менее", "более", "больше", "меньше", "много", "мало", "немало"))
BOUND_CASES = frozenset(("около", "свыше", "до", "порядка", "больше", "более"))
COMPOUND_CASES = {
    "сторона": ("со", "с"), "отношение": ("в", "по"), "адрес": ("в",), "имя": ("от",), "лицо": ("от", "в"), "слово": ("по", "со", "с"),
    "данные": ("по",), "данный": ("по",), "сведение": ("по",), "информация": ("по",), "мнение": ("по",), "утверждение": ("по",), "оценка": ("по",),
    "свидетельство": ("по",), "рассказ": ("по",), "версия": ("по",), "показание": ("по",), "сообщение": ("по",), "подсчет": ("по",),
    "заявление": ("по",),
}  # fmt: skip
"""Nouns that make a preposition with the one before them, when another noun in the genitive follows."""
LONG_FORMS = {
    "ко": "к",
    "во": "в",
    "со": "с",
    "обо": "о",
    "об": "о",
    "изо": "из",
    "ото": "от",
    "подо": "под",
    "передо": "перед",
}
CLOTHES = frozenset(
    "форма маска камуфляж штатское гражданское балаклава погон бронежилет одежда форменный черное".split()
)
CUSTODY = re.compile(r"(?i)(сизо|ивс|ик|лиу|овд|ровд|уфсин)(?:-?\d+)?")
HEARSAY = frozenset(
    "говорят рассказывают пишут говорили рассказывали писали сообщается сообщалось утверждается утверждалось предполагается считается известно якобы".split()
)
OWNERS = frozenset("его ее их мой моим моей наш нашим нашей нашему".split())
PLACE_ADVERBS = frozenset(
    ("рядом", "недалеко", "неподалеку", "вблизи", "напротив", "близко", "вместе", "вокруг", "возле")
)
NOMINAL_RELATIONS = frozenset(("nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "nmod", "appos"))
MAX_WORDS = 400
"""A longer sentence is left without a tree: the parser's memory grows with the square."""


@dataclass
class Word:
    """A token while its tree is being repaired. `head` is an index; the root is its own head."""

    i: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    rel: str
    head: int
    feats: dict[str, str]
    case: str = ""
    entity: str = ""


@dataclass(frozen=True)
class Models:
    morph: Any
    syntax: Any
    names: Any
    vocabulary: Any


@cache
def models() -> Models | None:
    """natasha's taggers, loaded once; None where natasha is not installed."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pymorphy2 speaks of setuptools on import
            from natasha import MorphVocab, NewsEmbedding, NewsMorphTagger, NewsNERTagger, NewsSyntaxParser

            embedding = NewsEmbedding()
            return Models(
                NewsMorphTagger(embedding), NewsSyntaxParser(embedding), NewsNERTagger(embedding), MorphVocab()
            )
    except ImportError:
        return None


def parse_russian(text: str, bounds: Sequence[Bounds]) -> tuple[Sentence, ...]:
    """Trees for sentences given as (block index, start, end); relations and cases as `parse.py` says.

    Without natasha: the same sentences with `parsed` False, made by `parse.flat_sentence`.
    """
    loaded = models()
    if loaded is None:
        return tuple(flat_sentence(text, number, *bound) for number, bound in enumerate(bounds))
    pieces = [(bound, tokenize(text, bound)) for bound in bounds]
    pieces = [(bound, words) for bound, words in pieces if words]
    short = [[word.replace("ё", "е") for _, _, word in words] for _, words in pieces if len(words) <= MAX_WORDS]
    trees = zip(loaded.morph.map(short), loaded.syntax.map(short), strict=True)
    names = named_entities(text, bounds, loaded)
    sentences: list[Sentence] = []
    for bound, words in pieces:
        if len(words) > MAX_WORDS:
            sentences.append(flat_sentence(text, len(sentences), *bound))
            continue
        morph, syntax = next(trees)
        tree = build(words, morph.tokens, syntax.tokens, loaded.vocabulary)
        mark_entities(tree, names)
        sentences.append(Sentence(len(sentences), *bound, tuple(map(as_token, repair(tree, loaded.vocabulary)))))
    return tuple(sentences)


def tokenize(text: str, bound: Bounds) -> list[tuple[int, int, str]]:
    from razdel import tokenize as razdel_tokenize

    _, start, end = bound
    return [(start + token.start, start + token.stop, token.text) for token in razdel_tokenize(text[start:end])]


def named_entities(text: str, bounds: Sequence[Bounds], loaded: Models) -> list[tuple[int, int, str]]:
    """(start, end, type) of names, block by block."""
    found: list[tuple[int, int, str]] = []
    for _, group in groupby(bounds, key=lambda bound: bound[0]):
        spans = list(group)
        start, end = spans[0][1], spans[-1][2]
        piece = "".join(" " if sign.isspace() else sign for sign in text[start:end])
        if not piece.strip():
            continue
        for span in loaded.names(piece).spans:
            words = text[start + span.start : start + span.stop]
            shouted = words.isupper() and len(words) > 5 and not any(sign in words for sign in '«"-')
            if not shouted:
                found.append((start + span.start, start + span.stop, ENTITIES[span.type]))
    return found


def mark_entities(tree: Sequence[Word], names: Sequence[tuple[int, int, str]]) -> None:
    for word in tree:
        word.entity = next((kind for a, b, kind in names if a <= word.start and word.end <= b), "")


def build(words: Sequence[tuple[int, int, str]], morph: Any, syntax: Any, vocabulary: Any) -> list[Word]:
    """The tagger's answer as words with heads by index. Step 1: one root, no cycles."""
    tree = []
    for i, ((start, end, word), tags, arc) in enumerate(zip(words, morph, syntax, strict=True)):
        head = int(arc.head_id) - 1
        feats = dict(tags.feats or {})
        lemma = lemma_of(word, tags.pos, feats, vocabulary)
        relation = RELATIONS.get(arc.rel, arc.rel)
        tree.append(Word(i, start, end, word, lemma, tags.pos, relation, i if head < 0 else head, feats))
    root_tree(tree)
    return tree


def lemma_of(word: str, pos: str, feats: dict[str, str], vocabulary: Any) -> str:
    """Base form; the name of a prison («ИК-6») has that of its kind, a noun never that of a verb («заключённый»)."""
    if code := CUSTODY.fullmatch(word):
        return "колония" if code[1].casefold() in ("ик", "лиу") else code[1].casefold()
    lemma = fold(vocabulary.lemmatize(word, pos, feats))
    return nominative(word, vocabulary) or lemma if pos == "NOUN" and lemma.endswith(("ть", "ться")) else lemma


def root_tree(tree: list[Word]) -> None:
    """Hangs every second root, and every word that only reaches itself, on the first root."""
    root = next((word.i for word in tree if word.head == word.i and word.pos != "PUNCT"), None)
    if root is None:
        root = next((word.i for word in tree if word.pos == "VERB"), 0)
        tree[root].head = root
    tree[root].rel = "root"
    for word in tree:
        if word.head == word.i and word.i != root:
            word.head, word.rel = root, "punct" if word.pos == "PUNCT" else "parataxis"
    for word in tree:
        seen, at = {word.i}, word.i
        while tree[at].head != at:
            at = tree[at].head
            if at in seen:
                word.head, word.rel = root, "dep"
                break
            seen.add(at)


def fold(word: str) -> str:
    return word.casefold().replace("ё", "е")


def repair(tree: list[Word], vocabulary: Any) -> list[Word]:
    """Steps 2 to 5, in an order in which none undoes another."""
    for word in tree:
        if word.pos == "PART" and word.lemma in ("не", "ни", "нет") and word.rel == "advmod":
            word.rel = "neg"
    raise_counted(tree)
    lower_hearsay(tree)
    about_that(tree)
    there_is_no(tree)
    nominative_subjects(tree, vocabulary)
    dressed(tree)
    ordered(tree)
    misread_adjectives(tree)
    human_rights(tree)
    stray_words(tree)
    quoted_names(tree)
    near_apposition(tree)
    for word in tree:
        word.case = preposition(tree, word)
    compound_prepositions(tree)
    adverb_prepositions(tree)
    for word in tree:
        bare_case(tree, word)
        substantive(tree, word, vocabulary)
        if word.pos == "VERB" and word.feats.get("VerbForm") == "Fin" and word.feats.get("Tense") != "Past":
            tenses = {str(parse.tag.tense) for parse in vocabulary(word.text) if parse.tag.tense}
            word.feats = {**word.feats, "Tense": "Fut", "Mood": "Ind"} if tenses == {"futr"} else word.feats
        if word.pos == "VERB" and word.feats.get("Voice") == "Pass" and word.lemma.endswith(("ся", "сь")):
            word.lemma = word.lemma[:-2]
    bounded_nouns(tree)
    root_tree(tree)
    return tree


def kids(tree: Sequence[Word], i: int, *relations: str) -> Iterator[Word]:
    return (word for word in tree if word.head == i and word.i != i and (not relations or word.rel in relations))


def preposition(tree: Sequence[Word], word: Word) -> str:
    words = []
    for kid in kids(tree, word.i, "case"):
        between = tree[kid.i + 1 : word.i]
        if kid.i < word.i and not any(other.pos in ("VERB", "AUX") for other in between):
            words += [fold(part.text) for part in (kid, *kids(tree, kid.i, "fixed")) if part.i < word.i]
    return " ".join(LONG_FORMS.get(word, word) for word in words).replace("с стороны", "со стороны")


def raise_counted(tree: list[Word]) -> None:
    """Step 3: in «не менее двадцати задержанных» the noun takes the place of «менее»."""
    for word in tree:
        if fold(word.text) not in BOUND_WORDS or word.rel not in NOMINAL_RELATIONS | {"advmod", "root", "dep"}:
            continue
        noun = next((k for k in kids(tree, word.i) if k.i > word.i and k.rel in ("obl", "nmod", "nummod", "obj", "iobj", "nsubj")
                     and k.pos in ("NOUN", "PROPN", "VERB", "ADJ") and k.i - word.i <= 4), None)  # fmt: skip
        if noun is None or word.rel == "root":
            continue
        noun.head, noun.rel = word.head, "nsubj" if word.rel in ("advmod", "dep") else word.rel
        word.head, word.rel, word.pos = noun.i, "advmod", "ADV"
        noun.feats = {**noun.feats, "Case": "Nom"}


def compound_prepositions(tree: list[Word]) -> None:
    """Step 4: the noun in the genitive takes the place of «стороны» in «со стороны полиции»."""
    for word in tree:
        if word.case not in COMPOUND_CASES.get(word.lemma, ()):
            continue
        noun = next((k for k in kids(tree, word.i, "nmod", "appos", "obl") if k.i > word.i and not k.case), None)
        if noun is None:  # «по её данным», «с его слов»: the possessive stands for the source
            noun = next((k for k in kids(tree, word.i, "det", "nmod") if fold(k.text) in OWNERS), None)
        if noun is None:
            continue
        noun.case, noun.head = f"{word.case} {fold(word.text)}", word.head
        noun.rel = "obl" if word.rel == "parataxis" else word.rel
        noun.pos = "PRON" if noun.pos == "DET" else noun.pos
        if word.head == word.i:
            noun.head = noun.i
        for kid in list(kids(tree, word.i)):
            if kid is not noun:
                kid.head = noun.i
        word.head, word.rel = noun.i, "case"


def adverb_prepositions(tree: list[Word]) -> None:
    """Step 4: «рядом с рынком», «недалеко от посёлка»: the noun hangs on what the adverb hung on."""
    for word in tree:
        if fold(word.text) not in PLACE_ADVERBS or word.head == word.i:
            continue
        noun = next((k for k in kids(tree, word.i, "obl", "nmod") if k.i > word.i), None)
        if noun is not None:
            noun.case = f"{fold(word.text)} {noun.case}".strip()
            noun.head, noun.rel = word.head, "nmod" if tree[word.head].pos in ("NOUN", "PROPN") else "obl"
            word.head, word.rel = noun.i, "case"


def quoted_names(tree: list[Word]) -> None:
    """A short phrase in « » that begins with a capital letter is a name: «Северный мост»."""
    opened: int | None = None
    for word in tree:
        if word.text in "«„“" and word.pos == "PUNCT":
            opened = word.i
        elif word.text in "»”“" and opened is not None:
            inside = tree[opened + 1 : word.i]
            named = 0 < len(inside) <= 5 and inside[0].text[:1].isupper() and not any(w.pos == "PUNCT" for w in inside)
            for quoted in inside if len(inside) <= 2 and not named else ():
                quoted.rel = "obj" if quoted.rel == "nsubj" else quoted.rel  # what is written, not who writes
            if named and all(w.feats.get("VerbForm", "") != "Fin" and w.pos != "PRON" for w in inside):
                mark_name(tree, inside)
            opened = None


def mark_name(tree: Sequence[Word], inside: Sequence[Word]) -> None:
    first, last = inside[0].i, inside[-1].i
    top = next((w for w in inside if not first <= w.head <= last or w.head == w.i), inside[0])
    alone = tree[top.head].pos == "NOUN" and top.rel in ("nmod", "appos", "flat") and top.head == first - 2
    for word in inside:
        word.entity = word.entity or "ORG"
    top.pos = "PROPN"
    if alone:  # «группа «Северный мост»»: a name beside its noun
        top.rel, top.case = "appos", ""


def near_apposition(tree: Sequence[Word]) -> None:
    """«матери одного из пропавших, Анны»: a name beside a noun belongs to the one of its own gender and case."""
    for word in tree:
        if word.rel != "appos" or word.pos != "PROPN" or word.entity != "PERSON":
            continue
        wanted = (word.feats.get("Gender"), word.feats.get("Case"))
        at = tree[word.head]
        if at.pos == "NOUN" and (at.feats.get("Gender"), at.feats.get("Case")) == wanted:
            continue
        above = next((w for w in ancestors(tree, word) if w.pos == "NOUN"
                      and (w.feats.get("Gender"), w.feats.get("Case")) == wanted), None)  # fmt: skip
        word.head = above.i if above else word.head


def ancestors(tree: Sequence[Word], word: Word) -> Iterator[Word]:
    for _ in tree:
        if word.head == word.i:
            return
        word = tree[word.head]
        yield word


def lower_hearsay(tree: list[Word]) -> None:
    """«Говорят, его убили», «сообщается, что ...»: the clause told stands above, who tells is an aside."""
    for word in tree:
        if fold(word.text) not in HEARSAY or any(
            True for _ in kids(tree, word.i, "nsubj", "nsubj:pass", "obj", "iobj")
        ):
            continue
        clause = next((k for k in kids(tree, word.i, "ccomp", "parataxis", "conj", "csubj", "nsubj") if k.i > word.i
                       and (k.pos == "VERB" or any(True for _ in kids(tree, k.i, "nsubj", "cop")))), None)  # fmt: skip
        if clause is None:
            continue
        clause.head, clause.rel = (clause.i, "root") if word.head == word.i else (word.head, word.rel)
        for kid in list(kids(tree, word.i)):
            if kid is not clause and kid.rel != "advmod":
                kid.head = clause.i
        word.head, word.rel = clause.i, "parataxis"


def stray_words(tree: Sequence[Word]) -> None:
    """«в том числе» joins, it names nobody; «держали их взаперти»: the pronoun is the object."""
    for word in tree:
        head = tree[word.head]
        if word.lemma == "число" and word.i >= 2 and fold(tree[word.i - 1].text) == "том":
            word.rel = "cc"
        if fold(word.text) in ("их", "его", "ее") and word.rel in ("det", "nmod") and head.pos == "ADV":
            word.head, word.rel = head.head, "obj"
            head.rel = "advmod"


def misread_adjectives(tree: Sequence[Word]) -> None:
    """«похитили старосту села»: a noun that the tagger takes for an adjective of the next noun is the head of both."""
    for word in tree:
        head = tree[word.head]
        if word.pos != "NOUN" or word.rel != "amod" or head.i <= word.i or head.pos not in ("NOUN", "PROPN"):
            continue
        word.rel, word.head = (head.rel, word.i) if head.head == head.i else (head.rel, head.head)
        for kid in kids(tree, head.i, "appos", "nmod", "case"):
            kid.head = word.i
        head.head, head.rel = word.i, "nmod"
        head.feats = {**head.feats, "Case": "Gen"}


def ordered(tree: Sequence[Word]) -> None:
    """«приказал подчинённым избить»: the infinitive is what was ordered, it does not hang on the one who got the order."""
    for word in tree:
        head = tree[word.head]
        verb = tree[head.head]
        if word.feats.get("VerbForm") == "Inf" and head.rel == "iobj" and verb.pos == "VERB" and verb.i < word.i:
            word.head, word.rel = verb.i, "xcomp"


def human_rights(tree: Sequence[Word]) -> None:
    """«права человека» speak of nobody."""
    for word in tree:
        if fold(word.text) == "человека" and tree[word.head].lemma == "право":
            word.pos = "X"


def dressed(tree: Sequence[Word]) -> None:
    """«люди в форме», «двое в масках»: what they wear belongs to them, not to the verb."""
    for word in tree:
        if word.lemma not in CLOTHES or word.rel not in ("obl", "nmod") or word.i < 2:
            continue
        wearer = tree[word.i - 2]
        if fold(tree[word.i - 1].text) in ("в", "во") and wearer.pos in ("NOUN", "NUM", "PROPN", "PRON", "ADJ"):
            word.head, word.rel = wearer.i, "nmod"


def there_is_no(tree: list[Word]) -> None:
    """«связи нет»: what is missing stands above, «нет» is its negation."""
    for word in tree:
        if fold(word.text) != "нет" or word.pos not in ("VERB", "PART", "ADV", "AUX"):
            continue
        noun = next(
            (k for k in kids(tree, word.i, "nsubj", "obj", "obl", "iobj") if k.feats.get("Case") == "Gen"), None
        )
        noun = noun or next((k for k in kids(tree, word.i, "nsubj") if k.pos == "NOUN"), None)
        if noun is None:
            continue
        noun.head, noun.rel = (noun.i, "root") if word.head == word.i else (word.head, word.rel)
        for kid in list(kids(tree, word.i)):
            if kid is not noun:
                kid.head = noun.i
        word.head, word.rel = noun.i, "neg"


def nominative_subjects(tree: Sequence[Word], vocabulary: Any) -> None:
    """«увезли люди в масках»: a noun that has no accusative of this form is no object."""
    for word in tree:
        head = tree[word.head]
        if word.rel != "obj" or word.pos != "NOUN" or head.pos != "VERB" or head.feats.get("VerbForm") == "Inf":
            continue
        cases = {str(parse.tag.case) for parse in vocabulary(word.text) if str(parse.tag.POS) == "NOUN"}
        if "nomn" in cases and not cases & {"accs", "gent"} and not any(True for _ in kids(tree, head.i, "nsubj")):
            word.rel = "nsubj"


def about_that(tree: Sequence[Word]) -> None:
    """«сообщения о том, что его пытали»: the clause hangs on the noun or verb, not on «том»."""
    for word in tree:
        if fold(word.text) not in ("том", "тем", "того", "то") or word.head == word.i:
            continue
        for clause in list(kids(tree, word.i, "acl", "ccomp", "advcl")):
            if any(fold(k.text) in ("что", "как", "чтобы", "будто") for k in kids(tree, clause.i, "mark", "advmod")):
                head = tree[word.head]
                clause.head, clause.rel = head.i, "acl" if head.pos in ("NOUN", "PROPN") else "ccomp"


def bare_case(tree: Sequence[Word], word: Word) -> None:
    """Step 2: agents of passives, and the case of bare nouns."""
    if word.case or word.pos not in ("NOUN", "PROPN", "PRON", "VERB", "ADJ", "NUM") or word.head == word.i:
        return
    case, head = word.feats.get("Case", ""), tree[word.head]
    if word.rel == "obl:agent" or (word.rel in ("obl", "iobj") and case == "Ins" and is_passive(tree, head)):
        animate = word.feats.get("Animacy") == "Anim" or word.entity in ("PERSON", "ORG", "GPE") or word.pos == "PRON"
        word.rel, word.case = (
            ("obl:agent", "") if animate or word.rel == "obl:agent" or collective(word) else ("obl", "+ins")
        )
    elif word.rel == "iobj" and case in ("Ins", "Gen", "Acc"):
        word.rel, word.case = "obl", CASES[case]
    elif word.rel in ("obl", "nmod"):
        word.case = CASES.get(case, "")


COLLECTIVES = frozenset(
    "полиция милиция армия омон собр спецназ фсб суд прокуратура следствие власть служба отряд патруль группа толпа батальон охрана "
    "конвой администрация ополчение жандармерия войско подразделение отдел управление комитет министерство наряд разведка".split()
)


def collective(word: Word) -> bool:
    """Grammar calls a police force a thing; it can act all the same."""
    return word.lemma in COLLECTIVES or (word.text.isupper() and len(word.text) > 2)


def is_passive(tree: Sequence[Word], head: Word) -> bool:
    return head.feats.get("Voice") == "Pass" or any(kid.rel == "nsubj:pass" for kid in kids(tree, head.i))


def substantive(tree: Sequence[Word], word: Word, vocabulary: Any) -> None:
    """Step 5: a full participle in the place of a noun."""
    full = word.feats.get("VerbForm") == "Part" and word.feats.get("Variant") != "Short"
    adjective = word.pos == "ADJ" and word.rel in NOMINAL_RELATIONS and word.feats.get("Variant") != "Short"
    lone = word.rel in NOMINAL_RELATIONS or (word.rel == "conj" and tree[word.head].pos == "NOUN")
    if not ((full and lone) or adjective) or any(True for _ in kids(tree, word.i, "nsubj", "nsubj:pass")):
        return
    word.pos = "NOUN"
    word.lemma = nominative(word.text, vocabulary) or word.lemma


def nominative(word: str, vocabulary: Any) -> str:
    """The masculine singular nominative of a participle or adjective, or ""."""
    for parse in vocabulary(word):
        if str(parse.tag.POS) in ("PRTF", "ADJF"):
            form = parse.inflect({"Nom", "Sing", "Masc"})
            return fold(form.word if form else parse.normal_form)
    return ""


def bounded_nouns(tree: list[Word]) -> None:
    """Step 3: «задержали около 40 человек»: the noun after «около» is what the verb needs, when it lacks it."""
    for word in tree:
        head = tree[word.head]
        counted = any(True for _ in kids(tree, word.i, "nummod")) and word.case in BOUND_CASES
        if not counted or word.rel not in ("obl", "nmod") or head.pos != "VERB":
            continue
        have = {kid.rel for kid in kids(tree, head.i)}
        if is_passive(tree, head):
            word.rel = "nsubj:pass" if not have & {"nsubj", "nsubj:pass"} else word.rel
        elif "obj" not in have:
            impersonal = head.feats.get("Number") == "Plur" or bool(have & {"nsubj"})
            word.rel = "obj" if impersonal else "nsubj" if "nsubj" not in have else word.rel
        word.case = "" if word.rel not in ("obl", "nmod") else word.case


def as_token(word: Word) -> Token:
    feats = word.feats
    form = {"Plur": "p", "Sing": "s"}.get(feats.get("Number", ""), "") if word.pos not in ("VERB", "AUX") else ""
    if feats.get("VerbForm") == "Inf":
        form = "b"
    elif feats.get("VerbForm") in ("Part", "Conv") and word.pos in ("VERB", "AUX"):
        form = "n" if feats.get("Voice") == "Pass" else "g"
    elif word.pos in ("VERB", "AUX"):
        perfective = feats.get("Aspect") == "Perf" and feats.get("Tense") == "Pres"  # "we shall kill", by its form
        tense = {"Past": "d", "Pres": "f" if perfective else "r", "Fut": "f"}.get(feats.get("Tense", ""), "")
        form = "m" if feats.get("Mood") == "Imp" else tense
    alive = feats.get("Animacy") == "Anim" and word.pos in ("NOUN", "PROPN")
    place = (word.i, word.start, word.end, word.text, word.lemma, word.pos, word.rel, word.head)
    return Token(*place, word.case, word.entity, form, alive)
