"""Someone who is meant by name -> the item they are: the one that the source has under this name, or a new one.

    @Ilya Morozan                 a person; where a place is asked for, a place
    @group:Third Guard            a group
    @person:..., @place:...       said in full

Each text has its own people (ADR 0044): a name that only another source knows makes somebody new here, because two
people can have one name, and merging is a decision of its own. Who has the same name is told, never assumed.
Where one source has two of the name, their ids are asked for.
"""

from dataclasses import dataclass

from habeas.claims import look_up, schemas, search_index
from habeas.claims.apart import apart
from habeas.claims.folding import fold
from habeas.claims.model import ENTITIES, Item, Journal, Kind, Offsets, Status, spans
from habeas.claims.nobody import names_somebody
from habeas.claims.quotation import places
from habeas.custody.model import JsonValue, NewEntry
from habeas.errors import NotFound, UsageProblem, WrongKey
from habeas.ids import ItemId, new_id
from habeas.vault import store as vault_store

SIGN = "@"
LONGEST = 400
"""Code points of a name."""
PEOPLE = (Kind.PERSON, Kind.GROUP)
PERSON = "person"
"""The proposer of what a person enters."""


@dataclass(frozen=True)
class Made:
    """Somebody who was not there yet."""

    id: ItemId
    kind: Kind
    namesakes: tuple[ItemId, ...]
    """Of the same kind and the same name, from other sources: nobody said that they are one."""


class ByName:
    """Those who are meant by name in one act about one source. `new` is written together with the act."""

    def __init__(self, journal: Journal, source: ItemId) -> None:
        """Raises WrongKey where the names room is closed."""
        if journal.names is None:
            raise WrongKey("a name lies in the names room: this member does not hold its key", hint="give an id")
        self.journal, self.source, self.names = journal, source, journal.names
        self.text = vault_store.text(journal.names, source) or ""
        self.new: list[NewEntry] = []
        self.made: list[Made] = []
        self._items: dict[tuple[Kind, str], ItemId] = {}

    def entity(self, given: str, kinds: tuple[Kind, ...] = PEOPLE) -> ItemId:
        """The item of `@Name`, made now if need be. `kinds`: what may stand there, the first where none is said.

        Raises UsageProblem (no name, a kind that cannot stand there, two of this name in the source).
        """
        kind, name = _said(given, kinds)
        key = (kind, fold(name))
        if key not in self._items:
            alike = self._alike(kind, name)
            here = [found.id for found in alike if found.source == self.source]
            if len(here) > 1:
                raise UsageProblem(
                    f"this source has more than one {kind} of that name", hint="give the id: " + ", ".join(here)
                )
            self._items[key] = here[0] if here else self._make(kind, name, tuple(it.id for it in alike))
        return self._items[key]

    def _alike(self, kind: Kind, name: str) -> list[Item]:
        """Those that stand, under this very name as it is searched for; what was merged is what it was merged into."""
        heads = {look_up.resolved(self.journal, one) for one in search_index.named(self.names, fold(name))}
        found = look_up.these(self.journal, heads).values()
        mine = [it for it in found if it.kind is kind and it.status in (Status.PROPOSED, Status.ACCEPTED)]
        return sorted(mine, key=lambda it: it.id)

    def _make(self, kind: Kind, name: str, namesakes: tuple[ItemId, ...]) -> ItemId:
        identifier = ItemId(new_id(kind.value))
        record: dict[str, JsonValue] = {"source": self.source, "proposer": PERSON}
        if found := self._places(name):
            record["mentions"] = [list(place) for place in found]
        self.new.append(NewEntry(schemas.PROPOSED[kind].kind, identifier, apart(record), {"name": name}))
        self.made.append(Made(identifier, kind, namesakes))
        return identifier

    def _places(self, name: str) -> tuple[Offsets, ...]:
        return places(self.text, name) if self.text else ()

    def words_for(self, given: str, entity: ItemId, within: tuple[Offsets, ...]) -> Offsets | None:
        """Where, in these stretches, the text names this entity: by the name given, or as it is mentioned elsewhere."""
        found = list(self._places(_said(given, ENTITIES)[1])) if given.startswith(SIGN) else []
        it = look_up.find(self.journal, entity)
        if it is not None and it.source == self.source:
            found += spans(it.fields.get("mentions"))
        inside = (place for place in found for start, end in within if start <= place[0] and place[1] <= end)
        return next(inside, None)


def is_by_name(given: str) -> bool:
    return given.startswith(SIGN)


def _said(given: str, kinds: tuple[Kind, ...]) -> tuple[Kind, str]:
    """The kind and the name of `@Name` or `@kind:Name`."""
    said, colon, rest = given.removeprefix(SIGN).partition(":")
    kind = next((one for one in ENTITIES if colon and said.strip() == one), None)
    name = " ".join((rest if kind else given.removeprefix(SIGN)).split())
    kind = kind or kinds[0]
    if kind not in kinds:
        raise UsageProblem(f"no {kind} can stand there", hint="it takes: " + ", ".join(kinds))
    if not name or len(name) > LONGEST or not any(letter.isalnum() for letter in name):
        raise UsageProblem(f"after {SIGN} stands a name, of at most {LONGEST} letters")
    if not names_somebody(name):
        raise UsageProblem("those words name nobody", hint="leave the field away: it is then not known")
    return kind, name


def require_source(journal: Journal, source: ItemId) -> None:
    """Raises NotFound where there is no such source, or it was erased."""
    if vault_store.is_erased(journal.record, source):
        raise NotFound(f"{source} was erased")
    vault_store.source(journal.record, journal.names, source)
