"""What outsiders run: checks a release with no vault, no key and no network.

In: a release folder, and where there are any: a fingerprint to expect, certificates of a time-stamp authority. Out:
what holds, what does not, and what nobody can check from there. `standalone.py` is all of it in one file of the
standard library, copied into every release as verify.py; `check.py` runs the same steps with libsodium.

Promises: never a traceback, and no more time or memory than the size of the folder calls for, whatever it holds;
nothing outside the folder is read. Does not: say that a source tells the truth, or whose key it is.
"""
