"""An encrypted SQLite file (SQLCipher): opened with a raw key, or not at all.

Comes in: a path and a 32-byte key. Goes out: a connection whose file, write-ahead log and temporary data are
ciphertext.

Promises: refuses where the library has no cipher, before a byte is written; what was deleted is overwritten, in
tables and in full-text indexes; errors carry no row and no path.

Does not do: notice that an old page, or the whole file, was put back. A database here is a projection of the journal,
which is what evidence rests on: it can be deleted and rebuilt (see docs/formats/database.md).
"""
