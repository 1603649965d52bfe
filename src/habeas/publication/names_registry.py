"""Every name that the vault knows -> what a release is to black out and to search for."""

from collections.abc import Iterator, Sequence

from habeas.claims import entities, look_up
from habeas.claims.model import ENTITIES, Kind
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
    found = []
    for kind in kinds:
        for identifier, forms in entities.registry(vault, (kind,)).items():
            # "the men", "local security": words that describe a group are not its name
            kept = tuple(form for form in forms if kind is Kind.PERSON or any(not c.islower() for c in _initials(form)))
            if kept:
                found.append(Name(identifier, kept, kind is Kind.PERSON))
    return tuple(found)


def _initials(form: str) -> Iterator[str]:
    return (word[0] for word in form.split() if word[0].isalpha())
