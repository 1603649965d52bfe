"""The tables of lists of an open vault, from its judged individuals: what an estimate starts from. Needs no name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from habeas.claims.people import place_labels
from habeas.errors import EstimateRefused, NotFound
from habeas.lists.labels import chosen_lists, list_labels

if TYPE_CHECKING:
    from habeas.estimation.capture_histories import CaptureHistories
    from habeas.linkage.in_vault.capture_tables import CaptureTables
    from habeas.vault.ledger import Ledger


@dataclass(frozen=True)
class OfVault:
    """`versions`: stratum -> histories, the best answer first, then those that carry the doubt of linkage."""

    versions: tuple[Mapping[str, "CaptureHistories"], ...]
    notes: tuple[str, ...]


def tables_of_ledger(
    ledger: "Ledger", by: str | None, lists: Sequence[str], replicates: int, seed: int, *, reports: bool
) -> OfVault:
    """Who is on which list, by stratum. Raises NotFound where linkage was not run, EstimateRefused without lists."""
    from habeas.linkage.in_vault.capture_tables import By, capture_tables
    from habeas.linkage.in_vault.individuals import individuals
    from habeas.linkage.store import place_heads

    now = individuals(ledger)
    if not now.runs:
        raise NotFound("linkage has not been run in this vault: lists cannot be compared", hint="habeas link")
    only, strata = chosen_lists(ledger, lists), By(by) if by else None
    found = capture_tables(
        now, place_heads(ledger.record), strata, reports=reports, only=only, count=replicates, seed=seed
    )
    if len(found.lists) < 2:
        raise EstimateRefused(
            f"the vault holds {len(found.lists)} lists: overlap needs two at least, an estimate three",
            hint="habeas table import; or --reports, which makes one list of all reports",
        )
    return OfVault(_histories(ledger, found, by), tuple(_notes(found, by, len(now.unseen))))


def _histories(
    ledger: "Ledger", found: "CaptureTables", by: str | None
) -> tuple[Mapping[str, "CaptureHistories"], ...]:
    from habeas.estimation.capture_histories import from_counts

    names = list_labels(ledger)
    labels = [names.get(list_, list_) for list_ in found.lists]
    here = {own for each in found.versions for own in each}
    strata = place_labels(ledger, here) if by == "place" else {}
    return tuple(
        {strata.get(own, own): from_counts(table.marks, table.counts, labels) for own, table in each.items()}
        for each in found.versions
    )


def _notes(found: "CaptureTables", by: str | None, unseen: int) -> list[str]:
    notes = []
    if found.left_out:
        notes.append(
            f"{found.left_out} persons are on none of these lists, and not in the tables (--reports: of reports)"
        )
    if by and found.unknown:
        notes.append(f"for {found.unknown} persons no record tells the {by}: they are the stratum `unknown`")
    if unseen:
        notes.append(f"{unseen} records came after the last run of linkage, and count as one person each")
    return notes
