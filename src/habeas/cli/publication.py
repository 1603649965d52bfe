"""release, verify: the door out, and the check that anyone can make."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from habeas.cli.in_words import IN_WORDS
from habeas.cli.multiple import Several, TakesSeveral
from habeas.cli.opening import Opening, as_json, identifier, opens_vault, says_yes
from habeas.cli.speaking import confirm, emit, note, say, table
from habeas.errors import UsageProblem

if TYPE_CHECKING:
    from habeas.publication.choose import Choice
    from habeas.publication.redact import Rules
    from habeas.verifier.check import Check


@click.command(cls=TakesSeveral)
@click.option("--to", type=click.Path(path_type=Path), metavar="DIR", help="A new folder.")
@click.option(
    "--redact",
    cls=Several,
    type=IN_WORDS,
    metavar="RULE...",
    help="What is blacked out: people (the default: known or seen; not every name is seen), groups, perpetrators,"
    " places, numbers, ids, 'name: ...', FILE:rules; `names`: people and groups; `nothing`.",
)
@click.option("--only", cls=Several, metavar="ID...", help="Only these claims, calls, statements, or whole sources.")
@click.option("--title", type=IN_WORDS, default="Dossier", show_default=True, metavar="TEXT")
@click.option("--language", default="en", show_default=True, metavar="CODE", help="Of the words round the evidence.")
@click.option("--for", "recipient", type=IN_WORDS, default="", metavar="WHOM", help="Who gets it; kept in the vault.")
@click.option("--why", type=IN_WORDS, default="", metavar="TEXT", help="What for; kept in the vault.")
@click.option("--until", default="", metavar="DAY", help="After which it is to be given back or destroyed: YYYY-MM-DD.")
@click.option("--preview", "only_show", is_flag=True, help="Show what it would say, and what could name somebody.")
@says_yes
@as_json
@opens_vault
def release(
    opening: Opening,
    to: Path | None,
    redact: tuple[str, ...],
    only: tuple[str, ...],
    title: str,
    language: str,
    recipient: str,
    why: str,
    until: str,
    only_show: bool,
    yes: bool,
    json_: bool,
) -> None:
    """Make one folder to give to others: dossier.html, dossier.pdf, the bundle and its proof.

    It holds what was accepted (or --only some of it), with its passages and sources. What is blacked out is blacked out
    everywhere, and the rest still proves to be unchanged. Numbers that identify (telephones, papers, accounts, plates,
    cases, addresses) are blacked out too where a source has consent 5, unless a rule says `show: numbers`. Consent of
    each source, names and the verifier decide whether it gets out at all.
    """
    from habeas.publication.choose import Choice
    from habeas.publication.redact import parse_rules
    from habeas.publication.release import release as make
    from habeas.publication.vault_view import OpenVault
    from habeas.vault.clock import now

    items, rules = tuple(identifier(one) for one in only), parse_rules(redact or ("people",))
    choice = Choice(title, items, rules, language, recipient, why, _day(until))
    if only_show:
        _show_preview(opening, choice, json_=json_)
        return
    if to is None:
        raise UsageProblem("a release needs a new folder", hint="--to DIR; or --preview, which writes nothing")
    with opening.workspace() as workspace:
        confirm(
            f"{'What you named' if only else 'All that was accepted'} will be written to a folder that anyone can read"
            f" and pass on, {_bars(choice.rules)}, signed by {workspace.ledger.member}.",
            yes=yes,
        )
        done = make(OpenVault(workspace.ledger), to, choice, now())
    for warning in done.warnings:
        note(f"habeas: warning: {warning}")
    if json_:
        emit(done.as_json())
        return
    say(f"Release {done.id}: " + ", ".join(f"{number} {what}" for what, number in done.shown.items() if number))
    say(f"{done.redacted} stretches are blacked out.")
    table(((name, sha256) for name, sha256 in done.files), (14,))
    say(f"Check it as a stranger would: habeas verify {to}")


def _day(given: str) -> str:
    """Raises UsageProblem where it is no day."""
    try:
        return date.fromisoformat(given).isoformat() if given else ""
    except ValueError:
        raise UsageProblem("--until is no day", hint="YYYY-MM-DD") from None


def _show_preview(opening: Opening, choice: "Choice", *, json_: bool) -> None:
    """Passages as a reader sees them, then what is left in them that could name somebody."""
    from habeas.publication.preview import preview
    from habeas.publication.vault_view import OpenVault
    from habeas.vault.clock import now

    with opening.workspace() as workspace:
        found = preview(OpenVault(workspace.ledger), choice, now())
    if json_:
        emit(found.as_json())
        return
    for number, source, text in found.passages:
        say(f"{number}  {source}  {text}")
    say(f"{len(found.left)} readable words could name somebody:")
    table(((left.words, left.why, ", ".join(left.where)) for left in found.left), (30, 10))
    say("Nothing was written. Hide one with --redact 'name: ...', or say what it is: habeas names decide")


def _bars(rules: "Rules") -> str:
    """What is blacked out, in the words of the prompt. No more than is true."""
    kinds = [_KINDS[kind] for kind in _KINDS if kind in rules.kinds]
    chosen = ["what you named"] if rules.ids or rules.names or rules.words or rules.patterns else []
    if not (kinds or chosen):
        return "with nothing blacked out but numbers that identify, where consent is 5"
    return f"with {', '.join([*kinds, *chosen])} blacked out (the program does not see everything: read it first)"


_KINDS = {
    "people": "the names of people that the program knows or sees",
    "groups": "the names of groups that it knows",
    "perpetrators": "the names of perpetrators",
    "places": "the names of places that it knows or sees",
    "numbers": "numbers that identify",
}


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--key", default="", metavar="FINGERPRINT", help="Of whoever must have signed it.")
@click.option("--authorities", type=click.Path(path_type=Path), metavar="PEM", help="Certificates, for time stamps.")
@as_json
def verify(folder: Path, key: str, authorities: Path | None, json_: bool) -> None:
    """Check a release: no vault, no key and no network are needed.

    Says what holds, what does not, and what nobody can check from the folder alone. Exit code 21 where anything does
    not hold; 22 where all holds and the signer was compared neither by --key nor before (`habeas trust`).
    """
    from habeas.publication.paper import compare_paper
    from habeas.verifier.check import check_release
    from habeas.verifier.trust import remembered

    found = check_release(folder, key=key, authorities=authorities, remembered=remembered())
    if found.ok and (paper := compare_paper(folder)) is not None:
        found = found.and_also(paper)
    if json_:
        emit(found.as_json())
    else:
        _print(found.checks, found.unchecked)
        say(found.sentence)
    found.require()


@click.command()
@click.argument("fingerprint", required=False, metavar="[FINGERPRINT]")
@click.option("--forget", is_flag=True, help="No longer count it as compared.")
@as_json
def trust(fingerprint: str | None, forget: bool, json_: bool) -> None:
    """Remember the fingerprint of a key that you compared with its owner, by telephone or on paper.

    `verify` then says "compared by you before" of what this key signed. Without FINGERPRINT: those remembered.
    """
    from habeas.verifier import trust as known

    change = known.forget if forget else known.remember
    found = known.remembered() if fingerprint is None else (change(fingerprint),)
    if json_:
        emit({"fingerprints": list(found)})
    else:
        for one in found:
            say(one)


def _print(checks: "tuple[Check, ...]", unchecked: tuple[str, ...]) -> None:
    """How many of each kind hold, then each that does not."""
    counted: dict[str, list[int]] = {}
    for check in checks:
        held, total = counted.setdefault(check.what, [0, 0])
        counted[check.what] = [held + check.ok, total + 1]
    for what, (held, total) in counted.items():
        say(f"{'holds' if held == total else 'FAILS':<6}  {what:<28}  {held} of {total}")
    for check in checks:
        if not check.ok:
            say(f"FAILS   {check.what} {check.id}: {check.detail}")
    for left in unchecked:
        say(f"not checked: {left}")
