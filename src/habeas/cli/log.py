"""log: who did what, and when. The acts are in vault/acts.py."""

import click

from habeas.cli.opening import Opening, as_json, identifier, opens_vault
from habeas.cli.speaking import emit, note, table


@click.command()
@click.option("--by", "by", multiple=True, metavar="MEMBER", help="Only what this member did.")
@click.option("--item", metavar="ID", help="Only what is about this, or names it.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this: accepted, claim, source.admitted ...")
@click.option("--since", default="", metavar="DAY", help="From this day or time on, UTC.")
@click.option("--until", default="", metavar="DAY", help="Up to this day (its end) or time, UTC.")
@as_json
@opens_vault
def log(
    opening: Opening,
    by: tuple[str, ...],
    item: str | None,
    kinds: tuple[str, ...],
    since: str,
    until: str,
    json_: bool,
) -> None:
    """Who did what, and when: every entry of the journal, in its order, without its words.

    The time is that of the device's clock. An entry that was erased is shown as one, without what it was.
    """
    from habeas.vault.acts import Wanted, acts

    members = tuple(identifier(one, "member") for one in by)
    wanted = Wanted(members, identifier(item) if item else "", kinds, since, until)
    count = 0
    with opening.workspace() as workspace:
        for act in acts(workspace.ledger, wanted):
            count += 1
            if json_:
                own = {"entry": act.entry, "at": act.at, "member": act.member, "kind": act.kind or None}
                emit(own | {"item": act.item or None, "about": list(act.about), "erased": act.erased})
            else:
                table([(act.at, act.member, act.item, " ".join((act.words, *act.about)))], (20, 16, 16))
    if not json_:
        note(f"{count} acts")
