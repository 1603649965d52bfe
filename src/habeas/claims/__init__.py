"""Who did what to whom, when, where, according to whom: proposals, review, entities, search.

In: what extraction proposes about the text of a source, and what people decide about it. Out: items (claims, calls,
statements, people, groups, places) with a status and a history, the profile of each entity, contradictions, search
hits.

    model.py           the nouns: Item, Step, Status, Verdict, Rooms
    fields.py          the one table of what each item is made of: sort, room, editable, releasable, spans, role
    schemas.py         the kinds of entries that this stage writes: slots in order
    apart.py           offsets in a field of their own, so that a release can hide them alone
    propose.py         one text's proposals -> one entry each; running again adds nothing twice
    proposal_fields.py entities_of_text.py aliases.py    what an entry says of a proposal; who in a text gets an item
    review.py          accept, edit, reject, merge, skip, undo: each one entry
    store.py           entries -> tables of the record room and the names room (the only writer)
    edits.py           what a person types to correct a field -> the fields of an edit
    look_up.py         tables -> items, histories, the queue of a review
    entities.py        people, groups, places: names, aliases, profile with the source of every line
    contradictions.py  claims against beside claims for; accounts that differ
    folding.py search.py search_index.py    full text over folded text, bounded ranking, names by trigram
    words.py words/    word lists: closed, coded, in five languages, extended by users
    show.py            an item as JSON, with the words its offsets point at

Promises: nothing becomes part of the record unreviewed; an edit stands beside what was proposed, never over it; every
decision names who, when and why; a quotation is stored once, as the source's text, and everything else points into it.
Does not: judge whether two people are one (linkage proposes that), count anything, let anything out.
"""
