"""Every name that the vault knows -> what a release is to black out and to search for."""

from collections.abc import Iterator, Sequence

from habeas.claims import entities, look_up
from habeas.claims.model import ENTITIES, Item, Kind
from habeas.claims.nobody import names_somebody
from habeas.errors import UsageProblem
from habeas.publication.redact import Name, Redactor, Rules
from habeas.publication.vault_view import ReleaseVault
from habeas.vault import store as vault_store


def redactor_for(vault: ReleaseVault, rules: Rules) -> Redactor:
    """What the rules black out, by every name that the names room knows. Raises NotFound for an id it does not."""
    names: tuple[Name, ...] = ()
    if rules.every_name:
        names = names_of(vault, (Kind.PERSON, Kind.GROUP))
    for identifier in sorted(rules.ids):
        if identifier.startswith("src-"):
            vault_store.source(vault.record, vault.names, identifier)
            continue
        it = look_up.item(vault, identifier)
        if it.kind in ENTITIES:
            names += (Name(identifier, entities.names_of(vault, identifier), it.kind is Kind.PERSON),)
        else:
            raise UsageProblem(f"{identifier} is a {it.kind}: leave it out of the release instead of blacking it out")
    return Redactor(names, rules.words, rules.patterns)


def names_of(vault: ReleaseVault, kinds: Sequence[Kind]) -> tuple[Name, ...]:
    """Every name of the people and groups of the names room that are not merged or rejected. "Unknown man", as lists
    have it, names nobody: blacked out, it would take the word from everybody's text."""
    found = []
    for kind in kinds:
        for identifier, forms in entities.registry(vault, (kind,)).items():
            person = kind is Kind.PERSON
            kept = tuple(filter(names_somebody, forms) if person else _proper(forms, look_up.item(vault, identifier)))
            if kept:
                found.append(Name(identifier, kept, person))
    return tuple(found)


def _proper(forms: Sequence[str], group: Item) -> Iterator[str]:
    """The forms that are names. "The men", "LGBT people", "local security" describe: blacked out, a dossier would not
    even say whom it is about. A group of people is named only where every word of weight has a capital."""
    describes = group.fields.get("sort") in ("group", "officials")
    for form in forms:
        initials = [word[0] for word in form.split() if word[0].isalpha() and word.casefold() not in _SMALL]
        if initials and (all if describes else any)(not letter.islower() for letter in initials):
            yield form


_SMALL = {"the", "of", "for", "and", "in", "de", "la", "el", "le", "du", "des", "los", "и", "в", "по", "за"}
