"""Text -> proposals: the order of the steps, and nothing else."""

from habeas.extraction.model import Proposals


def propose(text: str, *, published: str | None = None, language: str | None = None, document: str = "") -> Proposals:
    """Proposed claims, calls and statements of one text, for a person to decide about.

    `published`: ISO date of publication, or None where unknown. `language`: "en" | "ru", None: told from the letters.
    `document`: name of the document for `gold_format`, nothing else. Never raises for any text.
    """
    raise NotImplementedError
