"""Text in, proposed claims, calls and statements out; pure, no storage.

In: the text of one document (immutable; every offset points into it), its date of publication and language where known.
Out: `model.Proposals`: actors, attributions, places, times, quantities, claims, calls, statements, each with its
spans, and
for what is proposed a confidence and a reason in words. `gold_format.to_json` writes the format hr-claim-gold/0.1.

The way of one text (`propose.py` is the only place that knows it whole):

    layout.py       text -> blocks (headings, list items, paragraphs) -> sentences
    quotations.py   text -> quotations (all mark styles, also unclosed ones), by block
    parse.py        English sentences -> trees of our own Token (spaCy); russian_parse.py the same for Russian
    (natasha);
                    fallback without a model: tokens without a tree
    words/          closed lists, act lexicon, cue words, as data; lexicon.py reads them, once
    dates.py places.py numbers.py    text -> Time, Place, Quantity (both languages)
    voices.py       what kind of document this is, and whose voice speaks where nobody is named
    attribution.py  who says it, in which mode, clause by clause
    acts.py         which words speak of an act of the lexicon; what is only a law, a fear, an appeal falls out here
    roles.py        who did it, to whom
    modality.py     asserted, alleged, suspected, presupposed, hedged, second-hand, disputed, aggregate, generic,
    historical
    calls.py        who demands what of whom;  statements.py  who said, condemned, denied what
    merge.py        one claim for what one sentence says twice

Promises: offsets are right for any text; nothing is raised for any text; the same text gives the same proposals; no
year,
day, number or point that the text does not bear; a value taken from outside the evidence is marked inferred.
Does not: store, decide, look anything up on a network, read files other than its own word lists.
"""
