"""The command `habeas`: a table of commands, loaded when they are called; errors as people and scripts need them.

To add a command: one line in COMMANDS (name, module, one line of help). A command whose module is not part of this
installation is not listed. Nothing heavy is imported here: `habeas --help` starts within five times bare Python.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import NamedTuple

import click

from habeas import __version__
from habeas.errors import HabeasError, ReleaseRefused
from habeas.programs import clean_up_here

INTERRUPTED = 130
BROKEN_PIPE = 141
"""128 + SIGPIPE: whoever read our output stopped reading. What was done is done."""


class Place(NamedTuple):
    """Where a command is: `module:attribute` below habeas.cli, and its help in one line."""

    module: str
    attribute: str
    help: str


COMMANDS: Mapping[str, Place] = {
    "init": Place("vault", "init", "Make a new vault, and say what is lost if its passphrase is lost."),
    "admit": Place("vault", "admit", "Take files into the vault: sealed, logged, read."),
    "propose": Place("claims", "propose", "Propose claims, calls and statements from the text of sources."),
    "review": Place("review", "review", "Decide about proposals, one beside its passage."),
    "add": Place("add", "add", "Put in by hand what nobody proposed, from the words of a source."),
    "list": Place("claims", "list_", "List sources, claims, calls, statements, people, groups or places."),
    "show": Place("claims", "show", "Show one item with its history and sources."),
    "search": Place("claims", "search", "Search all texts and names, in any script."),
    "original": Place("take_out", "original", "Write the bytes of a source to a file, as they were admitted."),
    "text": Place("take_out", "text", "Show the text of a source, or write it to a file."),
    "words": Place("words", "words", "Show and extend the word lists."),
    "names": Place("names", "names", "Show the names seen in the texts, and say what each is."),
    "release": Place("publication", "release", "Make a folder that proves itself, to give to others."),
    "releases": Place(
        "releases", "releases", "What left the vault: to whom, why, and what two releases show together."
    ),
    "export": Place("export", "export", "Write the whole record in open formats, to work with elsewhere."),
    "log": Place("log", "log", "Who did what, and when."),
    "verify": Place("publication", "verify", "Check a release: no vault, no key, no network."),
    "trust": Place("publication", "trust", "Remember the fingerprint of a key that you compared with its owner."),
    "audit": Place("vault", "audit", "Check the vault against its journal and log."),
    "rebuild": Place("vault", "rebuild", "Delete the cache and replay the journal."),
    "members": Place("members", "members", "Add, remove and list those who can open the vault."),
    "recovery": Place("members", "recovery", "Split a recovery key among colleagues, and recover with it."),
    "consent": Place("vault", "consent", "Record that the consent of a source changed."),
    "source": Place("source", "source", "Correct what is said of sources: publisher, date, language."),
    "stamp": Place("vault", "stamp", "Ask a time-stamping authority about the log, at an address you give."),
    "erase": Place("vault", "erase", "Make an item unreadable for ever, with a tombstone."),
    "link": Place("linkage", "link", "Find records of one person; judge pairs."),
    "table": Place("table", "table", "Bring lists in, and take them out."),
    "estimate": Place("estimation", "estimate", "Estimate how many nobody recorded."),
    "demo": Place("demo", "demo", "The whole way, on an invented example."),
}


def is_installed(place: Place) -> bool:
    """Whether the module of a command is part of this installation, without importing it."""
    return os.path.isfile(os.path.join(os.path.dirname(__file__), f"{place.module}.py"))


class LazyGroup(click.Group):
    """Commands come from COMMANDS; one is imported when it is called, none for the list of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, place in COMMANDS.items() if is_installed(place)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        place = COMMANDS.get(name)
        if place is None or not is_installed(place):
            return None
        command: click.Command = getattr(import_module(f"habeas.cli.{place.module}"), place.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="habeas")
def habeas() -> None:
    """Preserve evidence, keep claims with their doubts, release what proves itself.

    The vault is found by --vault, by HABEAS_VAULT, or is the current folder. Begin with `habeas demo`.

    Everybody on this machine can see the words of a command while it runs, and a shell remembers them. Where words are
    testimony or a name (search, --origin, --because, --title, --list, --set FIELD= ...) give `-` instead: they are
    asked for, or read from standard input, a line each.
    """


def complain(message: str, hint: str = "") -> None:
    """`habeas: error: ...` and `habeas: hint: ...`, on stderr."""
    click.echo(f"habeas: error: {message}", err=True)
    if hint:
        click.echo(f"habeas: hint: {hint}", err=True)


def show_on_screen(seen: Sequence[str]) -> None:
    """Words that may be a name: to a terminal, and nowhere else. Where errors go to a file, only how many there are."""
    if seen and not sys.stderr.isatty():
        click.echo(f"habeas: {len(seen)} found; on a terminal the words and their places are shown", err=True)
        return
    from habeas.cli.speaking import note

    for line in seen:
        note(f"habeas: found: {line}")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code. Every code is in docs/reference/exit-codes.md.

    An error nobody foresaw is a defect: it is reported by its class and place in the program, never by its text, which
    may hold a name. HABEAS_TRACEBACK=1 shows it whole, for whoever works on the program with invented data.
    """
    try:
        code = habeas.main(args=arguments, prog_name="habeas", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except HabeasError as error:
        complain(str(error), error.hint)
        if isinstance(error, ReleaseRefused):
            show_on_screen(error.seen)
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.message, err=True)
        return 2
    except click.UsageError as error:
        complain(_without_values(error), f"`{_path(error)} --help` says what it takes")
        return 2
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted; what was acknowledged is safe")
        return INTERRUPTED
    except BrokenPipeError:
        _close_stdout()
        return BROKEN_PIPE
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except Exception as error:  # noqa: BLE001 - the last door: it reports, and its exit code says that it failed
        return _unforeseen(error)


def _without_values(error: click.UsageError) -> str:
    """What is wrong, without what was typed: a file name or a word of a query is not for others to read."""
    if isinstance(error, click.MissingParameter):
        return error.format_message().splitlines()[0]
    if isinstance(error, click.NoSuchOption):
        return "there is no such option"
    if isinstance(error, click.BadParameter) and error.param is not None and error.ctx is not None:
        return f"the value of {error.param.get_error_hint(error.ctx)} cannot be used"
    if error.ctx is not None and isinstance(error.ctx.command, click.Group):
        return "there is no such command"
    return "the words of the command are not understood"


def _path(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx is not None else "habeas"


def _close_stdout() -> None:
    """Nobody reads: let the interpreter's own flush at exit go nowhere instead of complaining."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unforeseen(error: Exception) -> int:
    if os.environ.get("HABEAS_TRACEBACK") == "1":
        raise error
    if isinstance(error, OSError):
        complain(f"the system refused a file operation (errno {error.errno}); what was acknowledged is safe")
        return 1
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "?"
    complain(
        f"a defect of the program: {type(error).__name__} at {where}; what was acknowledged is safe",
        "please report this line; it holds nothing of your material",
    )
    return 1


def main() -> None:
    """The program with its surroundings cleaned; the console script comes in by `entrance`, which does so earlier."""
    clean_up_here()
    sys.exit(run())
