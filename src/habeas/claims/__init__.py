"""Who did what to whom, when, where, according to whom: proposals, review, entities, search."""
