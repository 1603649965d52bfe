"""Lists by the names people gave them."""

from collections.abc import Sequence

from habeas.errors import UsageProblem
from habeas.ids import ItemId, kind_of
from habeas.lists.store import lists
from habeas.vault.ledger import Ledger


def list_labels(ledger: Ledger) -> dict[str, str]:
    """List -> its name; its id where the names room is closed."""
    return {str(own): name for own, name in lists(ledger).items()} if ledger.names is not None else {}


def chosen_lists(ledger: Ledger, given: Sequence[str]) -> list[ItemId]:
    """Lists by name, where the names room is open, or by id. Raises UsageProblem, which repeats neither."""
    by_name = {name: own for own, name in list_labels(ledger).items()}
    if missing := [one for one in given if one not in by_name and kind_of(one) != "list"]:
        raise UsageProblem(
            f"{len(missing)} of the {len(given)} lists that were named are not in this vault",
            hint="`habeas link persons` shows the lists; one whose name has a comma goes by its id (--json)",
        )
    return [ItemId(by_name.get(one, one)) for one in given]
