"""members, recovery: who can open the vault, and what to do when nobody can."""

from pathlib import Path

import click

from habeas.cli.opening import Opening, as_json, identifier, opens_vault, says_yes
from habeas.cli.speaking import confirm, emit, note, say
from habeas.ids import MemberId

ROLES = click.Choice(["full", "analyst"])


@click.group()
def members() -> None:
    """Add, remove and list those who can open the vault."""


@members.command("list")
@as_json
@opens_vault
def list_(opening: Opening, json_: bool) -> None:
    """All members that ever were: role, fingerprint, devices."""
    from habeas.vault.members import list_members

    with opening.workspace() as workspace:
        found = list_members(workspace.ledger)
        you = workspace.ledger.member
    for member in found:
        if json_:
            emit(
                {
                    "id": member.id,
                    "role": member.role.value,
                    "active": member.active,
                    "fingerprint": member.fingerprint,
                    "devices": list(member.devices),
                    "since": member.since,
                    "until": member.until,
                    "you": member.id == you,
                }
            )
        else:
            state = member.role.value if member.active else "removed"
            say(f"{member.id}  {state:<8}{'  you' if member.id == you else ''}")
            say(f"    {member.fingerprint}")


@members.command("add")
@click.option("--role", type=ROLES, default="full", show_default=True, help="analyst: the record room, no names.")
@click.option("--public", metavar="LINE", help="The line that `habeas members request` printed on their own laptop.")
@as_json
@opens_vault
def add(opening: Opening, role: str, public: str | None, json_: bool) -> None:
    """Add a person: standing here, who chooses a passphrase now; or with --public, from their own laptop.

    Compare the fingerprint by voice before you give anyone a copy of the vault. With --passphrase-fd the first line is
    your passphrase, the second the new member's.
    """
    from habeas.crypto.identity import PublicIdentity
    from habeas.vault import members as verbs
    from habeas.vault.model import Role

    with opening.workspace() as workspace:
        if public is not None:
            added = verbs.add_public(workspace.ledger, PublicIdentity.from_text(public), Role(role))
        else:
            theirs = opening.secret("Passphrase of the new member", twice=True)
            added = verbs.add_here(workspace.ledger, theirs, Role(role))
    _print_added(added.member, added.fingerprint, added.device_code, json_)


def _print_added(member: str, fingerprint: str, device_code: str | None, json_: bool) -> None:
    if json_:
        emit({"member": member, "fingerprint": fingerprint, "device_code": device_code})
        return
    say(f"{member} is a member.")
    say(f"Fingerprint, to compare by voice:  {fingerprint}")
    if device_code:
        say(f"Device code, for them to write down now:  {device_code}")


@members.command("remove")
@click.argument("member_id", metavar="MEMBER")
@says_yes
@as_json
@opens_vault
def remove(opening: Opening, member_id: str, yes: bool, json_: bool) -> None:
    """Remove a member: what is written from now on is under keys they never had."""
    from habeas.vault.members import remove as remove_member

    member = _member(member_id)
    confirm(
        f"{member} will not be able to open what is written from now on. What they could read until now, they may have"
        " copied: nothing takes that back.",
        yes=yes,
    )
    with opening.workspace() as workspace:
        epoch = remove_member(workspace.ledger, member)
    emit({"member": member, "epoch": epoch}) if json_ else say(f"{member} is removed. Key epoch {epoch} has begun.")


@members.command("role")
@click.argument("member_id", metavar="MEMBER")
@click.argument("role", type=ROLES)
@opens_vault
def role_(opening: Opening, member_id: str, role: str) -> None:
    """Open the names room to an analyst, or close it to a full member."""
    from habeas.vault.members import change_role
    from habeas.vault.model import Role

    with opening.workspace() as workspace:
        change_role(workspace.ledger, _member(member_id), Role(role))
    say(f"{member_id} is {role} now.")


@members.command("passphrase")
@opens_vault
def passphrase(opening: Opening) -> None:
    """Change your passphrase. With --passphrase-fd: the old one on the first line, the new one on the second."""
    from habeas.vault.members import change_passphrase
    from habeas.workspace.open import Workspace

    old = opening.secret("Passphrase")
    new = opening.secret("New passphrase", twice=True)
    with Workspace.open(opening.folder, old, member=opening.who) as workspace:
        change_passphrase(workspace.ledger, old, new)
    say("The passphrase is changed. Copies of the folder made before still open with the old one.")


