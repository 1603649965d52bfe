"""Which records speak of one person: `link(records)`, `link_new` for a few more.

    records.py     tables -> columns of known kinds; ages.py: an age on a day -> a birth date
    name_pairs.py  the names of millions of pairs: what agrees, in bits; what clashes
    columns.py     dates, places, words, codes: levels of agreement
    place_cells.py cells of a table -> places, by a gazetteer
    features.py    what a record can share with another, weighed by rarity
    candidates.py  which pairs are worth a close look
    dependence.py  comparisons that repeat each other (a postcode lies in its town), made one
    scoring.py     candidates -> evidence in bits, log odds
    by_splink/     for long lists: the same question put to Splink, on DuckDB or Spark
    engines.py     which engine, and whether this machine can do it
    link.py        all of it in order
    link_new.py    a few new records added to people who are known

Knows no events and no vault.
"""
