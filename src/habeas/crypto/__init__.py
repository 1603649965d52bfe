"""Keys, sealing, blobs, passphrases, shares: the only place that touches a cryptographic library.

Comes in: keys and bytes. Goes out: sealed bytes, signatures, words of a recovery share.

Promises: every key that seals is derived for one purpose; nothing is opened that was sealed for another place
(associated data); a blob or a wrap that opens under one key opens under no other (key commitment); nothing is
returned that was not authenticated first; no error names what was inside.

Does not do: keep keys on disk (vault), decide who holds which (vault), wipe memory (Python cannot: see
docs/formats/keys.md).
"""
