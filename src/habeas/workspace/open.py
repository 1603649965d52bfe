"""Wires the stages together over one open vault: the only place that knows them all.

In: a vault folder and a passphrase. Out: a `Workspace`: the ledger, with every stage's projector attached. Acts
are verbs of a stage, or of this folder where they take more than one, called with `workspace.ledger`.

A stage that keeps tables adds its projector to `projectors()`; nothing else has to change for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from habeas.claims.names_seen.store import NamesProjector
from habeas.claims.store import ClaimsProjector
from habeas.ids import ItemId, MemberId
from habeas.linkage.store import LinkageProjector
from habeas.lists.store import TablesProjector
from habeas.publication.store import PublicationProjector
from habeas.vault import store as vault_store
from habeas.vault.create import Created, create
from habeas.vault.ledger import Ledger, Projector
from habeas.vault.model import Source
from habeas.vault.store import VaultProjector
from habeas.vault.unlock import unlock


def projectors() -> tuple[Projector, ...]:
    """The projectors of all stages, in the order in which each entry is applied: lower stages first."""
    return (
        *(VaultProjector(), ClaimsProjector(), NamesProjector(), TablesProjector()),
        *(LinkageProjector(), PublicationProjector()),
    )


def found(folder: Path, passphrase: str) -> Created:
    """Make a new vault; it is closed again when this returns. Raises UsageProblem, UnsafeEnvironment, StorageFailed."""
    return create(folder, passphrase, projectors())


@dataclass(frozen=True)
class Workspace:
    """An open vault with all its stages. A context manager: closed, the keys are gone and the lock is free."""

    ledger: Ledger

    @classmethod
    def open(cls, folder: Path, passphrase: str, *, member: MemberId | None = None) -> Self:
        """Raises NoVault, VaultBusy, WrongKey, UnsafeEnvironment, EvidenceDiffers, HistoryRolledBack."""
        return cls(unlock(folder, passphrase, projectors(), member=member))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ledger.close()

    def sources(self) -> Iterator[Source]:
        """All sources, in the order in which they were admitted."""
        return vault_store.sources(self.ledger.record, self.ledger.names)

    def source(self, identifier: ItemId) -> Source:
        """Raises NotFound."""
        return vault_store.source(self.ledger.record, self.ledger.names, identifier)

    def readable(self, wanted: Sequence[ItemId] = ()) -> tuple[Source, ...]:
        """Those of the wanted sources (none given: all) that have a text. Raises NotFound."""
        chosen = [self.source(identifier) for identifier in wanted] if wanted else list(self.sources())
        return tuple(source for source in chosen if source.has_text)
