"""A Russian sentence as words with heads, while it is repaired; one tree out of any arcs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


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


def fold(word: str) -> str:
    return word.casefold().replace("ё", "е")


def kids(tree: Sequence[Word], i: int, *relations: str) -> Iterator[Word]:
    return (word for word in tree if word.head == i and word.i != i and (not relations or word.rel in relations))


def ancestors(tree: Sequence[Word], word: Word) -> Iterator[Word]:
    for _ in tree:
        if word.head == word.i:
            return
        word = tree[word.head]
        yield word


def is_passive(tree: Sequence[Word], head: Word) -> bool:
    return head.feats.get("Voice") == "Pass" or any(kid.rel == "nsubj:pass" for kid in kids(tree, head.i))


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
