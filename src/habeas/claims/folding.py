"""Text as it is searched: see names/folding.py, which the comparison of names shares."""

from habeas.names.folding import fold as fold
from habeas.names.folding import fold_character as fold_character
from habeas.names.folding import fold_with_places as fold_with_places
