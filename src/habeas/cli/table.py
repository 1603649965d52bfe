"""table preview, import, export: lists of people in and out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from habeas.cli.in_words import IN_WORDS
from habeas.cli.opening import Opening, as_json, opens_vault
from habeas.cli.speaking import emit, note, progress, say
from habeas.cli.speaking import table as columns_of_text
from habeas.errors import BadInput, PartlyDone, UsageProblem

if TYPE_CHECKING:
    from habeas.lists.model import Account, Columns, Table
    from habeas.lists.understood import Understood

REJECTIONS_SHOWN = 20
file_argument = click.argument("file", type=click.Path(path_type=Path))
mapping_option = click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="TOML: what columns mean, where they say it badly.",
)


encoding_option = click.option(
    "--encoding", default="", metavar="NAME", help="Of a CSV: cp1251, koi8-r ... Told from it if absent."
)


@click.group()
def table() -> None:
    """Bring lists in, and take them out."""


@table.command("preview")
@file_argument
@mapping_option
@click.option(
    "--list", "list_name", type=IN_WORDS, metavar="NAME", help="Open the vault too, and compare with this list."
)
@encoding_option
@as_json
@opens_vault
def preview(
    opening: Opening, file: Path, mapping: Path | None, list_name: str | None, encoding: str, json_: bool
) -> None:
    """Say what an import of FILE would do: columns recognised, rows created, matched, rejected and why. Writes nothing.

    Without --list no vault is opened, and rows are compared with each other only. The first rows are shown as they
    were understood, then those that are odd, with what is odd about them.
    """
    from habeas.lists.accounting import NothingKnown, dry_run
    from habeas.lists.bring_in import preview as preview_in
    from habeas.lists.bring_in import read_file
    from habeas.lists.files import read_table
    from habeas.lists.understood import shown_rows

    data = read_file(file)
    sheet, columns_of = _columns(mapping)
    found = read_table(data, sheet, checked(encoding))
    columns = columns_of(found)
    if list_name is None:
        account = dry_run(found, columns, NothingKnown())
    else:
        with opening.workspace() as workspace:
            account = preview_in(workspace.ledger, data, found, columns, list_name)
    first, odd = shown_rows(found, columns, account)
    if json_:
        rows = {"first_rows": list(map(asdict, first)), "odd_rows": list(map(asdict, odd))}
        emit(_table_object(found, columns) | account_object(account) | rows)
        return
    _say_table(found, columns)
    _say_rows(first, odd, account)
    _say_account(account, "would be ")


@table.command("import")
@file_argument
@click.option(
    "--list",
    "list_name",
    type=IN_WORDS,
    metavar="NAME",
    default="",
    help="Whose list it is: the name rows are attributed to. Not needed for our own export of lists.",
)
@mapping_option
@click.option("--origin", type=IN_WORDS, default="", metavar="TEXT", help="Where the file came from, in words.")
@click.option("--consent", type=click.IntRange(0, 6), help="As for admit; unsaid: it may be counted, and no more.")
@click.option("--resume", is_flag=True, help="Go on with an import that was interrupted; an error where none was.")
@click.option("--undo", "undo_", is_flag=True, help="Take back every import of FILE into this list.")
@click.option("--because", type=IN_WORDS, default="", metavar="TEXT", help="With --undo: why.")
@encoding_option
@as_json
@opens_vault
def import_(
    opening: Opening,
    file: Path,
    list_name: str,
    mapping: Path | None,
    origin: str,
    consent: int | None,
    resume: bool,
    undo_: bool,
    because: str,
    encoding: str,
    json_: bool,
) -> None:
    """Take the rows of FILE in: each a person, with its cells as given, and a claim where an act is named.

    FILE is CSV, XLSX, ODS or Parquet, or an export of KoboToolbox, ODK Central, Uwazi, OpenEvSys or FollowTheMoney. The
    file itself is admitted as evidence. Importing it again adds nothing; after an interruption, importing it again
    goes on. Exit code 3: some rows were rejected, each is said.
    """
    lists = [list_name.strip()] if list_name.strip() else _lists_of(file, undo_)
    if undo_:
        if resume or mapping:
            raise UsageProblem("--undo takes neither --resume nor --mapping")
        _undo(opening, file, list_name.strip(), because, json_)
        return
    if because:
        raise UsageProblem("--because belongs to --undo")
    rejected = rows = 0
    only = not list_name.strip()
    for one, account in _import(opening, file, lists, mapping, origin, consent, resume, checked(encoding), only):
        rejected, rows = rejected + len(account.rejected), rows + account.rows
        if json_:
            emit(account_object(account) | ({"list": one} if only else {}))
            continue
        if only:
            say(f"{one}:")
        _say_account(account, "")
    if rejected:
        raise PartlyDone(
            f"{rejected} of {rows} rows were rejected; the others are in the vault",
            hint="correct them in the file and import it again: what is there already is not taken twice",
        )


def checked(encoding: str) -> str:
    """Raises UsageProblem for the name of no encoding."""
    from habeas.reading.encodings import is_encoding

    if encoding and not is_encoding(encoding):
        raise UsageProblem("--encoding is the name of no encoding", hint="as cp1251, koi8-r, cp866, utf-16-le")
    return encoding


def _lists_of(file: Path, undoing: bool) -> list[str]:
    """Without --list: the lists that our own export holds. Raises UsageProblem for any other file."""
    from habeas.lists.bring_in import lists_in, read_file
    from habeas.lists.files import read_table

    found = [] if undoing else list(lists_in(read_table(read_file(file))))
    if not found:
        raise UsageProblem("a list needs a name", hint="--list NAME")
    return found


def _import(
    opening: Opening,
    file: Path,
    lists: Sequence[str],
    mapping: Path | None,
    origin: str,
    consent: int | None,
    resume: bool,
    encoding: str,
    only: bool,
) -> "Iterator[tuple[str, Account]]":
    from habeas.lists.bring_in import bring_in
    from habeas.vault.model import DEFAULT_CONSENT, About, Consent, SourceKind

    sheet, columns_of = _columns(mapping)
    about = About(
        origin=origin,
        publisher="",
        consent=DEFAULT_CONSENT if consent is None else Consent(consent),
        kind=SourceKind.TABLE,
    )
    with opening.workspace() as workspace, progress("rows") as bar:
        for list_name in lists:
            yield (
                list_name,
                bring_in(
                    workspace.ledger,
                    file,
                    list_name,
                    columns_of,
                    about,
                    sheet=sheet,
                    encoding=encoding,
                    only=only,
                    resume=resume,
                    progress=bar.to,
                ),
            )


def _undo(opening: Opening, file: Path, list_name: str, because: str, json_: bool) -> None:
    from habeas.lists.bring_in import undo

    with opening.workspace() as workspace:
        undone = undo(workspace.ledger, file, list_name, because=because)
    if json_:
        emit({"runs": list(undone.runs), "rejected": undone.rejected, "kept": undone.kept})
        return
    say(f"{undone.rejected} items of {len(undone.runs)} imports no longer stand")
    if undone.kept:
        say(f"{undone.kept} items were left: someone has decided about them or changed them")


@table.command("export")
@click.option("--to", type=click.Path(path_type=Path), required=True, metavar="FILE", help="A new .csv or .xlsx file.")
@click.option("--list", "list_name", type=IN_WORDS, default="", metavar="NAME", help="Only this list.")
@as_json
@opens_vault
def export(opening: Opening, to: Path, list_name: str, json_: bool) -> None:
    """Write the rows of all lists, or of one, with their ids. The file holds names, and is not sealed.

    Rows of a source whose consent was refused, or that is to be kept sealed (0 and 1), are left out, and counted.

    What is written reads back as the same rows: `habeas table import` of it adds nothing here, and makes the same
    persons in another vault.
    """
    from habeas.lists.store import list_named, withheld
    from habeas.lists.take_out import take_out

    with opening.workspace() as workspace:
        count = take_out(workspace.ledger, to, list_name.strip())
        held = withheld(workspace.ledger, list_named(workspace.ledger, list_name.strip()))
    if json_:
        emit({"rows": count, "withheld": held})
    else:
        say(f"{count} rows written")
        if held:
            say(f"{held} rows left out: consent of their source is refused, or it is kept sealed")
        note("habeas: this file holds names in clear; delete it when it has done its work")


def _columns(mapping: Path | None) -> "tuple[str, Callable[[Table], Columns]]":
    """The sheet that the mapping names, and how the columns of a table are found."""
    from habeas.claims import words
    from habeas.lists.columns import mapped, recognise, sheet_of

    if mapping is None:
        return "", lambda table_: recognise(table_.labels, table_.hints)
    try:
        said = mapping.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput("the mapping file cannot be read as UTF-8 text") from None

    def columns_of(table_: "Table") -> "Columns":
        columns = mapped(table_.labels, said, table_.hints)
        if columns.act:
            words.require(None, "act_types", columns.act)
        return columns

    return sheet_of(said), columns_of


def _table_object(table_: "Table", columns: "Columns") -> dict[str, Any]:
    described = [{"label": label, "meaning": columns.meanings.get(label)} for label in table_.labels]
    return {
        "format": table_.format,
        "encoding": table_.encoding,
        "delimiter": table_.delimiter,
        "sheet": table_.sheet,
        "sheets": list(table_.sheets),
        "columns": described,
        "notes": list(table_.notes),
    }


def account_object(account: "Account") -> dict[str, Any]:
    """The account as JSON: rows = created + matched + rejected."""
    return {
        "rows": account.rows,
        "created": account.created,
        "matched": account.matched,
        "repeated": account.repeated,
        "rejected": len(account.rejected),
        "reasons": account.reasons(),
        "rejections": [{"row": one.row, "why": one.why.value} for one in account.rejected],
        "odd": [{"row": row, "what": what, "meaning": meaning or None} for row, what, meaning in account.odd],
        "unread": dict(account.unread),
        "run": account.run,
        "source": account.source,
    }


def _say_table(table_: "Table", columns: "Columns") -> None:
    about = " ".join(word for word in (table_.format, table_.encoding) if word)
    say(f"{about}, {len(table_.labels)} columns" + (f"; {', '.join(table_.notes)}" if table_.notes else ""))
    if table_.sheets:
        say(f"people: {table_.sheet}; the mapping can name another sheet of: {', '.join(table_.sheets)}")
    columns_of_text([(columns.meanings.get(label, "-"), label) for label in table_.labels], (14,))
    if "act" not in columns.meanings.values() and not columns.act:
        note(
            'no column says what happened: persons are made, and no claims (a mapping file can say: act = "detention")'
        )


def _say_rows(first: "Sequence[Understood]", odd: "Sequence[Understood]", account: "Account") -> None:
    if first:
        say("as understood:")
        columns_of_text([(f"row {row.row}", *row.words()) for row in first], (9,))
    if odd:
        say("odd:")
        columns_of_text([(f"row {row.row}", *row.words(), ", ".join(row.odd)) for row in odd], (9,))
        left = len({row for row, _, _ in account.odd}) - len(odd)
        if left > 0:
            say(f"and {left} more odd rows; --json lists all")


def _say_account(account: "Account", would: str) -> None:
    say(
        f"{account.rows} rows: {account.created} {would}created, {account.matched} matched, "
        f"{len(account.rejected)} rejected"
    )
    if account.repeated:
        say(f"{account.repeated} of the matched say the same as an earlier row of the file")
    for meaning, count in sorted(account.unread.items()):
        say(f"{count} cells of {meaning} could not be read as values; they are kept as given")
    for one in account.rejected[:REJECTIONS_SHOWN]:
        say(f"row {one.row}: {one.why.value}")
    if len(account.rejected) > REJECTIONS_SHOWN:
        say(f"... and {len(account.rejected) - REJECTIONS_SHOWN} more; --json lists all")
