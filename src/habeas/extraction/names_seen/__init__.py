"""Names seen in a text, for recall: whoever may be named is found, whatever role they have or have not.

    model.py       what is handed out
    tagged.py      what spaCy and natasha take for names
    runs.py        runs of capitals, in scripts that have them; handles, addresses; lists in small letters
    uncased.py     names in scripts without capitals
    kinds.py       person, organisation, place, no name, or undecided
    bearers.py     mentions of one bearer, joined
    find.py        all of it in order

Does not: decide (people do), see a name that looks like no name and stands where no name stands.
"""
