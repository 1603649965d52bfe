"""Which of the ways a text speaks of someone are names, and which only describe: "the men", "she", "a former prisoner".

In doubt it is a name: a name taken for a description would be left standing where names are blacked out, a description
taken for a name is only blacked out too often.
"""

from collections.abc import Iterator, Sequence

from habeas.claims.folding import fold

ARTICLES = {"the", "a", "an", "la", "le", "les", "el", "los", "las"}
NOT_NAMES = {
    "i", "we", "he", "she", "it", "they", "his", "her", "their", "our", "my", "us", "him", "them", "who", "whom",
    "whose", "which", "this", "that", "these", "those", "you", "one", "many", "some", "all", "both", "most", "several",
    "others", "another", "its", "someone", "everyone", "nobody", "anyone",
    "я", "мы", "он", "она", "оно", "они", "его", "её", "ее", "их", "им", "ему", "ей", "нас", "нам", "мне", "меня",
    "мой", "наш", "кто", "который", "которая", "которые", "это", "этот", "эти", "те", "многие", "некоторые", "все",
}  # fmt: skip


def aliases_of(name: str, mentions: Sequence[str]) -> Iterator[str]:
    """Names other than `name` among the mentions, without a leading article, each once, in the order of the text."""
    seen = {fold(name)}
    for mention in mentions:
        candidate = " ".join(_without_article(mention.split())).strip(" ,.;:'’\"“”«»()")
        if candidate and fold(candidate) not in seen and is_name(candidate):
            seen.add(fold(candidate))
            yield candidate


def is_name(words: str) -> bool:
    """Whether any word, but a pronoun, begins with a capital or with a letter of a script that has none (Arabic)."""
    return any(
        fold(word) not in NOT_NAMES and word[0].isalpha() and not word[0].islower()
        for word in _without_article(words.split())
    )


def _without_article(words: Sequence[str]) -> Sequence[str]:
    while words and fold(words[0]) in ARTICLES:
        words = words[1:]
    return words
