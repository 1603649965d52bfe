"""Which records speak of one person or one event.

In: tables of records (any columns, any script). Out: pairs with their evidence and probability, groups of records that
are one person, the number of distinct persons with an interval.

What people and events share stands here:

    days.py        a date as written -> the first and last day it can mean
    names.py       two names, across scripts: how alike (one letter a sound, four readings of Latin)
    place_levels.py geography.py  what a place is: level, point, reach; distances
    place_pairs.py two places: same, part, near, elsewhere
    mixture.py     what each level is worth: a mixture over all pairs, fitted without labels
    classifier.py  what people judged -> a better order of the pairs, where it is shown to be better
    clustering.py  log odds -> a tree of joins, by mean evidence
    constraints.py what no evidence may join: two records of a list without duplicates
    persons.py     tree -> number of persons with an interval
    linked.py      what a linkage leaves
    replicates.py  the doubt of linkage as versions of who is who -> tables of lists, for estimation
    groups.py      joins + judgements -> who is one person, at any cut
    judgements.py  what people decided about pairs; contradictions; what binds
    person_ids.py  ids that stay from run to run
    store.py       entries -> tables; the only SQL

    people/        records of people
    events/        reports of events
    in_vault/      runs, individuals, events and decisions in an open vault

Order of import, the lowest first: the modules of this folder, then people/ beside events/, then in_vault/.

Promises: nothing is tuned to a data set, every threshold is on the scale of log odds; the same records give the same
answer; a judgement of a person outweighs every model. Does not: merge anything (it proposes), know a vault in its
pure part, say anything of people on no list.
"""
