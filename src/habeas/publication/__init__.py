"""The only door out: choose, black out, prove, check, sign, release.

In: an open vault, what to release, what to black out. Out: one new folder that a stranger can check
(docs/formats/release.md), and an entry `release.made` in the journal.

    choose.py         what goes in, taken from the vault
    redact.py         which words are blacked out; names_registry.py: whose
    bundle.py         entries, texts and proofs as data
    dossier.py        the same in words (views.py), for dossier_html.py and dossier_pdf.py
    sign.py           bundle and manifest
    check.py          the door
    release.py        the numbered steps

Promises: nothing is shown that is not in the release's model; nothing leaves that holds a blacked-out name, lacks
consent, or does not verify; a refusal leaves nothing behind. Does not: judge whether what is shown still points at
someone; redact originals, images or sound; send anything anywhere.
"""
