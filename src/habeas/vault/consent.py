"""What a source allows, as it is now: consent is a process, and can be given, narrowed or withdrawn at any time.

The consent of the day of admission stays in the journal; the newest entry holds. Publication asks for it at every
release. What was released before is not taken back by this: the releases that showed the source are listed, so that
someone can ask for them.
"""

from habeas.custody.model import Entry, NewEntry
from habeas.errors import UsageProblem
from habeas.ids import ItemId
from habeas.vault import store
from habeas.vault.ledger import Ledger
from habeas.vault.model import Consent


def change_consent(ledger: Ledger, source: ItemId, consent: Consent, because: str) -> Entry:
    """Record that consent changed, and why. Raises NotFound, UsageProblem (no reason, or nothing would change)."""
    if not because.strip():
        raise UsageProblem("a change of consent needs a reason: who said so, when, to whom")
    before = store.source(ledger.record, ledger.names, source).consent
    if before is consent:
        raise UsageProblem(f"consent of {source} is {consent.value} already")
    new = NewEntry("source.consent", source, {"consent": consent.value}, {"because": because.strip()})
    (entry,) = ledger.append([new])
    return entry
