"""init, admit, audit, rebuild, erase: the commands of the vault."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import click

from habeas.cli.in_words import IN_WORDS
from habeas.cli.opening import Opening, as_json, identifier, opens_vault, says_yes
from habeas.cli.speaking import WIDTH, Bar, confirm, cut, emit, progress, say, table
from habeas.errors import UsageProblem
from habeas.ids import ItemId
from habeas.reading.encodings import is_encoding
from habeas.reading.words import about_reading
from habeas.vault.model import About, AdmitResult, Consent, Reliability, SourceKind, unsaid_consent

REASONS = {
    "refused": "not admitted",
    "seen_before": "is here already",
    "needs_ocr": "admitted; a scan, its text needs OCR",
    "unread": "admitted; no text was read",
    "partly_read": "admitted and partly read",
    "no_text": "admitted; kept as a file",
    "read": "admitted and read",
}


@click.command()
@click.argument("vault", type=click.Path(path_type=Path))
@click.option("--passphrase-fd", type=int, metavar="N", help="Read the passphrase from a line of descriptor N.")
@as_json
def init(vault: Path, passphrase_fd: int | None, json_: bool) -> None:
    """Make a new vault in the folder VAULT, which must be new or empty.

    The passphrase is asked for twice. Nobody can reset it: what is lost with it is printed at the end, with the device
    code that stands in for this device. Write the code down; it is not shown again.
    """
    from habeas.workspace.open import found

    passphrase = Opening(passphrase_fd=passphrase_fd, vault_needed=False).secret("New passphrase", twice=True)
    created = found(vault, passphrase)
    if json_:
        emit(
            {
                "vault": created.vault,
                "compartment": created.compartment,
                "member": created.member,
                "device": created.device,
                "fingerprint": created.fingerprint,
                "device_code": created.device_code,
            }
        )
        return
    say(f"Vault {created.vault} is made. You are {created.member}.")
    say(f"Your fingerprint, for colleagues to compare:  {created.fingerprint}")
    say()
    for paragraph in created.words.splitlines():
        for line in textwrap.wrap(paragraph, WIDTH, subsequent_indent="    ") or [""]:
            say(line)
    say()
    say(f"Device code, to write down now:  {created.device_code}")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|FOLDER...")
@click.option(
    "--origin", type=IN_WORDS, required=True, metavar="TEXT", help="Where it came from, in words. Kept with the names."
)
@click.option("--publisher", type=IN_WORDS, default="", metavar="TEXT", help="Who published it.")
@click.option("--published", default="", metavar="DATE", help="As given: 2017-04-20, 2017-04, 2017 or other words.")
@click.option("--language", default="", metavar="CODE", help="Language of the text: en, ru ... Told from it if absent.")
@click.option(
    "--consent", type=click.IntRange(0, 6), help="0 refused ... 6 publish. Not said: 3 count; 6 with a --publisher."
)
@click.option(
    "--reliability", type=click.Choice(list("ABCDEF")), default="F", help="A reliable ... F cannot be judged."
)
@click.option("--kind", type=click.Choice([kind.value for kind in SourceKind]), help="Told from the file if absent.")
@click.option("--encoding", default="", metavar="NAME", help="Of the text: cp1251, koi8-r ... Told from it if absent.")
@as_json
@opens_vault
def admit(
    opening: Opening,
    files: tuple[Path, ...],
    origin: str,
    publisher: str,
    published: str,
    language: str,
    consent: int | None,
    reliability: str,
    kind: str | None,
    encoding: str,
    json_: bool,
) -> None:
    """Take files, and the files of folders, into the vault.

    Each is kept byte for byte, sealed and logged, and its text is read in a process of its own. A line is printed only
    once that file is safe; below it stands what the file holds and its text does not. Admitting the same bytes again
    adds a sighting, not a copy.
    """
    from habeas.vault.admit import admit as admit_files

    if encoding and not is_encoding(encoding):
        raise UsageProblem("--encoding is the name of no encoding", hint="as cp1251, koi8-r, cp866, utf-16-le")
    wanted_kind = SourceKind(kind) if kind else None
    about = About(
        origin=origin,
        publisher=publisher,
        published=published,
        language=language,
        consent=Consent(consent) if consent is not None else unsaid_consent(publisher, wanted_kind),
        reliability=Reliability(reliability),
        kind=wanted_kind,
        encoding=encoding,
    )

    def show(result: AdmitResult) -> None:
        if json_:
            line = {"path_given": result.path_given, "id": result.id, "sha256": result.sha256, "status": result.status}
            optional = {
                "reason": result.reason,
                "parent": result.parent,
                "encoding": result.encoding,
                "remarks": dict(result.remarks),
                "remark_pages": {code: list(pages) for code, pages in result.remark_pages.items()},
                "claimed": dict(result.claimed),
            }
            emit(line | {name: value for name, value in optional.items() if value})
        else:
            why = f" ({result.reason})" if result.reason else ""
            say(f"{result.id or '-':<16}  {cut(result.path_given, 30):<30}  {REASONS[result.status]}{why}")
            for words in about_reading(result.remarks, result.remark_pages, result.encoding, result.claimed):
                say(f"{'':18}{words}")

    with opening.workspace() as workspace, progress("admitting") as bar:
        for result in admit_files(workspace.ledger, files, about, progress=_bytes_shown(bar)):
            show(result)


def _bytes_shown(bar: Bar) -> Callable[[str, int, int], None]:
    def shown(_: str, done: int, total: int) -> None:
        bar.to(done, total)

    return shown


@click.command()
@click.option("--deep", is_flag=True, help="Also open every original and compare every byte.")
@as_json
@opens_vault
def audit(opening: Opening, deep: bool, json_: bool) -> None:
    """Check the vault against its journal and log; name each object that does not match.

    Exit code 0: everything that was checked is as the log says. 20: something differs. What was not looked at is
    listed.
    """
    from habeas.errors import EvidenceDiffers
    from habeas.vault.audit import audit_folder
    from habeas.workspace.open import projectors

    secret, member = opening.secret("Passphrase"), opening.who
    with progress("auditing") as bar:
        report = audit_folder(opening.folder, secret, projectors(), member=member, deep=deep, progress=bar.to)
    if json_:
        checks = [{"what": c.what, "id": c.id, "ok": c.ok, "detail": c.detail} for c in report.checks]
        emit({"ok": report.ok, "checks": checks, "unchecked": list(report.unchecked)})
    else:
        say(f"{len(report.checks)} checks, {len(report.differing)} differ")
        table(((c.what, c.id, c.detail) for c in report.differing), (20, 24))
        for left in report.unchecked:
            say(f"not checked: {left}")
    if not report.ok:
        raise EvidenceDiffers(f"{len(report.differing)} of {len(report.checks)} objects differ from the log")


@click.command()
@as_json
@opens_vault
def rebuild(opening: Opening, json_: bool) -> None:
    """Delete the cache and replay the journal. The same answers come back, and that is checked.

    Also mends a cache that was damaged, lost, or put back to an older state.
    """
    from habeas.vault.rebuild import rebuild_folder
    from habeas.workspace.open import projectors

    secret = opening.secret("Passphrase")
    done = rebuild_folder(opening.folder, secret, projectors(), member=opening.who)
    if json_:
        emit({"entries": done.entries, "before": done.before, "after": done.after, "equal": done.equal})
        return
    say(f"{done.entries} entries replayed.")
    if done.before is None:
        say("The old cache could not be read; it was made again from the journal.")
    elif done.equal:
        say("The cache says what it said before.")
    else:
        say("The cache said something else before than the journal says: it had been changed. Now it agrees.")


@click.command()
@click.argument("item", metavar="[ID]", required=False)
@click.option(
    "--because",
    type=IN_WORDS,
    default="",
    metavar="TEXT",
    help="Who asked for it, on which ground. Kept with the names.",
)
@click.option("--arrived", is_flag=True, help="Show the erasures of other members that wait here, and do them.")
@says_yes
@as_json
@opens_vault
def erase(opening: Opening, item: str | None, because: str, arrived: bool, yes: bool, json_: bool) -> None:
    """Make an item, and what carries its words, unreadable for ever in this vault.

    A source takes the claims, calls and statements from it along. A tombstone says who erased what and when; the log
    keeps noise in its place, so verify and audit still pass. Copies that left the vault are not reached.

    What another member erased is not destroyed on this device before you saw it: with --arrived, each such erasure is
    shown, with what goes beyond the item that was asked for, and done once you say yes.
    """
    if arrived == bool(item):
        raise UsageProblem("say which item, or --arrived")
    if arrived:
        _erase_arrived(opening, yes, json_)
    else:
        _erase_item(opening, identifier(str(item)), because, yes, json_)


def _erase_item(opening: Opening, wanted: ItemId, because: str, yes: bool, json_: bool) -> None:
    from habeas.vault.erase import erase as erase_item
    from habeas.vault.erase import plan_erasure

    if not because.strip():
        raise UsageProblem("an erasure needs a reason", hint="--because TEXT: who asked for it, on which ground")
    with opening.workspace() as workspace:
        plan = plan_erasure(workspace.ledger, wanted)
        confirm(
            f"{len(plan.items)} items ({len(plan.blobs)} originals) will be unreadable for ever: {wanted} and what"
            " carries its words.",
            yes=yes,
        )
        done = erase_item(workspace.ledger, wanted, because)
    if json_:
        emit({"id": wanted, "items": list(done.items), "originals": len(done.blobs), "tombstone": done.tombstone})
    else:
        say(f"{len(done.items)} items are erased. The tombstone is {done.tombstone}.")


def _erase_arrived(opening: Opening, yes: bool, json_: bool) -> None:
    """One question for each: a person may agree to one erasure and not to another."""
    from habeas.vault.erase import carry_out

    with opening.workspace() as workspace:
        for one in workspace.ledger.erasures_waiting():
            beyond = f", {len(one.beyond)} of them more than what was asked for" if one.beyond else ""
            confirm(
                f"Erased by {one.member} at {one.at}, tombstone {one.tombstone}: {one.asked_for} was asked for."
                f" {len(one.items)} items will be unreadable for ever{beyond}: {' '.join(one.items)}",
                yes=yes,
            )
            gone = carry_out(workspace.ledger, one)
            if json_:
                emit({"id": one.asked_for, "items": list(gone), "beyond": list(one.beyond), "tombstone": one.tombstone})
            else:
                say(f"{len(gone)} items are erased on this device, as tombstone {one.tombstone} says.")


@click.command()
@click.argument("address", metavar="URL")
@as_json
@opens_vault
def stamp(opening: Opening, address: str, json_: bool) -> None:
    """Ask a time-stamping authority (RFC 3161) to say that the log existed before now.

    The only command that uses a network, and only to the address given. The authority sees one hash, which says
    nothing of the content, and where the question came from.
    """
    from habeas.vault.stamp import question

    with opening.workspace() as workspace:
        asked = question(workspace.ledger)
    kept = asked.ask(address)  # the vault is closed: a slow server keeps nobody out
    emit({"id": kept.id}) if json_ else say(f"The answer is kept as {kept.id}; a release carries it along.")


@click.command()
@click.argument("source", metavar="SOURCE")
@click.argument("level", type=click.IntRange(0, 6))
@click.option(
    "--because", type=IN_WORDS, required=True, metavar="TEXT", help="Who said so, when, to whom. Kept with the names."
)
@as_json
@opens_vault
def consent(opening: Opening, source: str, level: int, because: str, json_: bool) -> None:
    """Record that the consent of a source changed: given, narrowed or withdrawn.

    0 refused, 1 keep sealed, 2 inside the group, 3 count, 4 to authorities in confidence, 5 publish without identity,
    6 publish with identity. Each step includes those before it. What was released before is not taken back: where less
    is allowed now, the releases that hold the source and who holds them are listed, to be told.
    """
    from habeas.publication.store import releases
    from habeas.vault import store as vault_store
    from habeas.vault.consent import change_consent

    wanted = identifier(source, "source")
    with opening.workspace() as workspace:
        before = vault_store.source(workspace.ledger.record, workspace.ledger.names, wanted).consent
        entry = change_consent(workspace.ledger, wanted, Consent(level), because)
        past = releases(workspace.ledger.record, workspace.ledger.names) if level < before else ()
        told = [one for one in past if wanted in one.items]
    if json_:
        holders = [{"release": one.id, "recipient": one.recipient} for one in told]
        emit({"id": source, "consent": level, "entry": entry.id, "released": holders})
        return
    say(f"{source} has consent {level} now.")
    for one in told:
        say(f"It is in release {one.id} of {one.at[:10]}, held by {one.recipient or 'nobody named'}: tell them.")
