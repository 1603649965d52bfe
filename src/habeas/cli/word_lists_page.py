"""The page of word lists, from the lists: `python -m habeas.cli.word_lists_page > docs/reference/word-lists.md`."""

import sys

from habeas.claims.words import EXTENDABLE, LANGUAGES, LISTS, Word, built_in

HEAD = """# Word lists

Made from `src/habeas/claims/words/*.toml` by `python -m habeas.cli.word_lists_page`; a test compares the two.

Codes are what is stored; labels are what people read, in English, Russian, French, Spanish and Arabic. `huridocs` is a
cross-reference to the HURIDOCS micro-thesauri (`list:code`, or only the list). Types of act, methods, actions, modes
and modalities are the closed lists of extraction.

A group adds words of its own, for all members of the vault, without touching the program:

    habeas words add act_types disbarment --label en=disbarment --label fr=radiation --counts-as dismissal

`--counts-as` says which built-in word it counts as where things are counted, compared or exported. The word is an entry
of the journal: who added it, and when, can be checked. Adding it again gives it new labels. These can be extended:
{extendable}.
The others belong to the program: its rules depend on what their words mean.
"""


def page() -> str:
    """The whole page, ending with a line feed."""
    parts = [HEAD.format(extendable=", ".join(f"`{name}`" for name in EXTENDABLE))]
    for name in LISTS:
        parts.append(f"## {name}\n\n| code | {' | '.join(LANGUAGES)} | huridocs | meaning |\n|{'---|' * 8}")
        parts.append("\n".join(_row(word) for word in built_in(name).values()) + "\n")
    return "\n".join(parts)


def _row(word: Word) -> str:
    labels = " | ".join(word.labels.get(language, "") for language in LANGUAGES)
    return f"| `{word.code}` | {labels} | {word.huridocs} | {word.meaning} |"


if __name__ == "__main__":
    sys.stdout.write(page())
