"""Text in, proposed claims, calls and statements out; pure, no storage.

In: the text of one document (immutable; every offset points into it), its date of publication and language where known.
Out: `model.Proposals`: actors, attributions, places, times, quantities, claims, calls, statements, each with its spans,
and for what is proposed a confidence and a reason in words. `gold_format.to_json` writes the format hr-claim-gold/0.1.

The way of one text (`propose.py` is the only place that knows it whole):

    layout.py       text -> blocks (headings, list items, paragraphs) -> sentences
    quotations.py   text -> quotations (all mark styles, also unclosed ones), by block
    parse.py        English sentences -> trees of our own Token (spaCy); russian_parse.py the same for Russian
                    (natasha); without a model: tokens without a tree
    words/          closed lists, act lexicon, actions, cue words, as data; lexicon.py and actions.py read them, once
    dates.py places.py numbers.py    text -> Time (read by `calendar`), Place (by `gazetteer`), Quantity
    voices.py       what kind of document this is, and whose voice speaks where nobody is named
    reading.py      everything read from one text, and the book of its attributions; actors.py: who is meant
    attribution.py  who says it: scopes of sources, speakers of quotations
    acts.py         which words speak of an act of the lexicon
    actuality.py noun_actuality.py   is it said to have happened; denials, laws, fears, plans fall out
    clauses.py verb_roles.py noun_roles.py role_needs.py roles.py   who did it, to whom; people.py: who is who
    settings_of_acts.py modality.py compose.py   when and where, how sure, the claim
    demands.py calls.py   who demands what of whom;  statements.py  who said, condemned, denied what
    merge.py disputes.py  one claim for what one sentence says twice; what is denied further on
    second_proposer.py    a local language model, off unless called, believed only where the text bears it out

Promises: offsets are right for any text; nothing is raised for any text; the same text gives the same proposals; no
year, day, number or point that the text does not bear; a value taken from outside the evidence is marked inferred.
Does not: store, decide, look anything up on a network (but for the second proposer, on this machine), read files other
than its own word lists.
"""
