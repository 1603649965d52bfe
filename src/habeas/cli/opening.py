"""Which vault, which member, which passphrase. A secret comes from a descriptor or a prompt, never from an argument.

`--passphrase-fd N` reads one line from an open descriptor for each secret a command asks for, in the order in which it
would prompt: scripts give each on a line of its own. The rest of the descriptor is left unread.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from habeas.cli.speaking import note, say_incomplete
from habeas.errors import UsageProblem
from habeas.ids import ItemId, MemberId, kind_of

if TYPE_CHECKING:
    from habeas.workspace.open import Workspace

LONGEST_LINE = 4096
"""Bytes of one secret on a descriptor."""
Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Opening:
    """What was said on the command line about opening a vault."""

    vault: Path | None = None
    member: str | None = None
    passphrase_fd: int | None = None
    vault_needed: bool = True
    """False: a command that makes one, or an identity for one."""

    @property
    def folder(self) -> Path:
        """--vault or HABEAS_VAULT, else the current folder. Whether there is a vault is found when it is opened."""
        return self.vault if self.vault is not None else Path()

    @property
    def who(self) -> MemberId | None:
        return MemberId(identifier(self.member, "member")) if self.member else None

    def secret(self, prompt: str, *, twice: bool = False) -> str:
        """One secret: the next line of the descriptor, or typed without echo. Raises UsageProblem, click.Abort.

        Nothing is asked for a folder that holds no vault, unless it is a new secret (`twice`).
        """
        from habeas.crypto import process

        if not twice and self.vault_needed:
            self.require_vault()
        process.keep_memory_private()
        if self.passphrase_fd is not None:
            return _line(self.passphrase_fd)
        if not sys.stdin.isatty():
            raise UsageProblem("there is no terminal to type a passphrase on", hint="--passphrase-fd N")
        return _typed(prompt, twice)

    def require_vault(self) -> None:
        """Raises NoVault, EvidenceDiffers."""
        from habeas.vault.founding import read_founding
        from habeas.vault.layout import Layout

        read_founding(Layout(self.folder))

    def workspace(self) -> "Workspace":
        """The open vault. Raises NoVault before it asks for anything."""
        from habeas.workspace.open import Workspace

        workspace = Workspace.open(self.folder, self.secret("Passphrase"), member=self.who)
        for repair in workspace.ledger.repairs:
            note(f"habeas: repaired: {repair}")
        say_incomplete(workspace.ledger.incomplete)
        for notice in workspace.ledger.notices:
            if notice not in workspace.ledger.incomplete:
                note(f"habeas: {notice}")
        return workspace


def identifier(given: str, *kinds: str) -> ItemId:
    """What was typed, as the id of one of these kinds (none: of any). Raises UsageProblem, which does not repeat it."""
    kind = kind_of(given)
    if kind is None or (kinds and kind not in kinds):
        wanted = " or ".join(kinds) if kinds else "item"
        raise UsageProblem(
            f"that is not the id of a {wanted}", hint="`habeas list claims` (sources, people ...) shows ids"
        )
    return ItemId(given)


def _line(descriptor: int) -> str:
    """Up to the end of the line, byte by byte: what follows belongs to the next question."""
    read = bytearray()
    try:
        while len(read) <= LONGEST_LINE and (byte := os.read(descriptor, 1)) not in (b"", b"\n"):
            read += byte
    except OSError:
        raise UsageProblem(
            f"descriptor {descriptor} cannot be read", hint="open it: --passphrase-fd 3 3<FILE"
        ) from None
    if len(read) > LONGEST_LINE:
        raise UsageProblem(f"the line on descriptor {descriptor} is longer than {LONGEST_LINE} bytes")
    try:
        return read.rstrip(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        raise UsageProblem(f"the line on descriptor {descriptor} is not UTF-8") from None


def _typed(prompt: str, twice: bool) -> str:
    import getpass

    try:
        typed = getpass.getpass(f"{prompt}: ")
        if twice and getpass.getpass(f"{prompt}, once more: ") != typed:
            raise UsageProblem("the two were not the same; nothing was done")
    except EOFError:
        raise click.Abort from None
    return typed


def opens_vault(command: Command) -> Command:
    """Adds --vault, --member and --passphrase-fd to a command, and passes them as its first argument `opening`."""

    @click.option("--vault", type=click.Path(path_type=Path), envvar="HABEAS_VAULT", help="Folder of the vault.")
    @click.option("--member", metavar="ID", help="Who, where several people use this device.")
    @click.option("--passphrase-fd", type=int, metavar="N", help="Read each secret from a line of descriptor N.")
    @wraps(command)
    def opening(*args: Any, vault: Path | None, member: str | None, passphrase_fd: int | None, **kwargs: Any) -> Any:
        return command(Opening(vault, member, passphrase_fd), *args, **kwargs)

    return opening  # type: ignore[return-value]


as_json = click.option("--json", "json_", is_flag=True, help="One JSON object (a line each, for lists).")
says_yes = click.option("--yes", is_flag=True, help="Do not ask.")