@members.command("request")
@click.option("--passphrase-fd", type=int, metavar="N", help="Read the passphrase from a line of descriptor N.")
@as_json
def request(passphrase_fd: int | None, json_: bool) -> None:
    """On your own laptop: make an identity, and print the public line to send to a member of the vault."""
    from habeas.vault.identity_request import request_identity

    public = request_identity(
        Opening(passphrase_fd=passphrase_fd, vault_needed=False).secret("New passphrase", twice=True)
    )
    if json_:
        emit({"public": public.to_text(), "fingerprint": public.fingerprint()})
        return
    say(public.to_text())
    say(f"Fingerprint, to read aloud to whoever adds you:  {public.fingerprint()}")


@members.command("join")
@opens_vault
def join(opening: Opening) -> None:
    """On your own laptop: open a copy of the vault for the first time, after a member has added you."""
    from habeas.vault.members import join as join_vault
    from habeas.workspace.open import projectors

    added = join_vault(opening.folder, opening.secret("Passphrase"), projectors())
    _print_added(added.member, added.fingerprint, added.device_code, False)


@members.command("enrol")
@opens_vault
def enrol(opening: Opening) -> None:
    """On another laptop of yours: open a copy of the vault with passphrase and device code.

    With --passphrase-fd: the passphrase on the first line, the device code on the second.
    """
    from habeas.vault.members import enrol as enrol_device
    from habeas.workspace.open import projectors

    secret, code = opening.secret("Passphrase"), opening.secret("Device code")
    added = enrol_device(opening.folder, secret, code, projectors(), member=opening.who)
    say(f"This device is one of {added.member} now.")


def _member(given: str) -> MemberId:
    return MemberId(identifier(given, "member"))


@click.group()
def recovery() -> None:
    """Split a recovery key among colleagues, and recover with it."""


@recovery.command("split")
@click.option("--shares", type=click.IntRange(2, 16), default=5, show_default=True, help="How many people get one.")
@click.option("--threshold", type=click.IntRange(2, 16), default=3, show_default=True, help="How many are enough.")
@as_json
@opens_vault
def split(opening: Opening, shares: int, threshold: int, json_: bool) -> None:
    """Deal recovery shares, shown once. Any THRESHOLD of them open the vault: give each to another person."""
    from habeas.vault.recovery import split as deal

    with opening.workspace() as workspace:
        dealt = deal(workspace.ledger, shares=shares, threshold=threshold)
    if json_:
        emit({"shares": list(dealt), "threshold": threshold})
        return
    note(f"Write each share on its own paper and give each to another person. Any {threshold} of them open the vault;")
    note("fewer say nothing. They are not shown again, and shares dealt before do not count any more.")
    for number, share in enumerate(dealt, start=1):
        say()
        say(f"Share {number} of {shares}")
        for line in _lines(share):
            say("  " + line)


def _lines(share: str) -> list[str]:
    """The words of a share, numbered by line, eight to a line."""
    words = share.split()
    return [" ".join(words[first : first + 8]) for first in range(0, len(words), 8)]


@recovery.command("recover")
@click.option("--replaces", metavar="MEMBER", help="Remove this member at once: their laptop is lost.")
@click.option("--vault", type=click.Path(path_type=Path), envvar="HABEAS_VAULT", help="Folder of the vault.")
@click.option("--passphrase-fd", type=int, metavar="N", help="Read each secret from a line of descriptor N.")
@as_json
def recover(replaces: str | None, vault: Path | None, passphrase_fd: int | None, json_: bool) -> None:
    """Open the vault with shares, as a new member with a new passphrase on this device.

    You are asked for one share after another, an empty line ends them, then for the new passphrase. With
    --passphrase-fd the same, a line each.
    """
    from habeas.vault.recovery import recover as recover_vault
    from habeas.workspace.open import projectors

    opening = Opening(vault, None, passphrase_fd)
    gathered: list[str] = []
    while share := " ".join(opening.secret(f"Share {len(gathered) + 1} (empty: no more)").split()):
        gathered.append(share)
    new = opening.secret("New passphrase", twice=True)
    member = _member(replaces) if replaces else None
    added = recover_vault(opening.folder, gathered, new, projectors(), replaces=member)
    _print_added(added.member, added.fingerprint, added.device_code, json_)
    if not json_:
        say("Deal new shares now: the old recovery key was put together on this laptop.")
