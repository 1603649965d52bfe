"""Which records speak of one person or one event.

In: tables of records (any columns, any script). Out: pairs with their evidence and probability, groups of records that
are one person, the number of distinct persons with an interval.

    records.py     tables -> columns of known kinds
    days.py        a date as written -> the first and last day it can mean
    names.py       two names, across scripts: how alike (one letter a sound, four readings of Latin)
    name_pairs.py  the same for millions of pairs: what agrees, in bits; what clashes
    nicknames.py   short forms of given names (words/nicknames.toml)
    columns.py     dates, places, words, codes: levels of agreement
    place_cells.py geography.py   places by level and distance, where a gazetteer is given
    features.py    what a record can share with another, weighed by rarity
    candidates.py  which pairs are worth a close look
    mixture.py     what each level is worth: a mixture over all pairs, fitted without labels
    dependence.py  comparisons that repeat each other (a postcode lies in its town), made one
    scoring.py     candidates -> evidence in bits, log odds
    classifier.py  what people judged -> a better order of the pairs, where it is shown to be better
    prepared.py    for long lists: records as columns a database can compare
    keys.py        composite keys that bring records together, the rarest first
    splink_model.py splink_engine.py splink_spark.py   the same question put to Splink, on DuckDB or Spark
    engines.py     which engine, and whether this machine can do it
    clustering.py  log odds -> a tree of joins, by mean evidence
    constraints.py what no evidence may join: two records of a list without duplicates
    persons.py     tree -> number of persons with an interval
    link.py        all of it in order
    replicates.py  the doubt of linkage as versions of who is who -> tables of lists, for estimation
    groups.py      joins + judgements -> who is one person, at any cut

  in a vault:
    vault_records.py places.py   persons of a vault -> records; places that are one
    runs.py link_new.py          a run, whole or of new records, as one frame of the journal
    individuals.py membership.py who is one person now; ids that change hands
    person_ids.py                ids that stay from run to run
    judgements.py                what people decided about pairs; contradictions; what binds
    review.py questions.py       deciding; what should be looked at, the most doubtful first
    explain.py                   why two records are thought to be one person, in words
    summary.py capture_tables.py how many, by list and stratum; tables for estimation
    store.py                     entries -> tables; the only SQL

  events, the same way:
    events.py                    all of it in order; event_records.py (what an event is), event_candidates.py,
                                 event_columns.py event_places.py (levels), event_reasons.py (why, in words),
                                 claim_events.py (a claim of the record -> such a report)

Promises: nothing is tuned to a data set, every threshold is on the scale of log odds; the same records give the same
answer; a judgement of a person outweighs every model. Does not: merge anything (it proposes), know a vault in its
pure part, say anything of people on no list.
"""
