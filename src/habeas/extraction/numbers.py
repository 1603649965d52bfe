"""Numbers of both languages. Builder of this module: see the promises below; replaces this skeleton."""

from collections.abc import Sequence

from habeas.extraction.model import Quantity
from habeas.extraction.parse import Sentence


def find_quantities(text: str, sentences: Sequence[Sentence], language: str) -> tuple[Quantity, ...]:
    """Every number of people or things, exact or vague, in order, ids "Q1", "Q2", ... Dates, ages, sums of money, clauses
    of laws, times of day, telephone numbers, ordinals are no quantities.

    `mention`: the number with its qualifier and, where it follows directly, its noun phrase ("an estimated 100,000 men",
    "at least 43 protesters", "Many of the men", "nearly 30,000"). `unit`: the noun in the words of the text, lower case;
    for a population "inhabitants". `measures`: a few words ("population of Argun"), else "".
    `qualifier` in words the scorer reads: "at least", "at most", "about", "nearly", "more than", "many", "dozens", None.
    `is_victim_count` is always False here: only a claim whose victims carry the number makes it one.
    A population ("home to", "a town of", "population of") has unit "inhabitants": no claim may count it.
    """
    del text, sentences, language
    return ()
