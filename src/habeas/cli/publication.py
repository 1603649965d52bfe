"""release, verify: the door out, and the check that anyone can make."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from habeas.cli.in_words import IN_WORDS
from habeas.cli.multiple import Several, TakesSeveral
from habeas.cli.opening import Opening, as_json, identifier, opens_vault, says_yes
from habeas.cli.speaking import confirm, emit, note, say, table

if TYPE_CHECKING:
    from habeas.verifier.check import Check


@click.command(cls=TakesSeveral)
@click.option("--to", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A new folder.")
@click.option(
    "--redact",
    cls=Several,
    metavar="RULE...",
    help="What is blacked out: `names` (all people), ids, or FILE:rules. May be given more than once.",
)
@click.option("--only", cls=Several, metavar="ID...", help="Only these claims, calls, statements, or whole sources.")
@click.option("--title", type=IN_WORDS, default="Dossier", show_default=True, metavar="TEXT")
@click.option("--language", default="en", show_default=True, metavar="CODE", help="Of the words round the evidence.")
@says_yes
@as_json
@opens_vault
def release(
    opening: Opening,
    to: Path,
    redact: tuple[str, ...],
    only: tuple[str, ...],
    title: str,
    language: str,
    yes: bool,
    json_: bool,
) -> None:
    """Make one folder to give to others: dossier.html, dossier.pdf, the bundle and its proof.

    It holds what was accepted (or --only some of it), with its passages and sources. What is blacked out is blacked out
    everywhere, and the rest still proves to be unchanged. Consent of each source, names and the verifier decide whether
    it gets out at all.
    """
    from habeas.publication.choose import Choice
    from habeas.publication.redact import parse_rules
    from habeas.publication.release import release as make
    from habeas.publication.vault_view import OpenVault
    from habeas.vault.clock import now

    choice = Choice(title, tuple(identifier(one) for one in only), parse_rules(redact), language)
    with opening.workspace() as workspace:
        confirm(
            f"{'What you named' if only else 'All that was accepted'} will be written to a folder that anyone can read"
            f" and pass on, {_bars(choice.rules.redaction.value)}, signed by {workspace.ledger.member}.",
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


def _bars(redaction: str) -> str:
    return {
        "none": "with nothing blacked out",
        "names": "with the names of people blacked out",
    }.get(redaction, "with what you named blacked out")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--key", default="", metavar="FINGERPRINT", help="Of whoever must have signed it.")
@click.option("--authorities", type=click.Path(path_type=Path), metavar="PEM", help="Certificates, for time stamps.")
@as_json
def verify(folder: Path, key: str, authorities: Path | None, json_: bool) -> None:
    """Check a release: no vault, no key and no network are needed.

    Says what holds, what does not, and what nobody can check from the folder alone. Exit code 21 where anything does
    not hold.
    """
    from habeas.verifier.check import check_release

    found = check_release(folder, key=key, authorities=authorities)
    if json_:
        emit(found.as_json())
    else:
        _print(found.checks, found.unchecked)
    found.require()


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
