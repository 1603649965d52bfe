"""Linkage in a vault: runs, who is one person or event now, what people decide about it.

In: the persons and claims of an open vault, the gazetteer, what people decide. Out: entries of the journal; individuals
and events with lasting ids; questions, reasons, figures and tables for estimation.

    records.py places.py          persons of a vault -> records; places that are one
    runs.py event_runs.py         a run over persons (all, or the new) or over events, as one frame of the journal
    settled.py                    joins of the last run + judgements since -> who is one, with ids that stay
    individuals.py membership.py  who is one person now; ids that change hands
    review.py questions.py        deciding; what should be looked at, the most doubtful first
    explain.py                    why two records are thought to be one person, in words
    summary.py capture_tables.py  how many, by list and stratum; tables for estimation

Promises: a run is written whole or not at all; nothing is overwritten, and undoing is a new entry; a judgement of a
person outweighs every model. Does not: compare records itself (the rooms below do; none of them imports this one),
write SQL (../store.py).
"""
