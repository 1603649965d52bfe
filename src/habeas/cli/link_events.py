"""`habeas link events`: which claims speak of one event, and how many events there are. Needs no name."""

import sys
from typing import TYPE_CHECKING

import click

from habeas.cli.link_contradictions import warn_of_contradictions
from habeas.cli.link_vault import persons_object
from habeas.cli.opening import Opening, as_json, opens_vault
from habeas.cli.speaking import emit, note, progress, say, table

if TYPE_CHECKING:
    from habeas.linkage.in_vault.event_runs import EventRow

STEPS = 1_000
SHOWN = 20


@click.command()
@click.option("--show", is_flag=True, help="Only show what stands; run nothing.")
@as_json
@opens_vault
def events(opening: Opening, show: bool, json_: bool) -> None:
    """Find the claims that speak of one event: acts of one family, at one place and time. Nothing is merged.

    People are those that `habeas link` found, so run that first. Two claims are told apart, or held together, by
    `habeas link judge CLAIM CLAIM not-same`. With --json: a line for the run, then a line an event.
    """
    from habeas.linkage.in_vault.event_runs import event_rows, run_events, settled_events

    with opening.workspace() as workspace:
        ledger = workspace.ledger
        if not show:
            with progress("linking", STEPS) as bar:
                done = run_events(ledger, lambda _, share: bar.to(int(share * STEPS)))
            if json_:
                counted = {"run": done.run, "claims": done.claims, "pairs": done.pairs, "changed": done.changed}
                emit(counted | {"events": persons_object(done.events)})
        rows, now = list(event_rows(ledger)), settled_events(ledger)
        warn_of_contradictions(ledger)
    if json_:
        for row in rows:
            emit(_object(row))
        return
    counted_now = now.count()
    say(f"{len(now.records)} claims speak of {counted_now.estimate:.0f} events,")
    say(f"  with 90 % between {counted_now.low:.0f} and {counted_now.high:.0f}")
    if not now.runs:
        note("habeas: events have not been linked: every claim counts as one (habeas link events)")
    _say_rows([row for row in rows if len(row.claims) > 1])


def _object(row: "EventRow") -> dict[str, object]:
    return {
        "event": row.id,
        "claims": list(row.claims),
        "sources": row.sources,
        "acts": list(row.acts),
        "earliest": row.earliest or None,
        "latest": row.latest or None,
        "people": row.people,
    }


def _say_rows(rows: "list[EventRow]") -> None:
    """The events of several claims, those of most claims first."""
    say()
    shown = sorted(rows, key=lambda row: -len(row.claims))[: SHOWN if sys.stdout.isatty() else None]
    head = ("claims", "sources", "people", "event", "first day", "acts")
    lines = [
        (str(len(row.claims)), str(row.sources), str(row.people), row.id, row.earliest, ", ".join(row.acts))
        for row in shown
    ]
    table([head, *lines], (6, 7, 6, 16, 10))
    if len(shown) < len(rows):
        say(f"... and {len(rows) - len(shown)} more of several claims; --json lists all")
