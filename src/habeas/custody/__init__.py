"""The journal and its Merkle log: what was done, in which order, by whom, so that nobody can change it unnoticed.

Comes in: acts (`NewEntry`) with the keys of their items. Goes out: entries, in order; proofs that they are in the log;
disclosures that prove themselves where words are blacked out (VR-1).

Promises: a batch is durable when `append` returns, or not there; what was acknowledged is found again after a crash
at any point; a changed, cut, reordered, repeated or foreign frame is named, never read; the log says nothing of the
content; an erased entry leaves noise, and everything else still verifies; what had to be repaired is told.

Does not do: keep or find keys (vault), know what an entry means (the stages), see that a whole folder was put back to
an older state without something remembered outside of it (seen.py).

    model        what an entry is                    frames, entries   acts to sealed bytes and back
    canonical    one spelling for one value          segment, place    the journal file: walk, open, create
    commitment   what an entry puts into the log     journal           append, replay, repair
    merkle       RFC 6962: proofs and their check    seen              the newest checkpoint, outside the vault
    tiles        the log as files                    inspection        the audit, object by object
    notes        checkpoints, cosignatures           timestamps        RFC 3161
    durable      writes that are there or are not    redactable, disclosure, salted_tree   VR-1
"""
