"""Admits a file: hash, encrypt, log; reads it back; audits; members, keys, recovery, erasure.

In: files and what people say about them; a passphrase. Out: an open vault (`Ledger`) that other stages append to and
read from; originals and texts, byte for byte; reports of audits.

    create.py unlock.py                from nothing to a vault, from a passphrase to a ledger
    ledger*.py projector.py proof.py   append, replay, prove; what a stage gives so that entries become rows
    projection.py merge_order.py       the two databases, made from the journal; one order for several devices
    admit.py given_files.py blob_store.py read_back.py    files in, and out again
    erase.py rebuild.py audit*.py stamp.py                shred, make anew, check, have a time stamped
    members.py member_chain.py recovery.py identity_request.py    who may open it
    credentials.py room_keys.py item_keys.py device.py founding.py    which key lies where
    store.py model.py layout.py        tables of sources; nouns; paths

Promises: what was acknowledged is on the disk, and what was interrupted is not half there; what is handed out is what
was admitted, or an error; everything that was changed in the folder is found; nothing is written that a reader of the
disk could read.

Does not do: read what is in a file (`reading`), know what entries of other stages mean, notice that the whole folder
was put back on a device that never saw the newer state (docs/threat-model.md).
"""
