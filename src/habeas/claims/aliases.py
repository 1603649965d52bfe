"""Which of the ways a text speaks of someone are names, and which are only words such as "the men", "she", "we"."""

from collections.abc import Iterator, Sequence

from habeas.claims.folding import fold

ARTICLES = {"the", "a", "an", "la", "le", "les", "el", "los", "las"}
NOT_NAMES = {
    "i", "we", "he", "she", "it", "they", "his", "her", "their", "our", "my", "us", "him", "them", "who", "this",
    "that",
    "these", "those", "you", "one", "many", "some", "all", "both", "most", "several", "others", "another", "its",
    "я", "мы", "он", "она", "оно", "они", "его", "её", "ее", "их", "им", "ему", "ей", "нас", "нам", "мне", "меня",
    "мой", "наш", "кто", "который", "которая", "которые", "это", "этот", "эти", "те", "многие", "некоторые", "все",
}  # fmt: skip


def aliases_of(name: str, mentions: Sequence[str]) -> Iterator[str]:
    """Names other than `name` among the mentions, without a leading article, each once, in the order of the text."""
    seen = {fold(name)}
    for mention in mentions:
        words = mention.split()
        while words and fold(words[0]) in ARTICLES:
            words = words[1:]
        candidate = " ".join(words).strip(" ,.;:'’\"“”«»()")
        if candidate and fold(candidate) not in seen and _is_name(words):
            seen.add(fold(candidate))
            yield candidate


def _is_name(words: Sequence[str]) -> bool:
    """A word that is not a pronoun and begins with a capital, or with a letter of a script that has none (Arabic)."""
    if not words or fold(words[0]) in NOT_NAMES:
        return False
    return any(word[0].isupper() or (word[0].isalpha() and not word[0].islower()) for word in words)
