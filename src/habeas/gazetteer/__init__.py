"""What a name of a place may be: countries, regions and towns, offline, from one small file.

    look_up.py   a folded name -> everything it may be
    build.py     makes data/gazetteer.tsv.gz anew; a developer runs it

In: a name. Out: hits with country, region, point and inhabitants. What is not in the file may exist all the same; and
nothing is decided here: extraction weighs a hit by the words around it, a list by its columns, linkage by distance.
"""
