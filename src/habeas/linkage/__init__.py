"""Which records speak of one person or one event.

In: tables of records (any columns, any script). Out: pairs with their evidence and probability, groups of records that
are one person, the number of distinct persons with an interval.

    records.py     tables -> columns of known kinds
    days.py        a date as written -> the first and last day it can mean
    names.py       two names, across scripts: how alike (one letter a sound, four readings of Latin)
    name_pairs.py  the same for millions of pairs: what agrees, in bits; what clashes
    columns.py     dates, places, words, codes: levels of agreement
    place_levels.py geography.py  what a place is: level, point, reach; distances
    place_pairs.py place_cells.py  two places: same, part, near, elsewhere; cells of a table -> places, by a gazetteer
    features.py    what a record can share with another, weighed by rarity
    candidates.py  which pairs are worth a close look
    mixture.py     what each level is worth: a mixture over all pairs, fitted without labels
    dependence.py  comparisons that repeat each other (a postcode lies in its town), made one
    scoring.py     candidates -> evidence in bits, log odds
    classifier.py  what people judged -> a better order of the pairs, where it is shown to be better
    by_splink/     for long lists: the same question put to Splink, on DuckDB or Spark
    engines.py     which engine, and whether this machine can do it
    clustering.py  log odds -> a tree of joins, by mean evidence
    constraints.py what no evidence may join: two records of a list without duplicates
    persons.py     tree -> number of persons with an interval
    link.py        all of it in order
    link_new.py    a few new records added to people who are known
    replicates.py  the doubt of linkage as versions of who is who -> tables of lists, for estimation
    groups.py      joins + judgements -> who is one person, at any cut
    judgements.py  what people decided about pairs; contradictions; what binds
    person_ids.py  ids that stay from run to run
    store.py       entries -> tables; the only SQL

    events/        the same for reports of events
    in_vault/      runs, individuals, events and decisions in an open vault

Order of import, the lowest first: the modules of this folder with by_splink/, then events/, then in_vault/.

Promises: nothing is tuned to a data set, every threshold is on the scale of log odds; the same records give the same
answer; a judgement of a person outweighs every model. Does not: merge anything (it proposes), know a vault in its
pure part, say anything of people on no list.
"""
