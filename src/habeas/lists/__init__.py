"""Lists in, lists out: a table of people becomes persons and claims of the vault, and can be taken out again.

In: a file (CSV, TSV, XLSX, ODS, Parquet, an export of KoboToolbox, ODK Central, Uwazi, OpenEvSys, FollowTheMoney) and a
mapping from its columns to what they mean, recognised or given.
Out: one person for each row, with every cell as given beside its normalised value, and one claim where the row names an
act; an account of all rows; the same rows as a CSV or XLSX file with the same ids.

Promises: rows in = created + matched + rejected, each rejection with a reason code. Rows go to the journal in batches,
each all or none; running an import again adds what is missing and nothing else. An undo is new entries.

Does not: decide who is the same person across lists (linkage), nor correct what a cell says.

    model.py      the nouns          files.py   bytes -> sheets, table       columns.py  headers -> meanings
    header.py     where labels are   people.py  which sheet holds the people
    exports.py    other programs     families.py  repeat groups and parents  huridocs.py  codes of acts
    values.py     cells -> values    rows.py    a row -> entries              accounting.py  which rows are new
    bring_in.py   import and undo    store.py   the tables of the projection  take_out.py  export
    date_words.py Arabic dates in words, said in English
"""
