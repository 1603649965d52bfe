"""Every name that the vault knows -> what a release is to black out and to search for."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from habeas.claims import entities, look_up
from habeas.claims.model import ENTITIES, Item, Kind, mapping, mappings
from habeas.claims.names_seen import ever
from habeas.claims.names_seen import store as names_store
from habeas.claims.names_seen.model import key_of
from habeas.claims.names_seen.see import names_seen_of
from habeas.claims.nobody import names_somebody
from habeas.errors import UsageProblem
from habeas.extraction.names_seen.model import KnownAs
from habeas.ids import ItemId, kind_of
from habeas.names.folding import fold
from habeas.names.ordinary import is_function, is_ordinary
from habeas.names.small_words import MONTHS
from habeas.publication.redact import Name, Redactor, Rules
from habeas.publication.vault_view import ReleaseVault
from habeas.vault import store as vault_store


def redactor_for(
    vault: ReleaseVault, rules: Rules, *, accused: Collection[ItemId] = (), guarded: bool = False
) -> Redactor:
    """What the rules black out, by every name that the names room knows. `accused`: the perpetrators of what is
    released; `guarded`: whether a source in it has no consent to publish identity, so that numbers are hidden unless
    they were asked to be shown. Raises NotFound for an id the room does not know."""
    names = tuple(Name(None, (name,), True) for name in rules.names)
    if "people" in rules.kinds:
        names += names_of(vault, (Kind.PERSON,)) + names_in_texts(vault)
    if "groups" in rules.kinds:
        names += names_of(vault, (Kind.GROUP,))
    if "places" in rules.kinds:
        names += names_of(vault, (Kind.PLACE,)) + places_in_texts(vault)
    for identifier in sorted({*rules.ids, *(accused if "perpetrators" in rules.kinds else ())}):
        if identifier.startswith("src-"):
            vault_store.source(vault.record, vault.names, identifier)
            continue
        it = look_up.item(vault, identifier)
        if it.kind in ENTITIES:
            names += (Name(identifier, _every_name(vault, identifier), it.kind is Kind.PERSON),)
        else:
            raise UsageProblem(f"{identifier} is a {it.kind}: leave it out of the release instead of blacking it out")
    return Redactor(
        names, rules.words, rules.patterns, "numbers" in rules.kinds or (guarded and not rules.show_numbers)
    )


def accused_in(vault: ReleaseVault, sayings: Iterable[Item]) -> set[ItemId]:
    """The perpetrators of claims, as the record has them now."""
    named = [mapping(one).get("entity") for it in sayings for one in mappings(it.fields.get("perpetrators"))]
    return {look_up.resolved(vault, ItemId(one)) for one in named if isinstance(one, str)}


def names_of(vault: ReleaseVault, kinds: Sequence[Kind]) -> tuple[Name, ...]:
    """Every name that people and groups of the names room have, or ever had: rejected, merged and edited ones too. What
    was decided about a person says nothing about whether the name may be read; only "this is no name" does.

    "Unknown man", as lists have it, names nobody: blacked out, it would take the word from everybody's text.
    """
    found = []
    readable = decided_readable(vault)
    for identifier, every in ever.names_ever(vault, kinds).items():
        person = kind_of(identifier) == Kind.PERSON
        forms = tuple(form for form in every if key_of(form) not in readable)
        group = kind_of(identifier) == Kind.GROUP
        kept = tuple(_proper(forms, look_up.find(vault, identifier)) if group else filter(names_somebody, forms))
        if kept:
            found.append(Name(identifier, kept, person))
    return tuple(found)


def decided_readable(vault: ReleaseVault) -> frozenset[str]:
    """Keys of names of which a person said that they are no name."""
    if vault.names is None:
        return frozenset()
    return frozenset(key for key, known in names_store.decided(vault.names).items() if known is KnownAs.NO_NAME)


def names_in_texts(vault: ReleaseVault, *, undecided: bool = True) -> tuple[Name, ...]:
    """Names seen in any text that are a person's, or undecided: of these only the whole, of persons each word."""
    seen = [name for name in names_seen_of(vault) if name.known_as is KnownAs.PERSON or (undecided and name.hidden)]
    found = [Name(None, _parts(one.name, one.known_as), one.known_as is KnownAs.PERSON) for one in seen]
    return tuple(name for name in found if name.forms and any(map(names_somebody, name.forms)))


def places_in_texts(vault: ReleaseVault) -> tuple[Name, ...]:
    """Names seen in any text that are held for a place's: of these the whole."""
    return tuple(Name(None, (one.name,), False) for one in names_seen_of(vault) if one.known_as is KnownAs.PLACE)


def _parts(name: str, known_as: KnownAs) -> tuple[str, ...]:
    """A person's name seen in the row of a list may have the row's other cells round it. Each word of a person's name
    is hidden wherever it stands, so that "Ulemov,1985,26 March 2024" would hide every March. What is between commas,
    figures and ends of cells is a part of its own; months alone, and parts in small letters beside others with
    capitals, are none."""
    if known_as is not KnownAs.PERSON:
        return (name,)
    parts = [" ".join(part.split()) for part in _CELLS.split(name)]
    parts = [part for part in parts if any(map(str.isalpha, part))]
    if len(parts) > 1:
        parts = [part for part in parts if fold(part) not in MONTHS and not part.islower()]
    return tuple(dict.fromkeys(map(_without_small_words, parts)))


def _without_small_words(part: str) -> str:
    """ "delivery driver from Kesh" without its ordinary words in small letters: they say what somebody is."""
    words = part.split()
    kept = [word for word in words if not (word.islower() and (is_function(fold(word)) or is_ordinary(fold(word))))]
    return " ".join(kept) if any(not word.islower() for word in kept) else part


_CELLS = re.compile(r"[,;|\t\n\d]+")


def _every_name(vault: ReleaseVault, identifier: ItemId) -> tuple[str, ...]:
    """The names of one entity, of those merged into it, and those that edits replaced."""
    family = look_up.merged_into(vault, look_up.resolved(vault, identifier))
    known = ever.names_ever(vault, ENTITIES)
    before = (name for member in family for name in known.get(member, ()))
    return tuple(dict.fromkeys((*entities.names_of(vault, identifier), *before)))


def _proper(forms: Sequence[str], group: Item | None) -> Iterator[str]:
    """The forms that are names. "The men", "LGBT people", "local security" describe: blacked out, a dossier would not
    even say whom it is about. A group of people is named only where every word of weight has a capital."""
    describes = group is not None and group.fields.get("sort") in ("group", "officials")
    for form in forms:
        initials = [word[0] for word in form.split() if word[0].isalpha() and word.casefold() not in _SMALL]
        if initials and (all if describes else any)(not letter.islower() for letter in initials):
            yield form


_SMALL = {"the", "of", "for", "and", "in", "de", "la", "el", "le", "du", "des", "los", "и", "в", "по", "за"}
