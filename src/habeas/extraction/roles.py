"""Who did it and to whom: the roles of the first reading of a mention that fits.

clauses.py reads the clause, verb_roles.py and noun_roles.py find who is who, role_needs.py checks what the entry needs.
"""

from habeas.extraction.acts import ActMention
from habeas.extraction.lexicon import IDIOM
from habeas.extraction.noun_roles import NounRoles
from habeas.extraction.role_owners import Roles
from habeas.extraction.verb_roles import VerbRoles


class RoleFinder(VerbRoles, NounRoles):
    """Finds the roles of mentions for one language."""

    def of(self, mention: ActMention) -> Roles | None:
        """The roles of the first reading that fits, one with a victim before one without; None where none does."""
        if mention.entries[0].type == IDIOM:
            return None
        best: Roles | None = None
        for entry in mention.entries:
            found = self._of_verb(mention, entry) if entry.kind == "verb" else self._of_noun(mention, entry)
            if found.fits and (found.patients or best is None):
                best = found
                if found.patients:
                    break
        return best
