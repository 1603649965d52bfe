"""What redaction left, read again as its reader reads it."""

from collections.abc import Iterable, Sequence

from habeas.publication.model import Range
from habeas.publication.passages import as_read, within
from habeas.publication.redact import Redactor


def left_readable(redactor: Redactor, text: str, shown: Sequence[Range], passages: Iterable[Range]) -> list[Range]:
    """What is a name once its surroundings are hidden: the `March` of `26 March` beside a bar, or in a passage that
    begins with it. The door reads what a reader reads, all together and passage by passage, and would find it."""
    found = []
    for read in (shown, *(within(shown, one) for one in set(passages))):
        said, places = as_read(text, read)
        for low, high in redactor.ranges(said):
            inner = [place for place in places[low:high] if place >= 0]
            found += [(inner[0], inner[-1] + 1)] if inner else []
    return found
