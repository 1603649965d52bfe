"""review: decide about proposals, one beside its passage; or all at once, from a script.

Interactive: one key a decision (review_screen.py). Scripted: --accept, --reject, --edit, --merge, --skip, --undo, each
said by ids; everything of one kind in one call is one act, written together or not at all.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from habeas.cli.opening import Opening, as_json, opens_vault
from habeas.cli.speaking import emit, note, say
from habeas.errors import UsageProblem
from habeas.ids import ItemId, kind_of

if TYPE_CHECKING:
    from habeas.workspace import Workspace


class Ids(click.Option):
    """An option that takes all ids that follow it: `--accept ID ID ID`. Ids never begin with a dash."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "multiple": True, "metavar": "ID..."})


class ReviewCommand(click.Command):
    """Lets `--accept` and its like take several ids, which click's options cannot."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        taking = {name for option in self.params if isinstance(option, Ids) for name in option.opts}
        spread: list[str] = []
        current: str | None = None
        for argument in args:
            if argument.startswith("-"):
                current = argument if argument in taking else None
                if current is None:
                    spread.append(argument)
            elif current is not None:
                spread += [current, argument]
            else:
                spread.append(argument)
        return super().parse_args(ctx, spread)


@click.command(cls=ReviewCommand)
@click.option("--accept", cls=Ids, help="Make these part of the record.")
@click.option("--reject", cls=Ids, help="Keep these out; needs --because.")
@click.option("--skip", cls=Ids, help="Put these at the end of the queue.")
@click.option("--undo", cls=Ids, help="Take back the newest decision about each.")
@click.option("--merge", cls=Ids, help="Let --into stand for these.")
@click.option("--into", metavar="ID", help="With --merge.")
@click.option("--edit", metavar="ID", help="Correct one; with --set.")
@click.option("--set", "set_", multiple=True, metavar="FIELD=VALUE", help="With --edit; fields: docs/how-to/review.md.")
@click.option("--because", default="", metavar="TEXT", help="Why. Kept with the names.")
@click.option("--source", metavar="ID", help="Only proposals from this source.")
@as_json
@opens_vault
def review(
    opening: Opening,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    skip: tuple[str, ...],
    undo: tuple[str, ...],
    merge: tuple[str, ...],
    into: str | None,
    edit: str | None,
    set_: tuple[str, ...],
    because: str,
    source: str | None,
    json_: bool,
) -> None:
    """Decide about proposals, one at a time beside its passage. Keys: a e r m s u q, ? for help.

    Each decision is safe before the next proposal is shown; stop at any time, and go on later where you stopped.
    """
    asked = {"accept": accept, "reject": reject, "skip": skip, "undo": undo, "merge": merge}
    wanted = {verb: [_item_id(one) for one in given] for verb, given in asked.items() if given}
    if bool(merge) != bool(into):
        raise click.UsageError("--merge and --into belong together")
    if bool(edit) != bool(set_):
        raise click.UsageError("--edit and --set belong together")
    with opening.workspace() as workspace:
        if edit:
            _edit(workspace, _item_id(edit), set_, because, json_)
        if wanted:
            _decide(workspace, wanted, _item_id(into) if into else None, because, json_)
        if not edit and not wanted:
            _sit_down(workspace, _item_id(source) if source else None, json_)


def _item_id(given: str) -> ItemId:
    if kind_of(given) is None:
        raise UsageProblem("that is not an id", hint="`habeas list claims` shows ids, such as clm-7h2k9m4x0q3t")
    return ItemId(given)


def _edit(workspace: "Workspace", identifier: ItemId, settings: Sequence[str], because: str, json_: bool) -> None:
    from habeas.claims import edits, look_up
    from habeas.claims import review as verbs

    typed = dict(_setting(setting) for setting in settings)
    record, private = edits.changes(workspace.ledger, look_up.item(workspace.ledger, identifier), typed)
    verbs.edit(workspace.ledger, identifier, record, private, because=because)
    _report(workspace, "edited", [identifier], json_)


def _setting(given: str) -> tuple[str, str]:
    field, equals, value = given.partition("=")
    if not equals:
        raise click.UsageError("--set takes FIELD=VALUE")
    return field.strip(), value


def _decide(
    workspace: "Workspace", wanted: Mapping[str, list[ItemId]], into: ItemId | None, because: str, json_: bool
) -> None:
    from habeas.claims import review as verbs

    ledger = workspace.ledger
    for verb, identifiers in wanted.items():
        match verb:
            case "accept":
                verbs.accept(ledger, identifiers, because=because)
            case "reject":
                verbs.reject(ledger, identifiers, because=because)
            case "skip":
                for identifier in identifiers:
                    verbs.skip(ledger, identifier)
            case "undo":
                for identifier in identifiers:
                    verbs.undo(ledger, identifier, because=because)
            case "merge" if into is not None:
                for identifier in identifiers:
                    verbs.merge(ledger, identifier, into, because=because)
        _report(workspace, verb, identifiers, json_)


def _report(workspace: "Workspace", verb: str, identifiers: Sequence[ItemId], json_: bool) -> None:
    from habeas.claims import look_up

    for identifier in dict.fromkeys(identifiers):
        it = look_up.item(workspace.ledger, identifier)
        if json_:
            emit({"did": verb, "id": it.id, "status": it.status.value, "edited": it.edited, "into": it.into})
        else:
            say(f"{it.id}  {it.status.value}" + (f" into {it.into}" if it.into else ""))


def _sit_down(workspace: "Workspace", source: ItemId | None, json_: bool) -> None:
    from habeas.cli.review_screen import ReviewScreen

    screen = ReviewScreen(workspace, source, emit if json_ else None)
    screen.run()
    left = screen.left()
    note(f"{screen.decided} decided, {left} left" + ("; go on with: habeas review" if left else ""))
