"""Which reports speak of one event.

In: reports of events (act, days, place, people, numbers) or claims of the record. Out: pairs with what each comparison
is worth, groups of reports that are one event, the number of events with an interval, the reasons in words.

    records.py     what an event is, and one report of one
    claims.py      a claim of the record -> such a report
    candidates.py  which pairs are worth a close look
    columns.py     act, time, people and numbers of a pair, as levels (places: ../place_pairs.py)
    link.py        all of it in order
    reasons.py     why, in words and bits

Promises: acts of different families, and of days more than a month apart, are never one event unless a person judged
so; the same reports give the same answer. Does not: open a vault (../in_vault/event_runs.py does), look up a place,
join events to an incident.
"""
