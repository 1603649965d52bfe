"""Repairs of Russian trees: what the tagger gets wrong in the same way again and again, one function for each.

They know Russian, not the tagger. The order in `repair` is one in which none undoes another. Prepositions and cases:
russian_cases.py.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from habeas.extraction.russian_cases import (
    NOMINAL_RELATIONS,
    adverb_prepositions,
    bare_case,
    compound_prepositions,
    preposition,
    substantive,
)
from habeas.extraction.russian_tree import Word, ancestors, fold, is_passive, kids, root_tree

BOUND_WORDS = frozenset(("менее", "более", "больше", "меньше", "много", "мало", "немало"))
COUNTED = ("obl", "nmod", "nummod", "obj", "iobj", "nsubj")
BOUND_CASES = frozenset(("около", "свыше", "до", "порядка", "больше", "более"))
CLOTHES = frozenset(
    "форма маска камуфляж штатское гражданское балаклава погон бронежилет одежда форменный черное".split()
)
HEARSAY = frozenset(
    "говорят рассказывают пишут говорили рассказывали писали сообщается сообщалось утверждается утверждалось "
    "предполагается считается известно якобы".split()
)
PREDICATES = {"слышно": "слышный", "известно": "известный", "неизвестно": "неизвестный", "видно": "видный"}
FUTURE = {"Tense": "Fut", "Mood": "Ind"}


def repair(tree: list[Word], vocabulary: Any) -> list[Word]:
    """All repairs; the tree is one tree again at the end."""
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
    agreeing(tree)
    lone_numbers(tree)
    headline(tree)
    whole_names(tree)
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
        verb_forms(word, vocabulary)
    bounded_nouns(tree)
    root_tree(tree)
    return tree


def verb_forms(word: Word, vocabulary: Any) -> None:
    """The future by the dictionary («убьём»); the verb itself for a reflexive passive («удерживается»)."""
    if word.pos == "ADV" and fold(word.text) in PREDICATES:
        word.pos, word.lemma = "ADJ", PREDICATES[fold(word.text)]
    if word.pos != "VERB":
        return
    if word.feats.get("VerbForm") == "Fin" and word.feats.get("Tense") != "Past":
        tenses = {str(parse.tag.tense) for parse in vocabulary(word.text) if parse.tag.tense}
        word.feats = word.feats | FUTURE if tenses == {"futr"} else word.feats
    if word.feats.get("Voice") == "Pass" and word.lemma.endswith(("ся", "сь")):
        word.lemma = word.lemma[:-2]


def raise_counted(tree: list[Word]) -> None:
    """in «не менее двадцати задержанных» the noun takes the place of «менее»."""
    for word in tree:
        if fold(word.text) not in BOUND_WORDS or word.rel not in NOMINAL_RELATIONS | {"advmod", "root", "dep"}:
            continue
        below = [k for k in kids(tree, word.i, *COUNTED) if 0 < k.i - word.i <= 4]
        noun = next((k for k in below if k.pos in ("NOUN", "PROPN", "VERB", "ADJ")), None)
        if noun is None or word.rel == "root":
            continue
        noun.head, noun.rel = word.head, "nsubj" if word.rel in ("advmod", "dep") else word.rel
        word.head, word.rel, word.pos = noun.i, "advmod", "ADV"
        noun.feats = {**noun.feats, "Case": "Nom"}


def bounded_nouns(tree: list[Word]) -> None:
    """«задержали около 40 человек»: the noun after «около» is what the verb needs, when it lacks it."""
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


def about_that(tree: Sequence[Word]) -> None:
    """«сообщения о том, что его пытали»: the clause hangs on the noun or verb, not on «том»."""
    for word in tree:
        if fold(word.text) not in ("том", "тем", "того", "то") or word.head == word.i:
            continue
        first_verb(tree, word)
        for clause in list(kids(tree, word.i, "acl", "ccomp", "advcl")):
            if any(fold(k.text) in ("что", "как", "чтобы", "будто") for k in kids(tree, clause.i, "mark", "advmod")):
                head = tree[word.head]
                clause.head, clause.rel = head.i, "acl" if head.pos in ("NOUN", "PROPN") else "ccomp"


def ordered(tree: Sequence[Word]) -> None:
    """«приказал подчинённым избить»: the infinitive is what was ordered, and hangs on the order."""
    for word in tree:
        head = tree[word.head]
        verb = tree[head.head]
        if word.feats.get("VerbForm") == "Inf" and head.rel == "iobj" and verb.pos == "VERB" and verb.i < word.i:
            word.head, word.rel = verb.i, "xcomp"


def nominative_subjects(tree: Sequence[Word], vocabulary: Any) -> None:
    """«увезли люди в масках»: a noun that has no accusative of this form is no object."""
    for word in tree:
        head = tree[word.head]
        if word.rel != "obj" or word.pos != "NOUN" or head.pos != "VERB" or head.feats.get("VerbForm") == "Inf":
            continue
        cases = {str(parse.tag.case) for parse in vocabulary(word.text) if str(parse.tag.POS) == "NOUN"}
        if "nomn" in cases and not cases & {"accs", "gent"} and not any(True for _ in kids(tree, head.i, "nsubj")):
            word.rel = "nsubj"


def dressed(tree: Sequence[Word]) -> None:
    """«люди в форме», «двое в масках»: what they wear belongs to them, not to the verb."""
    for word in tree:
        if word.lemma not in CLOTHES or word.rel not in ("obl", "nmod") or word.i < 2:
            continue
        wearer = tree[word.i - 2]
        if fold(tree[word.i - 1].text) in ("в", "во") and wearer.pos in ("NOUN", "NUM", "PROPN", "PRON", "ADJ"):
            word.head, word.rel = wearer.i, "nmod"


def headline(tree: list[Word]) -> None:
    """«11 июня, Лесной: трое увезли Игоря»: what stands before a colon without a verb has no part in what follows."""
    colon = next((word.i for word in tree if word.text == ":"), None)
    if colon is None or colon > 9 or any(word.pos in ("VERB", "AUX") for word in tree[:colon]):
        return
    verb = next((w for w in tree[colon:] if w.pos == "VERB" and (w.head == w.i or w.head <= colon)), None)
    if verb is None:
        return
    for word in tree[:colon]:
        if word.head > colon or word.head == word.i:
            word.head, word.rel = verb.i, "parataxis"
    if verb.head < colon:
        verb.head, verb.rel = verb.i, "root"


def first_verb(tree: Sequence[Word], that: Word) -> None:
    """«о том, что их держат, связывают»: the first verb of the clause takes «что», and what stands before it."""
    first = next((k for k in kids(tree, that.i, "acl") if k.pos == "VERB"), None)
    mark = next((w for w in tree[that.i + 1 : that.i + 4] if fold(w.text) in ("что", "как") and w.rel == "mark"), None)
    if first is None or mark is None or mark.head <= first.i:
        return
    last = tree[mark.head]
    for word in tree[that.i + 1 : first.i]:
        if word.head == last.i:
            word.head = first.i
    last.head, last.rel = first.i, "conj"


def agreeing(tree: Sequence[Word]) -> None:
    """«задержанных в порту докеров»: a participle belongs to the noun after it that has its case and number."""
    for word in tree:
        full = word.feats.get("VerbForm") == "Part" and word.feats.get("Variant") != "Short"
        form = (word.feats.get("Case"), word.feats.get("Number"))
        head = tree[word.head]
        if not full or form == (head.feats.get("Case"), head.feats.get("Number")) or word.rel == "root":
            continue
        stop = next((w.i for w in tree[word.i :] if w.pos == "PUNCT" or (w.pos == "VERB" and w is not word)), len(tree))
        nouns = [w for w in tree[word.i + 1 : min(stop, word.i + 6)] if w.pos in ("NOUN", "PROPN")]
        noun = next((w for w in nouns if (w.feats.get("Case"), w.feats.get("Number")) == form), None)
        if noun is None or noun.head == noun.i:
            continue
        if noun.i in {w.i for w in tree if word in ancestors(tree, w)}:
            noun.head, noun.rel = word.head, "obj" if head.pos == "VERB" else word.rel
        word.head, word.rel = noun.i, "amod"


def lone_numbers(tree: Sequence[Word]) -> None:
    """«двоих застрелили»: a number that hangs on a verb is its object or subject, by its form."""
    for word in tree:
        head = tree[word.head]
        finite = head.pos == "VERB" and (head.feats.get("VerbForm") != "Part" or head.feats.get("Variant") == "Short")
        if word.pos == "NUM" and word.rel == "nummod" and finite:
            word.rel = "obj" if fold(word.text).endswith(("их", "ых")) else "nsubj"


def whole_names(tree: Sequence[Word]) -> None:
    """«Софии Брен»: a first name that is a town as well is a name beside a family name."""
    for first, last in pairwise(tree):
        if {first.entity, last.entity} == {"PERSON", "GPE"} and first.pos == last.pos == "PROPN":
            first.entity = last.entity = "PERSON"
            first.rel = "appos" if first.rel == "nmod" else first.rel
            if first.head != last.i:
                last.head, last.rel = first.i, "flat"


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


def stray_words(tree: Sequence[Word]) -> None:
    """«в том числе» joins, it names nobody; «держали их взаперти»: the pronoun is the object."""
    for word in tree:
        head = tree[word.head]
        if word.lemma == "число" and word.i >= 2 and fold(tree[word.i - 1].text) == "том":
            word.rel = "cc"
        owner = fold(word.text) in ("их", "его", "ее") and word.rel in ("det", "nmod")
        if owner and head.pos == "ADV":
            word.head, word.rel = head.head, "obj"
            head.rel = "advmod"
        elif owner and head.feats.get("Case") == "Ins" and word.i and tree[word.i - 1].pos == "VERB":
            verb = tree[word.i - 1]  # «били его прикладами»: him, not his
            if head.head == verb.i and not any(True for _ in kids(tree, verb.i, "obj")):
                word.head, word.rel, word.pos = verb.i, "obj", "PRON"


def human_rights(tree: Sequence[Word]) -> None:
    """«права человека» speak of nobody."""
    for word in tree:
        if fold(word.text) == "человека" and tree[word.head].lemma == "право":
            word.pos = "X"
