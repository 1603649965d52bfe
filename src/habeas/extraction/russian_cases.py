"""Prepositions and cases of Russian trees, agents of passives, and participles that stand for nouns."""

from collections.abc import Sequence
from typing import Any

from habeas.extraction.russian_tree import Word, fold, is_passive, kids

CASES = {"Ins": "+ins", "Gen": "+gen", "Dat": "+dat", "Acc": "+acc", "Loc": "+loc"}
COMPOUND_CASES = {
    "сторона": ("со", "с"), "отношение": ("в", "по"), "адрес": ("в",), "имя": ("от",), "лицо": ("от", "в"),
    "слово": ("по", "со", "с"),
} | dict.fromkeys(
    "данные данный сведение информация мнение утверждение оценка свидетельство рассказ версия показание сообщение "
    "подсчет заявление".split(),
    ("по",),
)  # fmt: skip
"""Nouns that make a preposition with the one before them, when another noun in the genitive follows."""
LONG_FORMS = {
    "ко": "к", "во": "в", "со": "с", "обо": "о", "об": "о", "изо": "из", "ото": "от", "подо": "под", "передо": "перед",
}  # fmt: skip
OWNERS = frozenset("его ее их мой моим моей наш нашим нашей нашему".split())
PLACE_ADVERBS = frozenset(
    ("рядом", "недалеко", "неподалеку", "вблизи", "напротив", "близко", "вместе", "вокруг", "возле")
)
NOMINAL_RELATIONS = frozenset(("nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "nmod", "appos"))
COLLECTIVES = frozenset(
    "полиция милиция армия омон собр спецназ фсб суд прокуратура следствие власть служба отряд патруль группа толпа "
    "батальон охрана конвой администрация ополчение жандармерия войско подразделение отдел управление комитет "
    "министерство наряд разведка сила".split()
)


def preposition(tree: Sequence[Word], word: Word) -> str:
    words = []
    for kid in kids(tree, word.i, "case"):
        between = tree[kid.i + 1 : word.i]
        if kid.i < word.i and not any(other.pos in ("VERB", "AUX") for other in between):
            words += [fold(part.text) for part in (kid, *kids(tree, kid.i, "fixed")) if part.i < word.i]
    return " ".join(LONG_FORMS.get(word, word) for word in words).replace("с стороны", "со стороны")


def compound_prepositions(tree: list[Word]) -> None:
    """the noun in the genitive takes the place of «стороны» in «со стороны полиции»."""
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
    """«рядом с рынком», «недалеко от посёлка»: the noun hangs on what the adverb hung on."""
    for word in tree:
        if fold(word.text) not in PLACE_ADVERBS or word.head == word.i:
            continue
        noun = next((k for k in kids(tree, word.i, "obl", "nmod") if k.i > word.i), None)
        if noun is not None:
            noun.case = f"{fold(word.text)} {noun.case}".strip()
            noun.head, noun.rel = word.head, "nmod" if tree[word.head].pos in ("NOUN", "PROPN") else "obl"
            word.head, word.rel = noun.i, "case"


def bare_case(tree: Sequence[Word], word: Word) -> None:
    """agents of passives, and the case of bare nouns."""
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


def collective(word: Word) -> bool:
    """Grammar calls a police force a thing; it can act all the same."""
    return word.lemma in COLLECTIVES or (word.text.isupper() and len(word.text) > 2)


def substantive(tree: Sequence[Word], word: Word, vocabulary: Any) -> None:
    """a full participle in the place of a noun."""
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
