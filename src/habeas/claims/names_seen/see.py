"""Look at every text for names, and say what each name is held for.

1 texts that this finder has not looked at are looked at (a fraction of a second each), and what was seen remembered
2 mentions that are spelt alike are one name
3 held for: what a person decided; else a person where any text or the record has a person so called; else what the
  record or most mentions say; undecided where they say nothing
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from habeas.claims.model import Kind, Rooms
from habeas.claims.names_seen import store
from habeas.claims.names_seen.ever import names_ever
from habeas.claims.names_seen.model import Mention, SeenName, key_of
from habeas.errors import WrongKey
from habeas.extraction.names_seen.kinds import SURE_PERSON
from habeas.extraction.names_seen.model import KnownAs
from habeas.ids import ItemId
from habeas.vault import store as vault_store


def look(rooms: Rooms) -> int:
    """1 Look at the texts that were not looked at; returns how many. Raises WrongKey."""
    from habeas.extraction.names_seen.find import FINDER, names_seen

    if rooms.names is None:
        raise WrongKey("names are seen in texts: this member does not hold the key of the names room")
    done = store.looked_at(rooms.names, FINDER)
    waiting = [source.id for source in vault_store.sources(rooms.record, None) if source.id not in done]
    for source in waiting:
        text = vault_store.text(rooms.names, source)
        store.remember(rooms.names, source, FINDER, names_seen(text) if text else ())
    return len(waiting)


def names_seen_of(rooms: Rooms) -> tuple[SeenName, ...]:
    """2, 3 Every name seen in any text, in the order of their keys. Raises WrongKey."""
    look(rooms)
    assert rooms.names is not None
    by_key: dict[str, list[Mention]] = {}
    for mention in _mentions(rooms):
        by_key.setdefault(key_of(mention.text), []).append(mention)
    decisions, record = store.decided(rooms.names), _of_record(rooms)
    return tuple(_named(key, found, decisions, record) for key, found in sorted(by_key.items()))


def _mentions(rooms: Rooms) -> Iterator[Mention]:
    assert rooms.names is not None
    source, text = ItemId(""), ""
    for identifier, start, end, known, reasons in store.remembered(rooms.names):
        if identifier != source:
            source, text = identifier, vault_store.text(rooms.names, identifier) or ""
        if said := text[start:end]:
            yield Mention(source, start, end, said, known, reasons)


def _of_record(rooms: Rooms) -> dict[str, KnownAs]:
    """Key -> what the record has under that name; a person outweighs a group, a group a place."""
    found: dict[str, KnownAs] = {}
    for kind, known in (
        (Kind.PLACE, KnownAs.PLACE),
        (Kind.GROUP, KnownAs.ORGANISATION),
        (Kind.PERSON, KnownAs.PERSON),
    ):
        for names in names_ever(rooms, (kind,)).values():
            found.update((key_of(name), known) for name in names)
    return found


def _named(
    key: str, mentions: list[Mention], decisions: Mapping[str, KnownAs], record: Mapping[str, KnownAs]
) -> SeenName:
    said = Counter(mention.known_as for mention in mentions)
    if (known := decisions.get(key)) is not None:
        return SeenName(mentions[0].text, known, "person", tuple(mentions))
    reasons = {reason for mention in mentions for reason in mention.reasons}
    if (known := record.get(key)) not in (None, KnownAs.PERSON) and not reasons & SURE_PERSON:
        assert known is not None
        return SeenName(mentions[0].text, known, "record", tuple(mentions))
    if said[KnownAs.PERSON] or record.get(key) is KnownAs.PERSON:
        return SeenName(mentions[0].text, KnownAs.PERSON, "program", tuple(mentions))
    return SeenName(mentions[0].text, said.most_common(1)[0][0], "program", tuple(mentions))
