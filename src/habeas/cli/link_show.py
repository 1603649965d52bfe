"""`habeas link show ID`: one individual, as each source tells it. What was joined can be split again."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from habeas.cli.item_screen import field
from habeas.cli.opening import Opening, as_json, identifier, opens_vault
from habeas.cli.speaking import emit, say

if TYPE_CHECKING:
    from habeas.claims.people import PersonRow
    from habeas.linkage.in_vault.individuals import Individuals
    from habeas.vault.ledger import Ledger


@click.command()
@click.argument("id_", metavar="ID")
@as_json
@opens_vault
def show(opening: Opening, id_: str, json_: bool) -> None:
    """Show an individual (ind-...), or the one that a record (per-...) belongs to: what each source says, and why they
    are one. Nothing is merged: `habeas link judge RECORD RECORD not-same` parts them again."""
    from habeas.linkage.in_vault.individuals import individuals

    wanted = identifier(id_, "individual", "person")
    with opening.workspace() as workspace:
        now = individuals(workspace.ledger)
        number = now.of(wanted)
        rows = [now.people[row] for row in now.groups[number]]
        found = _object(workspace.ledger, now, number, rows)
    if json_:
        emit(found)
    else:
        _say(found)


def _object(ledger: "Ledger", now: "Individuals", number: int, rows: "list[PersonRow]") -> dict[str, Any]:
    from habeas.claims.people import place_names
    from habeas.lists.labels import list_labels

    labels, places = list_labels(ledger), place_names(ledger)
    here = {row.id for row in rows}
    judged = [
        {
            "one": j.one,
            "other": j.other,
            "verdict": j.verdict.value,
            "at": j.at,
            "member": j.member,
            "because": j.because,
        }
        for j in now.judgements
        if j.one in here or j.other in here
    ]
    return {
        "individual": now.ids[number],
        "records": [_record(row, labels, {str(own): name for own, name in places.items()}) for row in rows],
        "joins": list(_joins(now, number)),
        "judgements": judged,
    }


def _record(row: "PersonRow", labels: Mapping[str, str], places: Mapping[str, str]) -> dict[str, Any]:
    told = [
        {"claim": t.claim, "act": t.act, "earliest": t.earliest or None, "latest": t.latest or None,
         "place": places.get(str(t.place), t.place)}
        for t in row.told
    ]  # fmt: skip
    return {
        "record": row.id,
        "source": row.source,
        "list": row.list,
        "list_name": labels.get(str(row.list)) if row.list else None,
        "name": row.name or None,
        "given": dict(row.given),
        "values": dict(row.values),
        "claims": told,
    }


def _joins(now: "Individuals", number: int) -> Iterator[dict[str, Any]]:
    """What of the last runs holds the group together, the strongest first; in bits."""
    labels = now.labels.tolist()
    for one, other, mean in zip(now.joins.one.tolist(), now.joins.other.tolist(), now.joins.mean.tolist(), strict=True):
        if mean > now.cut and labels[one] == labels[other] == number:
            yield {"one": now.records[one], "other": now.records[other], "bits": round(mean * 1.4426950408889634, 1)}


def _say(found: Mapping[str, Any]) -> None:
    say(f"{found['individual']}: {len(found['records'])} records")
    for record in found["records"]:
        say()
        say(f"{record['record']}  {record['list_name'] or record['list'] or 'a report'} ({record['source']})")
        if record["name"]:
            field("name", record["name"])
        for meaning, words in sorted(record["given"].items()):
            if words != record["name"]:
                field(meaning, words)
        for meaning, value in sorted(record["values"].items()):
            field(meaning, _read(value))
        for claim in record["claims"]:
            days = " to ".join(dict.fromkeys(filter(None, (claim["earliest"], claim["latest"]))))
            field(claim["act"] or "claim", ", ".join(filter(None, (days, str(claim["place"] or ""), claim["claim"]))))
    say()
    for join in found["joins"]:
        say(f"joined: {join['one']} and {join['other']}, mean evidence {join['bits']:+.1f} bits")
    for judgement in found["judgements"]:
        reason = f": {judgement['because']}" if judgement["because"] else ""
        say(f"judged {judgement['verdict'].replace('_', ' ')}: {judgement['one']} and {judgement['other']}{reason}")


def _read(value: object) -> str:
    """A value that was read from a cell, as people write it."""
    if isinstance(value, Mapping):
        return " to ".join(dict.fromkeys(str(value[end]) for end in ("earliest", "latest") if value.get(end)))
    return str(value)
