"""review: decide about proposals, one beside its passage; or all at once, from a script.

Interactive: one key a decision (review_screen.py). Scripted: --accept, --reject, --edit, --merge, --skip, --undo, each
said by ids; everything of one kind in one call is one act, written together or not at all.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from habeas.cli.in_words import ASSIGNED, IN_WORDS
from habeas.cli.multiple import Several, TakesSeveral
from habeas.cli.opening import Opening, as_json, identifier, opens_vault
from habeas.cli.speaking import emit, note, say
from habeas.errors import NotFound, UsageProblem
from habeas.ids import ItemId

if TYPE_CHECKING:
    from habeas.claims.narrowing import Narrowed
    from habeas.workspace.open import Workspace


@click.command(cls=TakesSeveral)
@click.option("--accept", cls=Several, metavar="ID...", help="Make these part of the record.")
@click.option("--reject", cls=Several, metavar="ID...", help="Keep these out; needs --because.")
@click.option("--skip", cls=Several, metavar="ID...", help="Put these at the end of the queue.")
@click.option("--undo", cls=Several, metavar="ID...", help="Take back the newest decision about each.")
@click.option("--merge", cls=Several, metavar="ID...", help="Let --into stand for these.")
@click.option("--into", metavar="ID", help="With --merge.")
@click.option("--edit", metavar="ID", help="Correct one; with --set.")
@click.option(
    "--set",
    "set_",
    type=ASSIGNED,
    multiple=True,
    metavar="FIELD=VALUE",
    help="With --edit; fields: docs/how-to/review.md.",
)
@click.option("--because", type=IN_WORDS, default="", metavar="TEXT", help="Why. Kept with the names.")
@click.option("--source", metavar="ID", help="Only proposals from this source.")
@click.option("--act", default="", metavar="CODE", help="Only this act, demand or kind of statement.")
@click.option("--person", metavar="ID", help="Only those that speak of this person or group.")
@click.option("--place", metavar="ID", help="Only those at this place.")
@click.option("--list", "list_name", type=IN_WORDS, default="", metavar="NAME", help="Only people of this list.")
@click.option("--confidence", metavar="LOW-HIGH", help="Only proposals as sure as this, such as 0.5-0.8.")
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
    act: str,
    person: str | None,
    place: str | None,
    list_name: str,
    confidence: str | None,
    json_: bool,
) -> None:
    """Decide about proposals, one at a time beside its passage. Keys: a e r m s u q, ? for help.

    Each decision is safe before the next proposal is shown; stop at any time, and go on later where you stopped.
    """
    asked = {"accept": accept, "reject": reject, "skip": skip, "undo": undo, "merge": merge}
    wanted = {verb: [identifier(one) for one in given] for verb, given in asked.items() if given}
    if bool(merge) != bool(into):
        raise UsageProblem("--merge and --into belong together")
    if bool(edit) != bool(set_):
        raise UsageProblem("--edit and --set belong together")
    from habeas.claims.narrowing import Narrowed

    with opening.workspace() as workspace:
        if edit:
            _edit(workspace, identifier(edit), set_, because, json_)
        if wanted:
            _decide(workspace, wanted, identifier(into) if into else None, because, json_)
        if not edit and not wanted:
            narrowed = Narrowed(
                identifier(source, "source") if source else None,
                act,
                identifier(person, "person", "group") if person else None,
                identifier(place, "place") if place else None,
                _list_named(workspace, list_name) if list_name else None,
                _between(confidence),
            )
            _sit_down(workspace, narrowed, json_)


def _edit(workspace: "Workspace", item: ItemId, settings: Sequence[str], because: str, json_: bool) -> None:
    from habeas.claims import review as verbs

    verbs.edit_as_typed(workspace.ledger, item, settings_of(settings), because=because)
    _report(workspace, "edited", [item], json_)


def settings_of(given: Sequence[str]) -> dict[str, str]:
    """FIELD=VALUE, several times -> field -> value. Raises UsageProblem (no sign, a field twice)."""
    found = [_setting(one) for one in given]
    if len({field for field, _ in found}) < len(found):
        raise UsageProblem("--set names a field twice")
    return dict(found)


def _setting(given: str) -> tuple[str, str]:
    field, equals, value = given.partition("=")
    if not equals:
        raise UsageProblem("--set takes FIELD=VALUE")
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
                for item in identifiers:
                    verbs.skip(ledger, item)
            case "undo":
                for item in identifiers:
                    verbs.undo(ledger, item, because=because)
            case "merge" if into is not None:
                for item in identifiers:
                    verbs.merge(ledger, item, into, because=because)
        _report(workspace, verb, identifiers, json_)


def _report(workspace: "Workspace", verb: str, identifiers: Sequence[ItemId], json_: bool) -> None:
    from habeas.claims import look_up

    for item in dict.fromkeys(identifiers):
        it = look_up.item(workspace.ledger, item)
        if json_:
            emit({"did": verb, "id": it.id, "status": it.status.value, "edited": it.edited, "into": it.into})
        else:
            say(f"{it.id}  {it.status.value}" + (f" into {it.into}" if it.into else ""))


def _list_named(workspace: "Workspace", name: str) -> ItemId:
    from habeas.lists.store import list_named

    found = list_named(workspace.ledger, name.strip())
    if found is None:
        raise NotFound("there is no list of this name")
    return found


def _between(given: str | None) -> tuple[float, float]:
    """`0.5-0.8`, `0.5-`, `-0.8`. Raises UsageProblem."""
    low, dash, high = (given or "-").partition("-")
    try:
        found = float(low or 0), float(high or 1)
    except ValueError:
        found = (1.0, 0.0)
    if not dash or not 0 <= found[0] <= found[1] <= 1:
        raise UsageProblem("--confidence is two numbers from 0 to 1", hint="such as 0.5-0.8, 0.5- or -0.8")
    return found


def _sit_down(workspace: "Workspace", narrowed: "Narrowed", json_: bool) -> None:
    from habeas.cli.review_screen import ReviewScreen

    screen = ReviewScreen(workspace, narrowed, emit if json_ else None)
    screen.run()
    left = screen.left()
    note(f"{screen.decided} decided, {left} left" + ("; go on with: habeas review" if left else ""))
