"""The question of who is one person put to Splink, for lists too long for candidates.py.

In: records, and the same columns that the own engine compares. Out: the same pairs with evidence and log odds, for
the same clustering.

    prepared.py    records as columns that a database can compare
    keys.py        composite keys that bring records together, the rarest first
    model.py       table, comparisons in SQL, settings
    engine.py      the steps in order, on DuckDB
    spark.py       the same on Spark; what it needs is looked for first

Promises: one model for DuckDB and Spark; keys stay within a budget of pairs; an engine that is missing is said before
anything is read. Does not: choose the engine (../engines.py), join or count persons.
"""
